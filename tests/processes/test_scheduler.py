"""`getcrm tick`: the clock's rules, idempotent, whoever ticks and however late."""

import threading
from dataclasses import dataclass, replace

import pytest

from getcrm.commands.campaign import CreateCampaign, WantedMethod
from getcrm.commands.company import SetUpCompany
from getcrm.commands.customer import RegisterCustomer
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import OpenOpportunity
from getcrm.commands.transaction import CreateTransaction
from getcrm.commands.transaction_type import CreateTransactionType
from getcrm.crm import SYSTEM, Wish, open_crm
from getcrm.domain.customer import Customer
from getcrm.processes.scheduler import Ticked, keep_ticking, tick_once
from tests.stores import STORES, opened
from tests.story import uid

ACME, BLUTH, DEAL, TYPE, CALL, CAMPAIGN = (uid(n) for n in range(1, 7))
NOTHING = Ticked(forgotten=0, idle=0, reminded=0)


@dataclass
class Clock:
    now: str = "2026-01-01T05:00:00.000000Z"

    def __call__(self):
        return self.now

    def set(self, day, time="05:00"):
        """Five o'clock in Greenwich is noon in Hà Nội."""
        self.now = f"{day}T{time}:00.000000Z"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=STORES)
def crm(request, clock):
    """A company on 1 January 2026, with the customer Acme."""
    with opened(request.param, clock) as crm:
        do(crm, SetUpCompany(), RegisterCustomer(customer=ACME, name="Acme"))
        yield crm


def do(crm, *commands):
    for command in commands:
        crm.handle(command, by=SYSTEM)


def ticked(crm):
    crm.catch_up()
    done = tick_once(crm)
    crm.catch_up()
    return done


def topics(crm, stream):
    return [entry.topic for entry in crm.log.history(stream)]


def test_whoever_was_not_contacted_for_thirty_days_is_moved_to_dont_forget(crm, clock):
    """REL-13: >= 30 days, by the system, with the rule as cause."""
    clock.set("2026-01-30")
    assert ticked(crm) == NOTHING
    clock.set("2026-01-31")
    assert ticked(crm).forgotten == 1
    moved = crm.log.history(f"customer-{ACME}")[-1]
    assert (moved.topic, moved.by) == ("CustomerStageChanged", "system")
    assert (moved.cause["command"], moved.cause["rule"]) == ("ForgetCustomer", "auto_forget")


def test_the_days_are_those_of_the_companys_calendar(crm, clock):
    """In Hà Nội it is the 31st from 17:00 in Greenwich on."""
    clock.set("2026-01-30", "16:59")
    assert ticked(crm) == NOTHING
    clock.set("2026-01-30", "17:00")
    assert ticked(crm).forgotten == 1


def test_a_contact_begins_the_days_anew(crm, clock):
    """CUS-7."""
    clock.set("2026-01-20")
    do(crm, RecordContact(customer=ACME, kind="call"))
    clock.set("2026-02-18")
    assert ticked(crm) == NOTHING
    clock.set("2026-02-19")
    assert ticked(crm).forgotten == 1


def test_an_opportunity_at_rest_is_marked_idle_once(crm, clock):
    """OPP-19."""
    methods = [WantedMethod(name="Talking", idle_days=7), WantedMethod(name="Won")]
    do(
        crm,
        CreateCampaign(campaign=CAMPAIGN, name="Spring", methods=methods),
        OpenOpportunity(opportunity=DEAL, campaign=CAMPAIGN, customer=ACME),
    )
    clock.set("2026-01-07")
    assert ticked(crm) == NOTHING
    clock.set("2026-01-08")
    assert ticked(crm).idle == 1
    assert ticked(crm) == NOTHING
    assert topics(crm, f"opportunity-{DEAL}") == ["OpportunityOpened", "OpportunityBecameIdle"]


def test_a_transaction_is_reminded_of_on_its_day(crm, clock):
    """TXN-1."""
    do(
        crm,
        CreateTransactionType(type=TYPE, name="Call", points=0),
        CreateTransaction(
            transaction=CALL,
            name="Call Acme",
            type=TYPE,
            start="2026-01-10T01:00:00.000000Z",
            reminder_days=2,
        ),
    )
    clock.set("2026-01-07")
    assert ticked(crm) == NOTHING
    clock.set("2026-01-08")
    assert ticked(crm).reminded == 1
    assert ticked(crm) == NOTHING


