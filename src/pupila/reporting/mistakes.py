"""Prepare the part of the report on errors: hits against errors, the confusion matrix, the figures of each class."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pupila.evaluation.intervals import wilson_interval
from pupila.language import number, say
from pupila.reporting.pictures import anchor
from pupila.reporting.record_view import Figure, RunView, figure

MATRIX_LIMIT = 40  # classes; a larger matrix shows those with most errors
CLASS_LIMIT = 100  # classes; longer tables help nobody, and metrics.json has them all


@dataclass(frozen=True)
class Cell:
    """Hold one cell of the matrix; `heat` is the root of its share of the row, so that rare errors show too.

    `link` is the anchor of its pictures, or empty.
    """

    text: str
    heat: float
    hit: bool
    link: str = ""


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
class Share:
    """Hold hits against errors, of all or of one class: counts, the share of errors, and its interval."""

    name: str
    hits: str
    errors: str
    hit_share: float
    rate: str
    interval: str


def confusion(run: RunView, language: str, *, pictured: Collection[str] = ()) -> Matrix | None:
    """Return the confusion matrix of the judged split, or None where there is none.

    Args:
        run: The run.
        language: "en" or "es".
        pictured: Anchors of the cells that have pictures; these cells lead there.
    """
    names, counts = run.class_names, _counts(run)
    if counts is None:
        return None
    kept = _worst_classes(counts)
    remark = ""
    if len(kept) < len(names):
        remark = say("report.matrix.limited", language, total=len(names), shown=len(kept))
    support = counts.sum(axis=1)
    rows = tuple(
        tuple(
            _cell(int(counts[row, column]), int(support[row]), anchor(row, column, language), pictured, language)
            if row != column
            else _cell(int(counts[row, row]), int(support[row]), None, pictured, language)
            for column in kept
        )
        for row in kept
    )
    return Matrix(tuple(names[row] for row in kept), rows, remark)


def class_rows(run: RunView, language: str) -> list[ClassRow]:
    """Return the figures of every class of the judged split, of the first `CLASS_LIMIT` where there are more."""
    classes = (run.metrics.get(run.judged or "") or {}).get("per_class") or {}
    return [
        ClassRow(
            name=str(name),
            figures=tuple(_value_and_range(figure(one, key), language) for key in ("precision", "recall", "f1")),
            support=number(int(one.get("support") or 0), ",", language),
        )
        for name, one in list(classes.items())[:CLASS_LIMIT]
    ]


def shares(run: RunView, language: str) -> list[Share]:
    """Return hits against errors: of all images first, then of each class, those with most errors first."""
    names, counts = run.class_names, _counts(run)
    if counts is None:
        return []
    rows = [(name, int(counts[row, row]), int(counts[row].sum())) for row, name in enumerate(names)]
    known = sorted((row for row in rows if row[2]), key=lambda row: row[1] - row[2])[:CLASS_LIMIT]
    total = say("report.total", language), int(counts.trace()), int(counts.sum())
    return [_share(*row, language) for row in (total, *known)] if total[2] else []


def _share(name: str, right: int, n: int, language: str) -> Share:
    low, high = (number(limit, ".1%", language) for limit in wilson_interval(n - right, n))
    return Share(
        name=name,
        hits=number(right, ",", language),
        errors=number(n - right, ",", language),
        hit_share=right / n,
        rate=number((n - right) / n, ".1%", language),
        interval=say("report.range", language, low=low, high=high),
    )


def _counts(run: RunView) -> NDArray[np.int64] | None:
    counts = np.asarray((run.metrics.get(run.judged or "") or {}).get("confusion") or [], dtype=np.int64)
    names = run.class_names
    return counts if names and counts.shape == (len(names), len(names)) else None


def _worst_classes(counts: NDArray[np.int64]) -> list[int]:
    if len(counts) <= MATRIX_LIMIT:
        return list(range(len(counts)))
    missed = counts.sum(axis=1) + counts.sum(axis=0) - 2 * np.diag(counts)
    return sorted(np.argsort(-missed, kind="stable")[:MATRIX_LIMIT].tolist())


def _cell(count: int, support: int, place: str | None, pictured: Collection[str], language: str) -> Cell:
    """Make one cell; `place` is None on the diagonal."""
    heat = math.sqrt(count / support) if support else 0.0
    link = place if place in pictured else None
    return Cell(number(count, ",", language), round(heat, 3), place is None, link or "")


def _value_and_range(one: Figure, language: str) -> tuple[str, str]:
    if one.value is None:
        return "–", ""
    if one.interval is None:
        return number(one.value, ".1%", language), ""
    low, high = (number(limit, ".1%", language) for limit in one.interval)
    return number(one.value, ".1%", language), say("report.range", language, low=low, high=high)
