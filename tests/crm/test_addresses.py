"""Addresses that look alike are no two addresses, but those that were let in keep their owners."""

from getcrm.crm.addresses import user_at
from getcrm.domain.aggregate import Changed
from getcrm.domain.user import UserEdited
from tests.story import ANNA, BINH, company, given

OURS, CYRILLIC = "anna@acme.vn", "\u0430nna@acme.vn"


def has(user, email):
    return (f"user-{user}", UserEdited({"email": Changed(None, email)}))


def test_an_address_is_found_however_it_is_written():
    story = given(company(), has(ANNA, OURS))
    log = story.crm.log
    assert user_at(log, "ANNA@acme.VN") == user_at(log, "anna@acme\u200b.vn") == ANNA
    assert user_at(log, "binh@acme.vn") is None


def test_of_two_that_look_alike_each_is_found_by_its_own_letters():
    story = given(company(), has(ANNA, OURS), has(BINH, CYRILLIC))
    log = story.crm.log
    assert [user_at(log, OURS), user_at(log, CYRILLIC)] == [ANNA, BINH]
    assert user_at(log, "\u0430nn\u0430@acme.vn") is None
