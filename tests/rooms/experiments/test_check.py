from __future__ import annotations

import dataclasses
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pupila
from pupila.data.dataset import Dataset, make_dataset
from pupila.data.sources import load
from pupila.data.split import make_split
from pupila.errors import UsageError
from pupila.experiments import check as checks
from pupila.experiments.check import check, cross_predict, families, fold_of, quick_recipe
from pupila.experiments.config import read_recipe
from pupila.experiments.planning import Speed
from pupila.experiments.prepare import prepare_data


@pytest.fixture(autouse=True)
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train on one thread: two would wait for each other where tests share the cores."""
    monkeypatch.setattr("pupila.runtime.core_count", lambda: 1)


@pytest.fixture(scope="module")
def planted() -> tuple[Dataset, set[str]]:
    """Return the digits, 5 % of their labels wrong, and the ids of those."""
    data = load("digits")
    dice = np.random.default_rng(0)
    wrong = dice.choice(data.num_examples, 90, replace=False)
    labels = data.labels.copy()
    labels[wrong] = (labels[wrong] + dice.integers(1, 10, 90)) % 10
    return dataclasses.replace(data, labels=labels), {data.ids[row] for row in wrong}


def test_planted_label_errors_are_found(planted: tuple[Dataset, set[str]]) -> None:
    data, wrong = planted
    told: list[str] = []
    steps: list[tuple[int, int]] = []
    report = check(
        data,
        labels=True,
        device="cpu",
        told=lambda code, values: told.append(code),
        progress=lambda done, total, code: steps.append((done, total)) if code == "check.doing_labels" else None,
    )
    found = report["suspect_labels"]
    hits = wrong & set(found.files)
    assert len(hits) >= 0.8 * len(wrong)
    assert len(hits) >= 0.6 * len(found.files)
    assert {detail["fold"] for detail in found.details} == {1, 2, 3, 4}
    assert all(detail["given"] != detail["suggested"] for detail in found.details)
    assert found.severity == "warning"
    assert told == ["labels_begin"]
    assert steps[-1][0] == steps[-1][1]
    assert all(before[0] < after[0] for before, after in pairwise(steps))
    (note,) = [values for code, values in report.notes if code == "labels_judged"]
    assert note["folds"] == 4
    assert note["accuracy"] > 0.8


def test_labels_are_left_alone_where_they_are_not_wanted(planted: tuple[Dataset, set[str]]) -> None:
    data, _ = planted
    assert "suspect_labels" not in check(data, labels=False)
    assert "suspect_labels" not in check(data, only=["copies"])


def test_what_takes_too_long_is_said_and_not_done(
    planted: tuple[Dataset, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_expected", lambda recipe, data: 3600.0)
    monkeypatch.setattr(checks, "_reduced", None)  # nor is anything made ready for it
    report = check(planted[0])
    assert "suspect_labels" not in report
    assert ("labels_left_out", {"minutes": 60.0, "limit": 5.0}) in report.notes


def test_what_cannot_be_afforded_is_known_from_some_of_the_images(monkeypatch: pytest.MonkeyPatch) -> None:
    data = load("synthetic:size=64,examples=2400,classes=3")
    asked: list[int] = []
    whole = checks.gather

    def watched(pixels: np.ndarray, rows: np.ndarray, *more: object, **others: object) -> np.ndarray:
        asked.append(len(rows))
        return whole(pixels, rows, *more, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(checks, "gather", watched)
    monkeypatch.setattr(checks, "measure_speed", lambda *what: Speed(step=10.0, image=0.5))
    report = check(data, only=["suspect_labels"], device="cpu")
    epochs = quick_recipe(data).train.epochs
    (note,) = [values for code, values in report.notes if code == "labels_left_out"]
    assert note["minutes"] == pytest.approx((4 * epochs * math.ceil(1800 / 64) * 10.0 + 2400 * 0.5) / 60)
    assert asked == [2_000]


@pytest.mark.parametrize("labels", [None, True])
def test_copies_of_one_image_are_nothing_to_judge(labels: bool | None) -> None:
    data = make_dataset(np.zeros((24, 24, 24, 3), np.uint8), np.arange(24) % 2, name="black", class_names=("a", "b"))
    report = check(data, labels=labels, device="cpu")
    assert [code for code, _ in report.notes] == ["labels_one_image"]
    assert "copies_between_classes" in report


def test_two_images_can_be_judged_already() -> None:
    pixels = np.zeros((24, 24, 24, 3), np.uint8)
    pixels[1::2, :12] = 200
    data = make_dataset(pixels, np.arange(24) % 2, name="two", class_names=("a", "b"))
    report = check(data, labels=True, device="cpu")
    assert "labels_judged" in [code for code, _ in report.notes]


def test_the_judges_are_the_same_twice() -> None:
    data = load("synthetic:size=20,examples=120,classes=3")
    recipe = quick_recipe(data, device="cpu").with_values({"train.epochs": 1, "train.threads": 1})
    first, second = (cross_predict(data, recipe, folds=2) for _ in range(2))
    assert np.array_equal(first.probabilities, second.probabilities)
    assert np.array_equal(first.fold, second.fold)
    assert first.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_nobody_judges_what_it_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Identical images included, also those with other labels."""
    data = load("digits")
    rows = np.concatenate([np.arange(200), np.arange(40)])
    data = dataclasses.replace(
        data, images=data.images[rows], labels=np.concatenate([data.labels[:200], (data.labels[:40] + 1) % 10]),
        digests=data.digests[rows], ids=tuple(map(str, range(240))), given_split=data.given_split[rows],
        original_sizes=data.original_sizes[rows],
    )  # fmt: skip
    learned: list[tuple[set[bytes], set[bytes]]] = []
    trainer = checks._trainer

    def watched(recipe: object, dataset: Dataset, rows: object, listen: object) -> object:
        made = trainer(recipe, dataset, rows, listen)  # type: ignore[arg-type]
        split = made[1].split
        learned.append((set(dataset.digests[split.train].tolist()), set(dataset.digests[split.test].tolist())))
        return made

    monkeypatch.setattr(checks, "_trainer", watched)
    recipe = quick_recipe(data, device="cpu").with_values({"train.epochs": 1})
    cross_predict(data, recipe)
    assert len(learned) == 4
    assert all(not trained & judged for trained, judged in learned)


