"""Which lines somebody may see: those about records they may see (PERM-4), and about themselves.

Of the settings, the people and what they sign in with, audit.access sees all. A name that a line
mentions, of something else that they may not see, is not told.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from getcrm.domain.policy import Viewer
from getcrm.eventlog.entry import Entry
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.hiding import hidden, texts
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.access.transactions import TRANSACTIONS
from getcrm.projections.query import Reader
from getcrm.projections.timeline.tables import LINE, PERSON, SETTINGS

RECORDS = (CUSTOMERS, OPPORTUNITIES, TRANSACTIONS, CAMPAIGNS)
Line = Mapping[str, Any]
Unseen = Callable[[Line, Entry], frozenset[str]]
"""The ids in a line that are not told."""


def seen_lines(who: Viewer) -> list[ColumnElement[bool]]:
    """As conditions to add: none for somebody who sees everything."""
    of, record = LINE.c.record_kind, LINE.c.record
    whole = [seeing.kind for seeing in RECORDS if seeing.sees_all(who)]
    if who.may("audit.access"):
        whole += [PERSON, SETTINGS]
    parts = [
        and_(of == seeing.kind, seeing.seen(record, who))
        for seeing in RECORDS
        if seeing.kind not in whole
    ]
    if PERSON not in whole:
        parts.append(and_(of == PERSON, record == who.user))
    return [or_(of.in_(whole), *parts)] if parts else []


def unseen_in(lines: Iterable[tuple[Line, Entry]], reader: Reader) -> Unseen:
    """What is not told in some lines, asked for all of them at once.

    An opportunity tells whose it is, and of which campaign: whoever may see it knows whom to call.
    """
    mentioned = (id for _, entry in lines for id in texts([entry.data, entry.cause]))
    unseen = hidden(reader, mentioned)

    def of(line: Line, entry: Entry) -> frozenset[str]:
        if line["record_kind"] != OPPORTUNITIES.kind:
            return unseen
        return unseen - {line["customer"], entry.data.get("campaign")}

    return of
