"""Lay figures with their intervals side by side on one scale: a dot for each seed, a bar for mean and interval.

Places are shares of the width, so that the page draws them at any size with letters that keep theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pupila.experiments.comparing.verdict_words import points
from pupila.language import number, say
from pupila.reporting.figures import nice_ticks

_CLOSE = 0.021  # share of the width within which two dots would cover each other
_MOST_WIDER = 3.0  # how many times the figures' own reach the margin may widen the scale


@dataclass(frozen=True)
class Row:
    """Hold what one row shows, as fractions.

    Args:
        name: What it is.
        value: The mean.
        interval: Of the mean, or None.
        values: One for each seed; none where dots would crowd.
        note: A word beside the name, such as the verdict.
        style: CSS class.
    """

    name: str
    value: float
    interval: tuple[float, float] | None
    values: tuple[float, ...] = ()
    note: str = ""
    style: str = ""


@dataclass(frozen=True)
class Dot:
    """Hold one seed: its place, how high it is lifted off its neighbours, and what the pointer shows."""

    place: float
    lift: int
    title: str


@dataclass(frozen=True)
class Strip:
    """Hold one row as it is drawn; places are shares of the width."""

    name: str
    note: str
    style: str
    figure: str
    interval: str
    dots: tuple[Dot, ...]
    lifts: int
    middle: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Strips:
    """Hold rows on a common scale in percentage points.

    Args:
        rows: What is drawn.
        ticks: Places on the scale with their numbers.
        zero: Place of zero, or None where it is not on the scale.
        margin: Ends of the band within which a difference does not matter, or None.
    """

    rows: tuple[Strip, ...]
    ticks: tuple[tuple[float, str], ...]
    zero: float | None
    margin: tuple[float, float] | None


def strips(
    rows: Sequence[Row], *, language: str, seeds: Sequence[int] = (), margin: float | None = None, signed: bool = True
) -> Strips:
    """Put rows on one scale.

    Args:
        rows: At least one.
        language: "en" or "es".
        seeds: What the values of each row belong to.
        margin: Draws the band around zero within which a difference does not matter.
        signed: Whether the figures are differences, written with their sign.
    """
    reached = [one for row in rows for one in (row.value, *row.values, *(row.interval or ()), *([0.0] * signed))]
    if margin is not None and margin <= _MOST_WIDER * max(abs(one) for one in reached):
        reached += [-margin, margin]
    ticks = nice_ticks(100 * min(reached), 100 * max(reached))
    first, last = ticks[0] / 100, ticks[-1] / 100
    scale = _Scale(first, last)
    decimals = next(d for d in range(9) if all(abs(round(tick, d) - tick) < 1e-9 for tick in ticks))
    band = None if margin is None else (scale.place(max(-margin, first)), scale.place(min(margin, last)))
    return Strips(
        rows=tuple(_strip(row, scale, seeds, language, signed=signed) for row in rows),
        ticks=tuple((scale.place(tick / 100), _plain(number(tick, f".{decimals}f", language))) for tick in ticks),
        zero=scale.place(0.0) if first <= 0 <= last else None,
        margin=band,
    )


@dataclass(frozen=True)
class _Scale:
    first: float
    last: float

    def place(self, value: float) -> float:
        return (value - self.first) / (self.last - self.first)


def _strip(row: Row, scale: _Scale, seeds: Sequence[int], language: str, *, signed: bool) -> Strip:
    dots = _dots(row, scale, seeds, language, signed=signed)
    ends = row.interval
    low, high = points(language, *ends) if ends else ("", "")
    return Strip(
        name=row.name,
        note=row.note,
        style=row.style,
        figure=_figure(row.value, language, signed=signed),
        interval=say("comparison.from_to", language, low=low, high=high) if ends else "",
        dots=dots,
        lifts=max((dot.lift for dot in dots), default=0) + 1,
        middle=scale.place(row.value),
        low=scale.place(ends[0]) if ends else None,
        high=scale.place(ends[1]) if ends else None,
    )


def _figure(value: float, language: str, *, signed: bool) -> str:
    written = points(language, value)[0]
    return f"+{written}" if signed and value > 0 else written


def _dots(row: Row, scale: _Scale, seeds: Sequence[int], language: str, *, signed: bool) -> tuple[Dot, ...]:
    """Place the seeds, each lifted as little as keeps it off those already there."""
    found: list[Dot] = []
    taken: list[float] = []  # of each lift, the last place that is covered
    for value, seed in sorted(zip(row.values, seeds, strict=True)):
        place = scale.place(value)
        lift = next((one for one, end in enumerate(taken) if place - end > _CLOSE), len(taken))
        taken[lift : lift + 1] = [place]
        title = say("comparison.seed_points", language, seed=seed, points=_figure(value, language, signed=signed))
        found.append(Dot(place, lift, title))
    return tuple(found)


def _plain(written: str) -> str:
    """Write a minus as print does, and zero without one."""
    digits = written.lstrip("-")
    return f"−{digits}" if written != digits and digits.strip("0.,") else digits
