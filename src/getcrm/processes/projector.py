"""The projector: moves the read models along the log; of several, one leads (architecture §4)."""

from getcrm.config import Settings
from getcrm.crm import Crm, open_crm
from getcrm.processes.logs import log_to_stderr
from getcrm.processes.parent import stay_with_supervisor
from getcrm.processes.signals import until_told
from getcrm.projections.lead import lead

PROJECTOR = "projector"


def run_projector(settings: Settings) -> None:
    """Project until told to end."""
    stay_with_supervisor()
    log_to_stderr()
    crm = open_crm(settings.database, writer=False)
    try:
        until_told(lambda stop: crm.engine.run(stop, lead(settings.database, PROJECTOR)))
    finally:
        crm.close()


def bring_up_to_date(crm: Crm, database: str) -> int:
    """The log's position, which the read models have come to where nobody else moves them.

    Where a projector leads, it will get there by itself; whoever asks waits for it.
    """
    position = crm.log.position()
    leading = lead(database, PROJECTOR)
    try:
        if leading.acquire():
            crm.engine.catch_up(position)
    finally:
        leading.close()
    return position
