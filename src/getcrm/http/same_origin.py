"""A browser sends its cookies along with whatever another site has it ask: that is not heard."""

from urllib.parse import urlsplit

from falcon import Request

from getcrm.http.problems import Problem
from getcrm.http.route import PREFIX

SAFE = ("GET", "HEAD", "OPTIONS")
WITH_BODY = ("POST", "PUT", "PATCH")
RAW = (f"{PREFIX}/attachments",)
"""Where a file is sent as it is."""


def check_same_origin(req: Request, public_url: str, *, cookie: bool) -> None:
    """Raises Problem 403. cookie: who asks is known by one; then a browser has to say from where
    it comes. To sign in, a program need not, but nobody is signed in from another site."""
    if req.method in SAFE:
        return
    if not is_same_origin(req, public_url, unsaid=not cookie):
        raise Problem(403, "NotSameOrigin", missing="origin")
    if cookie and req.method in WITH_BODY and req.path not in RAW and not is_json(req):
        raise Problem(403, "NotSameOrigin", missing="media_type")


def is_same_origin(req: Request, public_url: str, *, unsaid: bool) -> bool:
    """unsaid: the answer where the request does not tell."""
    site: str | None = req.env.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site in ("same-origin", "none")
    origin: str | None = req.env.get("HTTP_ORIGIN")
    if origin is None:
        return unsaid
    host, ours = urlsplit(origin).netloc.lower(), urlsplit(public_url).netloc.lower()
    return host != "" and host in (req.env.get("HTTP_HOST", "").lower(), ours)


def is_json(req: Request) -> bool:
    return (req.content_type or "").partition(";")[0].strip().lower() == "application/json"
