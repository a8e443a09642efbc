"""Tokens of programs: whose, with which scopes, and until when (PERM-6)."""

import pytest

from getcrm.commands.credential import DisableTotp, InviteUser
from getcrm.commands.customer import (
    EditCustomer,
)
from getcrm.commands.user import (
    EditUser,
    IssueApiToken,
    RevokeApiToken,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.customer import CustomerEdited
from getcrm.domain.policy import (
    MayDoMore,
    PermissionMissing,
    SessionNeeded,
    TokenOutlivesItsIssuer,
    TokenScopeMissing,
)
from getcrm.domain.refusals import NotFound
from getcrm.domain.user import (
    ApiTokenIssued,
    ApiTokenRevoked,
    TokenExpiresInThePast,
    UserHasNoRole,
    UserIsDeactivated,
)
from tests.commands.staff import (
    ANNAS,
    CHI,
    DUNG,
    HA,
    at_work,
    left,
)
from tests.crm.clock import TOMORROW
from tests.story import ANNA, BINH, NOON, uid

TOKEN = uid(0x70C)
LATER = "2026-02-01T00:00:00.000000Z"


def test_a_token_is_issued_for_oneself_or_for_whoever_may_do_no_more_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho")
    story = at_work().when(issue, by=BINH)
    story.then_refused(PermissionMissing, permission="users.edit")
    story.when(issue, by=ANNA).then(ApiTokenIssued(TOKEN, "Kho", None, None))
    revoke = RevokeApiToken(user=ANNA, token=TOKEN)
    story.when(revoke, by=BINH).then_refused(PermissionMissing, permission="users.edit")
    story.when(revoke, by=HA).then(ApiTokenRevoked(TOKEN))


def test_nobody_has_a_token_who_could_not_sign_in_perm_6():
    issue = IssueApiToken(user=DUNG, token=TOKEN, name="Kho")
    at_work().when(issue, by=HA).then_refused(UserHasNoRole, name="Dũng")
    issue = IssueApiToken(user=CHI, token=TOKEN, name="Kho")
    at_work(left(CHI)).when(issue, by=HA).then_refused(UserIsDeactivated, name="Chi")


def test_a_token_has_scopes_in_the_order_of_the_list_and_an_end_perm_6():
    issue = IssueApiToken(
        user=ANNA,
        token=TOKEN,
        name="Kho",
        scopes=["customers.edit", "customers.access", "customers.edit"],
        expires_at=LATER,
    )
    scopes = ("customers.access", "customers.edit")
    at_work().when(issue, by=ANNA).then(ApiTokenIssued(TOKEN, "Kho", scopes, LATER))
    over = issue.model_copy(update={"expires_at": NOON})
    at_work().when(over, by=ANNA).then_refused(TokenExpiresInThePast, expires_at=NOON)


@pytest.mark.parametrize("scopes", [["crm.access", "customers.edit"], ["crm.settings"]])
def test_a_token_does_not_issue_one_that_may_do_more_than_it_perm_6(scopes):
    story = at_work()
    issue = IssueApiToken(user=HA, token=TOKEN, name="Kho", scopes=scopes)
    story.when(issue, by=HA, scopes=frozenset({"crm.access"})).then_refused(MayDoMore)


def test_a_token_of_a_token_has_its_scopes_where_none_are_named_perm_6():
    mine = frozenset({"crm.access", "customers.access"})
    story = at_work().when(IssueApiToken(user=ANNA, token=TOKEN, name="Kho"), by=ANNA, scopes=mine)
    story.then(ApiTokenIssued(TOKEN, "Kho", ("crm.access", "customers.access"), None))


OWN, MOMENT = uid(0x0E4), "2026-02-01T00:00:00.000001Z"


def with_a_token(expires_at, user=ANNA):
    return at_work((f"user-{user}", ApiTokenIssued(OWN, "Mine", None, expires_at)))


def test_a_token_issues_none_that_outlives_it_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho", expires_at=MOMENT)
    story = with_a_token(LATER).when(issue, by=ANNA, token=OWN)
    story.then_refused(TokenOutlivesItsIssuer, expires_at=LATER)
    as_long = issue.model_copy(update={"expires_at": LATER})
    story.when(as_long, by=ANNA, token=OWN).then(ApiTokenIssued(TOKEN, "Kho", None, LATER))


def test_nor_for_somebody_else_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho", expires_at=MOMENT)
    story = with_a_token(LATER, HA).when(issue, by=HA, token=OWN)
    story.then_refused(TokenOutlivesItsIssuer)


def test_a_token_of_a_token_is_over_with_it_where_no_end_is_named_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho")
    story = with_a_token(LATER).when(issue, by=ANNA, token=OWN)
    story.then(ApiTokenIssued(TOKEN, "Kho", None, LATER))


def test_what_never_ends_and_people_themselves_issue_as_they_like_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho", expires_at=MOMENT)
    for expires_at, asks in ((None, OWN), (LATER, None)):
        story = with_a_token(expires_at).when(issue, by=ANNA, token=asks)
        story.then(ApiTokenIssued(TOKEN, "Kho", None, MOMENT))


@pytest.mark.parametrize(
    "command",
    [InviteUser(user=HA), DisableTotp(user=HA), EditUser(user=HA, email="me@example.com")],
    ids=lambda command: type(command).__name__,
)
def test_a_token_does_not_change_by_what_its_user_signs_in_perm_6(command):
    """By a link it would get a session of theirs, which may do more, and lasts longer."""
    story = with_a_token(None, HA).when(command, by=HA, token=OWN).then_refused(SessionNeeded)
    same = EditUser(user=HA, name="Hạ", email=None)
    story.when(same, by=HA, token=OWN).done()
    story.when(command.model_copy(update={"user": BINH}), by=HA, token=OWN)
    if not isinstance(command, DisableTotp):
        story.done()


def test_a_narrow_token_gets_at_nobody_who_may_do_more_than_it_perm_6():
    narrow = frozenset({"crm.access", "users.edit"})
    for command in (InviteUser(user=BINH), EditUser(user=BINH, email="me@example.com")):
        story = with_a_token(None, HA).when(command, by=HA, scopes=narrow, token=OWN)
        story.then_refused(MayDoMore)


def test_scopes_count_in_every_decision_perm_6():
    edit = EditCustomer(customer=ANNAS, name="Mây")
    reads = frozenset({"customers.access"})
    story = at_work().when(edit, by=ANNA, scopes=reads)
    story.then_refused(TokenScopeMissing, permission="customers.edit")
    story.when(edit, by=ANNA, scopes=reads | {"customers.edit"})
    story.then(CustomerEdited({"name": Changed("Của Anna", "Mây")}))
    story.when(edit, by=BINH, scopes=reads | {"customers.edit"}).then_refused(NotFound)


def test_time_passes_for_tokens_as_for_everybody_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho", expires_at=TOMORROW)
    story = at_work().when(issue, by=ANNA).done()
    again = issue.model_copy(update={"token": uid(2)})
    story.at(TOMORROW).when(again, by=ANNA).then_refused(TokenExpiresInThePast)
