"""Both languages say everything: every event, every refusal, every wrong field (LANG-1)."""

import ast
import importlib
import pkgutil
import re
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

import getcrm
from getcrm.crm import COMMANDS, QUERIES
from getcrm.docs import events
from getcrm.docs.__main__ import is_current, main
from getcrm.docs.examples import EXAMPLES, example, name
from getcrm.domain.campaign import CampaignEndsTooEarly
from getcrm.domain.claim import ClaimTooEarly
from getcrm.domain.customer import CustomersUnknown
from getcrm.domain.customer_group import GroupHasChildren
from getcrm.domain.department import DepartmentNotEmpty
from getcrm.domain.refusals import NotFound, Refusal
from getcrm.domain.relationship_stage import StageHasCustomers, StageNeededByRules
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.mapper import EVENTS
from getcrm.language import (
    LANGUAGES,
    Language,
    choose,
    messages,
    refusal,
    sentence,
    spoken,
    validation,
    warning,
)
from getcrm.language import catalogue as texts
from getcrm.language.catalogue import ALL, forms, plural
from getcrm.language.refusals import REFUSALS
from getcrm.language.sentences import SENTENCES, mentions
from getcrm.language.sentences.to_me import SENTENCES as TO_ME
from getcrm.language.template import fill, slots
from getcrm.language.validation import VALIDATIONS
from getcrm.language.warnings import WARNINGS
from getcrm.language.words import FIELDS, INDICATORS
from getcrm.projections.kpi_tally.indicators import INDICATORS as COUNTED

SOURCE = Path(getcrm.__file__).parent
KIND_OF = {
    event.__name__: kind
    for kind, _, union in events.STREAMS
    for event in (getattr(union, "__args__", None) or (union,))
}
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def told(topic: str, language: Language = "en", **data: Any) -> str:
    """The example of an event, with some of its fields otherwise."""
    entry = example(topic, KIND_OF[topic])
    entry.data.update(data)
    return sentence(entry, name, language)


# --- sentences


def test_every_event_has_a_sentence_and_an_example():
    assert set(SENTENCES) == set(EXAMPLES) == set(KIND_OF) == set(EVENTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_every_sentence_says_who_and_leaves_no_slot_open(topic, language):
    said = told(topic, language)
    assert said.startswith("Bình" if topic == "OpportunityClaimed" else "Anna")
    assert not set("{}[]#") & set(said.replace("#ff0000", "").replace("#ee0000", ""))
    assert "None" not in said
    assert said == " ".join(said.split())


@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_both_languages_say_the_same(topic):
    saying = SENTENCES[topic]
    for phrase in (saying.text, *saying.without.values()):
        assert sorted(slots(phrase["en"])) == sorted(slots(phrase["vi"]))


@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_everything_a_sentence_calls_by_name_is_mentioned(topic):
    asked = set()

    def remember(kind: str, id: str) -> str:
        asked.add((kind, id))
        return name(kind, id)

    entry = example(topic, KIND_OF[topic])
    for language in LANGUAGES:
        sentence(entry, remember, language)
    assert asked <= set(mentions(entry))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("action", "topic"), sorted(TO_ME))
def test_what_is_said_to_those_it_concerns_names_what_the_timeline_names_not_1(
    action, topic, language
):
    asked = set()

    def remember(kind: str, id: str) -> str:
        asked.add((kind, id))
        return name(kind, id)

    entry = example(topic, KIND_OF[topic])
    said = sentence(entry, remember, language, action=action)
    assert said.startswith("Anna")
    assert said != sentence(entry, name, language)
    assert not set("{}[]#") & set(said)
    assert asked <= set(mentions(entry))
    phrase = TO_ME[action, topic].text
    assert sorted(slots(phrase["en"])) == sorted(slots(phrase["vi"]))


def test_a_move_names_the_old_and_the_new_stage():
    assert told("CustomerStageChanged") == "Anna moved Acme from Mới to Nóng"
    assert told("CustomerStageChanged", "vi") == "Anna chuyển Acme từ Mới sang Nóng"


def test_an_edit_spells_out_fields_old_and_new_values():
    changed = {
        "name": {"old": "Acme", "new": "Acme JSC"},
        "website": {"old": "", "new": "acme.vn"},
        "birthday": {"old": "1990-02-01", "new": None},
        "contacts": {
            "old": [],
            "new": [{"name": "Lan", "title": "CEO", "phones": ["+84912345678"], "emails": []}],
        },
    }
    assert told("CustomerEdited", changed=changed) == (
        "Anna edited Acme: name from Acme to Acme JSC; website set to acme.vn;"
        " birthday cleared (was 1 Feb 1990); contacts set to Lan (CEO, +84912345678)"
    )
    assert told("CustomerEdited", "vi", changed=changed) == (
        "Anna sửa Acme: tên từ Acme thành Acme JSC; trang web đặt là acme.vn;"
        " xóa ngày sinh (trước là 01/02/1990); người liên hệ đặt là Lan (CEO, +84912345678)"
    )


