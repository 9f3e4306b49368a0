"""Processes that are killed, interrupted, or begun twice: the run goes on as if nothing had been (P01, P06, P07)."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nursery import Nursery, Started

from pupila.reporting.pages import write_report

Counted = Callable[[int], None]
# Others may have the processor meanwhile; none of these tests takes half a minute alone, but for the slow ones.
pytestmark = pytest.mark.timeout(900)

DATA = "synthetic:size=8,examples=60,classes=3"
FULL = ["conv 4 3x3 same relu", "batchnorm", "dropout 0.2", "maxpool 2", "flatten", "dense classes"]
PLAIN = ["flatten", "dense 8 relu", "dense classes"]
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "adamw": {
        "model.layers": FULL,
        "augment.lines": ["flip horizontal", "crop 1"],
        "train.optimizer": "adamw",
        "train.schedule": "cosine",
        "train.learning_rate": 0.01,
    },
    "muon": {"model.layers": FULL, "train.optimizer": "muon", "train.learning_rate": 0.01},
    "sgd": {"model.layers": PLAIN, "train.optimizer": "sgd", "train.learning_rate": 0.05, "train.momentum": 0.9},
    "sgd, augmented, patient": {
        "model.layers": [*FULL[:1], *FULL[2:]],
        "augment.lines": ["rotate 10deg"],
        "train.optimizer": "sgd",
        "train.learning_rate": 0.05,
        "train.patience": 50,
        "train.label_smoothing": 0.1,
    },
}
# Everything that a clock or a random mark is not part of.
SAME_BYTES = (
    "weights.safetensors",
    "metrics.json",
    "model.json",
    "splits.json",
    "recipe.toml",
    "predictions/val.npz",
    "predictions/test.npz",
    "examples.npz",
)


def words_for(configuration: str, *, epochs: int = 6) -> list[str]:
    common = {"train.epochs": epochs, "train.batch_size": 8, "train.threads": 1, "train.device": "cpu"}
    settings = {**common, "data.image_size": [8, 8], **CONFIGURATIONS[configuration]}
    pairs = [part for key, value in settings.items() for part in ("--set", f"{key}={json.dumps(value)}")]
    return ["train", DATA, *pairs]


def train_whole(nursery: Nursery, place: Path, words: list[str]) -> tuple[Path, float]:
    """Train without being disturbed; return the run and the seconds of the processor that it took."""
    done = nursery.run(*words, "--out", place / "whole", cwd=place)
    assert done.code == 0, done.err
    return place / "whole", done.seconds


def finish(nursery: Nursery, folder: Path, words: list[str]) -> Started:
    """Go on with a run, or begin it where too little of it was there."""
    if (folder / "summary.json").exists():
        return nursery.start("train", "--resume", folder, cwd=folder.parent)
    shutil.rmtree(folder, ignore_errors=True)
    return nursery.start(*words, "--out", folder, cwd=folder.parent)


def kill_and_finish(
    nursery: Nursery, folder: Path, words: list[str], *, kills: int, seconds: float, dice: np.random.Generator
) -> int:
    """Kill a run at random moments, so many times at most, then let it end; return how often it was killed."""
    killed = 0
    for _ in range(kills):
        process = finish(nursery, folder, words)
        process.spend(dice.uniform(0, seconds))
        killed += process.send(signal.SIGKILL)
        if process.wait() in (0, 4):
            break
    process = finish(nursery, folder, words)
    if process.wait() == 4:  # killed in its very last moments: the run is done
        assert "is done" in process.err
    else:
        assert process.code == 0, process.err
    return killed


def same_run(one: Path, other: Path) -> None:
    for name in SAME_BYTES:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    for run in (one, other):
        assert not list(run.rglob("*.tmp")) + list(run.rglob("checkpoint")) + list(run.rglob("lock"))
    assert report_without_clock(one) == report_without_clock(other)


def report_without_clock(run: Path) -> bytes:
    """Write the report of a copy in which no clock has a part."""
    copy = Path(shutil.copytree(run, run.parent / f"copy-{run.name}" / "run"))
    summary = json.loads((copy / "summary.json").read_text())
    summary |= {"name": "run", "seconds": {"total": 1.0, "train": 1.0, "data": 1.0}, "images_per_second": 1.0}
    (copy / "summary.json").write_text(json.dumps(summary))
    lines = [json.loads(line) for line in (copy / "history.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == list(range(1, len(lines) + 1))
    timeless = [json.dumps({**line, "seconds": 1.0, "images_per_second": 1.0}) + "\n" for line in lines]
    (copy / "history.jsonl").write_text("".join(timeless))
    facts = json.loads((copy / "environment.json").read_text())
    (copy / "environment.json").write_text(json.dumps({**facts, "run": "mark"}))
    content = write_report(copy, language="en").read_bytes()
    shutil.rmtree(copy.parent)
    return content


def kill_many(nursery: Nursery, place: Path, configuration: str, *, runs: int, kills: int, seed: int) -> int:
    words, dice = words_for(configuration), np.random.default_rng(seed)
    whole, seconds = train_whole(nursery, place, words)
    killed, number = 0, 0
    while killed < kills or number < runs:
        number += 1
        assert number < 10 * runs, "runs end before they are killed"
        left = max(0, kills - killed)
        most = -(-left // max(1, runs - number + 1))
        killed += kill_and_finish(
            nursery, place / f"run-{number}", words, kills=min(most, 10), seconds=seconds, dice=dice
        )
        same_run(place / f"run-{number}", whole)
        shutil.rmtree(place / f"run-{number}")
    return killed


def test_p01_killed_at_any_moment_a_run_ends_as_an_unbroken_one(
    nursery: Nursery, tmp_path: Path, counted: Counted
) -> None:
    counted(kill_many(nursery, tmp_path, "adamw", runs=10, kills=60, seed=0))


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_p01_killed_many_times_in_four_configurations(
    nursery: Nursery, tmp_path: Path, counted: Counted, configuration: str
) -> None:
    counted(kill_many(nursery, tmp_path, configuration, runs=13, kills=125, seed=1))


def processes_marked(mark: str) -> list[int]:
    """Return the processes that a command line left, known by a variable of its environment."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"PUPILA_MARK={mark}".encode() in environment.read_bytes().split(b"\0"):
                found.append(int(environment.parent.name))
        except OSError:
            continue
    return found


