"""Who has which score, and the ledger that says why (SCO-1, LOG-2)."""

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.projections.book import versioned
from getcrm.projections.projection import NUMBER, TEXT

metadata = MetaData()

ENTRIES = Table(
    "score_entry",
    metadata,
    Column("position", NUMBER, primary_key=True),
    Column("ordinal", NUMBER, primary_key=True),
    Column("customer", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("ref", TEXT, nullable=False),
    Column("points", NUMBER, nullable=False),
    Column("credit", NUMBER, nullable=False),
    Column("occurred_at", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
)
"""The ledger: a score is the sum of its points, as of any moment the sum of those that had
occurred and were known. Entries are only ever added.

kind, ref: transaction or group, and which. credit: 1 where it begins to count, -1 where it
ceases to, 0 where only its points change. occurred_at: from when on the entry counts.
reason: the topic of the event at `position`.
"""

Index("score_entry_customer", ENTRIES.c.customer, ENTRIES.c.occurred_at)

SCORES = Table(
    "customer_score",
    metadata,
    Column("customer", TEXT, primary_key=True),
    Column("score", NUMBER, nullable=False),
)
"""The sums of the ledger as of now, of everybody who was ever registered."""

Index("customer_score_order", SCORES.c.score, SCORES.c.customer)

PEOPLE, PAST_PEOPLE = versioned(
    "score_customer",
    metadata,
    Column("customer", TEXT, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("deleted", NUMBER, nullable=False),
)
"""Whose scores are shown: a deleted customer keeps its score, unseen."""

MEMBERS, PAST_MEMBERS = versioned(
    "score_member",
    metadata,
    Column("customer", TEXT, primary_key=True),
    Column("group", TEXT, primary_key=True),
)
"""Who is directly in which group, deleted ones too, where membership sleeps (GRP-2)."""

WORK, PAST_WORK = versioned(
    "score_transaction",
    metadata,
    Column("transaction", TEXT, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("type", TEXT, nullable=False),
    Column("customer", TEXT),
    Column("completed", NUMBER, nullable=False),
    Column("deleted", NUMBER, nullable=False),
)
"""Transactions: one completed and not deleted earns its customer the points of its type."""

WORTHS = Table(
    "score_worth",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("history", TEXT, nullable=False),
)
"""What a transaction of a type, or being in a group, has been worth: see worth.py.
kind: transaction or group."""

Index("score_member_group", MEMBERS.c.group)
Index("score_member_group_then", PAST_MEMBERS.c.group)
Index("score_transaction_type", WORK.c.type)
Index("score_transaction_type_then", PAST_WORK.c.type)

TABLES = (ENTRIES, SCORES, PEOPLE, PAST_PEOPLE, MEMBERS, PAST_MEMBERS, WORK, PAST_WORK, WORTHS)
