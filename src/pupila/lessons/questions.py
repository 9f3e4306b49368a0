"""Answer five questions about a perceptron on Fashion-MNIST from experiments: what the figures show, and no more.

The sentences are chosen by rules, so that they follow the figures where those are measured again: an interval that
leaves out zero is called shown, any other is called not shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pupila.inspection.explanation import LayerExplanation, explain_layers
from pupila.inspection.sums import parameter_sum
from pupila.inspection.words import shape_words
from pupila.language import Language
from pupila.lessons.findings import ARMS, Figure, Figures, Trend, difference, estimate, read_figures
from pupila.lessons.lesson import Block, Code, Curve, Grid, Heading, Number, Plot, Try, Words, words
from pupila.models.layers import Layer
from pupila.models.parsing import parse_layers
from pupila.models.presets import preset
from pupila.models.shapes import LayerCost, layer_costs

SHAPE, CLASSES = (1, 28, 28), 10
# Garments that cover the same part of the body, and so look alike in a picture of 28x28 pixels.
FAMILIES = (
    frozenset({"T-shirt/top", "Pullover", "Dress", "Coat", "Shirt"}),
    frozenset({"Sandal", "Sneaker", "Ankle boot"}),
)
_CODE = """\
import pupila

for units in (128, 500):
    explained = pupila.explain(f"mlp(units={units})", input_shape=(1, 28, 28), num_classes=10)
    print(f"{units} units: {explained.parameters:,} parameters")
