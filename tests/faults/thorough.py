"""How much of what can be done any number of times is done: all of it in `make soak`, a sample in `make test`."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("SOAK_THOROUGH") == "1"
