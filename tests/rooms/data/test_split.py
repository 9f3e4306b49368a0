from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.data.split import Split, make_split
from pupila.errors import DataError, UsageError


def split(
    labels: list[int] | np.ndarray,
    images: list[int] | np.ndarray | None = None,
    given_split: list[str] | None = None,
    *,
    val: float = 0.0,
    test: float = 0.0,
    seed: int = 0,
) -> Split:
    count = len(labels)
    digests = np.array([f"{image:032x}" for image in (range(count) if images is None else images)], "S32")
    parts = np.array(given_split or [""] * count, "<U5")
    return make_split(np.asarray(labels), digests, parts, val=val, test=test, generator=np.random.default_rng(seed))


FRACTIONS = st.sampled_from([0.0, 0.1, 0.2, 0.25, 0.5, 0.9])
LABELS = st.lists(st.integers(0, 4), min_size=1, max_size=80)


@st.composite
def data_sets(draw: st.DrawFn) -> tuple[list[int], list[int], list[str]]:
    labels = draw(LABELS)
    size = len(labels)
    images = draw(st.lists(st.integers(0, size), min_size=size, max_size=size))
    choices = draw(st.sampled_from([[""], ["train", "test"], ["train", "val", "test"], ["", "val"]]))
    return labels, images, draw(st.lists(st.sampled_from(choices), min_size=size, max_size=size))


@given(data=data_sets(), val=FRACTIONS, test=FRACTIONS, seed=st.integers(0, 9))
def test_whatever_the_data_the_promises_hold(
    data: tuple[list[int], list[int], list[str]], val: float, test: float, seed: int
) -> None:
    labels, images, given_split = data
    try:
        found = split(labels, images, given_split, val=val, test=test, seed=seed)
    except DataError:
        sealed = {image for image, part in zip(images, given_split, strict=True) if part in ("val", "test")}
        assert sealed >= {image for image, part in zip(images, given_split, strict=True) if part in ("", "train")}
        return
    parts = [found.train, found.val, found.test]
    # A partition, each part sorted.
    assert sorted(np.concatenate([*parts, found.dropped]).tolist()) == list(range(len(labels)))
    assert all((np.diff(part) > 0).all() for part in [*parts, found.dropped])
    # Identical images never straddle.
    held = [{images[row] for row in part} for part in parts]
    assert not held[0] & held[1]
    assert not held[0] & held[2]
    assert not held[1] & held[2]
    # A given test set is taken whole, and only copies of given images are dropped.
    if "test" in given_split:
        assert found.test.tolist() == [row for row, part in enumerate(given_split) if part == "test"]
    given_images = {image for image, part in zip(images, given_split, strict=True) if part in ("val", "test")}
    assert all(images[row] in given_images for row in found.dropped)
    # Every class that may be trained on is.
    trainable = {
        label
        for label, image, part in zip(labels, images, given_split, strict=True)
        if part in ("", "train") and image not in given_images
    }
    assert {labels[row] for row in found.train} >= trainable


@given(labels=LABELS, fraction=FRACTIONS, seed=st.integers(0, 5))
def test_without_copies_each_class_is_within_one_of_its_share(labels: list[int], fraction: float, seed: int) -> None:
    found = split(labels, val=fraction, seed=seed)
    counts = np.bincount(labels, minlength=5)
    held = np.bincount(np.asarray(labels)[found.val], minlength=5)
    assert (np.abs(held - counts * fraction) <= 1).all()


def test_shares_add_up_to_the_share_of_the_whole() -> None:
    labels = [0] * 13 + [1] * 13 + [2] * 14
    found = split(labels, val=0.25)
    assert (len(found.train), len(found.val), len(found.test)) == (30, 10, 0)


def test_val_is_a_fraction_of_what_test_leaves() -> None:
    found = split([0, 1] * 50, val=0.25, test=0.2)
    assert (len(found.train), len(found.val), len(found.test)) == (60, 20, 20)


def test_the_seed_decides_and_nothing_else() -> None:
    labels = [0, 1, 2] * 20
    one, same, other = (split(labels, val=0.2, seed=seed) for seed in (1, 1, 2))
    assert one.val.tolist() == same.val.tolist()
    assert one.val.tolist() != other.val.tolist()


def test_zero_holds_out_nothing_and_rolls_no_dice() -> None:
    generator = np.random.default_rng(3)
    before = generator.bit_generator.state
    found = make_split(
        np.arange(4), np.array(list("abcd"), "S32"), np.full(4, "", "<U5"), val=0, test=0, generator=generator
    )
    assert found.train.tolist() == [0, 1, 2, 3]
    assert generator.bit_generator.state == before


def test_copies_of_given_test_images_are_dropped_from_train_and_val() -> None:
    found = split([0, 1, 0, 1, 0, 1], [7, 8, 7, 9, 8, 7], ["train", "train", "val", "val", "train", "test"])
    assert found.test.tolist() == [5]
    assert found.val.tolist() == [3]
    assert found.dropped.tolist() == [0, 2]
    assert found.train.tolist() == [1, 4]


def test_a_given_test_set_makes_the_test_fraction_void() -> None:
    found = split([0, 1] * 10, given_split=["train"] * 16 + ["test"] * 4, val=0.25, test=0.5)
    assert (len(found.train), len(found.val), found.test.tolist()) == (12, 4, [16, 17, 18, 19])


def test_a_class_whose_images_all_bear_another_label_too_stays_in_training() -> None:
    labels, images = [0] * 6 + [1], [0, 1, 2, 3, 4, 5, 5]
    for seed in range(20):
        found = split(labels, images, val=0.5, seed=seed)
        assert 6 in found.train


def test_a_set_of_which_nothing_remains_is_refused() -> None:
    with pytest.raises(DataError, match="No example is left"):
        split([0, 1], [5, 5], ["train", "test"])


@pytest.mark.parametrize("fraction", [-0.1, 1.0, 20, float("nan")])
@pytest.mark.parametrize("name", ["val", "test"])
def test_a_fraction_out_of_range_is_refused(name: str, fraction: float) -> None:
    with pytest.raises(UsageError, match=rf"split.{name} is .*0\.2"):
        split([0, 1], **{name: fraction})


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(DataError, match="one length"):
        split([0, 1], [1, 2, 3])


def test_a_split_is_found_again_by_ids_in_another_order() -> None:
    ids = [f"cat/{row}.jpg" for row in range(10)]
    found = split([0, 1] * 5, val=0.2, test=0.2)
    record = json.loads(json.dumps(found.to_json(ids)))
    shuffled = ids[::-1]
    again = Split.from_json(record, shuffled)
    for part in ("train", "val", "test", "dropped"):
        assert {shuffled[row] for row in getattr(again, part)} == {ids[row] for row in getattr(found, part)}


def test_ids_that_are_gone_are_named() -> None:
    with pytest.raises(DataError, match=r"2 examples .*\(b, c\)"):
        Split.from_json({"train": ["a", "b"], "val": [], "test": ["c"], "dropped": []}, ["a"])


def test_sixty_thousand_examples_take_no_time() -> None:
    import time

    start = time.monotonic()
    found = split(np.arange(60_000) % 10, val=0.2)
    assert time.monotonic() - start < 2
    assert len(found.val) == 12_000
