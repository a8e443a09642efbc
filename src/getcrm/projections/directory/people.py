"""The people who work here, their roles and departments, now and as of any date (ORG-1)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NotRequired, cast

from pydantic import Field
from sqlalchemy import ColumnElement, Table, and_
from typing_extensions import TypedDict

from getcrm.domain.refusals import NotFound
from getcrm.domain.text import folded, unaccented
from getcrm.projections.book import Moment
from getcrm.projections.changed import ChangedQuery
from getcrm.projections.directory.asking import first_or_then, listed, names
from getcrm.projections.directory.queries import ListQuery, Named, Ref, with_ids
from getcrm.projections.directory.tables import Fields, Row, fields_of
from getcrm.projections.query import AsOfQuery, BadCursor, PageQuery, Reader, from_cursor, to_cursor


class ListedUser(TypedDict):
    """role, department: null, none. active: whether they work here."""

    id: str
    name: str
    email: str | None
    role: Named | None
    department: Named | None
    active: bool


class UserToken(TypedDict):
    """scopes: the permissions it has at the most, null: all of its user's (PERM-6)."""

    token: str
    name: str
    scopes: list[str] | None
    issued_at: str
    expires_at: str | None
    revoked: bool


class UserDetails(TypedDict):
    """tokens: shown to themselves, and to those who may edit users."""

    version: int
    language: str | None
    time_zone: str | None
    tokens: list[UserToken]


class UserRow(ListedUser):
    """details: where they were asked for."""

    details: NotRequired[UserDetails]


class UsersAnswer(TypedDict):
    users: list[UserRow]
    next: str | None


class UsersQuery(AsOfQuery, ChangedQuery, PageQuery):
    """Who works here, in the order they were added. q: words of the name, accents do not matter,
    or how the e-mail address begins. department: those who belong to it itself. full:
    each with all their details."""

    q: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = None
    department: Ref | None = None
    role: Ref | None = None
    active: bool | None = None
    full: bool = False


def users(query: UsersQuery, reader: Reader) -> UsersAnswer:
    moment = query.moment(reader)
    found = [(row["id"], fields_of(row)) for row in listed(reader.db, "user", moment)]
    changed = query.changed_ids("user", reader)
    wanted = [
        (id, fields)
        for id, fields in found
        if (changed is None or id in changed)
        and query.department in (None, fields["department"])
        and query.role in (None, fields["role"])
        and query.active in (None, fields["active"])
        and is_called(fields, query.q or "")
    ]
    shown, next = one_page(wanted, query)
    called = Called(reader, moment, [fields for _, fields in shown])
    rows = [cast(UserRow, called.user(id, fields)) for id, fields in shown]
    if query.full:
        for row, (id, fields) in zip(rows, shown, strict=True):
            row["details"] = user_details(id, fields, reader)
    return {"users": rows, "next": next}


def is_called(fields: Fields, q: str) -> bool:
    name = unaccented(fields["name"])
    begins = folded(fields["email"] or "").startswith(folded(q))
    return begins or all(word in name for word in unaccented(q).split())


def one_page(
    wanted: list[tuple[str, Fields]], query: UsersQuery
) -> tuple[list[tuple[str, Fields]], str | None]:
    """Those after the last of the former page, and where this one ends. Raises BadCursor."""
    if query.cursor is not None:
        [last] = from_cursor(query.cursor, 1)
        places = [n for n, (id, _) in enumerate(wanted) if id == last]
        if not places:
            raise BadCursor("cursor")
        wanted = wanted[places[0] + 1 :]
    shown = wanted[: query.limit]
    return shown, to_cursor([shown[-1][0]]) if len(wanted) > query.limit else None


class Called:
    """Users with the names of their roles and departments."""

    def __init__(self, reader: Reader, moment: Moment, users: list[Fields]) -> None:
        self._names: dict[str, dict[str, str]] = {
            kind: names(reader.db, kind, {user[kind] for user in users}, moment)
            for kind in ("role", "department")
        }

    def user(self, id: str, fields: Fields) -> ListedUser:
        return {
            "id": id,
            "name": fields["name"],
            "email": fields["email"],
            "role": self._named("role", fields),
            "department": self._named("department", fields),
            "active": fields["active"],
        }

    def _named(self, kind: str, fields: Fields) -> Named | None:
        id: str | None = fields[kind]
        return None if id is None else {"id": id, "name": self._names[kind].get(id, id)}


class UserAnswer(ListedUser, UserDetails):
    """One of the people, with all that there is to know."""


