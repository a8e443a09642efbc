"""Imports of history and the clock (IMP-10): nothing arises from the past before all is told; then
it is said at once, for today, and each person hears of it once."""

import pytest

from getcrm.commands.campaign import CreateCampaign, WantedMethod
from getcrm.commands.company import SetUpCompany
from getcrm.commands.customer import (
    ChangeCustomerStage,
    EditCustomer,
    ReassignCustomers,
    RegisterCustomer,
)
from getcrm.commands.history_import import BeginHistoryImport, CompleteHistoryImport
from getcrm.commands.inbox import ReadNotifications, SetNotificationPreference
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import OpenOpportunity
from getcrm.commands.role import ShipRoles
from getcrm.commands.transaction import CreateTransaction
from getcrm.commands.transaction_type import CreateTransactionType
from getcrm.commands.user import AddUser
from getcrm.crm import QUERIES, SYSTEM, Answer, Wish
from getcrm.processes.scheduler import NOTHING, Ticked, tick_once
from getcrm.projections.notifications import NOTIFICATIONS
from getcrm.projections.notifications.digests import FEW
from tests.crm.clock import Clock
from tests.crm.databases import fresh
from tests.projections.folding import folded
from tests.stores import STORES
from tests.story import uid

ACME, CAMPAIGN, TYPE, OLD = uid(1), uid(2), uid(3), uid(4)
MAI, LAN = uid(5), uid(6)
MANY = 12


@pytest.fixture
def clock():
    return Clock("2026-06-01T05:00:00.000000Z")


@pytest.fixture(params=STORES)
def crm(request, clock):
    """A company since 2015, with two who sell."""
    with fresh(request.param, clock) as crm:
        tell(crm, 2015, SetUpCompany(), ShipRoles())
        for user, name in ((MAI, "Mai"), (LAN, "Lan")):
            tell(crm, 2015, AddUser(user=user, name=name, role="sales_manager"))
        methods = [WantedMethod(name="Gọi", idle_days=7), WantedMethod(name="Chốt")]
        new = CreateCampaign(campaign=CAMPAIGN, name="Xuân", methods=methods, allow_duplicates=True)
        tell(crm, 2015, new, CreateTransactionType(type=TYPE, name="Gọi", points=0))
        yield crm


def tell(crm, year, *commands):
    """Of the past, as `getcrm apply` does."""
    at = f"{year}-03-01T05:00:00.000000Z"
    results = crm.handle_many([Wish(c, SYSTEM, at=at, by_operator=True) for c in commands])
    assert [result for result in results if not isinstance(result, Answer)] == []


def do(crm, *commands, by=SYSTEM):
    for command in commands:
        crm.handle(command, by=by)


def ticked(crm):
    crm.catch_up()
    done = tick_once(crm)
    crm.catch_up()
    return done


def notes(crm, user, **query):
    crm.catch_up()
    asked = QUERIES["notifications"].query.model_validate(query)
    return crm.ask("notifications", asked, by=user)["notifications"]


def opportunities(owner=MAI, many=MANY, first=0x100):
    return [
        OpenOpportunity(opportunity=uid(first + n), campaign=CAMPAIGN, customer=ACME, owner=owner)
        for n in range(many)
    ]


BEGIN = BeginHistoryImport(history_import=OLD, name="2016.jsonl")
COMPLETE = CompleteHistoryImport(history_import=OLD)


def test_every_line_of_a_history_is_kept_beside_a_clock_that_ticks(crm, clock):
    do(crm, BEGIN)
    tell(crm, 2016, RegisterCustomer(customer=ACME, name="Acme"))
    assert ticked(crm) == NOTHING
    tell(crm, 2017, EditCustomer(customer=ACME, name="Acme Ltd"), *opportunities(many=1))
    assert ticked(crm) == NOTHING
    stage = crm.log.history("relationship_stages-main")[1].data["stage"]
    tell(crm, 2018, ChangeCustomerStage(customer=ACME, stage=stage))
    do(crm, COMPLETE)
    assert ticked(crm) == Ticked(forgotten=1, idle=1, reminded=0)
    moved = crm.log.history(f"customer-{ACME}")[-1]
    assert (moved.topic, moved.occurred_at) == ("CustomerStageChanged", clock.now)


def test_the_clock_waits_for_every_import_that_is_open(crm):
    other = uid(7)
    do(crm, BEGIN, BeginHistoryImport(history_import=other, name="2017.jsonl"))
    tell(crm, 2016, RegisterCustomer(customer=ACME, name="Acme"))
    do(crm, COMPLETE)
    assert ticked(crm) == NOTHING
    do(crm, CompleteHistoryImport(history_import=other))
    assert ticked(crm).forgotten == 1


