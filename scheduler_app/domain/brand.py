"""An organisation's colour, as the four tokens of each theme, readable whatever colour was chosen.

The colour itself is kept where it is readable. Where it is not, it moves towards black on light pages and towards white
on dark ones until it is, so its hue stays. Contrast is that of WCAG 2: 4.5 for words, on every ground they stand on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scheduler_app.domain.errors import Refused

READABLE = 4.5
STEP = 0.02
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Theme:
    """The grounds that words stand on, and the inks that stand on a tint, as in app.css."""

    card: str
    ground: str
    inks: tuple[str, ...]
    button_ink: str
    towards: str
    tint: float  # how much of the colour its softest ground holds
    line: float


LIGHT = Theme("#ffffff", "#f5f7f6", ("#16211f", "#52615d", "#5c6b67"), "#ffffff", "#000000", 0.12, 0.38)
DARK = Theme("#182220", "#111917", ("#e8efed", "#b0bfbb", "#94a5a0"), "#06130f", "#ffffff", 0.14, 0.32)


@dataclass(frozen=True)
class Palette:
    """A colour in one theme, as `#rrggbb`: for words and buttons, for words on buttons, as a ground, as a line."""

    brand: str
    brand_ink: str
    brand_soft: str
    brand_line: str


def check(value: str, *, field: str = "colour") -> str:
    """The colour as `#rrggbb`, "" for none; raises `Refused` for what is no colour."""
    given = value.strip()
    if not given:
        return ""
    if not (found := _HEX.fullmatch(given)):
        raise Refused.because("invalid_request", "write the colour as # and six digits, such as #0f6b62", field=field)
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def palette(colour: str, theme: Theme) -> Palette:
    """The tokens of a colour that `check` has passed."""
    soft = _tint(colour, theme)
    brand = _readable(colour, theme, (theme.card, theme.ground, soft))
    return Palette(brand, theme.button_ink, soft, mixed(brand, theme.card, theme.line))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """`share` of one colour in the other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(255 * (share * a + (1 - share) * b)):02x}" for a, b in pairs)


def _tint(colour: str, theme: Theme) -> str:
    """As much of the colour as leaves every ink readable on it."""
    share = theme.tint
    while share > 0:
        tint = mixed(colour, theme.card, share)
        if all(contrast(ink, tint) >= READABLE for ink in theme.inks):
            return tint
        share -= STEP
    return theme.card


def _readable(colour: str, theme: Theme, grounds: tuple[str, ...]) -> str:
    share = 1.0
    while share > 0:
        found = mixed(colour, theme.towards, share)
        on_grounds = min(contrast(found, ground) for ground in grounds)
        if min(on_grounds, contrast(found, theme.button_ink)) >= READABLE:
            return found
        share -= STEP
    return theme.towards


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> Channels:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
