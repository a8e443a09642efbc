"""What others ask about transactions: of which the clock should remind."""

from sqlalchemy import Connection, select

from getcrm.domain.calendar import day_of, days_later, start_of
from getcrm.domain.calendar import time_zone as zone_named
from getcrm.domain.transaction import LATEST_REMINDER
from getcrm.projections.directory import time_zone
from getcrm.projections.transactions.tables import CARDS


def due_reminders(db: Connection, now: str, limit: int = 1_000, after: str = "") -> list[str]:
    """Open transactions whose day to remind of them has come (TXN-1), in the order of their ids,
    from `after` on. Whether one is reminded of is the command's own decision."""
    zone = zone_named(time_zone(db))
    today = day_of(now, zone)
    still = start_of(days_later(today, -LATEST_REMINDER), zone)
    due = (
        select(CARDS.c.transaction)
        .where(
            CARDS.c.remind_on <= today.isoformat(),
            CARDS.c.start >= still,
            CARDS.c.transaction > after,
        )
        .order_by(CARDS.c.transaction)
        .limit(limit)
    )
    return list(db.scalars(due))
