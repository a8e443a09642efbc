"""The clock's rules: whom to forget, what became idle, whom to remind (REL-13, OPP-19, TXN-1).

The candidates come from read models, the decision is each command's own: a second tick, or two
at once, change nothing more, and one tick after a night off does all that the night left. While an
import of history is open, the clock waits (IMP-10); the commands themselves look at that too.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from getcrm.commands import Command
from getcrm.commands.customer import ForgetCustomer
from getcrm.commands.opportunity import MarkIdle
from getcrm.commands.transaction import RemindTransaction
from getcrm.config import Settings
from getcrm.crm import SYSTEM, Behind, Crm, Result, Wish, new_id, open_crm
from getcrm.domain.history_import import OPEN
from getcrm.domain.refusals import Refusal
from getcrm.processes.health_server import health_served
from getcrm.processes.logs import log_to_stderr
from getcrm.processes.outbox import WAITED_FOR, Outbox
from getcrm.processes.parent import stay_with_supervisor
from getcrm.processes.signals import until_told
from getcrm.processes.smtp import MailServer
from getcrm.projections.customers import due_for_forgetting
from getcrm.projections.heartbeats import beat, end
from getcrm.projections.lead import lead
from getcrm.projections.pipeline_board import due_for_marking
from getcrm.projections.set_aside import described, is_of_the_store
from getcrm.projections.transactions import due_reminders

logger = logging.getLogger(__name__)
SCHEDULER, LETTERS = "scheduler", "outbox"
READ_MODELS = ("directory", "customers", "pipeline_board", "transactions")
"""Where the candidates come from."""
SOON = 1.0
"""Seconds until the next try while the read models are catching up."""
BATCH = 500
"""Decisions of one transaction."""
Candidates = Callable[[Connection, str, int, str], list[str]]
"""(read models, now, how many, after which id) -> the next ids, in their order."""


@dataclass(frozen=True)
class Ticked:
    """How many records the clock has changed."""

    forgotten: int
    idle: int
    reminded: int

    def __str__(self) -> str:
        return (
            f"{counted(self.forgotten, 'customer', 'customers')} moved to Don't forget,"
            f" {counted(self.idle, 'opportunity', 'opportunities')} marked idle,"
            f" {counted(self.reminded, 'transaction', 'transactions')} reminded of"
        )


NOTHING = Ticked(forgotten=0, idle=0, reminded=0)
"""What a tick changes while an import of history is open, or where nothing is due."""


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def tick_once(crm: Crm) -> Ticked:
    """All three rules, from what the read models say now. All that one tick records has its id in
    the cause, so that people are told of many things of one kind at once."""
    if crm.log.owners(*OPEN):
        return NOTHING
    crm = crm.coming(**crm.origin, tick=new_id())
    return Ticked(
        forgotten=decided(
            crm, "auto_forget", due_for_forgetting, lambda id: ForgetCustomer(customer=id)
        ),
        idle=decided(crm, "idle_limit", due_for_marking, lambda id: MarkIdle(opportunity=id)),
        reminded=decided(
            crm, "reminder", due_reminders, lambda id: RemindTransaction(transaction=id)
        ),
    )


def decided(crm: Crm, rule: str, candidates: Candidates, command: Callable[[str], Command]) -> int:
    """How many led to events. One that is refused by now was changed by somebody else."""
    done, after = 0, ""
    while ids := found(crm, candidates, after):
        wishes = [Wish(command(id), SYSTEM, cause={"rule": rule}) for id in ids]
        for result in handled(crm, rule, wishes):
            if isinstance(result, Refusal):
                logger.info("%s: %r", rule, result)
            elif result.events:
                done += 1
        after = ids[-1]
    return done


def handled(crm: Crm, rule: str, wishes: Sequence[Wish]) -> Iterator[Result]:
    """What came of them, all in one append; one that fails keeps no other from its turn."""
    try:
        yield from crm.handle_many(wishes)
    except Exception as error:
        if is_of_the_store(error):
            raise
        if len(wishes) == 1:
            logger.exception("%s: %r failed", rule, wishes[0].command)
            return
        half = len(wishes) // 2
        yield from handled(crm, rule, wishes[:half])
        yield from handled(crm, rule, wishes[half:])


def found(crm: Crm, candidates: Candidates, after: str) -> list[str]:
    with crm.views.read() as db:
        return candidates(db, crm.clock(), BATCH, after)


def keep_ticking(
    crm: Crm, stop: threading.Event, seconds: float, server: MailServer | None = None
) -> None:
    """Tick where nobody else does, again and again, until told to stop. server: for e-mail."""
    leading, crm = lead(crm.url, SCHEDULER), crm.coming(via="scheduler")
    leads = False
    while not stop.is_set():
        pause, error = seconds, ""
        try:
            leads = leading.acquire()
            if leads:
                crm.engine.wait_for(crm.log.position(), READ_MODELS, crm.patience)
                ticked = tick_once(crm)
                if ticked != NOTHING:
                    crm.engine.wait_for(crm.log.position(), WAITED_FOR, crm.patience)
                send_mail(crm, server, stop)
                tell_of_mail(crm, server, seconds)
        except Behind as behind:
            pause = min(seconds, SOON)
            error = f"read models are at {behind.position} of {behind.wanted}"
        except Exception as failure:
            logger.exception("a tick failed; the next one makes up for it")
            error = described(failure)
        if leads:
            tell(crm, error, seconds)
        stop.wait(pause)
    leading.close()
    if leads:
        for name in (SCHEDULER, LETTERS):
            end(crm.views, name)


def send_mail(crm: Crm, server: MailServer | None, stop: threading.Event | None = None) -> int:
    """How many e-mails have gone; none where there is no server to take them (NOT-1)."""
    return 0 if server is None else Outbox(crm, server).send(stop)


def tell_of_mail(crm: Crm, server: MailServer | None, seconds: float) -> None:
    """The outbox's sign of life, where there is one."""
    if server is None:
        end(crm.views, LETTERS)
    else:
        beat(crm.views, LETTERS, seconds, Outbox(crm, server).trouble())


def tell(crm: Crm, error: str, seconds: float) -> None:
    """The scheduler's sign of life. What keeps it from being written keeps nothing else."""
    try:
        beat(crm.views, SCHEDULER, seconds, error)
    except Exception:
        logger.exception("no sign of life could be written")


def run_scheduler(settings: Settings) -> None:
    """Tick until told to end."""
    stay_with_supervisor()
    log_to_stderr()
    crm = open_crm(settings.database, writer=True, limits=settings.clock_limits)
    seconds, server = settings.tick_seconds, settings.mail_server
    try:
        with health_served(crm, settings.tick_health):
            until_told(lambda stop: keep_ticking(crm, stop, seconds, server))
    finally:
        crm.close()
