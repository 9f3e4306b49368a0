"""Five questions answered from figures: the figures by other routes, and sentences that follow them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from pupila.lessons import findings, questions
from pupila.lessons.lesson import Grid, Number, Plot, Words

PREFIX = "lessons_judging.five_questions."


def some_record() -> dict[str, Any]:
    """Figures of the form that `docs/questions.py` writes: a wider gap in both arms, a gain on test images in one."""
    dice = np.random.default_rng(0)

    def arm(gap: float, test: float, parameters: int) -> dict[str, Any]:
        runs = []
        for seed in range(5):
            accuracy = test + 0.004 * float(dice.standard_normal())
            runs.append(
                {
                    "seed": seed,
                    "train": {"accuracy": accuracy + gap + 0.001 * float(dice.standard_normal()), "loss": 0.24},
                    "test": {"accuracy": accuracy, "loss": 0.34 + gap + 0.001 * float(dice.standard_normal())},
                    "parameters": parameters,
                    "seconds": 8.0,
                }
            )
        return {"settings": {}, "runs": runs}

    return {
        "schema": 1,
        "recipe": "n5-fashion-mlp",
        "seeds": [0, 1, 2, 3, 4],
        "machine": "a processor, 2 cores",
        "minutes": 3.0,
        "arms": {
            "base": arm(0.03, 0.88, 101_770),
            "width": arm(0.045, 0.90, 397_510),
            "epochs": arm(0.06, 0.88, 101_770),
        },
        "confusions": [
            {"true": "Shirt", "predicted": "T-shirt/top", "count": 133.4},
            {"true": "Pullover", "predicted": "Coat", "count": 98.2},
            {"true": "Sneaker", "predicted": "Ankle boot", "count": 41.6},
        ],
        "per_class": {"Shirt": 0.68, "Trouser": 0.97, "Coat": 0.8},
    }


def read(record: dict[str, Any], folder: Path) -> findings.Figures:
    path = folder / "questions.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    return findings.read_figures(path)


def codes(figures: findings.Figures) -> list[str]:
    return [block.code.removeprefix(PREFIX) for block in questions.blocks(figures) if isinstance(block, Words)]


@pytest.fixture
def record() -> dict[str, Any]:
    return some_record()


@pytest.mark.parametrize("arm", ["width", "epochs"])
def test_differences_are_paired_by_seed(arm: str, record: dict[str, Any], tmp_path: Path) -> None:
    def gaps(name: str) -> list[float]:
        return [run["train"]["accuracy"] - run["test"]["accuracy"] for run in record["arms"][name]["runs"]]

    expected = stats.ttest_rel(gaps(arm), gaps("base"))
    interval = expected.confidence_interval(0.95)
    record["arms"][arm]["runs"].reverse()  # pairs are found by seed, not by place
    found = findings.difference(read(record, tmp_path), arm, lambda one: one.gap)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.mean == pytest.approx(np.mean(np.array(gaps(arm)) - gaps("base")[::-1]))
    assert found.n == 5
    assert (found.trend == "open") == (expected.pvalue > 0.05)


def test_a_seed_without_its_pair_is_left_out(record: dict[str, Any], tmp_path: Path) -> None:
    record["arms"]["width"]["runs"].pop()
    assert findings.difference(read(record, tmp_path), "width", lambda one: one.gap).n == 4


def test_a_single_figure_shows_nothing() -> None:
    assert findings.estimate([0.5]).trend == "open"


def test_the_tables_hold_the_means(record: dict[str, Any], tmp_path: Path) -> None:
    accuracies, losses = [block for block in questions.blocks(read(record, tmp_path)) if isinstance(block, Grid)][:2]
    for name, accuracy_row, loss_row in zip(questions.ARMS, accuracies.rows, losses.rows, strict=True):
        runs = record["arms"][name]["runs"]
        for row, measure, factor, sign in ((accuracy_row, "accuracy", 100, 1), (loss_row, "loss", 1, -1)):
            train, test = (np.array([run[part][measure] for run in runs]) * factor for part in ("train", "test"))
            gap = sign * (train - test)
            values = [cell.value for cell in row if isinstance(cell, Number)]
            assert values == pytest.approx([train.mean(), test.mean(), gap.mean(), stats.tstd(gap), len(runs)])


def test_the_plot_holds_every_gap(record: dict[str, Any], tmp_path: Path) -> None:
    (plot,) = [block for block in questions.blocks(read(record, tmp_path)) if isinstance(block, Plot)]
    for name, curve in zip(questions.ARMS, plot.curves, strict=True):
        runs = record["arms"][name]["runs"]
        expected = [100 * (run["train"]["accuracy"] - run["test"]["accuracy"]) for run in runs]
        assert list(curve.values) == pytest.approx(expected)


def test_these_figures_make_these_sentences(record: dict[str, Any], tmp_path: Path) -> None:
    found = codes(read(record, tmp_path))
    assert {"accuracy_up", "loss_up", "why", "alike_all", "width_both", "epochs_heart"} <= set(found)
    assert found.count("gap_up") == 2


def changed(record: dict[str, Any], arm: str, **values: float) -> dict[str, Any]:
    """Return a record in which every run of an arm differs from the base by just so much."""
    other = copy.deepcopy(record)
    for run, base in zip(other["arms"][arm]["runs"], other["arms"]["base"]["runs"], strict=True):
        jitter = 1e-4 * (run["seed"] - 2)
        run["test"]["accuracy"] = base["test"]["accuracy"] + values.get("test", 0.0) + jitter
        run["train"]["accuracy"] = base["train"]["accuracy"] + values.get("train", 0.0) + 3 * jitter
        run["test"]["loss"] = base["test"]["loss"] + values.get("loss", 0.0) + jitter
        run["train"]["loss"] = base["train"]["loss"] + values.get("train_loss", values.get("loss", 0.0)) + 3 * jitter
    return other


@pytest.mark.parametrize("arm", ["width", "epochs"])
@pytest.mark.parametrize(
    "values, expected",
    [
        ({"train": 0.02, "test": 0.01}, ("gap_up", "test_accuracy_up", "both")),
        ({"train": 0.02}, ("gap_up", "test_accuracy_open", "heart")),
        ({"train": 0.02, "test": -0.01}, ("gap_up", "test_accuracy_down", "heart")),
        ({"train": 0.01, "test": 0.01}, ("gap_open", "test_accuracy_up", "gain")),
        ({"test": 0.01}, ("gap_down", "test_accuracy_up", "gain")),
        ({}, ("gap_open", "test_accuracy_open", "nothing")),
        ({"train_loss": -0.02}, ("gap_open", "loss_gap_up", "test_loss_open", "heart")),
        ({"train_loss": -0.02, "test": 0.01, "train": 0.01}, ("loss_gap_up", "both")),
        ({"train_loss": 0.02}, ("loss_gap_down", "nothing")),
        ({"loss": 0.05}, ("test_loss_up", "loss_gap_open")),
        ({"loss": -0.05}, ("test_loss_down",)),
    ],
)
def test_sentences_follow_the_figures(
    arm: str, values: dict[str, float], expected: tuple[str, ...], record: dict[str, Any], tmp_path: Path
) -> None:
    found = codes(read(changed(record, arm, **values), tmp_path))
    wanted = [code if "_" in code else f"{arm}_{code}" for code in expected]
    assert set(wanted) <= set(found)


def test_more_confidence_is_claimed_only_where_errors_are_no_more(record: dict[str, Any], tmp_path: Path) -> None:
    still = changed(record, "epochs", train=0.01, test=0.01)
    assert codes(read(changed(still, "width", loss=0.05), tmp_path)).count("surer") == 1
    assert "surer" not in codes(read(changed(still, "width", loss=0.05, test=-0.02), tmp_path))
    assert "surer" not in codes(read(changed(still, "width", loss=-0.05), tmp_path))


def test_no_gap_is_not_called_one(record: dict[str, Any], tmp_path: Path) -> None:
    for run in record["arms"]["base"]["runs"]:
        run["train"] = {name: value + 0.001 * (run["seed"] - 2) for name, value in run["test"].items()}
    found = codes(read(record, tmp_path))
    assert {"accuracy_open", "loss_open", "why_not"} <= set(found)
    for run in record["arms"]["base"]["runs"]:
        run["train"] = {"accuracy": run["test"]["accuracy"] - 0.05, "loss": run["test"]["loss"] + 0.1}
    assert {"accuracy_down", "loss_down", "why_not"} <= set(codes(read(record, tmp_path)))


@pytest.mark.parametrize(
    "shown, code",
    [
        ([("Shirt", "Coat"), ("Sneaker", "Sandal")], "alike_all"),
        ([("Shirt", "Coat"), ("Dress", "Coat"), ("Bag", "Sandal")], "alike_most"),
        ([("Shirt", "Coat"), ("Bag", "Shirt")], "alike_few"),
        ([("zebra", "Coat")], "alike_few"),
    ],
)
def test_the_reason_for_errors_follows_the_confusions(
    shown: list[tuple[str, str]], code: str, record: dict[str, Any], tmp_path: Path
) -> None:
    record["confusions"] = [{"true": true, "predicted": predicted, "count": 9.0} for true, predicted in shown]
    assert code in codes(read(record, tmp_path))


def test_best_and_worst_class_are_named_in_both_languages(record: dict[str, Any], tmp_path: Path) -> None:
    blocks = questions.blocks(read(record, tmp_path))
    (recalls,) = [block for block in blocks if isinstance(block, Words) and block.code.endswith("recalls")]
    assert "97.0% are recognised in the best one, Trouser, and 68.0% in the worst, Shirt" in recalls.say("en")
    assert "pantalón (Trouser), y el 68,0\xa0% en la peor, camisa (Shirt)" in recalls.say("es")


@pytest.mark.parametrize("language, sums", [("en", ("100,480", "1,290")), ("es", ("100.480", "1.290"))])
def test_the_architecture_is_explained_with_its_sums(
    language: str, sums: tuple[str, str], record: dict[str, Any], tmp_path: Path
) -> None:
    blocks = questions.blocks(read(record, tmp_path))
    grid = [block for block in blocks if isinstance(block, Grid)][-1]
    cells = [cell.say(language) for row in grid.rows for cell in row if isinstance(cell, Words)]
    assert all(any(cell.endswith(f"= {total}") for cell in cells) for total in sums)
    told = [block.say(language) for block in blocks if isinstance(block, Words) and block.code.endswith("layer_told")]
    assert len(told) == len(grid.rows) == 3
    assert all(any(total in sentence for sentence in told) for total in sums)


def test_the_shipped_figures_are_complete() -> None:
    figures = findings.read_figures()
    assert set(figures.arms) == set(questions.ARMS)
    seeds = [[run.seed for run in runs] for runs in figures.arms.values()]
    assert seeds[0] == seeds[1] == seeds[2]
    assert figures.seeds >= 5
    assert {run.parameters for run in figures.arms["base"]} == {101_770}
    assert {run.parameters for run in figures.arms["width"]} == {397_510}
    assert len(figures.confusions) == 6
    assert len(figures.recalls) == 10
    assert not {one.true for one in figures.confusions} - set(figures.recalls)
