"""The log, told: one sentence per event, who did what, what was and what is (CUS-6, AUD-1)."""

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from functools import cache, partial
from typing import Any

from getcrm.domain.calendar import day_of
from getcrm.eventlog.entry import Entry
from getcrm.language import locale, words
from getcrm.language.catalogue import plural
from getcrm.language.sentences import (
    campaigns,
    customers,
    opportunities,
    people,
    settings,
    talking,
    to_me,
    transactions,
)
from getcrm.language.sentences.saying import NAMED, Names, Saying, Teller, listed
from getcrm.language.template import Language, empty, fill, look_up, slots

SENTENCES: dict[str, Saying] = {
    **campaigns.SENTENCES,
    **customers.SENTENCES,
    **opportunities.SENTENCES,
    **people.SENTENCES,
    **settings.SENTENCES,
    **talking.SENTENCES,
    **transactions.SENTENCES,
}
"""By topic, every one of them."""


def sentence(
    entry: Entry, names: Names, language: Language, zone: tzinfo = UTC, action: str | None = None
) -> str:
    """One event in words; of one that was told late, also when it was recorded (IMP-9). zone: in
    which moments are told, the company's. action: said to somebody who is told of it for that
    reason (NOT-1)."""
    saying = to_me.SENTENCES.get((action or "", entry.topic), SENTENCES[entry.topic])
    values = told(entry)
    teller = Teller(names, language, zone, values.get("currency", ""))

    def say(path: str, value: Any) -> str:
        if path == "changed":
            return edits(value, saying, teller)
        return teller.say(holds(entry.topic, path, values), value)

    said = fill(saying.template(values, language), values, say, plural(language))
    if not entry.cause.get("history"):
        return said
    recorded = locale.day(day_of(entry.recorded_at, zone).isoformat(), language)
    told_late = {"sentence": said, "day": recorded}
    return fill(words.TOLD_LATE[language], told_late, teller.as_is, plural(language))


def edits(changed: Mapping[str, Mapping[str, Any]], saying: Saying, teller: Teller) -> str:
    """Every edited field with its old and its new value."""
    return "; ".join(
        edit(name, saying.of(name), change["old"], change["new"], teller)
        for name, change in changed.items()
    )


def edit(name: str, held: str | None, old: Any, new: Any, teller: Teller) -> str:
    field = words.field(name, teller.language)
    was, now = (teller.say(held, value) for value in (old, new))
    if empty(old):
        how = words.SET
    elif empty(new):
        how = words.CLEARED
    else:
        how = words.EDITED if was == now else words.CHANGED
    said = {"field": field, "was": was, "now": now}
    return fill(how[teller.language], said, teller.as_is, plural(teller.language))


Mentioned = list[tuple[str, str]]
"""The (kind, id) of things."""
Mention = Callable[[Entry], Mentioned]


def mentions(entry: Entry) -> Mentioned:
    """Everything the sentence calls by its name, in whatever language."""
    mentioned = [("user", entry.by)]
    for mention in called_by_name(entry.topic):
        mentioned += mention(entry)
    return mentioned


@cache
def called_by_name(topic: str) -> tuple[Mention, ...]:
    """What finds the names in a topic's sentence: one for every slot, of all its variants, that
    holds some."""
    saying = SENTENCES[topic]
    templates = list(saying.text.values())
    templates += [text for phrase in saying.without.values() for text in phrase.values()]
    paths = dict.fromkeys(path for template in templates for path in slots(template))
    held = {path: holds(topic, path, {"catalogue": ""}) or "" for path in paths if path != "by"}
    return tuple(mention for path, kind in held.items() if (mention := in_slot(topic, path, kind)))


def in_slot(topic: str, path: str, held: str) -> Mention | None:
    """What a slot names; None: it holds no names."""
    if path == "it":
        return lambda entry: [(held, entry.id)]
    if path == "changed":
        return partial(in_changes, SENTENCES[topic])
    if path == "entry":
        return lambda entry: [(entry.data["catalogue"], entry.data["entry"])]
    if held not in NAMED and held not in ("participants", "sharing"):
        return None
    if "." in path:
        return lambda entry: named(held, look_up(entry.data, path))
    return lambda entry: named(held, entry.data.get(path))


def in_changes(saying: Saying, entry: Entry) -> Mentioned:
    return [
        mentioned
        for name, change in entry.data["changed"].items()
        for value in (change["old"], change["new"])
        for mentioned in named(saying.of(name), value)
    ]


def named(holds: str | None, value: Any) -> Mentioned:
    """Whatever a field holds that is called by its name."""
    if not value:
        return []
    if holds in NAMED:
        if isinstance(value, str):
            return [(holds, value)]
        return [(holds, id) for id in listed(value)]
    if holds == "participants":
        return [("user", person["user"]) for person in value]
    if holds == "sharing":
        return [(share["kind"], share["id"]) for share in value["shares"]]
    return []


def told(entry: Entry) -> dict[str, Any]:
    """What the slots of a sentence are filled from: the event's fields, `by` and `it`; of what is
    sent to several, how many others there are."""
    others = len(entry.data.get("recipients", ())) - 1
    return {**entry.data, "by": entry.by, "it": entry.id, "others": others if others > 0 else None}


def holds(topic: str, path: str, values: Mapping[str, Any]) -> str | None:
    """What a slot holds: `it` is the record of the event, `entry` one of the catalogue's."""
    if path == "it":
        return IT[topic]
    if path == "entry":
        return str(values["catalogue"])
    saying = SENTENCES[topic]
    return saying.holds.get(path) or saying.of(path.rpartition(".")[2])


IT = {
    **dict.fromkeys(campaigns.SENTENCES, "campaign"),
    **dict.fromkeys(customers.SENTENCES, "customer"),
    **dict.fromkeys(opportunities.SENTENCES, "opportunity"),
    **dict.fromkeys(transactions.SENTENCES, "transaction"),
    **dict.fromkeys(people.SENTENCES, "user"),
}
"""The kind of thing the record of a sentence is, where it is called by its name."""
