"""Tokens of programs: whose, with which scopes, and until when (PERM-6)."""

import pytest

from getcrm.commands.credential import DisableTotp, InviteUser, SetUpAccount
from getcrm.commands.customer import (
    EditCustomer,
)
from getcrm.commands.role import EditRole
from getcrm.commands.session import EndSession
from getcrm.commands.user import (
    DeactivateUser,
    EditUser,
    GiveRole,
    IssueApiToken,
    RevokeApiToken,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.credential import InvitationOver
from getcrm.domain.customer import CustomerEdited
from getcrm.domain.policy import (
    MayDoMore,
    PermissionMissing,
    SessionNeeded,
    TokenOutlivesItsIssuer,
    TokenScopeMissing,
)
from getcrm.domain.refusals import NotFound
from getcrm.domain.role import RoleCreated, in_order
from getcrm.domain.user import (
    ApiTokenIssued,
    ApiTokenRevoked,
    TokenExpiresInThePast,
    UserDeactivated,
    UserHasNoRole,
    UserIsDeactivated,
    UserRoleGiven,
)
from tests.commands.staff import (
    ANNAS,
    CHI,
    DUNG,
    HA,
    LAN,
    at_work,
    given_role,
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
    story.when(as_long, by=ANNA, token=OWN).then(ApiTokenIssued(TOKEN, "Kho", None, LATER, OWN))


def test_nor_for_somebody_else_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho", expires_at=MOMENT)
    story = with_a_token(LATER, HA).when(issue, by=HA, token=OWN)
    story.then_refused(TokenOutlivesItsIssuer)


def test_a_token_of_a_token_is_over_with_it_where_no_end_is_named_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho")
    story = with_a_token(LATER).when(issue, by=ANNA, token=OWN)
    story.then(ApiTokenIssued(TOKEN, "Kho", None, LATER, OWN))


def test_what_never_ends_and_people_themselves_issue_as_they_like_perm_6():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho", expires_at=MOMENT)
    for expires_at, asks in ((None, OWN), (LATER, None)):
        story = with_a_token(expires_at).when(issue, by=ANNA, token=asks)
        story.then(ApiTokenIssued(TOKEN, "Kho", None, MOMENT, asks))


def what_salespeople_may_do(story):
    return in_order(story.state("roles-main").permissions_of("salesperson"))


def test_a_token_of_somebody_else_may_do_what_they_may_by_then_and_no_more_later_perm_2():
    """Whoever asked for it may know it; else they would get at more once its user may do more."""
    story = at_work()
    may = what_salespeople_may_do(story)
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho")
    story.when(issue, by=HA).then(ApiTokenIssued(TOKEN, "Kho", may, None))
    own = IssueApiToken(user=ANNA, token=OWN, name="Mine")
    story.when(own, by=ANNA).then(ApiTokenIssued(OWN, "Mine", None, None))


def test_nor_does_it_have_scopes_that_its_issuer_lacks_perm_2():
    wanted = ["crm.access", "roles.edit"]
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho", scopes=wanted)
    helps = (f"user-{CHI}", UserRoleGiven("salesperson", "helper"))
    permissions = ("crm.access", "customers.access", "users.edit")
    role = ("roles-main", RoleCreated("helper", "Helper", permissions))
    plain = given_role(ANNA, "plain", "salesperson")
    story = at_work(role, helps, ("roles-main", RoleCreated("plain", "Plain", ())), plain)
    story.when(issue, by=CHI).then_refused(MayDoMore)
    story.when(issue.model_copy(update={"scopes": ["crm.access"]}), by=CHI).done()


def test_with_a_token_ends_what_it_has_issued_for_whomever_perm_6():
    child, grandchild = uid(0x0E5), uid(0x0E6)
    story = with_a_token(None, HA)
    story.when(IssueApiToken(user=HA, token=child, name="2"), by=HA, token=OWN).done()
    story.when(IssueApiToken(user=ANNA, token=grandchild, name="3"), by=HA, token=child).done()
    story.when(IssueApiToken(user=HA, token=TOKEN, name="Another"), by=HA).done()
    story.when(RevokeApiToken(user=HA, token=OWN), by=HA)
    story.then(*map(ApiTokenRevoked, (OWN, child, grandchild)))
    story.when(RevokeApiToken(user=HA, token=OWN), by=HA).then_nothing_happens()
    assert story.state(f"user-{HA}").admits(TOKEN, NOON)
    assert not story.state(f"user-{ANNA}").admits(grandchild, NOON)


def test_so_it_does_where_its_user_leaves_perm_6():
    story = with_a_token(None, HA)
    story.when(IssueApiToken(user=ANNA, token=TOKEN, name="3"), by=HA, token=OWN).done()
    story.when(GiveRole(user=LAN, role="administrator"), by=HA).done()
    story.when(DeactivateUser(user=HA), by=LAN).then(UserDeactivated(), ApiTokenRevoked(TOKEN))


def test_a_link_does_not_open_to_more_than_it_was_issued_for_perm_2():
    """Whoever asked for it may know it; so may the operator, who may do everything anyway."""
    for by, opens in ((HA, False), ("system", True)):
        story = at_work().when(InviteUser(user=ANNA), by=by).done()
        [link] = story.state(f"user-{ANNA}").credentials.invitations
        redeem = SetUpAccount(invitation=link, credential=uid(9), email="anna@acme.vn")
        story.when(GiveRole(user=ANNA, role="sales_manager"), by=HA).done()
        if opens:
            story.when(redeem, by=ANNA).done()
            continue
        story.when(redeem, by=ANNA).then_refused(InvitationOver)
        story.when(GiveRole(user=ANNA, role="salesperson"), by=HA).done()
        story.when(redeem, by=ANNA).done()


def test_nor_where_the_role_itself_allows_more_by_now_perm_2():
    story = at_work().when(InviteUser(user=ANNA), by=HA).done()
    [link] = story.state(f"user-{ANNA}").credentials.invitations
    more = [*what_salespeople_may_do(story), "customers.export"]
    story.when(EditRole(role="salesperson", permissions=more), by=HA).done()
    redeem = SetUpAccount(invitation=link, credential=uid(9), email="anna@acme.vn")
    story.when(redeem, by=ANNA).then_refused(InvitationOver)


def test_a_token_says_nothing_of_sessions_and_ends_none_perm_6():
    end = EndSession(session=uid(5))
    with_a_token(None).when(end, by=ANNA, token=OWN).then_refused(SessionNeeded)


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
