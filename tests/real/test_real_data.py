"""Quick checks on the real data sets; run by 'make test-real' with $PUPILA_DATA set."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.data import photos
from pupila.data.sources import load
from pupila.data.split import make_split
from pupila.experiments.config import read_recipe
from pupila.experiments.record import Run
from pupila.experiments.run import train
from pupila.runtime import numpy_generator

FLOWERS = {"daisy": 633, "dandelion": 898, "roses": 641, "sunflowers": 699, "tulips": 799}


def one_epoch(name: str, out: Path, **values: Any) -> Run:
    settings = {"train.epochs": 1, "train.device": "cpu"} | {
        key.replace("__", "."): value for key, value in values.items()
    }
    return train(read_recipe(name).with_values(settings), out=out)


@pytest.mark.real("mnist")
def test_lenet_reads_digits_after_one_epoch(tmp_path: Path) -> None:
    run = one_epoch("n4-mnist-lenet5", tmp_path / "run")
    assert run.summary["parameters"] == 61_706
    assert run.metrics["test"]["accuracy"]["n"] == 10_000
    assert run.metrics["test"]["accuracy"]["value"] > 0.85
    assert sum(run.summary["data"]["split"].values()) + run.summary["data"]["dropped"] == 70_000


@pytest.mark.real("fashion_mnist")
def test_the_perceptron_knows_clothes_after_one_epoch(tmp_path: Path) -> None:
    run = one_epoch("n5-fashion-mlp", tmp_path / "run")
    assert run.summary["parameters"] == 101_770
    assert run.metrics["test"]["accuracy"]["value"] > 0.80


@pytest.mark.real("cifar10")
def test_the_small_network_beats_chance_on_a_part_of_cifar(tmp_path: Path) -> None:
    """Nine tenths are held out for validation, so that an epoch takes seconds; chance is a tenth."""
    run = one_epoch("n1-cifar10-small", tmp_path / "run", split__val=0.8, train__epochs=2)
    assert run.summary["parameters"] == 122_570
    assert run.metrics["test"]["accuracy"]["value"] > 0.35


@pytest.mark.real("cifar10")
def test_cifar_is_split_as_its_recipes_say() -> None:
    data = load("cifar10")
    assert data.counts == dict.fromkeys(data.class_names, 6000)
    split = make_split(
        data.labels, data.digests, data.given_split, val=0.2, test=0.15, generator=numpy_generator(0, "split")
    )
    assert len(split.test) == 10_000
    assert (data.given_split[split.test] == "test").all()
    assert abs(len(split.val) - 10_000) < 50
    assert len(split.train) + len(split.val) + len(split.dropped) == 50_000
    assert not set(data.digests[split.train]) & set(data.digests[split.test])
    assert np.ptp(np.bincount(data.labels[split.val])) < 30


@pytest.mark.real("flowers")
def test_the_flowers_are_all_there_and_come_faster_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path / "cache"))
    seconds = []
    for _ in range(2):
        begin = time.monotonic()
        data = load("flowers", image_size=(180, 180), channels="colour")
        seconds.append(time.monotonic() - begin)
        assert data.counts == FLOWERS
    assert data.num_examples == 3670
    assert data.image_size == (180, 180)
    assert seconds[1] * 5 < seconds[0]
    split = make_split(
        data.labels, data.digests, data.given_split, val=0.2, test=0.0, generator=numpy_generator(0, "split")
    )
    assert abs(len(split.val) - 734) < 10
    assert len(split.test) == 0


@pytest.mark.real("flowers")
def test_every_flower_has_the_pixels_and_the_digest_that_pillow_and_hashlib_give(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not photos.ready():
        pytest.skip("no compiler, no vectors of 32 bytes, or no simplejpeg")
    quick = load("flowers", image_size=(150, 200), channels="colour")
    monkeypatch.setattr("pupila.data.decoding.QUICK", 1_000_000)
    slow = load("flowers", image_size=(150, 200), channels="colour", background=(255, 255, 254))  # not from the cache
    assert quick.digests.tolist() == slow.digests.tolist()
    assert np.array_equal(quick.pixels, slow.pixels)


@pytest.mark.real("mnist")
def test_a_read_only_map_of_arrays_is_trained_on_without_a_warning(tmp_path: Path) -> None:
    run = one_epoch("n4-mnist-lenet5", tmp_path / "run", split__val=0.9, train__batch_size=256)
    assert run.status == "done"
