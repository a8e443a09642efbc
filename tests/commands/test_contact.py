"""A customer's contacts have ids, and are added, edited and removed one by one (CUS-1)."""

import pytest
from pydantic import ValidationError

from getcrm.commands.company import SetDuplicateCheck
from getcrm.commands.contact import AddContact, EditContact, RemoveContact
from getcrm.commands.customer import DeleteCustomer, EditCustomer, RegisterCustomer
from getcrm.domain.aggregate import Changed
from getcrm.domain.contact import (
    ContactAdded,
    ContactEdited,
    ContactRemoved,
    ContactTwice,
    ContactUnknown,
    TooManyContacts,
)
from getcrm.domain.customer import CustomerEdited, CustomerIsDeleted
from getcrm.domain.identity import DuplicateFound
from getcrm.domain.refusals import AlreadyExists, NotFound
from tests.commands.people import FRESH, MAY, SEN, registered
from tests.projections.customers import found, names
from tests.story import ANNA, NOON, company, given, uid

LAN, MAI, HA = uid(0x1A), uid(0x3A1), uid(0x4A)
TOMORROW = "2026-01-06T05:00:00.000000Z"


def person(id, name, **more):
    return {"id": id, "name": name, "title": "", "phones": [], "emails": [], "main": False, **more}


lan = person(LAN, "Lan", main=True, phones=["+84988777666"])
may = registered(MAY, name="Mây", contacts=[lan])


def contacts(story, **query):
    return story.ask("customer", customer=MAY, **query)["contacts"]


def test_a_contact_is_added_with_an_id_of_ours_or_of_the_callers():
    story = given(company(), may)
    story.when(AddContact(customer=MAY, name="Mai", phones=["0912 345 678 ext 5"]))
    mai = person(FRESH, "Mai", phones=["+84912345678;ext=5"])
    story.then(ContactAdded(mai))
    story.when(AddContact(customer=MAY, contact=HA, name="Hà")).then(ContactAdded(person(HA, "Hà")))
    assert contacts(story) == [lan, mai, person(HA, "Hà")]
    story.when(AddContact(customer=MAY, contact=HA, name="Hà")).then_refused(AlreadyExists, id=HA)


def test_only_the_given_fields_of_a_contact_change():
    story = given(company(), may)
    story.when(EditContact(customer=MAY, contact=LAN, title="Giám đốc", name="Lan"))
    story.then(ContactEdited(LAN, "Lan", {"title": Changed("", "Giám đốc")}))
    story.then_nothing_happens()
    assert contacts(story) == [{**lan, "title": "Giám đốc"}]


def test_who_becomes_the_main_contact_takes_that_from_whoever_was():
    story = given(company(), may)
    story.when(AddContact(customer=MAY, contact=MAI, name="Mai", main=True)).done()
    assert [one["main"] for one in contacts(story)] == [False, True]
    story.when(EditContact(customer=MAY, contact=LAN, main=True)).done()
    assert [one["main"] for one in contacts(story)] == [True, False]
    state = story.state(f"customer-{MAY}")
    assert state.contacts == contacts(story)


def test_a_contact_is_removed():
    story = given(company(), may)
    story.when(RemoveContact(customer=MAY, contact=LAN)).then(ContactRemoved(lan))
    assert contacts(story) == []
    story.when(RemoveContact(customer=MAY, contact=LAN)).then_refused(ContactUnknown, id=LAN)
    story.when(EditContact(customer=MAY, contact=LAN, name="X")).then_refused(ContactUnknown)


def test_nobody_is_added_to_a_customer_that_is_deleted_or_not_there():
    story = given(company(), may)
    story.when(AddContact(customer=SEN, name="Mai")).then_refused(NotFound)
    story.when(DeleteCustomer(customer=MAY)).done()
    for command in (
        AddContact(customer=MAY, name="Mai"),
        EditContact(customer=MAY, contact=LAN, name="X"),
        RemoveContact(customer=MAY, contact=LAN),
    ):
        story.when(command).then_refused(CustomerIsDeleted)


def test_a_customer_has_a_hundred_contacts_at_most():
    many = [person(uid(0x100 + n), f"Lan {n}") for n in range(100)]
    story = given(company(), registered(MAY, contacts=many))
    story.when(AddContact(customer=MAY, name="Mai")).then_refused(TooManyContacts, most=100)


