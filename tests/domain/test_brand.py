"""Whatever colour an organisation chooses, words can be read in it and on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import brand
from scheduler_app.domain.brand import DARK, LIGHT, READABLE, contrast, palette
from scheduler_app.domain.errors import Refused

CSS = Path(brand.__file__).parent.parent / "web" / "static" / "app.css"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_the_grounds_and_inks_are_those_of_the_stylesheet():
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6})", part)) for part in CSS.read_text("utf-8").split("@media")[:2]
    )
    for theme, tokens in ((LIGHT, light), (DARK, dark)):
        assert (theme.card, theme.ground) == (tokens["card"], tokens["ground"])
        assert theme.inks == (tokens["ink"], tokens["soft"], tokens["faint"])


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#0f6b62", "#0f6b62") == 1


@given(COLOURS)
def test_every_colour_can_be_read_on_every_ground_in_both_themes(colour: str):
    for theme in (LIGHT, DARK):
        made = palette(colour, theme)
        for ground in (theme.card, theme.ground, made.brand_soft):
            assert contrast(made.brand, ground) >= READABLE
        assert contrast(made.brand_ink, made.brand) >= READABLE
        assert all(contrast(ink, made.brand_soft) >= READABLE for ink in theme.inks)


def test_a_colour_that_can_be_read_stays_as_it_is():
    assert palette("#1d4ed8", LIGHT).brand == "#1d4ed8"
    assert palette("#ffcc00", DARK).brand == "#ffcc00"
    assert palette("#ffcc00", LIGHT).brand == "#8a6e00"  # the same hue, darker


@pytest.mark.parametrize(
    ("typed", "kept"), [("#0F6B62", "#0f6b62"), (" 1d4ed8 ", "#1d4ed8"), ("#fc0", "#ffcc00"), ("", "")]
)
def test_a_colour_is_written_with_three_or_six_digits(typed: str, kept: str):
    assert brand.check(typed) == kept


@pytest.mark.parametrize("typed", ["red", "#12345", "#0f6b62;}", "rgb(1,2,3)", "#ff"])
def test_anything_else_is_no_colour(typed: str):
    with pytest.raises(Refused, match="such as #0f6b62"):
        brand.check(typed)
