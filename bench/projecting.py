"""Read models: kept up live, rebuilt, and how soon a commit can be seen."""

import multiprocessing
import threading
import time

from bench import world
from bench.figures import Figures, Goal, middle, per_second, percentile
from getcrm.commands.customer import ChangeCustomerStage
from getcrm.crm import Crm, open_crm
from getcrm.projections.lead import lead
from getcrm.projections.rebuilding import rebuild
from tests.stores import STORES, opened

GOALS = {"postgresql": Goal(at_least=10_000), "sqlite": Goal(at_least=10_000)}


def measure(figures: Figures) -> None:
    for store in STORES:
        name = "postgres" if store == "postgresql" else store
        with opened(store) as crm:
            count = world.build(crm, 8_000, 12_000, 8_000)
            live = per_second(count, lambda: catch_up(crm))
            figures.note(f"project_live_{name}", live, "events/s", goal=GOALS[store])
            limit = per_second(count, lambda: sum(1 for _ in crm.log.read_all()))
            rebuilt = per_second(count, lambda: rebuild(crm.engine))
            figures.note(f"rebuild_{name}", rebuilt, "events/s", limit, Goal(at_least=0.3))
            visible(figures, name, crm)


def catch_up(crm: Crm) -> None:
    while crm.engine.step(500):
        pass


def visible(figures: Figures, name: str, crm: Crm) -> None:
    """From the answer of a command to its being seen by a question, a projector running beside."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    projector = context.Process(target=project, args=(crm.url, stop), daemon=True)
    projector.start()
    time.sleep(2)
    times = []
    for n in range(400):
        command = ChangeCustomerStage(
            customer=world.customer(n), stage=world.STAGES[(n // 3 + n + 2) % 5]
        )
        position = crm.handle(command, by=world.USERS[0]).position
        start = time.perf_counter()
        crm.engine.wait_for(position, ())
        times.append((time.perf_counter() - start) * 1e3)
        time.sleep(0.005)
    stop.set()
    projector.join(10)
    figures.note(f"visible_ms_{name}", middle(times), "ms", goal=Goal(at_most=4))
    figures.note(f"visible_p95_ms_{name}", percentile(times, 95), "ms", goal=Goal(at_most=8))


def project(url: str, stop: threading.Event) -> None:
    crm = open_crm(url, writer=False)
    crm.engine.run(stop, lead(url, "projector"))
