"""Scripts into words. Each message is one text file under `templates/`; a mail's HTML is made from the same.

`messages/<script>/<audience>.sms.txt` and `.email.txt` are what we send; `ready/<name>.<kind>.txt` are words
for a person to copy. A mail starts with its `Subject:` line, ready words with `Title:` (an email among them
also with `Subject:`). Blank lines part paragraphs, the lines of a paragraph are joined, lines that start with
`- ` are a list.

What is marked for translation is said in the language of whoever reads it; staff read English. Words to copy are in the
language of whom they are sent to, under a title for whom they are handed to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache, partial
from pathlib import Path
from typing import Any

from scheduler_app.domain import segments
from scheduler_app.domain.manner import LANGUAGES, UNSAID
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.said import Said
from scheduler_app.messages.catalogs import said_in
from scheduler_app.messages.facts import AnyFacts, Facts, first, shortened
from scheduler_app.messages.forms import FORMS, Form, shortest_that_fits
from scheduler_app.messages.moulds import Mould, Moulds, fits, own
from scheduler_app.messages.paragraphs import at_a_glance, parse, plain
from scheduler_app.messages.scripting import Voice, WordsMissing, fill, present, spoken

TIMES = ("starts_brief", "closes_brief", "closes_dated", "free_until_brief")
SMS_NAME = 20  # characters of a first name in a text message
SMS_LABEL = 30  # characters of an organisation's or interview type's name in a text message

READY: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("candidate", "lapsed"): ("reach-out.email", "reach-out.sms", "reach-out.voicemail"),
    ("candidate", "next-day"): ("next-day.email",),
    ("candidate", "last"): ("last.email",),
    ("candidate", "missed"): ("missed.email",),
    ("candidate", "held"): ("thank-you.email", "check-in.email"),
    ("recruiter", "late"): ("running-late.sms", "running-late.email"),
    ("recruiter", "lapsed"): ("apology.sms", "apology.email", "apology.voicemail"),
    ("recruiter", "no-answer"): ("no-answer.voicemail", "no-answer.sms", "no-answer.email"),
    ("recruiter", "no-answer-again"): (
        "no-answer-again.voicemail",
        "no-answer-again.sms",
        "no-answer-again.email",
    ),
    ("recruiter", "held"): ("answer-yes.email", "answer-not-yet.email", "answer-no.email"),
    ("backup", "lapsed"): ("stand-in.call", "stand-in.email"),
    ("coordinator", "lapsed"): ("step-in.email", "step-in.voicemail"),
}
INSIDE = "apology-brief.sms"  # words to send that a text of ours has room for
# Said, and not sent: English, which staff read, and which the call will be held in as far as we know.
ALOUD = ("voicemail", "call")
# Translators: of words to send that are not in the reader's language: "Email to Dana, in English".
_NAMED = {"en": phrase("English"), "es": "Spanish", "fr": "French", "de": "German"}  # only staff are shown the others
_STAND_INS = {"candidate_first": "your candidate", "recruiter_first": phrase("your recruiter")}


@dataclass(frozen=True)
class Words:
    """One message as it will be sent. `subject` and `html` are empty for an SMS."""

    subject: str
    body: str
    html: str


@dataclass(frozen=True)
class ReadyWords:
    """Words for a person to copy and send, or to say: `kind` is email, sms, voicemail or call.

    Only an email has a subject. Subject and body are in `language`, the title in that of whoever copies them.
    """

    kind: str
    title: str
    subject: str
    body: str
    language: str = UNSAID


class Cut:
    """One message for many readers; a text's shorter forms are made once somebody needs them."""

    def __init__(self, channel: str, mould: Callable[[int], Mould]) -> None:
        self._by_text = channel == "sms"
        self._mould = cache(mould)

    def words(self, personal: Mapping[str, str]) -> Words:
        """For a reader of whom this, which `moulds.fits`, is known."""
        if self._by_text:
            return Words("", shortest_that_fits(lambda number: self._mould(number).fill(personal)[0]), "")
        return Words(*self._mould(0).fill(personal))


