"""What people text back: one short answer to the last question, an opt-out word, or words for a person.

Digits are answers in every language. The words beside them are English, as our texts say them, and what people type
who read Spanish, French or German; accents are not looked at. A word that may mean something else is for a person.

Nothing here decides what an answer does. `CANCEL`, `END`, `YES` and their kin belong to the carriers, which act on
them before we hear of it, so no answer of ours is one of them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler_app.domain import walltime

LONGEST = 1600  # characters of a text that Twilio hands on

# Twilio acts on these itself when they are the whole message, and refuses later texts with 21610 after the first
# kind. Any other text is for us.
STOP = frozenset({"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out"})
START = frozenset({"start", "yes", "unstop"})
HELP = frozenset({"help", "info", "ayuda", "aide", "hilfe"})
# The same in other languages, of which Twilio knows nothing. "Cancelar", "annuler" and "absagen" may be about the call.
STOP_ELSEWHERE = frozenset(
    {
        *("alto", "baja", "dar de baja", "darme de baja", "stop sms", "parar"),
        *("arret", "arreter", "arretez", "desabonner", "desinscrire", "desinscription", "me desabonner"),
        *("stopp", "abmelden", "abbestellen", "austragen"),
    }
)

LATE, TAKE = "LATE", "TAKE"
HELD, NO_ANSWER, MISSED, NO_CALL, RUNNING_LATE, TAKES = (
    "held",
    "no_answer",
    "missed",
    "no_call",
    "running_late",
    "take",
)
BOOKS = "book:"  # and the start, in UTC: a new time, for whoever did not get to speak
_CALLING = {"1": HELD, "2": NO_ANSWER, LATE: RUNNING_LATE}
# What can be answered to each text, by its script and its reader: the answer's key, and what it says happened. What
# comes too early or too late is understood all the same, so that it can be told so.
MENUS: dict[tuple[str, str], dict[str, str]] = {
    ("prepare-10m", "recruiter"): _CALLING,
    ("open", "recruiter"): _CALLING,
    ("nudge", "recruiter"): _CALLING,
    ("lapse", "recruiter"): {"1": HELD, "2": NO_ANSWER, "3": MISSED, LATE: RUNNING_LATE},
    ("lapse", "candidate"): {"1": HELD, "2": NO_CALL},
    ("backup", "backup"): {TAKE: TAKES, "1": HELD},
}

_NUMBERS = {
    **{"one": "1", "two": "2", "three": "3"},
    **{"uno": "1", "una": "1", "dos": "2", "tres": "3"},
    **{"un": "1", "une": "1", "deux": "2", "trois": "3"},
    **{"eins": "1", "zwei": "2", "drei": "3"},
}
_THANKS = (
    r"(?:[ ,.!]+(?:thanks|thank you|thx|ok|please|pls"
    r"|gracias|muchas gracias|por favor|merci|merci beaucoup|svp|danke|vielen dank|bitte))?"
)
_LETTER = r"(?:[ .:-]?([a-c]))?"
_MINUTES = r"(?: ?(?:minutes|minute|mins|min|m|minutos|minuto|minuten))?"
_DIGIT = re.compile(
    rf"(?:reply |option |opcion |respuesta |reponse |antwort )?(\d|{'|'.join(_NUMBERS)}){_LETTER}{_THANKS}", re.ASCII
)
_TAKE = re.compile(
    r"(?:(?:i |i'll |ill |i will )?take(?: it)?|(?:yo )?(?:lo |la )?tomo|(?:yo )?me encargo|je (?:le |la )?prends"
    rf"|je m'en charge|(?:ich )?ubernehme(?: ich)?(?: es| das)?|ich nehme (?:es|ihn|das))(?: ([a-c]))?{_THANKS}"
)
# Without its minutes "tarde" may be the afternoon, and "später" is no answer at all.
_LATES = (
    re.compile(rf"(?:i'm |im |i am )?(?:running )?late[ :,]*(\d{{1,3}})?{_MINUTES}(?: ([a-c]))?{_THANKS}", re.ASCII),
    re.compile(rf"(?:i'm |im |i am )?(?:running )?(\d{{1,3}}){_MINUTES} late(?: ([a-c]))?{_THANKS}", re.ASCII),
    re.compile(
        r"(?:(?:llego |voy |llegare )?(?:tarde|con retraso|retraso|retrasado|retrasada)|(?:je suis )?(?:en )?retard"
        r"|(?:ich bin |bin )?(?:zu )?(?:spat|spaet|verspatet|verspatung))(?: de)?"
        rf"[ :,]*(\d{{1,3}}){_MINUTES}(?: ([a-c]))?{_THANKS}",
        re.ASCII,
    ),
    re.compile(
        rf"(?:llego |voy |llegare |je suis |ich bin |bin )?(\d{{1,3}}){_MINUTES}"
        rf" (?:tarde|de retraso|de retard|zu spat|zu spaet|verspatung)(?: ([a-c]))?{_THANKS}",
        re.ASCII,
    ),
)
_CHOICE = re.compile(rf"([a-c]){_THANKS}")
_NO_MORE = re.compile(
    r"\b(?:stop|quit|cease) (?:texting|messaging|contacting|sending|writing|bothering|these|those)\b"
    r"|\b(?:stop|quit|cease) (?:the|your|all) (?:texts|messages)\b"
    r"|\b(?:don't|dont|do not|never) (?:text|message|contact|write)\b"
    r"|\bno more (?:texts|messages|sms)\b"
    r"|\b(?:remove|delete|unsubscribe) (?:me|my number|this number)\b|\btake me off\b|\bopt (?:me )?out\b"
    r"|\bleave me alone\b|\bwrong (?:number|person)\b|\bnot the right (?:number|person)\b"
    r"|\bno (?:me |nos )?(?:escriba|escriban|escribas|envie|envien|envies|mande|manden|mandes|contacte|contacten)\b"
    r"|\bno mas (?:mensajes|sms|textos)\b|\b(?:deje|dejen|deja) de (?:escribir|enviar|mandar|contactar)"
    r"|\b(?:numero|persona) equivocad[oa]\b"
    r"|\b(?:ne )?m'(?:ecrivez|envoyez|ecris|envoie) plus\b|\bplus (?:de|aucun) (?:sms|messages?|textos?)\b"
    r"|\barretez de m'|\b(?:mauvais|faux) numero\b|\bmauvaise personne\b"
    r"|\bkeine? (?:sms|nachrichten?|weiteren (?:sms|nachrichten)) mehr\b|\b(?:schreiben|schicken|senden) sie mir nicht"
    r"|\b(?:nicht|nichts) mehr (?:schreiben|schicken|senden|kontaktieren)\b|\bfalsche (?:nummer|person)\b"
)
_COURTESY = frozenset({"ok", "okay", "k", "kk", "thanks", "thx", "ty", "cheers", "great", "perfect", "fine"}) | {
    *("thank you", "thank you so much", "thanks a lot", "ok thanks", "ok thank you", "okay thanks"),
    *("cool", "got it", "sounds good", "see you", "will do", "noted"),
    *("gracias", "muchas gracias", "mil gracias", "vale", "vale gracias", "ok gracias", "de acuerdo", "entendido"),
    *("perfecto", "listo", "merci", "merci beaucoup", "ok merci", "d'accord", "parfait", "bien recu", "entendu"),
    *("danke", "danke schon", "vielen dank", "ok danke", "alles klar", "in ordnung", "verstanden", "super", "perfekt"),
}


class Kind(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"
    ANSWER = "answer"  # `key` of a menu
    CHOICE = "choice"  # only the letter of one of several calls
    NO_TEXTS = "no_texts"  # asks in other words not to be texted: for a person to decide
    COURTESY = "courtesy"  # asks for nothing
    WORDS = "words"


@dataclass(frozen=True)
class Reply:
    """What a text says. `letter` picks one of several calls; `minutes` is None where LATE came without a number.

    `key` of a `STOP` is the word itself where only we have understood it.
    """

    kind: Kind
    key: str = ""
    minutes: int | None = None
    letter: str = ""


def books(start: datetime) -> str:
    """What an answer does that books a new start."""
    return BOOKS + walltime.instant_text(start)


def booked(action: str) -> datetime:
    """The start, in UTC, that such an answer books."""
    return datetime.fromisoformat(action.removeprefix(BOOKS))


def menu(script: str, audience: str) -> dict[str, str] | None:
    """What the text with this script asks its reader; None if it asks nothing."""
    return MENUS.get((script, audience))


def read(body: str, opt_out_type: str = "") -> Reply:
    """One text, as a person types it: odd spaces, full-width digits, "1." and "One" are all the answer 1.

    `opt_out_type` is Twilio's own reading ("STOP", "START", "HELP"), believed before the words. Every text has a
    reading; what is no answer is `WORDS`.
    """
    text = _plain(body)
    said = opt_out_type.casefold() or text
    for kind, words in ((Kind.STOP, STOP), (Kind.START, START), (Kind.HELP, HELP)):
        if said in words:
            return Reply(kind)
    if said in STOP_ELSEWHERE:
        return Reply(Kind.STOP, said)
    return _answer(text) or _otherwise(text)


def _answer(text: str) -> Reply | None:
    if found := _DIGIT.fullmatch(text):
        return Reply(Kind.ANSWER, _NUMBERS.get(found[1], found[1]), letter=(found[2] or "").upper())
    if found := _TAKE.fullmatch(text):
        return Reply(Kind.ANSWER, TAKE, letter=(found[1] or "").upper())
    for pattern in _LATES:
        if found := pattern.fullmatch(text):
            minutes = int(found[1]) if found[1] else None
            return Reply(Kind.ANSWER, LATE, minutes, (found[2] or "").upper())
    if found := _CHOICE.fullmatch(text):
        return Reply(Kind.CHOICE, letter=found[1].upper())
    return None


def _otherwise(text: str) -> Reply:
    if _NO_MORE.search(text):
        return Reply(Kind.NO_TEXTS)
    return Reply(Kind.COURTESY if not text or text in _COURTESY else Kind.WORDS)


def _plain(body: str) -> str:
    """The words of a text without what keyboards add: odd spaces, invisible characters, marks around them, pictures.

    Nor with accents, which many leave out.
    """
    shown = unicodedata.normalize("NFKD", body[:LONGEST]).replace("\u2019", "'")
    kept = "".join(" " if unicodedata.category(c) in _PICTURES else c for c in shown if not _invisible(c))
    return " ".join(kept.casefold().split()).strip(" .,;:!?\"'()[]*_#-")


_PICTURES = ("So", "Sk")


def _invisible(character: str) -> bool:
    keycap = character == "\u20e3"  # around a digit
    return keycap or unicodedata.category(character) in ("Cf", "Mn")  # Mn: accents, and which picture is meant


def kept(body: str) -> str:
    """A text as it may be stored and shown: at most `LONGEST` characters, without controls and private-use ones."""
    return "".join(c for c in body[:LONGEST] if c in "\n\t" or unicodedata.category(c) not in _NO_TEXT).strip()


_NO_TEXT = ("Cc", "Co", "Cs")
