"""A real run keeps the pictures that its report shows, and its report quotes the figures that the run measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pupila.data.sources import load
from pupila.experiments.config import build_recipe
from pupila.experiments.run import train
from pupila.files import read_json
from pupila.reporting.narrative import summary
from pupila.reporting.pages import write_report
from pupila.reporting.record_view import read_run

SOURCE = "synthetic:size=100,examples=90"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    recipe = build_recipe(
        {
            "name": "tiny",
            "data": {"source": SOURCE},
            "split": {"val": 0.2, "test": 0.3},
            "model": {"layers": ["avgpool 10", "flatten", "dense classes"]},
            "train": {"epochs": 4, "threads": 1, "device": "cpu"},
            "report": {"examples": 4},
        }
    )
    try:
        return train(recipe, out=tmp_path_factory.mktemp("runs") / "tiny").path
    finally:
        torch.set_flush_denormal(False)  # a training sets it for its process; tests that follow need small numbers


def by_id(name: str) -> Any:
    data = load(SOURCE)
    return data.pixels[data.ids.index(name)], int(data.labels[data.ids.index(name)])


def test_pictures_belong_to_their_ids_and_are_small(run: Path) -> None:
    view = read_run(run)
    answers = view.answers["test"]
    assert answers.gallery_images.shape[1:3] == (96, 96)
    assert len(set(answers.gallery_rows.tolist())) == len(answers.gallery_rows)
    for row, picture in zip(answers.gallery_rows.tolist(), answers.gallery_images, strict=True):
        pixels, label = by_id(answers.ids[row])
        assert label == answers.labels[row]
        assert np.abs(picture.mean(axis=(0, 1)) - pixels.mean(axis=(0, 1))).max() < 2


def test_training_images_are_no_test_images_and_up_to_three_a_class(run: Path) -> None:
    examples = read_run(run).examples
    assert examples is not None
    splits = read_json(run / "splits.json")
    assert set(examples.ids) <= set(splits["train"])
    counts = np.bincount(examples.labels)
    assert 0 < counts.max() <= 3
    assert all(by_id(name)[1] == label for name, label in zip(examples.ids, examples.labels.tolist(), strict=True))


def test_the_report_quotes_the_figures_of_metrics_json(run: Path) -> None:
    metrics, text = read_json(run / "metrics.json"), " ".join(summary(read_run(run), "en"))
    for split, words in (("train", "of the training images right"), ("val", "of the validation images")):
        assert f"{metrics[split]['accuracy']['value']:.1%} {words}" in text
    test = metrics["test"]["accuracy"]
    assert f"{test['value']:.1%} of {test['n']:,} test images right" in text


def test_the_report_can_be_written_from_the_folder_alone(run: Path) -> None:
    html = write_report(run, language="es").read_text(encoding="utf-8")
    assert "Algunas imágenes de entrenamiento" in html
    assert "Todas miden 100 × 100" in html
