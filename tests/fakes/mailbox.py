"""A mail server on this machine that keeps what it accepted and fails in the order a test asks for."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP as SMTP_POLICY
from email.policy import compat32 as COMPAT32
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's: a dozen lines a mail, each masked by our own log
CERTIFICATE = str(Path(__file__).with_name("relay.pem"))


@dataclass(frozen=True)
class Mail:
    """One accepted mail: its envelope, and its bytes as they came."""

    sender: str
    recipients: list[str]
    raw: bytes
    encrypted: bool

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=SMTP_POLICY)

    @cached_property
    def key(self) -> str:
        """Its Message-ID up to the @, the id of our row; read from the head alone, as nearly every test asks."""
        head = BytesHeaderParser(policy=COMPAT32).parsebytes(self.raw.partition(b"\r\n\r\n")[0])
        return str(head["Message-ID"]).strip().strip("<>").partition("@")[0]

    @property
    def text(self) -> str:
        """The text/plain part."""
        return self.part("plain")

    def part(self, subtype: str) -> str:
        """The first part of this subtype, decoded, with `\\n` for line ends."""
        for part in self.message.walk():
            if part.get_content_subtype() == subtype and not part.is_attachment():
                return str(part.get_content()).replace("\r\n", "\n")
        raise LookupError(f"no {subtype} part in {self.message['Subject']!r}")


@dataclass
class Mailbox:
    """Use as a context manager; `url` is then an SMTP_URL.

    `mails` is the ledger, oldest first; `attempts` the recipients of every RCPT. `host` 0.0.0.0 makes it a
    machine that is not loopback by name; `certificate` (a PEM file, such as `CERTIFICATE`) offers STARTTLS,
    or TLS from the first byte with `tls_first`; `login` knows one user and password.
    """

    host: str = "127.0.0.1"
    certificate: str | None = None
    tls_first: bool = False
    login: tuple[str, str] | None = None
    mails: list[Mail] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self._faults: dict[str, deque[str]] = {"MAIL": deque(), "RCPT": deque(), "DATA": deque()}

    def __enter__(self) -> Self:
        tls = None
        if self.certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(self.certificate)
        self._controller = _Controller(
            self,
            hostname=self.host,
            port=0,
            ssl_context=tls if self.tls_first else None,
            tls_context=None if self.tls_first else tls,
            authenticator=self._authenticate if self.login else None,
            auth_require_tls=False,
        )
        self._controller.start()
        self.port = self._controller.port
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        scheme = "smtps" if self.tls_first else "smtp"
        user = "{}:{}@".format(*self.login) if self.login else ""
        return f"{scheme}://{user}{self.host}:{self.port}"

    def letters(self) -> list[tuple[str, str]]:
        """To whom what was mailed, by subject. No property, as aiosmtpd looks at each of those at every connection."""
        return [(mail.recipients[0], str(mail.message["Subject"])) for mail in self.mails]

    def fail_next(self, reply: int | str, *, at: str = "RCPT", times: int = 1) -> None:
        """Answer the next MAIL, RCPT or DATA with this reply, such as 550 or "550 5.1.1 <ali@x> unknown"."""
        words = f"{reply} refused by the test" if isinstance(reply, int) else reply
        self._faults[at].extend([words] * times)

    def recover(self) -> None:
        for faults in self._faults.values():
            faults.clear()

    def drop_after_data(self, *, accepted: bool = True) -> None:
        """Reset the next connection after the mail arrived, with or without having taken it."""
        self._faults["DATA"].append("drop-accepted" if accepted else "drop")

    def hang_after_data(self) -> None:
        """Never answer the next mail, although it was taken."""
        self._faults["DATA"].append("hang")

    def drop_at_recipient(self) -> None:
        self._faults["RCPT"].append("drop")

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self._fault("MAIL")
        if not fault:
            envelope.mail_from = address
        return fault or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts.append(address)
        fault = self._fault("RCPT")
        if fault == "drop":
            self._reset(server)
        elif not fault:
            envelope.rcpt_tos.append(address)
        return fault or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self._fault("DATA")
        if not fault or fault in ("drop-accepted", "hang"):
            self._take(session, envelope)
        if fault.startswith("drop"):
            self._reset(server)
        if fault == "hang":
            await asyncio.Event().wait()
        return fault or "250 2.0.0 OK: queued as 4F3"

    def _take(self, session: Session, envelope: Envelope) -> None:
        self.mails.append(
            Mail(
                sender=envelope.mail_from or "",
                recipients=list(envelope.rcpt_tos),
                raw=envelope.original_content or b"",
                encrypted=self.tls_first or session.ssl is not None,
            )
        )

    def _authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
        given = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self.login, handled=False)

    def _fault(self, at: str) -> str:
        return self._faults[at].popleft() if self._faults[at] else ""

    def _reset(self, server: SMTP) -> None:
        transport = server.transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


class _Controller(Controller):
    """aiosmtpd's, on a port the system chooses."""

    def _trigger_server(self) -> None:
        listening: Any = self.server
        self.port = listening.sockets[0].getsockname()[1]
        super()._trigger_server()