def test_one_digest_instead_of_a_bell_for_each(crm):
    do(crm, BEGIN)
    tell(crm, 2016, RegisterCustomer(customer=ACME, name="Acme"), *opportunities())
    tell(crm, 2016, *opportunities(owner=LAN, many=2, first=0x200))
    do(crm, COMPLETE)
    assert ticked(crm).idle == MANY + 2
    [digest] = notes(crm, MAI)
    assert digest["count"] == MANY
    assert digest["sentence"] == f"{MANY} opportunities of yours became idle"
    assert digest["opportunity"] is None
    assert [note["count"] for note in notes(crm, LAN)] == [1, 1]


def test_a_digest_is_read_and_comes_back_with_the_next_tick_alone(crm, clock):
    tell(crm, 2016, RegisterCustomer(customer=ACME, name="Acme"), *opportunities())
    ticked(crm)
    [digest] = notes(crm, MAI)
    do(crm, ReadNotifications(positions=[digest["position"]]), by=MAI)
    assert notes(crm, MAI, unread=True) == []
    clock.now = "2026-06-02T05:00:00.000000Z"
    do(crm, RecordContact(customer=ACME, kind="call"))
    clock.now = "2026-06-20T05:00:00.000000Z"
    ticked(crm)
    [again] = notes(crm, MAI, unread=True)
    assert again["count"] == MANY
    assert len(notes(crm, MAI)) == 2


def test_what_one_command_does_to_many_is_one_notification_too(crm):
    """CUS-4: a thousand customers handed over are no thousand bells."""
    customers = [uid(0x300 + n) for n in range(FEW + 1)]
    tell(crm, 2016, *(RegisterCustomer(customer=id, name=f"C {id}") for id in customers))
    do(crm, ReassignCustomers(customers=customers, owner=MAI))
    [digest] = notes(crm, MAI)
    assert (digest["action"], digest["count"]) == ("handed_over", FEW + 1)
    do(crm, ReassignCustomers(customers=customers[:FEW], owner=LAN))
    assert [note["count"] for note in notes(crm, LAN)] == [1] * FEW


def test_a_digest_goes_by_e_mail_once(crm):
    wanted = SetNotificationPreference(object="opportunity", action="idle", in_app=True, email=True)
    do(crm, wanted, by=MAI)
    tell(crm, 2016, RegisterCustomer(customer=ACME, name="Acme"), *opportunities())
    ticked(crm)
    with crm.views.read() as db:
        asked = "SELECT many FROM notification WHERE email = 1"
        assert db.exec_driver_sql(asked).scalars().all() == [MANY]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
def test_digests_are_the_same_at_every_batch_size(clock, size):
    """LOG-6."""
    with fresh("sqlite", clock) as crm:
        tell(crm, 2015, SetUpCompany(), ShipRoles())
        tell(crm, 2015, AddUser(user=MAI, name="Mai", role="sales_manager"))
        methods = [WantedMethod(name="Gọi", idle_days=7), WantedMethod(name="Chốt")]
        new = CreateCampaign(campaign=CAMPAIGN, name="Xuân", methods=methods, allow_duplicates=True)
        tell(crm, 2015, new, RegisterCustomer(customer=ACME, name="Acme"), *opportunities())
        ticked(crm)
        do(crm, ReadNotifications(positions=[], up_to=crm.log.position()), by=MAI)
        entries = crm.log.read(after=0, limit=1000)
    assert folded(NOTIFICATIONS, entries, size) == folded(NOTIFICATIONS, entries, 1000)


def work(start, **details):
    fields = {"name": "Gọi lại", "type": TYPE, "assignees": [MAI], "reminder_days": 1}
    return CreateTransaction.model_validate({**fields, "start": start, **details})


def test_work_of_the_past_reminds_nobody_whenever_it_is_told(crm):
    do(crm, BEGIN)
    tell(crm, 2016, work("2016-04-01T05:00:00Z"), work("2026-05-30T05:00:00Z"))
    do(crm, COMPLETE)
    assert ticked(crm) == NOTHING
    assert notes(crm, MAI) == []


def test_work_that_is_told_late_and_still_to_come_is_reminded_of(crm):
    tell(crm, 2016, work("2026-06-02T05:00:00Z"))
    assert ticked(crm).reminded == 1
    [note] = notes(crm, MAI)
    assert note["action"] == "reminded"


def test_after_a_night_off_a_reminder_still_comes(crm, clock):
    do(crm, work("2026-06-05T05:00:00Z"))
    clock.now = "2026-06-06T05:00:00.000000Z"
    assert ticked(crm).reminded == 1