def interrupt(
    nursery: Nursery, place: Path, words: list[str | Path], *, seconds: float, number: int, share: float
) -> Started:
    """Send a signal after a share of the time that a command takes, and check how it leaves."""
    process = nursery.start(*words, cwd=place)
    process.spend(0.02 + share * seconds)
    process.send(number)
    code = process.wait()
    assert code in (0, 128 + number, -number), process.err
    assert "Traceback" not in process.err
    if code < 0:
        assert process.err == "", "it ended before it had begun"
    assert not list(place.rglob("*.tmp"))
    return process


def check_training(nursery: Nursery, process: Started, run: Path, whole: Path) -> None:
    """See that an interrupted training is none that succeeded, and can be gone on with as it says."""
    status = json.loads((run / "summary.json").read_text())["status"] if (run / "summary.json").exists() else None
    if "--resume" in process.err:
        assert status == "interrupted"
        assert not (run / "weights.safetensors").exists()
        shown = re.search(r"pupila (train --resume \S+)", process.err)
        assert shown is not None
        assert nursery.run(*shown[1].split(), cwd=run.parent).code == 0
        same_run(run, whole)
    elif process.code == 0:
        assert status == "done"


def interrupt_many(nursery: Nursery, place: Path, moments: dict[str, int], *, seed: int) -> int:
    dice = np.random.default_rng(seed)
    words = words_for("sgd")
    whole, seconds = train_whole(nursery, place, words)
    photos = place / "photos"
    assert nursery.run("data", "export", whole, "--out", photos, cwd=place).code == 0
    commands: dict[str, list[str | Path]] = {
        "predict": ["predict", whole, photos, "--plot", place / "answers.html"],
        "report": ["report", whole],
    }
    for number in range(moments["train"]):
        run, sent = place / f"run-{number}", (signal.SIGINT, signal.SIGTERM)[number % 2]
        wait = {"seconds": seconds, "number": sent, "share": dice.uniform(0, 1)}
        check_training(nursery, interrupt(nursery, place, [*words, "--out", run], **wait), run, whole)
    for name, line in commands.items():
        undisturbed = nursery.run(*line, cwd=place)
        assert undisturbed.code == 0, undisturbed.err
        for number in range(moments[name]):
            sent = (signal.SIGINT, signal.SIGTERM)[number % 2]
            interrupt(nursery, place, line, seconds=undisturbed.seconds, number=sent, share=dice.uniform(0, 1))
    return sum(moments.values())


