"""The doctor on quiet hours, caps, and texts that would grow too long."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from scheduler_app import caps
from scheduler_app.config import templates_folder
from scheduler_app.doctor import limits
from scheduler_app.domain.limits import Limits
from scheduler_app.domain.quiet import QuietHours
from scheduler_app.messages import worst
from scheduler_app.messages.render import Renderer
from tests.office import DANAS_NUMBER, Office, opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        yield office


def said(office: Office) -> list[str]:
    return [str(finding) for finding in limits.examine(office.sessions, office.now)]


def test_the_usual_limits_are_told(office: Office):
    assert said(office) == [
        "ok    quiet hours: from 21:00 until 08:00 on each reader's own clock",
        "ok    caps: 0 of the day's 6000 texts are used",
    ]


def test_none_and_a_day_that_is_used_up(office: Office):
    office.allows(quiet=QuietHours(time(), time()), all_texts_a_day=1)
    with office.sessions.begin() as session:
        mine = caps.of_text(Limits(all_texts_a_day=1), DANAS_NUMBER, candidate=False)
        assert caps.take(session, mine, office.now, urgent=True) is None
    assert said(office) == [
        "ok    quiet hours: none",
        "warn  caps: 1 of the day's 1 texts are used, so all news goes by mail"
        " - raise the cap on /dashboard/limits, or see who causes so many",
    ]


def test_every_text_of_ours_keeps_its_size():
    assert [str(found) for found in limits.words()] == [
        "ok    words: every text fits its size with the longest names and cities"
    ]


def test_a_text_that_may_grow_too_long_is_named_before_it_costs_anything(tmp_path: Path):
    shutil.copytree(templates_folder(), tmp_path / "templates")
    wordy = tmp_path / "templates" / "messages" / "open" / "recruiter.sms.txt"
    wordy.write_text(wordy.read_text() + " And thank you, {{ candidate }}, " + "very " * 30 + "much.\n")
    assert list(worst.too_long(Renderer(tmp_path / "templates"))) == [
        "the text open to the recruiter may take 7 segments, and 2 are allowed"
    ]
