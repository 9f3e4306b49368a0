"""What a run refuses and where it stops: losses and labels that are none, folders that are not whole (P11 to P13)."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import settings as how_long
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from safetensors.numpy import load_file
from torch import nn

from pupila.cli import main
from pupila.errors import DivergenceError, Interrupted, PupilaError
from pupila.experiments.config import build_recipe
from pupila.experiments.record import Run, update_manifest
from pupila.experiments.run import Watch, train

Counted = Callable[[int], None]
pytestmark = pytest.mark.timeout(600)  # for a machine that others use too
Command = Callable[..., tuple[int, str, str]]
DATA = "synthetic:size=8,examples=60,classes=3"
TRAIN = {"epochs": 4, "batch_size": 8, "learning_rate": 0.02, "device": "cpu", "threads": 1}


def recipe_for(*, layers: list[str] | None = None, **changes: Any) -> Any:
    content = {
        "name": "tiny",
        "data": {"source": DATA, "image_size": [8, 8]},
        "model": {"layers": layers or ["flatten", "dense 8 relu", "dense classes"]},
        "train": {**TRAIN, **changes},
    }
    return build_recipe(content)


class Failing(nn.Module):
    """Answer with numbers that are none from one call on: in training, or when it is measured."""

    def __init__(self, *, at: int, value: float, training: bool, until: int = 10**9) -> None:
        super().__init__()
        self.dense = nn.Linear(192, 3)
        self.at, self.until, self.value, self.when, self.calls = at, until, value, training, 0

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        self.calls += self.training == self.when
        logits: torch.Tensor = self.dense(images.flatten(1))
        failing = self.training == self.when and self.at <= self.calls < self.until
        return logits * self.value if failing else logits


NAN, INF = float("nan"), float("inf")
# What makes the loss diverge, the epoch in which it does, and how many epochs are finished before.
DIVERGING: dict[str, dict[str, Any]] = {
    "learning rate 1e30": {"optimizer": "sgd", "learning_rate": 1e30},
    "learning rate 1e6": {
        "optimizer": "sgd",
        "learning_rate": 1e6,
        "layers": ["flatten", *["dense 8"] * 4, "dense classes"],
    },
    "NaN at the first step": {"module": {"at": 1, "value": NAN}, "finished": 0},
    "NaN in the middle of the second epoch": {"module": {"at": 8, "value": NAN}, "finished": 1},
    "infinite in the third epoch": {"module": {"at": 13, "value": INF}, "finished": 2},
}


@pytest.mark.parametrize("case", DIVERGING)
def test_p11_a_loss_that_is_not_finite_stops_the_run_with_its_cause(tmp_path: Path, case: str) -> None:
    changes = dict(DIVERGING[case])
    finished, module, layers = (changes.pop(name, None) for name in ("finished", "module", "layers"))
    given = Failing(**module, training=True) if module else None
    with pytest.raises(DivergenceError) as caught:
        train(recipe_for(layers=layers, **changes), module=given, out=tmp_path / "run")
    run, values = Run(tmp_path / "run"), caught.value.values
    assert caught.value.exit_code == 5
    assert run.status == "diverged"
    if finished is not None:
        assert values["last_good"] == finished
        assert (values["epoch"], values["step"]) == (finished + 1, (module["at"] - 1) % 6 + 1)
        assert given is not None
    trained = set(json.loads((run.path / "splits.json").read_text())["train"])
    named = values["images"].removesuffix(", ...").split(", ")
    assert named
    assert set(named) <= trained, "the images of the batch are named"
    for language, rate in (("en", "learning rate"), ("es", "tasa de aprendizaje")):
        told = caught.value.message(language)
        assert rate in told
        assert named[0] in told
    for path in (run.path / "checkpoint").glob("*.safetensors"):
        assert all(np.isfinite(values).all() for values in load_file(path).values()), "the last finite state is kept"
    assert len(run.history) == values["last_good"]
    assert not (run.path / "weights.safetensors").exists()


def test_p11_a_measure_that_is_no_number_is_never_the_best(tmp_path: Path) -> None:
    """In the first epoch every answer about validation images is NaN; about training images it is not."""
    given = Failing(at=2, until=3, value=NAN, training=False)
    recipe = recipe_for(remeasure=8)
    given.calls = -1  # the network is measured once before it starts
    try:
        run = train(recipe, module=given, out=tmp_path / "run")
    except DivergenceError:
        pytest.fail("a measure is no loss that is learned from")
    broken = [line["epoch"] for line in run.history if line["val"]["loss"] is None]
    assert broken == [1]
    assert run.summary["chosen_epoch"] != 1
    assert run.metrics["val"]["accuracy"]["value"] is not None


@pytest.mark.parametrize("value", [NAN, INF])
def test_p11_a_pixel_that_is_no_number_is_refused_before_training(
    tmp_path: Path, command: Command, value: float
) -> None:
    images = np.random.default_rng(0).random((12, 6, 6))
    images[5, 2, 3] = value
    np.savez(tmp_path / "bad.npz", x_train=images, y_train=np.arange(12) % 3)
    code, _, err = command("train", tmp_path / "bad.npz", "--epochs", "1", "--out", tmp_path / "run")
    assert code == 3
    assert "bad.npz" in err
    assert not (tmp_path / "run").exists()


GOOD = np.arange(12) % 3
LABELS: dict[str, tuple[Any, str]] = {
    "negative": (np.where(np.arange(12) == 7, -1, GOOD), r"\[7\] -1"),
    "ignored by other libraries": (np.where(np.arange(12) == 2, -100, GOOD), r"\[2\] -100"),
    "one too many": (np.where(np.arange(12) == 4, 3, GOOD), r"\[4\] 3"),
    "far too many": (np.where(np.arange(12) == 4, 2**40, GOOD), r"\[4\] 1099511627776"),
    "more than five": (GOOD - 1, r"(\[\d+\] -1, ){3}\[\d+\] -1"),
    "with a fraction": (np.where(np.arange(12) == 3, 0.5, GOOD), r"\[3\] 0\.5"),
    "no number": (np.where(np.arange(12) == 9, NAN, GOOD), r"\[9\] nan"),
    "text": (GOOD.astype("<U2"), "y_train"),
    "one missing": (GOOD[:-1], "12.*11"),
    "all missing": (None, "y_train"),
    "one column each": (np.eye(3)[GOOD], r"y_train"),
    "objects": (np.array([None, *GOOD[1:]], dtype=object), "objects"),
}


@pytest.mark.parametrize("labels", LABELS)
def test_p12_labels_that_are_none_are_refused_before_training(tmp_path: Path, command: Command, labels: str) -> None:
    wrong, words = LABELS[labels]
    arrays = {"x_train": np.zeros((12, 6, 6), np.uint8), "class_names": np.array(["a", "b", "c"])}
    if wrong is not None:
        arrays["y_train"] = wrong
    np.savez(tmp_path / "bad.npz", **arrays)
    told = []
    for language in ("en", "es"):
        line = ("train", tmp_path / "bad.npz", "--epochs", "1", "--out", tmp_path / "run", "--lang", language)
        code, out, err = command(*line)
        assert (code, out) == (3, "")
        assert "bad.npz" in err
        assert err.count("\n") == 1
        told.append(err)
    assert re.search(words, told[0]), told[0]
    assert told[0] != told[1]
    assert not (tmp_path / "run").exists()


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of runs: done, interrupted, killed, diverged; and a photo. Not to be changed."""
    place = tmp_path_factory.mktemp("standing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_LANG", "en")
        patch.setenv("PUPILA_CACHE", str(place / "cache"))
        train(recipe_for(), out=place / "done")
        steps = iter(range(1, 1_000))
        with pytest.raises(Interrupted):
            train(recipe_for(), out=place / "interrupted", watch=Watch(should_stop=lambda: next(steps) > 9))
        with pytest.raises(DivergenceError):
            train(recipe_for(optimizer="sgd", learning_rate=1e30), out=place / "diverged")
        assert main.run(["data", "export", str(place / "done"), "--out", str(place / "photos"), "--count", "2"]) == 0
    shutil.copytree(place / "interrupted", place / "killed")
    edit(place / "killed", "summary.json", status="running")
    return place


