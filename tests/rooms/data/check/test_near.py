from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import fft

from pupila.data.check.confirm import likeness
from pupila.data.check.examine import examine
from pupila.data.check.measure import MIRRORED, fingerprint, gather, measure, shrink, to_grey
from pupila.data.check.near import groups_of

EDITS = ("resized", "recompressed", "brightened", "cropped", "mirrored", "all at once")
Make = Callable[..., Any]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("side", [32, 64])
def test_edited_copies_are_found(edit: str, side: int, scenes: Make, data_of: Make, edited: Make) -> None:
    dice = np.random.default_rng(1)
    images = scenes(300, side)
    planted = np.stack([edited(image, edit, dice) for image in images[:40]])
    given = np.array(["train"] * 300 + ["test"] * 40)
    found = examine(
        data_of(np.concatenate([images, planted]), given_split=given), only=["near_copies_across_splits", "near_copies"]
    )
    pairs = {tuple(sorted(detail["files"])) for detail in found["near_copies_across_splits"].details}
    wanted = {(f"test/{row:05d}", f"train/{row:05d}") for row in range(40)}
    assert len(pairs & wanted) >= 0.95 * len(wanted)
    assert pairs <= wanted
    assert "near_copies" not in found


def test_a_mirror_image_is_called_one(scenes: Make, data_of: Make) -> None:
    images = scenes(40)
    found = examine(data_of(np.concatenate([images, images[:1, :, ::-1]])), only=["near_copies"])
    (pair,) = found["near_copies"].details
    assert pair["mirrored"]
    assert pair["likeness"] == pytest.approx(1, abs=1e-3)


def test_different_images_are_left_alone(scenes: Make, data_of: Make) -> None:
    assert not examine(data_of(scenes(400)), only=["near_copies", "near_copies_between_classes"]).findings


def test_images_with_the_same_coarse_structure_are_told_apart_by_their_details(scenes: Make, data_of: Make) -> None:
    coarse, fine = scenes(30, seed=1).astype(float), scenes(60, seed=2).astype(float)
    smooth = fft.idctn(
        fft.dctn(coarse, axes=(1, 2)) * (np.add.outer(range(48), range(48)) < 6)[None, :, :, None], axes=(1, 2)
    )
    mixed = np.clip(np.concatenate([smooth, smooth]) + 0.35 * (fine - 120), 0, 255).astype(np.uint8)
    assert not examine(data_of(mixed, [0] * 30 + [1] * 30), only=["near_copies_between_classes"]).findings


def test_copies_with_other_labels_and_identical_images_are_kept_apart(scenes: Make, data_of: Make) -> None:
    images = scenes(40)
    brighter = np.clip(images[:1].astype(int) + 9, 0, 255).astype(np.uint8)
    data = data_of(np.concatenate([images, images[1:2], brighter]), [0] * 20 + [1] * 20 + [1, 1])
    found = examine(data, only=["near_copies_between_classes", "copies_between_classes"])
    assert found["copies_between_classes"].groups == (("planted/00001", "planted/00040"),)
    assert found["near_copies_between_classes"].groups == (("planted/00000", "planted/00041"),)


def test_very_small_images_are_not_compared_and_that_is_said(scenes: Make, data_of: Make) -> None:
    images = scenes(30, 12)
    found = examine(data_of(np.concatenate([images, images[:1, :, ::-1]])))
    assert not any("near" in finding.code for finding in found.findings)
    assert [code for code, _ in found.notes] == ["no_near"]


def test_the_fingerprint_is_the_cosine_transform() -> None:
    small = np.random.default_rng(0).random((3, 20, 24))
    expected = fft.dctn(small, axes=(1, 2), norm="ortho")[:, :8, :8].reshape(3, -1)[:, 1:]
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert fingerprint(small.astype(np.float32)) == pytest.approx(expected, abs=1e-5)
    assert fingerprint(small[:, :, ::-1].astype(np.float32)) == pytest.approx(expected * MIRRORED, abs=1e-5)


def test_shrinking_is_averaging_what_is_covered() -> None:
    grey = np.random.default_rng(0).random((2, 64, 96)).astype(np.float32)
    assert shrink(grey) == pytest.approx(grey.reshape(2, 32, 2, 32, 3).mean(axis=(2, 4)), abs=1e-6)
    odd = shrink(np.broadcast_to(np.arange(50, dtype=np.float32), (1, 50, 50)))
    assert odd.mean() == pytest.approx(24.5, abs=1e-4)


def test_measures_are_those_of_the_whole_whatever_the_step(monkeypatch: pytest.MonkeyPatch, scenes: Make) -> None:
    images = scenes(30)
    whole = measure(images)
    monkeypatch.setattr("pupila.data.check.measure._CHUNK_PIXELS", 48 * 48 * 3 * 7)
    for one, other in zip(vars(whole).values(), vars(measure(images)).values(), strict=True):
        assert one == pytest.approx(other, abs=1e-6)
    grey = to_grey(images)
    assert whole.contrast == pytest.approx(shrink(grey).std(axis=(1, 2)), abs=1e-6)


def test_large_images_are_compared_a_few_at_a_time(scenes: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    images = scenes(24, 160)
    pairs = np.array([(row, other) for row in range(24) for other in range(24)], np.int64)
    turned = np.arange(len(pairs)) % 2 == 1
    tracemalloc.start()
    found = likeness(images, pairs, turned)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000
    monkeypatch.setattr("pupila.data.check.measure._CHUNK_PIXELS", 10**9)
    for one, other in zip(likeness(images, pairs, turned), found, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


@pytest.mark.parametrize("held", [10**9, 0])
def test_images_are_gathered_in_order_wherever_they_lie(
    held: int, scenes: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, rows = scenes(30), np.array([3, 29, 0, 7, 8, 9])
    monkeypatch.setattr("pupila.data.check.measure._HELD", held)
    monkeypatch.setattr("pupila.data.check.measure._CHUNK_PIXELS", 48 * 48 * 3 * 4)
    told: list[tuple[int, int]] = []
    found = gather(
        images,
        rows,
        lambda part: part[:, ::2],
        folder=tmp_path / "cache",
        progress=lambda done, total: told.append((done, total)),
    )
    assert np.array_equal(found, images[rows][:, ::2])
    assert told == [(4, 6), (6, 6)]
    assert (found.base is None) == bool(held)
    assert list(tmp_path.rglob("*")) == ([] if held else [tmp_path / "cache"])
    (tmp_path / "file").write_text("no folder")
    assert np.array_equal(gather(images, rows, folder=tmp_path / "file"), images[rows])


def test_groups_join_pairs_through_a_third() -> None:
    assert groups_of(np.array([[5, 6], [0, 9], [6, 7], [7, 5]])) == [[5, 6, 7], [0, 9]]
    assert groups_of(np.empty((0, 2), np.int64)) == []