def test_after_a_night_off_one_tick_makes_up_for_all(crm, clock):
    crm.handle_many([Wish(RegisterCustomer(name=f"C{n}"), SYSTEM) for n in range(1100)])
    clock.set("2026-06-01")
    assert ticked(crm).forgotten == 1101
    assert ticked(crm) == NOTHING


def test_read_models_that_lag_do_no_harm(crm, clock):
    """The candidates are old, the decision is not: a second tick finds it done."""
    clock.set("2026-01-31")
    crm.catch_up()
    assert tick_once(crm).forgotten == 1
    assert tick_once(crm) == NOTHING


@pytest.mark.parametrize("crm", ["postgresql"], indirect=True)
def test_two_that_tick_at_once_do_it_once(crm, clock):
    do(crm, *(RegisterCustomer(name=f"C{n}") for n in range(50)))
    clock.set("2026-01-31")
    crm.catch_up()
    other = open_crm(crm.url, clock=clock)
    barrier, done = threading.Barrier(2), []

    def tick(one):
        barrier.wait()
        done.append(tick_once(one).forgotten)

    threads = [threading.Thread(target=tick, args=(one,)) for one in (crm, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sum(done) == 51
    assert topics(crm, f"customer-{ACME}") == ["CustomerRegistered", "CustomerStageChanged"]


def test_while_the_read_models_are_behind_the_scheduler_waits(crm, clock, caplog):
    """Not even the company is known to them yet."""
    clock.set("2026-01-31")
    stop = threading.Event()
    impatient = replace(crm, patience=0.01)
    thread = threading.Thread(target=keep_ticking, args=(impatient, stop, 0.01))
    thread.start()
    stop.wait(0.2)
    assert topics(crm, f"customer-{ACME}") == ["CustomerRegistered"]
    crm.catch_up()
    until_forgotten(crm, stop)
    stop.set()
    thread.join()
    assert caplog.text == ""


def until_forgotten(crm, stop):
    for _ in range(1000):
        if len(topics(crm, f"customer-{ACME}")) == 2:
            return
        stop.wait(0.01)
    raise AssertionError("it did not happen")


def test_the_scheduler_ticks_until_told_and_outlives_a_failure(crm, clock, caplog):
    clock.set("2026-01-31")
    crm.catch_up()
    stop, failing = threading.Event(), Failing(crm)
    thread = threading.Thread(target=keep_ticking, args=(failing, stop, 0.01))
    thread.start()
    failing.recovered.wait(10)
    until_forgotten(crm, stop)
    stop.set()
    thread.join()
    assert topics(crm, f"customer-{ACME}") == ["CustomerRegistered", "CustomerStageChanged"]
    assert "the next one makes up for it" in caplog.text


class Failing:
    """A CRM whose read models cannot be reached at first."""

    def __init__(self, crm):
        self._crm = crm
        self.recovered = threading.Event()

    @property
    def views(self):
        if not self.recovered.is_set():
            self.recovered.set()
            raise ConnectionError("gone")
        return self._crm.views

    def coming(self, **origin):
        return self

    def __getattr__(self, name):
        return getattr(self._crm, name)


def test_a_record_that_fails_keeps_no_other_from_its_turn(crm, clock, caplog, monkeypatch):
    """As a fault in the rule itself would do."""
    names = [uid(n) for n in range(100, 105)]
    do(crm, *(RegisterCustomer(customer=id, name=f"Khách {id}") for id in names))
    clock.set("2026-01-31")
    forget = Customer.forget

    def faulty(self, company, stages, now):
        if self.details["name"].endswith(names[2]):
            raise ArithmeticError("a fault")
        return forget(self, company, stages, now)

    monkeypatch.setattr(Customer, "forget", faulty)
    assert ticked(crm).forgotten == 5
    assert topics(crm, f"customer-{names[2]}") == ["CustomerRegistered"]
    assert f"ForgetCustomer(customer='{names[2]}') failed" in caplog.text
    monkeypatch.undo()
    assert ticked(crm).forgotten == 1
