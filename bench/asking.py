"""Questions and bulk work at the size of a large company: 100,000 of each."""

import random

from bench import world
from bench.figures import Figures, Goal, middle, milliseconds, per_second
from getcrm.commands.customer import ChangeCustomerStages
from getcrm.crm import QUERIES, Crm
from getcrm.domain.customer import Customer
from getcrm.domain.opportunity import Opportunity
from tests.stores import STORES, opened

SIZE = 100_000
ROUNDS = 60
SELLER = world.SALESPERSON


def measure(figures: Figures) -> None:
    worst: dict[str, float] = {}
    for store in STORES:
        name = "postgres" if store == "postgresql" else store
        with opened(store) as crm:
            world.build(crm, SIZE, SIZE)
            crm.catch_up()
            for what, value, unit, goal in figures_of(crm):
                figures.note(f"{what}_{name}", value, unit, goal=goal)
                worst[what] = max(value, worst.get(what, 0))
    for what in ("board_100k_ms", "search_100k_ms"):
        figures.note(what, worst[what], "ms", goal=Goal(at_most=GOALS[what]))


GOALS = {
    "board_100k_ms": 5.0,
    "board_as_of_100k_ms": 10.0,
    "search_100k_ms": 3.0,
    "board_100k_5_percent_ms": 6.0,
    "search_100k_5_percent_ms": 3.6,
    "load_us_per_event": 9.0,
    "bulk_1000_s": 0.3,
}


def figures_of(crm: Crm) -> list[tuple[str, float, str, Goal]]:
    rnd = random.Random(5)
    board = {"campaign": world.CAMPAIGN}
    past = {**board, "as_of": "2024-09-30"}
    measured = {
        "board_100k_ms": middle(asked(crm, "pipeline_board", lambda: board)),
        "board_as_of_100k_ms": middle(asked(crm, "pipeline_board", lambda: past)),
        "search_100k_ms": middle(asked(crm, "customers", lambda: {"q": words(rnd)})),
        "board_100k_5_percent_ms": middle(asked(crm, "pipeline_board", lambda: board, SELLER)),
        "search_100k_5_percent_ms": middle(
            asked(crm, "customers", lambda: {"q": words(rnd)}, SELLER)
        ),
        "load_us_per_event": load(crm),
        "bulk_1000_s": 1 / per_second(1, lambda: bulk(crm)),
    }
    units = {"load_us_per_event": "us", "bulk_1000_s": "s"}
    return [
        (what, value, units.get(what, "ms"), Goal(at_most=GOALS[what]))
        for what, value in measured.items()
    ]


def asked(crm: Crm, name: str, arguments: object, by: str = world.ADMINISTRATOR) -> list[float]:
    def ask() -> None:
        query = QUERIES[name].query.model_validate(arguments())  # type: ignore[operator]
        crm.ask(name, query, by=by)

    ask()
    return milliseconds(ask, ROUNDS)


def words(rnd: random.Random) -> str:
    """What somebody types: without accents, a family name, a full name, a phone, a code."""
    given = rnd.choice(["an", "binh", "dung", "khanh", "phuc", "uyen"])
    n = rnd.randrange(SIZE)
    return rnd.choice(["nguyen", f"tran van {given}", f"09{n:08}"[:7], f"bm-{n:07}", "do thi"])


def load(crm: Crm) -> float:
    """Aggregates of a customer's and an opportunity's usual length, from the store."""
    pairs = [(Customer, world.customer(n)) for n in range(400)]
    pairs += [(Opportunity, world.opportunity(n)) for n in range(400)]
    events = sum(crm.log.load(kind, id).version for kind, id in pairs)
    rate = per_second(events, lambda: [crm.log.load(kind, id) for kind, id in pairs])
    return 1e6 / rate


def bulk(crm: Crm) -> None:
    chosen = [world.customer(n) for n in range(0, 2_000, 2)]
    crm.handle(
        ChangeCustomerStages(customers=chosen, stage=world.STAGES[5]), by=world.ADMINISTRATOR
    )
