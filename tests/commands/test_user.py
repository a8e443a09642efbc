"""The people who work here, and the tokens of programs that act for them."""

from getcrm.commands.user import AddUser, IssueApiToken, RenameUser, RevokeApiToken
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.role import Roles
from getcrm.domain.user import (
    ApiTokenIssued,
    ApiTokenRevoked,
    TokenUnknown,
    UserAdded,
    UserRenamed,
    UserRoleGiven,
    UserUnknown,
)
from tests.commands.people import FRESH
from tests.story import ANNA, BINH, company, given, uid

CHI, TOKEN = uid(1), uid(2)
ANNA_SELLS = [
    *(("roles-main", shipped) for shipped in Roles().ship("en")),
    (f"user-{ANNA}", UserRoleGiven(None, "salesperson")),
]
issued = (f"user-{ANNA}", ApiTokenIssued(TOKEN, "Kho", None, None))


def test_somebody_is_added_perhaps_a_namesake():
    given(company()).when(AddUser(user=CHI, name="Anna")).then(UserAdded("Anna"))


def test_the_first_user_is_added_by_the_system():
    given().when(AddUser(user=CHI, name="Chi"), by="system").then(UserAdded("Chi"))


def test_somebody_without_an_id_gets_one():
    story = given(company()).when(AddUser(name="Chi")).done()
    assert story.answer.id == FRESH
    assert story.state(f"user-{FRESH}").name == "Chi"


def test_an_id_stands_for_one_person():
    given(company()).when(AddUser(user=ANNA, name="Chi")).then_refused(AlreadyExists, id=ANNA)


def test_renaming_somebody():
    story = given(company()).when(RenameUser(user=ANNA, name="Anne"))
    story.then(UserRenamed("Anna", "Anne")).when(RenameUser(user=ANNA, name="Anne"))
    story.then_nothing_happens()
    story.when(RenameUser(user=CHI, name="Chi")).then_refused(UserUnknown, user=CHI)


def test_tokens_are_issued_once_and_revoked_for_good():
    issue = IssueApiToken(user=ANNA, token=TOKEN, name="Kho")
    story = given(company(), ANNA_SELLS).when(issue).then(ApiTokenIssued(TOKEN, "Kho", None, None))
    story.when(issue).then_refused(AlreadyExists, id=TOKEN)
    revoke = RevokeApiToken(user=ANNA, token=TOKEN)
    story.when(revoke).then(ApiTokenRevoked(TOKEN)).when(revoke).then_nothing_happens()
    story.when(issue).then_refused(AlreadyExists, id=TOKEN)


def test_a_tokens_id_stands_for_one_token_of_one_person():
    issue = IssueApiToken(user=BINH, token=TOKEN, name="Kho")
    given(company(), issued).when(issue).then_refused(AlreadyExists, id=TOKEN)


def test_there_is_no_token_of_nobody_and_nobodys_token():
    issue = IssueApiToken(user=CHI, token=TOKEN, name="Kho")
    given(company()).when(issue).then_refused(UserUnknown, user=CHI)
    story = given(company(), issued)
    story.when(RevokeApiToken(user=ANNA, token=CHI)).then_refused(TokenUnknown, token=CHI)
