"""Ali reads Spanish and Dana English: each gets whole sentences in their own, and words that the other can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler_app.messages.render import Renderer
from tests.fakes.mailbox import Mail
from tests.languages.collecting import ROOT
from tests.languages.made_up import Marking, speak
from tests.office import ALI, ALIS_NUMBER, COLE, DANA, DANAS_NUMBER, Office, opened
from tests.texting import phones_of

CLOSE = datetime(2027, 1, 12, 22, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    speak(Marking(), monkeypatch)
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        office.desk = replace(office.desk, words=Renderer(ROOT / "templates"))
        office.books(candidate={"language": "es"})
        yield office


def body(mail: Mail, kind: str) -> str:
    part = mail.message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_each_reads_their_own_language_and_can_send_the_others(office: Office, tmp_path: Path):
    confirmed = office.mail_to(ALI)
    assert confirmed.message["Subject"].startswith("Dana ΩΩΩΩ ΩΩΩΩ ΩΩΩ: mar, 12 ene 2:30 p. m. Phoenix (UTC-7)")
    assert '<html lang="es">' in body(confirmed, "html")
    assert office.mail_to(DANA).message["Subject"].startswith("Booked: Ali Haddad, Tue 12 Jan 2:30 PM Denver (UTC-7)")

    office.until(CLOSE)
    assert "ΩΩ ΩΩΩΩΩΩΩΩΩ ΩΩΩΩ ΩΩΩΩ Dana" in office.text_to(ALIS_NUMBER)
    assert "1: mié, 13 ene 9:00 a. m. Phoenix, 2: " in office.text_to(ALIS_NUMBER)
    assert "no call with Ali confirmed" in office.text_to(DANAS_NUMBER)
    assert "Send: ΩΩΩΩΩ Ω ΩΩΩΩΩΩ ΩΩΩ ΩΩΩΩ." in office.text_to(DANAS_NUMBER)
    to_copy = body(office.mail_to(ALI), "plain")
    assert "set for Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 2:30 PM Phoenix (UTC-7)" in to_copy

    office.until(CLOSE + timedelta(minutes=15))
    apology = body(office.mail_to(COLE), "plain")
    assert f"----- Email to Ali ({ALI}), in Spanish -----" in apology
    assert "ΩΩΩ ΩΩΩ mar, 12 ene 2027, 2:30 p. m. Phoenix (UTC-7), es decir, 4:30 p. m. New York (UTC-5)" in apology

    phones = phones_of(office, tmp_path)
    assert phones.ali("1 gracias").endswith("ΩΩΩΩΩΩΩΩΩΩ ΩΩΩΩΩ ΩΩ ΩΩΩΩΩ.")
    assert "mié, 13 ene 9:00 a. m." in office.mail_to(ALI).message["Subject"]
    assert phones.ali(
        "ALTO"
    ) == "ΩΩΩΩΩΩΩΩΩ ΩΩΩΩ: ΩΩΩ ΩΩΩ ΩΩ ΩΩΩΩ ΩΩΩΩΩ ΩΩΩΩ ΩΩ; ΩΩΩΩ ΩΩ ΩΩΩΩ ΩΩ ΩΩΩ ΩΩΩΩΩ ΩΩ ΩΩΩΩΩ. " + (
        "ΩΩΩΩΩ ΩΩΩΩΩ ΩΩ ΩΩΩ ΩΩΩΩΩ ΩΩΩΩΩ."
    )
    phones.app.extensions["scheduler"].sessions.kw["bind"].dispose()