@given(
    st.lists(st.integers(0, 3), min_size=8, max_size=80),
    st.integers(2, 5),
    st.integers(0, 1000),
)
def test_folds_are_stratified_and_keep_families_whole(labels: list[int], folds: int, seed: int) -> None:
    known = np.array(labels)
    family = np.random.default_rng(seed).integers(0, len(labels) * 2, len(labels))
    fold = fold_of(known, family, folds=folds, seed=seed)
    assert all(len(set(fold[family == one].tolist())) == 1 for one in set(family.tolist()))
    alone = fold_of(known, np.arange(len(known)), folds=folds, seed=seed)
    for label in set(labels):
        sizes = np.bincount(alone[known == label], minlength=folds)
        assert sizes.max() - sizes.min() <= 1


def test_families_join_copies_and_groups() -> None:
    digests = np.array([b"a", b"b", b"a", b"c", b"d", b"d"])
    assert families(digests).tolist() == [0, 1, 0, 2, 3, 3]
    joined = families(digests, [[0, 3], [3, 4]])
    assert len(set(joined[[0, 2, 3, 4, 5]].tolist())) == 1
    assert joined[1] not in joined[[0, 2, 3, 4, 5]]


@pytest.mark.parametrize(("side", "expected"), [(8, (8, 8)), (28, (28, 28)), (64, (32, 32)), (100, (33, 33))])
def test_images_are_reduced_by_whole_blocks(side: int, expected: tuple[int, int]) -> None:
    data = load(f"synthetic:size={side},examples=12,classes=2")
    reduced = checks._reduced(data)
    assert reduced.image_size == expected
    assert reduced.ids == data.ids
    some = checks._reduced(data, np.array([2, 5]))
    assert np.array_equal(some.pixels, reduced.pixels[[2, 5]])
    assert (some.ids, some.labels.tolist()) == ((data.ids[2], data.ids[5]), data.labels[[2, 5]].tolist())
    factor = side // expected[0]
    first = data.pixels[0, :factor, :factor].astype(float).mean(axis=(0, 1))
    assert reduced.pixels[0, 0, 0] == pytest.approx(first, abs=0.51)


def test_from_python_with_a_page(tmp_path: Path) -> None:
    report = pupila.check("synthetic:size=16,examples=60,classes=3", labels=False, page=tmp_path / "check.html")
    assert report.worst != "error"
    assert (tmp_path / "check.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert pupila.check(report.dataset, only=["imbalance"]).findings == ()
    with pytest.raises(UsageError, match="suspect_labels"):
        pupila.check(report.dataset, only=["imbalance", "suspect_label"])


def test_training_is_told_what_matters_of_the_classes() -> None:
    data = load("synthetic:size=8,examples=60,classes=3")
    told = prepare_data(read_recipe("digits"), data).dataset.notes
    assert told == data.notes
    odd = dataclasses.replace(data, class_names=("Rose", "rose", "tulip"))
    first = prepare_data(read_recipe("digits"), odd).dataset
    assert [note.code for note in first.notes] == ["check.note_names_alike"]
    assert prepare_data(read_recipe("digits"), first).dataset.notes == first.notes


def test_identical_images_never_straddle_a_split() -> None:
    """What `copies` finds is used: whatever split is drawn, they are on one side."""
    data = load("digits")
    rows = np.concatenate([np.arange(300), np.arange(0, 300, 3)])
    for seed in range(5):
        split = make_split(
            data.labels[rows], data.digests[rows], data.given_split[rows], val=0.2, test=0.2,
            generator=np.random.default_rng(seed),
        )  # fmt: skip
        parts = [set(data.digests[rows[part]].tolist()) for part in (split.train, split.val, split.test)]
        assert not (parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2])
