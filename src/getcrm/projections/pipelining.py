"""Writing to PostgreSQL without waiting for each answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection

Result = TypeVar("Result")


class PipeliningConnection(psycopg.Connection[tuple[Any, ...]]):
    """One that goes on sending while it waits for an answer.

    psycopg (3.3.9) sends what a pipeline has until the socket takes no more, and then waits for
    the answer alone. Where the server was busy with earlier statements, the rest of a large one
    stays behind: the server waits for it and the client for the answer, for ever."""

    def wait(self, gen: PQGen[Result], *limits: Any, **named: Any) -> Result:
        return super().wait(self._sending(gen), *limits, **named)

    def _sending(self, steps: PQGen[Result]) -> PQGen[Result]:
        """The same steps; whoever waits for an answer has everything sent meanwhile."""
        try:
            wanted = next(steps)
            while True:
                answer_only = wanted == Wait.R
                unsent = answer_only and self.pgconn.flush()
                ready = (yield Wait.RW if unsent else wanted) or Ready.NONE
                wanted = steps.send(ready & Ready.R if answer_only else ready)
        except StopIteration as end:
            result: Result = end.value
            return result


def driver(db: Connection) -> Any:
    """The connection of the store's own driver."""
    return db.connection.dbapi_connection


@contextmanager
def pipelined(db: Connection) -> Iterator[None]:
    """A transaction in which nobody waits for the answer to what is written, up to its commit.

    Whatever is wrong with it may come to light later, but at the end at the latest."""
    if db.dialect.name != "postgresql":
        yield
        return
    connection = driver(db)
    with connection.pipeline():
        yield
        connection.commit()
