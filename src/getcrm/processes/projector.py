"""The projector: moves the read models along the log; of several, one leads (architecture §4)."""

import logging
import threading

from getcrm.config import Settings
from getcrm.crm import Crm, open_crm
from getcrm.processes.health_server import health_served
from getcrm.processes.logs import log_to_stderr
from getcrm.processes.parent import stay_with_supervisor
from getcrm.processes.signals import until_told
from getcrm.projections.engine import PROJECTOR, Progress, silent
from getcrm.projections.lead import lead
from getcrm.projections.rebuilding import rebuild

logger = logging.getLogger(__name__)


class Ending(Exception):
    """Told to end in the middle of a rebuild, which is then as if it had never begun."""


def run_projector(settings: Settings) -> None:
    """Project until told to end."""
    stay_with_supervisor()
    log_to_stderr()
    crm = open_crm(settings.database, writer=False)
    try:
        with health_served(crm, settings.project_health):
            until_told(lambda stop: project(crm, stop))
    finally:
        crm.close()


def project(crm: Crm, stop: threading.Event) -> None:
    """Follow the log; beside it, take up again what a former program had to set aside."""
    beside: list[threading.Thread] = []

    def led() -> None:
        if not any(thread.is_alive() for thread in beside):
            beside[:] = [threading.Thread(target=take_up_again, args=(crm, stop), name="rebuild")]
            beside[0].start()

    try:
        crm.engine.run(stop, lead(crm.url, PROJECTOR), led=led)
    finally:
        for thread in beside:
            thread.join()


def take_up_again(crm: Crm, stop: threading.Event) -> None:
    """Rebuild what was set aside by another program than this one: it may be mended by now."""

    def progress(done: int, end: int) -> None:
        if stop.is_set():
            raise Ending

    try:
        for name in crm.engine.set_aside_by_others():
            logger.warning("%s is rebuilt: it had set events aside", name)
            rebuild(crm.engine, [name], progress)
    except Ending:
        return
    except Exception:
        logger.exception("what was set aside is not taken up again; run `getcrm rebuild`")


def bring_up_to_date(crm: Crm, database: str, progress: Progress = silent) -> int:
    """The log's position, which the read models have come to where nobody else moves them.

    Where a projector leads, it will get there by itself; whoever asks waits for it.
    """
    position = crm.log.position()
    leading = lead(database, PROJECTOR)
    try:
        if leading.acquire():
            crm.engine.catch_up(position, progress)
    finally:
        leading.close()
    return position
