"""A file that somebody sent along (tệp đính kèm). Its bytes are kept beside the log; the log
knows that they exist, whose they are, and their hash."""

import re
from dataclasses import dataclass
from typing import Self

from getcrm.domain.aggregate import Aggregate
from getcrm.domain.text import INVISIBLE, visible

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""


JOINING = "\u200d\ufe0f"
"""Invisible characters that are a part of emoji; they do no harm before a file's ending."""
_SLASHES = re.compile(r"[/\\\u2044\u2215\u29f8\u29f9\uff0f\uff3c]")
_GAP = re.compile(r"\s{4,}")
"""So wide that an ending after it may be out of sight."""


def deceives(name: str) -> bool:
    """Whether a file's name may look like another one, or like another kind of file: by what
    turns the direction or is not seen, by a wide gap, a slash, or a dot or space at its end."""
    stem, _, ending = name.rpartition(".")
    hidden = INVISIBLE.search(ending) or INVISIBLE.search(stem.translate(_WITHOUT_JOINING))
    return bool(hidden or _SLASHES.search(name) or _GAP.search(name) or name[-1:] in ". ")


def plain_name(name: str) -> str:
    """A name under which the file may be saved, also one that an older version let in."""
    seen = _SLASHES.sub("_", visible(name))
    return " ".join(seen.split()).rstrip(". ") or "file"


_WITHOUT_JOINING = str.maketrans("", "", JOINING)


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
