"""Prepare what each part of the report shows, so that the templates only have to lay it out.

Everything here is computed and worded; nothing is HTML except the drawings, which `figures` made safe.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pupila.language import number, say
from pupila.reporting import narrative
from pupila.reporting.figures import Chart, Line, line_chart
from pupila.reporting.names import isolated, visible
from pupila.reporting.record_view import Figure, RunView, figure

ABSENT = "–"


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


@dataclass(frozen=True)
class Curves:
    """Hold the learning curves, drawn and as a table, with their titles; `remark` says why something is not there."""

    titles: tuple[str, ...]
    charts: tuple[str, ...]
    table: Table | None
    remark: str


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


def curves(run: RunView, language: str) -> Curves:
    """Return the learning curves, or the reason why there are none."""
    if not run.history:
        return Curves((), (), None, say("report.curves.empty", language))
    has_val = any(line.get("val") for line in run.history)
    remark = "" if has_val else say("report.curves.no_val", language)
    charts = {measure: _chart(run, measure, language) for measure in ("accuracy", "loss")}
    drawn = {say(f"report.curves.{measure}", language): chart for measure, chart in charts.items() if chart}
    return Curves(tuple(drawn), tuple(drawn.values()), _history_table(run, language, has_val=has_val), remark)


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
    rows = [
        (
            str(cost.get("name") or cost.get("kind")),
            str(cost.get("line") or ""),
            " × ".join(str(size) for size in cost.get("output_shape") or ()),
            number(int(cost.get("parameters") or 0), ",", language),
            number(int(cost.get("multiply_adds") or 0), ",", language),
        )
        for cost in costs
    ]
    totals = (sum(int(cost.get(key) or 0) for cost in costs) for key in ("parameters", "multiply_adds"))
    last = (say("report.total", language), "", "", *(number(total, ",", language) for total in totals))
    words = tuple(say(head, language) for head in heads)
    return Table(say("report.section.network", language), words, (*rows, last), stressed=len(rows))


def network_intro(run: RunView, language: str) -> str:
    """Tell what kind of image enters the network, where the run says so."""
    data = {**(run.summary.get("data") or {}), **(run.model.get("preprocess") or {})}
    size, channels = data.get("image_size"), data.get("channels")
    if not size or not channels:
        return ""
    code = "report.network.intro_grey" if channels == 1 else "report.network.intro"
    return say(code, language, height=size[0], width=size[1], channels=channels)


def data_intro(run: RunView, language: str) -> str:
    """Tell the name and size of the data."""
    data = run.summary.get("data") or {}
    name, examples = isolated(str(data.get("name") or "?")), int(data.get("num_examples") or 0)
    return say("report.data.intro", language, name=name, examples=examples, classes=len(run.class_names))


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
    return found + [_note(note, language) for note in run.summary.get("notes") or ()]


def environment(run: RunView) -> list[tuple[str, str]]:
    """Return the recorded environment as names and values; nested mappings become one line."""
    return [(name, _flat(value)) for name, value in run.environment.items() if name != "schema" and value is not None]


def command(run: RunView) -> str:
    """Return the command that runs the same recipe with the same seed again."""
    seed = run.summary.get("seed")
    words = ["pupila", "train", shlex.quote(visible(f"{run.folder}/recipe.toml"))]
    return " ".join(words + (["--seed", shlex.quote(str(seed))] if seed is not None else []))


def _card(code: str, value: str, interval: str, language: str) -> Card:
    return Card(say(code, language), value, interval, say(f"{code}.help", language))


def _range(one: Figure, spec: str, language: str) -> str:
    counted = say("report.n", language, n=one.n)
    if one.interval is None:
        return counted
    low, high = (number(limit, spec, language) for limit in one.interval)
    return f"{say('report.range', language, low=low, high=high)} · {counted}"


def _chart(run: RunView, measure: str, language: str) -> str:
    positions = tuple(int(line["epoch"]) for line in run.history)
    lines = tuple(
        Line(
            say(f"report.split.{split}", language),
            tuple((one.get(split) or {}).get(measure) for one in run.history),
            split,
        )
        for split in ("train", "val")
        if any(one.get(split) for one in run.history)
    )
    epoch = run.summary.get("chosen_epoch")
    chart = Chart(
        key=f"chart-{measure}",
        title=say(f"report.curves.{measure}", language),
        description=" ".join(_described(line, positions, measure, language) for line in lines),
        positions=positions,
        lines=lines,
        x_label=say("report.epoch", language),
        percent=measure == "accuracy",
        mark=epoch,
        mark_label=say("report.curves.chosen", language, epoch=epoch),
    )
    return line_chart(chart, language=language)


def _described(line: Line, positions: Sequence[int], measure: str, language: str) -> str:
    spec = ".1%" if measure == "accuracy" else ".3f"
    known = [(place, value) for place, value in zip(positions, line.values, strict=True) if value is not None]
    if not known:
        return ""
    (start, first), (end, last) = known[0], known[-1]
    written = {"first": number(first, spec, language), "last": number(last, spec, language)}
    return say("report.curves.description", language, name=line.label, from_epoch=start, to_epoch=end, **written)


def _history_table(run: RunView, language: str, *, has_val: bool) -> Table:
    splits = ("train", "val") if has_val else ("train",)
    measures = [(split, measure, spec) for measure, spec in (("accuracy", ".1%"), ("loss", ".4f")) for split in splits]
    heads = [say("report.epoch", language)]
    heads += [
        f"{say(f'report.{measure}', language)}, {say(f'report.split.{split}', language)}"
        for split, measure, _ in measures
    ]
    heads += [say("report.learning_rate", language), say("report.seconds_column", language)]
    rows, stressed = [], None
    for place, line in enumerate(run.history):
        cells = [_written((line.get(split) or {}).get(measure), spec, language) for split, measure, spec in measures]
        cells += [_written(line.get("learning_rate"), ".3g", language), _written(line.get("seconds"), ".1f", language)]
        rows.append((str(line["epoch"]), *cells))
        stressed = place if line["epoch"] == run.summary.get("chosen_epoch") else stressed
    return Table(say("report.section.curves", language), tuple(heads), tuple(rows), stressed)


def _written(value: float | None, spec: str, language: str) -> str:
    return ABSENT if value is None else number(value, spec, language)


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
