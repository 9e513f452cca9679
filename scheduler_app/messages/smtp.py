"""Mail through a relay, told apart by how far the conversation came before it failed."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from functools import cached_property
from urllib.parse import unquote, urlsplit

from scheduler_app.messages.mail import build, sender_address
from scheduler_app.messages.policy import ANSWER_LOST, TOO_LATE, UNREACHABLE, Stage, Verdict, judge_mail
from scheduler_app.messages.senders import About, Letter, Outcome, Receipt, SendFailed
from scheduler_app.messages.wire import Deadline, is_loopback

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\S)")
_ADDRESS = re.compile(r"\S+@\S+")
_QUIT_PATIENCE = 2.0  # seconds; by then the mail is already accepted


@dataclass(frozen=True)
class Relay:
    """The mail server of SMTP_URL."""

    host: str
    port: int
    tls_first: bool
    user: str | None
    password: str | None = field(repr=False)

    @classmethod
    def parse(cls, url: str) -> Relay:
        """`smtp://user:pw@host:587` or `smtps://…:465`, percent-encoded; raises `ValueError`."""
        remedy = "set SMTP_URL to smtp://user:password@host:587, special characters percent-encoded"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError(remedy) from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError(remedy)
        if (parts.username is None) != (parts.password is None):
            raise ValueError("SMTP_URL needs both a user and a password, or neither")
        tls_first = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=port or (465 if tls_first else 587),
            tls_first=tls_first,
            user=unquote(parts.username) if parts.username is not None else None,
            password=unquote(parts.password) if parts.password is not None else None,
        )


class SmtpSender:
    """Hands each mail to one relay over a fresh connection.

    TLS with a checked certificate is required unless the relay is on this machine; `tls` replaces the
    system's trust, for a relay with a private certificate authority. Waits `timeout` seconds for each answer
    and, once greeted, never longer than `budget` in all. A fault of the connection or the login is LATER even where the
    server calls it permanent, for it is not about this mail, and mail is the last channel there is.
    """

    def __init__(
        self,
        url: str,
        mail_from: str,
        *,
        message_id_domain: str | None = None,
        timeout: float = 15.0,
        budget: float = 25.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._relay = Relay.parse(url)
        self._mail_from = mail_from
        self._envelope_from = sender_address(mail_from).addr_spec
        self._domain = message_id_domain or sender_address(mail_from).domain
        self._timeout = timeout
        self._budget = budget
        self._own_tls = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made when it is first wanted: reading the system's trust takes long, and a relay nearby needs none."""
        return self._own_tls or ssl.create_default_context()

    def send(self, letter: Letter, now: datetime) -> Receipt:
        """See `Sender.send`; the receipt's id is the mail's Message-ID, and its state never "delivered"."""
        if letter.useless(now):
            raise TOO_LATE.failure("mail")
        try:
            message = build(letter, mail_from=self._mail_from, message_id_domain=self._domain)
            payload = _dotted(message.as_bytes())
        except (ValueError, MessageError) as wrong:
            raise Verdict(Outcome.REFUSED, About.CONTENT, str(wrong)).failure("mail") from None
        with Deadline(self._budget) as deadline:
            relay = self._connect(deadline)
            try:
                words = self._hand_over(relay, payload, letter.to)
                return Receipt(str(message["Message-ID"]), "accepted", status_text=words)
            finally:
                relay.close()

    def find(self, letter: Letter, since: datetime) -> Receipt | None:
        """Always None: mail cannot be looked up.

        A repeat carries the same Message-ID, by which many receivers drop the second copy; two copies of a
        mail do far less harm than none.
        """
        return None

    def greet(self) -> None:
        """Connect, secure the connection and log in as `send` would, and leave again; raises `SendFailed`."""
        with Deadline(self._budget) as deadline:
            relay = self._connect(deadline)
            with suppress(OSError):
                relay.quit()
            relay.close()

    def _connect(self, deadline: Deadline) -> smtplib.SMTP:
        relay = self._relay
        smtp: smtplib.SMTP | None = None
        try:
            # Our own name is given, since looking it up may take long.
            if relay.tls_first:
                smtp = smtplib.SMTP_SSL(relay.host, relay.port, self._domain, timeout=self._timeout, context=self._tls)
            else:
                smtp = smtplib.SMTP(relay.host, relay.port, self._domain, timeout=self._timeout)
            self._watch(smtp, deadline)
            if not relay.tls_first and not is_loopback(relay.host):
                smtp.ehlo()
                smtp.starttls(context=self._tls)
                self._watch(smtp, deadline)
            smtp.ehlo_or_helo_if_needed()
            if relay.user is not None and relay.password is not None:
                smtp.login(relay.user, relay.password)
        except (OSError, ValueError) as fault:  # smtplib's own are OSErrors too
            if smtp is not None:
                smtp.close()
            # Not chained: a server's answer may repeat the login.
            raise _not_connected(fault) from None
        return smtp

    def _hand_over(self, relay: smtplib.SMTP, payload: bytes, to: str) -> str:
        given = False
        try:
            _expect(250, *relay.mail(self._envelope_from), stage="sender")
            _expect(250, *relay.rcpt(to), stage="recipient")
            _expect(354, *relay.docmd("DATA"), stage="start")
            given = True
            relay.send(payload)
            code, answer = relay.getreply()
        except (OSError, ValueError) as fault:
            raise (ANSWER_LOST if given else UNREACHABLE).failure("mail", answer=type(fault).__name__) from None
        _expect(250, code, answer, stage="whole mail")
        with suppress(OSError):
            if relay.sock is not None:
                relay.sock.settimeout(_QUIT_PATIENCE)
            relay.quit()
        return f"{code} {_printable(answer)}".strip()

    def _watch(self, smtp: smtplib.SMTP, deadline: Deadline) -> None:
        if smtp.sock is not None:
            deadline.watch(smtp.sock)


