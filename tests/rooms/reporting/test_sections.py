from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.evaluation.intervals import wilson_interval
from pupila.reporting import learning, mistakes, reliability, sections
from pupila.reporting.record_view import RunView, read_run


@pytest.fixture
def view(ten_classes: Path) -> RunView:
    return read_run(ten_classes)


def test_the_headline_is_the_accuracy_with_interval_and_baseline(view: RunView) -> None:
    accuracy = view.metrics["test"]["accuracy"]
    found = sections.headline(view, "es")
    assert found is not None
    assert found.value == f"{accuracy['value'] * 100:.1f}\xa0%".replace(".", ",")
    assert [found.low, found.high] == accuracy["interval"]
    assert found.baseline == pytest.approx(0.1)
    assert "500 imágenes de prueba" in found.caption


def test_cards_hold_value_interval_and_n(view: RunView) -> None:
    cards = {card.label: card for card in sections.cards(view, "en")}
    loss = view.metrics["test"]["loss"]
    low, high = loss["interval"]
    assert cards["Loss"].value == f"{loss['value']:.3f}"
    assert cards["Loss"].interval == f"{low:.3f} to {high:.3f} · n\xa0=\xa0500"
    assert cards["Parameters"].value == "82,826"
    assert cards["Training time"].value == "2 min 2 s"
    assert cards["Epochs"].help == "number 7 kept"


def test_cards_without_figures_are_left_out(view: RunView) -> None:
    bare = replace(view, metrics={}, summary={"schema": 1})
    assert sections.cards(bare, "en") == []
    assert sections.headline(bare, "en") is None


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.04, "0.0 s"), (59.9, "59.9 s"), (60, "1 min 0 s"), (3599.6, "1 h 0 min"), (7384, "2 h 3 min")],
)
def test_durations_are_written_as_people_say_them(seconds: float, written: str) -> None:
    assert sections.duration(seconds, "en") == written


def test_layers_come_with_their_totals(view: RunView) -> None:
    table = sections.network(view, "es")
    assert table is not None
    assert table.rows[0][:4] == ("conv1", "conv 32 3x3 same relu", "32 × 32 × 32", "(3 × 3 × 3 + 1) × 32 = 896")
    assert table.rows[-1][0] == "total"
    assert table.rows[-1][3] == "82.826"
    assert sections.network(replace(view, model={}), "es") is None
    unreadable = sections.network(replace(view, model={**view.model, "layers": ["conv nonsense"]}), "es")
    assert unreadable is not None
    assert unreadable.rows[0][3] == "896", "figures without their sums are better than none"


def test_a_classifier_that_looks_twice_says_so(view: RunView) -> None:
    plain = sections.network_intro(view, "en")
    twice = sections.network_intro(replace(view, model={**view.model, "mirror": True}), "en")
    assert twice == f"{plain} Each answer in this report is the mean over the image and its mirror image."


def test_the_training_column_is_what_remains(view: RunView) -> None:
    table = sections.data_table(view, "en")
    assert table is not None
    assert table.heads == ("class", "all", "training", "validation", "test")
    assert table.rows[0] == ("airplane", "300", "200", "50", "50")
    summary = {**view.summary, "data": {**view.summary["data"], "split": {"train": 1999, "val": 500, "test": 500}}}
    guessed = sections.data_table(replace(view, summary=summary), "en")
    assert guessed is not None
    assert guessed.heads == ("class", "all", "validation", "test")


@pytest.mark.parametrize("folder", ["plain-run", "with space", "-dash; rm", "new\nline"])
def test_the_command_survives_a_shell(view: RunView, folder: str) -> None:
    command = sections.command(replace(view, folder=folder))
    words = shlex.split(command)
    assert words[:2] == ["pupila", "train"]
    assert words[2].endswith("/recipe.toml")
    assert not words[2].startswith("-")
    assert words[-2:] == ["--seed", "3"]
    assert "\n" not in command


