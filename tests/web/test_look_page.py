"""The organisation's name, colour and logo: set by an admin, seen on every page, and kept by browsers."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler_app import staff
from tests.domain.test_picture import png
from tests.office import COLE, DANA
from tests.web.staff import Person, Service, opened, words

PATH = "/dashboard/look"
ADA = "ada@example.com"
ALL = {"name": "Northwind Traders", "colour": "#FFCC00"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        with service.sessions.begin() as session:
            staff.add_recruiter(
                session, email=ADA, name="Ada Park", zone="Europe/London", phone=None, role="admin", now=service.now
            )
        yield service


@pytest.fixture
def ada(service: Service) -> Person:
    return service.signed_in(ADA)


def uploaded(body: bytes, name: str = "logo.png") -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, page
    return match[1]


def test_an_admin_names_colours_and_marks_every_page(service: Service, ada: Person):
    assert ada.sends(PATH, at=PATH, **ALL, logo=uploaded(png(144, 72))).status_code == 303

    assert "On light pages it is shown a little darker, as #8a6e00" in ada.reads(PATH)
    home = service.visitor().opens("/")
    assert "Northwind Traders" in home
    assert '" width="72" height="36" alt="">' in home
    sheet = service.visitor().opens(found(r'stylesheet" href="(\S+)"', home))
    assert "--brand: #8a6e00;" in sheet
    assert "--brand: #ffcc00;" in sheet
    picture = service.visitor().browser.get(found(r'class="logo" src="(\S+)"', home))
    assert picture.get_data() == png(144, 72)
    assert picture.content_type == "image/png"
    assert "immutable" in picture.headers["Cache-Control"]
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture.headers["Content-Security-Policy"]


def test_another_logo_has_another_address_and_none_leaves_the_mark(service: Service, ada: Person):
    ada.sends(PATH, at=PATH, **ALL, logo=uploaded(png()))
    first = found(r'class="logo" src="(\S+)"', ada.opens("/"))
    ada.sends(PATH, at=PATH, **ALL, logo=uploaded(png(5, 5)))
    assert found(r'class="logo" src="(\S+)"', ada.opens("/")) != first
    ada.opens(first, status=404)

    ada.sends(PATH, at=PATH, **ALL)  # without a file the logo stays
    assert 'class="logo"' in ada.opens("/")
    ada.sends(PATH, at=PATH, **ALL, without_logo="yes")
    assert 'class="mark"' in ada.opens("/")


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_changed(service: Service, ada: Person):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    answer = ada.sends(PATH, at=PATH, name="x" * 61, colour="red;}", logo=uploaded(svg))
    assert answer.status_code == 422
    said = words(answer)
    assert "too long (61 of at most 60 characters)" in said
    assert "write the colour as # and six digits" in said
    assert "This is no whole PNG, JPEG or WebP picture; save the logo as a PNG." in said
    assert 'value="red;}"' in said
    assert "Phone interviews" in ada.opens("/")


@pytest.mark.parametrize("email", [DANA, COLE])
def test_nobody_else_may_look_or_change(service: Service, email: str):
    person = service.signed_in(email)
    assert PATH not in person.opens("/dashboard")
    person.opens(PATH, status=403)
    assert person.sends(PATH, at="/dashboard", **ALL).status_code == 403
    assert service.visitor().browser.get(PATH).status_code == 303


def test_files_are_kept_for_ever_under_the_version_and_not_without_it(service: Service):
    browser = service.visitor().browser
    address = found(r'src="(/static/\S+/page\.js)"', service.visitor().opens("/book/phone-screen"))
    with browser.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        packed = answer.get_data()
    plain = browser.get(address).get_data()
    assert gzip.decompress(packed) == plain
    assert b"htmx" in plain
    assert b"data-copy-button" in plain
    for other in ("/static/app.css", "/static/000000000000/app.css"):
        assert browser.get(other).headers["Cache-Control"] == "no-cache"
    for nothing in ("/static/app-zzzzzz.css", "/static/assets.py", "/static/..%2fassets.py"):
        assert browser.get(nothing).status_code == 404


def test_public_pages_are_compressed_and_those_of_the_staff_are_not(service: Service, ada: Person):
    asked = {"Accept-Encoding": "gzip, br"}
    for address in ("/", "/book/phone-screen", "/when"):
        assert service.visitor().browser.get(address, headers=asked).headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in service.visitor().browser.get(address).headers
    for address in ("/dashboard", PATH):
        assert "Content-Encoding" not in ada.browser.get(address, headers=asked).headers


def test_sites_are_allowed_and_told_what_to_put_into_their_page(service: Service, ada: Person):
    assert ada.sends(PATH, at=PATH, **ALL, framed_by="https://www.example.com/\n").status_code == 303
    page = ada.opens(PATH)
    assert ">https://www.example.com</textarea>" in page
    assert '<iframe src="http://127.0.0.1:8000/book/phone-screen?embed=1" title="Phone screen: choose a time"' in page
    assert '<script src="http://127.0.0.1:8000/embed.js" async></script>' in page

    answer = ada.sends(PATH, at=PATH, **ALL, framed_by="http://www.example.com\n*")
    assert answer.status_code == 422
    assert "not http://www.example.com, *" in words(answer)
    assert (
        "frame-ancestors 'self' https://www.example.com"
        in (ada.browser.get("/book/phone-screen").headers["Content-Security-Policy"])
    )
