"""Other threads, another torch, clocks that jump, no home: a run names what differs, and needs none (P02, P09, P10)."""

from __future__ import annotations

import itertools
import json
import math
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import torch
from nursery import Nursery

from pupila import runtime
from pupila.errors import Interrupted
from pupila.experiments import record
from pupila.experiments.config import build_recipe
from pupila.experiments.record import Run, list_runs
from pupila.experiments.run import Watch, resume, train
from pupila.models import narrow

Counted = Callable[[int], None]
pytestmark = pytest.mark.timeout(600)  # for a machine that others use too
Command = Callable[..., tuple[int, str, str]]
RECIPE = {
    "name": "tiny",
    "data": {"source": "synthetic:size=8,examples=60,classes=3", "image_size": [8, 8]},
    "model": {"layers": ["flatten", "dense 8 relu", "dense classes"]},
    "train": {"epochs": 3, "batch_size": 8, "device": "cpu"},
}
NOBODY = 65534


@pytest.fixture
def one_core(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(runtime, "core_count", lambda: 1)
    yield
    torch.set_num_threads(1)


@pytest.fixture
def stopped(one_core: None, tmp_path: Path) -> Path:
    """Return a run that was interrupted in its second epoch."""
    steps = itertools.count(1)
    with pytest.raises(Interrupted):
        train(build_recipe(RECIPE), out=tmp_path / "run", watch=Watch(should_stop=lambda: next(steps) > 6))
    return tmp_path / "run"


def other_threads(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(runtime, "core_count", lambda: 2)


def other_torch(patch: pytest.MonkeyPatch) -> None:
    known = metadata.version
    patch.setattr(metadata, "version", lambda name: "2.99.0" if name == "torch" else known(name))


def other_processor(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "SSE0")


def other_precision(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(runtime, "choose_precision", lambda *_: "bfloat16")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (other_threads, r"threads 1 -> 2"),
        (other_torch, r"torch \S+ -> 2\.99\.0"),
        (other_processor, r"cpu_capability \S+ -> SSE0"),
        (other_precision, r"precision float32 -> bfloat16"),
    ],
    ids=["threads", "torch", "processor", "precision"],
)
def test_p02_a_resume_elsewhere_names_what_differs_and_goes_on_only_if_allowed(
    stopped: Path, command: Command, monkeypatch: pytest.MonkeyPatch, change: Any, words: str
) -> None:
    before = {path.name: path.read_bytes() for path in (stopped / "checkpoint").iterdir()}
    with monkeypatch.context() as patch:
        change(patch)
        for language in ("en", "es"):
            code, out, err = command("train", "--resume", stopped, "--lang", language)
            assert (code, out) == (4, "")
            assert re.search(words, err), err
            assert "--allow-drift" in err
        assert {path.name: path.read_bytes() for path in (stopped / "checkpoint").iterdir()} == before
        assert Run(stopped).status == "interrupted"
        code, _, err = command("train", "--resume", stopped, "--allow-drift")
        assert code == 0, err
        assert re.search(words, err), "the run says so"
    (note,) = (one for one in Run(stopped).summary["notes"] if one["code"] == "runs.note_drift")
    assert re.search(words, note["values"]["changes"])
    shown = (stopped / "report.html").read_text(encoding="utf-8")
    assert re.search(words.replace(">", "&gt;"), shown), "and so does its report"


def test_p02_a_resume_without_what_was_compiled_is_refused(
    one_core: None, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    if narrow.library() is None:
        pytest.skip("no compiler to make narrow.c with")
    recipe = build_recipe({**RECIPE, "model": {"layers": ["conv 8 3x3 relu", "flatten", "dense classes"]}})
    steps = itertools.count(1)
    with pytest.raises(Interrupted):
        train(recipe, out=tmp_path / "run", watch=Watch(should_stop=lambda: next(steps) > 6))
    with monkeypatch.context() as patch:
        patch.setenv("PUPILA_COMPILE", "0")
        narrow.library.cache_clear()
        code, _, err = command("train", "--resume", tmp_path / "run")
    narrow.library.cache_clear()
    assert code == 4
    assert "convolution narrow.c -> torch" in err
    assert command("train", "--resume", tmp_path / "run")[0] == 0


def test_p02_what_was_allowed_once_is_compared_with_from_then_on(
    stopped: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_torch(monkeypatch)
    steps = itertools.count(1)
    with pytest.raises(Interrupted):
        resume(stopped, allow_drift=True, watch=Watch(should_stop=lambda: next(steps) > 2))
    assert command("train", "--resume", stopped)[0] == 0


def test_p02_a_new_run_has_nothing_to_drift_from(command: Command) -> None:
    code, _, err = command("train", "digits", "--allow-drift")
    assert code == 2
    assert "--resume" in err


DAY, YEAR = 86_400.0, 365.25 * 86_400.0


def jumping(*steps: float) -> Callable[[], float]:
    """Return a clock of the day that jumps at every look at it."""
    real, offsets = time.time, itertools.cycle(steps)
    return lambda: real() + next(offsets)


def frozen() -> Callable[[], float]:
    now = time.monotonic()
    return lambda: now


CLOCKS: dict[str, dict[str, Any]] = {
    "a day back": {"time": jumping(0.0, -DAY)},
    "ten years ahead": {"time": jumping(0.0, 10 * YEAR)},
    "to and fro": {"time": jumping(-DAY, 3 * DAY, -YEAR)},
    "at the beginning of time": {"time": lambda: 0.0},
    "after 2038": {"time": lambda: 2.0**31 + 5},
    "another zone": {"TZ": "Pacific/Kiritimati"},
    "summer time begins": {"TZ": "CET-1CEST,J1/0,J365/23"},
    "a clock that stands": {"monotonic": frozen()},
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_p09_a_clock_that_jumps_changes_no_figure(
    one_core: None, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    words = [part for key in ("train.epochs=2", "train.threads=1") for part in ("--set", key)]
    layers = "model.layers=" + json.dumps(RECIPE["model"]["layers"])  # type: ignore[index]
    source = str(RECIPE["data"]["source"])  # type: ignore[index]
    with monkeypatch.context() as patch:
        for name, value in CLOCKS[clock].items():
            if name == "TZ":
                patch.setenv("TZ", value)
                time.tzset()
            else:
                patch.setattr(time, name, value)
        code, out, err = command("train", source, *words, "--set", layers, "--out", tmp_path / "run")
    time.tzset()
    assert code == 0, err
    assert not re.search(r"\bnan\b|\binf\b|-\d+(\.\d+)? s\b", (out + err).lower()), out + err
    run = Run(tmp_path / "run")
    seconds = [*run.summary["seconds"].values(), *(line["seconds"] for line in run.history)]
    assert all(math.isfinite(one) and 0 <= one < 600 for one in seconds)
    assert [line["epoch"] for line in run.history] == [1, 2]


def test_p09_runs_of_one_moment_have_an_order(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "summary.json").write_text("{}")
        os.utime(tmp_path / name / "summary.json", (10.0, 10.0))
    os.utime(tmp_path / "c" / "summary.json", (-DAY, -DAY))
    assert [run.path.name for run in list_runs(tmp_path)] == ["c", "a", "b"]


@pytest.fixture
def open_place() -> Iterator[Path]:
    """Return a folder whose way in is open to every user, unlike that of `tmp_path`."""
    place = Path(tempfile.mkdtemp(prefix="pupila-promise-"))
    place.chmod(0o755)
    yield place
    for path in place.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(place)


HOMES: dict[str, dict[str, Any]] = {
    "no home": {"env": {"HOME": None}},
    "no home, a user without a name": {"env": {"HOME": None}, "uid": 54321},
    "a home that is not there": {"env": {"HOME": "/nonexistent/home"}},
    "a home that may not be written to": {"env": {"HOME": "{place}/shut"}},
    "a folder that may only be read": {"cwd": "shut"},
    "no room for temporary files": {"env": {"TMPDIR": "{place}/shut"}},
}


@pytest.mark.parametrize("home", HOMES)
def test_p10_it_works_where_it_may_and_writes_nowhere_else(
    nursery: Nursery, open_place: Path, new_colours: Callable[..., Path], home: str
) -> None:
    photos = new_colours(open_place / "photos", ("blue", "red"), count=12)
    for name in ("shut", "open", "said"):
        (open_place / name).mkdir(mode=0o755)
    case, own = HOMES[home], os.geteuid() == 0
    options: dict[str, Any] = {"cwd": open_place / case.get("cwd", "open"), "place": open_place / "said"}
    options["env"] = {name: value and value.format(place=open_place) for name, value in case.get("env", {}).items()}
    options["env"] |= {"PUPILA_CACHE": None, "XDG_CACHE_HOME": None, "PUPILA_DATA": None}
    if own:
        options["uid"] = case.get("uid", NOBODY)
        os.chown(open_place / "open", options["uid"], options["uid"])
        (open_place / "said").chmod(0o777)
    if case.get("env", {}).get("HOME", "") == "" and "HOME" not in options["env"]:
        options["env"]["HOME"] = str(open_place / "open")
    (open_place / "shut").chmod(0o555)
    options["watch"] = str(open_place / "said" / "written")
    settings = [
        f"model.layers={json.dumps(RECIPE['model']['layers'])}",  # type: ignore[index]
        "data.image_size=[8,8]",
        "train.epochs=2",
        "train.threads=1",
    ]
    words = [part for setting in settings for part in ("--set", setting)]
    out = open_place / "open" / "run"
    done = nursery.run("train", photos, *words, "--out", out, **options)
    assert done.code == 0, done.err
    answered = nursery.run("predict", out, photos, **options)
    assert answered.code == 0, answered.err
    places = (open_place / "said" / "written").read_text(encoding="utf-8").splitlines()
    elsewhere = {place for place in places if not place.startswith((f"{out.parent}", "/dev/", str(photos)))}
    assert not {place for place in elsewhere if Path(place).exists() and not Path(place).is_dir()}, elsewhere
    assert not list((open_place / "shut").iterdir())
    assert not [path for path in (open_place / "open").iterdir() if path.name.startswith("~")]


@pytest.mark.slow
def test_p02_a_processor_that_can_do_less_is_noticed_in_a_process_of_its_own(stopped: Path, tmp_path: Path) -> None:
    import subprocess

    command = [sys.executable, "-m", "pupila.cli.main", "train", "--resume", str(stopped)]
    environment = {**os.environ, "ATEN_CPU_CAPABILITY": "default", "OMP_NUM_THREADS": "1"}
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert found.returncode == 4
    assert "cpu_capability" in found.stderr
    assert record.SUMMARY
