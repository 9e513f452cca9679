"""The log on standard error: one event a line, without numbers, addresses, tokens and what people wrote."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

QUIET = ("apscheduler", "alembic", "procrastinate", "twilio", "urllib3", "sqlalchemy")  # theirs begins at WARNING
OWN_WORDS = frozenset({"timestamp", "level"})  # never masked

_TOKEN = re.compile(r"(/(?:c|signin|feeds|webhooks/twilio/\w+)/)[\w-]{8,}")
_MAIL = re.compile(r"[^\s@<>'\"(),;:=]+@[^\s@<>'\"(),;:=]+")
_NUMBER = re.compile(r"(?<![\w.-])\+?\d{5,13}(\d\d)(?![\w-])")  # 7 to 15 digits; no part of a UUID or a time
_BOUND = re.compile(r"\[parameters: .*?\]\s*(?=\(Background|\\n|\n|$)", re.DOTALL)  # the values of a failed statement


def set_up() -> None:
    """Send every log of this process through one formatter to standard error; again is fine.

    Lines are `key=value` with UTC times in ISO form. Our events and other libraries' records are masked alike.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _ToStandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                masked,
                structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
            ],
        )
    )
    root = logging.getLogger()
    for earlier in [old for old in root.handlers if isinstance(old, _ToStandardError)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def masked(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: what identifies or lets in a person is masked in every text of the event."""
    return {name: value if name in OWN_WORDS else _mask(value) for name, value in event.items()}


def _mask(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = _BOUND.sub("[parameters not shown] ", value)
    text = _TOKEN.sub(r"\1…", text)
    text = _MAIL.sub("…@…", text)
    return _NUMBER.sub(r"…\1", text)


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment, as it may be replaced while a process lives."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr
