"""A first day with Pupila, from a folder of photos to answers for new ones: at the terminal, and in Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import pupila
from pupila.cli import main

FRUITS = {"cereza": (190, 20, 50), "limón": (240, 230, 60), "manzana verde": (90, 200, 80)}


def write_fruits(root: Path, *, count: int, seed: int) -> Path:
    """Write photos of three fruits, each a disc of its colour on a bright table."""
    dice = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:20, 0:24]
    for name, colour in FRUITS.items():
        (root / name).mkdir(parents=True)
        for number in range(count):
            pixels = dice.integers(180, 256, (20, 24, 3))
            inside = np.hypot(rows - dice.integers(7, 13), columns - dice.integers(8, 16)) < dice.integers(5, 8)
            pixels[inside] = np.clip(np.array(colour) + dice.integers(-25, 25, (int(inside.sum()), 3)), 0, 255)
            Image.fromarray(pixels.astype(np.uint8)).save(root / name / f"foto {number}.png")
    return root


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    write_fruits(tmp_path / "fruits", count=20, seed=0)


SETTINGS = {
    "data.image_size": [16, 16],
    "augment.lines": ["flip horizontal", "shift 5%"],
    "model.layers": ["conv 6 3x3 same relu", "maxpool 2", "flatten", "dense classes"],
    "train.epochs": 5,
    "train.batch_size": 8,
    "train.learning_rate": 0.01,
    "train.device": "cpu",
    "train.threads": 1,
}


def test_at_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    def command(*arguments: str) -> str:
        assert main.run(list(arguments)) == 0
        return capsys.readouterr().out

    assert "60" in command("look", "fruits")
    assert Path("fruits.png").stat().st_size > 500

    settings = [part for key, value in SETTINGS.items() for part in ("--set", f"{key}={json.dumps(value)}")]
    outcome = json.loads(command("train", "fruits", *settings, "--json"))
    run = Path(outcome["run"])
    assert run.parent.name == "runs"
    assert outcome["metrics"]["test"]["accuracy"]["value"] > 0.7

    report = json.loads(command("report", run.name, "--lang", "es", "--json"))["report"]
    page = Path(report).read_text(encoding="utf-8")
    assert 'lang="es"' in page
    assert "manzana verde" in page
    assert "http://" not in page.replace("http://www.w3.org", "")

    command("data", "export", run.name, "--count", "5", "--out", "unseen")
    answers = json.loads(command("predict", run.name, "unseen", "--json"))
    assert len(answers) == len(list(Path("unseen").iterdir())) == 5
    assert {answer["class"] for answer in answers} <= set(FRUITS)

    again = json.loads(command("evaluate", run.name, "--device", "cpu", "--json"))["metrics"]
    assert again["test"]["accuracy"] == outcome["metrics"]["test"]["accuracy"]
    assert again["test_reads"] == 2
    write_fruits(Path("later"), count=5, seed=8)
    later = json.loads(command("evaluate", run.name, "later", "--device", "cpu", "--json"))["metrics"]
    assert later["test"]["accuracy"]["n"] == 15

    assert run.name in command("runs")


def test_in_python(tmp_path: Path) -> None:
    data = pupila.load("fruits", image_size=(16, 16))
    assert data.counts == dict.fromkeys(FRUITS, 20)
    assert "<img" in data._repr_html_()

    heard: list[Any] = []
    settings = {key: value for key, value in SETTINGS.items() if not key.startswith("data.")}
    run = pupila.train(data, settings=settings, out="mine", language="en", listener=heard.append)
    assert heard
    assert run.status == "done"
    assert run.metrics["test"]["accuracy"]["value"] > 0.7
    shown = run._repr_html_()
    assert "Accuracy by epoch" in shown
    assert "recognised" in shown
    assert len(shown) < 200_000
    assert pupila.load_run("mine").metrics == run.metrics

    classifier = pupila.load_classifier("mine")
    fruit = next((tmp_path / "fruits" / "limón").iterdir())
    (answer,) = classifier.predict_files([fruit])
    assert answer.class_name in FRUITS
    assert classifier.predict(data.pixels[:3]).shape == (3, 3)

    import torch
    from torch import nn

    def network() -> nn.Module:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            return nn.Sequential(nn.Flatten(), nn.Linear(16 * 16 * 3, 3))

    own = pupila.train(data, model=network(), settings=settings, out="own")
    probabilities = pupila.load_classifier(own, model=network()).predict(data.pixels[own.predictions("test").indices])
    assert np.abs(probabilities - own.predictions("test").probabilities).max() < 1e-6

    with pytest.raises(pupila.PupilaError, match=r"train\.epochs"):
        pupila.train(data, settings={"train.epoch": 1})
