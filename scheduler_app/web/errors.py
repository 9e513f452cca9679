"""Pages for what goes wrong: calm, in words, with a way on."""

from __future__ import annotations

import structlog
from flask import Flask, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.phrases import phrase
from scheduler_app.store import schema
from scheduler_app.store.db import reading
from scheduler_app.web import candidate_language, pages, problems, sessions

WORDS = {
    403: (
        phrase("Not for this sign-in"),
        phrase("This page belongs to somebody else. Sign in as the person it was meant for."),
    ),
    404: (
        phrase("Nothing here"),
        phrase("The address may be mistyped, or the link may have been replaced by a newer one."),
    ),
    405: (
        phrase("Not this way"),
        phrase("This address takes no such request. Go back and use the button on the page."),
    ),
    410: (
        phrase("This page is no longer kept"),
        phrase("What was kept about this call has been erased. Nobody will call, and nothing more will be sent."),
    ),
    413: (
        phrase("Too much at once"),
        phrase("What was sent is larger than this form takes. Shorten it and send it again."),
    ),
    429: (
        phrase("A little slower, please"),
        phrase("There were many requests from here. Wait a minute and try again."),
    ),
    500: (
        phrase("Something went wrong here"),
        phrase("It is our fault, and it was noted. Nothing you did was half-done. Please try again."),
    ),
    503: (
        phrase("Please try again in a minute"),
        phrase("The database is too busy to answer. Nothing you did was half-done."),
    ),
}
REPLACED = (
    phrase("Please try again in a minute"),
    phrase("A newer version of this service is being put in place. Nothing you did was half-done."),
)
NO_SUCH_CALL = (
    phrase("Nothing here"),
    phrase(
        "The link may be cut off, a newer one may have taken its place, or what it led to was erased. Look for the"
        " newest mail about your call: its link works. If you find none, we can send it again."
    ),
)
CALLS = "/c/"  # where private links lead
OTHERWISE = (phrase("That did not work"), phrase("Go back and try once more."))

log = structlog.get_logger()


def answer_errors(app: Flask) -> None:
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(DBAPIError, failed_in_database)
    app.register_error_handler(Exception, broke)


def refused(fault: Refused) -> ResponseReturnValue:
    if problems.wanted():
        return problems.refusal(fault)
    return page(problems.status_of(fault), phrase("That is not possible"), str(fault))


def expired(fault: CSRFError) -> ResponseReturnValue:
    return page(
        400,
        phrase("This page was open for too long"),
        phrase("Open it again and send the form once more; nothing was changed."),
    )


def failed(fault: HTTPException) -> ResponseReturnValue:
    status = fault.code or 500
    if fault.response is not None or status < 400:
        return fault.get_response()
    private = status == 404 and request.path.startswith(CALLS)
    answer = make_response(page(status, *(NO_SUCH_CALL if private else WORDS.get(status, OTHERWISE))))
    if isinstance(fault, MethodNotAllowed) and fault.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(fault.valid_methods))
    return answer


def failed_in_database(fault: DBAPIError) -> ResponseReturnValue:
    """Busy or away, or migrated by a newer version than this one: then it is no fault of ours, and soon over."""
    if _migrated_away():
        log.error("the database belongs to a newer version; start that in place of this one", exc_info=fault)
        return _later(*REPLACED)
    if not isinstance(fault, OperationalError):
        return broke(fault)
    log.error("the database did not answer", exc_info=fault)
    return _later(*WORDS[503])


def _migrated_away() -> bool:
    try:
        with reading(sessions()) as session:
            schema.check(session)
    except schema.NotOurs:
        return True
    except SQLAlchemyError:
        return False
    return False


def _later(title: str, words: str) -> ResponseReturnValue:
    answer = make_response(page(503, title, words))
    answer.headers["Retry-After"] = "60"
    return answer


def broke(fault: Exception) -> ResponseReturnValue:
    log.error("a page broke", exc_info=fault)
    return page(500, *WORDS[500])


def page(status: int, title: str, words: str) -> ResponseReturnValue:
    if problems.wanted():
        return problems.failure(status)
    lost = request.path.startswith(CALLS) and status == 404
    return pages.page("pages/error.html", candidate_language.of_error(), title=title, words=words, lost=lost), status
