"""A person without JavaScript: opens pages, fills the forms that are on them, and presses their buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.staff import Service, plain


@dataclass
class Form:
    """What a form would send as it stands, what it offers to choose from, and its buttons by their words."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: dict[str, Form] = {}
        self._elsewhere: list[tuple[str, str, tuple[str, str]]] = []  # buttons outside of the form that they send
        self._of = ""
        self._inside = False
        self._select = ""
        self._button: tuple[str, str] | None = None
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(has.get("action", ""), has.get("method", "get")))
            self._inside = True
            self.ids[has.get("id", "")] = self.forms[-1]
        if tag == "button":
            self._button, self._words, self._of = (has.get("name", ""), has.get("value", "")), "", has.get("form", "")
        if not self._inside:
            return
        form, name = self.forms[-1], has.get("name", "")
        if tag == "input" and has.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(has["value"])
            if "checked" in has:
                form.values[name] = has["value"]
        elif tag in ("input", "textarea") and name:
            form.values[name] = has.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option":
            form.choices.setdefault(self._select, []).append(has["value"])
            if "selected" in has:
                form.values[self._select] = has["value"]

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "button" and self._button is not None:
            words = " ".join(self._words.split())
            if self._of:
                self._elsewhere.append((self._of, words, self._button))
            elif self._inside:
                self.forms[-1].buttons[words] = self._button
            self._button = None

    def close(self) -> None:
        super().close()
        for form, words, button in self._elsewhere:
            self.ids[form].buttons[words] = button


class Visitor:
    """`page` is the answer looked at; `words` its text on one line."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.browser: FlaskClient = service.app.test_client()
        self.path = ""
        self.page: TestResponse

    @property
    def words(self) -> str:
        return re.sub(r" +([.,:;])", r"\1", plain(self.page.get_data(as_text=True)))

    def opens(self, path: str, status: int = 200) -> Visitor:
        self.path, self.page = path, self.browser.get(path)
        assert self.page.status_code == status, self.words
        return self

    def form(self, button: str) -> Form:
        """The form on the page that has this button."""
        reader = _Reader()
        reader.feed(self.page.get_data(as_text=True))
        reader.close()
        found = [form for form in reader.forms if button in form.buttons]
        assert found, f"no button {button!r}: {[list(form.buttons) for form in reader.forms]}"
        return found[0]

    def form_by_id(self, key: str) -> Form:
        """The form on the page that has this id, in whatever language its buttons are."""
        reader = _Reader()
        reader.feed(self.page.get_data(as_text=True))
        reader.close()
        return reader.ids[key]

    def presses(self, button: str, status: int = 303, **typed: str) -> Visitor:
        """Fill in what is `typed`, press the button, and follow a redirection."""
        form = self.form(button)
        name, value = form.buttons[button]
        data = form.values | typed | ({name: value} if name else {})
        address = form.action or urlsplit(self.path).path
        if form.method == "get":
            return self.opens(f"{address}?{urlencode(data)}", status)
        self.path, self.page = address, self.browser.post(address, data=data)
        assert self.page.status_code == status, self.words
        return self.opens(self.page.location) if status == 303 else self
