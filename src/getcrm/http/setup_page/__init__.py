"""/setup: where a link leads by which somebody chooses a password (PERM-6).

The page says whom the link is for and asks for what is missing; its script sends that to
`POST /api/v1/setup`, as any other program would.
"""

from functools import cache
from html import escape
from importlib.resources import files

from falcon import Request, Response

from getcrm.crm import Crm
from getcrm.domain.credential import InvitationOver
from getcrm.domain.user import User
from getcrm.http import App
from getcrm.http.docs_page import CSP, Static
from getcrm.http.problems import language_of
from getcrm.language import Language, refusal
from getcrm.language.catalogue import _
from getcrm.sign_in import accounts, passwords

TEXTS = {
    "title": _("Choose a password"),
    "of": _("This link is for {name}. It works once."),
    "email": _("E-mail"),
    "email_hint": _("You sign in with it."),
    "name": _("Name"),
    "name_hint": _("As others see you."),
    "password": _("Password"),
    "password_hint": _("At least {least} characters; a few words that do not belong together."),
    "save": _("Save"),
    "noscript": _("This page needs JavaScript. Programs use POST /api/v1/setup instead."),
    "offline": _("The server does not answer. Try again."),
    "done": _(
        "Done: this is your password now. Sign in with it through the API: POST /api/v1/sessions."
    ),
    "docs": _("The API, to read and to try out"),
}
HTML = "text/html; charset=utf-8"


def add_routes(app: App, crm: Crm) -> None:
    app.add_route("/setup", SetupPage(crm))
    for name, media_type in (("page.js", "text/javascript"), ("page.css", "text/css")):
        content = text(name).encode
        app.add_route(f"/setup/{name}", Static(f"{media_type}; charset=utf-8", content))


@cache
def text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


class SetupPage:
    """The form, as long as the link opens anything; otherwise what has become of it."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm

    def on_get(self, req: Request, resp: Response) -> None:
        language = language_of(req)
        user = accounts.invited(self._crm, req.get_param("code", default=""))
        if user is None:
            resp.status = 404
            content = f"<p>{escape(refusal(InvitationOver(), language))}</p>"
        else:
            content = form(user, language)
        title = TEXTS["title"][language]
        page = text("page.html").format(language=language, title=title, content=content)
        resp.data = page.encode()
        resp.content_type = HTML
        resp.set_header("Content-Security-Policy", CSP)
        resp.set_header("Content-Language", language)
        resp.set_header("Vary", "Accept-Language")

    on_head = on_get


def form(user: User, language: Language) -> str:
    say = {name: escape(phrase[language]) for name, phrase in TEXTS.items()}
    intro = say["of"].format(name=escape(user.name))
    hint = say["password_hint"].format(least=passwords.LEAST)
    if user.email is None:
        asked = field("email", say["email"], say["email_hint"], "email", "username", required=True)
        asked += field("name", say["name"], say["name_hint"], "text", "name", user.name)
    else:
        asked = field(
            "email", say["email"], say["email_hint"], "email", "username", user.email, fixed=True
        )
    asked += field("password", say["password"], hint, "password", "new-password", required=True)
    return text("form.html").format(**{**say, "intro": intro, "fields": asked})


def field(
    name: str,
    label: str,
    hint: str,
    type: str,
    autocomplete: str,
    value: str = "",
    *,
    required: bool = False,
    fixed: bool = False,
) -> str:
    """fixed: it is shown, and password managers keep it, but it is not sent."""
    more = (" required" if required else "") + (" readonly" if fixed else "")
    return text("field.html").format(
        name=name,
        label=label,
        hint=hint,
        type=type,
        autocomplete=autocomplete,
        value=escape(value),
        more=more,
    )
