from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pupila.reporting.pictures import Album, examples, gallery, reduced
from pupila.reporting.record_view import RunView, SplitAnswers, read_run


@pytest.fixture
def view(ten_classes: Path) -> RunView:
    return read_run(ten_classes)


def flat(pixels: object) -> bytes:
    return b"png"


def test_bars_show_every_class_right_in_one_colour_a_wrong_answer_in_another(view: RunView) -> None:
    answers = view.answers["test"]
    for part in ("errors", "hits", "random"):
        pictures = gallery(view, "en", part=part, album=Album(flat))
        for picture, row in zip(pictures, answers.parts[part].tolist(), strict=True):
            probabilities, label = answers.probabilities[row], int(answers.labels[row])
            assert [bar.name for bar in picture.bars] == list(view.class_names)
            assert [bar.share for bar in picture.bars] == pytest.approx(probabilities.tolist())
            kinds = ["right" if one == label else "other" for one in range(10)]
            if probabilities.argmax() != label:
                kinds[int(probabilities.argmax())] = "wrong"
            assert [bar.kind for bar in picture.bars] == kinds
            assert (picture.id, picture.hit) == (answers.ids[row], probabilities.argmax() == label)


def test_of_many_classes_the_five_largest_are_shown_with_the_rest(view: RunView) -> None:
    names = tuple(f"class {place}" for place in range(20))
    probabilities = np.full((1, 20), 0.01, dtype=np.float32)
    probabilities[0, [3, 7, 11, 2]] = [0.4, 0.3, 0.1, 0.04]
    rows = np.zeros(1, dtype=np.int64)
    pixels = np.zeros((1, 8, 8, 1), dtype=np.uint8)
    answers = SplitAnswers(probabilities, np.array([7]), ("a",), rows, pixels, {"errors": rows})
    run = replace(view, answers={"test": answers}, model={"class_names": list(names)})
    (picture,) = gallery(run, "en", part="errors", album=Album(flat))
    assert [bar.name for bar in picture.bars][:4] == ["class 3", "class 7", "class 11", "class 2"]
    assert [bar.kind for bar in picture.bars] == ["wrong", "right", "other", "other", "other"]
    assert picture.remark == "all other classes together: 15.0%"


def test_a_picture_is_embedded_once_and_only_within_the_budget() -> None:
    calls: list[tuple[int, ...]] = []

    def encode(pixels: np.ndarray) -> bytes:  # type: ignore[type-arg]
        calls.append(pixels.shape)
        return b"x" * 30

    album = Album(encode, budget=130)
    pixels = np.zeros((8, 4, 3), dtype=np.uint8)
    first = album.add("a", pixels)
    assert first is not None
    assert (first.width, first.height, first.shown_width, first.shown_height, first.enlarged) == (4, 8, 64, 128, True)
    assert album.add("a", pixels) is first
    assert album.add("b", pixels) is not None
    assert album.add("c", pixels) is None
    assert album.add("c", pixels) is None
    assert len(calls) == 3
    assert [stamp.key for stamp, _ in album.pages] == ["p0", "p1"]


@pytest.mark.parametrize(
    ("shape", "side", "expected"), [((10, 6), 96, (10, 6)), ((100, 50), 50, (50, 25)), ((97, 4), 48, (32, 1))]
)
def test_large_pictures_become_means_of_blocks(shape: tuple[int, int], side: int, expected: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    found = reduced(pixels, side)
    assert found.shape == (*expected, 3)
    factor = shape[0] // expected[0]
    assert found[0, 0].tolist() == np.rint(pixels[:factor, :factor].reshape(-1, 3).mean(axis=0)).tolist()


def test_training_images_come_class_by_class(view: RunView) -> None:
    groups = examples(view, "en", album=Album(flat))
    assert [group.first for group in groups] == list(view.class_names)
    assert [len(group.pictures) for group in groups] == [3] * 10
    assert groups[1].pictures[0][2] == "train/00001"
    assert examples(replace(view, examples=None), "en", album=Album(flat)) == []
