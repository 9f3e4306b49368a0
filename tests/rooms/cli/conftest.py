"""The command line without a process, on a run made once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pupila.cli import main

TINY = ("--set", 'model.layers=["flatten", "dense 8 relu", "dense classes"]', "--set", "train.threads=1")
SHAPES = "synthetic:size=8,examples=90,classes=3"


@dataclass(frozen=True)
class Outcome:
    """Hold what a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Outcome]


def write_colours(root: Path, *, count: int = 8, names: tuple[str, ...] = ("blue", "red")) -> Path:
    dice = np.random.default_rng(0)
    for row, name in enumerate(names):
        (root / name).mkdir(parents=True)
        for number in range(count):
            pixels = dice.integers(0, 90, (9, 10, 3), np.uint8)
            pixels[..., 2 - row % 3] += 150
            Image.fromarray(pixels).save(root / name / f"{number}.png")
    return root


@pytest.fixture
def new_photos() -> Callable[..., Path]:
    return write_colours


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in an empty folder, with a cache of its own, and wait for no disk."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture(autouse=True)
def no_torch_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let classifiers answer as in a process of their own: without torch, which these tests have loaded long ago."""
    monkeypatch.setattr("pupila.experiments.classifier.sys", SimpleNamespace(modules={}))


@pytest.fixture
def pupila(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one command line."""

    def command(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        code = main.run([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return Outcome(code, shown.out, shown.err)

    return command


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return photos and a finished run on them; not to be changed."""
    place = tmp_path_factory.mktemp("cli")
    photos = write_colours(place / "photos")
    settings = [
        *TINY,
        "--set",
        "data.image_size=[9,10]",
        "--set",
        "augment.lines=[]",
        "--set",
        "train.learning_rate=0.05",
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(place / "cache"))
        patch.setenv("PUPILA_LANG", "en")
        run = place / "colours"
        assert main.run(["train", str(photos), *settings, "--epochs", "6", "--out", str(run), "--device", "cpu"]) == 0
    return photos, run


@pytest.fixture
def photos(trained: tuple[Path, Path]) -> Path:
    return trained[0]


@pytest.fixture
def run_folder(trained: tuple[Path, Path], tmp_path: Path) -> Path:
    """Return a copy of the finished run, to be changed at will."""
    return Path(shutil.copytree(trained[1], tmp_path / "colours"))


@pytest.fixture
def tiny() -> tuple[str, ...]:
    """Return what makes a training tiny."""
    return TINY


@pytest.fixture
def shapes() -> str:
    return SHAPES
