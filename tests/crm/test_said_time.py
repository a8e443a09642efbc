"""A time that is said is kept or refused, never replaced (IMP-9)."""

from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from getcrm.commands import Command
from getcrm.commands.campaign import CreateCampaign, EditCampaign, SetParticipants
from getcrm.commands.company import SetHistoryStart
from getcrm.commands.customer import (
    ChangeCustomerStage,
    ChangeCustomerStages,
    EditCustomer,
    ReassignCustomers,
    RegisterCustomer,
)
from getcrm.commands.department import CreateDepartment
from getcrm.commands.opportunity import (
    MoveOpportunity,
    OpenOpportunity,
    WinOpportunity,
)
from getcrm.commands.relationship_stage import DeleteStage
from getcrm.commands.role import EditRole, ShipRoles
from getcrm.commands.subjects import LISTS, RECORDS
from getcrm.commands.transaction import CompleteTransaction, CreateTransaction
from getcrm.commands.transaction_type import CreateTransactionType
from getcrm.commands.user import AddUser, GiveRole, PlaceUser
from getcrm.crm import COMMANDS, SYSTEM, Crm
from getcrm.crm.said_time import OccurredBeforeHiddenHistory, OccurredBeforeHistory
from getcrm.domain.company import OccurredBeforeTheCompany
from getcrm.domain.customer import Customer
from getcrm.domain.opportunity import OpportunityIsClosed
from getcrm.domain.refusals import AlreadyExists, Refusal
from getcrm.eventlog.entry import Entry
from getcrm.language import LANGUAGES, Language, refusal, sentence
from tests.crm.chaos import undisturbed
from tests.story import ANNA, BINH, HOT, NOON, POTENTIAL, uid
from tests.wishes import batches

MAY, SEN = uid(0xC1), uid(0xC2)
NAMED = {"name": "Mai"}
CAMPAIGN, OPPORTUNITY, OTHER = uid(0xCA1), uid(0x0F1), uid(0x0F2)
METHODS = [uid(0x3E1), uid(0x3E2)]
HANOI, CALL, TASK = uid(0xDE1), uid(0x71), uid(0x7A1)


def day(year: int) -> str:
    return f"{year}-06-01T05:00:00.000000Z"


def told(crm: Crm, command: Command, year: int, by: str = SYSTEM) -> None:
    crm.handle(command, by=by, at=day(year))


def refused_at(crm: Crm, command: Command, year: int, by: str = SYSTEM) -> dict[str, object]:
    """The details of the refusal; nothing was written."""
    before = crm.log.position()
    with pytest.raises(OccurredBeforeHistory) as refused:
        crm.handle(command, by=by, at=day(year))
    assert crm.log.position() == before
    return refused.value.details


def opened(crm: Crm, opportunity: str = OPPORTUNITY, year: int = 2011) -> None:
    command = OpenOpportunity(
        opportunity=opportunity, campaign=CAMPAIGN, customer=MAY, owner=None, method=METHODS[0]
    )
    told(crm, command, year)


@pytest.fixture
def crm(crm: Crm) -> Crm:
    """A company whose history begins long ago."""
    crm.handle(SetHistoryStart(day="2000-01-01"), by=SYSTEM)
    return crm


@pytest.fixture
def history(crm: Crm) -> Crm:
    """Two customers and a campaign, told from 2010 on."""
    for customer in (MAY, SEN):
        told(crm, RegisterCustomer(customer=customer, name=f"Mây {customer[-1]}"), 2010)
    methods = [{"id": id, "name": f"Bước {n}", "probability": 50} for n, id in enumerate(METHODS)]
    campaign = {"campaign": CAMPAIGN, "name": "Xuân", "methods": methods, "allow_duplicates": True}
    told(crm, CreateCampaign.model_validate(campaign), 2010)
    return crm


def test_a_list_takes_nothing_that_is_earlier_than_its_last_event(crm: Crm) -> None:
    """Whatever entry of it: it is one stream, in one order."""
    told(crm, CreateDepartment(department=HANOI, name="Hà Nội"), 2010)
    told(crm, PlaceUser(user=BINH, department=HANOI), 2012)
    assert refused_at(crm, PlaceUser(user=ANNA, department=HANOI), 2011) == {
        "at": day(2011),
        "kind": "departments",
        "id": "main",
        "event": "MemberPlaced",
        "last": day(2012),
    }
    told(crm, PlaceUser(user=ANNA, department=HANOI), 2012)
    last = crm.log.read(after=crm.log.position() - 1)[0]
    assert (last.topic, last.occurred_at) == ("MemberPlaced", day(2012))


