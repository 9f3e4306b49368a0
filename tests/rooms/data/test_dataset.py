from __future__ import annotations

import base64
import dataclasses
import hashlib
import re

import numpy as np
import pytest

from pupila.data.dataset import Dataset, image_digests, make_dataset
from pupila.data.image_io import decode
from pupila.data.remarks import Note, Skipped
from pupila.errors import DataError


@pytest.fixture
def toy() -> Dataset:
    dice = np.random.default_rng(0)
    return make_dataset(
        dice.integers(0, 256, (6, 8, 9, 3), np.uint8),
        np.array([0, 0, 0, 1, 1, 2]),
        name="toy",
        class_names=("a", "b", "c"),
    )


def test_properties_follow_the_arrays(toy: Dataset) -> None:
    assert (toy.num_examples, toy.num_classes, toy.image_size, toy.channels) == (6, 3, (8, 9), 3)
    assert toy.counts == {"a": 3, "b": 2, "c": 1}
    assert toy.images.shape == (6, 3, 8, 9)
    assert np.array_equal(toy.pixels, toy.images.transpose(0, 2, 3, 1))
    assert np.shares_memory(toy.pixels, toy.images)
    assert toy.original_sizes.tolist() == [[8, 9]] * 6
    assert toy.ids[:2] == ("toy/00000", "toy/00001")


def test_a_class_without_examples_counts_zero() -> None:
    found = make_dataset(np.zeros((2, 2, 2, 1), np.uint8), np.array([0, 2]), name="x", class_names=("a", "b", "c"))
    assert found.counts == {"a": 1, "b": 0, "c": 1}


def test_digests_are_equal_for_equal_images_of_equal_shape_only() -> None:
    same = np.zeros((3, 2, 6, 1), np.uint8)
    same[2, 0, 0] = 1
    digests = image_digests(same)
    assert digests[0] == digests[1] != digests[2]
    assert digests.dtype == "S32"
    assert image_digests(same[:1].reshape(1, 6, 2, 1))[0] != digests[0]
    assert digests[0].decode() == hashlib.blake2b(bytes(12), digest_size=16, person=b"2x6x1").hexdigest()


def test_digests_of_a_view_are_those_of_a_copy(toy: Dataset) -> None:
    view = np.ascontiguousarray(toy.images).transpose(0, 2, 3, 1)
    assert image_digests(view).tolist() == toy.digests.tolist()


def test_the_fingerprint_sees_images_labels_names_and_order(toy: Dataset) -> None:
    changed = toy.pixels.copy()
    changed[0, 0, 0, 0] ^= 1
    others = [
        make_dataset(changed, toy.labels, name="toy", class_names=toy.class_names),
        make_dataset(toy.pixels, toy.labels[[1, 0, 2, 4, 3, 5]] * 0 + 1, name="toy", class_names=toy.class_names),
        make_dataset(toy.pixels[::-1], toy.labels, name="toy", class_names=toy.class_names),
        make_dataset(toy.pixels, toy.labels, name="toy", class_names=("a", "b", "d")),
    ]
    assert len({toy.fingerprint, *(other.fingerprint for other in others)}) == 5
    assert dataclasses.replace(toy, name="renamed").fingerprint == toy.fingerprint


def test_rows_for_a_look_take_turns(toy: Dataset) -> None:
    assert toy.example_rows(5).tolist() == [0, 3, 5, 1, 4]
    assert toy.example_rows(99).tolist() == [0, 3, 5, 1, 4, 2]


def test_mismatches_are_refused() -> None:
    with pytest.raises(DataError, match="2 images but 3 labels"):
        make_dataset(np.zeros((2, 2, 2, 1), np.uint8), np.zeros(3, int), name="x", class_names=("a", "b"))
    with pytest.raises(DataError, match=r"\[1\] 2"):
        make_dataset(np.zeros((2, 2, 2, 1), np.uint8), np.array([0, 2]), name="x", class_names=("a", "b"))


def test_it_draws_itself_in_a_notebook_with_inert_names(toy: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = dataclasses.replace(toy, class_names=("<script>alert(1)</script>", "b&b", "c"), name="<img src=x>")
    page = bad._repr_html_()
    assert "<script>" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page
    (picture,) = re.findall(r"data:image/png;base64,([^'\"]+)['\"]", page)
    assert decode(base64.b64decode(picture)).pixels.shape[2] == 3
    assert "Class" in page
    monkeypatch.setenv("PUPILA_LANG", "es")
    assert "Clase" in bad._repr_html_()


def test_remarks_speak_both_languages() -> None:
    skipped = Skipped.from_error("rosas/1.jpg", DataError("data.image_empty", path="/elsewhere/1.jpg"))
    assert skipped.message().startswith("'rosas/1.jpg' is empty")
    assert skipped.message("es").startswith("'rosas/1.jpg' está vacío")
    assert "3" in Note("data.note_animation", {"count": 3, "paths": "a, b, c"}).message("es")
