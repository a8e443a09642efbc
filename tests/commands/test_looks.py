"""What is invisible, or looks like something else, deceives nobody (CUS-2, REL-1)."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from getcrm.commands.campaign import CreateCampaign
from getcrm.commands.catalogue import AddCatalogueEntry
from getcrm.commands.comment import PostComment
from getcrm.commands.customer import EditCustomer, RegisterCustomer
from getcrm.commands.customer_group import CreateGroup
from getcrm.commands.department import CreateDepartment
from getcrm.commands.relationship_stage import CreateStage
from getcrm.commands.role import CreateRole
from getcrm.commands.user import AddUser
from getcrm.crm import COMMANDS
from getcrm.domain.campaign import CampaignCodeTaken
from getcrm.domain.identity import DuplicateFound
from getcrm.domain.names import CodeTaken, NameTaken
from getcrm.domain.user import EmailTaken
from tests.commands.people import MAY, registered
from tests.projections.customers import found, known, names
from tests.story import company, given

UNSEEN = ["\u200b", "\ufeff", "\u00ad", "\u3164", "\u2800", "\u200e\u202e", "\U000e0041", "\u00a0"]
METHODS = [{"name": "Gọi"}, {"name": "Chốt"}]
NAMED = sorted(
    (name, field)
    for name, command in COMMANDS.items()
    for field in {"name", "subject"} & command.model_fields.keys()
    if name != "LinkIdentity"  # a subject there is the provider's own word, of visible ASCII
)


def errors(command: type[BaseModel], **fields: Any) -> dict[str, str]:
    """By field, what is wrong with it."""
    with pytest.raises(ValidationError) as refused:
        command.model_validate(fields)
    return {str(error["loc"][0]): error["type"] for error in refused.value.errors()}


@pytest.mark.parametrize(("command", "field"), NAMED)
def test_a_name_that_nobody_sees_is_refused(command, field):
    for unseen in UNSEEN[:-1]:
        assert errors(COMMANDS[command], **{field: unseen})[field] == "looks_empty"


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_code_that_nobody_sees_is_none_cus_1(unseen):
    story = given(company()).when(RegisterCustomer(name="Mây", code=unseen)).done()
    assert story.state(f"customer-{story.answer.id}").code == "KH-2026-000001"
    assert errors(EditCustomer, customer=MAY, code=unseen).keys() == {"code"}


def test_a_comment_that_nobody_sees_is_refused():
    assert errors(PostComment, customer=MAY, text="\u200b\u3164") == {"text": "looks_empty"}


def test_a_name_is_kept_as_it_was_typed():
    typed = "Gia đình 👩\u200d👩\u200d👧 O\u2019Brien"
    story = given(company()).when(RegisterCustomer(name=typed)).done()
    assert story.state(f"customer-{story.answer.id}").name == typed


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        (CreateStage(name="Đỏ"), CreateStage(name="\u00d0ỏ"), NameTaken),
        (CreateDepartment(name="Kho"), CreateDepartment(name="Kho\u200b"), NameTaken),
        (CreateGroup(name="VIP"), CreateGroup(name="V\u00adIP"), NameTaken),
        (CreateGroup(name="A", code="KH-1"), CreateGroup(name="B", code="KH\u20111"), CodeTaken),
        (
            CreateRole(name="Kho's", permissions=[]),
            CreateRole(name="Kho\u2019s", permissions=[]),
            NameTaken,
        ),
        (
            AddCatalogueEntry(catalogue="source", name="Web"),
            AddCatalogueEntry(catalogue="source", name="\ufeffWeb"),
            NameTaken,
        ),
        (
            RegisterCustomer(name="A", code="КН-1"),
            RegisterCustomer(name="B", code="KH-1"),
            DuplicateFound,
        ),
        (
            CreateCampaign(name="A", code="A-1", methods=METHODS),
            CreateCampaign(name="B", code="A\u22121", methods=METHODS),
            CampaignCodeTaken,
        ),
        (AddUser(name="A", email="a@x.vn"), AddUser(name="B", email="A@X.vn"), EmailTaken),
    ],
    ids=lambda value: type(value).__name__,
)
def test_one_that_looks_the_same_is_the_same(first, second, refusal):
    story = given(company()).when(first).done()
    story.when(second).then_refused(refusal)


def test_a_search_sees_through_what_is_invisible_or_looks_alike_cus_8():
    story = known(
        a={"name": "\u00d0ức O\u2019Brien"}, b={"name": "Ng\u200buyễn", "code": "КН\u20117"}
    )
    assert found(story, "Đức", "duc", "o'brien", "nguyen", "kh-7") == [
        ["\u00d0ức O\u2019Brien"],
        ["\u00d0ức O\u2019Brien"],
        ["\u00d0ức O\u2019Brien"],
        ["Ng\u200buyễn"],
        ["Ng\u200buyễn"],
    ]
    assert names(story, q="O\u02bcBri") == ["\u00d0ức O\u2019Brien"]
    assert names(story, q="\u200b") == ["Ng\u200buyễn", "\u00d0ức O\u2019Brien"]


def test_what_was_recorded_before_is_compared_the_same_way_cus_2():
    story = given(company(), registered(MAY, code="\u00d0\u200b-1"))
    story.when(RegisterCustomer(name="Sen", code="đ-1")).then_refused(DuplicateFound)