def test_the_past_begins_with_the_company(crm: Crm) -> None:
    """Of what was before, nothing can be told, until its history begins earlier."""
    before = crm.log.position()
    for by in (SYSTEM, ANNA):
        with pytest.raises(OccurredBeforeTheCompany) as refused:
            crm.handle(RegisterCustomer(customer=MAY, name="Mây"), by=by, at=day(1999))
        begins = "1999-12-31T17:00:00.000000Z"
        assert refused.value.details == {"at": day(1999), "start": begins}
    assert crm.log.position() == before
    crm.handle(SetHistoryStart(day="1999-06-01"), by=SYSTEM)
    told(crm, RegisterCustomer(customer=MAY, name="Mây"), 1999)
    changed = crm.log.history("company-main")[-1].data
    assert changed == {"old": begins, "new": "1999-05-31T17:00:00.000000Z"}


@pytest.mark.parametrize(
    "command",
    [
        ChangeCustomerStages(customers=[MAY, SEN], stage=HOT),
        ChangeCustomerStages(customers=[SEN, MAY], stage=HOT),
        ReassignCustomers(customers=[MAY, SEN], owner=ANNA),
    ],
)
def test_in_bulk_the_time_of_every_record_is_looked_at(history: Crm, command: Command) -> None:
    told(history, ChangeCustomerStage(customer=SEN, stage=POTENTIAL), 2012)
    details = refused_at(history, command, 2011)
    assert (details["id"], details["event"]) == (SEN, "CustomerStageChanged")
    assert history.log.load(Customer, MAY).version == 1


def test_what_follows_in_another_record_keeps_the_time_too(history: Crm) -> None:
    """A transaction that counts as contact changes the customer."""
    kind = CreateTransactionType(type=CALL, name="Gọi", points=1, counts_as_contact=True)
    told(history, kind, 2010)
    task = {"transaction": TASK, "name": "Gọi", "type": CALL, "customer": MAY}
    told(history, CreateTransaction.model_validate(task), 2010)
    told(history, EditCustomer(customer=MAY, name="Mây lớn"), 2013)
    details = refused_at(history, CompleteTransaction(transaction=TASK), 2011)
    assert (details["kind"], details["id"], details["last"]) == ("customer", MAY, day(2013))
    told(history, CompleteTransaction(transaction=TASK), 2014)
    done = history.log.read(after=history.log.position() - 2)
    assert [entry.occurred_at for entry in done] == [day(2014), day(2014)]


def test_a_campaigns_division_draws_in_order(history: Crm) -> None:
    told(history, ShipRoles(), 2010)
    history.handle(GiveRole(user=BINH, role="salesperson"), by=SYSTEM)
    division = {"campaign": CAMPAIGN, "division": "round_robin", "name": "Xuân"}
    told(history, EditCampaign.model_validate(division), 2010)
    taking_part = {"campaign": CAMPAIGN, "participants": [{"user": BINH}]}
    told(history, SetParticipants.model_validate(taking_part), 2012)
    drawn = OpenOpportunity(campaign=CAMPAIGN, customer=MAY)
    assert refused_at(history, drawn, 2011)["kind"] == "campaign"
    opened(history, OTHER, 2011)


def test_that_the_record_has_gone_on_is_said_before_a_rule_that_would_mislead(
    history: Crm,
) -> None:
    """ "Reopen it first" would be no help: it was open in 2011."""
    opened(history)
    told(history, WinOpportunity(opportunity=OPPORTUNITY, amount="5"), 2012)
    move = MoveOpportunity(opportunity=OPPORTUNITY, method=METHODS[0], probability=3)
    details = refused_at(history, move, 2011)
    assert (details["kind"], details["event"]) == ("opportunity", "OpportunityWon")
    with pytest.raises(OpportunityIsClosed):
        history.handle(move, by=SYSTEM, at=day(2013))
    with pytest.raises(OpportunityIsClosed):
        history.handle(move, by=SYSTEM)


def test_a_list_that_has_gone_on_is_said_before_its_rules(history: Crm) -> None:
    stage = history.log.history(f"customer-{MAY}")[0].data["stage"]
    details = refused_at(history, DeleteStage(stage=stage), 2011)
    assert (details["kind"], details["event"]) == ("relationship_stages", "StageCreated")


