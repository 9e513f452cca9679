"""Which sites may frame the booking form: https, by their name alone, and no wildcard."""

from __future__ import annotations

import pytest

from scheduler_app.domain import origins
from scheduler_app.domain.errors import Refused


def test_each_line_is_a_site_as_browsers_compare_it():
    typed = "https://www.example.com\n\n HTTPS://Careers.Example.com:443/ \nhttps://www.example.com\nhttps://bücher.example:8443"
    assert origins.check(typed, field="sites") == [
        "https://www.example.com",
        "https://careers.example.com",
        "https://xn--bcher-kva.example:8443",
    ]
    assert origins.check("http://localhost:5173", field="sites") == ["http://localhost:5173"]
    assert origins.check(" \n", field="sites") == []


@pytest.mark.parametrize(
    "line",
    [
        "http://www.example.com",
        "www.example.com",
        "https://*.example.com",
        "*",
        "'self'",
        "https://example.com/careers",
        "https://example.com?x",
        "https://user@example.com",
        "https://example.com; script-src *",
        "https://example.com https://evil.example",
        "https://example.com:port",
        "https://",
        "https://-.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://" + "a" * 64 + ".example",
    ],
)
def test_anything_else_is_refused_by_name(line: str):
    with pytest.raises(Refused, match=r"https://www\.example\.com; not ") as refused:
        origins.check(f"https://good.example\n{line}", field="sites")
    assert line[:80] in str(refused.value)


def test_twenty_sites_are_enough():
    some = [f"https://{number}.example.com" for number in range(21)]
    assert len(origins.check("\n".join(some[:20]), field="sites")) == 20
    with pytest.raises(Refused, match="at most 20"):
        origins.check("\n".join(some), field="sites")
