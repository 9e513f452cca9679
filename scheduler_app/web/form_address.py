"""The address of the booking form, and what it keeps from one step to the next without a cookie."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request, url_for

FOR = "for"  # holds the token of a link for one candidate
EMBED = "embed"  # "1" inside another site's page: neither header nor footer


def form(slug: str, *, token: str = "", base: str = "", embed: bool = False) -> str:
    """With what this request's own address says, unless told otherwise; below `base` for another site's page."""
    kept = {FOR: token or request.args.get(FOR, ""), EMBED: "1" if embed or embedded() else ""}
    query = urlencode({name: value for name, value in kept.items() if value})
    return base + url_for("booking.form", slug=slug) + (f"?{query}" if query else "")


def embedded() -> bool:
    """Whether this page is the booking form, for a frame in another site's page."""
    return request.args.get(EMBED) == "1" and request.path.startswith("/book/")


def kept() -> bool:
    """Whether this request's address says something that the form has to keep, so that it is sent there by POST."""
    return bool(request.args.get(FOR)) or embedded()
