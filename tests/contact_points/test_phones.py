"""Every spelling of a phone number is one number, kept whole, found again, or refused (CUS-2)."""

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError

from getcrm.commands.customer import EditCustomer, RegisterCustomer
from getcrm.contact_points.phones import NotAPhone, SeveralPhones, phone
from getcrm.language.validation import validation
from tests.commands.people import MAY, registered
from tests.projections.customers import found, known
from tests.story import Story, company, given

OFFICE = "+842838221234;ext=105"
SPELLINGS = {
    "+84912345678": [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "(0912) 345 678",
        "912345678",
        "84912345678",
        "+84912345678",
        "+84 912 345 678",
        "+84 (91) 234-5678",
        "+84 (0) 912 345 678",
        "+84(0)912345678",
        "0084912345678",
        "00 84 (0) 912 345 678",
        "tel:+84912345678",
        "\u202a+84 912\u00a0345\u2011678\u202c",
        "\uff10\uff19\uff11\uff12345678",
    ],
    "+8419006067": ["1900 6067", "19006067", "1900-6067", "+84 1900 6067", "01900 6067"],
    OFFICE: [
        "028 3822 1234 ext 105",
        "028 3822 1234 ext. 105",
        "028 3822 1234 x105",
        "028 3822 1234 #105",
        "028 3822 1234, 105",
        "028 3822 1234 máy lẻ 105",
        "(028) 3822 1234 (máy lẻ: 105)",
        "028 3822 1234 - nội bộ 105",
        "028 3822 1234 số máy lẻ 105",
        "+84 28 3822 1234;ext=105",
        OFFICE,
    ],
    "+12025550123;ext=7": ["+1 202-555-0123 x7", "001 202 555 0123 ext 7"],
    "+390669812345": ["+39 06 698 12345", "0039 06 698 12345"],
    "+442079460018": ["+44 (0)20 7946 0018"],
}
CASES = [(kept, typed) for kept, all_typed in SPELLINGS.items() for typed in all_typed]
TWO = [
    "0901234581;0912345681",
    "0901234581, 0912345681",
    "0901234581 / 0912345681",
    "0901234581 - 0912345681",
    "0901234581 0912345681",
    "0901234581 hoặc 0912345681",
    "0901234581 or +84912345681",
    "028 3822 1234 ext 105; 0912345681",
    "0901234581 0912345681 0923456781",
]
NONE = ["", "ext 105", "113", "084 912 345 678", "0912345678a", "1800-FLOWERS", "0912345678 (Zalo)"]


@pytest.mark.parametrize(("kept", "typed"), CASES)
def test_every_spelling_is_kept_as_one(kept, typed):
    assert phone(typed) == kept


@pytest.mark.parametrize(("kept", "typed"), CASES)
def test_every_spelling_that_is_kept_is_found_by_a_search_cus_8(kept, typed):
    assert found(STORY[kept], typed) == [["Mây"]]


STORY: dict[str, Story] = {}


@pytest.fixture(autouse=True, scope="module")
def people():
    """With each number a customer Mây, beside one with none of them."""
    for kept in SPELLINGS:
        STORY[kept] = known(a={"name": "Mây", "phones": [kept]}, b={"name": "Sen"})
    yield
    STORY.clear()


@pytest.mark.parametrize("typed", TWO)
def test_two_numbers_in_one_value_are_refused_and_told_how(typed):
    with pytest.raises(SeveralPhones):
        phone(typed)
    with pytest.raises(ValidationError) as refused:
        RegisterCustomer(name="Mây", phones=[typed])
    [error] = refused.value.errors()
    assert error["loc"] == ("phones", 0)
    assert validation(error["type"], {}, "en") == (
        "should be one phone number; put each in an entry of its own"
    )
    assert validation(error["type"], {}, "vi") == (
        "phải là một số điện thoại; mỗi số ghi vào một mục riêng"
    )


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotAPhone):
        phone(typed)


@settings(max_examples=300, deadline=None)
@any_of(st.text(alphabet="0123456789+()-./;,x# \u00a0exthoặc", max_size=30))
def test_no_digit_that_was_typed_is_lost(typed):
    """Whatever is kept ends with what was typed, and lacks at most the zeros of a prefix."""
    try:
        kept = phone(typed)
    except NotAPhone:
        return
    digits, said = ("".join(c for c in text if c.isdigit()) for text in (kept, typed))
    assert digits.endswith(said[-4:])
    assert len(digits) >= len(said) - len("000")
    assert phone(kept) == kept


def test_contacts_phones_are_read_the_same_way_cus_1():
    contact = {"name": "Lan", "phones": ["028 3822 1234 máy lẻ 105"]}
    story = given(company()).when(RegisterCustomer(name="Mây", contacts=[contact])).done()
    [kept] = story.state(f"customer-{story.answer.id}").details["contacts"]
    assert kept["phones"] == [OFFICE]
    assert found(story, "028 3822 1234 ext 105", "02838221234") == [["Mây"], ["Mây"]]
    with pytest.raises(ValidationError):
        EditCustomer(customer=MAY, contacts=[{"name": "Lan", "phones": [TWO[0]]}])


def test_numbers_are_compared_with_their_extension_cus_2():
    story = given(company(), registered(MAY, phones=[OFFICE]))
    other = story.when(RegisterCustomer(name="Sen", phones=["028 3822 1234 ext 106"])).done()
    assert other.answer.warnings == ()
    same = story.when(RegisterCustomer(name="Sen", phones=["028 3822 1234 máy lẻ 105"])).done()
    assert [warning.details["value"] for warning in same.answer.warnings] == [OFFICE]


def test_an_extension_is_told_in_words():
    story = given(company(), registered(MAY, name="Mây"))
    story.when(EditCustomer(customer=MAY, phones=["028 3822 1234 ext 105"])).done()
    told = [
        story.ask("timeline", language, customer=MAY)["entries"][0]["sentence"]
        for language in ("en", "vi")
    ]
    assert "+842838221234 ext. 105" in told[0]
    assert "+842838221234 máy lẻ 105" in told[1]