"""


def five_questions() -> tuple[Block, ...]:
    """Make the lesson."""
    return blocks(read_figures())


def blocks(figures: Figures) -> tuple[Block, ...]:
    """Make the lesson from some figures."""
    return (
        *_experiment(figures),
        *_first(figures),
        *_second(figures),
        *_change(figures, "width"),
        *_change(figures, "epochs"),
        *_fifth(),
        *_practice(),
    )


def _experiment(figures: Figures) -> tuple[Block, ...]:
    base, wide = figures.arms["base"][0], figures.arms["width"][0]
    accuracies: tuple[Figure, ...] = (
        lambda one: 100 * one.train_accuracy,
        lambda one: 100 * one.test_accuracy,
        lambda one: 100 * one.gap,
    )
    losses: tuple[Figure, ...] = (
        lambda one: one.train_loss,
        lambda one: one.test_loss,
        lambda one: one.loss_gap,
    )
    return (
        words("lessons_judging.five_questions.idea"),
        words(
            "lessons_judging.five_questions.experiment",
            seeds=figures.seeds,
            parameters=base.parameters,
            wide=wide.parameters,
        ),
        words("lessons_judging.five_questions.rule"),
        _table(figures, words("lessons_judging.five_questions.accuracies"), accuracies, ".2f"),
        _table(figures, words("lessons_judging.five_questions.losses"), losses, ".3f"),
        _gap_plot(figures),
        words("lessons_judging.five_questions.machine", machine=figures.machine),
    )


def _table(figures: Figures, caption: Words, columns: tuple[Figure, ...], spec: str) -> Grid:
    """Show the means of each arm: training, test, the gap with its standard deviation over the seeds, and n."""
    rows: list[tuple[Words | Number | str, ...]] = []
    for arm in ARMS:
        found = [estimate([figure(one) for one in figures.arms[arm]]) for figure in columns]
        means = [Number(one.mean, spec) for one in found]
        name = words(f"lessons_judging.five_questions.arm_{arm}")
        rows.append((name, *means, Number(found[-1].deviation, spec), Number(found[-1].n)))
    heads = ("arm", "train", "test", "gap", "deviation", "n")
    return Grid(caption, tuple(words(f"lessons_judging.five_questions.{name}") for name in heads), tuple(rows))


def _gap_plot(figures: Figures) -> Plot:
    styles: dict[str, Literal["train", "val", "other"]] = {"base": "train", "width": "val", "epochs": "other"}
    seeds = sorted(one.seed for one in figures.arms["base"])
    gaps = {arm: {one.seed: 100 * one.gap for one in figures.arms[arm]} for arm in ARMS}
    means = {f"{arm}_gap": estimate(list(gaps[arm].values())).mean for arm in ARMS}
    return Plot(
        key="gaps",
        title=words("lessons_judging.five_questions.plot_title"),
        alt=words("lessons_judging.five_questions.plot_alt", **means),
        positions=tuple(seeds),
        curves=tuple(
            Curve(
                words(f"lessons_judging.five_questions.arm_{arm}"),
                tuple(gaps[arm].get(seed) for seed in seeds),
                styles[arm],
            )
            for arm in ARMS
        ),
        x_label=words("lessons_judging.five_questions.seed"),
        caption=words("lessons_judging.five_questions.plot_caption"),
    )


def _first(figures: Figures) -> tuple[Block, ...]:
    """Answer why training and test differ."""
    runs = figures.arms["base"]
    gap, loss = estimate([one.gap for one in runs]), estimate([one.loss_gap for one in runs])
    means = {
        "train": estimate([one.train_accuracy for one in runs]).mean,
        "test": estimate([one.test_accuracy for one in runs]).mean,
    }
    losses = {
        "train": estimate([one.train_loss for one in runs]).mean,
        "test": estimate([one.test_loss for one in runs]).mean,
    }
    reason = "why" if gap.trend == "up" or loss.trend == "up" else "why_not"
    return (
        Heading(words("lessons_judging.five_questions.question_one")),
        words(f"lessons_judging.five_questions.accuracy_{gap.trend}", **means, **gap.points()),
        words(f"lessons_judging.five_questions.loss_{loss.trend}", **losses, **loss.nats()),
        words(f"lessons_judging.five_questions.{reason}"),
    )


def _second(figures: Figures) -> tuple[Block, ...]:
    """Answer why some images were misclassified."""
    shown = figures.confusions
    alike = sum(any({one.true, one.predicted} <= family for family in FAMILIES) for one in shown)
    reason = "all" if alike == len(shown) else "most" if 2 * alike > len(shown) else "few"
    worst, best = (choose(figures.recalls, key=lambda name: figures.recalls[name]) for choose in (min, max))
    recalls = {"worst_recall": figures.recalls[worst], "best_recall": figures.recalls[best]}
    rows = tuple((_garment(one.true), _garment(one.predicted), Number(one.count, ".1f")) for one in shown)
    return (
        Heading(words("lessons_judging.five_questions.question_two")),
        words("lessons_judging.five_questions.recalls", worst=_garment(worst), best=_garment(best), **recalls),
        Grid(
            words("lessons_judging.five_questions.confusions", seeds=figures.seeds),
            tuple(words(f"lessons_judging.five_questions.{name}") for name in ("true", "taken_for", "count")),
            rows,
        ),
        words(f"lessons_judging.five_questions.alike_{reason}", alike=alike, shown=len(shown)),
        words("lessons_judging.five_questions.mixture"),
    )


def _garment(name: str) -> Words | str:
    """Name a class in the language of the sentence; one that is not known keeps its name."""
    known = any(name in family for family in FAMILIES) or name in ("Trouser", "Bag")
    slug = re.sub("[^a-z]+", "_", name.lower())
    return words(f"lessons_judging.five_questions.garment.{slug}") if known else name


def _change(figures: Figures, arm: str) -> tuple[Block, ...]:
    """Answer what a change does to the gap, in accuracy and in loss, and to what counts: the figures on new images."""
    gap = difference(figures, arm, lambda one: one.gap)
    loss_gap = difference(figures, arm, lambda one: one.loss_gap)
    accuracy = difference(figures, arm, lambda one: one.test_accuracy)
    loss = difference(figures, arm, lambda one: one.test_loss)
    surer = (words("lessons_judging.five_questions.surer"),) if loss.trend == "up" and accuracy.trend != "down" else ()
    before, after = (estimate([one.gap for one in figures.arms[name]]).mean * 100 for name in ("base", arm))
    start, end = (estimate([one.loss_gap for one in figures.arms[name]]).mean for name in ("base", arm))
    wider: Trend = "up" if "up" in (gap.trend, loss_gap.trend) else gap.trend
    return (
        Heading(words(f"lessons_judging.five_questions.question_{arm}")),
        words(f"lessons_judging.five_questions.gap_{gap.trend}", before=before, after=after, **gap.points()),
        words(f"lessons_judging.five_questions.loss_gap_{loss_gap.trend}", before=start, after=end, **loss_gap.nats()),
        words(f"lessons_judging.five_questions.test_accuracy_{accuracy.trend}", **accuracy.points()),
        words(f"lessons_judging.five_questions.test_loss_{loss.trend}", **loss.nats()),
        *surer,
        words(f"lessons_judging.five_questions.{arm}_{_moral(wider, accuracy.trend)}", n=gap.n),
    )


def _moral(gap: Trend, accuracy: Trend) -> str:
    """Choose what to conclude of a change in the gap and of one in the accuracy on new images."""
    if gap == "up":
        return "both" if accuracy == "up" else "heart"
    return "gain" if accuracy == "up" else "nothing"


@dataclass(frozen=True)
class _Spoken:
    """Hold what is written by other rooms, and said in the language of the sentence that it stands in."""

    write: Callable[[Language], str]

    def say(self, language: Language) -> str:
        return self.write(language)


def _fifth() -> tuple[Block, ...]:
    """Explain the architecture, by the same code as `pupila explain`."""
    layers = parse_layers(preset("mlp"))
    costs = layer_costs(layers, input_shape=SHAPE, num_classes=CLASSES)
    explained = explain_layers(layers, input_shape=SHAPE, num_classes=CLASSES, name="mlp")
    heads = ("layer", "line", "output", "parameters")
    return (
        Heading(words("lessons_judging.five_questions.question_five")),
        words("lessons_judging.five_questions.explained", parameters=explained.parameters),
        Grid(
            words("lessons_judging.five_questions.layers"),
            tuple(words(f"lessons_judging.five_questions.{name}") for name in heads),
            tuple(map(_layer_row, layers, costs)),
        ),
        *(
            words(
                "lessons_judging.five_questions.layer_told",
                name=layer.name,
                text=_told(layer),
            )
            for layer in explained.layers
        ),
    )


def _told(layer: LayerExplanation) -> _Spoken:
    return _Spoken(lambda language: layer.words[language].text)


def _layer_row(layer: Layer, cost: LayerCost) -> tuple[Words | str, ...]:
    """Write a layer's output and the sum of its parameters; a layer without any has none to sum."""
    total = parameter_sum(layer, cost)
    shape = words(
        "lessons_judging.five_questions.said", text=_Spoken(lambda language: shape_words(cost.output_shape, language))
    )
    written = words("lessons_judging.five_questions.said", text=_Spoken(total.write)) if total else "0"
    return cost.name, cost.line, shape, written


def _practice() -> tuple[Block, ...]:
    return (
        Code(_CODE, words("lessons_judging.five_questions.code")),
        Try("pupila explain mlp --input 28 28 1", words("lessons_judging.five_questions.try_explain")),
        Try(
            "pupila train n5-fashion-mlp --set model.options.units=500",
            words("lessons_judging.five_questions.try_wide"),
        ),
        Try("pupila train n5-fashion-mlp --epochs 20", words("lessons_judging.five_questions.try_epochs")),
    )
