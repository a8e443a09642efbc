"""Events to plain JSON and back: explicit topics, versions, upcasts in one place."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args
from uuid import NAMESPACE_URL, uuid5

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from getcrm.domain import DomainEvent
from getcrm.eventlog.appending import StartupRefused

EVENTS: dict[str, type] = {event.__name__: event for event in get_args(DomainEvent)}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(event) for name, event in EVENTS.items()
}
_DECODERS = {name: adapter.validator.validate_python for name, adapter in _ADAPTERS.items()}
_ENCODERS = {name: adapter.serializer.to_json for name, adapter in _ADAPTERS.items()}

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class OfStream:
    """An upcast that has to know whose event it is: the stream's name."""

    upcast: Callable[[dict[str, Any], str], dict[str, Any]]


def _identified(contacts: list[dict[str, Any]], stream: str) -> list[dict[str, Any]]:
    """Contacts recorded before they had ids (CUS-1): each has one from its name, and from how many
    of that name came before it, so that it keeps it while it is called the same."""
    found, called = [], Counter[str]()
    for contact in contacts:
        name = contact["name"]
        called[name] += 1
        id = uuid5(NAMESPACE_URL, f"getcrm:{stream}/contact/{called[name]}/{name}")
        found.append({"id": str(id), **contact})
    return found


def _details_with_contact_ids(data: dict[str, Any], stream: str) -> dict[str, Any]:
    details = data["details"]
    contacts = _identified(details["contacts"], stream)
    return {**data, "details": {**details, "contacts": contacts}}


def _edit_with_contact_ids(data: dict[str, Any], stream: str) -> dict[str, Any]:
    if "contacts" not in data["changed"]:
        return data
    both = data["changed"]["contacts"]
    contacts = {which: _identified(both[which], stream) for which in ("old", "new")}
    return {**data, "changed": {**data["changed"], "contacts": contacts}}


UPCASTS: dict[str, tuple[Upcast | OfStream, ...]] = {
    "ApiTokenIssued": (
        lambda data: {**data, "scopes": None, "expires_at": None},
        lambda data: {**data, "issuer": None},
    ),
    "CustomerContacted": (
        lambda data: {
            **data,
            "direction": None,
            "seconds": None,
            "number": None,
            "result": None,
            "done_by": None,
            "external_id": None,
        },
    ),
    "CustomerEdited": (OfStream(_edit_with_contact_ids),),
    "CustomerRegistered": (OfStream(_details_with_contact_ids),),
    "InvitationIssued": (lambda data: {**data, "reach": None},),
    "TransactionCompleted": (lambda data: {**data, "contact": None},),
}
"""Per topic, the steps from each former shape of `data` to the next: v1 -> v2, v2 -> v3 …"""


class UnknownTopic(StartupRefused):
    """The log holds an event that this version of getcrm does not know."""


def encode(event: Any, occurred_at: str, by: str, cause: dict[str, Any]) -> str:
    """The body of a stored event: legible JSON, in this order."""
    topic = type(event).__name__
    head = {"occurred_at": occurred_at, "by": by, "cause": cause, "v": shape(topic)}
    return f'{to_json(head)[:-1].decode()},"data":{_ENCODERS[topic](event).decode()}}}'


def shape(topic: str) -> int:
    """The number of today's shape of an event, counted from 1."""
    return 1 + len(UPCASTS.get(topic, ()))


def parse(topic: str, body: str | bytes, stream: str = "") -> dict[str, Any]:
    """The body as JSON, its data in today's shape. stream: in which it stands."""
    parsed: dict[str, Any] = from_json(body)
    if topic in UPCASTS:
        for step in UPCASTS[topic][parsed["v"] - 1 :]:
            data = parsed["data"]
            upcast = step.upcast(data, stream) if isinstance(step, OfStream) else step(data)
            parsed["data"] = upcast
    return parsed


def decode(topic: str, data: dict[str, Any]) -> Any:
    """The event itself."""
    try:
        return _DECODERS[topic](data)
    except KeyError:
        if topic in EVENTS:
            raise
        raise UnknownTopic(topic) from None