def test_zero_and_no_are_values():
    changed = {"points": {"old": 5, "new": 0}, "on_calendar": {"old": True, "new": False}}
    assert told("TransactionTypeEdited", changed=changed) == (
        "Anna edited the transaction type Thăm khách: points from 5 to 0;"
        " shown on the home calendar from yes to no"
    )


def test_a_change_too_long_to_show_is_still_told():
    long = "a" * 300
    said = told("CustomerEdited", changed={"description": {"old": long + "b", "new": long + "c"}})
    assert said == "Anna edited Acme: description changed"


@pytest.mark.parametrize(("days", "said"), [(1, "1 day)"), (2, "2 days)"), (0, "0 days)")])
def test_english_plurals(days, said):
    assert told("OpportunityBecameIdle", limit_days=days).endswith(f"the limit is {said}")


def test_what_is_empty_is_left_out_or_said_in_another_way():
    assert told("CustomerOwnerChanged", new=None) == (
        "Anna took Acme from Anna; nobody owns it now"
    )
    assert told("TransactionMoved", old=None) == "Anna moved the transaction Gọi cho Acme to Beta"
    assert told("OpportunityLost", reason=None, note="") == (
        "Anna marked the opportunity Dây thừng as lost at Báo giá"
    )
    assert told("AutoForgetSet", "vi", new=None) == "Anna tắt Đừng quên, trước đó: 30 ngày"


def test_the_machine_has_a_name_in_both_languages():
    entry = example("CustomerStageChanged", "customer")
    entry.by = "system"
    assert sentence(entry, name, "en").startswith("The system moved")
    assert sentence(entry, name, "vi").startswith("Hệ thống chuyển")


def test_moments_are_told_by_the_clock_of_the_company():
    entry = example("CustomerContacted", "customer")
    assert "on 5 Jan 2026 12:00" in sentence(entry, name, "en", HANOI)
    assert "lúc 05/01/2026 12:00" in sentence(entry, name, "vi", HANOI)


def test_every_field_that_can_be_edited_has_a_name():
    editable = {
        field
        for kind, model in COMMANDS.items()
        if kind.startswith("Edit")
        for field in model.model_fields
    }
    subjects = {"customer", "opportunity", "transaction", "campaign", "method", "stage", "group"}
    subjects |= {"user", "role", "department", "comment", "contact"}
    assert editable - subjects - {"catalogue", "entry", "currency"} <= set(FIELDS)


# --- refusals


