"""The service with Dana in Denver and Lee in London, and people who look at its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.browser_forms import Visitor
from tests.web.staff import Service, opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def ali(service: Service) -> Visitor:
    """Ali in Phoenix, with a browser of his own."""
    return Visitor(service)


@pytest.fixture
def path(service: Service) -> str:
    """The address of Ali's own page; his call is booked, and his number is not confirmed yet."""
    service.books(vouched=False)
    return f"/c/{service.desk.candidate_token(service.interview())}"