def edit(run: Path, name: str, **values: Any) -> None:
    content = json.loads((run / name).read_text())
    (run / name).write_text(json.dumps({**content, **values}))


def cut(run: Path, name: str) -> None:
    path = run / name
    if path.exists():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def replace(run: Path, name: str, content: str) -> None:
    (run / name).write_text(content)


def drop(run: Path, *names: str) -> None:
    for name in names:
        (run / name).unlink(missing_ok=True)


def empty(run: Path) -> None:
    shutil.rmtree(run)
    run.mkdir()


def newer_model(run: Path) -> None:
    """Describe the network as a version would that is not there yet, sealed as a run is."""
    if (run / "model.json").exists():
        edit(run, "model.json", schema=2, preprocess={"new": 1})
        update_manifest(run, "model.json")


# What a run may be in, beside whole.
CHANGES: dict[str, Callable[[Path], None]] = {
    "of a newer version": lambda run: edit(run, "summary.json", schema=2),
    "with a model of a newer version": newer_model,
    "that does not name its data": lambda run: edit(run, "environment.json", data={}),
    "with a list for its environment": lambda run: replace(run, "environment.json", "[]"),
    "with a word of a newer version": lambda run: edit(run, "summary.json", status="paused", more={"a": 1}),
    "of an older version": lambda run: drop(run, "evidence.json", "audit.json", "examples.npz", "manifest.json"),
    "without its recipe": lambda run: drop(run, "recipe.toml"),
    "with half a summary": lambda run: cut(run, "summary.json"),
    "with half its weights": lambda run: cut(run, "weights.safetensors"),
    "with half its environment": lambda run: cut(run, "environment.json"),
    "with half its metrics": lambda run: cut(run, "metrics.json"),
    "with half its history": lambda run: cut(run, "history.jsonl"),
    "with half its predictions": lambda run: cut(run, "predictions/test.npz"),
    "without a model": lambda run: drop(run, "model.json"),
    "empty": empty,
    "gone": lambda run: shutil.rmtree(run),
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "report": ("report", "{run}"),
    "predict": ("predict", "{run}", "{photos}"),
    "evaluate": ("evaluate", "{run}"),
    "audit": ("audit", "{run}"),
    "verify": ("verify", "{run}"),
    "show": ("runs", "show", "{run}"),
    "list": ("runs", "--folder", "{place}"),
    "explain": ("explain", "{run}"),
    "compare": ("compare", "{run}"),
    "resume": ("train", "--resume", "{run}"),
}
STATES = ("done", "interrupted", "killed", "diverged")