def every_refusal() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages([str(SOURCE)], "getcrm."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, todo = [], [Refusal]
    while todo:
        found.append(todo.pop())
        todo += found[-1].__subclasses__()
    return sorted(
        {kind for kind in found if kind.__module__.startswith("getcrm.")}, key=lambda k: k.__name__
    )


def raised() -> Iterator[tuple[str, set[str], str]]:
    """Every place that makes a refusal: its class, the details given, where."""
    names = {kind.__name__ for kind in every_refusal()}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            made = node.exc if isinstance(node, ast.Raise) else node
            details: set[str] = set()
            if isinstance(made, ast.Call):
                details = {word.arg or "" for word in made.keywords}
                made = made.func
            if made is not node and isinstance(made, ast.Name) and made.id in names:
                yield made.id, details, str(path.relative_to(SOURCE))


def test_every_refusal_has_its_own_text_in_both_languages():
    assert {kind.__name__ for kind in every_refusal()} == set(REFUSALS)
    for phrase in REFUSALS.values():
        assert set(phrase) == set(LANGUAGES)
        assert len(set(phrase.values())) == 2


def test_every_warning_has_a_text_that_says_what_it_knows():
    """The codes, and the details: of `Warned`, wherever one is made."""
    made = {
        node.args[0].value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Warned"
        if isinstance(node.args[0], ast.Constant)
    }
    assert made == set(WARNINGS)
    told = warning("MentionCannotSee", {"users": ["1", "2"], "names": ["Chi", "Lan"]}, "vi")
    assert told == "Không xem được nội dung này nên không được báo: Chi, Lan."


def test_texts_say_only_what_the_refusal_knows():
    for code, details, where in raised():
        known = details | {f"n_{detail}" for detail in details}
        for language, text in REFUSALS[code].items():
            assert set(slots(text)) <= known, f"{code} in {language}, raised in {where}"


@pytest.mark.parametrize(
    ("topic", "english", "vietnamese"),
    [
        ("PasswordSet", "Anna set their own password", "Anna đặt mật khẩu của mình"),
        (
            "TotpEnabled",
            "Anna turned on their own second factor",
            "Anna bật xác thực hai lớp của mình",
        ),
        (
            "TotpDisabled",
            "Anna turned off their own second factor",
            "Anna tắt xác thực hai lớp của mình",
        ),
    ],
)
def test_what_somebody_does_to_themselves_is_said_so(topic, english, vietnamese):
    entry = Entry(1, "user-anna", 1, topic, "", "", "anna", {}, {"credential": "c"})
    for language, text in (("en", english), ("vi", vietnamese)):
        assert sentence(entry, lambda _, id: id.title(), language) == text
    other = Entry(1, "user-anna", 1, topic, "", "", "binh", {}, {"credential": "c"})
    assert "own" not in sentence(other, lambda _, id: id, "en")


@pytest.mark.parametrize(("language", "union"), [("en", "or"), ("vi", "hoặc")])
def test_choices_are_joined_in_the_readers_language(language, union):
    told = validation("literal_error", {"expected": "'a', 'b' or 'c'"}, language)
    assert told.endswith(f"'a', 'b' {union} 'c'")


def test_nobody_is_counted_who_is_not_there():
    empty = DepartmentNotEmpty("department", name="Kho", members=None, children=["A", "B"])
    assert refusal(empty, "en") == "The department Kho is not empty, departments inside it: A, B."
    full = DepartmentNotEmpty("department", name="Kho", members=1, children=[])
    assert refusal(full, "en") == "The department Kho is not empty: 1 member."


def test_refusals_count_in_the_readers_language():
    full = StageHasCustomers("stage", name="Nóng", live=1, deleted=2)
    assert refusal(full, "en") == "The stage Nóng still has 1 customer and 2 deleted ones."
    assert refusal(full, "vi") == "Mối quan hệ Nóng còn 1 khách hàng và 2 khách hàng đã xóa."
    unknown = CustomersUnknown("customers", customers=["a", "b"])
    assert refusal(unknown, "en") == "2 of the customers are not known; nothing was changed."


def test_kinds_of_records_are_named():
    missing = NotFound(kind="transaction_type", id="x")
    assert refusal(missing, "en") == "There is no transaction type with the id x."
    assert refusal(missing, "vi") == "Không có loại giao dịch với mã định danh x."


def test_moments_days_and_lists_in_refusals_are_told_as_people_read_them():
    early = ClaimTooEarly(claimable_from="2026-01-05T05:00:00.000000Z")
    assert refusal(early, "en") == "It cannot be claimed before 5 Jan 2026 05:00 UTC."
    assert refusal(early, "vi", HANOI) == "Chưa thể đăng ký trước 05/01/2026 12:00 +07."
    period = CampaignEndsTooEarly(starts="2026-02-01", ends="2026-01-31")
    assert "would end on 31 Jan 2026, before it starts on 1 Feb 2026" in refusal(period, "en")
    needed = StageNeededByRules("stage", name="Đừng quên", rules=["auto_forget"])
    assert refusal(needed, "en") == "The stage Đừng quên is needed by: auto-forget."
    group = GroupHasChildren("group", name="VIP", children=["Vàng", "Bạc"])
    assert "Vàng, Bạc" in refusal(group, "vi")


def test_a_refusal_without_a_text_of_its_own_speaks_like_its_kind():
    class NeverHeardOf(NotFound):
        """Made up for this test."""

    assert refusal(NeverHeardOf(kind="user", id="x"), "en") == "There is no user with the id x."


# --- wrong fields


def custom_errors() -> set[str]:
    """The codes of all our own validation errors."""
    return {
        node.args[0].value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "PydanticCustomError"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_our_own_validation_errors_have_texts():
    assert custom_errors() <= set(VALIDATIONS)
    for phrase in VALIDATIONS.values():
        assert set(phrase) == set(LANGUAGES)


NONSENSE = (None, True, 1, -1, 10**30, 1.5, float("inf"), "", " ", "x\0", "x\ny", "x" * 20_000)
MORE_NONSENSE = ([], [[]], [None] * 20_000, {}, {"x": 1}, [{"name": ""}], [{}], "1e5", object())


@pytest.mark.parametrize(
    "model",
    [*COMMANDS.values(), *(ask.query for ask in QUERIES.values())],
    ids=lambda model: model.__name__,
)
def test_whatever_people_enter_is_answered_in_both_languages(model):
    for nonsense in (*NONSENSE, *MORE_NONSENSE):
        fields = [field.alias or name for name, field in model.model_fields.items()]
        for error in errors_of(model, {**dict.fromkeys(fields, nonsense), "unknown": 1}):
            assert error["type"] in VALIDATIONS, error
            for language in LANGUAGES:
                said = validation(error["type"], error.get("ctx"), language)
                assert not set("{}[]") & set(said)
                assert "None" not in said


def errors_of(model: Any, values: dict[str, Any]) -> list[Any]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values)
    return caught.value.errors()


def test_limits_are_named_with_their_numbers():
    assert validation("string_too_long", {"max_length": 1}, "en") == (
        "should have at most 1 character"
    )
    assert validation("greater_than_equal", {"ge": 0}, "vi") == "phải từ 0 trở lên"
    assert validation("never heard of", None, "en") == "is not valid"


# --- the catalogues


def test_every_text_has_a_translation_and_no_other_is_kept():
    assert messages.main(["--check"]) == 0, "run `python -m getcrm.language.messages`"


def test_every_number_has_a_noun_in_each_form_that_the_language_has():
    messages.load_all()
    for message in ALL.values():
        for language, text in message.items():
            for nouns in re.findall(r"{[\w.]+:([^}]+)}", text):
                assert len(nouns.split("|")) == forms(language), text


@pytest.fixture
def other_catalogues(tmp_path, monkeypatch):
    """A copy of the files, which are read anew."""
    shutil.copytree(texts.FOLDER, tmp_path / "locale")
    monkeypatch.setattr(texts, "FOLDER", tmp_path / "locale")
    for known in (texts.catalogue, texts.translations):
        known.cache_clear()
    yield texts.path("vi")
    for known in (texts.catalogue, texts.translations):
        known.cache_clear()


def test_a_text_without_a_translation_is_read_in_english_and_noticed(other_catalogues, capsys):
    text = other_catalogues.read_text(encoding="utf-8")
    other_catalogues.write_text(text.replace('msgstr "Hệ thống"', 'msgstr ""'), encoding="utf-8")
    entry = example("CustomerStageChanged", "customer")
    entry.by = "system"
    assert sentence(entry, name, "vi").startswith("The system chuyển")
    assert messages.main(["--check"]) == 1
    assert "vi: no translation of 'The system'" in capsys.readouterr().err


def test_a_text_that_nobody_says_any_more_is_dropped(other_catalogues, capsys):
    before = other_catalogues.read_bytes()
    other_catalogues.write_bytes(before + b'\nmsgid "Fax"\nmsgstr "Fax"\n')
    texts.catalogue.cache_clear()
    assert messages.main(["--check"]) == 1
    assert "getcrm.po of vi is stale" in capsys.readouterr().err
    assert messages.main([]) == 0
    assert other_catalogues.read_bytes() == before


def test_a_release_of_babel_makes_no_catalogue_stale(monkeypatch):
    monkeypatch.setattr("babel.messages.catalog.VERSION", "2.99")
    assert messages.main(["--check"]) == 0


# --- which language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("vi", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-US,en;q=0.9,vi;q=0.8", "en"),
        ("fr, vi;q=0.2", "vi"),
        ("fr", "en"),
        ("vi;q=0, en;q=0", "en"),
        ("VI", "vi"),
        ("*", "en"),
        (";;;,,q=,vi;q=x", "en"),
    ],
)
def test_the_best_of_our_languages_is_chosen(header, language):
    assert choose(header) == language


