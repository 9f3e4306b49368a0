from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pupila.reporting import narrative
from pupila.reporting.record_view import RunView, read_run

PLAIN = str.maketrans("", "", "\u2068\u2069")


@pytest.fixture
def view(ten_classes: Path) -> RunView:
    return replace(read_run(ten_classes), answers={})


def judged(run: RunView, **figures: Any) -> RunView:
    """Return the run with other figures on its test set."""
    return replace(run, metrics={**run.metrics, "test": {**run.metrics["test"], **figures}})


def accuracy(value: float, low: float, high: float, n: int = 1000) -> dict[str, Any]:
    return {"value": value, "interval": [low, high], "n": n}


def with_history(run: RunView, *losses: float, train: float = 0.8, val: float = 0.7) -> RunView:
    lines = [
        {
            "epoch": epoch,
            "train": {"loss": 1.0, "accuracy": train, "n": 2000},
            "val": {"loss": loss, "accuracy": val, "n": 2000},
        }
        for epoch, loss in enumerate(losses, start=1)
    ]
    return replace(run, history=tuple(lines), summary={**run.summary, "chosen_epoch": len(losses)})


def told(run: RunView, language: str = "en") -> str:
    return " ".join(narrative.summary(run, language))


def test_the_first_sentence_gives_accuracy_interval_and_n(view: RunView) -> None:
    run = judged(view, accuracy=accuracy(0.7642, 0.7558, 0.7724, 10000))
    assert told(run).startswith("The classifier gets 76.4% of 10,000 test images right (95% interval: 75.6% to 77.2%).")
    spanish = (
        "El clasificador acierta en el 76,4\xa0% de 10.000 imágenes de prueba "
        "(intervalo del 95\xa0%: del 75,6\xa0% al 77,2\xa0%)."
    )
    assert told(run, "es").startswith(spanish)


@pytest.mark.parametrize(
    ("limits", "words", "spanish"),
    [
        ((0.15, 0.25), "so it has learned something", "algo ha aprendido"),
        ((0.08, 0.12), "do not show that it has learned", "no demuestran que haya aprendido"),
        ((0.02, 0.05), "something is wrong", "algo falla"),
    ],
)
def test_accuracy_is_set_against_the_most_frequent_class(
    view: RunView, limits: tuple[float, float], words: str, spanish: str
) -> None:
    run = judged(view, accuracy=accuracy(sum(limits) / 2, *limits))
    assert words in told(run)
    assert spanish in told(run, "es")
    assert "10.0%" in told(run)


def test_the_baseline_is_the_largest_class() -> None:
    block = {"per_class": {"a": {"support": 30}, "b": {"support": 10}, "c": {"support": 0}}}
    found = narrative.baseline(block)
    assert found == narrative.Baseline(0.75, 40)
    assert narrative.baseline({}) is None


def test_few_examples_are_admitted(view: RunView) -> None:
    assert "so few images" in told(judged(view, accuracy=accuracy(0.9, 0.8, 0.95, narrative.FEW_EXAMPLES - 1)))
    assert "so few images the" not in told(judged(view, accuracy=accuracy(0.9, 0.8, 0.95, narrative.FEW_EXAMPLES)))


@pytest.mark.parametrize(
    ("chosen_by", "words"),
    [
        ("validation loss", "because its validation loss was the lowest"),
        ("validation accuracy", "because its validation accuracy was the highest"),
        ("last epoch", "nothing was chosen"),
    ],
)
def test_the_choice_of_the_epoch_is_told(view: RunView, chosen_by: str, words: str) -> None:
    run = replace(view, summary={**view.summary, "chosen_by": chosen_by})
    assert words in told(run)


@pytest.mark.parametrize(
    ("train", "val", "words", "spanish"),
    [
        (0.70, 0.70, "Chance alone", "El azar basta"),
        (0.71, 0.70, "Chance alone", "El azar basta"),
        (0.74, 0.70, "4.0 points apart", "4,0 puntos"),
        (0.80, 0.70, "10.0 points apart", "10,0 puntos"),
        (0.60, 0.70, "unusual", "poco habitual"),
    ],
)
def test_the_gap_is_read_with_caution(view: RunView, train: float, val: float, words: str, spanish: str) -> None:
    run = with_history(view, 1.0, 0.9, train=train, val=val)
    assert words in told(run)
    assert spanish in told(run, "es")
    assert f"{abs(train - val) * 100:.1f} points apart" in told(run)
    assert f"a {abs(train - val) * 100:.1f}".replace(".", ",") + " puntos" in told(run, "es")


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ((1.0, 0.8, 0.9, 1.0, 1.1), "It overfits: from epoch 1 on"),
        ((1.0, 0.9, 0.8, 0.7, 0.6), "It had not finished learning"),
        ((1.0, 0.8, 0.799), "Too few epochs"),
    ],
)
def test_the_diagnosis_is_told_in_one_sentence(view: RunView, losses: tuple[float, ...], words: str) -> None:
    train = 0.8 if "overfits" in words else 0.7
    assert words in told(with_history(view, *losses, train=train))


