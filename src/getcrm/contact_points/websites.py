"""Web sites: addresses that a browser may open, and nothing else."""

import re
from urllib.parse import urlsplit

from pydantic_core import Url

from getcrm.contact_points.emails import trimmed
from getcrm.domain.text import INVISIBLE

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)


class NotAWebsite(ValueError):
    """It is not an address with http or https and a host."""


def website(text: str) -> str:
    """With its scheme, https where none was said; "" for nothing. Raises NotAWebsite."""
    wanted = trimmed(text)
    if not wanted:
        return ""
    if not _SCHEME.match(wanted):
        wanted = f"https://{wanted}"
    if INVISIBLE.search(wanted) or re.search(r"[\s\\<>\"]", wanted):
        raise NotAWebsite
    try:
        url, parts = Url(wanted), urlsplit(wanted)
    except ValueError:
        raise NotAWebsite from None
    names_a_host = url.host is not None and "." in url.host.strip(".")
    if parts.scheme not in ("http", "https") or not names_a_host or not parts.netloc:
        raise NotAWebsite
    if "@" in parts.netloc:  # https://bank.vn@somewhere.else
        raise NotAWebsite
    return f"{parts.scheme}:{wanted.partition(':')[2]}"


def openable(kept: str) -> str:
    """What was kept, by an older version too, as far as a browser may be given it: nothing of
    another scheme than http and https."""
    try:
        return website(kept)
    except NotAWebsite:
        return "" if _SCHEME.match(trimmed(kept)) else kept
