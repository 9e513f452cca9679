"""What every way out promises: one letter in, one receipt or one honest failure back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol


@dataclass(frozen=True)
class Letter:
    """All a sender needs to send one message, and to recognise it later; the same bytes at every attempt.

    Instants are aware and in UTC. Texts are final: a sender adds no words of its own.
    """

    id: str
    """The message's id, 32 hex digits; the fixed part of a mail's Message-ID."""
    to: str
    """An E.164 number or a mail address."""
    to_name: str
    """Display name for mail, "" for SMS."""
    subject: str
    """"" for SMS."""
    body: str
    """The text of the SMS, or the text/plain part of the mail."""
    html: str
    """The text/html part of the mail, "" for SMS."""
    calendar: str | None
    """An .ics document whose lines end with CRLF, or None."""
    calendar_method: str | None
    """"REQUEST" or "CANCEL", exactly as METHOD says inside `calendar`; None without a calendar."""
    thread: str | None
    """The stable id of the conversation (the interview's), so that mail programs keep its mails together."""
    created_at: datetime
    """When the message was decided; a mail's Date, so that a repeated attempt is byte-identical."""
    expires_at: datetime
    """From this instant on the message is useless and must not be sent."""
    receipt_url: str | None
    """Where the provider may report the message's fate, or None."""

    def useless(self, now: datetime) -> bool:
        """Whether the moment has passed until which the reader can do anything with it."""
        return now >= self.expires_at


@dataclass(frozen=True)
class Receipt:
    """The provider has taken the message: `accepted` promises no more than that."""

    provider_id: str
    state: Literal["accepted", "delivered"]
    http_status: int | None = None
    status_text: str = ""
    """The provider's own word for the message's status, "" when it gave none."""


class Outcome(StrEnum):
    """What is known about a message that was not accepted."""

    REFUSED = "refused"
    """It was not sent, and sending it again would not help."""
    LATER = "later"
    """It was not sent; sending it again may help."""
    UNCLEAR = "unclear"
    """It may have been sent: look it up before sending it again."""


class About(StrEnum):
    """Whom a failure concerns, and so who can do something about it."""

    NUMBER = "number"
    """This number or address: use another channel until somebody edits it."""
    CONSENT = "consent"
    """The recipient has opted out of this channel."""
    CONFIGURATION = "configuration"
    """Our account or settings: every message of the channel will fail until an operator acts."""
    PROVIDER = "provider"
    """The provider itself: it cannot be reached, does not answer, or has a fault."""
    CONTENT = "content"
    """What this one message says, or its age."""
    OTHER = "other"


class SendFailed(Exception):
    """The message was not accepted, or nobody knows.

    `reason` is a sentence for people and holds no phone number and no address. `code` is the provider's raw
    error code, kept for humans; `retry_after` is the pause the provider asked for, in seconds.
    """

    def __init__(
        self,
        reason: str,
        *,
        outcome: Outcome,
        about: About = About.OTHER,
        http_status: int | None = None,
        code: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.outcome = outcome
        self.about = about
        self.http_status = http_status
        self.code = code
        self.retry_after = retry_after


class Sender(Protocol):
    """One way out. Safe to call from several threads; never logs whom it writes to."""

    def send(self, letter: Letter, now: datetime) -> Receipt:
        """Hand over the letter once, without retries of its own; raises `SendFailed` and nothing else."""
        ...

    def find(self, letter: Letter, since: datetime) -> Receipt | None:
        """The receipt of an earlier, unclear `send`, whose first attempt began at `since`.

        None means it was looked for and not seen. Raises `SendFailed` when it could not be looked for.
        """
        ...
