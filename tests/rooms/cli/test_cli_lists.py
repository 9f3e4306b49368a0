"""The commands that look, list, show, remove and write again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pupila import files
from pupila.experiments.shelf import recipe_names
from pupila.models.presets import PRESETS


@pytest.mark.parametrize(
    "name", ["train", "look", "predict", "evaluate", "report", "runs", "recipes", "models", "data"]
)
def test_every_command_explains_itself(pupila: Any, name: str) -> None:
    result = pupila(name, "--help")
    assert result.code == 0
    assert f"pupila {name}" in result.out
    assert f"  {name}" in pupila("--help").out


def test_the_version_is_told(pupila: Any) -> None:
    assert "pupila" in pupila("--version").out


def test_the_module_is_the_command_line(pupila: Any) -> None:
    command = [sys.executable, "-m", "pupila", "recipes", "show", "nothing"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    here = pupila("recipes", "show", "nothing")
    assert (ended.returncode, ended.stdout, ended.stderr) == (here.code, here.out, here.err)
    assert here.code == 2


def test_look_tells_and_draws(pupila: Any, photos: Path) -> None:
    result = pupila("look", photos, "--out", "grid.png", "--augment", "flip horizontal", "--json")
    assert result.code == 0
    facts = result.json
    assert facts["examples"] == 16
    assert facts["classes"] == {"blue": 8, "red": 8}
    assert facts["image_size"] == [9, 10]
    assert facts["original_sizes"] == {"9x10": 16}
    assert facts["pictures"] == ["grid.png", "grid-augmented.png"]
    for path in facts["pictures"]:
        with Image.open(path) as picture:
            assert picture.format == "PNG"
            assert min(picture.size) > 20


def test_look_tells_people_in_their_language(pupila: Any, photos: Path) -> None:
    english, spanish = pupila("look", photos), pupila("look", photos, "--lang", "es")
    assert "50.0%" in english.out
    assert "50,0\xa0%" in spanish.out
    assert Path("photos.png").exists()


def test_look_names_what_was_left_out(pupila: Any, new_photos: Any) -> None:
    folder = new_photos(Path("some"))
    (folder / "red" / "x\x1b.png").write_bytes(b"no")
    result = pupila("look", folder)
    assert result.code == 0
    assert "x\\x1b.png" in result.out
    assert "\x1b" not in result.out
    assert pupila("look", folder, "--json").json["skipped"][0]["file"] == "red/x\x1b.png"


def test_look_shows_the_parts_that_data_bring(pupila: Any) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (6, 5, 5), np.uint8)
    np.savez("toy.npz", x_train=pixels, y_train=np.arange(6) % 2, x_test=pixels[:2] // 2, y_test=np.arange(2))
    assert pupila("look", "toy.npz", "--json").json["splits"] == {"train": 6, "test": 2}


def test_runs_are_listed_shown_and_removed(pupila: Any, run_folder: Path) -> None:
    assert pupila("runs").code == 0
    assert pupila("runs", "--json").json == []
    shutil.copytree(run_folder, "runs/colours-1")
    rows = pupila("runs", "--json").json
    assert rows[0]["run"] == "runs/colours-1"
    assert rows[0]["status"] == "done"
    assert 0 <= rows[0]["test"] <= 1
    assert "colours-1" in pupila("runs", "--lang", "es").out
    shown = pupila("runs", "show", "colours", "--json").json
    assert shown.keys() == {"run", "summary", "metrics"}
    assert "[train]" in pupila("runs", "show", "colours").out
    assert pupila("runs", "remove", "colours", "--yes").code == 0
    assert not Path("runs/colours-1").exists()


def test_removing_asks_first(pupila: Any, run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda prompt: "n")
    assert pupila("runs", "remove", run_folder).code == 130
    assert run_folder.exists()


def test_the_question_shows_a_name_and_does_as_it_is_told_by_none(
    pupila: Any, run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda prompt: asked.append(prompt) or "n")
    odd = run_folder.rename(run_folder.with_name("a\x1b[2Jb"))
    result = pupila("runs", "remove", odd)
    assert result.code == 130
    assert "\x1b" not in result.err + "".join(asked)
    assert "\\x1b" in result.err + "".join(asked)


def test_a_run_that_is_being_trained_is_not_removed(pupila: Any, run_folder: Path) -> None:
    before = sorted(run_folder.rglob("*"))
    with files.lock(run_folder / "lock"):
        result = pupila("runs", "remove", run_folder, "--yes")
    assert result.code == 4
    assert "another process" in result.err
    assert f"pid {os.getpid()}" in result.err
    (run_folder / "lock").unlink()
    assert sorted(run_folder.rglob("*")) == before
    assert pupila("runs", "remove", run_folder, "--yes").code == 0
    assert not run_folder.exists()
    assert not list(run_folder.parent.glob(".*"))


@pytest.mark.parametrize("line", [("models", "show", "cifar_deep"), ("--help",), ("recipes", "--json"), ("runs", "-h")])
def test_a_reader_that_has_had_enough_is_no_fault(line: tuple[str, ...]) -> None:
    """As with `pupila models show cifar_deep | true`: the pipe is closed before the first word."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "pupila", *line], stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_damaged_run_hides_no_other(pupila: Any, run_folder: Path) -> None:
    for name in ("a", "b", "c"):
        shutil.copytree(run_folder, f"runs/{name}")
    Path("runs/b/summary.json").write_text("{")
    Path("runs/c/metrics.json").write_text("[]")
    rows = {row["run"]: row["status"] for row in pupila("runs", "--json").json}
    assert rows == {"runs/a": "done", "runs/b": "damaged", "runs/c": "damaged"}
    assert pupila("runs").code == 0
    assert "dañada" in pupila("runs", "--lang", "es").out


