"""The languages of our sentences: gettext catalogues, and Jinja environments that speak one language each.

English is what templates and `phrase(…)` say. `translations/<language>.po` hold the others, and are read as they are:
nothing is compiled beforehand. A sentence without a translation is said in English.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment
from markupsafe import Markup

from scheduler_app.domain.manner import UNSAID
from scheduler_app.domain.phrases import Phrase
from scheduler_app.domain.said import Said

FOLDER = Path(__file__).parent.parent / "translations"
EXTENSIONS = ("jinja2.ext.i18n",)
POLICIES = {"ext.i18n.trimmed": True}

Spelling = Callable[[str], str]  # what is done to a sentence of ours before names and times are put into it


@cache
def catalogue(language: str) -> NullTranslations:
    """What is known of a language; for English, and one that has no file, a catalogue that returns what it is asked."""
    file = FOLDER / f"{language}.po"
    if language == UNSAID or not file.is_file():
        return NullTranslations()
    with file.open("rb") as source:
        messages = read_po(source, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def said_in(language: str, text: str, spelled: Spelling = str) -> str:
    """`text` in a language, if it is a `Phrase`; phrases among its values are translated with it."""
    if not isinstance(text, Phrase):
        return text
    known = catalogue(language)
    if text.number is None:
        message = known.gettext(text.singular)
    else:
        message = known.ngettext(text.singular, text.plural, text.number)
    return spelled(message).format_map({name: _spoken(language, spelled, it) for name, it in text.values.items()})


def speaking(env: Environment, language: str, spelled: Spelling = str) -> Environment:
    """`env` in one language: an overlay with templates of its own, and `page_language` to ask for it.

    `env` must have `EXTENSIONS`. Phrases that a template prints, or hands to a sentence, are said in the language too,
    and times in another one are marked as such.
    """
    own = env.overlay(finalize=partial(_spoken, language, spelled))
    own.globals = {**env.globals, **_functions(language, env, spelled), "page_language": language}
    own.newstyle_gettext = True  # type: ignore[attr-defined]
    return own


def _functions(language: str, env: Environment, spelled: Spelling) -> dict[str, Callable[..., str]]:
    """gettext as the i18n extension calls it: variables come by name, and are escaped where the page is HTML."""
    known = catalogue(language)
    escapes = env.autoescape is not False

    def filled(message: str, variables: dict[str, Any]) -> str:
        values = {name: _spoken(language, spelled, value) for name, value in variables.items()}
        return (Markup(spelled(message)) if escapes else spelled(message)) % values

    def gettext(message: str, /, **variables: Any) -> str:
        return filled(known.gettext(message), variables)

    def ngettext(singular: str, plural: str, num: int, /, **variables: Any) -> str:
        return filled(known.ngettext(singular, plural, num), {"num": num, **variables})

    def pgettext(context: str, message: str, /, **variables: Any) -> str:
        return filled(known.pgettext(context, message), variables)

    def npgettext(context: str, singular: str, plural: str, num: int, /, **variables: Any) -> str:
        return filled(known.npgettext(context, singular, plural, num), {"num": num, **variables})

    return {"gettext": gettext, "ngettext": ngettext, "pgettext": pgettext, "npgettext": npgettext}


def _spoken(language: str, spelled: Spelling, value: Any) -> Any:
    if isinstance(value, Phrase):
        return said_in(language, value, spelled)
    return value.within(language) if isinstance(value, Said) else value