def test_a_known_note_is_worded_and_an_unknown_one_shown(view: RunView) -> None:
    notes = [
        {"code": "report.times", "values": {"count": 1200}},
        {"code": "nobody.knows", "values": {"a": [1, 2]}},
        {"code": "report.times", "values": {}},
        {"code": "report.times", "values": {"language": "en"}},
    ]
    found = sections.notes(replace(view, summary={"notes": notes}), "es")
    assert found == ["1.200 veces", "nobody.knows: a 1, 2", "report.times: ", "report.times: language en"]


def test_the_environment_is_named_in_the_language(view: RunView) -> None:
    run = replace(view, environment={"schema": 1, "cores": 2, "later": {"a": 1, "b": None}, "none": None})
    assert sections.environment(run, "es") == [("núcleos", "2"), ("later", "a 1")]


def test_the_table_of_the_curves_holds_every_epoch(view: RunView) -> None:
    table = learning.curves(view, "en").table
    assert table is not None
    assert table.heads[:3] == ("epoch", "accuracy, training", "accuracy, validation")
    assert [row[0] for row in table.rows] == [str(epoch) for epoch in range(1, 11)]
    assert table.stressed == 6
    first: dict[str, Any] = view.history[0]
    assert table.rows[0][1:3] == (f"{first['train']['accuracy']:.1%}", f"{first['val']['accuracy']:.1%}")


def test_heat_is_the_root_of_the_share_of_the_row(view: RunView) -> None:
    matrix = mistakes.confusion(view, "en")
    assert matrix is not None
    counts = view.metrics["test"]["confusion"]
    assert matrix.rows[3][5].text == str(counts[3][5])
    assert matrix.rows[3][5].heat == pytest.approx((counts[3][5] / 50) ** 0.5, abs=1e-3)
    assert [row[place].hit for place, row in enumerate(matrix.rows)] == [True] * 10


def test_hits_and_errors_add_up_and_the_worst_class_comes_first(view: RunView) -> None:
    total, *classes = mistakes.shares(view, "es")
    counts = np.array(view.metrics["test"]["confusion"])
    wrong = counts.sum(axis=1) - np.diag(counts)
    assert (total.hits, total.errors) == (str(np.trace(counts)), str(wrong.sum()))
    assert total.hit_share == pytest.approx(view.metrics["test"]["accuracy"]["value"])
    assert [int(one.errors) for one in classes] == sorted(wrong.tolist(), reverse=True)
    low, high = wilson_interval(int(wrong.sum()), 500)
    assert total.interval == f"{100 * low:.1f}\xa0% a {100 * high:.1f}\xa0%".replace(".", ",")


def test_sizes_are_told(view: RunView) -> None:
    assert sections.sizes(view, "en").startswith("The smallest measures 30 × 20 (height × width), the median 64 × 48")
    data = {**view.summary["data"], "original_sizes": {name: [32, 32] for name in ("smallest", "median", "largest")}}
    assert sections.sizes(replace(view, summary={"data": data}), "es") == "Todas miden 32 × 32 (alto × ancho)."
    assert sections.sizes(replace(view, summary={}), "es") == ""


def test_the_reliability_diagram_has_a_point_and_a_row_for_each_bin(view: RunView) -> None:
    found = reliability.reliability(view, "en")
    assert found is not None
    answers = view.answers["test"]
    confidence = answers.probabilities.max(axis=1)
    right = answers.probabilities.argmax(axis=1) == answers.labels
    counts, _ = np.histogram(confidence, bins=np.arange(16) / 15)
    assert [int(row[-1]) for row in found.table.rows] == counts.tolist()
    assert found.drawing.count("<circle") == np.count_nonzero(counts)
    top = confidence > 14 / 15
    assert found.table.rows[-1][1:3] == (f"{confidence[top].mean():.1%}", f"{right[top].mean():.1%}")
    assert reliability.reliability(replace(view, answers={}), "en") is None


def test_a_class_without_images_shows_a_dash(view: RunView) -> None:
    absent = {name: {"value": None, "interval": None, "n": 0} for name in ("precision", "recall", "f1")}
    block = {**view.metrics["test"], "per_class": {"owl": {**absent, "support": 0}}}
    (row,) = mistakes.class_rows(replace(view, metrics={"test": block}), "en")
    assert row == mistakes.ClassRow("owl", (("–", ""),) * 3, "0")
