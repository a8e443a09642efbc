"""How the value of an event's field is put into words: names for ids, dates, money, choices."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from getcrm.language import locale, words
from getcrm.language.catalogue import plural
from getcrm.language.template import Language, Phrase, empty, fill

Names = Callable[[str, str], str]
"""(kind, id) -> the name to be read, e.g. ("stage", "6f…") -> "Nóng"."""

NAMED = frozenset(
    {
        "campaign",
        "customer",
        "department",
        "group",
        "loss_reason",
        "method",
        "opportunity",
        "role",
        "source",
        "stage",
        "tier",
        "transaction",
        "type",
        "user",
    }
)
"""The kinds of things that sentences call by their names."""

HOLDS = {
    **{kind: kind for kind in NAMED},
    "assignees": "user",
    "attachments": "names",
    "address": "address",
    "birthday": "day",
    "by": "user",
    "contacted_at": "moment",
    "contacts": "contacts",
    "direction": "choice",
    "division": "choice",
    "done_by": "user",
    "due": "moment",
    "due_on": "day",
    "ends": "day",
    "expected_amount": "number",
    "expected_close": "day",
    "groups": "group",
    "idle_days": "days",
    "kind": "choice",
    "limit_days": "number",
    "language": "choice",
    "manager": "user",
    "managers": "user",
    "methods": "names",
    "outcome": "choice",
    "owner": "user",
    "parent": "group",
    "participants": "participants",
    "phones": "phones",
    "priority": "choice",
    "probability": "percent",
    "reminder_days": "days",
    "since": "moment",
    "sources": "source",
    "start": "moment",
    "starts": "day",
    "status": "choice",
    "watchers": "user",
}
"""What a field holds, wherever it stands. Fields not listed hold plain text or numbers."""


@dataclass(frozen=True)
class Saying:
    """The sentence of one event.

    holds: what its own fields hold, where that is not `HOLDS`, such as `old` and `new`.
    without: the sentence instead, where that field is empty.
    own: the sentence instead, where somebody did it to themselves.
    """

    text: Phrase
    holds: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, Phrase] = field(default_factory=dict)
    own: Phrase | None = None

    def of(self, name: str) -> str | None:
        """What a field of the event, or one that was edited, holds."""
        return self.holds.get(name) or HOLDS.get(name)

    def template(self, values: Mapping[str, Any], language: Language) -> str:
        if self.own and values["by"] == values["it"]:
            return self.own[language]
        for name, instead in self.without.items():
            if empty(values.get(name)):
                return instead[language]
        return self.text[language]


@dataclass(frozen=True)
class Teller:
    """Says values to one reader. currency: of the event's amounts."""

    names: Names
    language: Language
    zone: tzinfo
    currency: str

    def say(self, holds: str | None, value: Any) -> str:
        """The words for one value, or for several with commas between."""
        if empty(value):
            return (words.NOBODY if holds == "user" else words.NONE)[self.language]
        if holds in NAMED:
            return ", ".join(self.name(holds, id) for id in listed(value))
        if holds in SAID:
            return SAID[holds](self, value)
        return self.plain(value)

    def name(self, kind: str, id: str) -> str:
        return actor(id, self.names, self.language) if kind == "user" else self.names(kind, id)

    def plain(self, value: Any) -> str:
        if isinstance(value, bool):
            return words.YES_NO[value][self.language]
        if isinstance(value, list | tuple):
            return ", ".join(self.plain(each) for each in value)
        if isinstance(value, dict):
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        return shortened(str(value))

    def days(self, value: int) -> str:
        return fill(words.DAYS[self.language], {"n": value}, self.as_is, plural(self.language))

    def as_is(self, path: str, value: object) -> str:
        return str(value)

    def money(self, value: str) -> str:
        return f"{locale.number(value, self.language)} {self.currency}"

    def contact(self, person: Mapping[str, Any]) -> str:
        """Lan (director, +84912345678)."""
        phones = self.phones(person.get("phones") or ())
        known = (person.get("title"), phones, person.get("emails"))
        more = ", ".join(self.plain(each) for each in known if not empty(each))
        return f"{person['name']} ({more})" if more else str(person["name"])

    def phones(self, numbers: Iterable[str]) -> str:
        """+842838221234 ext. 105, as people read it."""
        return ", ".join(words.phone(number, self.language) for number in numbers)

    def sharing(self, value: Mapping[str, Any]) -> str:
        """Anna (edit), Sales (view); or with everybody."""
        said = [words.EVERYBODY[self.language]] if value["common"] else []
        for share in value["shares"]:
            right = words.choice(share["right"], self.language)
            said.append(f"{self.name(share['kind'], share['id'])} ({right})")
        return ", ".join(said) or words.NOBODY[self.language]

    def preference(self, value: Mapping[str, Any]) -> str:
        """In the program, by e-mail; or not at all."""
        ways = [words.WAYS[way][self.language] for way in ("in_app", "email") if value[way]]
        return ", ".join(ways) or words.NOT_AT_ALL[self.language]

    def participant(self, person: Mapping[str, Any]) -> str:
        name = self.name("user", person["user"])
        if person["accepts"]:
            return name
        return f"{name} ({words.NO_OPPORTUNITIES[self.language]})"


SAID: dict[str, Callable[[Teller, Any], str]] = {
    "action": lambda t, v: words.action(v, t.language),
    "address": lambda t, v: ", ".join(str(part) for part in v.values() if part),
    "choice": lambda t, v: words.choice(v, t.language),
    "contact": lambda t, v: t.contact(v),
    "contacts": lambda t, v: ", ".join(t.contact(each) for each in v),
    "day": lambda t, v: locale.day(v, t.language),
    "days": lambda t, v: t.days(v),
    "field": lambda t, v: words.field(v, t.language),
    "in_time": lambda t, v: words.IN_TIME[v][t.language],
    "kind": lambda t, v: words.kind(v, t.language),
    "moment": lambda t, v: locale.moment(v, t.language, t.zone),
    "money": lambda t, v: t.money(v),
    "names": lambda t, v: ", ".join(str(each["name"]) for each in v),
    "phone": lambda t, v: words.phone(v, t.language),
    "phones": lambda t, v: t.phones(v),
    "duration": lambda t, v: f"{v // 3600}:{v // 60 % 60:02}:{v % 60:02}",
    "number": lambda t, v: locale.number(v, t.language),
    "on_off": lambda t, v: words.ON_OFF[v][t.language],
    "participants": lambda t, v: ", ".join(t.participant(each) for each in v),
    "percent": lambda t, v: f"{v}%",
    "preference": lambda t, v: t.preference(v),
    "sharing": lambda t, v: t.sharing(v),
    "place": lambda t, v: str(v + 1),
}


def actor(by: str, names: Names, language: Language) -> str:
    """Who did it: somebody, or the machine itself."""
    return words.SYSTEM[language] if by == "system" else names("user", by)


def listed(value: Any) -> Iterable[Any]:
    """Fields that hold one thing and fields that hold several, alike."""
    return value if isinstance(value, list | tuple) else (value,)


def shortened(text: str, most: int = 200) -> str:
    """One line, with … where it was longer."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
