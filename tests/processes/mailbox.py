"""A mail server of one's own: it takes letters over real SMTP, or refuses them as it is told."""

import base64
import email
import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any


class Mailbox(socketserver.ThreadingTCPServer):
    """letters: what has come. rcpt, data: the answers to these, instead of yes. logins: of those
    who said who they are. drop: hang up after the letter was taken, before saying so."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, trust: ssl.SSLContext | None = None, wrapped: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.trust, self.wrapped = trust, wrapped
        self.letters: list[EmailMessage] = []
        self.logins: list[str] = []
        self.rcpt: dict[str, str] = {}
        self.data = self.greeting = ""
        self.drop = False
        self.visits = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.letters]


class Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.server.visits += 1
        if self.server.wrapped:
            self.encrypt()
        self.say(self.server.greeting or "220 mailbox")
        with suppress(ConnectionError, ssl.SSLError):
            while line := self.rfile.readline():
                if not self.answer(line.decode().strip()):
                    return

    def answer(self, line: str) -> bool:
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO":
                more = "250-STARTTLS\r\n" if self.server.trust and not self.server.wrapped else ""
                self.say(f"250-mailbox\r\n{more}250-AUTH PLAIN\r\n250 8BITMIME")
            case "STARTTLS":
                self.say("220 go ahead")
                self.encrypt()
            case "AUTH":
                said = base64.b64decode(rest.split()[1]).decode()
                self.server.logins.append(said.replace("\0", "|"))
                self.say("235 welcome")
            case "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                self.say(self.server.rcpt.get(address, "250 ok"))
            case "DATA":
                return self.take()
            case "QUIT":
                self.say("221 bye")
                return False
            case _:
                self.say("250 ok")
        return True

    def take(self) -> bool:
        self.say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        if self.server.data:
            self.say(self.server.data)
            return True
        policy: Any = email.policy.default
        self.server.letters.append(email.message_from_bytes(b"".join(lines), policy=policy))
        if self.server.drop:
            return False
        self.say("250 taken")
        return True

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def encrypt(self) -> None:
        assert self.server.trust
        self.request = self.server.trust.wrap_socket(self.request, server_side=True)
        self.connection = self.request
        self.setup()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()
        self.connection.close()


@contextmanager
def mailbox(trust: ssl.SSLContext | None = None, wrapped: bool = False) -> Iterator[Mailbox]:
    server = Mailbox(trust, wrapped)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For the server, and for whoever trusts it."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mailbox")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "mailbox.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem))
