"""Sentences in the reader's language: phrases made in Python, and sentences in templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from scheduler_app.domain.phrases import phrase, phrases
from scheduler_app.messages import catalogs

CATALOGUE = """
msgid "Call {name}."
msgstr "Ruf {name} an."

msgid "{count} minute"
msgid_plural "{count} minutes"
msgstr[0] "{count} Minute"
msgstr[1] "{count} Minuten"

msgid "a time"
msgstr "eine Zeit"

msgid "Hello <b>%(name)s</b>, choose %(what)s."
msgstr "Hallo <b>%(name)s</b>, wählen Sie %(what)s."
"""


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "de.po").write_text(CATALOGUE, "utf-8")
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path)
    catalogs.catalogue.cache_clear()
    yield
    catalogs.catalogue.cache_clear()


def written(source: str, language: str, **known: object) -> str:
    env = Environment(loader=DictLoader({"it": source}), autoescape=True, extensions=catalogs.EXTENSIONS)
    env.policies.update(catalogs.POLICIES)
    return catalogs.speaking(env, language).get_template("it").render(known)


@pytest.mark.usefixtures("german")
def test_a_phrase_is_english_until_somebody_reads_it():
    call = phrase("Call {name}.", name="Dana")

    assert call == "Call Dana."
    assert catalogs.said_in("de", call) == "Ruf Dana an."
    assert catalogs.said_in("fr", call) == "Call Dana."
    assert catalogs.said_in("de", "as somebody wrote it") == "as somebody wrote it"


@pytest.mark.usefixtures("german")
def test_a_number_decides_between_one_and_many():
    assert [phrases("{count} minute", "{count} minutes", count) for count in (1, 2)] == ["1 minute", "2 minutes"]
    assert catalogs.said_in("de", phrases("{count} minute", "{count} minutes", 1)) == "1 Minute"
    assert catalogs.said_in("de", phrases("{count} minute", "{count} minutes", 30)) == "30 Minuten"


@pytest.mark.usefixtures("german")
def test_a_template_says_its_sentences_and_phrases_in_the_language_of_the_page():
    source = """{% trans name=who, what=thing %}
        Hello <b>{{ name }}</b>,
        choose {{ what }}.
        {% endtrans %} {{ call }} {{ page_language }}"""
    known = {"who": "<Ali>", "thing": phrase("a time"), "call": phrase("Call {name}.", name="<Dana>")}

    assert written(source, "en", **known) == "Hello <b>&lt;Ali&gt;</b>, choose a time. Call &lt;Dana&gt;. en"
    assert written(source, "de", **known) == ("Hallo <b>&lt;Ali&gt;</b>, wählen Sie eine Zeit. Ruf &lt;Dana&gt; an. de")
