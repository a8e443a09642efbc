"""The company's mail server, by its URL, and what its answers mean."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import Message
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
TIMEOUT = 10.0
"""Seconds that a server may take for anything."""


class Outage(Exception):
    """The server cannot be reached, does not let us in, or has no time: later, for all."""


class Interrupted(Outage):
    """It broke off in the middle of one letter, which may well be the reason."""


class NotNow(Exception):
    """It does not take this one at the moment: later."""


class Never(Exception):
    """It will not take this one."""


@dataclass(frozen=True)
class MailServer:
    """url: smtp://, starttls:// or smtps://[user:password@]host[:port]. sender: From."""

    url: str = field(repr=False)
    sender: str


class Connection:
    """Opened with the first letter, closed with the last. Raises Outage, Interrupted, NotNow,
    Never."""

    def __init__(self, server: MailServer, trusted: ssl.SSLContext | None = None) -> None:
        self._url = urlsplit(server.url)
        self._trusted = trusted or ssl.create_default_context()
        self._smtp: smtplib.SMTP | None = None

    def send(self, letter: Message) -> None:
        if not letter["To"].isascii():
            raise Never("the address has letters beyond ASCII")
        if self._smtp is None:
            self._smtp = self._connected()
        try:
            self._smtp.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            [(code, told)] = refused.recipients.values()
            raise about_one(code, told) from refused
        except smtplib.SMTPDataError as refused:
            raise about_one(refused.smtp_code, refused.smtp_error) from refused
        except (MessageError, ValueError) as error:
            self.close()
            raise Never(f"it cannot be written as an e-mail: {type(error).__name__}") from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Interrupted(type(error).__name__) from error

    def _connected(self) -> smtplib.SMTP:
        try:
            return self._opened()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise Outage(type(error).__name__) from error

    def _opened(self) -> smtplib.SMTP:
        url = self._url
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        if url.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT, context=self._trusted
            )
        else:
            smtp = smtplib.SMTP(host, port, timeout=TIMEOUT)
        try:
            if url.scheme == "starttls":
                smtp.starttls(context=self._trusted)
            if url.username:
                smtp.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            smtp.close()
            raise
        return smtp

    def close(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None


def about_one(code: int, told: bytes | str) -> NotNow | Never:
    """5xx is for good, 4xx for now (RFC 5321)."""
    words = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
    return (Never if code >= 500 else NotNow)(f"{code} {words}"[:200])
