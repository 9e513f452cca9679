"""Words to copy or to send with one tap: each with the link that opens the reader's own mail or messages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from scheduler_app.domain.phrases import phrase
from scheduler_app.messages.render import ReadyWords


@dataclass(frozen=True)
class Ready:
    """One text to send. `href` opens it, filled in, in the reader's own program; "" where nothing can be opened."""

    words: ReadyWords
    href: str
    verb: str


def ready(words: ReadyWords, *, email: str, number: str | None) -> Ready:
    """`number` is in E.164; None when there is none to text or to call."""
    match words.kind:
        case "email" if email:
            text = quote(words.body.strip().replace("\n", "\r\n"), safe="")
            href = f"mailto:{quote(email, safe='@')}?subject={quote(words.subject, safe='')}&body={text}"
            return Ready(words, href, phrase("Open in mail"))
        case "sms" if number:
            # iOS wants &body, everything else ?body; both read this
            return Ready(words, f"sms:{number}?&body={quote(words.body.strip(), safe='')}", phrase("Open in messages"))
        case "voicemail" | "call" if number:
            return Ready(words, f"tel:{number}", phrase("Call"))
        case _:
            return Ready(words, "", "")
