"""Internal messages, and in whose boxes they lie."""

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.projections.projection import NUMBER, TEXT

metadata = MetaData()

MESSAGES = Table(
    "message",
    metadata,
    Column("message", TEXT, primary_key=True),
    Column("sender", TEXT, nullable=False),
    Column("recipients", TEXT, nullable=False),
    Column("campaign", TEXT),
    Column("sent_at", TEXT, nullable=False),
    Column("reply_to", TEXT),
    Column("attachments", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("text", TEXT, nullable=False),
)
"""sender: a user, or "system". recipients: a JSON list of users; attachments: one of {id, name,
media_type, size}."""

BOXES = Table(
    "message_box",
    metadata,
    Column("user", TEXT, primary_key=True),
    Column("message", TEXT, primary_key=True),
    Column("position", NUMBER, nullable=False),
    Column("received", NUMBER, nullable=False),
    Column("read", NUMBER, nullable=False),
    Column("archived", NUMBER, nullable=False),
    sqlite_with_rowid=False,
)
"""One row for the sender (received: 0) and for each recipient. position: of the sending."""

Index(
    "message_box_newest",
    BOXES.c.user,
    BOXES.c.archived,
    BOXES.c.received,
    BOXES.c.position.desc(),
)
TABLES = (MESSAGES, BOXES)
