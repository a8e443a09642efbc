"""How long a client may take, and how much may wait at once."""

from dataclasses import dataclass

HEAD_BYTES = 32 * 1024
"""The most that a request line and headers may have."""
BODY_BYTES = 10 * 1024 * 1024 + 1
"""The most of a body that is kept: one more than any address takes, so that it is refused there."""
BODIES_BYTES = 128 * 1024 * 1024
"""The most that all unfinished bodies of a process may have together."""
BYTES_A_SECOND = 8 * 1024
"""What a client has to take or send on the average, beyond the first seconds."""
LINGER_SECONDS = 2.0
"""How long the last words of a connection may take to arrive before it is closed."""


@dataclass(frozen=True)
class Limits:
    """Seconds: head, for a request line and its headers; body, until a body begins to be too slow;
    write, until an answer does; idle, between two requests of a connection.

    connections: open at once. waiting: whole requests for which no thread is free yet.
    """

    head: float = 10.0
    body: float = 30.0
    write: float = 30.0
    idle: float = 75.0
    connections: int = 2_000
    waiting: int = 256

    @property
    def tick(self) -> float:
        """How often deadlines are looked at."""
        return min(1.0, self.head / 4, self.body / 4, self.write / 4, self.idle / 4)
