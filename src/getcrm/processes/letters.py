"""A notification as an e-mail: plain text, in the language of whoever it is for."""

from email.header import Header
from email.message import Message
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any

from sqlalchemy import select

from getcrm.contact_points.emails import for_sending
from getcrm.crm import Crm
from getcrm.domain import calendar
from getcrm.domain.inbox import ALWAYS
from getcrm.domain.refusals import Refusal
from getcrm.domain.user import User
from getcrm.eventlog.log import fold_entries
from getcrm.language import Language, spoken, words
from getcrm.language.catalogue import _
from getcrm.language.locale import moment
from getcrm.projections.notifications.asking import Notification, told, visible
from getcrm.projections.notifications.tables import NOTES

LONGEST_SUBJECT = 120
BODY = _(
    "{sentence}\n\n{at} · {object}, {action}\n\n"
    "You receive this e-mail because you have chosen to, in your notification settings.\n"
)


ABOUT_ACCOUNT = _(
    "{sentence}\n\n{at} · {object}, {action}\n\n"
    "You receive this e-mail because it is about the account by which you sign in. If you do not "
    "know of it, ask an administrator at once.\n"
)


def letter(crm: Crm, user: str, position: int, sender: str) -> "Message[Any, Any] | None":
    """None: there is nobody to send it to, or they may no longer see what it is about."""
    person = crm.log.load(User, user).state
    if person is None or person.role is None:
        return None
    language = spoken(person.language or "")
    note = notification(crm, user, position, language)
    if note is None:
        return None
    zone = calendar.time_zone(person.time_zone) if person.time_zone else crm.time_zone()
    about_account = note["object"] in ALWAYS
    address = address_before(crm, user, position) if about_account else person.email
    if address is None:
        return None
    text = (ABOUT_ACCOUNT if about_account else BODY)[language].format(
        sentence=note["sentence"],
        at=moment(note["occurred_at"], language, zone),
        object=words.kind(note["object"], language),
        action=words.action(note["action"], language),
    )
    made: Message[Any, Any] = MIMEText(text, "plain", "utf-8")
    made["Subject"] = Header(shortened(note["sentence"]), "utf-8")
    made["From"], made["To"] = sender, for_sending(address)
    made["Date"] = format_datetime(calendar.moment(crm.clock()))
    made["Message-ID"] = f"<{position}.{user}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = language
    return made


def address_before(crm: Crm, user: str, position: int) -> str | None:
    """Where they were reached until then: whoever did something to the account may read what is
    sent to the address it has now."""
    history = crm.log.history(f"{User.KIND}-{user}")
    before = fold_entries(User, (entry for entry in history if entry.position < position))
    return before.email if before else None


def notification(crm: Crm, user: str, position: int, language: Language) -> Notification | None:
    """What they were told of, if they may see it today (PERM-4)."""
    try:
        with crm.views.read() as db:
            reader = crm.reader(db, language, user)
            asked = select(NOTES).where(
                NOTES.c.user == user, NOTES.c.position == position, visible(reader)
            )
            rows = db.execute(asked).all()
            return told(rows, reader)[0] if rows else None
    except Refusal:
        return None


def shortened(sentence: str) -> str:
    """One line of a length that mail programs show."""
    line = " ".join(sentence.split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"
