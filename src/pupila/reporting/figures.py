"""Draw line charts as SVG, small enough to read and plain enough to print.

Colours come from the page's CSS (classes, never values), so that one drawing serves the light and the dark page. Every
line differs from the others by dash and marker too, and carries its name beside its end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pupila.language import number

WIDTH, HEIGHT = 480, 264
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 122, 28, 34
_LABEL_GAP = 17.0
_MOST_MARKERS = 25
_EVERY_EPOCH = 12  # up to so many, each epoch is written under the axis


@dataclass(frozen=True)
class Line:
    """Hold one line of a chart.

    Args:
        label: Its name, written beside its end.
        values: One for each position of the chart; None leaves a gap.
        style: CSS class that gives colour and dash: "train" or "val".
        band: The interval of each value, drawn as a shade; empty for none.
    """

    label: str
    values: tuple[float | None, ...]
    style: str
    band: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Hold what a chart shows; `line_chart` draws it.

    Args:
        key: Short name, unique on the page, for the ids of its parts.
        title: What is drawn, in words.
        description: What a reader who cannot see it should know.
        positions: The horizontal positions: epochs.
        lines: What is drawn over them.
        x_label: Name of the horizontal axis.
        percent: Whether the values are fractions to be written as percentages.
        mark: Position to mark by an upright line, or None.
        mark_label: What stands above that line.
    """

    key: str
    title: str
    description: str
    positions: tuple[int, ...]
    lines: tuple[Line, ...]
    x_label: str
    percent: bool = False
    mark: int | None = None
    mark_label: str = ""