def test_contacts_given_all_at_once_keep_their_ids():
    story = given(company(), may)
    story.when(EditCustomer(customer=MAY, contacts=[{**lan, "title": "Giám đốc"}])).done()
    assert contacts(story) == [{**lan, "title": "Giám đốc"}]
    by_name = [{"name": "Lan", "main": True, "phones": ["0988777666"], "title": "Giám đốc"}]
    story.when(EditCustomer(customer=MAY, contacts=by_name)).then_nothing_happens()
    story.when(EditCustomer(customer=MAY, contacts=[{"name": "Mai"}, *by_name])).done()
    assert [one["name"] for one in contacts(story)] == ["Mai", "Lan"]
    assert contacts(story)[1]["id"] == LAN != contacts(story)[0]["id"]


def test_two_contacts_have_two_ids():
    twice = [person(LAN, "Lan"), person(LAN, "Mai")]
    story = given(company(), may)
    story.when(EditCustomer(customer=MAY, contacts=twice)).then_refused(ContactTwice, id=LAN)
    story.when(RegisterCustomer(name="Sen", contacts=twice)).then_refused(ContactTwice, id=LAN)


def test_a_new_contact_is_checked_for_duplicates_cus_2():
    story = given(company(), may, registered(SEN, name="Sen", contacts=[person(MAI, "Mai")]))
    add = AddContact(customer=SEN, name="Hà", phones=["0988 777 666"])
    edit = EditContact(customer=SEN, contact=MAI, phones=["0988777666"])
    story.when(SetDuplicateCheck(field="phone", mode="refuse")).done()
    story.when(add).then_refused(DuplicateFound, customers=[MAY])
    story.when(edit).then_refused(DuplicateFound, customers=[MAY])
    story.when(SetDuplicateCheck(field="phone", mode="warn")).done()
    [warning] = story.when(add).done().answer.warnings
    assert (warning.field, warning.details["customers"]) == ("contacts", [MAY])
    assert story.when(edit).done().answer.warnings == ()


def test_a_contact_is_found_and_was_found_cus_8_log_1():
    story = given(company(), may).at(TOMORROW)
    story.when(AddContact(customer=MAY, name="Trần Mai", phones=["0912345678"])).done()
    story.when(RemoveContact(customer=MAY, contact=LAN)).done()
    assert found(story, "tran mai", "0912345678", "lan") == [["Mây"], ["Mây"], []]
    assert names(story, phone="0912345678") == ["Mây"]
    assert names(story, phone="0988777666") == []
    assert names(story, phone="0988777666", as_of=NOON) == ["Mây"]
    assert contacts(story, as_of=NOON) == [lan]


def test_the_history_tells_of_contacts_in_both_languages_cus_6():
    story = given(company(), may)
    story.when(AddContact(customer=MAY, contact=MAI, name="Mai", title="Kế toán")).done()
    story.when(EditContact(customer=MAY, contact=MAI, phones=["028 38221234 ext 5"])).done()
    story.when(RemoveContact(customer=MAY, contact=LAN)).done()
    english, vietnamese = (
        [line["sentence"] for line in story.ask("timeline", language, customer=MAY)["entries"]]
        for language in ("en", "vi")
    )
    assert english[:3] == [
        "Anna removed the contact Lan (+84988777666) from Mây",
        "Anna edited the contact Mai of Mây: phones set to +842838221234 ext. 5",
        "Anna added the contact Mai (Kế toán) to Mây",
    ]
    assert vietnamese[:3] == [
        "Anna xóa người liên hệ Lan (+84988777666) của Mây",
        "Anna sửa người liên hệ Mai của Mây: điện thoại đặt là +842838221234 máy lẻ 5",
        "Anna thêm người liên hệ Mai (Kế toán) cho Mây",
    ]


def test_a_contact_has_a_name_that_can_be_seen():
    with pytest.raises(ValidationError):
        AddContact(customer=MAY, name="\u200b")


def test_what_changed_a_contact_before_contacts_had_events_of_their_own_still_counts():
    edited = CustomerEdited({"contacts": Changed([lan], [lan, person(MAI, "Mai")])})
    story = given(company(), may, (f"customer-{MAY}", edited))
    story.when(EditContact(customer=MAY, contact=MAI, main=True), by=ANNA).done()
    assert [one["main"] for one in contacts(story)] == [False, True]
