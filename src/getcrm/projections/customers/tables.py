"""Customers as lists show them, as their own page shows them, and as they are searched."""

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.projections.book import versioned
from getcrm.projections.projection import NUMBER, TEXT

metadata = MetaData()

CARDS, PAST_CARDS = versioned(
    "customer_card",
    metadata,
    Column("customer", TEXT, primary_key=True),
    Column("code", TEXT, nullable=False),
    Column("code_key", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("owner", TEXT),
    Column("common", NUMBER, nullable=False),
    Column("stage", TEXT, nullable=False),
    Column("tier", TEXT),
    Column("groups", TEXT, nullable=False),
    Column("sources", TEXT, nullable=False),
    Column("province_key", TEXT, nullable=False),
    Column("created_at", TEXT, nullable=False),
    Column("last_contact_at", TEXT),
    Column("quiet_since", TEXT, nullable=False),
    Column("deleted", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
)
"""What lists show, filter and sort by; a version for every event.

code_key: folded; name_key and province_key: without accents. groups, sources: JSON lists of ids.
common: 1, everybody may see it (CUS-10). quiet_since: the last contact, or the creation of whoever
was never contacted (CUS-7).
"""

Index("customer_card_name", CARDS.c.name_key, CARDS.c.customer)
Index("customer_card_code", CARDS.c.code_key, CARDS.c.customer)
Index("customer_card_created", CARDS.c.created_at, CARDS.c.customer)
Index("customer_card_quiet", CARDS.c.quiet_since, CARDS.c.customer)
Index("customer_card_stage", CARDS.c.stage, CARDS.c.quiet_since)
Index("customer_card_owner", CARDS.c.owner)
Index("customer_card_code_then", PAST_CARDS.c.code_key)

DETAILS, PAST_DETAILS = versioned(
    "customer_details",
    metadata,
    Column("customer", TEXT, primary_key=True),
    Column("details", TEXT, nullable=False),
    Column("terms", TEXT, nullable=False),
    Column("reached_by", TEXT, nullable=False),
    Column("shares", TEXT, nullable=False),
)
"""The details (CUS-1) as JSON; a version for every edit, and for every change of sharing.

terms: what the customer is found by, sorted, each between two line breaks. reached_by: its phones
and e-mails and those of its contacts, as they are compared, in the same way. shares: with whom it
is shared (CUS-10), as JSON.
"""

TERMS = Table(
    "customer_term",
    metadata,
    Column("term", TEXT, primary_key=True),
    Column("customer", TEXT, primary_key=True),
    Column("owner", TEXT, primary_key=True),
    Column("common", NUMBER, primary_key=True),
    sqlite_with_rowid=False,
)
"""The same terms of all live customers, to be searched by how they begin (CUS-8).

owner, common: as on the card, "" for no owner; here, and in the key, so that those whom somebody
may see are told from the others without looking further."""

REACHED_BY = Table(
    "customer_reached_by",
    metadata,
    Column("address", TEXT, primary_key=True),
    Column("customer", TEXT, primary_key=True),
    sqlite_with_rowid=False,
)
"""The same phones (+84912345678) and e-mails of all live customers (CUS-8)."""

GROUPS = Table(
    "customer_in_group",
    metadata,
    Column("group", TEXT, primary_key=True),
    Column("customer", TEXT, primary_key=True),
    sqlite_with_rowid=False,
)
SOURCES = Table(
    "customer_from_source",
    metadata,
    Column("source", TEXT, primary_key=True),
    Column("customer", TEXT, primary_key=True),
    sqlite_with_rowid=False,
)

CONTACTS = Table(
    "customer_contact",
    metadata,
    Column("customer", TEXT, primary_key=True),
    Column("transaction", TEXT, primary_key=True),
    Column("contacted_at", TEXT, nullable=False),
)
"""When each completed transaction that counts as contact took place, and, where transaction is
empty, the latest other contact: what is left when one is withdrawn (CUS-7)."""

TABLES = (CARDS, PAST_CARDS, DETAILS, PAST_DETAILS, TERMS, REACHED_BY, GROUPS, SOURCES, CONTACTS)
