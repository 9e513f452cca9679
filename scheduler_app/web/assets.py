"""The files that pages load: read and compressed once, under addresses that change with their content.

`url_for("static", filename=…)` gives the address with the version in it; a browser keeps what is behind it for ever.
Without a version, or with another release's, the present file is given and not kept. `page.js` is every script of a
page in one, and `app-rrggbb.css` the stylesheet in an organisation's colour.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, abort, current_app, request

from scheduler_app.domain import brand

FOLDER = Path(__file__).with_name("static")
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
BUNDLES = {"page.js": ("htmx.min.js", "app.js")}
STYLESHEET = "app.css"
KEY = "assets"
FOR_EVER = "public, max-age=31536000, immutable"
WORTH_IT = 500  # bytes; below, compressing saves nothing

_COLOURED = re.compile(r"app-([0-9a-f]{6})\.css")


@dataclass(frozen=True)
class File:
    kind: str
    body: bytes
    packed: bytes


def equip(app: Flask) -> None:
    files = _read()
    everything = b"".join(name.encode() + file.body for name, file in sorted(files.items()))
    version = hashlib.sha256(everything).hexdigest()[:12]
    app.extensions[KEY] = files
    app.config["ASSETS_VERSION"] = version
    app.add_url_rule("/static/<version>/<filename>", "static", _serve)
    app.add_url_rule("/static/<filename>", "static", _serve)
    app.add_url_rule("/embed.js", "embed", _embed)

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", version)


def stylesheet(colour: str) -> str:
    """The file name of the stylesheet in this colour, "" for the usual one."""
    return f"app-{colour[1:]}.css" if colour else STYLESHEET


def compressed(response: Response) -> Response:
    """A page as few bytes, for browsers that take them so. Only for pages that no cookie and no stranger's words shape.

    Compression lets somebody who can put words beside a secret guess at it by the length. A public page holds no secret
    but those of its own address.
    """
    wanted = request.accept_encodings["gzip"] > 0
    if response.mimetype != "text/html" or response.direct_passthrough or response.content_encoding:
        return response
    response.vary.add("Accept-Encoding")
    if wanted and len(body := response.get_data()) > WORTH_IT:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.content_encoding = "gzip"
    return response


def _read() -> dict[str, File]:
    bodies = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in KINDS}
    bodies |= {name: b"\n".join(bodies[part] for part in parts) for name, parts in BUNDLES.items()}
    return {name: _file(KINDS[Path(name).suffix], body) for name, body in bodies.items()}


def _file(kind: str, body: bytes) -> File:
    return File(kind, body, gzip.compress(body, 9, mtime=0))


def _serve(filename: str, version: str = "") -> Response:
    files = cast(Mapping[str, File], current_app.extensions[KEY])
    file = files.get(filename)
    if file is None and (coloured := _COLOURED.fullmatch(filename)):
        file = _coloured(files[STYLESHEET].body.decode(), f"#{coloured[1]}")
    if file is None:
        abort(404)
    packed = request.accept_encodings["gzip"] > 0
    answer = Response(file.packed if packed else file.body, content_type=file.kind)
    if packed:
        answer.content_encoding = "gzip"
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = FOR_EVER if version == current_app.config["ASSETS_VERSION"] else "no-cache"
    return answer


def _embed() -> Response:
    """The script that other sites load, under an address that stays; they get another one within the hour."""
    answer = _serve("embed.js")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@lru_cache(maxsize=16)
def _coloured(css: str, colour: str) -> File:
    light, dark = (_tokens(brand.palette(colour, theme)) for theme in (brand.LIGHT, brand.DARK))
    own = f"\n:root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    return _file(KINDS[".css"], (css + own).encode())


def _tokens(palette: brand.Palette) -> str:
    values = {
        "brand": palette.brand,
        "brand-ink": palette.brand_ink,
        "brand-soft": palette.brand_soft,
        "brand-line": palette.brand_line,
    }
    return " ".join(f"--{name}: {value};" for name, value in values.items())
