"""A finished run, made once, and folders of small photos."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pupila.experiments.config import Recipe, build_recipe
from pupila.experiments.record import Run
from pupila.experiments.run import train

COLOURS = {"blue": (40, 60, 200), "green": (40, 190, 60), "red": (210, 50, 40)}
PHOTO_SIZE = (14, 12)


def write_photos(root: Path, *, count: int = 12, names: tuple[str, ...] = tuple(COLOURS), seed: int = 0) -> Path:
    """Write PNG photos of one colour and noise, a folder for each class."""
    dice = np.random.default_rng(seed)
    for name in names:
        (root / name).mkdir(parents=True)
        for number in range(count):
            noise = dice.integers(-40, 40, (*PHOTO_SIZE, 3))
            pixels = np.clip(np.array(COLOURS[name]) + noise, 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(root / name / f"{number:02d}.png")
    return root


def recipe_for(source: str, **values: Any) -> Recipe:
    content = {
        "name": "tiny",
        "data": {"source": source},
        "split": {"val": 0.2, "test": 0.25},
        "model": {"layers": ["conv 4 3x3 same relu", "maxpool 2", "flatten", "dropout 0.1", "dense classes"]},
        "train": {"epochs": 2, "batch_size": 8, "learning_rate": 0.02, "device": "cpu", "threads": 1},
        "report": {"examples": 4},
    }
    return build_recipe(content).with_values({key.replace("__", "."): value for key, value in values.items()})


@pytest.fixture(autouse=True)
def hasty_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: what power failures do is not the matter here."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture(scope="session")
def new_recipe() -> Callable[..., Recipe]:
    return recipe_for


@pytest.fixture(scope="session")
def new_photos() -> Callable[..., Path]:
    return write_photos


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of three classes of twelve photos; not to be changed."""
    return write_photos(tmp_path_factory.mktemp("data") / "colours")


@pytest.fixture(scope="session")
def finished(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Return a finished run on the photos; not to be changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(tmp_path_factory.mktemp("cache")))
        values = {"data__scale": "standardise", "augment__lines": ["flip horizontal"], "train__epochs": 4}
        yield train(recipe_for(str(photos), **values), out=tmp_path_factory.mktemp("runs") / "tiny")


@pytest.fixture
def own_run(finished: Run, tmp_path: Path) -> Run:
    """Return a copy of the finished run, to be changed at will."""
    return Run(Path(shutil.copytree(finished.path, tmp_path / "own")))
