"""A file that somebody sent along (tệp đính kèm). Its bytes are kept beside the log; the log
knows that they exist, whose they are, and their hash."""

from dataclasses import dataclass
from typing import Self

from getcrm.domain.aggregate import Aggregate

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""


@dataclass(frozen=True)
class AttachmentUploaded:
    """size: in bytes. sha256: of the bytes, in hexadecimal digits."""

    uploader: str
    name: str
    media_type: str
    size: int
    sha256: str


AttachmentEvent = AttachmentUploaded


@dataclass(frozen=True)
class Attachment(Aggregate):
    KIND = "attachment"

    uploader: str
    name: str
    media_type: str
    size: int
    sha256: str

    @classmethod
    def evolve(cls, current: Self | None, event: AttachmentEvent, at: str) -> Self:
        return cls(**vars(event))