ABOUT_NO_RECORD = {
    "attachment",
    "credential",
    "history_import",
    "inbox",
    "session",
}
"""Modules of commands that nobody gives about a record with a past of its own."""


def test_of_every_command_it_is_known_what_it_is_about() -> None:
    modules = {kind.__module__ for kind in COMMANDS.values()}
    known = {*LISTS, *RECORDS}
    assert {name.rpartition(".")[2] for name in modules - known} == ABOUT_NO_RECORD


def test_what_is_there_already_is_said_as_ever(history: Crm) -> None:
    with pytest.raises(AlreadyExists):
        history.handle(RegisterCustomer(customer=MAY, name="Mây"), by=SYSTEM, at=day(2009))


def test_a_record_that_may_not_be_seen_is_not_named(history: Crm) -> None:
    """PERM-4: whoever completes a transaction need not see its customer."""
    told(history, ShipRoles(), 2010)
    history.handle(GiveRole(user=BINH, role="salesperson"), by=SYSTEM)
    may = ["crm.access", "history.record", "transactions.access", "transactions.edit"]
    told(history, EditRole.model_validate({"role": "salesperson", "permissions": may}), 2010)
    kind = CreateTransactionType(type=CALL, name="Gọi", points=1, counts_as_contact=True)
    told(history, kind, 2010)
    task = {"transaction": TASK, "name": "Gọi", "type": CALL, "customer": MAY, "assignees": [BINH]}
    told(history, CreateTransaction.model_validate(task), 2010)
    told(history, EditCustomer(customer=MAY, name="Mây lớn"), 2013)
    with pytest.raises(OccurredBeforeHiddenHistory) as refused:
        history.handle(CompleteTransaction(transaction=TASK), by=BINH, at=day(2011))
    assert refused.value.details == {"at": day(2011), "kind": "customer"}


def test_the_refusal_reads_well() -> None:
    refused = OccurredBeforeHistory(
        "at", at=day(2011), kind="opportunity", id=OPPORTUNITY, event="OpportunityWon", last=NOON
    )
    for language in LANGUAGES:
        text = refusal(refused, language)
        assert OPPORTUNITY in text
        assert "OpportunityWon" in text
        assert "{" not in text


@pytest.mark.parametrize(("language", "said"), [("en", "5 Jan 2026"), ("vi", "05/01/2026")])
def test_what_was_told_late_says_when_it_was_recorded(language: str, said: str) -> None:
    """In the timeline, and in `getcrm history`; the day is the company's."""
    cause = {"command": "RegisterCustomer", "id": uid(7), "history": True}
    late = Entry(
        9, "user-1", 1, "UserAdded", "2026-01-04T17:30:00.000000Z", day(2011), SYSTEM, cause, NAMED
    )
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    spoken: Language = "vi" if language == "vi" else "en"
    assert sentence(late, lambda kind, id: id, spoken, zone).endswith(f" {said})")
    late.cause.pop("history")
    assert said not in sentence(late, lambda kind, id: id, spoken, zone)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 10**9))
def test_any_command_keeps_the_time_that_is_said_in_all_its_events_or_is_refused(
    seed: int,
) -> None:
    chance = Random(seed)
    with undisturbed("postgresql" if seed % 8 == 0 else "sqlite") as chaos:
        chaos.set_up()
        crm = chaos.crm
        for asked in (one for batch in batches(chance) for one in batch):
            late = chance.choice([None, 0, 1, 5, 30, 100])
            wish = chaos.wish(replace(asked, late=late, key=None))
            before = crm.log.position()
            try:
                answer = crm.handle(wish.command, by=wish.by, at=wish.at)
            except Refusal:
                assert crm.log.position() == before
                continue
            written = crm.log.read(after=before)
            assert len(written) == answer.events
            if wish.at is not None:
                assert {entry.occurred_at for entry in written} <= {wish.at}


def test_a_new_user_is_placed_at_the_time_that_is_said(crm: Crm) -> None:
    told(crm, CreateDepartment(department=HANOI, name="Hà Nội"), 2012)
    assert refused_at(crm, AddUser(name="Chi", department=HANOI), 2011)["kind"] == "departments"
    told(crm, AddUser(name="Chi", department=HANOI), 2012)
