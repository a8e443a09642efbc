"""Campaigns with their methods and participants, as they are, or were (CAM-1, LOG-1)."""

from typing import Any

from sqlalchemy import select
from typing_extensions import TypedDict

from getcrm.domain.refusals import NotFound
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.among import among
from getcrm.projections.book import Moment
from getcrm.projections.changed import ChangedQuery
from getcrm.projections.directory.asking import campaign_row, listed, names
from getcrm.projections.directory.queries import ListQuery, Named, Ref
from getcrm.projections.directory.tables import DRAWN, Fields, Row, fields_of
from getcrm.projections.query import AsOfQuery, Reader


class Method(TypedDict):
    """An approach method (CAM-1). idle_days: null: an opportunity in it is never idle."""

    id: str
    name: str
    probability: int
    idle_days: int | None


class Participant(TypedDict):
    user: Named
    accepts: bool


class Campaign(TypedDict):
    """CAM-1. methods: first to last; entering the last one is winning (OPP-8).

    version: as of a past moment, of its last change other than a draw of an owner (OPP-14).
    """

    id: str
    version: int
    code: str
    name: str
    description: str
    starts: str | None
    ends: str | None
    manager: Named | None
    participants: list[Participant]
    methods: list[Method]
    allow_duplicates: bool
    division: str
    claim_wait_minutes: int
    hide_contacts: bool
    require_loss_reason: bool
    locked: bool
    deleted: bool


class CampaignsAnswer(TypedDict):
    campaigns: list[Campaign]


class CampaignsQuery(ChangedQuery, ListQuery):
    """The campaigns, in the order they were created."""


class CampaignQuery(AsOfQuery):
    """campaign: its id or its code."""

    campaign: Ref


def campaigns(query: CampaignsQuery, reader: Reader) -> CampaignsAnswer:
    changed = query.changed_ids("campaign", reader)
    if changed is None:
        found = query.answer(reader, "campaign")
    else:
        every = listed(reader.db, "campaign", query.moment(reader))
        found = [row for row in every if row["id"] in changed]
    mine = CAMPAIGNS.among(reader, [row["id"] for row in found])
    found = [row for row in found if row["id"] in mine]
    return {"campaigns": as_campaigns(found, reader, query.moment(reader))}


def campaign(query: CampaignQuery, reader: Reader) -> Campaign:
    moment = query.moment(reader)
    [found] = as_campaigns([seen_campaign(query.campaign, reader, moment)], reader, moment)
    return found


def seen_campaign(id_or_code: str, reader: Reader, moment: Moment) -> Row:
    """The campaign as it was then, if they may see it today (CAM-2). Raises NotFound."""
    row = campaign_row(reader.db, id_or_code, moment)
    if not CAMPAIGNS.is_visible(reader, row["id"]):
        raise NotFound("campaign", kind="campaign", id=id_or_code)
    return row


def as_campaigns(rows: list[Row], reader: Reader, moment: Moment) -> list[Campaign]:
    all_fields = [fields_of(row) for row in rows]
    people = {fields["manager"] for fields in all_fields}
    people |= {p["user"] for fields in all_fields for p in fields["participants"]}
    called = names(reader.db, "user", people, moment)

    def named(user: str) -> Named:
        return {"id": user, "name": called.get(user, user)}

    drawn: dict[str, int] = {}
    if moment.is_now:
        known = select(DRAWN.c.campaign, DRAWN.c.version)
        known = known.where(among(DRAWN.c.campaign, [row["id"] for row in rows]))
        drawn = dict(reader.db.execute(known).all())

    def shown(row: Row, fields: Fields) -> Any:
        return {
            **fields,
            "version": max(fields["version"], drawn.get(row["id"], 0)),
            "id": row["id"],
            "deleted": bool(row["deleted"]),
            "manager": fields["manager"] and named(fields["manager"]),
            "participants": [
                {"user": named(p["user"]), "accepts": p["accepts"]} for p in fields["participants"]
            ],
        }

    return [shown(row, fields) for row, fields in zip(rows, all_fields, strict=True)]