def test_a_report_is_written_again_in_another_language(pupila: Any, run_folder: Path) -> None:
    result = pupila("report", run_folder, "--lang", "es", "--json")
    assert result.code == 0
    assert result.json == {"report": str(run_folder / "report.html")}
    assert 'lang="es"' in (run_folder / "report.html").read_text(encoding="utf-8")
    assert pupila("predict", run_folder, run_folder.parent / "x.png").code == 3, "the run is still whole"


def test_recipes_are_listed_and_shown(pupila: Any) -> None:
    assert [row["name"] for row in pupila("recipes", "--json").json] == recipe_names()
    assert "n4-mnist-lenet5" in pupila("recipes").out
    text = pupila("recipes", "show", "digits").out
    Path("copy.toml").write_text(text, encoding="utf-8")
    resolved = pupila("recipes", "show", "digits", "--json").json
    assert resolved["train"]["momentum"] == 0.0
    copied = pupila("recipes", "show", "copy.toml", "--json").json
    assert {**copied, "name": "digits"} == resolved


def test_models_are_listed_and_shown(pupila: Any) -> None:
    assert {row["name"] for row in pupila("models", "--json").json} == set(PRESETS)
    shown = pupila("models", "show", "mlp(units=128)", "--json").json
    assert shown["parameters"] == 101_770
    assert sum(layer["parameters"] for layer in shown["layers"]) == 101_770
    assert "101,770" in pupila("models", "show", "mlp(units=128)").out
    assert "101.770" in pupila("models", "show", "mlp(units=128)", "--lang", "es").out
    wide = pupila("models", "show", "mlp(units=128)", "--input", "8", "8", "3", "--classes", "4", "--json").json
    assert wide["input_shape"] == [3, 8, 8]
    assert wide["parameters"] == (8 * 8 * 3 + 1) * 128 + 129 * 4


def test_data_sets_are_listed_and_removed(pupila: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = {row["name"]: row["place"] for row in pupila("data", "--json").json}
    assert {"digits", "mnist", "fashion_mnist", "cifar10", "flowers", "synthetic"} <= set(rows)
    own = tmp_path / "own"
    own.mkdir()
    (own / "mnist.npz").write_bytes(b"mine")
    monkeypatch.setenv("PUPILA_DATA", str(own))
    assert {row["name"]: row["place"] for row in pupila("data", "--json").json}["mnist"] == str(own / "mnist.npz")
    cached = tmp_path / "cache" / "data" / "mnist.npz"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"downloaded")
    assert pupila("data", "remove", "mnist", "--json").json == {"removed": [str(cached)]}
    assert pupila("data", "remove", "mnist").code == 0
    assert (own / "mnist.npz").read_bytes() == b"mine"
    assert pupila("data", "fetch", "mnist", "--json").json["place"] == str(own / "mnist.npz")


def test_images_of_a_split_are_exported_and_recognised(pupila: Any, run_folder: Path) -> None:
    files = pupila("data", "export", run_folder, "--count", "4", "--out", "unseen", "--json").json["files"]
    assert len(files) == len(list(Path("unseen").iterdir())) == min(4, len(files))
    found = pupila("predict", run_folder, "unseen", "--json").json
    with np.load(run_folder / "predictions" / "test.npz") as arrays:
        known = dict(zip(arrays["ids"].tolist(), arrays["probabilities"].max(axis=1).tolist(), strict=True))
    for one in found:
        assert any(abs(one["confidence"] - value) < 1e-6 for value in known.values())
    summary = json.loads((run_folder / "summary.json").read_text())
    assert len(files) <= summary["data"]["split"]["test"]
