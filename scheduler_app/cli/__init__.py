"""`scheduler-app`: the commands of the README. Values go to standard output, everything else to standard error."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from scheduler_app.cli.arguments import parser
from scheduler_app.config import BadConfig
from scheduler_app.domain.errors import Refused


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command; raises `SystemExit` unless it succeeded: 2 for wrong usage, 1 for anything refused.

    What is refused is told in one sentence on standard error, never as a traceback.
    """
    asked = parser().parse_args(argv)
    module, _, name = asked.does.partition(":")
    try:
        command = getattr(importlib.import_module(f"scheduler_app.cli.{module}"), name)
        code = command(asked) or 0
    except (Refused, BadConfig) as no:
        print(f"scheduler-app: {no}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = asked.interrupted
    if code:
        sys.exit(code)
