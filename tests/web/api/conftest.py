"""The application with Dana in Denver and Lee in London, a program that may write and one that may only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.api.caller import Caller, caller
from tests.web.staff import Service, opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def writer(service: Service) -> Caller:
    return caller(service, "write")


@pytest.fixture
def reader(service: Service) -> Caller:
    return caller(service, "read")
