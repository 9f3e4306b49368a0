"""The pictures and the page of `pupila look`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.data.image_io import decode
from pupila.data.sources import load


def pixels(path: str | Path) -> np.ndarray:
    return decode(Path(path).read_bytes()).pixels


def test_nothing_but_the_grid_is_drawn_unasked(pupila: Any, photos: Path) -> None:
    assert pupila("look", photos).code == 0
    assert [path.name for path in Path().iterdir()] == ["photos.png"]


def test_every_picture_is_drawn_where_it_is_asked_for(pupila: Any, photos: Path) -> None:
    asked = ("--image", "red/3.png", "--overview", "--augment", "flip horizontal", "--page", "new/page.html")
    facts = pupila("look", photos, "--out", "there/grid.png", *asked, "--json").json
    assert facts["pictures"] == [f"there/grid{ending}.png" for ending in ("", "-image", "-overview", "-augmented")]
    assert facts["page"] == "new/page.html"
    assert all(pixels(path).shape[2] == 3 for path in facts["pictures"])
    assert "red/3.png" in Path("new/page.html").read_text(encoding="utf-8")
    told = pupila("look", photos, "--overview", "--page", "page.html", "--lang", "es").out
    assert "Imagen: photos-overview.png" in told
    assert "Página: page.html" in told


def test_the_image_is_the_one_that_was_asked_for(pupila: Any, photos: Path) -> None:
    pupila("look", photos, "--image", "11", "--out", "by-row.png")
    pupila("look", photos, "--image", "red/3.png", "--out", "by-id.png")
    pupila("look", photos, "--image", "red/4.png", "--out", "other.png")
    assert Path("by-row-image.png").read_bytes() == Path("by-id-image.png").read_bytes()
    assert Path("by-row-image.png").read_bytes() != Path("other-image.png").read_bytes()
    shown, drawn = pixels("by-id-image.png"), load(photos).pixels[11].repeat(30, 0).repeat(30, 1)
    rows, columns = np.nonzero((shown == drawn[0, 0]).all(axis=2))
    height, width = drawn.shape[:2]
    assert any(
        np.array_equal(shown[top : top + height, left : left + width], drawn)
        for top, left in zip(rows.tolist(), columns.tolist(), strict=True)
    )


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (("--image", "99"), 3, "0 to 15"),
        (("--image", "red/99.png"), 3, "no example 'red/99.png'"),
        (("--page", "page.png"), 2, ".html"),
        (("--augment", "rotate much"), 2, "rotate"),
        (("--out", "grid.jpg"), 2, ".png"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    pupila: Any, photos: Path, asked: tuple[str, ...], code: int, words: str
) -> None:
    result = pupila("look", photos, *asked)
    assert result.code == code
    assert words in result.err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(("count", "side"), [("16", 4), ("9", 3)])
def test_a_square_grid(pupila: Any, photos: Path, count: str, side: int) -> None:
    pupila("look", photos, "--count", count, "--out", "grid.png")
    height, width = pixels("grid.png").shape[:2]
    dark = (pixels("grid.png") < 250).all(axis=2)
    columns = np.flatnonzero(np.diff(dark[20:100].any(axis=0).astype(int)) == 1)
    assert len(columns) == side
    assert abs(height - width) < 30 * side + 60
