"""Whose everything is today: what the relations of the policy are asked of."""

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.projections.projection import NUMBER, TEXT

metadata = MetaData()

CUSTOMERS = Table(
    "access_customer",
    metadata,
    Column("customer", TEXT, primary_key=True),
    Column("owner", TEXT),
    Column("common", NUMBER, nullable=False),
)
"""Every customer, live or deleted. common: 1, everybody may see it (CUS-10)."""

Index("access_customer_owner", CUSTOMERS.c.owner, CUSTOMERS.c.customer)
_is_common = CUSTOMERS.c.common == 1
Index(
    "access_customer_common",
    CUSTOMERS.c.customer,
    sqlite_where=_is_common,
    postgresql_where=_is_common,
)

SHARES = Table(
    "access_share",
    metadata,
    Column("kind", TEXT, primary_key=True),
    Column("who", TEXT, primary_key=True),
    Column("customer", TEXT, primary_key=True),
    sqlite_with_rowid=False,
)
"""With whom a customer is shared, to view or to edit. kind: user or department (CUS-10)."""

PARTICIPATIONS = Table(
    "access_participation",
    metadata,
    Column("user", TEXT, primary_key=True),
    Column("campaign", TEXT, primary_key=True),
    Column("part", TEXT, primary_key=True),
    sqlite_with_rowid=False,
)
"""part: manager or participant. Also of deleted campaigns (CAM-2)."""

OPPORTUNITIES = Table(
    "access_opportunity",
    metadata,
    Column("opportunity", TEXT, primary_key=True),
    Column("campaign", TEXT, nullable=False),
    Column("owner", TEXT),
)
Index("access_opportunity_owner", OPPORTUNITIES.c.owner, OPPORTUNITIES.c.opportunity)
Index("access_opportunity_campaign", OPPORTUNITIES.c.campaign, OPPORTUNITIES.c.opportunity)

TRANSACTIONS = Table(
    "access_transaction",
    metadata,
    Column("transaction", TEXT, primary_key=True),
    Column("customer", TEXT),
)
Index("access_transaction_customer", TRANSACTIONS.c.customer, TRANSACTIONS.c.transaction)

WORKERS = Table(
    "access_worker",
    metadata,
    Column("user", TEXT, primary_key=True),
    Column("transaction", TEXT, primary_key=True),
    Column("part", TEXT, primary_key=True),
    sqlite_with_rowid=False,
)
"""Who does a transaction, and who watches it. part: assignee or watcher (TXN-1)."""

TABLES = (CUSTOMERS, SHARES, PARTICIPATIONS, OPPORTUNITIES, TRANSACTIONS, WORKERS)