class Renderer:
    """Renders the scripts found in `folder` (the directory that holds `messages/`, `ready/` and `mail/`).

    Sentences are in the `language` of the facts; facts without one are of staff. Every method raises `WordsMissing`
    rather than return a text with a hole in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._voices = {language: Voice.of(folder, language) for language in LANGUAGES}
        self._moulds = Moulds()

    def scripts(self) -> frozenset[tuple[str, str, str]]:
        """Every (script, audience, channel) there are words for."""
        found = (self._folder / "messages").glob("*/*.txt")
        return frozenset((path.parent.name, *_two(path.stem)) for path in found)

    def render(self, script: str, audience: str, channel: str, facts: AnyFacts) -> Words:
        """What `audience` is sent by `channel` ("sms" or "email").

        An SMS is one line of at most 2 segments, and its times do without accents that GSM-7 lacks. The script's
        forms are tried in turn: in full, `brief`, and `tight`, which also leaves the UTC offsets out (the cities stay)
        unless a time is shown twice that night; then the same with names without such accents, with "your recruiter"
        for the name, and without new times (`messages/forms`).
        """
        name = f"messages/{script}/{audience}.{channel}.txt"
        if channel == "sms":
            return Words("", self._sms(name, facts), "")
        if not isinstance(facts, Facts):
            return Words(*self._mail(name, facts))
        return Words(*self._moulds.render(partial(self._mail, name), name, facts))

    def ready(self, name: str, facts: Facts) -> ReadyWords:
        """The words that `templates/ready/<name>.txt` says, e.g. `reach-out.email`."""
        kind = _two(name)[1]
        language = UNSAID if kind in ALOUD else facts.their_language
        known = _context(facts)
        head, blocks = parse(fill(self._voices[language].text, f"ready/{name}.txt", known))
        title = head["Title"]
        if language != facts.language:
            above, _ = parse(fill(self._voice(facts).text, f"ready/{name}.txt", known))
            title = said_in(
                facts.language, phrase("{title}, in {language}", title=above["Title"], language=_NAMED[language])
            )
        return ReadyWords(kind, title, head.get("Subject", ""), plain(blocks), language)

    def ready_for(self, audience: str, situation: str, facts: Facts) -> list[ReadyWords]:
        """What to offer for copying, best first; `READY` lists the audiences and situations.

        "no-answer" turns into "no-answer-again" by itself from the second time on. What needs a number to call or to
        text is left out where there is none.
        """
        if situation == "no-answer" and facts.no_answer_count > 1:
            situation = "no-answer-again"
        if (audience, situation) not in READY:
            raise WordsMissing(f"no ready words for {audience!r} in situation {situation!r}")
        number = facts.recruiter_phone if audience == "candidate" else facts.candidate_phone
        return [self.ready(name, facts) for name in READY[audience, situation] if number or name.endswith(".email")]

    def replies(self) -> frozenset[str]:
        """The names of all answers to texts."""
        return frozenset(path.stem for path in (self._folder / "replies").glob("*.txt"))

    def reply(self, name: str, facts: Facts, **more: object) -> str:
        """The answer to a text that somebody sent us, of at most 2 segments; `more` are facts of its own.

        It goes out in the response to Twilio and not through the outbox, so it carries no reference and no link.
        """
        known = {name: present(name, value) for name, value in more.items()}
        return shortest_that_fits(
            lambda number: self._text_message(f"replies/{name}.txt", facts, known, "", FORMS[number])
        )

    def asking(self, script: str, facts: Facts) -> str:
        """How a text of this script to the reader of these facts names its answers where it has room for them."""
        macros = self._voice(facts).sms.get_template("messages/who.txt").make_module(_context(facts))
        return " ".join(str(vars(macros)["answers"](script)).split())

    def cut(self, script: str, audience: str, channel: str, facts: Facts) -> Cut:
        """The same words for all whose facts differ in nothing but what is their own, which is not read of these."""
        name = f"messages/{script}/{audience}.{channel}.txt"
        if channel != "sms":
            return Cut(channel, lambda _: self._moulds.mould(partial(self._mail, name), name, facts))
        return Cut(channel, partial(self._mould, name, facts))

    def _voice(self, facts: AnyFacts) -> Voice:
        return self._voices[getattr(facts, "language", UNSAID)]

    def _sms(self, name: str, facts: AnyFacts) -> str:
        return shortest_that_fits(partial(self._form, name, facts))

    def _form(self, name: str, facts: AnyFacts, number: int) -> str:
        if isinstance(facts, Facts) and fits(personal := own(facts)):
            return self._mould(name, facts, number).fill(personal)[0]
        return self._cast(name, number, facts)[0]

    def _mould(self, name: str, facts: Facts, number: int) -> Mould:
        return self._moulds.mould(partial(self._cast, name, number), (name, number), facts, name_limit=SMS_NAME)

    def _cast(self, name: str, number: int, facts: AnyFacts) -> tuple[str]:
        return (self._text_message(name, facts, {}, "messages/sms.txt", FORMS[number]),)

    def _text_message(
        self,
        name: str,
        facts: AnyFacts,
        more: Mapping[str, object],
        frame: str,
        form: Form,
    ) -> str:
        known = _context(facts, name_limit=SMS_NAME, label_limit=SMS_LABEL) | dict(more)
        known |= {time: segments.in_gsm(said) for time, said in known.items() if isinstance(said, Said)}
        known |= asdict(form)
        if form.nameless:
            known |= _STAND_INS
        if form.tight and not known.get("repeated"):
            known |= {time: spoken(said) for time, said in known.items() if time in TIMES and isinstance(said, str)}
        voice = self._voice(facts).sms
        if isinstance(facts, Facts):
            known["to_send"] = partial(self._inside, facts)
        body = fill(voice, name, known)
        text = " ".join((fill(voice, frame, known | {"body": body}) if frame else body).split())
        return text[:1].upper() + text[1:] if form.nameless else text

    def _inside(self, facts: Facts) -> str:
        """The words within a text of ours that its reader sends on: in the alphabet of texts, for whoever gets them."""
        voice = self._voices[facts.their_language].sms
        return plain(parse(fill(voice, f"ready/{INSIDE}.txt", _context(facts)))[1])

    def _mail(self, name: str, facts: AnyFacts) -> tuple[str, str, str]:
        known, voice = _context(facts), self._voice(facts)
        if isinstance(facts, Facts):
            known["words_for"] = lambda wanted: self.ready(wanted, facts)
        head, text = parse(fill(voice.text, name, known, parts="mail/parts.txt"))
        _, rich = parse(fill(voice.html, name, known, parts="mail/parts.html"))
        if "Subject" not in head or not text:
            raise WordsMissing(f"templates/{name} must start with a Subject: line, a blank line and a text")
        body = fill(voice.text, "mail/layout.txt", known | {"body": plain(text)})
        shown = {"subject": head["Subject"], "blocks": at_a_glance(rich)}
        html = fill(voice.html, "mail/layout.html", known | shown)
        return head["Subject"], body.strip() + "\n", html


def _context(facts: AnyFacts, name_limit: int | None = None, label_limit: int | None = None) -> dict[str, Any]:
    known = {field.name: _one_line(getattr(facts, field.name)) for field in fields(facts)}
    for who in known.keys() & {"reader", "candidate", "recruiter", "taken_by"}:
        known[f"{who}_first"] = first(known[who], name_limit)
    for label in known.keys() & {"organisation", "interview_type"}:
        known[label] = shortened(known[label], label_limit)
    return {name: present(name, value) for name, value in known.items()}


def _one_line(value: Any) -> Any:
    # a reason may be several lines long, and must not pass for paragraphs of ours
    return " ".join(value.split()) if isinstance(value, str) and not isinstance(value, Said) else value


def _two(name: str) -> tuple[str, str]:
    before, _, after = name.rpartition(".")
    return before, after
