"""The ledger of KPI entries, the tallies beside it, and what must be remembered for crediting.

`kpi_entry` is the truth about the numbers: signed, append-only, each entry naming the event that
caused it, so that explained contributions sum to the number shown (LOG-2). `kpi_tally` is their
sum. Dimensions that do not apply hold "".
"""

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.projections.projection import NUMBER, TEXT

DIMENSIONS = ("employee", "department", "campaign", "source", "stage", "type")
"""department: to which the employee belonged when it happened. stage: the stage moved to. type: of
the transaction, or the kind of contact."""

metadata = MetaData()

ENTRY = Table(
    "kpi_entry",
    metadata,
    Column("position", NUMBER, primary_key=True),
    Column("ordinal", NUMBER, primary_key=True),
    Column("indicator", TEXT, nullable=False),
    Column("occurred_at", TEXT, nullable=False),
    Column("happened_at", TEXT, nullable=False),
    Column("day", TEXT, nullable=False),
    *(Column(name, TEXT, nullable=False) for name in DIMENSIONS),
    Column("customer", TEXT, nullable=False),
    Column("record", TEXT, nullable=False),
    Column("count", NUMBER, nullable=False),
    Column("amount_high", NUMBER, nullable=False),
    Column("amount_low", NUMBER, nullable=False),
)
"""position, occurred_at, record: of the event behind the entry; where it is about a member placed
late, the record and the time are those of what it corrects. day: to which it is credited, in the
company's time zone; a correction names the day it corrects. happened_at: when what is counted took
place; a correction names that of what it corrects. count: 1 or -1; 0, only the amount of what
counts is corrected. amount: in units, in two parts (`domain/money.py`)."""

Index("kpi_entry_day", ENTRY.c.indicator, ENTRY.c.day)

TALLY = Table(
    "kpi_tally",
    metadata,
    Column("cell", TEXT, primary_key=True),
    Column("indicator", TEXT, nullable=False),
    Column("day", TEXT, nullable=False),
    *(Column(name, TEXT, nullable=False) for name in DIMENSIONS),
    Column("count", NUMBER, nullable=False),
    Column("amount_high", NUMBER, nullable=False),
    Column("amount_low", NUMBER, nullable=False),
)
"""cell: indicator, day and dimensions in one, for it is looked up by all of them at once."""

Index("kpi_tally_day", TALLY.c.indicator, TALLY.c.day)

RECORD = Table(
    "kpi_record",
    metadata,
    Column("record", TEXT, primary_key=True),
    Column("customer", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("campaign", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("standing", TEXT, nullable=False),
)
"""One per customer, opportunity and transaction, as it is now. standing: JSON, the credits that
something may yet withdraw: {what for: [credit, …]}. A contact that a transaction counted as is
a record of its own."""

COMPANY = Table(
    "kpi_company",
    metadata,
    Column("company", TEXT, primary_key=True),
    Column("time_zone", TEXT, nullable=False),
)

MEMBER = Table(
    "kpi_member",
    metadata,
    Column("employee", TEXT, primary_key=True),
    Column("placed", TEXT, nullable=False),
)
"""Where everybody belonged. placed: JSON, [[from when on, the department, "" for none], …]."""

TABLES = (ENTRY, TALLY, RECORD, COMPANY, MEMBER)
