"""Events once recorded are read for ever: their stored shape is a promise."""

import dataclasses
import json
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from getcrm.domain.customer import Customer
from getcrm.domain.user import User, UserAdded, UserRenamed
from getcrm.eventlog import mapper
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.mapper import EVENTS, UnknownTopic, decode, encode, parse, shape
from tests.eventlog.golden import FOLDER, path
from tests.eventlog.records import StoredEvent, append, stored
from tests.story import NOON

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(),
    int: st.integers(),
    bool: st.booleans(),
    Any: JSON,
    NoneType: st.none(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=4),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Anything that a field of that type can hold."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    if isinstance(hint, UnionType):
        return st.one_of(*(values(one) for one in get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is dict:
        return st.dictionaries(st.text(), values(get_args(hint)[1]), max_size=3)
    hints = get_type_hints(hint)
    fields = {field.name: values(hints[field.name]) for field in dataclasses.fields(hint)}
    return st.builds(hint, **fields)


@pytest.mark.parametrize("topic", EVENTS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_event_survives_being_stored(topic: str, data: st.DataObject) -> None:
    event = data.draw(values(EVENTS[topic]))
    body = encode(event, NOON, "anna", {"command": "Test", "id": "1"})
    assert json.loads(body)["by"] == "anna"
    assert decode(topic, parse(topic, body)["data"]) == event


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=st.lists(st.one_of(*map(values, EVENTS.values())), min_size=1, max_size=5))
def test_and_being_kept_in_either_store(log: EventLog, events: list[Any]) -> None:
    start = log.position()
    append(log, [stored(f"any-{start}", n, event) for n, event in enumerate(events, 1)])
    read = [decode(entry.topic, entry.data) for entry in log.read(after=start)]
    assert read == events
    assert [type(event) for event in read] == [type(event) for event in events]


@pytest.mark.parametrize("topic", EVENTS)
def test_every_event_has_a_golden_file(topic: str) -> None:
    assert path(topic).exists(), "python -m tests.eventlog.golden"


@pytest.mark.parametrize("golden", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_what_was_once_recorded_is_still_read(golden: Path) -> None:
    told = json.loads(golden.read_text(encoding="utf-8"))
    topic, body = told["topic"], told["body"]
    parsed = parse(topic, json.dumps(body))
    again = encode(decode(topic, parsed["data"]), body["occurred_at"], body["by"], body["cause"])
    assert json.loads(again)["data"] == parsed["data"]
    if body["v"] == shape(topic):
        assert list(json.loads(again).items()) == list(body.items())


def test_a_former_shape_is_read_as_todays(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it is read: as an entry, and folded into a state."""
    first = stored("user-1", 1, UserAdded("Anna")).state
    former = json.loads(first) | {"data": {"full_name": "Anna"}}
    append(log, [StoredEvent("user-1", 1, "UserAdded", json.dumps(former).encode())])
    steps = (lambda data: {"called": data["full_name"]}, lambda data: {"name": data["called"]})
    monkeypatch.setitem(mapper.UPCASTS, "UserAdded", steps)
    append(
        log,
        [stored("user-1", 2, UserRenamed("Anna", "Bình")), stored("user-2", 1, UserAdded("Chi"))],
    )
    assert [entry.data for entry in log.read(after=0)] == [
        {"name": "Anna"},
        {"old": "Anna", "new": "Bình"},
        {"name": "Chi"},
    ]
    assert log.load(User, "1").state == User("Bình")
    [(third,)] = log.recorder.query("SELECT body FROM event WHERE stream = 'user-2'")
    assert json.loads(third)["v"] == 3


def test_a_middle_shape_takes_only_the_steps_that_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = (lambda data: {"called": data["full_name"]}, lambda data: {"name": data["called"]})
    monkeypatch.setitem(mapper.UPCASTS, "UserAdded", steps)
    body = {"occurred_at": NOON, "by": "anna", "cause": {}, "v": 2, "data": {"called": "Anna"}}
    assert parse("UserAdded", json.dumps(body))["data"] == {"name": "Anna"}


def test_an_event_nobody_knows_is_named() -> None:
    with pytest.raises(UnknownTopic, match="UserPromoted"):
        decode("UserPromoted", {})


def test_contacts_recorded_before_they_had_ids_have_the_same_ones_ever_since(log: EventLog) -> None:
    """While they are called the same, whatever else of them is edited, and whoever comes first."""
    lan = {"name": "Lan", "title": "", "phones": [], "emails": [], "main": True}
    twin, chief = {**lan, "main": False}, {**lan, "title": "Giám đốc"}
    golden = FOLDER / "CustomerRegistered.json"
    first = json.loads(golden.read_text(encoding="utf-8"))["body"]
    first["data"]["details"]["contacts"] = [lan, twin]
    edit = {**first, "data": {"changed": {"contacts": {"old": [lan, twin], "new": [twin, chief]}}}}
    for stream in ("customer-1", "customer-2"):
        bodies = (("CustomerRegistered", first), ("CustomerEdited", edit))
        append(
            log,
            [
                StoredEvent(stream, n, topic, json.dumps(body).encode())
                for n, (topic, body) in enumerate(bodies, 1)
            ],
        )
    registered, edited, other, _ = (entry.data for entry in log.read(after=0))
    ids = [one["id"] for one in registered["details"]["contacts"]]
    assert len({*ids, *(one["id"] for one in other["details"]["contacts"])}) == 4
    changed = edited["changed"]["contacts"]
    assert [[one["id"] for one in changed[which]] for which in ("old", "new")] == [ids, ids]
    state = log.load(Customer, "1").state
    assert state is not None
    assert state.contacts == changed["new"]
    assert log.load_many(Customer, ["1"])["1"].state == state
