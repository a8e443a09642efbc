"""Customers are found by words of names, codes, phones and e-mails, without accents (CUS-8)."""

import pytest
from pydantic import ValidationError

from getcrm.commands.customer import (
    DeleteCustomer,
    EditCustomer,
    RestoreCustomer,
)
from tests.commands.people import MAY
from tests.projections.customers import TOMORROW, found, known, names
from tests.story import (
    ANNA,
    BINH,
    NOON,
    Story,
)


def people() -> Story:
    return known(
        a={"name": "Nguyễn Văn An", "phones": ["+84912345678"], "emails": ["An@Example.vn"]},
        b={"name": "Trần Đức", "code": "KH-7", "phones": ["+842438220022"]},
        c={"name": "Coca-Cola, Inc.", "phones": ["+12025550123"]},
        d={
            "name": "Công ty Ánh Dương",
            "contacts": [{"name": "Lê Thị Nụ", "phones": ["+84988777666"], "emails": []}],
        },
    )


def test_names_are_found_without_accents_from_any_word_on_cus_8():
    story = people()
    assert found(story, "nguyen", "NGUYỄN", "van an", "duc", "Đức", "anh duong", "cola") == [
        ["Nguyễn Văn An"],
        ["Nguyễn Văn An"],
        ["Nguyễn Văn An"],
        ["Trần Đức"],
        ["Trần Đức"],
        ["Công ty Ánh Dương"],
        ["Coca-Cola, Inc."],
    ]


def test_a_word_is_found_by_how_it_begins_never_from_its_middle_cus_8():
    assert found(people(), "ng", "guyen", "uc", "zzz") == [["Nguyễn Văn An"], [], [], []]


def test_words_may_come_in_another_order_cus_8():
    assert found(people(), "an nguyen", "coca inc", "an tran") == [
        ["Nguyễn Văn An"],
        ["Coca-Cola, Inc."],
        [],
    ]


def test_phones_are_found_as_dialled_here_and_abroad_cus_8():
    story = people()
    mine = ["0912", "+84912", "84912", "0912 345 678", "+84 912-345", "(0912) 345"]
    assert found(story, *mine) == [["Nguyễn Văn An"]] * 6
    assert found(story, "+1202", "12025550", "0988") == [
        ["Coca-Cola, Inc."],
        ["Coca-Cola, Inc."],
        ["Công ty Ánh Dương"],
    ]


def test_codes_and_emails_and_contacts_are_found_cus_8():
    assert found(people(), "kh-7", "KH", "an@ex", "le thi") == [
        ["Trần Đức"],
        ["Trần Đức"],
        ["Nguyễn Văn An"],
        ["Công ty Ánh Dương"],
    ]


def test_a_search_that_means_nothing_lists_everybody_and_odd_ones_break_nothing_cus_8():
    story = people()
    assert len(names(story, q="  ")) == 4
    for odd in (
        "%",
        "_",
        "'",
        '"',
        "\\",
        "+",
        "(",
        "\U0010ffff",
        "a" * 200,
        "- -",
        "1 2 3 4 5 6 7 8 9",
    ):
        assert isinstance(names(story, q=odd), list)


def test_who_is_renamed_is_found_by_the_new_name_alone_and_was_by_the_old_cus_8_log_1():
    story = people().at(TOMORROW)
    story.when(EditCustomer(customer=MAY, name="Phạm Bình", phones=["0909090909"])).done()
    assert found(story, "pham", "0909", "nguyen", "0912", "an@ex") == [
        ["Phạm Bình"],
        ["Phạm Bình"],
        [],
        [],
        ["Phạm Bình"],
    ]
    assert names(story, q="nguyen", as_of=NOON) == ["Nguyễn Văn An"]
    assert names(story, q="an nguyen", as_of=NOON) == ["Nguyễn Văn An"]
    assert names(story, q="pham", as_of=NOON) == []


def test_a_deleted_customer_is_found_among_the_deleted_only_cus_3_cus_8():
    story = people().when(DeleteCustomer(customer=MAY)).done()
    assert names(story, q="nguyen") == []
    assert names(story, q="nguyen", deleted=True) == ["Nguyễn Văn An"]
    story.when(RestoreCustomer(customer=MAY)).done()
    assert names(story, q="nguyen") == ["Nguyễn Văn An"]


def test_a_search_looks_among_those_filtered_cus_8():
    """Bình has nobody whose name is as typed, but one whose words are the same."""
    story = known(a={"name": "An Nguyễn", "owner": ANNA}, b={"name": "Nguyễn An", "owner": BINH})
    assert names(story, q="an nguyen") == ["An Nguyễn"]
    assert names(story, q="an nguyen", owner=BINH) == ["Nguyễn An"]


def test_a_phone_or_an_email_is_asked_for_exactly_and_however_it_is_written_cus_8():
    story = people()
    for phone in ("0912345678", "+84 (0) 912 345 678", "0084912345678", "912345678"):
        assert names(story, phone=phone) == ["Nguyễn Văn An"]
    assert names(story, phone="0988 777 666") == ["Công ty Ánh Dương"]
    assert names(story, phone="0912345679") == []
    assert names(story, email="an@example.VN") == ["Nguyễn Văn An"]
    assert names(story, email="an@example.v") == names(story, email="%@example.vn") == []
    assert names(story, email="an@example.vn", phone="0912345678") == ["Nguyễn Văn An"]
    assert names(story, email="an@example.vn", phone="0988777666") == []


def test_a_name_that_is_a_number_has_not_that_phone_cus_8():
    story = known(a={"name": "0912345678"}, b={"name": "An", "phones": ["+84912345678"]})
    assert names(story, phone="0912345678") == ["An"]
    assert sorted(names(story, q="0912345678")) == ["0912345678", "An"]


def test_who_has_a_phone_is_told_as_of_then_and_of_the_deleted_cus_8_log_1():
    story = people().at(TOMORROW)
    story.when(EditCustomer(customer=MAY, phones=["0909090909"], emails=[])).done()
    assert names(story, phone="0912345678") == names(story, email="an@example.vn") == []
    assert names(story, phone="0912345678", as_of=NOON) == ["Nguyễn Văn An"]
    assert names(story, email="an@example.vn", as_of=NOON) == ["Nguyễn Văn An"]
    story.when(DeleteCustomer(customer=MAY)).done()
    assert names(story, phone="0909090909") == []
    assert names(story, phone="0909090909", deleted=True) == ["Nguyễn Văn An"]
    story.when(RestoreCustomer(customer=MAY)).done()
    assert names(story, phone="0909090909") == ["Nguyễn Văn An"]


def test_what_is_no_phone_is_not_asked_for_cus_8():
    with pytest.raises(ValidationError):
        names(people(), phone="0912345678;0988777666")
