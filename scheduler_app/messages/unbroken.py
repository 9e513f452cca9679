"""Clock times such as 2:30 PM or 2:30 p. m., offsets such as (UTC-7), phone numbers: no line break may part them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

NUMBER_MARKS = ("\ue030", "\ue031")  # stand for a phone number in a mould
PIECES = re.compile(
    r"\d{1,2}:\d\d(?::\d\d)? (?:[AP]M|[ap]\. m\.)|\(UTC[^)]*\)|\+\d[\d ().-]{5,}\d"
    rf"|[{''.join(NUMBER_MARKS)}]"
)


def unbroken(text: str, style: str) -> Markup:
    """The text as HTML, each such piece in a span with this attribute, which has to say `nowrap`."""
    return Markup(PIECES.sub(lambda found: f"<span {style}>{found[0]}</span>", str(escape(text))))