def _dotted(mail: bytes) -> bytes:
    """The mail as DATA carries it (RFC 5321 section 4.5.2)."""
    ends = b"" if mail.endswith(b"\r\n") else b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", mail) + ends + b".\r\n"


def _expect(wanted: int, code: int, answer: bytes, *, stage: Stage) -> None:
    if code == wanted or (wanted == 250 and code in (251, 252)):
        return
    found = _ENHANCED.match(answer.decode("ascii", "replace"))
    enhanced = found.group() if found else None
    raw = f"{code} {enhanced}" if enhanced else str(code)
    raise judge_mail(code, enhanced, stage=stage).failure("mail", answer=raw, code=raw)


def _not_connected(fault: Exception) -> SendFailed:
    about, reason, code = About.PROVIDER, UNREACHABLE.reason, None
    if isinstance(fault, ssl.SSLCertVerificationError):
        about, reason = About.CONFIGURATION, "the mail server's certificate is not to be trusted"
    elif isinstance(fault, smtplib.SMTPNotSupportedError):
        about, reason = About.CONFIGURATION, "the mail server offers no STARTTLS or no login that we know"
    elif isinstance(fault, smtplib.SMTPResponseException):
        code = str(fault.smtp_code)
        if isinstance(fault, smtplib.SMTPAuthenticationError) and fault.smtp_code >= 500:
            about, reason = About.CONFIGURATION, "the mail server does not accept the login of SMTP_URL"
    elif isinstance(fault, ValueError):
        about, reason = About.CONFIGURATION, "SMTP_URL holds characters no mail server understands"
    answer = code or type(fault).__name__
    return Verdict(Outcome.LATER, about, reason).failure("mail", answer=answer, code=code)


def _printable(answer: bytes) -> str:
    """The server's words without addresses and control characters, at most 200 characters."""
    words = _ADDRESS.sub("…", answer.decode("ascii", "replace"))
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]
