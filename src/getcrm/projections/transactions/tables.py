"""Transactions as lists and their own page show them, and whose they are."""

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.projections.book import versioned
from getcrm.projections.projection import NUMBER, TEXT

metadata = MetaData()

CARDS, PAST_CARDS = versioned(
    "transaction_card",
    metadata,
    Column("transaction", TEXT, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("type", TEXT, nullable=False),
    Column("customer", TEXT),
    Column("opportunity", TEXT),
    Column("campaign", TEXT),
    Column("status", TEXT, nullable=False),
    Column("start", TEXT),
    Column("due", TEXT),
    Column("assignees", TEXT, nullable=False),
    Column("created_at", TEXT, nullable=False),
    Column("created_by", TEXT, nullable=False),
    Column("completed_at", TEXT),
    Column("done_by", TEXT),
    Column("in_time", NUMBER),
    Column("result", TEXT, nullable=False),
    Column("reminder_days", NUMBER),
    Column("reminded_on", TEXT),
    Column("remind_on", TEXT),
    Column("deleted", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
)
"""status: todo, doing, completed, cancelled. assignees: a JSON list of users. result: of the
completion, or the reason of the cancellation. reminded_on: the day of the last reminder.
remind_on: the day of the next one, while there is one to come (TXN-1).
"""

Index("transaction_card_customer", CARDS.c.customer, CARDS.c.created_at)
Index("transaction_card_opportunity", CARDS.c.opportunity)
Index("transaction_card_created", CARDS.c.created_at, CARDS.c.transaction)
Index("transaction_card_remind", CARDS.c.remind_on)
Index("transaction_card_customer_then", PAST_CARDS.c.customer)

DETAILS, PAST_DETAILS = versioned(
    "transaction_details",
    metadata,
    Column("transaction", TEXT, primary_key=True),
    Column("details", TEXT, nullable=False),
)
"""The details (TXN-1) as JSON; a version for every edit."""

ASSIGNEES = Table(
    "transaction_assignee",
    metadata,
    Column("user", TEXT, primary_key=True),
    Column("transaction", TEXT, primary_key=True),
    sqlite_with_rowid=False,
)
"""Whose a transaction is now."""

CALENDAR = Table(
    "transaction_calendar",
    metadata,
    Column("company", TEXT, primary_key=True),
    Column("time_zone", TEXT, nullable=False),
)
"""On whose calendar days are counted: the company's, fixed when it was set up."""

TABLES = (CARDS, PAST_CARDS, DETAILS, PAST_DETAILS, ASSIGNEES, CALENDAR)
