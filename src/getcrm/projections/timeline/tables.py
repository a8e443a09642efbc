"""Every event as people read it, and what everything was called when it happened."""

from typing import Any

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.projections.projection import NUMBER, TEXT

metadata = MetaData()

LINE = Table(
    "timeline",
    metadata,
    Column("position", NUMBER, primary_key=True),
    Column("stream", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("customer", TEXT),
    Column("left_customer", TEXT),
    Column("opportunity", TEXT),
    Column("record_kind", TEXT, nullable=False),
    Column("record", TEXT, nullable=False),
    Column("occurred_at", TEXT, nullable=False),
    Column("by", TEXT, nullable=False),
    Column("names", TEXT, nullable=False),
)
"""One row per event; the event itself is read from the log. customer: whom it concerns, also
through an opportunity, a transaction or an order; left_customer: from whom a transaction was moved
away. record_kind, record: by which the policy decides who sees the line.
names: JSON, {kind: {id: name}} of everything the sentence mentions, as it was called then."""


PERSON, SETTINGS = "user", "settings"
"""Kinds of records for which there are no relations: somebody, and what concerns the company."""


def of_some(name: str, subject: Column[str], *then: Column[Any]) -> Index:
    """An index of the rows that have a subject of this sort; most have not."""
    has_one = subject.is_not(None)
    return Index(name, subject, *then, sqlite_where=has_one, postgresql_where=has_one)


of_some("timeline_customer", LINE.c.customer, LINE.c.occurred_at, LINE.c.position)
of_some("timeline_left_customer", LINE.c.left_customer, LINE.c.position)
of_some("timeline_opportunity", LINE.c.opportunity, LINE.c.occurred_at, LINE.c.position)
Index("timeline_occurred", LINE.c.occurred_at, LINE.c.position)
Index("timeline_stream", LINE.c.stream, LINE.c.position)

THING = Table(
    "timeline_thing",
    metadata,
    Column("thing", TEXT, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("customer", TEXT),
    Column("opportunity", TEXT),
)
"""What a thing is called now, and which customer and opportunity its events concern.

thing: kind and id as in the name of a stream: `customer-<id>`, `stage-<id>`, `user-<id>`."""

WITHDRAWN = Table("timeline_withdrawn", metadata, Column("stream", TEXT, primary_key=True))
"""The comments that are deleted now: what was said in them is told only to those who may audit."""
