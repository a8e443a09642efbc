"""Where a command over HTTP comes from, as its events keep it in their cause (LOG-1)."""

from falcon import Request


def origin(req: Request) -> dict[str, str]:
    """By id, never by a secret: the API token or the session; the request, as the access log has
    it too; the client's address, behind as many proxies as can be trusted."""
    context = req.context
    session = context.get("session")
    found = {
        "via": "http",
        "token": context.get("token"),
        "session": session.session if session else None,
        "request": context.request_id,
        "address": context.visitor.ip,
    }
    return {name: value for name, value in found.items() if value is not None}
