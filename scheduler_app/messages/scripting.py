"""The rules scripts are written by: a missing fact fails loudly, a tag never glues paragraphs together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, Undefined, UndefinedError
from jinja2.ext import Extension

from scheduler_app.domain import date_words, segments
from scheduler_app.domain.manner import UNSAID
from scheduler_app.messages import catalogs
from scheduler_app.messages.unbroken import unbroken


class WordsMissing(Exception):
    """A script does not exist, or needs a fact that is not there; the message names both."""


class Blank(Undefined):
    """A fact there is none of: false in an `if`, an error when printed."""

    __slots__ = ()
    __str__ = __len__ = __iter__ = Undefined._fail_with_undefined_error


class OwnLine(Extension):
    """A tag alone on its line leaves no line behind; a tag within a line leaves the line break where it is.

    The tag behind a sentence for translators never stands alone: the line is the sentence's. Jinja's `trim_blocks` also
    eats the break after a tag that ends a sentence, and so glues paragraphs.
    """

    _ALONE = re.compile(r"^[ \t]*(\{%(?!-? *endtrans)(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\})[ \t]*\n", re.MULTILINE)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return self._ALONE.sub(r"\1", source)


@dataclass(frozen=True)
class Voice:
    """One language as it is written in plain mails, in HTML, and in texts, whose alphabet lacks some accents."""

    text: Environment
    html: Environment
    sms: Environment

    @classmethod
    def of(cls, folder: Path, language: str) -> Voice:
        return cls(
            environment(folder, html=False, language=language),
            environment(folder, html=True, language=language),
            environment(folder, html=False, language=language, spelled=segments.in_gsm),
        )


def environment(folder: Path, *, html: bool, language: str = UNSAID, spelled: catalogs.Spelling = str) -> Environment:
    """Jinja as scripts see it, in one language; with `html` whatever a person typed is escaped.

    `spelled` is what is done to sentences of ours before names and times are put into them.
    """
    env = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=html,
        auto_reload=False,
        extensions=[OwnLine, *catalogs.EXTENSIONS],
    )
    env.policies.update(catalogs.POLICIES)
    env.filters["spoken"] = spoken
    env.filters["minutes"] = partial(minutes, language=language)
    env.filters["unbroken"] = partial(unbroken, style='style="white-space:nowrap"')
    return catalogs.speaking(env, language, spelled)


def fill(env: Environment, name: str, facts: Mapping[str, Any], *, parts: str = "") -> str:
    """Render the script `name`; it may also use the macros of `who.txt` and of the file `parts`.

    Raises `WordsMissing`.
    """
    known = dict(facts)
    try:
        for part in filter(None, ("messages/who.txt", parts)):
            macros = vars(env.get_template(part).make_module(known))
            known |= {key: macro for key, macro in macros.items() if not key.startswith("_")}
        return env.get_template(name).render(known)
    except TemplateNotFound as missing:
        raise WordsMissing(f"there are no words in templates/{missing.name}") from missing
    except UndefinedError as hole:
        raise WordsMissing(f"templates/{name}: {hole.message}") from hole


def present(name: str, value: object) -> object:
    """The fact itself, or `Blank` when it is "" or 0."""
    empty = value == "" or (value == 0 and not isinstance(value, bool))
    return Blank(hint=f"the fact {name!r} is empty, and these words need it") if empty else value


def spoken(time: str) -> str:
    """A time as one says it aloud: the cities stay, "(UTC-7)" goes."""
    return re.sub(r" \(UTC[^)]*\)", "", time)


def minutes(count: int, language: str = UNSAID) -> str:
    """`1 minute`, `15 minutes`."""
    return f"{count} {date_words.WORDS[language].units[-1][count != 1]}"
