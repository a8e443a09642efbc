"""/docs: the OpenAPI document to read and to try out, without any request to elsewhere."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from falcon import Request, Response

from getcrm.http import App
from getcrm.http.openapi import document
from getcrm.http.route import Route
from getcrm.http.strict_json import render

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>getcrm API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger.css">
</head>
<body>
<main id="swagger-ui"></main>
<script src="/docs/swagger.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
START = """\
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  docExpansion: "none",
  deepLinking: true,
  filter: true,
  validatorUrl: null,
});
"""
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add_routes(app: App, routes: Sequence[Route]) -> None:
    @cache
    def rendered() -> bytes:
        return render(document(routes))

    app.add_route("/openapi.json", Static("application/json", rendered))
    app.add_route("/docs", Static("text/html; charset=utf-8", PAGE.encode))
    app.add_route("/docs/start.js", Static("text/javascript; charset=utf-8", START.encode))
    app.add_route("/docs/swagger.js", Static("text/javascript; charset=utf-8", bundle))
    app.add_route("/docs/swagger.css", Static("text/css; charset=utf-8", style))


def packaged(name: str) -> bytes:
    """A file of offapi, whose own modules would bring 40 MB that nobody here needs."""
    found = find_spec("offapi")
    if found is None or found.origin is None:
        raise FileNotFoundError(name)
    return Path(found.origin).with_name(name).read_bytes()


def bundle() -> bytes:
    return packaged("swagger_bundle.js")


def style() -> bytes:
    return packaged("swagger_style.css")


class Static:
    """Content that is the same for everybody and needs no token."""

    def __init__(self, media_type: str, content: Callable[[], bytes]) -> None:
        self._media_type = media_type
        self._content = content

    def on_get(self, req: Request, resp: Response) -> None:
        resp.data = self._content()
        resp.content_type = self._media_type
        resp.set_header("Content-Security-Policy", CSP)
        resp.set_header("Cache-Control", "no-cache")

    on_head = on_get
