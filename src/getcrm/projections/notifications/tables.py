"""Who was told of what, and what has to be known to tell it."""

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.projections.projection import NUMBER, TEXT

metadata = MetaData()

NOTES = Table(
    "notification",
    metadata,
    Column("user", TEXT, primary_key=True),
    Column("position", NUMBER, primary_key=True),
    Column("object", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("customer", TEXT),
    Column("opportunity", TEXT),
    Column("campaign", TEXT),
    Column("transaction", TEXT),
    Column("comment", TEXT),
    Column("message", TEXT),
    Column("by", TEXT, nullable=False),
    Column("occurred_at", TEXT, nullable=False),
    Column("read", NUMBER, nullable=False),
    Column("in_app", NUMBER, nullable=False),
    Column("email", NUMBER, nullable=False),
    Column("many", NUMBER, nullable=False),
)
"""One row for everybody who is told of an event; position: of the event. in_app, email: by which
ways, as they preferred then (NOT-1). many: of how many things it tells; of more than one it is a
digest, at the position of the first that was one too many (digests.py)."""

_unread = (NOTES.c.read == 0) & (NOTES.c.in_app == 1)
Index(
    "notification_unread",
    NOTES.c.user,
    NOTES.c.position,
    sqlite_where=_unread,
    postgresql_where=_unread,
)
_by_mail = NOTES.c.email == 1
Index(
    "notification_email",
    NOTES.c.position,
    NOTES.c.user,
    sqlite_where=_by_mail,
    postgresql_where=_by_mail,
)

INBOXES = Table(
    "notification_inbox",
    metadata,
    Column("user", TEXT, primary_key=True),
    Column("position", NUMBER, nullable=False),
)
"""The last event by which somebody was told something, or read it."""

KNOWN = Table(
    "notification_known",
    metadata,
    Column("thing", TEXT, primary_key=True),
    Column("state", TEXT, nullable=False),
)
"""What decides who is told: whose a record is, who takes part, who works here. thing: the name of
a stream, or PEOPLE. state: JSON."""

GROUPS = Table(
    "notification_group",
    metadata,
    Column("user", TEXT, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("group", TEXT, nullable=False),
    Column("many", NUMBER, nullable=False),
    Column("positions", TEXT, nullable=False),
)
"""What somebody was last told of together. kind: object and action. positions: a JSON list, of the
notifications; of a digest, its one."""

PEOPLE = "people"
TABLES = (NOTES, INBOXES, KNOWN, GROUPS)
