"""One clock for all processes of a soak: the machine's, and an offset in a file that each of them maps."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OFFSET = struct.Struct("d")  # eight bytes in one place: a reader sees the old offset or the new one


class SharedClock:
    """`now` is the machine's time plus what it was set by; whoever steps it, all who have opened the file see it."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(_OFFSET.pack(0.0))
        with file.open("r+b") as opened:
            self._map = mmap.mmap(opened.fileno(), _OFFSET.size)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset())

    def step(self, seconds: float) -> None:
        _OFFSET.pack_into(self._map, 0, self._offset() + seconds)

    def _offset(self) -> float:
        return float(_OFFSET.unpack_from(self._map)[0])
