"""What others ask about customers: names, last contacts, and whom the clock should look at."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, select

from getcrm.domain.calendar import day_of, days_later, start_of
from getcrm.domain.calendar import time_zone as zone_named
from getcrm.projections.among import among
from getcrm.projections.book import NOW, Moment, rows_as_of
from getcrm.projections.called import names_then
from getcrm.projections.customers.tables import CARDS, PAST_CARDS
from getcrm.projections.directory.asking import company_fields, listed
from getcrm.projections.directory.tables import fields_of


def customer_names(
    db: Connection, ids: Iterable[str | None], moment: Moment = NOW
) -> dict[str, str]:
    """What they were called then; see `names_then`."""
    return names_then(db, CARDS, PAST_CARDS, ids, moment)


def last_contacts(
    db: Connection, ids: Iterable[str | None], moment: Moment = NOW
) -> dict[str, str]:
    """When they had last been contacted by then (CUS-7); the never contacted are missing."""
    wanted = sorted({id for id in ids if id})
    if not wanted:
        return {}
    then = rows_as_of(
        CARDS,
        PAST_CARDS,
        moment,
        lambda table: and_(among(table.c.customer, wanted), table.c.last_contact_at.is_not(None)),
    ).subquery()
    return dict(db.execute(select(then.c.customer, then.c.last_contact_at)).all())


def due_for_forgetting(db: Connection, now: str, limit: int = 1_000, after: str = "") -> list[str]:
    """Customers whose days without contact have reached the company's number (REL-13), in the
    order of their ids, from `after` on. Whether one moves is the command's own decision."""
    company = company_fields(db)
    if company["forget_after_days"] is None:
        return []
    before = quiet_before(company["forget_after_days"], now, zone_named(company["time_zone"]))
    stages = [
        row["id"]
        for row in listed(db, "stage", NOW)
        if fields_of(row)["auto_forget"] and row["id"] != company["forget_stage"]
    ]
    due = (
        select(CARDS.c.customer)
        .where(CARDS.c.stage.in_(stages), CARDS.c.quiet_since < before)
        .where(CARDS.c.deleted == 0, CARDS.c.customer > after)
        .order_by(CARDS.c.customer)
        .limit(limit)
    )
    return list(db.scalars(due))


def quiet_before(days: int, now: str, time_zone: ZoneInfo) -> str:
    """Whoever has been quiet since before this instant has been so for `days` days and more,
    counted on the company's calendar (REL-13)."""
    return start_of(days_later(day_of(now, time_zone), 1 - days), time_zone)
