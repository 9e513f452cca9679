"""What a provider's refusal means: the tables, and the default for codes that no table knows.

Twilio adds and splits codes and advises against logic on them, so the HTTP status decides whether a message
went out, and a code only says whom a sure refusal concerns. Sources: twilio.com/docs/api/errors/<code>;
RFC 3463 and RFC 5321 for mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler_app.messages.senders import About, Outcome, SendFailed

_SENTENCES = {
    Outcome.REFUSED: "the {what} was not sent: {why}",
    Outcome.LATER: "the {what} could not be sent yet: {why}",
    Outcome.UNCLEAR: "the {what} may or may not have been sent: {why}",
}


@dataclass(frozen=True)
class Verdict:
    """What a failure means; `reason` is half a sentence that says why."""

    outcome: Outcome
    about: About
    reason: str

    def failure(
        self,
        what: str,
        *,
        answer: str = "",
        http_status: int | None = None,
        code: str | None = None,
        retry_after: float | None = None,
    ) -> SendFailed:
        """This verdict on one `what` ("text" or "mail"), to raise; `answer` is what the provider said."""
        why = f"{self.reason} ({answer})" if answer else self.reason
        return SendFailed(
            _SENTENCES[self.outcome].format(what=what, why=why),
            outcome=self.outcome,
            about=self.about,
            http_status=http_status,
            code=code,
            retry_after=retry_after,
        )


TOO_LATE = Verdict(Outcome.REFUSED, About.CONTENT, "the moment it was for has passed")
UNREACHABLE = Verdict(Outcome.LATER, About.PROVIDER, "the provider could not be reached")
ANSWER_LOST = Verdict(Outcome.UNCLEAR, About.PROVIDER, "the connection broke before the provider had answered")


# Looked at only below HTTP 500: whatever a broken server says, it may have sent the message.
_REFUSED_CODES: dict[str, tuple[About, str]] = {
    "21211": (About.NUMBER, "the number does not exist"),
    "21217": (About.NUMBER, "the number does not exist"),
    "21614": (About.NUMBER, "the number cannot receive texts"),
    "21635": (About.NUMBER, "the number is a landline"),
    "21610": (About.CONSENT, "the recipient has opted out of texts"),
    # These concern one country or route: one foreign number must not stop everybody's texts.
    "21408": (About.OTHER, "texts to this country are switched off in the Twilio account's geo permissions"),
    "21608": (About.OTHER, "the Twilio account is on trial and texts only numbers verified there"),
    "21612": (About.OTHER, "no route leads from our number to this one"),
    "21602": (About.CONTENT, "the text is empty"),
    "21605": (About.CONTENT, "the text is too long"),
    "21617": (About.CONTENT, "the text is too long"),
    "21604": (About.CONTENT, "the text names no recipient"),
    "20003": (About.CONFIGURATION, "Twilio does not accept our account SID and auth token"),
    "20005": (About.CONFIGURATION, "the Twilio account is suspended"),
    "20404": (About.CONFIGURATION, "Twilio does not know our account"),
    "21212": (About.CONFIGURATION, "TWILIO_FROM is not a number Twilio can send from"),
    "21603": (About.CONFIGURATION, "Twilio was given no number to send from"),
    "21606": (About.CONFIGURATION, "TWILIO_FROM is not a number Twilio can send from"),
    "21609": (About.CONFIGURATION, "Twilio cannot report back to our base URL"),
    "21659": (About.CONFIGURATION, "TWILIO_FROM is not a number Twilio can send from"),
    "21660": (About.CONFIGURATION, "TWILIO_FROM belongs to another Twilio account"),
    "21703": (About.CONFIGURATION, "the messaging service has no number to send from"),
    "21705": (About.CONFIGURATION, "TWILIO_MESSAGING_SERVICE_SID is not a messaging service of this account"),
    "30002": (About.CONFIGURATION, "the Twilio account is suspended"),
    "30032": (About.CONFIGURATION, "our toll-free number is not verified with the carriers"),
    "30034": (About.CONFIGURATION, "our number is not registered with the carriers (A2P 10DLC)"),
    "63038": (About.CONFIGURATION, "the Twilio account has used up its daily limit"),
}
_LATER_CODES: dict[str, tuple[About, str]] = {
    "20429": (About.OTHER, "Twilio is getting more requests than it allows"),
    "21611": (About.OTHER, "the queue of our number is full"),
}
_STATUSES: dict[int, Verdict] = {
    401: Verdict(Outcome.REFUSED, About.CONFIGURATION, "Twilio does not accept our account SID and auth token"),
    403: Verdict(Outcome.REFUSED, About.CONFIGURATION, "Twilio does not allow it"),
    404: Verdict(Outcome.REFUSED, About.CONFIGURATION, "Twilio does not know our account"),
    # A time-out some machine on the way reports; what reached Twilio before it is anybody's guess.
    408: Verdict(Outcome.UNCLEAR, About.PROVIDER, "the request took too long on its way"),
    429: Verdict(Outcome.LATER, About.OTHER, "Twilio is getting more requests than it allows"),
}

# What a status callback may say after Twilio had accepted the text.
_AFTERWARDS: dict[str, Verdict] = {
    "30001": Verdict(Outcome.LATER, About.OTHER, "it waited too long in Twilio's queue"),
    "30002": Verdict(Outcome.REFUSED, About.CONFIGURATION, "the Twilio account is suspended"),
    "30003": Verdict(Outcome.LATER, About.OTHER, "the telephone could not be reached"),
    "30004": Verdict(Outcome.REFUSED, About.OTHER, "the recipient or the carrier blocks our texts"),
    "30005": Verdict(Outcome.REFUSED, About.NUMBER, "the number is not in use"),
    "30006": Verdict(Outcome.REFUSED, About.NUMBER, "the number is a landline or cannot receive texts"),
    "30007": Verdict(Outcome.REFUSED, About.CONTENT, "the carrier filtered it as unwanted"),
    "30008": Verdict(Outcome.LATER, About.OTHER, "the carrier lost it and did not say why"),
    # One carrier's limit, until its midnight: the other carriers' numbers are still reached.
    "30023": Verdict(Outcome.LATER, About.OTHER, "the carrier's daily limit for our brand is used up"),
    "30032": Verdict(Outcome.REFUSED, About.CONFIGURATION, "our toll-free number is not verified with the carriers"),
    "30034": Verdict(
        Outcome.REFUSED, About.CONFIGURATION, "our number is not registered with the carriers (A2P 10DLC)"
    ),
}


def judge(http_status: int, code: str | None) -> Verdict:
    """What Twilio's answer to a new message means: the HTTP status first, then the code, then the class."""
    if 400 <= http_status < 500 and code in _REFUSED_CODES:
        return Verdict(Outcome.REFUSED, *_REFUSED_CODES[code])
    if 400 <= http_status < 500 and code in _LATER_CODES:
        return Verdict(Outcome.LATER, *_LATER_CODES[code])
    if http_status in _STATUSES:
        return _STATUSES[http_status]
    if 400 <= http_status < 500:
        return Verdict(Outcome.REFUSED, About.OTHER, "Twilio refused it")
    if 300 <= http_status < 400:  # not followed, so that the token goes nowhere else
        return Verdict(Outcome.REFUSED, About.CONFIGURATION, "TWILIO_API_BASE answers with a redirection")
    if http_status >= 500:
        return Verdict(Outcome.UNCLEAR, About.PROVIDER, "Twilio has a fault and did not say whether it went out")
    return Verdict(Outcome.UNCLEAR, About.PROVIDER, "Twilio's answer could not be read")


