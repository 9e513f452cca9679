"""Pages in the language of whoever reads them. What staff see stays English and needs none of this."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app
from jinja2 import Environment

from scheduler_app.domain.manner import LANGUAGES, UNSAID
from scheduler_app.messages import catalogs

_SPOKEN = "scheduler_app.web.pages"


def page(template: str, language: str, **known: Any) -> str:
    """The template in a language, one of `LANGUAGES` or else English; `page_language` tells the template which."""
    env = _environments(current_app)[language if language in LANGUAGES else UNSAID]
    current_app.update_template_context(known)
    return env.get_template(template).render(known)


def prepare(app: Flask) -> None:
    """Makes the environments, one for each language; call it once everything is in `app.jinja_env`."""
    app.extensions[_SPOKEN] = {language: catalogs.speaking(app.jinja_env, language) for language in LANGUAGES}


def _environments(app: Flask) -> dict[str, Environment]:
    environments: dict[str, Environment] = app.extensions[_SPOKEN]
    return environments
