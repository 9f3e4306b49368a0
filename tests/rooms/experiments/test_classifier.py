"""A classifier answers for files exactly as the run did for the same images."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from pupila import files
from pupila.errors import DataError, Interrupted, RunError
from pupila.experiments import record
from pupila.experiments.classifier import load_classifier
from pupila.experiments.record import Run
from pupila.experiments.run import Watch, resume, train


@pytest.fixture(autouse=True, params=["torch loaded", "not yet"])
def torch_or_not(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask both engines: the one that answers here, where torch is loaded, and the one of a new process."""
    if request.param == "not yet":
        monkeypatch.setattr("pupila.experiments.classifier.sys", SimpleNamespace(modules={}))


def test_files_are_answered_as_in_the_run(finished: Run, photos: Path) -> None:
    with np.load(finished.path / "predictions" / "test.npz") as arrays:
        ids, probabilities = arrays["ids"].tolist(), arrays["probabilities"]
    classifier = load_classifier(finished)
    answers = list(classifier.predict_files([photos / name for name in ids]))
    names = classifier.class_names
    given = np.array([[answer.probabilities[name] for name in names] for answer in answers], np.float32)
    assert np.abs(given - probabilities).max() < 1e-6
    assert [answer.class_name for answer in answers] == [names[row] for row in probabilities.argmax(axis=1)]
    assert all(answer.confidence == max(answer.probabilities.values()) for answer in answers)
    assert [answer.file for answer in answers] == [str(photos / name) for name in ids]


def test_bytes_are_answered_as_files(finished: Run, photos: Path) -> None:
    classifier = load_classifier(finished)
    path = photos / "red" / "00.png"
    (answer,) = classifier.predict_files([path])
    assert classifier.predict_bytes(str(path), path.read_bytes()) == answer


def test_a_photo_of_another_size_and_kind_is_made_to_fit(finished: Run, tmp_path: Path) -> None:
    Image.new("RGB", (90, 120), (210, 50, 40)).save(tmp_path / "big.jpg")
    Image.new("L", (5, 5), 90).save(tmp_path / "grey.png")
    answers = list(load_classifier(finished).predict_files([tmp_path / "big.jpg", tmp_path / "grey.png"]))
    assert answers[0].class_name == "red"
    assert answers[1].error is None


def test_what_cannot_be_read_is_answered_with_its_error_and_the_others_go_on(
    finished: Run, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"no image")
    paths = [tmp_path / "broken.png", photos / "red" / "00.png", tmp_path / "absent.png", photos / "blue" / "00.png"]
    answers = list(load_classifier(finished).predict_files(paths))
    assert [answer.error is None for answer in answers] == [False, True, False, True]
    assert [answer.class_name for answer in answers] == [None, "red", None, "blue"]
    assert "broken.png" in str(answers[0].error)
    assert "absent.png" in str(answers[2].error)


def test_probabilities_come_most_probable_first(finished: Run, photos: Path) -> None:
    (answer,) = load_classifier(finished).predict_files([photos / "green" / "03.png"])
    values = list(answer.probabilities.values())
    assert values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((1, 14, 12, 1), np.uint8),
        np.zeros((1, 12, 14, 3), np.uint8),
        np.zeros((1, 14, 12, 3), np.float32),
        np.zeros((14, 12, 3), np.uint8),
    ],
    ids=["channels", "size", "type", "one image"],
)
def test_pixels_that_do_not_fit_are_refused(finished: Run, pixels: Any) -> None:
    with pytest.raises(DataError, match=r"expects uint8 \(B, 14, 12, 3\)"):
        load_classifier(finished).predict(pixels)


@pytest.mark.parametrize("name", ["weights.safetensors", "model.json"])
@pytest.mark.parametrize("how", ["flipped", "truncated", "empty", "absent"])
def test_a_damaged_classifier_is_not_loaded(own_run: Run, name: str, how: str) -> None:
    path = own_run.path / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    if how == "absent":
        path.unlink()
    else:
        path.write_bytes({"flipped": bytes(content), "truncated": bytes(content[:-5]), "empty": b""}[how])
    with pytest.raises(RunError) as caught:
        load_classifier(own_run)
    assert caught.value.exit_code == 4


def test_weights_of_another_network_are_refused_even_with_a_right_sum(own_run: Run) -> None:
    content = json.loads((own_run.path / "model.json").read_text())
    content["layers"] = ["flatten", "dense classes"]
    files.write_json(own_run.path / "model.json", content)
    record.write_manifest(own_run.path)
    with pytest.raises(RunError, match="do not fit"):
        load_classifier(own_run)


def network() -> nn.Module:
    """Any module: what is in it is torch's own."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        return nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Dropout(0.2), nn.Flatten(), nn.Linear(480, 3))


def test_a_module_from_python_is_trained_and_loaded_back(photos: Path, tmp_path: Path, new_recipe: Any) -> None:
    run = train(new_recipe(str(photos)), module=network(), out=tmp_path / "run")
    with pytest.raises(RunError, match=r"load_classifier\(path, model=\.\.\.\)"):
        load_classifier(run)
    classifier = load_classifier(run, module=network())
    with np.load(run.path / "predictions" / "test.npz") as arrays:
        ids, probabilities = arrays["ids"].tolist(), arrays["probabilities"]
    for answer, row in zip(classifier.predict_files([photos / name for name in ids]), probabilities, strict=True):
        assert answer.confidence == pytest.approx(float(row.max()), abs=1e-6)
    with pytest.raises(RunError, match="do not fit"):
        load_classifier(run, module=nn.Linear(2, 2))


def test_a_module_from_python_can_be_taken_up(photos: Path, tmp_path: Path, new_recipe: Any) -> None:
    recipe = new_recipe(str(photos))
    whole = train(recipe, module=network(), out=tmp_path / "whole")
    steps = iter(range(100))
    with pytest.raises(Interrupted):
        train(recipe, module=network(), out=tmp_path / "part", watch=Watch(should_stop=lambda: next(steps) >= 2))
    assert resume(tmp_path / "part", module=network()).metrics == whole.metrics


def test_an_unfinished_run_has_no_classifier(photos: Path, tmp_path: Path, new_recipe: Any) -> None:
    with pytest.raises(Interrupted):
        train(new_recipe(str(photos)), out=tmp_path / "run", watch=Watch(should_stop=lambda: True))
    with pytest.raises(RunError, match="not finished"):
        load_classifier(Run(tmp_path / "run"))
