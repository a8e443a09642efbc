"""The clock's rules: whom to forget, what became idle, whom to remind (REL-13, OPP-19, TXN-1).

The candidates come from read models, the decision is each command's own: a second tick, or two
at once, change nothing more, and one tick after a night off does all that the night left.
"""

import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from getcrm.commands import Command
from getcrm.commands.customer import ForgetCustomer
from getcrm.commands.opportunity import MarkIdle
from getcrm.commands.transaction import RemindTransaction
from getcrm.config import Settings
from getcrm.crm import SYSTEM, Crm, Wish, open_crm
from getcrm.domain.refusals import Refusal
from getcrm.processes.parent import stay_with_supervisor
from getcrm.processes.signals import until_told
from getcrm.projections.customers import due_for_forgetting
from getcrm.projections.lead import lead
from getcrm.projections.pipeline_board import idle_candidates
from getcrm.projections.transactions import due_reminders

logger = logging.getLogger(__name__)
SCHEDULER = "scheduler"
BATCH = 500
"""Decisions of one transaction."""


@dataclass(frozen=True)
class Ticked:
    """How many records the clock has changed."""

    forgotten: int
    idle: int
    reminded: int

    def __str__(self) -> str:
        return (
            f"{self.forgotten:,} customers forgotten, {self.idle:,} opportunities marked idle,"
            f" {self.reminded:,} transactions reminded of"
        )


def tick_once(crm: Crm) -> Ticked:
    """All three rules, from what the read models say now. Raises a Refusal where one is broken."""
    with crm.views.read() as db:
        reader = crm.reader(db)
        forgettable = [ForgetCustomer(customer=id) for id in due_for_forgetting(reader)]
        idle = [MarkIdle(opportunity=id) for id in idle_candidates(reader)]
        due = [RemindTransaction(transaction=id) for id in due_reminders(reader)]
    return Ticked(
        forgotten=decided(crm, forgettable, "auto_forget"),
        idle=decided(crm, idle, "idle_limit"),
        reminded=decided(crm, due, "reminder"),
    )


def decided(crm: Crm, commands: Iterable[Command], rule: str) -> int:
    """How many of them led to events. One that is refused by now was changed by somebody else."""
    done = 0
    wishes = (Wish(command, SYSTEM, cause={"rule": rule}) for command in commands)
    for batch in batches(wishes):
        for result in crm.handle_many(batch):
            if isinstance(result, Refusal):
                logger.info("%s: %r", rule, result)
            elif result.events:
                done += 1
    return done


def batches(wishes: Iterator[Wish]) -> Iterator[list[Wish]]:
    while batch := list(islice(wishes, BATCH)):
        yield batch


def keep_ticking(crm: Crm, stop: threading.Event, seconds: float) -> None:
    """Tick once somebody else does not, again and again, until told to stop."""
    leading = lead(crm.url, SCHEDULER)
    while not stop.is_set():
        try:
            if leading.acquire():
                tick_once(crm)
        except Exception:
            logger.exception("a tick failed; the next one makes up for it")
        stop.wait(seconds)
    leading.close()


def run_scheduler(settings: Settings) -> None:
    """Tick until told to end."""
    stay_with_supervisor()
    crm = open_crm(settings.database, writer=True)
    try:
        until_told(lambda stop: keep_ticking(crm, stop, settings.tick_seconds))
    finally:
        crm.close()
