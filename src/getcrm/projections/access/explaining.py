"""Why can I see this, and who can see this? (PERM-5)

Answered from the log itself, as decisions are: by today's roles, departments and records.
"""

from collections.abc import Iterator
from typing import Literal, get_args

from typing_extensions import TypedDict

from getcrm.domain.aggregate import MAIN
from getcrm.domain.department import Departments
from getcrm.domain.policy import EVERYTHING, RULES, Deed, Standing, Viewer, allows, viewer, why
from getcrm.domain.refusals import Invalid, NotFound
from getcrm.domain.role import Roles, in_order
from getcrm.domain.standing import State, standing_of
from getcrm.domain.text import folded
from getcrm.domain.user import User, UserUnknown
from getcrm.language import spoken, words
from getcrm.language.visibility import no_reason, reason
from getcrm.projections.directory.queries import Named, Ref
from getcrm.projections.query import (
    Ask,
    PageQuery,
    Queries,
    Query,
    Reader,
    from_cursor,
    to_cursor,
)

Kind = Literal["customer", "campaign", "opportunity", "transaction"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class OneRecordAsked(Invalid):
    """Why and who is asked of one record: of one kind, by its id."""


class OfRecord(Query):
    """Of one record, by its kind and id, or its code where it has one."""

    one_of = KINDS
    customer: Ref | None = None
    campaign: Ref | None = None
    opportunity: Ref | None = None
    transaction: Ref | None = None

    def record(self) -> tuple[Kind, str]:
        """Raises OneRecordAsked."""
        given = [(kind, id) for kind in KINDS if (id := getattr(self, kind)) is not None]
        if len(given) != 1:
            raise OneRecordAsked
        return given[0]


class WhyVisibleQuery(OfRecord):
    """Why may I see it, and what may I do to it? user: not I, but somebody else; to ask that
    takes `users.access`."""

    subjects = ("user",)
    user: Ref | None = None


class WhoCanSeeQuery(OfRecord, PageQuery):
    """Who may see it? By name."""


class Reason(TypedDict):
    """A rule that allows it. relation: how they stand to the record. permissions: of their role,
    by which that relation counts."""

    relation: str
    permissions: list[str]
    sentence: str


class Possible(TypedDict):
    """deed: view, edit, delete or share. because: every rule that allows it; none: it is not
    allowed. sentence: in which there is something to say of it."""

    deed: str
    allowed: bool
    because: list[Reason]
    sentence: str


class WhyVisibleAnswer(TypedDict):
    kind: str
    id: str
    user: Named
    deeds: list[Possible]


class Seeing(TypedDict):
    """relations: how they stand to it, as far as that lets them see it. deeds: all that they
    may do to it."""

    id: str
    name: str
    role: Named
    relations: list[str]
    deeds: list[str]


class WhoCanSeeAnswer(TypedDict):
    """people: those who work here and may see it, by name. next: the cursor of the next page;
    null, there is none."""

    kind: str
    id: str
    people: list[Seeing]
    next: str | None


def why_visible(query: WhyVisibleQuery, reader: Reader) -> WhyVisibleAnswer:
    kind, id, record = seen(*query.record(), reader)
    if query.user in (None, reader.by):
        user, who = reader.by, reader.who
    else:
        reader.who.must("users.access")
        user, who = query.user or "", of_somebody(query.user or "", reader)
    name = called(user, reader)
    deeds = [possible(deed, who, record, name, reader) for deed in deeds_of(kind)]
    return {"kind": kind, "id": id, "user": {"id": user, "name": name}, "deeds": deeds}


def who_can_see(query: WhoCanSeeQuery, reader: Reader) -> WhoCanSeeAnswer:
    kind, id, record = seen(*query.record(), reader)
    reader.who.must("users.access")
    after = None if query.cursor is None else list(map(str, from_cursor(query.cursor, 2)))
    found = sorted(seeing(record, reader), key=place)
    left = [one for one in found if after is None or place(one) > after]
    shown, more = left[: query.limit], len(left) > query.limit
    next = to_cursor(place(shown[-1])) if more else None
    return {"kind": kind, "id": id, "people": shown, "next": next}


def place(one: Seeing) -> list[str]:
    """Where somebody stands in the list."""
    return [one["name"].casefold(), one["id"]]


CODES: dict[Kind, str] = {"customer": "customer_code", "campaign": "campaign_code"}
"""Where the log keeps the codes of those that have one."""


def seen(kind: Kind, id_or_code: str, reader: Reader) -> tuple[Kind, str, Standing]:
    """The record, by its id or its code, and what decides about it, if they may see it. Raises
    NotFound."""

    def find(kind: type[State], id: str) -> State | None:
        return state(kind, id, reader)

    of_code = reader.log.owners(CODES[kind], folded(id_or_code)) if kind in CODES else []
    for id in (id_or_code, *of_code):
        record = standing_of(kind, id, find)
        if record is not None and allows(reader.who, record):
            return kind, id, record
    raise NotFound(kind, kind=kind, id=id_or_code)


def state(kind: type[State], id: str, reader: Reader) -> State | None:
    return reader.log.load(kind, id).state


def deeds_of(kind: Kind) -> list[Deed]:
    return list(dict.fromkeys(rule.deed for rule in RULES if rule.kind == kind))


def possible(deed: Deed, who: Viewer, record: Standing, name: str, reader: Reader) -> Possible:
    language = spoken(reader.language)
    allowed = allows(who, record, deed)
    because: list[Reason] = [
        {
            "relation": rule.relation,
            "permissions": list(in_order(rule.needs)),
            "sentence": reason(name, deed, rule.relation, language),
        }
        for rule in (why(who, record, deed) if allowed else ())
    ]
    sentence = because[0]["sentence"] if because else no_reason(name, deed, language)
    return {"deed": deed, "allowed": allowed, "because": because, "sentence": sentence}


def of_somebody(id: str, reader: Reader) -> Viewer:
    """What somebody may see. Nobody signs in as one who has left, or is only a name."""
    user = state(User, id, reader)
    if user is None:
        raise UserUnknown("user", user=id)
    if not user.is_active or user.role is None:
        return Viewer(id, frozenset())
    roles, departments = state(Roles, MAIN, reader), state(Departments, MAIN, reader)
    return viewer(id, user, roles or Roles(), departments or Departments())


def called(user: str, reader: Reader) -> str:
    if user == EVERYTHING.user:
        return words.SYSTEM[spoken(reader.language)]
    found = state(User, user, reader)
    return found.name if found else user


def seeing(record: Standing, reader: Reader) -> Iterator[Seeing]:
    """Everybody who works here, has a role, and may see it."""
    roles = state(Roles, MAIN, reader) or Roles()
    departments = state(Departments, MAIN, reader) or Departments()
    with_role = [id for role in roles.roles for id in reader.log.owners("user_role", role)]
    for id, loaded in reader.log.load_many(User, with_role).items():
        user = loaded.state
        assert user is not None
        assert user.role is not None, "it is by their role that they were found"
        who = viewer(id, user, roles, departments)
        if allows(who, record):
            deeds = deeds_of(record.kind)  # type: ignore[arg-type]
            yield {
                "id": id,
                "name": user.name,
                "role": {"id": user.role, "name": roles.roles[user.role].name},
                "relations": [rule.relation for rule in why(who, record)],
                "deeds": [deed for deed in deeds if allows(who, record, deed)],
            }


QUERIES: Queries = {
    "why_visible": Ask(WhyVisibleQuery, WhyVisibleAnswer, why_visible, ("directory",)),
    "who_can_see": Ask(WhoCanSeeQuery, WhoCanSeeAnswer, who_can_see, ("directory",)),
}
