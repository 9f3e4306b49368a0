"""A run that was tampered with is told from one that was not, and the place is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from torch import nn

from pupila import files
from pupila.cli.main import run as command_line
from pupila.errors import DataError, Interrupted, RunError
from pupila.experiments import record
from pupila.experiments.record import Run
from pupila.experiments.run import Watch, train
from pupila.experiments.verify import NAMES, Check, apart, verify_run
from pupila.language import say

Forge = Callable[[Path], object]


def edit(folder: Path, name: str, change: Callable[[Any], object]) -> None:
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    change(content)
    files.write_json(folder / name, content)


def edit_history(folder: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    path = folder / "history.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    change(lines)
    path.write_text("".join(files.to_json(line) + "\n" for line in lines))


def edit_answers(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "predictions" / "test.npz"
    with np.load(path) as stored:
        arrays = dict(stored)
    change(arrays)
    np.savez_compressed(path, **arrays)


def other_weights(folder: Path) -> None:
    weights = load_file(folder / "weights.safetensors")
    save_file({name: value[::-1].copy() for name, value in weights.items()}, folder / "weights.safetensors")


def weights_that_answer_alike(folder: Path) -> None:
    """Add the same to all logits: no answer changes."""
    weights = load_file(folder / "weights.safetensors")
    last = [name for name in weights if name.endswith("bias")][-1]
    weights[last] += 1
    save_file(weights, folder / "weights.safetensors")


def weights_of_another_run(folder: Path) -> None:
    """Put other weights in, and change what the record says of the last ones."""
    other_weights(folder)
    edit(folder, "evidence.json", lambda content: content["end"].clear())


def all_right(arrays: dict[str, Any]) -> None:
    """Answer every test image rightly, and not too surely."""
    arrays["probabilities"] = 0.9 * np.eye(3, dtype=np.float32)[arrays["labels"]] + np.float32(0.1 / 3)


def convenient_labels(arrays: dict[str, Any]) -> None:
    arrays["labels"] = (arrays["labels"] + 1) % 3


def learn_a_test_image(folder: Path) -> None:
    edit(folder, "splits.json", lambda parts: parts["train"].append(parts["test"].pop(0)))


def better_accuracy(folder: Path) -> None:
    edit(folder, "metrics.json", lambda content: content["test"]["accuracy"].update(value=0.999))


def nothing_found(folder: Path) -> None:
    edit(folder, "metrics.json", lambda content: content.update(test_reads=5))


# What was done, which checks name it although the manifest was written anew, and a word of the sentence.
FORGED: dict[str, tuple[Forge, set[str], str]] = {
    "weights": (other_weights, {"predictions", "training", "audit"}, "not those with which"),
    "weights and record": (
        weights_of_another_run,
        {"predictions", "training", "audit"},
        "Computed again from weights",
    ),
    "weights that answer alike": (weights_that_answer_alike, {"predictions"}, "not those with which"),
    "accuracy": (better_accuracy, {"figures", "audit"}, "accuracy.value = 0.999"),
    "predictions": (lambda folder: edit_answers(folder, all_right), {"predictions", "figures", "audit"}, "others"),
    "labels": (lambda folder: edit_answers(folder, convenient_labels), {"labels", "figures", "audit"}, "label that"),
    "split": (learn_a_test_image, {"split", "labels", "audit"}, "it belongs to test"),
    "history": (
        lambda folder: edit_history(folder, lambda lines: lines[-1]["val"].update(accuracy=1.0, loss=0.001)),
        {"history"},
        "",
    ),
    "an epoch": (lambda folder: edit_history(folder, lambda lines: lines.pop()), {"history"}, "3 epochs"),
    "training figures": (
        lambda folder: edit(folder, "metrics.json", lambda m: m["train"]["accuracy"].update(value=0.5)),
        {"history", "training"},
        "0.5",
    ),
    "seed": (lambda folder: edit(folder, "summary.json", lambda s: s.update(seed=7)), {"recipe"}, "train.seed = 7"),
    "start": (
        lambda folder: edit(folder, "environment.json", lambda e: e["start"].update(weights="0" * 64)),
        {"start"},
        "seed 0 draws",
    ),
    "fingerprint": (
        lambda folder: edit(folder, "environment.json", lambda e: e["data"].update(fingerprint="0" * 32)),
        {"data"},
        "not those of the run",
    ),
    "audit": (nothing_found, {"audit"}, "A1"),
}


def failed(checks: tuple[Check, ...]) -> dict[str, Check]:
    return {check.name: check for check in checks if check.outcome == "failed"}


def test_a_sound_run_holds(finished: Run) -> None:
    checks = verify_run(finished)
    assert [check.name for check in checks] == list(NAMES)
    assert {check.outcome for check in checks} == {"passed"}
    for check in checks:
        assert check.message("es") != check.message("en")
        assert "{" not in check.message("es") + check.message("en")


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_part_is_named_although_the_sums_agree(own_run: Run, name: str) -> None:
    forge, expected, words = FORGED[name]
    forge(own_run.path)
    before = set(failed(verify_run(own_run)))
    assert "files" in before
    assert before >= expected - {"predictions", "training", "audit"}, "what needs the weights asks for their sum first"
    record.write_manifest(own_run.path)
    found = failed(verify_run(own_run))
    assert set(found) - {"audit"} == expected - {"audit"}
    assert words in " ".join(check.message("en") for check in found.values())


@pytest.mark.parametrize(
    ("forge", "english", "spanish"),
    [
        (
            lambda folder: edit_history(folder, lambda lines: lines[-1]["train"].update(accuracy=0.3456789)),
            "says 0.3457 for the accuracy on",
            "dice 0,3457 para la exactitud con",
        ),
        (
            lambda folder: edit(folder, "metrics.json", lambda m: m["train"]["loss"].update(value=2.5)),
            "says 2.5000 for the loss;",
            "dice 2,5000 para la pérdida;",
        ),
        (better_accuracy, "accuracy.value = 0.9990; ", "accuracy.value = 0,9990; "),
        (
            lambda folder: edit(folder, "metrics.json", lambda m: m["test"]["accuracy"].update(value=None)),
            "accuracy.value = nothing; ",
            "accuracy.value = nada; ",
        ),
    ],
)
def test_figures_are_told_as_each_language_writes_them(own_run: Run, forge: Forge, english: str, spanish: str) -> None:
    summary = own_run.summary
    edit(own_run.path, "summary.json", lambda content: content.update(chosen_epoch=summary["epochs"]))
    recipe = own_run.path / "recipe.toml"
    recipe.write_text(recipe.read_text().replace('keep = "best"', 'keep = "last"'))
    forge(own_run.path)
    found = failed(verify_run(own_run))
    assert english in " ".join(check.message("en") for check in found.values())
    assert spanish in " ".join(check.message("es") for check in found.values())


@pytest.mark.parametrize(
    ("told", "own", "words"),
    [
        (0.25, 0.5, ("0,2500", "0,5000")),
        (0.8790000001, 0.879, ("0,8790000001", "0,8790000000")),
        (1234, 1235, ("1.234", "1.235")),
        ("better", None, ("better", "nada")),
        (True, False, ("True", "False")),
    ],
)
def test_two_figures_are_told_so_that_they_differ(told: Any, own: Any, words: tuple[str, str]) -> None:
    values = {"figure": "x", "which": "y", **apart(told, own)}
    assert say("verify.figures_other", "es", **values) == (
        f"Con datos de y el registro dice x = {words[0]}; las predicciones guardadas dan {words[1]}."
    )


def test_files_are_compared_with_the_manifest(own_run: Run) -> None:
    folder = own_run.path
    (folder / "notes.txt").write_text("added")
    (folder / "examples.npz").unlink()
    (folder / "recipe.toml").write_text((folder / "recipe.toml").read_text() + "# changed\n")
    found = failed(verify_run(own_run))["files"]
    assert (found.values["added"], found.values["missing"], found.values["changed"]) == (
        ["notes.txt"],
        ["examples.npz"],
        ["recipe.toml"],
    )
    (folder / "manifest.json").unlink()
    assert failed(verify_run(own_run))["files"].variant == "no_manifest"


def test_what_needs_absent_data_is_not_possible(own_run: Run, tmp_path: Path, photos: Path) -> None:
    moved = tmp_path / "moved" / photos.name
    shutil.copytree(photos, moved)
    recipe = own_run.path / "recipe.toml"
    recipe.write_text(recipe.read_text().replace(str(photos), str(tmp_path / "nowhere")))
    record.write_manifest(own_run.path)
    checks = {check.name: check.outcome for check in verify_run(own_run)}
    assert {name for name, outcome in checks.items() if outcome == "not possible"} == {
        "data", "split", "labels", "start", "predictions", "training",
    }  # fmt: skip
    assert "failed" not in checks.values()
    told = next(check for check in verify_run(own_run) if check.name == "data")
    assert ". Give their place: pupila verify" in told.message("en")
    assert ". Dé su lugar: pupila verify" in told.message("es")
    assert ".." not in told.message("en") + told.message("es")
    assert {check.outcome for check in verify_run(own_run, source=str(moved))} == {"passed"}


def test_data_that_are_given_and_not_there_are_refused(own_run: Run, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere"):
        verify_run(own_run, source=str(tmp_path / "nowhere"))
    (own_run.path / "recipe.toml").write_text("[data")
    assert "recipe" in failed(verify_run(own_run, source=str(tmp_path / "nowhere")))


@pytest.mark.parametrize("name", ["metrics.json", "history.jsonl", "splits.json", "model.json", "environment.json"])
def test_a_damaged_file_fails_and_does_not_crash(own_run: Run, name: str) -> None:
    (own_run.path / name).write_text("[1, 2")
    assert "files" in failed(verify_run(own_run))


def test_a_network_from_python_is_verified_as_far_as_it_goes(tmp_path: Path, new_recipe: Any) -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    run = train(new_recipe("digits", train__epochs=1), module=network, out=tmp_path / "run")
    outcomes = {check.name: check.outcome for check in verify_run(run)}
    assert {name for name, one in outcomes.items() if one == "not possible"} == {"start", "predictions", "training"}
    assert "failed" not in outcomes.values()


def test_an_unfinished_run_is_refused(photos: Path, tmp_path: Path, new_recipe: Any) -> None:
    with pytest.raises(Interrupted):
        train(new_recipe(str(photos)), out=tmp_path / "run", watch=Watch(should_stop=lambda: True))
    with pytest.raises(RunError, match="not finished"):
        verify_run(Run(tmp_path / "run"))


def test_the_command_line_says_so_with_its_exit_code(own_run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["verify", str(own_run.path), "--lang", "es"]) == 0
    told = capsys.readouterr()
    assert "superada" in told.out
    assert "11 de 11" in told.err
    better_accuracy(own_run.path)
    assert command_line(["verify", str(own_run.path), "--json"]) == 4
    content = json.loads(capsys.readouterr().out)
    assert content["verified"] is False
    assert {one["name"] for one in content["checks"] if one["outcome"] == "failed"} == {"files", "figures", "audit"}
    assert command_line(["audit", str(own_run.path)]) == 0
    assert "A6 does not hold" in capsys.readouterr().out
    assert command_line(["audit", str(own_run.path), "--strict", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["faults"] == 1