def works_or_explains(command: Callable[..., tuple[int, str, str]], run: Path, photos: Path, name: str) -> int:
    words = [word.format(run=run, photos=photos, place=run.parent) for word in COMMANDS[name]]
    told = []
    for language in ("en", "es") if name != "resume" else ("en",):
        code, out, err = command(*words, "--lang", language)
        assert code in (0, 2, 3, 4, 5), (name, code, err)
        assert "Traceback" not in out + err
        if code and code != 3 and not out:
            assert re.search(r"^pupila: .+$", err, re.MULTILINE), (name, err)
        told.append(err)
    return code


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"resume"}))
def test_p13_a_command_on_a_run_that_is_not_whole_works_or_explains(
    standing: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, counted: Counted, name: str
) -> None:
    """Every change on the finished run, and every other state as it is."""
    monkeypatch.chdir(tmp_path)
    codes = []
    for state in STATES:
        run = shutil.copytree(standing / state, tmp_path / "runs" / state)
        codes.append(works_or_explains(command, run, standing / "photos", name))
    for change in CHANGES.values():
        shutil.rmtree(tmp_path / "runs")
        run = shutil.copytree(standing / "done", tmp_path / "runs" / "done")
        change(run)
        codes.append(works_or_explains(command, run, standing / "photos", name))
    assert codes[0] == 0 or name == "compare", "on a whole run it works"
    counted(len(codes))


class Commands(RuleBasedStateMachine):
    """Do to some runs whatever people do, in any order."""

    standing: Path
    command: Callable[..., tuple[int, str, str]]

    @initialize(state=st.sampled_from(STATES))
    def begin(self, state: str) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="pupila-promise-"))
        self.run = shutil.copytree(self.standing / state, self.place / "run")

    @rule(name=st.sampled_from(sorted(COMMANDS)))
    def ask(self, name: str) -> None:
        before = self.status()
        code = works_or_explains(type(self).command, self.run, self.standing / "photos", name)
        if name == "resume" and code == 0:
            assert self.status() == "done"
        elif name != "resume":
            assert self.status() == before, "who only asks changes nothing"

    @rule(change=st.sampled_from(sorted(CHANGES)))
    def damage(self, change: str) -> None:
        if (self.run / "summary.json").exists() and self.status() != "damaged":
            # What is damaged already may not bear another damage; it is then as it was.
            with contextlib.suppress(OSError, TypeError, ValueError, PupilaError):
                CHANGES[change](self.run)

    @rule(state=st.sampled_from(STATES))
    def bring_another(self, state: str) -> None:
        shutil.rmtree(self.run, ignore_errors=True)
        shutil.copytree(self.standing / state, self.run)

    def status(self) -> str:
        try:
            return str(json.loads((self.run / "summary.json").read_text())["status"])
        except (OSError, ValueError):
            return "damaged"

    def teardown(self) -> None:
        if hasattr(self, "place"):
            shutil.rmtree(self.place, ignore_errors=True)


def run_sequences(standing: Path, command: Command, *, sequences: int, steps: int) -> None:
    machine = type("Sequence", (Commands,), {"standing": standing, "command": staticmethod(command)})
    chosen = how_long(max_examples=sequences, stateful_step_count=steps, derandomize=sequences < 100, deadline=None)
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        try:
            run_state_machine_as_test(machine, settings=chosen)
        finally:
            os.chdir(here)


def test_p13_commands_in_any_order_work_or_explain(standing: Path, command: Command, counted: Counted) -> None:
    run_sequences(standing, command, sequences=8, steps=6)
    counted(8)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_p13_commands_in_any_order_many_times(standing: Path, command: Command, counted: Counted) -> None:
    run_sequences(standing, command, sequences=500, steps=12)
    counted(500)
