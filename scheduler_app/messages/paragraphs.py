"""How a rendered script is laid out: header lines, paragraphs, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

_PART = re.compile(r'<\w+ class="(\w+)"')


@dataclass(frozen=True)
class Block:
    """A paragraph, a list, or (in HTML only) what a part such as a button has made; layout.html draws it."""

    kind: str  # "paragraph" | "list" | the name of the part
    lines: tuple[Markup, ...]  # as rendered: escaped already where the script was rendered as HTML


def parse(rendered: str) -> tuple[dict[str, str], list[Block]]:
    """The header lines above the first blank line ("Subject: ..."), and the blocks below it."""
    top, *chunks = re.split(r"\n[ \t]*\n\s*", rendered.strip())
    pairs = (line.partition(":") for line in top.splitlines())
    return {name.strip(): _joined(value) for name, _, value in pairs}, [_block(chunk) for chunk in chunks]


def plain(blocks: Iterable[Block]) -> str:
    """Each paragraph on one line, so that it can be copied into a mail or a phone without odd breaks."""
    return "\n\n".join(
        "\n".join(f"- {item}" for item in block.lines) if block.kind == "list" else str(block.lines[0])
        for block in blocks
    )


def at_a_glance(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with the main link right below the time that the mail is about, if it has both."""
    found = list(blocks)
    kinds = [block.kind for block in found]
    if "moment" in kinds and "link" in kinds:
        found.insert(kinds.index("moment") + 1, found.pop(kinds.index("link")))
    return found


def _block(chunk: str) -> Block:
    if chunk.startswith(("<p", "<div")):  # a paragraph may begin with a time, which marks its language
        named = _PART.match(chunk)
        return Block(named[1] if named else "part", (Markup(chunk),))
    if chunk.startswith("- "):
        items = re.split(r"^- ", chunk, flags=re.MULTILINE)[1:]
        return Block("list", tuple(Markup(_joined(item)) for item in items))
    return Block("paragraph", (Markup(_joined(chunk)),))


def _joined(text: str) -> str:
    return " ".join(text.split())