def test_any_other_language_is_english():
    assert (spoken("vi"), spoken("en"), spoken("fr")) == ("vi", "en", "en")


def test_every_indicator_has_a_name():
    assert set(INDICATORS) == set(COUNTED)


# --- the notation, and the docs made with it


def test_a_clause_with_an_empty_slot_is_left_out():
    def filled(template: str, **values: Any) -> str:
        return fill(template, values, lambda _, value: str(value), plural("en"))

    assert filled("a[ b {x}][ c {y.z}]", x=0, y={"z": ""}) == "a b 0"
    assert filled("{y.z.more}", y=1) == "None"


def test_unknown_fields_and_choices_are_said_as_they_are():
    entry = Entry(1, "customer-acme", 1, "CustomerEdited", "", "", "anna", {}, {})
    entry.data = {"changed": {"shoe_size": {"old": {"eu": 40}, "new": ["a", 1]}}}
    assert sentence(entry, name, "en") == 'Anna edited Acme: shoe_size from {"eu": 40} to a, 1'


def test_the_book_of_events_is_up_to_date(capsys):
    assert is_current("events"), "run `python -m getcrm.docs events`"
    assert main(["--check"]) == 0
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_a_stale_book_of_events_is_noticed_and_written_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("getcrm.docs.__main__.FOLDER", tmp_path)
    assert main(["events", "--check"]) == 1
    assert main(["events"]) == 0
    assert main(["events", "--check"]) == 0
    assert "written" in capsys.readouterr().out


def test_the_docs_are_written_from_the_command_line(monkeypatch):
    monkeypatch.setattr("sys.argv", ["getcrm.docs", "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SOURCE / "docs" / "__main__.py"), run_name="__main__")
    assert ended.value.code == 0