def judge_receipt(code: str | None) -> Verdict:
    """What it means that an accepted text was reported failed or undelivered; never unclear.

    LATER allows one more try if its reader can still use it; REFUSED asks for another channel.
    """
    unknown = Verdict(Outcome.REFUSED, About.OTHER, "it was accepted but not delivered")
    return _AFTERWARDS.get(code or "", unknown)


# The second number of an enhanced status code says what it is about (RFC 3463 section 4).
_MAIL_SUBJECTS = {"1": About.NUMBER, "2": About.NUMBER, "6": About.CONTENT}

Stage = Literal["sender", "recipient", "start", "whole mail"]


def judge_mail(reply: int, enhanced: str | None, *, stage: Stage) -> Verdict:
    """What a mail server's answer means that is not the one hoped for; `enhanced` is a code like 5.1.1.

    The first digit decides (RFC 5321 section 4.2.1); 421, and a refusal before any recipient was named, are about the
    server and not about this mail. Any other reply leaves it unclear once the whole mail was given, and can be tried
    again before.
    """
    if reply // 100 != 5:  # a full or a greylisting server says nothing about the address
        sure = reply // 100 == 4 or stage != "whole mail"
        outcome = Outcome.LATER if sure else Outcome.UNCLEAR
        closing = reply == 421 or reply // 100 != 4 or stage == "sender"
        return Verdict(outcome, About.PROVIDER if closing else About.OTHER, "the mail server did not take the mail")
    if reply in (530, 535, 538):
        return Verdict(Outcome.REFUSED, About.CONFIGURATION, "the mail server wants another login")
    if stage == "sender":
        return Verdict(Outcome.REFUSED, About.CONFIGURATION, "the mail server does not take mail from MAIL_FROM")
    about = About.NUMBER if stage == "recipient" else About.OTHER
    if enhanced:
        about = _MAIL_SUBJECTS.get(enhanced.split(".")[1], About.OTHER)
    whose = "for this address" if stage == "recipient" else "from us"
    return Verdict(Outcome.REFUSED, about, f"the mail server does not take this mail {whose}")
