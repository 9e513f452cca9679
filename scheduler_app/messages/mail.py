"""The one shape every mail of ours has, byte for byte the same however often it is tried."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import parseaddr

from scheduler_app.messages.senders import Letter

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_BREAKS = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ID = re.compile(r"[A-Za-z0-9._-]{1,200}")


class _OneLine(UnstructuredHeader, BaseHeader):
    """A header never folded: Python folds a long id into encoded words, and the thread is lost."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _headers() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, _OneLine)
    return registry


# Everything below 128, so that no relay on the way needs 8BITMIME or SMTPUTF8.
_POLICY = SMTP.clone(cte_type="7bit", header_factory=_headers())


def build(letter: Letter, *, mail_from: str, message_id_domain: str) -> EmailMessage:
    """The mail: text, HTML and, when there is one, the invite, inline and as a file.

    Its Message-ID is made of the letter's id and its Date is when the letter was written, so a repeat is
    recognisable as one. Control characters are left out. Raises `ValueError` for a line break in a header, an
    address that is none, and a thread or id that cannot stand in a header.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender_address(mail_from)
    message["To"] = _address(_header(letter.to_name), letter.to)
    message["Subject"] = _header(letter.subject)
    message["Date"] = letter.created_at
    message["Message-ID"] = message_id(letter.id, message_id_domain)
    if letter.thread:
        # No mail has this id; that all mails of an interview name it keeps them together.
        root = message_id(letter.thread, message_id_domain)
        message["In-Reply-To"] = root
        message["References"] = root
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    message.set_content(_text(letter.body))
    message.add_alternative(_text(letter.html), subtype="html")
    if letter.calendar is not None:
        _attach(message, letter.calendar, letter.calendar_method or "REQUEST")
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"={letter.id}={number}")
    return message


def sender_address(mail_from: str) -> Address:
    """`Name <calls@example.com>` or a bare address, as MAIL_FROM has it; raises `ValueError` for neither."""
    name, spec = parseaddr(_header(mail_from))
    return _address(name, spec)


def message_id(local: str, domain: str) -> str:
    """`<local@domain>`; raises `ValueError` when either part cannot stand in a header."""
    if not _ID.fullmatch(local) or not _ID.fullmatch(domain):
        raise ValueError("a message id is made of letters, digits, dots, dashes and underscores")
    return f"<{local}@{domain}>"


def _attach(message: EmailMessage, calendar: str, method: str) -> None:
    # Twice, as the large providers do: mail programs read the part, some old ones only the file.
    message.add_alternative(calendar, subtype="calendar", params={"method": method})
    message.add_attachment(
        calendar.encode(),
        maintype="application",
        subtype="ics",
        filename="invite.ics",
        params={"method": method},
    )


def _address(name: str, spec: str) -> Address:
    try:
        address = Address(display_name=name, addr_spec=spec)
    except (MessageError, ValueError, IndexError):
        raise ValueError("an address looks like name@company.com") from None
    if not address.username or not address.domain or not spec.isascii():
        raise ValueError("an address looks like name@company.com")
    return address


def _header(value: str) -> str:
    if _LINE_BREAKS.search(value):
        raise ValueError("a line break cannot stand in the header of a mail")
    return _CONTROLS.sub("", value.replace("\t", " "))


def _text(value: str) -> str:
    return _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
