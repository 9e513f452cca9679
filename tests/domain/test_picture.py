"""A logo is told by its bytes: a whole PNG, JPEG or WebP, and nothing else whatever its name says."""

from __future__ import annotations

import struct
import zlib

import pytest

from scheduler_app.domain import picture
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.picture import Picture


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\0\0\0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return picture.PNG + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(width: int = 3, height: int = 2) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + app + frame + b"\xff\xda\0\x02" + b"\0\xff\xd9"


def webp(kind: bytes, data: bytes) -> bytes:
    body = b"WEBP" + kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


LOSSY = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 3, 2))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 2 | 1 << 14) + b"\0")
EXTENDED = webp(b"VP8X", b"\0\0\0\0\x02\0\0\x01\0\0")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (png(), "image/png"),
        (jpeg(), "image/jpeg"),
        (LOSSY, "image/webp"),
        (LOSSLESS, "image/webp"),
        (EXTENDED, "image/webp"),
    ],
    ids=["png", "jpeg", "webp lossy", "webp lossless", "webp extended"],
)
def test_the_kind_and_the_size_are_read_from_the_bytes(body: bytes, kind: str):
    assert picture.check(body) == Picture(kind, 3, 2)


@pytest.mark.parametrize(
    "body",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a\1\0\1\0",
        png()[:-4],
        jpeg()[:-2],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\0\0\xff\xd9",
        LOSSY[:-1],
        webp(b"ANIM", b"\0" * 20),
        picture.PNG,
        b"",
    ],
)
def test_anything_else_is_refused(body: bytes):
    with pytest.raises(Refused, match="no whole PNG, JPEG or WebP"):
        picture.check(body)


def test_too_many_bytes_or_pixels_are_refused_with_the_number():
    assert picture.check(png() + b"") is not None
    with pytest.raises(Refused, match="the file has 24001 bytes, and a logo may have 24000"):
        picture.check(png() + b"\0" * (picture.LARGEST - len(png()) + 1))
    with pytest.raises(Refused, match="2001 by 2 pixels"):
        picture.check(jpeg(2001))
    assert picture.check(jpeg(2000)).width == 2000
    with pytest.raises(Refused, match="0 by 2 pixels"):
        picture.check(jpeg(0))
