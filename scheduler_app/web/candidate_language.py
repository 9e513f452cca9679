"""In which language somebody reads the pages that candidates see."""

from __future__ import annotations

from flask import request

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import UNSAID
from scheduler_app.messages.catalogs import said_in
from scheduler_app.store.interviews import Interview
from scheduler_app.web import visitor

STAFF = ("/signin", "/dashboard", "/outbox", "/api/")  # whose pages are in English


def of(interview: Interview) -> str:
    """The one that was chosen or noted at the booking, else English, as all that was mailed before."""
    return interview.candidate.sentences.language


def of_visitor() -> str:
    return visitor.language() or UNSAID


def of_error() -> str:
    """For a page that belongs to nobody yet."""
    return UNSAID if request.path.startswith(STAFF) else visitor.language_of_address() or UNSAID


def refusal(refused: Refused, language: str) -> str:
    """Everything that was refused, as sentences."""
    told = [said_in(language, problem.message) for problem in refused.problems]
    return "; ".join(words[:1].upper() + words[1:] for words in told)
