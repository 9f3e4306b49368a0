"""Prepare what each part of the report shows, so that the templates only have to lay it out.

Everything here is computed and worded; nothing is HTML except the drawings, which `figures` made safe.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pupila.errors import LayerError
from pupila.inspection.sums import parameter_sum
from pupila.language import number, say, visible
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs
from pupila.reporting import narrative
from pupila.reporting.names import isolated
from pupila.reporting.record_view import Figure, RunView, figure

ABSENT = "–"
_INNER = ("schema", "run", "start")  # of the environment: for the audit, not for a reader


@dataclass(frozen=True)
class Headline:
    """Hold the accuracy as the page shows it first: in large, with its interval and baseline on a line from 0 to 1."""

    value: str
    caption: str
    interval_text: str
    baseline_text: str
    low: float
    high: float
    middle: float
    baseline: float | None


@dataclass(frozen=True)
class Card:
    """Hold one key figure: its name, value, interval with n (or nothing), and what it means."""

    label: str
    value: str
    interval: str
    help: str


@dataclass(frozen=True)
class Table:
    """Hold a table: its caption, column heads, rows of cells, and the place of a row to stress."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    stressed: int | None = None


def headline(run: RunView, language: str) -> Headline | None:
    """Return the accuracy of the judged split, or None before there is one."""
    block = run.metrics.get(run.judged or "")
    found = figure(block, "accuracy")
    if not block or found.value is None or found.interval is None:
        return None
    low, high = found.interval
    usual = narrative.baseline(block)
    return Headline(
        value=number(found.value, ".1%", language),
        caption=say(f"report.headline.{run.judged}", language, n=found.n),
        interval_text=say("report.strip.interval", language, low=low, high=high),
        baseline_text=say("report.strip.baseline", language, value=usual.value) if usual else "",
        low=low,
        high=high,
        middle=found.value,
        baseline=usual.value if usual else None,
    )


def cards(run: RunView, language: str) -> list[Card]:
    """Return the key figures beside the accuracy; those that the run does not have are left out."""
    block, found = run.metrics.get(run.judged or ""), []
    for name, spec in (("balanced_accuracy", ".1%"), ("loss", ".3f"), ("ece", ".1%")):
        one = figure(block, name)
        if one.value is not None:
            found.append(
                _card(f"report.card.{name}", number(one.value, spec, language), _range(one, spec, language), language)
            )
    summary = run.summary
    if summary.get("chosen_epoch"):
        help_text = say("report.card.epochs.help", language, epoch=summary["chosen_epoch"])
        found.append(
            Card(say("report.card.epochs", language), str(summary.get("epochs") or len(run.history)), "", help_text)
        )
    seconds = (summary.get("seconds") or {}).get("train")
    if seconds is not None:
        rate = summary.get("images_per_second")
        help_text = say("report.card.speed", language, rate=float(rate)) if rate else ""
        found.append(Card(say("report.card.time", language), duration(float(seconds), language), "", help_text))
    if summary.get("parameters"):
        found.append(_card("report.card.parameters", number(summary["parameters"], ",", language), "", language))
    return found


