"""What a telephone system or another program knows of a contact with a customer (CUS-11)."""

from dataclasses import dataclass

from getcrm.domain.refusals import Conflict

CONTACT_RECORDED = "contact_external_id"
"""The fact that a contact which another program calls so has been recorded."""


class ContactOfAnother(Conflict):
    """That contact is recorded with another customer already. details: external_id."""


@dataclass(frozen=True)
class Interaction:
    """direction: in, they reached us; out, we reached them. seconds: how long it lasted. number:
    theirs, in international form. result: how it ended. done_by: who spoke with them; None: whoever
    recorded it. external_id: what another program calls it."""

    direction: str | None = None
    seconds: int | None = None
    number: str | None = None
    result: str | None = None
    done_by: str | None = None
    external_id: str | None = None


BY_HAND = Interaction()
"""Nothing more is known."""
