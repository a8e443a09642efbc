"""Types of transactions (loại giao dịch) and the points they earn (TXT-1)."""

import pytest
from pydantic import ValidationError

from getcrm.commands.transaction_type import (
    CreateTransactionType,
    DeleteTransactionType,
    EditTransactionType,
    RestoreTransactionType,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.names import NameTaken, NewNameNeeded
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.transaction_type import (
    TransactionTypeCreated,
    TransactionTypeDeleted,
    TransactionTypeEdited,
    TransactionTypeIsDeleted,
    TransactionTypeRestored,
    TransactionTypeUnknown,
)
from tests.commands.people import FRESH
from tests.story import company, given, uid

CALL, VISIT = uid(1), uid(2)
call = TransactionTypeCreated(CALL, "Gọi điện", "", 0, False, True)
visit = TransactionTypeCreated(VISIT, "Thăm", "", 5, False, False)


def types(*events):
    return given(company(), *(("transaction_types-main", event) for event in events))


def test_a_type_has_name_description_points_and_two_switches_txt_1():
    wish = CreateTransactionType(
        type=CALL, name="Gọi", description="Cũ", points=3, on_calendar=True, counts_as_contact=True
    )
    types().when(wish).then(TransactionTypeCreated(CALL, "Gọi", "Cũ", 3, True, True))


def test_no_points_are_points_too_txt_1():
    wish = CreateTransactionType(type=CALL, name="Gọi điện", points=0, counts_as_contact=True)
    types().when(wish).then(call)


@pytest.mark.parametrize("points", [-1, 1.5, True, "3", None])
def test_points_are_a_whole_number_from_zero_on_txt_1(points):
    with pytest.raises(ValidationError):
        CreateTransactionType(name="Gọi", points=points)
    with pytest.raises(ValidationError):
        EditTransactionType(type=CALL, points=points)


@pytest.mark.parametrize("given", [{"name": "Gọi"}, {"points": 1}, {"name": " ", "points": 1}])
def test_name_and_points_are_required_txt_1(given):
    with pytest.raises(ValidationError):
        CreateTransactionType(**given)


def test_names_of_live_types_differ_txt_1():
    again = CreateTransactionType(name="GỌI ĐIỆN", points=1)
    types(call).when(again).then_refused(NameTaken, taken_by=CALL)
    rename = EditTransactionType(type=VISIT, name="gọi điện")
    types(call, visit).when(rename).then_refused(NameTaken, taken_by=CALL)


def test_a_type_without_an_id_gets_one():
    created = TransactionTypeCreated(FRESH, "Ghé", "", 1, False, False)
    types().when(CreateTransactionType(name="Ghé", points=1)).then(created)


def test_an_id_stands_for_one_type():
    again = CreateTransactionType(type=CALL, name="Thăm", points=1)
    types(call).when(again).then_refused(AlreadyExists, id=CALL)


def test_editing_a_type_sco_4_txt_1():
    wish = EditTransactionType(type=CALL, points=4, on_calendar=True)
    changed = {"points": Changed(0, 4), "on_calendar": Changed(False, True)}
    story = types(call).when(wish).then(TransactionTypeEdited(CALL, changed))
    story.when(wish).then_nothing_happens()
    story.when(EditTransactionType(type=VISIT, points=4)).then_refused(TransactionTypeUnknown)


def test_a_deleted_type_comes_back_as_it_was_txt_1():
    story = types(visit).when(DeleteTransactionType(type=VISIT)).then(TransactionTypeDeleted(VISIT))
    story.when(DeleteTransactionType(type=VISIT)).then_nothing_happens()
    story.when(EditTransactionType(type=VISIT, points=1)).then_refused(TransactionTypeIsDeleted)
    restored = TransactionTypeRestored(VISIT, "Thăm")
    story.when(RestoreTransactionType(type=VISIT)).then(restored)
    story.when(RestoreTransactionType(type=VISIT)).then_nothing_happens()
    assert story.state("transaction_types-main").live(VISIT).points == 5


def test_a_type_whose_name_was_taken_comes_back_under_a_new_one_txt_1():
    taken = TransactionTypeCreated(CALL, "thăm", "", 0, False, False)
    story = types(visit, TransactionTypeDeleted(VISIT), taken)
    story.when(RestoreTransactionType(type=VISIT)).then_refused(NewNameNeeded, taken_by=CALL)
    story.when(RestoreTransactionType(type=VISIT, name="Ghé")).then(
        TransactionTypeRestored(VISIT, "Ghé")
    )


def test_unknown_types_are_not_found():
    types().when(DeleteTransactionType(type=CALL)).then_refused(TransactionTypeUnknown)
    types().when(RestoreTransactionType(type=CALL)).then_refused(TransactionTypeUnknown)