def duration(seconds: float, language: str) -> str:
    """Write a duration as a person would say it.

    Example:
        >>> duration(12.34, "es"), duration(754, "en"), duration(7261, "en")
        ('12,3 s', '12 min 34 s', '2 h 1 min')
    """
    if seconds < 60:
        return say("report.seconds", language, seconds=seconds)
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return say("report.minutes", language, minutes=minutes, seconds=rest)
    return say("report.hours", language, hours=minutes // 60, minutes=minutes % 60)


def network(run: RunView, language: str) -> Table | None:
    """Return the layers with their shapes and costs, the totals last; None where the run lists no costs."""
    costs = run.model.get("costs")
    if not costs:
        return None
    heads = (
        "report.layer",
        "report.layer.line",
        "report.layer.shape",
        "report.layer.parameters",
        "report.layer.multiply_adds",
    )
    added = _sums(run, language)
    rows = [
        (
            str(cost.get("name") or cost.get("kind")),
            str(cost.get("line") or ""),
            " × ".join(str(size) for size in cost.get("output_shape") or ()),
            added.get(place) or number(int(cost.get("parameters") or 0), ",", language),
            number(int(cost.get("multiply_adds") or 0), ",", language),
        )
        for place, cost in enumerate(costs)
    ]
    totals = (sum(int(cost.get(key) or 0) for cost in costs) for key in ("parameters", "multiply_adds"))
    last = (say("report.total", language), "", "", *(number(total, ",", language) for total in totals))
    words = tuple(say(head, language) for head in heads)
    return Table(say("report.section.network", language), words, (*rows, last), stressed=len(rows))


def _sums(run: RunView, language: str) -> dict[int, str]:
    """Return the sum behind the parameters of each layer that has some; none where the layers cannot be read."""
    model, preprocess = run.model, run.model.get("preprocess") or {}
    try:
        layers = parse_layers(model.get("layers") or ())
        height, width = preprocess["image_size"]
        shape = (int(preprocess["channels"]), int(height), int(width))
        costs = layer_costs(layers, input_shape=shape, num_classes=len(run.class_names))
    except (LayerError, KeyError, TypeError, ValueError):
        return {}
    found = {place: parameter_sum(layer, cost) for place, (layer, cost) in enumerate(zip(layers, costs, strict=True))}
    return {place: one.write(language).replace(" x ", " × ") for place, one in found.items() if one is not None}


def network_intro(run: RunView, language: str) -> str:
    """Tell what kind of image enters the network, where the run says so, and whether it looks twice."""
    data = {**(run.summary.get("data") or {}), **(run.model.get("preprocess") or {})}
    size, channels = data.get("image_size"), data.get("channels")
    if not size or not channels:
        return ""
    code = "report.network.intro_grey" if channels == 1 else "report.network.intro"
    words = say(code, language, height=size[0], width=size[1], channels=channels)
    return f"{words} {say('report.network.mirror', language)}" if run.model.get("mirror") else words


def data_intro(run: RunView, language: str) -> str:
    """Tell the name and size of the data."""
    data = run.summary.get("data") or {}
    name, examples = isolated(str(data.get("name") or "?")), int(data.get("num_examples") or 0)
    return say("report.data.intro", language, name=name, examples=examples, classes=len(run.class_names))


def sizes(run: RunView, language: str) -> str:
    """Tell how large the images were and what they were resized to; the empty string where the run does not say."""
    data = run.summary.get("data") or {}
    found, size = data.get("original_sizes") or {}, data.get("image_size")
    if not size or not {"smallest", "median", "largest"} <= set(found):
        return ""
    smallest, median, largest = (_by(found[name]) for name in ("smallest", "median", "largest"))
    if smallest == largest == _by(size):
        return say("report.data.sizes.same", language, size=_by(size))
    return say("report.data.sizes.resized", language, smallest=smallest, median=median, largest=largest, size=_by(size))


def data_table(run: RunView, language: str) -> Table | None:
    """Return how many images each class has, in all and in each split that tells."""
    counts = (run.summary.get("data") or {}).get("counts") or {}
    if not counts:
        return None
    columns = {"report.data.all": [int(count) for count in counts.values()]}
    columns |= {f"report.split.{split}": found for split, found in _split_counts(run, list(counts)).items()}
    heads = tuple(say(code, language) for code in ("report.class", *columns))
    rows = [
        (str(name), *(number(column[row], ",", language) for column in columns.values()))
        for row, name in enumerate(counts)
    ]
    last = (say("report.total", language), *(number(sum(column), ",", language) for column in columns.values()))
    return Table(say("report.data.table", language), heads, (*rows, last), stressed=len(rows))


def notes(run: RunView, language: str) -> list[str]:
    """Return what a reader should know besides: files left out, images dropped, remarks of the run."""
    data, found = run.summary.get("data") or {}, []
    for what in ("skipped", "dropped"):
        count = int(data.get(what) or 0)
        if count:
            found.append(say(f"report.data.{what}.{'one' if count == 1 else 'many'}", language, count=count))
    return found + [visible(_note(note, language)) for note in run.summary.get("notes") or ()]


def environment(run: RunView, language: str) -> list[tuple[str, str]]:
    """Return the recorded environment as names and values; nested mappings become one line."""
    found = [(name, value) for name, value in run.environment.items() if name not in _INNER and value is not None]
    return [(_environment_name(name, language), _flat(value)) for name, value in found]


def command(run: RunView) -> str:
    """Return the command that runs the same recipe with the same seed again."""
    seed = run.summary.get("seed")
    folder = f"./{run.folder}" if run.folder.startswith("-") else run.folder  # or it would be read as an option
    words = ["pupila", "train", shlex.quote(visible(f"{folder}/recipe.toml"))]
    return " ".join(words + (["--seed", shlex.quote(str(seed))] if seed is not None else []))


def _by(size: Sequence[int]) -> str:
    return " × ".join(str(int(side)) for side in size)


def _card(code: str, value: str, interval: str, language: str) -> Card:
    return Card(say(code, language), value, interval, say(f"{code}.help", language))


def _range(one: Figure, spec: str, language: str) -> str:
    counted = say("report.n", language, n=one.n)
    if one.interval is None:
        return counted
    low, high = (number(limit, spec, language) for limit in one.interval)
    return f"{say('report.range', language, low=low, high=high)} · {counted}"


def _split_counts(run: RunView, names: Sequence[str]) -> dict[str, list[int]]:
    """Return images by class for the splits that tell them; training gets what remains, where the sums agree."""
    data = run.summary.get("data") or {}
    sizes, found = data.get("split") or {}, {}
    for split in ("val", "test"):
        classes = (run.metrics.get(split) or {}).get("per_class") or {}
        counts = [int((classes.get(name) or {}).get("support") or 0) for name in names]
        if sum(counts) and sum(counts) == sizes.get(split):
            found[split] = counts
    whole = [int(data["counts"][name]) for name in names]
    rest = [total - sum(counts[row] for counts in found.values()) for row, total in enumerate(whole)]
    return {"train": rest, **found} if sum(rest) == sizes.get("train") else found


def _environment_name(name: str, language: str) -> str:
    try:
        return say(f"report.env.{name}", language)
    except KeyError:  # recorded by a version that knows more
        return visible(name)


def _note(note: dict[str, Any], language: str) -> str:
    """Word a note of the run; one whose code this version does not know is shown as it stands."""
    code, values = str(note.get("code")), note.get("values") or {}
    try:
        return say(code, language, **values)
    except (KeyError, ImportError, TypeError):
        return say("report.note.unknown", language, name=visible(code), values=visible(_flat(values)))


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_flat(one)}" for name, one in value.items() if one is not None)
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(one) for one in value)
    return str(value)