class UserQuery(AsOfQuery):
    """One of the people who work here, or did."""

    user: Ref


def user(query: UserQuery, reader: Reader) -> UserAnswer:
    moment = query.moment(reader)
    row = first_or_then(reader.db, _is("user", query.user), moment)
    if row is None:
        raise NotFound("user", kind="user", id=query.user)
    fields = fields_of(row)
    return {
        **Called(reader, moment, [fields]).user(row["id"], fields),
        **user_details(row["id"], fields, reader),
    }


def user_details(id: str, fields: Fields, reader: Reader) -> UserDetails:
    shown = id == reader.by or reader.who.may("users.edit")
    return {
        "version": fields["version"],
        "language": fields["language"],
        "time_zone": fields["time_zone"],
        "tokens": fields["tokens"] if shown else [],
    }


def _is(kind: str, id: str) -> Any:
    def asked(table: Table) -> ColumnElement[bool]:
        return and_(table.c.kind == kind, table.c.id == id)

    return asked


class ListedRole(TypedDict):
    """people: how many who work here have it."""

    id: str
    name: str
    permissions: list[str]
    people: int


class RolesAnswer(TypedDict):
    roles: list[ListedRole]


class RolesQuery(ListQuery):
    """The roles and what they allow (PERM-1)."""


def roles(query: RolesQuery, reader: Reader) -> RolesAnswer:
    people = _people(reader, query.moment(reader), "role")
    found: list[Fields] = with_ids(query.answer(reader, "role"))
    return {
        "roles": [
            {
                "id": role["id"],
                "name": role["name"],
                "permissions": role["permissions"],
                "people": people.count(role["id"]),
            }
            for role in found
        ]
    }


class ListedDepartment(TypedDict):
    """parent: the department it is inside. people: how many belong to it itself; people_below: to
    those inside it, too."""

    id: str
    name: str
    parent: str | None
    managers: list[Named]
    people: int
    people_below: int


class DepartmentsAnswer(TypedDict):
    departments: list[ListedDepartment]


class DepartmentsQuery(ListQuery):
    """The tree of departments, in the order they were created (ORG-1)."""


def departments(query: DepartmentsQuery, reader: Reader) -> DepartmentsAnswer:
    moment = query.moment(reader)
    return {"departments": as_departments(query.answer(reader, "department"), reader, moment)}


def as_departments(rows: list[Row], reader: Reader, moment: Moment) -> list[ListedDepartment]:
    people = _people(reader, moment, "department")
    tree = {row["id"]: fields_of(row) for row in listed(reader.db, "department", moment)}
    found: list[Fields] = with_ids(rows)
    managers = {user for one in found for user in one["managers"]}
    called = names(reader.db, "user", managers, moment)
    return [
        {
            "id": one["id"],
            "name": one["name"],
            "parent": one["parent"],
            "managers": [{"id": id, "name": called.get(id, id)} for id in one["managers"]],
            "people": people.count(one["id"]),
            "people_below": sum(one["id"] in above(tree, department) for department in people),
        }
        for one in found
    ]


def above(tree: Mapping[str, Fields], department: str | None) -> Iterator[str]:
    """The department, and those it is inside of."""
    while department is not None:
        yield department
        department = tree[department]["parent"] if department in tree else None


class DepartmentAnswer(ListedDepartment):
    """members: those who work here and belong to it itself, in the order they were added."""

    deleted: bool
    members: list[ListedUser]


class DepartmentQuery(AsOfQuery):
    """One department, live or deleted, with its people (ORG-1)."""

    department: Ref


def department(query: DepartmentQuery, reader: Reader) -> DepartmentAnswer:
    moment = query.moment(reader)
    row = first_or_then(reader.db, _is("department", query.department), moment)
    if row is None:
        raise NotFound("department", kind="department", id=query.department)
    [shown] = as_departments([row], reader, moment)
    people = [(one["id"], fields_of(one)) for one in listed(reader.db, "user", moment)]
    members = [(id, f) for id, f in people if f["active"] and f["department"] == row["id"]]
    called = Called(reader, moment, [fields for _, fields in members])
    return {
        **shown,
        "deleted": bool(row["deleted"]),
        "members": [called.user(id, fields) for id, fields in members],
    }


def _people(reader: Reader, moment: Moment, field: str) -> list[str]:
    """Of everybody who works here, the role or the department."""
    rows: list[Row] = listed(reader.db, "user", moment)
    return [fields[field] for fields in map(fields_of, rows) if fields["active"]]
