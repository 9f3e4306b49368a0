from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pupila.experiments.config import Recipe, build_recipe
from pupila.files import write_text
from pupila.reporting.fitting import fit
from pupila.reporting.record_view import RunView, read_run


@pytest.fixture
def view(ten_classes: Path) -> RunView:
    return replace(read_run(ten_classes), answers={})


def with_curves(run: RunView, curves: list[tuple[Any, ...]]) -> RunView:
    lines = [
        {
            "epoch": epoch,
            "train": {"loss": one[0], "accuracy": one[1], "n": 5000},
            "val": {"loss": one[2], "accuracy": one[3], "n": 2500},
        }
        for epoch, one in enumerate(curves, start=1)
    ]
    return replace(run, history=tuple(lines))


OVERFIT = [(1.5, 0.5, 1.6, 0.48), (1.0, 0.65, 1.1, 0.63), (0.7, 0.75, 1.0, 0.68), (0.4, 0.86, 1.2, 0.69)]
OVERFIT += [(0.2, 0.94, 1.5, 0.69), (0.1, 0.98, 1.8, 0.69)]


def recipe(**tables: Any) -> Recipe:
    return build_recipe({"name": "a", "data": {"source": "digits"}, "model": {"name": "lenet5"}, **tables})


def words(run: RunView, language: str = "en") -> str:
    found = fit(run, language)
    assert found is not None
    return " ".join([found.verdict, *found.evidence, *found.advice])


def test_overfitting_is_told_with_its_figures(view: RunView) -> None:
    text = words(with_curves(view, OVERFIT))
    for part in (
        "It overfits: from epoch 3 on",
        "At epoch 6 it gets 98.0% of the training images right (95% interval: 97.6% to 98.4%, n\xa0=\xa05,000)",
        "and 69.0% of the validation images (67.2% to 70.8%, n\xa0=\xa02,500)",
        "The difference is +29.0 points",
        "The validation loss was lowest at epoch 3 (1.000) and stood at 1.800 at epoch 6.",
        "More epochs in the same way are unlikely to help",
    ):
        assert part in text


def test_the_same_in_spanish_with_decimal_commas(view: RunView) -> None:
    text = words(with_curves(view, OVERFIT), "es")
    for part in (
        "Hay sobreajuste: desde la época 3",
        "el 98,0\xa0% de las imágenes de entrenamiento",
        "La diferencia es de +29,0 puntos",
        "mínima en la época 3 (1,000) y era de 1,800 en la época 6",
        "Es poco probable que más épocas",
    ):
        assert part in text


def test_advice_leaves_out_what_the_recipe_does(view: RunView) -> None:
    run = with_curves(view, OVERFIT)
    plain = recipe(augment={"lines": []})
    assert "Augment the training images" in words(replace(run, settings=plain))
    assert "train.patience" in words(replace(run, settings=plain))
    last = recipe(train={"keep": "last"}, augment={"lines": ["flip horizontal"]})
    assert "Augment the training images" not in words(replace(run, settings=last))
    assert 'train.keep = "best"' in words(replace(run, settings=last))
    with_dropout = replace(run, model={**run.model, "layers": ["dropout 0.2", "dense classes"]}, settings=last)
    assert "Add dropout" not in words(with_dropout)


def test_divergence_names_the_rate_to_lower(view: RunView) -> None:
    curves = [(1.0, 0.6, 1.0, 0.6), (0.8, 0.7, 0.8, 0.7), (1.5, 0.4, 1.5, 0.4), (2.2, 0.2, 2.2, 0.2)]
    run = replace(with_curves(view, curves), settings=recipe(train={"learning_rate": 0.03}))
    text = words(run)
    assert "It diverges: after epoch 2" in text
    assert "The training loss was 0.800 at epoch 2 and 2.200 at epoch 4." in text
    assert "Lower the learning rate, from 0.03 to about 0.01." in text
    lost = with_curves(view, [*curves[:2], (None, None, None, None)])
    assert "not a finite number at the end" in words(lost)
    assert "from the first epoch on" in words(with_curves(view, [(None, None, None, None)]))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "curves",
    [
        [(0.5, 0.85, 0.52, 0.85)] * 8,
        [(1.6, 0.4, 1.6, 0.4)] * 8,
        [(2.0 - 0.2 * place, 0.8, 2.0 - 0.2 * place, 0.8) for place in range(8)],
        [(1.0, 0.6, 0.5 + place % 2, 0.6) for place in range(9)],
        [(1.0, 0.6, 1.0, 0.6)],
    ],
    ids=["good", "underfit", "improving", "noisy", "too_short"],
)
def test_every_kind_can_be_told(
    view: RunView, curves: list[tuple[float, ...]], language: str, request: pytest.FixtureRequest
) -> None:
    found = fit(with_curves(view, curves), language)
    assert found is not None
    assert found.kind in request.node.callspec.id
    assert found.advice
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in [found.verdict, *found.evidence])


def test_without_validation_or_history_nothing_is_claimed(view: RunView) -> None:
    assert fit(replace(view, history=()), "en") is None
    lines = tuple({**line, "val": None} for line in view.history)
    assert "no images were held out" in words(replace(view, history=lines))


def test_the_figures_at_the_last_epoch_are_those_of_the_file(new_run: Any) -> None:
    folder = new_run(epochs=6)
    lines = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    text = words(read_run(folder))
    assert f"{lines[-1]['train']['accuracy']:.1%} of the training" in text
    assert f"{lines[-1]['val']['accuracy']:.1%} of the validation" in text


def test_the_test_set_has_no_say(new_run: Any) -> None:
    folder = new_run(epochs=6)
    before = words(read_run(folder))
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["test"]["accuracy"] = {"value": 0.01, "interval": [0.0, 0.02], "n": 500}
    write_text(folder / "metrics.json", json.dumps(metrics))
    assert words(read_run(folder)) == before
