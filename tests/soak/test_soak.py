"""A few seconds of what `make soak` does for minutes: real processes, real trouble, and the reckoning."""

from __future__ import annotations

import os
from pathlib import Path

from tests.soak.__main__ import told
from tests.soak.run import Wanted, soak

SECONDS = 6.0


def test_a_short_soak_on_sqlite_keeps_the_promise(tmp_path: Path):
    seed = int(os.environ.get("SOAK_SEED", "1"))
    result = soak(Wanted("sqlite", SECONDS, seed, tmp_path, booking_seconds=0.7, trouble_seconds=0.5))
    print(told(result))  # which pytest shows when it fails
    assert result.account.wrong == []
    assert result.account.counts["lapsed"] > 0
    assert sum(result.troubles.values()) > 5