@dataclass(frozen=True)
class _Plane:
    """Map values to places on the drawing."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        span = self.x_high - self.x_low
        share = (value - self.x_low) / span if span else 0.5
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (value - self.y_low) / (self.y_high - self.y_low) * (HEIGHT - _TOP - _BOTTOM)


def nice_ticks(low: float, high: float, *, count: int = 5) -> tuple[float, ...]:
    """Return round numbers that cover `low` to `high`, about `count` of them.

    Their distance is 1, 2, 2.5 or 5 times a power of ten. Equal limits are widened first.

    Example:
        >>> nice_ticks(0.13, 0.88)
        (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    """
    if high <= low:
        margin = abs(low) / 10 or 0.1
        low, high = low - margin, high + margin
    rough = (high - low) / max(1, count)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((factor * power for factor in (1, 2, 2.5, 5) if factor * power >= rough * 0.999), 10 * power)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, 2 - math.floor(math.log10(step)))
    return tuple(round(place * step, digits) + 0.0 for place in range(first, last + 1))


def epoch_ticks(first: int, last: int, *, count: int = 6) -> tuple[int, ...]:
    """Return whole epochs to write under the axis: the first, the last, and round ones between that do not crowd them.

    Example:
        >>> epoch_ticks(1, 50)
        (1, 10, 20, 30, 40, 50)
    """
    if last - first < _EVERY_EPOCH:
        return tuple(range(first, last + 1))
    step = max(1, round(nice_ticks(0, last - first, count=count)[1]))
    between = [epoch for epoch in range(step, last, step) if epoch - first > step / 2 and last - epoch > step / 2]
    return (first, *between, last)


def line_chart(chart: Chart, *, language: str) -> str:
    """Draw a chart as one `<svg>` element, safe to put into a page.

    Returns:
        The drawing; the empty string where no line has a value, because an empty frame says nothing.
    """
    values = [value for line in chart.lines for value in line.values if value is not None]
    if not values or not chart.positions:
        return ""
    reach = [limit for line in chart.lines for interval in line.band if interval for limit in interval]
    ticks = nice_ticks(min(values + reach), max(values + reach))
    plane = _Plane(chart.positions[0], chart.positions[-1], ticks[0], ticks[-1])
    head = (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{chart.key}-title {chart.key}-text">'
        f'<title id="{chart.key}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.key}-text">{escape(chart.description)}</desc>'
    )
    parts = [head, *_grid(plane, ticks, percent=chart.percent, language=language), *_x_axis(chart, plane)]
    parts += _mark(chart, plane)
    parts += [_shade(line, chart.positions, plane) for line in chart.lines]
    parts += [_path(line, chart.positions, plane) for line in chart.lines]
    return "".join([*parts, *_end_labels(chart.lines, chart.positions, plane), "</svg>"])


def _grid(plane: _Plane, ticks: Sequence[float], *, percent: bool, language: str) -> list[str]:
    spec, parts = _tick_spec(ticks[1] - ticks[0], percent=percent), []
    for tick in ticks:
        y, text = _n(plane.y(tick)), escape(number(tick, spec, language))
        parts.append(f'<path class="grid" d="M{_LEFT} {y}H{WIDTH - _RIGHT}"/>')
        parts.append(f'<text class="tick" x="{_LEFT - 8}" y="{y}" dy=".32em" text-anchor="end">{text}</text>')
    return parts


def _tick_spec(step: float, *, percent: bool) -> str:
    """Return the format with just as many decimals as tell neighbouring ticks apart."""
    shown = step * 100 if percent else step
    decimals = next((d for d in range(8) if abs(round(shown, d) - shown) < shown * 1e-6), 8)
    return f".{decimals}{'%' if percent else 'f'}"


def _x_axis(chart: Chart, plane: _Plane) -> list[str]:
    base = HEIGHT - _BOTTOM
    ticks = epoch_ticks(chart.positions[0], chart.positions[-1])
    texts = [
        f'<text class="tick" x="{_n(plane.x(tick))}" y="{base + 17}" text-anchor="middle">{tick}</text>'
        for tick in ticks
    ]
    label = f'<text class="tick" x="{WIDTH - _RIGHT + 22}" y="{base + 17}">{escape(chart.x_label)}</text>'
    return [f'<path class="axis" d="M{_LEFT} {base}H{WIDTH - _RIGHT}"/>', *texts, label]


def _mark(chart: Chart, plane: _Plane) -> list[str]:
    if chart.mark is None or chart.mark not in chart.positions:
        return []
    x = plane.x(chart.mark)
    # Near either end the words lean inwards, so that they stay on the drawing.
    anchor = "start" if x < _LEFT + 50 else "end" if x > WIDTH - _RIGHT - 50 else "middle"
    return [
        f'<path class="mark" d="M{_n(x)} {_TOP - 6}V{HEIGHT - _BOTTOM}"/>',
        f'<text class="mark" x="{_n(x)}" y="{_TOP - 12}" text-anchor="{anchor}">{escape(chart.mark_label)}</text>',
    ]


def _path(line: Line, positions: Sequence[int], plane: _Plane) -> str:
    """Draw one line, broken where a value is missing, with markers where they do not crowd."""
    commands, points, pen_down = [], [], False
    for position, value in zip(positions, line.values, strict=True):
        if value is None:
            pen_down = False
            continue
        x, y = _n(plane.x(position)), _n(plane.y(value))
        commands.append(f"{'L' if pen_down else 'M'}{x} {y}")
        points.append(f'<circle class="dot {line.style}" cx="{x}" cy="{y}" r="2.6"/>')
        pen_down = True
    markers = "".join(points) if len(points) <= _MOST_MARKERS else ""
    return f'<path class="line {line.style}" d="{"".join(commands)}"/>{markers}'


def _shade(line: Line, positions: Sequence[int], plane: _Plane) -> str:
    """Draw the intervals of a line as one area; a single epoch gets an upright stroke."""
    known = [(place, interval) for place, interval in zip(positions, line.band, strict=False) if interval]
    upper = [f"{_n(plane.x(place))} {_n(plane.y(high))}" for place, (_, high) in known]
    lower = [f"{_n(plane.x(place))} {_n(plane.y(low))}" for place, (low, _) in reversed(known)]
    return f'<path class="shade {line.style}" d="M{"L".join(upper + lower)}Z"/>' if known else ""


def _end_labels(lines: Sequence[Line], positions: Sequence[int], plane: _Plane) -> list[str]:
    """Write each line's name beside its end, pushed apart where two ends meet."""
    ends = []
    for line in lines:
        last = next((value for value in reversed(line.values) if value is not None), None)
        if last is not None:
            ends.append((plane.y(last), line))
    ends.sort(key=lambda end: end[0])
    places = _spread([place for place, _ in ends])
    return [
        f'<text class="name {line.style}" x="{WIDTH - _RIGHT + 10}" y="{_n(y)}" dy=".32em">{escape(line.label)}</text>'
        for y, (_, line) in zip(places, ends, strict=True)
    ]


def _spread(places: Sequence[float]) -> list[float]:
    """Return the places moved as little as possible so that neighbours keep a line's height apart."""
    spread = list(places)
    for _ in range(4 * len(spread)):  # neighbours share each push, so a crowd spreads to both sides
        for upper in range(len(spread) - 1):
            push = max(0.0, _LABEL_GAP - (spread[upper + 1] - spread[upper])) / 2
            spread[upper], spread[upper + 1] = spread[upper] - push, spread[upper + 1] + push
    for upper in range(len(spread) - 1):
        spread[upper + 1] = max(spread[upper + 1], spread[upper] + _LABEL_GAP)
    low, high = _TOP, HEIGHT - _BOTTOM - 4
    shift = max(0.0, low - spread[0]) - max(0.0, spread[-1] - high) if spread else 0.0
    return [place + shift for place in spread]


def _n(value: float) -> str:
    """Write a coordinate: one decimal is finer than any screen here, and keeps the file small."""
    return f"{value:.1f}".removesuffix(".0")
