"""Customers are told apart by code, phone, email and tax code (CUS-2)."""

import pytest

from getcrm.commands.company import SetDuplicateCheck, SetHistoryStart
from getcrm.commands.customer import (
    DeleteCustomer,
    EditCustomer,
    RegisterCustomer,
    RestoreCustomer,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.company import DuplicateCheckSet
from getcrm.domain.customer import CustomerDeleted, CustomerEdited
from getcrm.domain.identity import DuplicateFound
from getcrm.domain.numbering import next_code, numbered
from tests.commands.people import MAY, SEN, registered
from tests.story import ANNA, company, given, uid

HA = uid(0xC5)

may = registered(
    MAY, code="KH-A", phones=["+84912345678"], emails=["may@example.com"], tax_code="0101 234 567"
)
SAME = [
    ("phone", {"phones": ["0912 345 678"]}),
    ("phone", {"phones": ["+84 (91) 234-5678"]}),
    ("email", {"emails": ["MAY@Example.com"]}),
    ("tax_code", {"tax_code": "0101234567"}),
]
FIELDS = {"phone": "phones", "email": "emails", "tax_code": "tax_code"}


def known(*checks, past=()):
    modes = [("company-main", DuplicateCheckSet(field, "warn", mode)) for field, mode in checks]
    return given(company(), *modes, may, *past)


def warnings(story, command):
    return story.when(command).done().answer.warnings


@pytest.mark.parametrize(("check", "same"), SAME)
def test_a_possible_duplicate_is_warned_of_with_the_others_cus_2(check, same):
    (warning,) = warnings(known(), RegisterCustomer(name="Sen", **same))
    assert (warning.code, warning.field) == ("PossibleDuplicate", FIELDS[check])
    assert warning.details["customers"] == [MAY]


@pytest.mark.parametrize(("check", "same"), SAME)
def test_a_duplicate_is_refused_where_the_company_says_so_cus_2(check, same):
    story = known((check, "refuse")).when(RegisterCustomer(name="Sen", **same))
    story.then_refused(DuplicateFound, customers=[MAY])
    with pytest.raises(DuplicateFound) as refused:
        story.crm.handle(RegisterCustomer(name="Sen", **same), by=ANNA)
    assert refused.value.field == FIELDS[check]


@pytest.mark.parametrize(("check", "same"), SAME)
def test_nothing_is_said_where_the_check_is_off_cus_2(check, same):
    assert not warnings(known((check, "off")), RegisterCustomer(name="Sen", **same))


def test_others_are_no_duplicates_cus_2():
    other = {"phones": ["0912345679"], "emails": ["may@example.org"], "tax_code": "0101234567-001"}
    assert not warnings(known(), RegisterCustomer(name="Mây", **other))


def with_contact(**given):
    return {"contacts": [{"name": "Lan", "title": "", "phones": [], "emails": [], **given}]}


LANS = registered(SEN, **with_contact(phones=["+84988777666"], emails=["Lan@example.com"]))
THEIRS = [
    ("phone", {"phones": ["0988 777 666"]}, "phones", SEN),
    ("email", {"emails": ["lan@EXAMPLE.com"]}, "emails", SEN),
    ("phone", with_contact(phones=["0988777666"]), "contacts", SEN),
    ("email", with_contact(emails=["lan@example.com"]), "contacts", SEN),
    ("phone", with_contact(phones=["0912345678"]), "contacts", MAY),
    ("email", with_contact(emails=["may@example.com"]), "contacts", MAY),
]


@pytest.mark.parametrize(("check", "same", "field", "other"), THEIRS)
def test_contacts_phones_and_emails_take_part_cus_2(check, same, field, other):
    new, edit = RegisterCustomer(name="Mới", **same), EditCustomer(customer=HA, **same)
    for command in (new, edit):
        (warning,) = warnings(known(past=[LANS, registered(HA)]), command)
        assert (warning.field, warning.details["customers"]) == (field, [other])
        refusing = known((check, "refuse"), past=[LANS, registered(HA)])
        with pytest.raises(DuplicateFound) as refused:
            refusing.crm.handle(command, by=ANNA)
        assert (refused.value.field, refused.value.details["customers"]) == (field, [other])
        assert not warnings(known((check, "off"), past=[LANS, registered(HA)]), command)


def test_a_number_of_a_customer_and_its_own_contact_is_no_duplicate_cus_2():
    both = {"phones": ["0987654321"], **with_contact(phones=["0987654321"])}
    assert not warnings(known(), RegisterCustomer(name="Mới", **both))


@pytest.mark.parametrize("code", ["KH-A", "kh-a", " KH-A "])
def test_a_code_is_always_unique_cus_2(code):
    story = known().when(RegisterCustomer(name="Sen", code=code))
    story.then_refused(DuplicateFound, customers=[MAY])
    story.when(DeleteCustomer(customer=MAY)).done()
    story.when(RegisterCustomer(name="Sen", code=code)).then_refused(DuplicateFound)


def test_codes_are_compared_in_one_unicode_form_cus_2():
    story = given(company()).when(RegisterCustomer(name="Mây", code="Đỏ")).done()
    story.when(RegisterCustomer(name="Sen", code="ĐO\u0309")).then_refused(DuplicateFound)


def test_an_edit_cannot_take_the_code_of_another_cus_2():
    story = known(past=[registered(SEN, code="KH-B")])
    story.when(EditCustomer(customer=SEN, code="kh-a")).then_refused(DuplicateFound)
    edited = CustomerEdited({"code": Changed("KH-B", "kh-b")})
    story.when(EditCustomer(customer=SEN, code="kh-b")).then(edited)


@pytest.mark.parametrize(("check", "same"), SAME)
def test_an_edit_is_checked_like_a_new_customer_cus_2(check, same):
    story = known(past=[registered(SEN)])
    (warning,) = warnings(story, EditCustomer(customer=SEN, **same))
    assert warning.details["customers"] == [MAY]
    story = known((check, "refuse"), past=[registered(SEN)])
    story.when(EditCustomer(customer=SEN, **same)).then_refused(DuplicateFound, customers=[MAY])


def test_an_edit_says_nothing_of_what_it_leaves_alone_cus_2():
    twin = registered(SEN, phones=["+84912345678"])
    story = known(("phone", "refuse"), past=[twin])
    assert not warnings(story, EditCustomer(customer=SEN, name="Sen"))
    assert not warnings(story, EditCustomer(customer=SEN, phones=["0912345678", "0912345670"]))


def test_a_deleted_customer_is_nobodys_duplicate_until_it_is_restored_cus_2_cus_3():
    story = known(("phone", "refuse"), past=[(f"customer-{MAY}", CustomerDeleted(None))])
    sen = RegisterCustomer(customer=SEN, name="Sen", phones=["0912345678"])
    assert not warnings(story, sen)
    story.when(RestoreCustomer(customer=MAY)).then_refused(DuplicateFound, customers=[SEN])
    story.when(SetDuplicateCheck(field="phone", mode="warn")).done()
    (warning,) = warnings(story, RestoreCustomer(customer=MAY))
    assert warning.details == {"value": "+84912345678", "customers": [SEN]}


def test_the_phone_a_customer_no_longer_has_is_free_cus_2():
    story = known(("phone", "refuse")).when(EditCustomer(customer=MAY, phones=[])).done()
    assert not warnings(story, RegisterCustomer(name="Sen", phones=["0912345678"]))


def code_of(story, **wanted):
    story.when(RegisterCustomer(name="Sen", **wanted)).done()
    return story.state(f"customer-{story.answer.id}").code


def test_a_blank_code_is_the_next_of_the_year_cus_1():
    story = given(company())
    assert code_of(story) == "KH-2026-000001"
    assert code_of(story, code=" ") == "KH-2026-000002"
    assert code_of(story, code="kh-2026-000041") == "kh-2026-000041"
    assert code_of(story) == "KH-2026-000042"
    assert code_of(story, code="KH-2027-000009") == "KH-2027-000009"
    assert code_of(story) == "KH-2026-000043"


def test_the_year_of_a_code_is_the_companys_cus_1():
    story = given(company()).at("2026-12-31T17:30:00.000000Z")
    assert code_of(story) == "KH-2027-000001"


def test_a_deleted_customers_number_is_not_given_again_cus_3():
    gone = (f"customer-{MAY}", CustomerDeleted(None))
    assert code_of(given(company(), registered(MAY, code="KH-2026-000007"), gone)) == (
        "KH-2026-000008"
    )


@pytest.mark.parametrize(
    "code",
    [
        "KH-2026-9999999",
        "KH-2026-99999999999",
        f"KH-2026-{'9' * 42}",
        "KH-2026-1",
        "KH-2026-00001x",
    ],
)
def test_somebodys_own_invention_does_not_disturb_the_numbers_cus_1(code):
    assert code_of(given(company(), registered(MAY, code=code))) == "KH-2026-000001"


def test_the_numbers_never_get_stuck_cus_1():
    """What others have written by hand is passed by in as many questions as it has digits more."""
    highest = registered(MAY, code="KH-2026-999999")
    story = given(company(), highest, registered(SEN, code="KH-2026-9999999"))
    assert code_of(story) == "KH-2026-10000000"
    assert code_of(story) == "KH-2026-10000001"
    full = [registered(uid(0xC00 + n), code="KH-2026-" + "9" * n) for n in range(6, 43)]
    story = given(company(), *full)
    assert code_of(story) == "KH-2026-1" + "0" * 42
    assert code_of(story) == "KH-2026-1" + "0" * 41 + "1"


@pytest.mark.parametrize("taken", ["000041", "999999", "9999999", "99999999999"])
def test_a_number_is_found_in_as_many_questions_whatever_was_written_by_hand_cus_1(taken):
    asked, known = [], dict(numbered("KH", f"KH-2026-{taken}"))

    def highest(sequence):
        asked.append(sequence)
        return known.get(sequence)

    for _ in range(1000):
        code = next_code("KH", 2026, highest)
        known |= dict(numbered("KH", code))
    assert code[-4:] in ("1041", "1000", "0999")
    assert len(asked) == (2000 if taken == "999999" else 1000)


def test_history_is_numbered_in_its_own_year_cus_1():
    story = given(company()).when(SetHistoryStart(day="2017-01-01"), by="system").done()
    story.when(RegisterCustomer(customer=MAY, name="Mây"), at="2017-03-01T05:00:00.000000Z")
    assert story.done().state(f"customer-{MAY}").code == "KH-2017-000001"