def test_p06_a_signal_at_any_moment_saves_or_leaves_nothing(nursery: Nursery, tmp_path: Path, counted: Counted) -> None:
    counted(interrupt_many(nursery, tmp_path, {"train": 8, "predict": 2, "report": 2}, seed=0))


@pytest.mark.slow
def test_p06_a_signal_at_any_of_many_moments(nursery: Nursery, tmp_path: Path, counted: Counted) -> None:
    counted(interrupt_many(nursery, tmp_path, {"train": 30, "predict": 10, "report": 10}, seed=1))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_p06_a_second_signal_ends_it_at_once(nursery: Nursery, tmp_path: Path, number: int) -> None:
    words = [*words_for("sgd", epochs=100_000), "--out", tmp_path / "run"]
    process = nursery.start(*words, cwd=tmp_path)
    while not (tmp_path / "run" / "history.jsonl").exists():
        time.sleep(0.01)
    process.send(number)
    process.send(number)
    begin = time.monotonic()
    assert process.wait() == 128 + number
    # One second; where others have the processor, this process must first get its share of it.
    assert time.monotonic() - begin < max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["status"] != "done"


@pytest.mark.slow
def test_p06_a_comparison_leaves_no_process_behind(nursery: Nursery, tmp_path: Path, counted: Counted) -> None:
    whole, _ = train_whole(nursery, tmp_path, words_for("sgd", epochs=60))
    arms = ["--arm", "a", "--arm", "b", "train.learning_rate=0.02", "--seeds", "2", "--jobs", "2"]
    words: list[str | Path] = ["compare", whole / "recipe.toml", *arms, "--out", tmp_path / "mine"]
    dice = np.random.default_rng(0)
    for number in range(8):
        sent, mark = (signal.SIGINT, signal.SIGTERM)[number % 2], f"promise-{number}-{os.getpid()}"
        process = nursery.start(*words, cwd=tmp_path, env={"PUPILA_MARK": mark})
        time.sleep(dice.uniform(0.1, 12))
        process.send(sent)
        assert process.wait() in (0, 128 + sent), process.err
        assert processes_marked(mark) == []
        assert not list(tmp_path.rglob("*.tmp"))
    counted(8)


def begin_twice(nursery: Nursery, place: Path, words: list[str | Path]) -> bool:
    """Begin the same command line twice at once; return whether the other was met at work."""
    both = [nursery.start(*words, cwd=place) for _ in range(2)]
    codes = [one.wait() for one in both]
    assert codes.count(0) == 1, [one.err for one in both]
    winner, loser = both if codes[0] == 0 else both[::-1]
    assert loser.code in (2, 4), loser.err
    met = f"pid {winner.pid}" in loser.err
    assert met or "is done" in loser.err or "something in" in loser.err, loser.err
    return met


def start_pairs(nursery: Nursery, place: Path, *, resumed: int, fresh: int) -> None:
    words = words_for("sgd", epochs=25)
    whole, _ = train_whole(nursery, place, words)
    process = nursery.start(*words, "--out", place / "stopped", cwd=place)
    while not (place / "stopped" / "history.jsonl").exists():
        time.sleep(0.005)
    process.send(signal.SIGINT)
    assert process.wait() == 130, process.err
    met = 0
    for number in range(resumed + fresh):
        run = place / f"run-{number}"
        if number < resumed:
            shutil.copytree(place / "stopped", run)
        line = ["train", "--resume", run] if number < resumed else [*words, "--out", run]
        met += begin_twice(nursery, place, line)
        for name in ("weights.safetensors", "metrics.json", "splits.json"):
            assert (run / name).read_bytes() == (whole / name).read_bytes()
        shutil.rmtree(run)
    assert met > (resumed + fresh) / 2, "most of them should have met"


def test_p07_of_two_processes_one_writes_and_the_other_is_told_who(
    nursery: Nursery, tmp_path: Path, counted: Counted
) -> None:
    start_pairs(nursery, tmp_path, resumed=14, fresh=6)
    counted(20)


@pytest.mark.slow
def test_p07_of_two_processes_one_writes_in_many_starts(nursery: Nursery, tmp_path: Path, counted: Counted) -> None:
    start_pairs(nursery, tmp_path, resumed=70, fresh=30)
    counted(100)
