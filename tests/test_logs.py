"""The log: one line an event, and nothing in it that identifies a person or lets anybody in."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from scheduler_app import logs


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    logs.set_up()
    yield
    root.handlers[:] = before
    root.setLevel(level)
    for name, kept in levels.items():
        logging.getLogger(name).setLevel(kept)
    structlog.reset_defaults()


def test_an_event_is_one_line_of_keys_and_values_with_a_utc_time(capsys: pytest.CaptureFixture[str]):
    structlog.get_logger().warning("the clock was set", seconds=-3600, why='he said "no"')

    line = capsys.readouterr().err
    assert re.fullmatch(
        r"timestamp=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z level=warning event=\"the clock was set\""
        r' seconds=-3600 why="he said \\"no\\""\n',
        line,
    )


def test_a_failure_is_one_line_too_with_its_traceback(capsys: pytest.CaptureFixture[str]):
    try:
        raise ValueError("no answer from +16025550123\nali@example.com waits")
    except ValueError:
        structlog.get_logger().exception("a round failed")

    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "Traceback (most recent call last)" in line
    assert "ValueError: no answer from …23" in line
    assert "ali@example.com" not in line


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("call +16025550123 now", "call …23 now"),
        ("call 6025550123", "call …23"),
        ("tel:+442079460112", "tel:…12"),
        ("mail to ali.h+x@mail.example.com, please", "mail to …@…, please"),
        ("GET /c/Ab3_-9xYzAb3_-9xYz?lang=en", "GET /c/…?lang=en"),
        ("http://127.0.0.1:8000/signin/zMmJURHHdUfYuOXdoXsZWMCs", "http://127.0.0.1:8000/signin/…"),
        ("/feeds/_W6IlMM5TQW_j7qP4EyXbgyS.ics", "/feeds/….ics"),
        ("/webhooks/twilio/status/00ff-Ab3_-9xYz", "/webhooks/twilio/status/…"),
        ("interview 7ad8a5d6-1234-5678-9012-123456789012", "interview 7ad8a5d6-1234-5678-9012-123456789012"),
        ("interview 12345678-1234-5678-9012-123456789012", "interview 12345678-1234-5678-9012-123456789012"),
        ("in 123456 rows", "in 123456 rows"),
        ("[SQL: INSERT] [parameters: ('Dear Ali', 7)] (Background", "[SQL: INSERT] [parameters not shown] (Background"),
    ],
)
def test_what_identifies_or_lets_in_is_masked(capsys: pytest.CaptureFixture[str], said: str, shown: str):
    structlog.get_logger().info("event", text=said)
    logging.getLogger("somebody.else").warning("%s", said)

    ours, theirs = capsys.readouterr().err.splitlines()
    assert f'text="{shown}"' in ours or f"text={shown}" in ours
    assert f'event="{shown}"' in theirs or f"event={shown}" in theirs


def test_chatty_libraries_are_heard_from_warning_on(capsys: pytest.CaptureFixture[str]):
    for name in ("apscheduler.scheduler", "alembic.runtime", "twilio.http_client"):
        logging.getLogger(name).info("GET https://api.twilio.com/?To=+16025550123")
        logging.getLogger(name).warning("something is wrong")

    assert capsys.readouterr().err.count("something is wrong") == 3
    logs.set_up()
    logging.getLogger("alembic").warning("again")
    assert capsys.readouterr().err.count("\n") == 1, "a second set_up doubles nothing"
