"""Clock times such as 2:30 PM, offsets such as (UTC-7) and phone numbers, which no line break may part."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

NUMBER_MARKS = ("\ue030", "\ue031")  # stand for a phone number in a mould
PIECES = re.compile(rf"\d{{1,2}}:\d\d(?::\d\d)? [AP]M|\(UTC[^)]*\)|\+\d[\d ().-]{{5,}}\d|[{''.join(NUMBER_MARKS)}]")


def unbroken(text: str, style: str) -> Markup:
    """The text as HTML, each such piece in a span with this attribute, which has to say `nowrap`."""
    return Markup(PIECES.sub(lambda found: f"<span {style}>{found[0]}</span>", str(escape(text))))
