"""The colours of the page can be read by everyone, by day and by night."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pupila.reporting

CSS = (Path(pupila.reporting.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
Colour = tuple[float, float, float]


def variables(theme: str) -> dict[str, str]:
    """Return the page's variables in one theme; dark ones replace light ones."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    chosen = blocks[:1] if theme == "light" else blocks[:2]
    return dict(re.findall(r"--([\w-]+): ([^;]+);", " ".join(chosen)))


def colour(text: str) -> Colour:
    if text.startswith("#"):
        red, green, blue = (int(text[place : place + 2], 16) for place in (1, 3, 5))
    else:
        red, green, blue = map(int, text.split())
    return red, green, blue


def mixed(over: Colour, under: Colour, share: float) -> Colour:
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(over, under, strict=True))
    return red, green, blue


def luminance(found: Colour) -> float:
    parts = [value / 255 for value in found]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_the_one_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast(colour("#777777"), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "right", "wrong", "train", "val"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_text_stands_out(theme: str, ink: str, ground: str) -> None:
    found = variables(theme)
    assert contrast(colour(found[ink]), colour(found[ground])) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["right", "wrong"])
def test_numbers_stand_out_on_the_hottest_cell(theme: str, kind: str) -> None:
    found = variables(theme)
    hottest = mixed(colour(found[f"{kind}-rgb"]), colour(found["paper"]), float(found[f"heat-{kind}"]))
    assert contrast(colour(found["ink"]), hottest) >= 4.5


def test_nothing_is_fetched_by_the_style() -> None:
    assert not re.search(r"url\(|@import|@font-face|expression", CSS)
    assert "@media print" in CSS
