"""KPI and timeline answer the same from SQLite and from PostgreSQL, and survive a rebuild."""

from itertools import count

from getcrm.commands.campaign import CreateCampaign, WantedMethod
from getcrm.commands.company import SetUpCompany
from getcrm.commands.customer import DeleteCustomer, RegisterCustomer
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import OpenOpportunity, ReopenOpportunity, WinOpportunity
from getcrm.crm import QUERIES, Crm
from getcrm.projections.kpi_tally.indicators import INDICATORS
from getcrm.projections.rebuilding import rebuild
from tests.stores import STORES, opened
from tests.story import NOON, uid

CUSTOMER, OTHER, CAMPAIGN, OPPORTUNITY = uid(1), uid(2), uid(3), uid(4)
PERIODS = ("day", "week", "month", "quarter", "year")
DIMENSIONS = ("employee", "campaign", "source", "stage", "type")


def tell(crm: Crm) -> None:
    methods = [WantedMethod(name="Gọi"), WantedMethod(name="Chốt")]
    for command in (
        SetUpCompany(),
        RegisterCustomer(customer=CUSTOMER, name="Mây", kind="company"),
        RegisterCustomer(customer=OTHER, name="Sen", kind="person"),
        RecordContact(customer=CUSTOMER, kind="call", note="“hẹn”"),
        CreateCampaign(campaign=CAMPAIGN, name="Xuân", methods=methods),
        OpenOpportunity(opportunity=OPPORTUNITY, campaign=CAMPAIGN, customer=CUSTOMER, owner=None),
        WinOpportunity(opportunity=OPPORTUNITY, amount=10**15),
        ReopenOpportunity(opportunity=OPPORTUNITY),
        WinOpportunity(opportunity=OPPORTUNITY, amount=10**15 - 1, create_order=True),
        DeleteCustomer(customer=OTHER),
    ):
        crm.handle(command, by="system")
    crm.catch_up()


def answers(crm: Crm) -> list[object]:
    """To every question about KPI and timeline, as of now and of then, page by page."""

    def ask(name: str, **query: object) -> dict[str, object]:
        return crm.ask(name, QUERIES[name].query.model_validate(query), "vi")

    found: list[object] = []
    for indicator in INDICATORS:
        for by in (*PERIODS, *DIMENSIONS):
            for moment in ({}, {"as_of": "2026-01-05"}, {"as_known_at": "17"}):
                found.append(ask("kpi", indicator=indicator, by=by, **moment))
        entries = ask("kpi_entries", indicator=indicator, limit=1)
        found.append(entries)
        if entries["next"]:
            found.append(ask("kpi_entries", indicator=indicator, cursor=entries["next"]))
    for thing in ({"customer": CUSTOMER}, {"opportunity": OPPORTUNITY}, {"stream": "company-main"}):
        page = ask("timeline", limit=1, **thing)
        rest = ask("timeline", cursor=page["next"], **thing) if page["next"] else page
        for line in (*page["entries"], *rest["entries"]):
            found.append({**line, "recorded_at": "", "cause": {}})
    return found


def test_both_stores_answer_the_same_also_after_a_rebuild():
    """LOG-6."""
    told = []
    for store in STORES:
        ids = count(0x100)
        with opened(store, clock=lambda: NOON, ids=lambda ids=ids: uid(next(ids))) as crm:
            tell(crm)
            told.append(answers(crm))
            rebuild(crm.engine, ["kpi_tally", "timeline"])
            told.append(answers(crm))
    assert told[0] == told[1] == told[2] == told[3]
    amounts = [
        answer["total"]
        for answer in told[0]
        if answer.get("indicator") == "amount_won" and "total" in answer and answer["by"] == "day"
    ]
    assert amounts[0] == "999999999999999"
