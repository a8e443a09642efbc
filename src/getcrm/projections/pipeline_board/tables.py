"""One card per opportunity, and what stands in the cells of its campaign's board."""

from sqlalchemy import Column, Index, MetaData

from getcrm.projections.book import versioned
from getcrm.projections.cards import Deck
from getcrm.projections.projection import AMOUNT, NUMBER, TEXT
from getcrm.projections.tally import Tally

metadata = MetaData()

CARDS, PAST_CARDS = versioned(
    "pipeline_card",
    metadata,
    Column("opportunity", TEXT, primary_key=True),
    Column("version", NUMBER, nullable=False),
    Column("campaign", TEXT, nullable=False),
    Column("customer", TEXT, nullable=False),
    Column("method", TEXT, nullable=False),
    Column("outcome", TEXT, nullable=False),
    Column("stage", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Column("amount", AMOUNT),
    Column("expected_amount", AMOUNT),
    Column("probability", NUMBER, nullable=False),
    Column("expected_close", TEXT),
    Column("source", TEXT, nullable=False),
    Column("entered_at", TEXT, nullable=False),
    Column("opened_at", TEXT, nullable=False),
    Column("changed_at", TEXT, nullable=False),
    Column("changed_position", NUMBER, nullable=False),
    Column("marked_since", TEXT),
    Column("deleted", NUMBER, nullable=False),
    Column("copied_from", TEXT),
    Column("reason", TEXT),
    Column("note", TEXT, nullable=False),
    Column("drafted_order", TEXT),
    Column("closed_on", TEXT),
    Column("products", TEXT, nullable=False),
    Column("description", TEXT, nullable=False),
)
"""A version for every event.

stage: the column of the board it stands in: its method, also when it has been won; its campaign
when it is lost; OFF when it is deleted.
method: the one it stands in, was won in, or was lost from. owner, source: "" for none.
amount: earned when won, else expected; null: nobody has said (OPP-2, OPP-9).
entered_at: into its method or outcome. changed_at, changed_position: its last real change;
marked_since: the rest it was last marked as idle for (OPP-19). drafted_order: OPP-9.
closed_on: the day it counts on, where that was corrected (OPP-21).
products: a JSON list. What may be long stands last, out of the way of what boards read.
"""

LOST = "lost"
OFF = ""
CHANCE = {"won": 100, "lost": 0}
"""What is decided weighs by its outcome, what is open by its probability (OPP-7)."""

for _table, _suffix in ((CARDS, ""), (PAST_CARDS, "_then")):
    _in_column = (_table.c.stage, _table.c.entered_at.desc(), _table.c.opportunity)
    Index(f"pipeline_card_stage{_suffix}", *_in_column)
    Index(f"pipeline_card_owner{_suffix}", _table.c.owner, *_in_column)
Index("pipeline_card_customer", CARDS.c.customer)
Index("pipeline_card_opened", CARDS.c.campaign, CARDS.c.opened_at.desc(), CARDS.c.opportunity)

DECK = Deck(
    CARDS,
    PAST_CARDS,
    "opportunity",
    (
        "version",
        "name",
        "customer",
        "method",
        "outcome",
        "owner",
        "amount",
        "probability",
        "entered_at",
        "changed_at",
    ),
)

TALLY = Tally(
    "pipeline",
    metadata,
    subject="opportunity",
    board=("campaign",),
    cell=("method", "outcome"),
    weights=("count", "amount_high", "amount_low", "weighted_high", "weighted_low"),
)
"""Of what is not deleted. amount: in units; weighted: amount × probability, in hundredths of
units; each in two parts, so that sums are exact and fit (`domain/money.py`, MON-1)."""

TABLES = (CARDS, PAST_CARDS, *TALLY.tables)
