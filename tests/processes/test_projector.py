"""The projector's own part: what a former program had to set aside is taken up again."""

import threading
from contextlib import contextmanager

import pytest

from getcrm.commands.company import SetUpCompany
from getcrm.commands.customer import RegisterCustomer
from getcrm.crm import SYSTEM
from getcrm.processes import projector
from getcrm.projections.rebuilding import verify
from getcrm.projections.set_aside import SET_ASIDE, SetAside, code
from tests.patience import until
from tests.stores import STORES, opened
from tests.story import uid

ACME = uid(1)
CUSTOMER = f"customer-{ACME}"


@pytest.fixture(params=STORES)
def crm(request):
    """A company whose list of customers had set Acme aside."""
    with opened(request.param) as crm:
        crm.handle(SetUpCompany(), by=SYSTEM)
        crm.handle(RegisterCustomer(customer=ACME, name="Acme"), by=SYSTEM)
        crm.catch_up()
        yield crm


def set_aside(crm, program):
    row = SetAside("customers", CUSTOMER, 2, "CustomerRegistered", "KeyError", "now", 0, program)
    with crm.views.write() as db:
        db.exec_driver_sql("DELETE FROM customer_card")
        db.execute(SET_ASIDE.insert().values(row._asdict()))


@contextmanager
def projecting(crm):
    stop = threading.Event()
    thread = threading.Thread(target=projector.project, args=(crm, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def test_what_another_program_had_set_aside_is_taken_up_at_the_start(crm):
    set_aside(crm, "another program")
    with projecting(crm):
        until(lambda: not crm.engine.set_aside())
    assert verify(crm.engine) == []


def test_what_this_program_has_set_aside_waits_for_a_fix(crm):
    set_aside(crm, code())
    with projecting(crm):
        crm.handle(RegisterCustomer(name="Bluth"), by=SYSTEM)
        crm.engine.wait_for(crm.log.position(), (), 30)
    assert [row.stream for row in crm.engine.set_aside()] == [CUSTOMER]


def test_told_to_end_it_leaves_the_rebuild_to_the_next_start(crm):
    set_aside(crm, "another program")
    stop = threading.Event()
    stop.set()
    projector.take_up_again(crm, stop)
    assert [row.stream for row in crm.engine.set_aside()] == [CUSTOMER]
    with crm.views.read() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM customer_card").scalar_one() == 0
