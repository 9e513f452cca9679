"""`python -m tests.soak --database postgresql --seconds 150 --seed 7`: prints the counts.

Exit code 1 if the promise was broken, with a sentence for each breach.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

import scheduler_app  # noqa: F401  before anything makes a zone: it shuts the machine's own tables out
from tests.soak.fleet import ROLES
from tests.soak.run import Result, Wanted, soak


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=list(ROLES), default="sqlite")
    options.add_argument("--seconds", type=float, default=150.0)
    options.add_argument("--seed", type=int, default=None, help="another one each time, unless given")
    asked = options.parse_args()
    seed = random.randrange(1_000_000) if asked.seed is None else asked.seed
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    print(f"soak on {asked.database}: {asked.seconds:.0f} s of trouble, seed {seed}", flush=True)
    result = soak(Wanted(asked.database, asked.seconds, seed, folder))
    print(told(result), flush=True)
    if result.account.wrong:
        print(f"the promise was broken; the processes' logs and the database are in {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def told(result: Result) -> str:
    """The account as a table, and below it each sentence about what is wrong."""
    lines = [f"{count:>8}  {name}" for name, count in result.account.counts.items()]
    lines += ["", f"{result.starts:>8}  processes started"]
    lines += [f"{count:>8}  {name}" for name, count in sorted(result.troubles.items())]
    lines += [
        f"{count:>8}  refused by the API, being too early or too late: {name}" for name, count in result.refused.items()
    ]
    return "\n".join([*lines, "", *result.account.wrong])


if __name__ == "__main__":
    sys.exit(main())
