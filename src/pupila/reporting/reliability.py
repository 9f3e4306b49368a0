"""Draw what the classifier says it knows against what it knows, and list the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from pupila.errors import EvaluationError
from pupila.evaluation.calibration import ReliabilityBin, reliability_table
from pupila.evaluation.predictions import Predictions
from pupila.language import number, say
from pupila.reporting.record_view import RunView, SplitAnswers
from pupila.reporting.sections import ABSENT, Table

_WIDTH, _HEIGHT = 420, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 12, 44
_STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Reliability:
    """Hold the reliability diagram of the judged split, as a drawing and as a table."""

    drawing: str
    table: Table


def reliability(run: RunView, language: str) -> Reliability | None:
    """Return the diagram, or None where the run kept no predictions that it could be made of."""
    answers = run.answers.get(run.judged or "")
    rows = _rows(answers, run.class_names) if answers is not None else ()
    if not rows:
        return None
    return Reliability(draw(rows, language=language), _table(rows, language))


def draw(rows: tuple[ReliabilityBin, ...], *, language: str) -> str:
    """Draw the rows of a reliability table as one `<svg>` element, safe to put into a page.

    Each bin with examples is a point at its mean confidence and its accuracy, with its 95 % interval as an upright
    stroke; its area grows with the number of examples. On the dashed diagonal confidence and accuracy agree.
    """
    key = f"{language}-chart-reliability"
    most = max(row.n for row in rows)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{key}-title {key}-text">'
        f'<title id="{key}-title">{escape(say("report.reliability", language))}</title>'
        f'<desc id="{key}-text">{escape(_described(rows, language))}</desc>',
        *_frame(language),
        f'<path class="axis agree" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>',
        *(_stroke(row) for row in rows),
        *(_point(row, most) for row in rows),
        "</svg>",
    ]
    return "".join(parts)


def _rows(answers: SplitAnswers, class_names: tuple[str, ...]) -> tuple[ReliabilityBin, ...]:
    try:
        places = np.arange(len(answers.labels))
        return reliability_table(
            Predictions(
                np.asarray(answers.probabilities, np.float32), np.asarray(answers.labels, np.int64), places, class_names
            )
        )
    except EvaluationError:  # predictions of other classes than the run's: nothing can be said
        return ()


def _frame(language: str) -> list[str]:
    parts = []
    for step in _STEPS:
        written = escape(number(step, ".0%", language))
        parts.append(f'<path class="grid" d="M{_x(0)} {_y(step)}H{_x(1)}"/>')
        parts.append(f'<text class="tick" x="{_LEFT - 8}" y="{_y(step)}" dy=".32em" text-anchor="end">{written}</text>')
        parts.append(f'<text class="tick" x="{_x(step)}" y="{_y(0) + 17}" text-anchor="middle">{written}</text>')
    name = escape(say("report.reliability.confidence", language))
    parts.append(f'<text class="tick" x="{_x(0.5)}" y="{_HEIGHT - 6}" text-anchor="middle">{name}</text>')
    name = escape(say("report.reliability.accuracy", language))
    parts.append(f'<text class="tick" x="{_x(0) + 6}" y="{_y(1) + 14}">{name}</text>')
    return parts


def _stroke(row: ReliabilityBin) -> str:
    if row.confidence is None or row.interval is None:
        return ""
    low, high = row.interval
    return f'<path class="reach" d="M{_x(row.confidence)} {_y(low)}V{_y(high)}"/>'


def _point(row: ReliabilityBin, most: int) -> str:
    if row.confidence is None or row.accuracy is None:
        return ""
    radius = 2.5 + 6.5 * (row.n / most) ** 0.5
    return f'<circle class="dot val" cx="{_x(row.confidence)}" cy="{_y(row.accuracy)}" r="{radius:.1f}"/>'


def _described(rows: tuple[ReliabilityBin, ...], language: str) -> str:
    known = [row for row in rows if row.confidence is not None and row.accuracy is not None]
    return " ".join(
        say("report.reliability.bin", language, confidence=row.confidence, accuracy=row.accuracy, n=row.n)
        for row in known
    )


def _table(rows: tuple[ReliabilityBin, ...], language: str) -> Table:
    heads = ("range", "confidence", "accuracy", "interval", "n")
    return Table(
        say("report.reliability", language),
        tuple(say(f"report.reliability.head.{head}", language) for head in heads),
        tuple(_cells(row, language) for row in rows),
    )


def _cells(row: ReliabilityBin, language: str) -> tuple[str, ...]:
    limits = (number(limit, ".1%", language) for limit in (row.lower, row.upper))
    interval = ABSENT
    if row.interval is not None:
        low, high = (number(limit, ".1%", language) for limit in row.interval)
        interval = say("report.range", language, low=low, high=high)
    values = (ABSENT if value is None else number(value, ".1%", language) for value in (row.confidence, row.accuracy))
    first, last = limits
    return (say("report.range", language, low=first, high=last), *values, interval, number(row.n, ",", language))


def _x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)
