"""Ids of what is made under an idempotency key: the same for the same key, and not to be guessed.

Whoever knows somebody's id and how a program forms its keys must not know which id comes next: they
could take it before, and the other's command would be refused. So an id is a keyed hash, whose
secret is made once and kept beside the log.
"""

import hmac
from functools import cached_property
from uuid import UUID, uuid5

from getcrm.crm import Crm
from getcrm.sign_in.kept import new_secret

SECRET = "made_ids"
_FORMER = UUID("5f0c7d8e-3c52-4a83-9c0b-0d6f2d1c7a41")


class MadeIds:
    def __init__(self, crm: Crm) -> None:
        self._crm = crm

    def of(self, by: str, key: str) -> str:
        """The id of what somebody makes under a key."""
        digest = hmac.digest(self._secret, f"{by} {key}".encode(), "sha256")
        return str(UUID(bytes=digest[:16], version=4))

    def former(self, by: str, key: str) -> str:
        """The id that the same key gave while there was no secret: for what was made by then."""
        return str(uuid5(_FORMER, f"{by} {key}"))

    @cached_property
    def _secret(self) -> bytes:
        """Of processes that make one at once, the first counts for all."""
        recorder = self._crm.log.recorder
        asked = "SELECT secret FROM installation_secret WHERE name = ?"
        rows = recorder.query(asked, (SECRET,))
        if not rows:
            recorder.execute(
                "INSERT INTO installation_secret (name, secret) VALUES (?, ?)"
                " ON CONFLICT DO NOTHING",
                (SECRET, new_secret()),
            )
            rows = recorder.query(asked, (SECRET,))
        return str(rows[0][0]).encode()
