"""What every answer of the web carries: CSRF for signed-in pages, and headers that allow nothing from elsewhere."""

from __future__ import annotations

import math

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect

from scheduler_app.fetching import LARGEST
from scheduler_app.web import filters

# Signed-in pages are guarded by the session. Public forms carry a signed token of their own (`web/forms.py`), because
# they must work in a frame and without cookies; the API, webhooks and feeds take no cookies at all.
csrf = CSRFProtect()

ONE_YEAR = 31_536_000
FRAMEABLE = "/book/"
FILES = {
    "other_calendars.add_file": LARGEST + 100_000,
    "looks.change": 2_000_000,
}  # bytes of the requests that bring a file
PRIVATE = ("/c/", "/invited/", "/signin", "/dashboard", "/outbox", "/api/")
CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)


def refuse_endless_bodies() -> None:
    """413 for a body without a stated length that fills the limit: it would be cut there without a word."""
    if request.content_length is None and len(request.get_data()) >= (request.max_content_length or math.inf):
        abort(413)


def make_room_for_files() -> None:
    if request.endpoint in FILES:
        request.max_content_length = FILES[request.endpoint]


def protect(app: Flask, *, https: bool) -> None:
    """Guard the application; with `https`, browsers are told to come back by https only."""
    app.before_request(make_room_for_files)
    app.before_request(refuse_endless_bodies)  # before the CSRF check, which reads forms
    csrf.init_app(app)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False  # or each public page would send a signed-in cookie back

    @app.after_request
    def guarded(response: Response) -> Response:
        framed = request.path.startswith(FRAMEABLE)
        ancestors = " ".join(["'self'", *filters.shown().framed_by]) if framed else "'none'"
        headers = response.headers
        private = request.path.startswith(PRIVATE) or "for" in request.args  # a link for one candidate
        headers.setdefault("Content-Security-Policy", CONTENT.format(ancestors=ancestors))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        # A private page's address is its key: it is told to nobody, not even to our own other pages.
        headers.setdefault("Referrer-Policy", "no-referrer" if private else "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if https:
            headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
        if private:
            headers.setdefault("Cache-Control", "no-store")
            headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        elif response.mimetype == "text/html":
            headers.setdefault("Cache-Control", "private, no-cache")
        return response
