from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from pupila.data.canvas import BLUE, Picture, blank, cut_text, fill, put, scale_step, stamp, wrapped, write
from pupila.data.image_io import encode_png
from pupila.data.lettering import text_mask


def inked(canvas: np.ndarray) -> np.ndarray:
    return (canvas < 200).any(axis=2)


@pytest.mark.parametrize(("align", "side"), [("left", 0), ("right", 1)])
def test_words_stand_where_they_are_told(align: str, side: int) -> None:
    canvas = blank(40, 300)
    write(canvas, "gato", at=(5, 20), width=260, align=align)  # type: ignore[arg-type]
    columns = np.flatnonzero(inked(canvas).any(axis=0))
    reached = (columns[0] - 20, 280 - columns[-1] - 1)[side]
    assert 0 <= reached <= 3
    assert inked(canvas)[:5].sum() == 0


def test_the_middle_is_the_middle() -> None:
    canvas = blank(40, 301)
    write(canvas, "ooo", at=(5, 0), width=301, align="middle")
    columns = np.flatnonzero(inked(canvas).any(axis=0))
    assert abs((columns[0] + columns[-1]) / 2 - 150) <= 1.5


def test_no_word_leaves_its_room() -> None:
    canvas = blank(40, 300)
    write(canvas, "a name of a class that goes on and on", at=(5, 50), width=100)
    assert inked(canvas)[:, :50].sum() == inked(canvas)[:, 150:].sum() == 0
    assert cut_text("w" * 400, 90).shape[1] <= 90


def test_what_joins_letters_is_not_shown_and_what_hides_is() -> None:
    assert np.array_equal(cut_text("a\u200db", 100), cut_text("ab", 100))
    assert np.array_equal(cut_text("a\u202eb\n", 100), cut_text("a?b?", 100))


def test_lines_are_as_long_as_they_may_be_and_lose_nothing() -> None:
    sentence = "Each pixel has three numbers: how much red, green and blue there is in it."
    lines = wrapped(sentence, 200)
    assert " ".join(lines) == sentence
    assert all(text_mask(line, 15).shape[1] <= 200 for line in lines)
    for line, following in itertools.pairwise(lines):
        assert text_mask(f"{line} {following.split()[0]}", 15).shape[1] > 200
    assert wrapped("x" * 200, 50) == ["x" * 200]


@pytest.mark.parametrize("length", [1, 4, 28, 32, 180, 1024, 99_999])
def test_a_scale_has_few_round_marks(length: int) -> None:
    step = scale_step(length)
    assert length / step <= 6
    assert str(step).rstrip("0") in {"1", "2", "5", "25"}


def test_boxes_and_pictures_keep_to_the_canvas() -> None:
    canvas = blank(10, 10)
    fill(canvas, (-3, -3), (5, 5), colour=BLUE)
    put(canvas, np.full((2, 2, 3), 7, np.uint8), at=(8, 8))
    stamp(canvas, np.full((50, 50), 255, np.uint8), at=(5, 0))
    assert canvas.shape == (10, 10, 3)
    assert (canvas[:2, :2] == BLUE).all()


def test_a_picture_shows_itself_and_is_saved(tmp_path: Path) -> None:
    content = encode_png(blank(3, 4))
    picture = Picture(content, "<b> & \u202e")
    assert picture._repr_png_() == content
    shown = picture._repr_html_()
    assert "&lt;b&gt; &amp; \\u202e" in shown
    assert picture.address in shown
    assert picture.save(tmp_path / "new" / "x.png").read_bytes() == content
    assert len(repr(picture)) < 60
