"""What holds for every check of a data set."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pupila.data.check.evidence import CHECKS
from pupila.data.check.examine import examine
from pupila.data.check.finding import SEVERITIES
from pupila.data.dataset import Dataset, make_dataset
from pupila.data.remarks import Skipped
from pupila.language import texts

NAMES = list(CHECKS)


def set_of(pixels: np.ndarray, **more: object) -> Dataset:  # type: ignore[type-arg]
    given = {"labels": np.arange(len(pixels)) % 2, "name": "set", "class_names": ("one", "two"), **more}
    return make_dataset(pixels, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def faulty() -> Dataset:
    """Hold many faults at once: copies, splits, tones, names, skipped files."""
    dice = np.random.default_rng(0)
    images = dice.integers(0, 256, (50, 32, 32, 3), np.uint8)
    images[40:45] = images[:5]
    images[45] = 0
    given = np.array(["train"] * 35 + ["test"] * 15)
    data = set_of(images, given_split=given, class_names=("Rose", "rose"))
    skipped = (
        Skipped("a/1.png", "data.image_empty"),
        Skipped("a/2.png", "data.image_broken", {"reason": "OSError: image file is truncated"}),
        Skipped("a/3.png", "data.image_format", {"valid": "PNG"}),
        Skipped("a/4.txt", "data.image_format", {"valid": "PNG"}),
        Skipped("a/5.png", "data.image_too_large", {"limit": 25, "side": 20000}),
    )
    object.__setattr__(data, "skipped", skipped)
    return data


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_in_both_languages(name: str) -> None:
    assert CHECKS[name].__doc__
    for ending in ("", "_title", "_caveat"):
        english, spanish = texts("check")[f"check.{name}{ending}"]
        assert english != spanish


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_nothing_where_nothing_is_wrong(name: str) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (60, 32, 32, 3), np.uint8)
    assert examine(set_of(pixels), only=[name]).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_it_survives_sets_at_the_edge(name: str) -> None:
    for shape in ((2, 1, 1, 1), (3, 2, 40, 3), (4, 16, 16, 1)):
        examine(set_of(np.zeros(shape, np.uint8)), only=[name])


@pytest.mark.parametrize("name", NAMES)
def test_what_it_finds_can_be_acted_on(name: str, faulty: Dataset) -> None:
    known = {*faulty.ids, *(item.path for item in faulty.skipped)}
    for finding in examine(faulty, only=[name]).findings:
        assert finding.code == name
        assert finding.severity in SEVERITIES
        assert set(finding.movable) <= set(finding.files) <= known
        assert {one for group in finding.groups for one in group} <= known | set(faulty.class_names)
        assert all(finding.message(language) and finding.caveat(language) for language in ("en", "es"))
        assert {"code", "severity", "files", "message"} <= json.loads(json.dumps(finding.to_json())).keys()


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_the_same_twice(name: str, faulty: Dataset) -> None:
    first, second = (examine(faulty, only=[name]).to_json() for _ in range(2))
    assert first == second


def test_many_of_them_find_something(faulty: Dataset) -> None:
    assert len(examine(faulty).findings) >= 10
