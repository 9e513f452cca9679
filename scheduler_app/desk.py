"""What a use case needs beside the session: the links it may write, the words, and which channels exist."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import object_session

from scheduler_app.domain import tokens
from scheduler_app.messages.render import Renderer
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message

CANDIDATE, CANDIDATES, SIGN_IN, INVITED = "candidate", "candidates", "signin", "invited"


@dataclass(frozen=True)
class Desk:
    """Handed to use cases by whoever starts them; one for the life of a process.

    `texting` says whether an SMS can leave at all: through Twilio, or the simulator in development.
    """

    base_url: str
    mail_from: str
    words: Renderer
    texting: bool
    secret: str = field(repr=False)
    texts_from: str = ""  # the number that texts come from; "" where it is not known

    def url(self, path: str) -> str:
        return self.base_url.rstrip("/") + path

    def candidate_token(self, interview: Interview) -> str:
        """The token of the candidate's private page; raising `link_version` revokes it."""
        return tokens.derived(self.secret, CANDIDATE, interview.id.hex, interview.link_version)

    def sign_in_token(self, link: UUID) -> str:
        return tokens.derived(self.secret, SIGN_IN, link.hex)

    def invited_token(self, link: UUID) -> str:
        """The token of a link by which one candidate books."""
        return tokens.derived(self.secret, INVITED, link.hex)

    def receipt_token(self, message: UUID) -> str:
        """The unguessable path under which a provider reports one message's fate."""
        return f"{message.hex}-{tokens.derived(self.secret, 'receipt', message.hex)}"

    def hidden(self, purpose: str, value: str) -> str:
        """What is kept in place of an address or a number: the same each time, and nothing without the secret."""
        return tokens.derived(self.secret, purpose, value)

    def hidden_number(self, number: str) -> str:
        """What an opt-out is kept under once the number, or the mail address, itself is erased."""
        return f"hmac:{self.hidden('opt-out', number)}"

    def token_in(self, message: Message) -> str:
        """The token that the placeholder in this message's words stands for; "" if it carries none."""
        if message.link_kind == CANDIDATE and message.interview is not None:
            return self.candidate_token(message.interview)
        if message.link_kind == SIGN_IN:
            return self.sign_in_token(UUID(message.link_key))
        if message.link_kind == INVITED:
            return self.invited_token(UUID(message.link_key))
        return ""

    def opened(self, message: Message, text: str) -> str:
        """A text of this message, its subject or body or HTML, as its reader gets it: with the private links in it."""
        if message.link_kind != CANDIDATES:
            return tokens.opened(text, self.token_in(message))
        session = object_session(message)
        pages = [session.get(Interview, UUID(key)) for key in message.link_key.split(",")] if session else []
        return tokens.all_opened(text, [self.candidate_token(page) if page else "" for page in pages])

    def candidate_link(self, token: str) -> str:
        return self.url(f"/c/{token}")

    def sign_in_link(self, token: str) -> str:
        return self.url(f"/signin/{token}")

    def invited_link(self, slug: str, token: str, language: str = "") -> str:
        """The booking form, filled in for one candidate and in their language, if that is known."""
        return self.url(f"/book/{slug}?for={token}" + (f"&language={language}" if language else ""))

    def hush_link(self, token: str) -> str:
        return self.url(f"/invited/{token}/stop")

    def dashboard_link(self, interview: Interview) -> str:
        return self.url(f"/dashboard/{interview.id}")

    def booking_link(self, interview: Interview) -> str:
        return self.url(f"/book/{interview.type.slug}")
