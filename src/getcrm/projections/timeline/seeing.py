"""Which lines somebody may see: those about records they may see (PERM-4), and about themselves.

Of the settings, the people and what they sign in with, audit.access sees all; and what was said in
a comment that is deleted, nobody else sees (CUS-6). A name that a line mentions, of something else
that they may not see, is not told.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from getcrm.domain.policy import Viewer
from getcrm.eventlog.entry import Entry
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.hiding import hidden, texts
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.access.transactions import TRANSACTIONS
from getcrm.projections.query import Reader
from getcrm.projections.timeline.tables import LINE, PERSON, SETTINGS, WITHDRAWN

RECORDS = (CUSTOMERS, OPPORTUNITIES, TRANSACTIONS, CAMPAIGNS)
Line = Mapping[str, Any]
Unseen = Callable[[Line, Entry], frozenset[str]]
"""The ids in a line that are not told."""


def seen_lines(who: Viewer) -> list[ColumnElement[bool]]:
    """As conditions to add: none for somebody who sees everything."""
    return [*_of_seen_records(who), *([] if who.may("audit.access") else [~of_deleted_comment()])]


def of_deleted_comment() -> ColumnElement[bool]:
    """It was said, edited or deleted in a comment that is deleted now."""
    return LINE.c.stream.in_(select(WITHDRAWN.c.stream))


def _of_seen_records(who: Viewer) -> list[ColumnElement[bool]]:
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
