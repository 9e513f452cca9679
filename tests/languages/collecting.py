"""What there is to translate: each sentence in templates and in `phrase(…)`, and catalogues brought up to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from scheduler_app.domain.manner import LANGUAGES, UNSAID
from scheduler_app.messages.catalogs import EXTENSIONS, FOLDER

ROOT = Path(__file__).parent.parent.parent
SOURCES = (("templates", "jinja2"), ("scheduler_app", "python"))
KEYWORDS = DEFAULT_KEYWORDS | {"phrase": None, "phrases": (1, 2)}
JINJA = {"extensions": ",".join(EXTENSIONS), "trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
SMS = re.compile(r"^messages/.*sms\.txt$|^replies/|^ready/apology-brief")  # the sources of text messages
PLACE = re.compile(r"%\(\w+\)s|\{?\{\w+\}\}?")  # doubled braces are filled in by a script of the page
TRANSLATED = tuple(language for language in LANGUAGES if language != UNSAID)
WRITTEN = datetime(2026, 11, 28, tzinfo=UTC)  # a header that does not change with every run


def found() -> Catalog:
    """Every sentence of the sources, each with the files it is in and what is said to translators."""
    catalog = Catalog(project="scheduler-app", version="1", charset="utf-8", fuzzy=False, creation_date=WRITTEN)
    for folder, method in SOURCES:
        pattern = "**.py" if method == "python" else "**"
        rows = extract_from_dir(
            ROOT / folder,
            method_map=[(pattern, method)],
            options_map={pattern: JINJA if method == "jinja2" else {}},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for file, _, message, comments, context in rows:
            if isinstance(message, str) and SMS.search(file):
                comments = [*comments, f"SMS: at most {room(message)} characters beside what is filled in"]
            catalog.add(message, locations=[(f"{folder}/{file}", 1)], auto_comments=comments, context=context)
    return catalog


def room(message: str) -> int:
    """How long a translation of a text message's sentence may be, so that two segments hold it with long names."""
    return round(len(PLACE.sub("", message)) * 1.4) + 10


def kept(language: str) -> Catalog:
    """The catalogue of a language as it is; empty where there is no file yet."""
    file = FOLDER / f"{language}.po"
    if not file.is_file():
        return Catalog(locale=language)
    with file.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def bring_up(language: str) -> int:
    """Add to the file of a language what is new, take out what is gone; how many sentences wait for a translation."""
    wanted, known = found(), kept(language)
    updated = Catalog(
        locale=language,
        project="scheduler-app",
        version="1",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        charset="utf-8",
        fuzzy=False,
        creation_date=WRITTEN,
        revision_date=WRITTEN,
        header_comment=f"# {LANGUAGES[language]}: scheduler-app's sentences. `make words` keeps it up to the sources.",
    )
    waiting = 0
    for message in wanted:
        if not message.id:
            continue
        before = known.get(message.id, message.context)
        string = before.string if before else ""
        waiting += not (all(string) if isinstance(string, tuple | list) else string)
        updated.add(
            message.id,
            string,
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    with (FOLDER / f"{language}.po").open("wb") as target:
        write_po(target, updated, width=120, sort_by_file=True, include_lineno=False)
    return waiting


def places(text: str) -> set[str]:
    """What a sentence leaves open: `%(name)s` and `{name}`, and its tags."""
    return set(PLACE.findall(text)) | set(re.findall(r"</?\w+[^>]*>", text))
