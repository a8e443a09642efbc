"""Rebuild and verify: new tables beside the live ones, filled from the log (LOG-6, OPS-1)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, func, select, text, update
from sqlalchemy.exc import OperationalError

from getcrm.projections.copying import Copy, copied
from getcrm.projections.engine import Engine, Progress, silent
from getcrm.projections.positions import INCOMPLETE, POSITIONS, locked
from getcrm.projections.projection import Projection
from getcrm.projections.set_aside import SET_ASIDE, projections_with, replace_rows

LOCK_NOT_AVAILABLE = "55P03"
PAUSE = 0.5
"""Seconds between two tries to switch; meanwhile people read."""


@dataclass
class Difference:
    """What `verify` found wrong in one table: rows only here, rows only in the rebuilt one."""

    table: str
    only_live: int
    only_rebuilt: int
    examples: list[dict[str, Any]] = field(default_factory=list)


def made_whole(engine: Engine, names: Sequence[str] = ()) -> list[str]:
    """Before a rebuild of these, or all: whatever is missing is created, from nothing if it must
    be. The names of those to rebuild; where a file was lost or is damaged, that is all of them."""
    if engine.views.is_damaged():
        engine.views.reset()
    known = engine.views.has_tables()
    engine.prepare()
    if not names or not known:
        return list(engine.projections)
    incomplete = {state.name for state in engine.states() if state.version == INCOMPLETE}
    return [name for name in engine.projections if name in incomplete or name in names]


def rebuild(engine: Engine, names: Sequence[str] = (), progress: Progress = silent) -> None:
    """Drop and rebuild read models beside the live ones, and switch; readers notice nothing."""
    chosen = list(names) or list(engine.projections)
    with copied(engine, chosen, "new") as copy:
        copy.fill(engine.log.position(), progress)
        while not _switched(engine, copy, chosen):
            time.sleep(PAUSE)


def _switched(engine: Engine, copy: Copy, names: Sequence[str]) -> bool:
    """Catch up and put the new tables in the place of the old, in one transaction.

    False: a reader took too long; nothing has happened, try again. Most of what is new is taken
    up before, while people can read.
    """
    with engine.views.write() as db:
        copy.catch_up(db, engine.log.position())
    filled = copy.position
    try:
        with engine.views.write() as db:
            engine.views.keep_readers_out(db)
            locked(db, names)
            copy.catch_up(db, engine.log.position())
            for projection in copy.projections:
                _switch(db, projection, copy)
            replace_rows(db, names, copy.physical(SET_ASIDE))
    except OperationalError as error:
        copy.position = filled
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _switch(db: Connection, projection: Projection, copy: Copy) -> None:
    for table in projection.tables:
        db.execute(text(f'DROP TABLE IF EXISTS "{table.name}"'))
        db.execute(text(f'ALTER TABLE "{copy.physical(table)}" RENAME TO "{table.name}"'))
    values = {
        "position": copy.position,
        "version": projection.version,
        "failure": None,
        "rebuilt": POSITIONS.c.rebuilt + 1,
    }
    db.execute(update(POSITIONS).where(POSITIONS.c.name == projection.name).values(values))


def verify(
    engine: Engine, names: Sequence[str] = (), progress: Progress = silent
) -> list[Difference]:
    """Rebuild beside the live ones and compare row by row; empty: all is as the log says.

    What the live ones have set aside the copy has to set aside by itself."""
    chosen = list(names) or list(engine.projections)
    with engine.views.read() as db:
        careful = projections_with(db) & set(chosen)
    with copied(engine, chosen, "check") as copy:
        copy.fill(engine.log.position(), progress, careful)
        engine.catch_up(copy.position)
        with engine.views.write() as db:
            positions = {s.name: s.position for s in locked(db, chosen)}
            copy.catch_up(db, max(positions.values()))
            differences = [
                compared(db, table, copy.tables[table.name])
                for projection in copy.projections
                for table in projection.tables
            ]
    return [d for d in differences if d.only_live or d.only_rebuilt]


def compared(db: Connection, live: Table, rebuilt: Table) -> Difference:
    """Every row of both, as sets; a read model's rows are unique by their primary key."""
    columns = [column.name for column in live.columns]
    left = select(*(live.c[name] for name in columns))
    right = select(*(rebuilt.c[name] for name in columns))
    only_live = left.except_(right).subquery()
    only_rebuilt = right.except_(left).subquery()
    examples = [
        {"side": side, **row}
        for side, rows in (("live", only_live), ("rebuilt", only_rebuilt))
        for row in db.execute(select(rows).limit(3)).mappings()
    ]
    return Difference(
        live.name,
        db.execute(select(func.count()).select_from(only_live)).scalar_one(),
        db.execute(select(func.count()).select_from(only_rebuilt)).scalar_one(),
        examples,
    )