def test_a_loss_that_is_missing_says_nothing(view: RunView) -> None:
    lines = [{"epoch": 1, "train": None, "val": {"loss": None, "accuracy": None, "n": 0}}] * 4
    assert "falling" not in told(replace(view, history=tuple(lines)))


def calibrated(run: RunView, confidence: float, ece: tuple[float, float, float]) -> RunView:
    answers = read_run_answers(run, confidence)
    figure = {"value": ece[1], "interval": [ece[0], ece[2]], "n": 1000}
    return replace(judged(run, accuracy=accuracy(0.8, 0.78, 0.82), ece=figure), answers={"test": answers})


def read_run_answers(run: RunView, confidence: float) -> Any:
    import numpy as np

    from pupila.reporting.record_view import SplitAnswers

    rest = (1 - confidence) / 9
    probabilities = np.array([[confidence] + [rest] * 9], dtype=np.float32)
    empty = np.zeros(0, dtype=np.int64)
    return SplitAnswers(
        probabilities, np.zeros(1, dtype=np.int64), ("a",), empty, np.zeros((0, 1, 1, 1), dtype=np.uint8)
    )


@pytest.mark.parametrize(
    ("confidence", "ece", "words"),
    [
        (0.81, (0.0, 0.015, 0.03), "taken at its word"),
        (0.9, (0.08, 0.1, 0.12), "too sure of itself: its mean confidence is 90.0%, while 80.0%"),
        (0.7, (0.08, 0.1, 0.12), "too modest"),
        (0.81, (0.04, 0.06, 0.08), "read it with care"),
        (0.9, (0.0, 0.1, 0.15), "by chance alone"),
    ],
)
def test_confidence_is_judged(view: RunView, confidence: float, ece: tuple[float, float, float], words: str) -> None:
    text = told(calibrated(view, confidence, ece))
    assert words in text
    assert f"The 95% interval of these points is {100 * ece[0]:.1f} to {100 * ece[2]:.1f} (n\xa0=\xa01,000)." in text


def test_the_number_of_test_readings_is_told(view: RunView) -> None:
    assert "were read once" in told(view)
    assert "have been read 4 times" in told(replace(view, metrics={**view.metrics, "test_reads": 4}))


def test_without_a_test_set_the_source_is_named(view: RunView) -> None:
    run = replace(view, metrics={**view.metrics, "test": None})
    assert "500 validation images" in told(run)
    assert "a little flattering" in told(run)
    last = replace(run, summary={**run.summary, "chosen_by": "last epoch"})
    assert "come from the validation images" in told(last)
    assert "flattering" not in told(last)


def test_without_figures_nothing_is_claimed(view: RunView) -> None:
    run = replace(view, metrics={}, history=(), summary={"schema": 1, "status": "running"})
    assert narrative.summary(run, "en") == ["There are no figures yet on images that the network has not learned from."]
    assert narrative.errors(run, "en") == []


@pytest.mark.parametrize(
    ("status", "words"),
    [("running", "not finished"), ("interrupted", "interrupted"), ("diverged", "lower learning rate"), ("done", "")],
)
def test_a_run_that_did_not_end_well_says_so(view: RunView, status: str, words: str) -> None:
    found = narrative.status(replace(view, summary={**view.summary, "status": status}), "en")
    assert words in found
    assert bool(found) == bool(words)


def test_confused_pairs_are_told_in_both_directions() -> None:
    matrix = [[800, 143, 0], [98, 900, 1], [0, 0, 1000]]
    english = [one.translate(PLAIN) for one in narrative.confused(("cat", "dog", "frog"), matrix, "en")]
    assert english == [
        "cat was taken for dog 143 times, dog for cat 98 times.",
        "dog was taken for frog once, frog for dog never.",
    ]
    spanish = narrative.confused(("gato", "perro", "rana"), matrix, "es")[0].translate(PLAIN)
    assert spanish == "gato se confundió con perro 143 veces; perro con gato, 98 veces."


def test_best_and_worst_classes_are_named(view: RunView) -> None:
    recall = {name: {"recall": accuracy(value, 0, 1)} for name, value in (("a", 0.5), ("b", 0.9))}
    classes = {**recall, "absent": {"recall": {"value": None, "interval": None, "n": 0}}}
    first = narrative.errors(judged(view, per_class=classes, confusion=[]), "en")[0].translate(PLAIN)
    assert first == (
        "b is recognised best: 90.0% of its 1,000 images (95% interval: 0.0% to 100.0%). "
        "a is recognised worst: 50.0% of 1,000 (0.0% to 100.0%)."
    )
    same = {name: {"recall": accuracy(1.0, 0.9, 1)} for name in "ab"}
    assert "equally well (100.0%)" in narrative.errors(judged(view, per_class=same, confusion=[]), "en")[0]
