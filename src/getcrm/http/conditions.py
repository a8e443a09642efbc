"""Conditional requests (RFC 9110, section 13): If-Match for commands, If-None-Match for queries.

An ETag begins with the version of the record. That of a GET goes on with a checksum of the answer,
which also changes with what other records say in it: `"7-5d41402a"`. Proxies that compress make it
weak, or add the name of their method: `W/"7-5d41402a"`, `"7-5d41402a-gzip"`.
"""

import re
from hashlib import blake2b

from falcon import Request, Response

ONE = r'(?:W/)?"[^"\x00-\x20\x7f]*"'
VERSION = re.compile(r'(?:W/)?"(\d{1,18})(?:[-;][\w;-]{1,60})?"', re.ASCII)
LIST = re.compile(rf"\s*{ONE}(?:\s*,\s*{ONE})*\s*", re.ASCII)
METHODS = ("-gzip", "-br", "-deflate", "-zstd", ";gzip", ";br")
"""What compressing proxies add."""


def etag_of(version: int, answer: bytes) -> str:
    return f'"{version}-{blake2b(answer, digest_size=8).hexdigest()}"'


def version_in(etag: str) -> int | None:
    """The version that an ETag of ours names. None: it is not one of ours."""
    found = VERSION.fullmatch(etag)
    return int(found[1]) if found else None


def answer_not_modified(req: Request, resp: Response) -> None:
    """304 in place of what the caller has already, if they say what they have."""
    asked: str | None = req.env.get("HTTP_IF_NONE_MATCH")
    if asked is None or req.method not in ("GET", "HEAD") or resp.status_code != 200:
        return
    etag = resp.get_header("ETag")
    if etag is None or not is_known(etag, asked):
        return
    resp.status = 304
    resp.data = None
    resp.content_type = None
    resp.delete_header("Content-Disposition")


def is_known(etag: str, asked: str) -> bool:
    """Whether a list of ETags has this one, weakly compared. `*` is any."""
    if asked.strip() == "*":
        return True
    if not LIST.fullmatch(asked):
        return False
    return bare(etag) in {bare(one) for one in re.findall(ONE, asked)}


def bare(etag: str) -> str:
    """The value of an ETag as it was before a proxy compressed the answer."""
    value = etag.removeprefix("W/").strip('"')
    for method in METHODS:
        value = value.removesuffix(method)
    return value
