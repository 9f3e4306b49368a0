"""Count what the tests of the promises show, so that docs/reliability.md can be written from it; and what they share.

A test of promise 20 is called `test_p20_...`. It counts as one case, or as many as it reports to the fixture `counted`.
Where the variable PUPILA_PROMISES names a file, the results are written there at the end; run from tests/promises.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nursery import Nursery
from PIL import Image

from pupila.cli import main

Counted = Callable[[int], None]
RESULTS: dict[str, dict[str, Any]] = {}
_PROMISED = re.compile(r"(\w+\.py)::(test_p\d\d_\w+)")
_UNPICKLED: list[str] = []


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Counted:
    """Report how many cases a test has gone through."""

    def count(cases: int) -> None:
        request.node.user_properties.append(("cases", cases))

    return count


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add one test to the ledger."""
    named = _PROMISED.search(report.nodeid)
    if named is None or (report.when != "call" and report.passed):
        return
    entry = RESULTS.setdefault("::".join(named.groups()), {"passed": 0, "failed": 0, "skipped": 0, "seconds": 0.0})
    entry["seconds"] += report.duration
    cases = dict(report.user_properties).get("cases", 1)
    entry[report.outcome] += cases if report.passed else 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the ledger; the workers of xdist leave it to the process that started them."""
    place = os.environ.get("PUPILA_PROMISES")
    if place and not hasattr(session.config, "workerinput"):
        Path(place).write_text(json.dumps(RESULTS, indent=1), encoding="utf-8")


def _listen(event: str, values: tuple[Any, ...]) -> None:
    if event == "pickle.find_class":
        _UNPICKLED.append(".".join(map(str, values)))


sys.addaudithook(_listen)


@pytest.fixture(autouse=True)
def nothing_is_unpickled() -> Iterator[None]:
    """Fail any test here during which a pickle names a class or a function."""
    before = len(_UNPICKLED)
    yield
    assert _UNPICKLED[before:] == []


@pytest.fixture(autouse=True)
def hasty_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: what power failures do is not the matter here."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


def write_colours(root: Path, names: tuple[str, ...], *, count: int = 6, seed: int = 0) -> Path:
    """Write small photos, a folder for each class and a colour of its own, all different."""
    dice = np.random.default_rng(seed)
    for row, name in enumerate(names):
        (root / name).mkdir(parents=True)
        for number in range(count):
            pixels = dice.integers(0, 60, (8, 9, 3), np.uint8)
            pixels[..., row % 3] += 60 + 60 * ((row // 3) % 3)
            Image.fromarray(pixels).save(root / name / f"{number}.png")
    return root


@pytest.fixture(scope="session")
def new_colours() -> Callable[..., Path]:
    return write_colours


TINY = {
    "model.layers": ["flatten", "dense classes"],
    "data.image_size": [8, 8],
    "augment.lines": [],
    "train.epochs": 8,
    "train.learning_rate": 0.02,
    "train.threads": 1,
    "train.device": "cpu",
}


@pytest.fixture(scope="session")
def train_tiny() -> Callable[[Path, Path], None]:
    """Train a dense layer on a folder of photos, by the command line."""

    def train(photos: Path, out: Path) -> None:
        settings = [part for key, value in TINY.items() for part in ("--set", f"{key}={json.dumps(value)}")]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("os.fsync", lambda descriptor: None)
            patch.setenv("PUPILA_CACHE", str(out.parent / "cache"))
            patch.setenv("PUPILA_LANG", "en")
            assert main.run(["train", str(photos), *settings, "--out", str(out)]) == 0

    return train


@pytest.fixture(scope="session")
def three_colours(train_tiny: Callable[[Path, Path], None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run that tells three colours apart; not to be changed. Its photos lie beside it."""
    place = tmp_path_factory.mktemp("three")
    write_colours(place / "photos", ("blue", "green", "red"), count=12)
    train_tiny(place / "photos", place / "run")
    return place / "run"


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run one command line; return exit code, standard output and standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main.run([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def one_sentence(error: Exception, *, naming: str = "") -> None:
    """Check that an error of ours is one line in both languages, with no traceback and no address of an object."""
    for language in ("en", "es"):
        told = error.message(language)  # type: ignore[attr-defined]
        assert "\n" not in told, told
        assert not re.search(r"Traceback| at 0x[0-9a-f]{6,}|<[\w.]+ object", told), told
        assert naming in told, told
        assert told.rstrip().endswith((".", "?", ")")), told


@pytest.fixture(scope="session")
def clear() -> Callable[..., None]:
    return one_sentence


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Return what starts command lines as processes of their own, at once."""
    started = Nursery(tmp_path_factory.mktemp("said"))
    yield started
    started.close()
