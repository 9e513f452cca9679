"""What kind of picture some bytes are, by the bytes alone: PNG, JPEG or WebP, whole, and how large on the screen.

An SVG is a document that may hold scripts, so it is none of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import error, unpack

from scheduler_app.domain.errors import Refused

LARGEST = 24_000  # bytes: with it, every page of a candidate stays under 60 kB
WIDEST = 2_000  # pixels; what is shown is at most 40 high
PNG = b"\x89PNG\r\n\x1a\n"
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the JPEG segments that say a size


@dataclass(frozen=True)
class Picture:
    """Its media type, and its size in pixels."""

    kind: str
    width: int
    height: int


def check(body: bytes, *, field: str = "logo") -> Picture:
    """What picture this is; raises `Refused` for another kind of file, a broken one, or one that is too large."""
    if len(body) > LARGEST:
        raise _refused(f"the file has {len(body)} bytes, and a logo may have {LARGEST}; save it smaller", field)
    try:
        found = _read(body)
    except (error, IndexError, StopIteration):
        found = None
    if found is None:
        raise _refused("this is no whole PNG, JPEG or WebP picture; save the logo as a PNG", field)
    if not (0 < found.width <= WIDEST and 0 < found.height <= WIDEST):
        raise _refused(
            f"the picture is {found.width} by {found.height} pixels; at most {WIDEST} each way are taken", field
        )
    return found


def _read(body: bytes) -> Picture | None:
    if body.startswith(PNG) and body[12:16] == b"IHDR" and body.endswith(b"IEND\xaeB`\x82"):
        return Picture("image/png", *unpack(">II", body[16:24]))
    if body.startswith(b"\xff\xd8\xff") and body.rstrip(b"\0").endswith(b"\xff\xd9"):
        return Picture("image/jpeg", *_jpeg_size(body))
    whole = body.startswith(b"RIFF") and body[8:12] == b"WEBP" and unpack("<I", body[4:8])[0] + 8 == len(body)
    return Picture("image/webp", *_webp_size(body)) if whole else None


def _jpeg_size(body: bytes) -> tuple[int, int]:
    at = 2
    while body[at] == 0xFF:
        marker, length = unpack(">BH", body[at + 1 : at + 4])
        if marker in FRAMES:
            height, width = unpack(">HH", body[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise StopIteration


def _webp_size(body: bytes) -> tuple[int, int]:
    match body[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(body[24:27], "little"), 1 + int.from_bytes(body[27:30], "little")
        case b"VP8L":
            bits = unpack("<I", body[21:25])[0]
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = unpack("<HH", body[26:30])
            return width & 0x3FFF, height & 0x3FFF
    raise StopIteration


def _refused(words: str, field: str) -> Refused:
    return Refused.because("invalid_request", words, field=field)
