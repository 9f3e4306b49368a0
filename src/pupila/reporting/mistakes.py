"""Prepare the part of the report on errors: the confusion matrix, the figures of each class, and the pictures."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pupila.language import number, say
from pupila.reporting.names import isolated
from pupila.reporting.record_view import Figure, RunView, SplitAnswers, figure

MATRIX_LIMIT = 40  # classes; a larger matrix shows those with most errors
SHOWN_PROBABILITIES = 3
PICTURE_SIDE = 128  # pixels on the page; smaller images are enlarged by a whole factor

Encoder = Callable[[NDArray[np.uint8]], bytes]


@dataclass(frozen=True)
class Cell:
    """Hold one cell of the matrix; `heat` is the root of its share of the row, so that rare errors show too."""

    text: str
    heat: float
    hit: bool


@dataclass(frozen=True)
class Matrix:
    """Hold the confusion matrix, row = true class, column = predicted class; `remark` says what was left out."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    remark: str


@dataclass(frozen=True)
class ClassRow:
    """Hold the figures of one class: (value, interval) for precision, recall and F1, and how many images it has."""

    name: str
    figures: tuple[tuple[str, str], ...]
    support: str


@dataclass(frozen=True)
class Bar:
    """Hold one probability of a picture: class, share of the bar, its number, and "right", "wrong" or "other"."""

    name: str
    share: float
    text: str
    kind: str


@dataclass(frozen=True)
class Picture:
    """Hold one picture of the gallery: what it is, what it was taken for, and its largest probabilities."""

    source: str
    alt: str
    id: str
    width: int
    height: int
    enlarged: bool
    label: str
    predicted: str
    confidence: str
    bars: tuple[Bar, ...]


def confusion(run: RunView, language: str) -> Matrix | None:
    """Return the confusion matrix of the judged split, or None where there is none."""
    counts = np.asarray((run.metrics.get(run.judged or "") or {}).get("confusion") or [], dtype=np.int64)
    names = run.class_names
    if counts.shape != (len(names), len(names)) or not names:
        return None
    kept = _worst_classes(counts)
    remark = ""
    if len(kept) < len(names):
        remark = say("report.matrix.limited", language, total=len(names), shown=len(kept))
    support = counts.sum(axis=1)
    rows = tuple(
        tuple(_cell(int(counts[row, column]), int(support[row]), row == column, language) for column in kept)
        for row in kept
    )
    return Matrix(tuple(names[row] for row in kept), rows, remark)


def class_rows(run: RunView, language: str) -> list[ClassRow]:
    """Return the figures of every class of the judged split."""
    classes = (run.metrics.get(run.judged or "") or {}).get("per_class") or {}
    return [
        ClassRow(
            name=str(name),
            figures=tuple(_value_and_range(figure(one, key), language) for key in ("precision", "recall", "f1")),
            support=number(int(one.get("support") or 0), ",", language),
        )
        for name, one in classes.items()
    ]


def gallery(run: RunView, language: str, *, encode_png: Encoder) -> list[Picture]:
    """Return the pictures of the judged split's most confident errors.

    Args:
        run: The run.
        language: "en" or "es".
        encode_png: Turns uint8 pixels of shape (height, width, channels) into the bytes of a PNG file.
    """
    answers = run.answers.get(run.judged or "")
    if answers is None or answers.probabilities.shape[1] != len(run.class_names):
        return []
    return [
        _picture(answers, place, run.class_names, language=language, encode_png=encode_png)
        for place in range(len(answers.gallery_rows))
    ]


def _worst_classes(counts: NDArray[np.int64]) -> list[int]:
    if len(counts) <= MATRIX_LIMIT:
        return list(range(len(counts)))
    missed = counts.sum(axis=1) + counts.sum(axis=0) - 2 * np.diag(counts)
    return sorted(np.argsort(-missed, kind="stable")[:MATRIX_LIMIT].tolist())


def _cell(count: int, support: int, hit: bool, language: str) -> Cell:
    heat = math.sqrt(count / support) if support else 0.0
    return Cell(number(count, ",", language), round(heat, 3), hit)


def _value_and_range(one: Figure, language: str) -> tuple[str, str]:
    if one.value is None:
        return "–", ""
    if one.interval is None:
        return number(one.value, ".1%", language), ""
    low, high = (number(limit, ".1%", language) for limit in one.interval)
    return number(one.value, ".1%", language), say("report.range", language, low=low, high=high)


def _picture(
    answers: SplitAnswers, place: int, class_names: tuple[str, ...], *, language: str, encode_png: Encoder
) -> Picture:
    row = int(answers.gallery_rows[place])
    pixels = answers.gallery_images[place]
    label, probabilities = int(answers.labels[row]), answers.probabilities[row]
    predicted = int(probabilities.argmax())
    height, width = int(pixels.shape[0]), int(pixels.shape[1])
    factor = max(1, PICTURE_SIDE // max(height, width))
    names = {"label": isolated(class_names[label]), "predicted": isolated(class_names[predicted])}
    confidence = float(probabilities[predicted])
    return Picture(
        source="data:image/png;base64," + base64.b64encode(encode_png(pixels)).decode("ascii"),
        alt=say("report.gallery.alt", language, id=isolated(answers.ids[row]), confidence=confidence, **names),
        id=answers.ids[row],
        width=width * factor,
        height=height * factor,
        enlarged=factor > 1,
        label=class_names[label],
        predicted=class_names[predicted],
        confidence=number(confidence, ".1%", language),
        bars=_bars(probabilities, label, class_names, language),
    )


def _bars(
    probabilities: NDArray[np.floating], label: int, class_names: tuple[str, ...], language: str
) -> tuple[Bar, ...]:
    order = np.argsort(-probabilities, kind="stable")[:SHOWN_PROBABILITIES].tolist()
    kinds = ["right" if one == label else "wrong" if place == 0 else "other" for place, one in enumerate(order)]
    return tuple(
        Bar(class_names[one], float(probabilities[one]), number(float(probabilities[one]), ".1%", language), kind)
        for one, kind in zip(order, kinds, strict=True)
    )
