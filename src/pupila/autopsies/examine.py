"""Examine a file: read it, follow it, ask every detector."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from pupila.autopsies import (  # noqa: F401  # each registers its detectors
    chosen,
    conclusions,
    dice,
    epochs,
    losses,
    overlap,
    pictures,
    pipelines,
    restored,
    torch_loops,
)
from pupila.autopsies.detectors import DETECTORS, Sign, Spot
from pupila.autopsies.finding import SEVERITIES, Autopsy, Cell, Finding, Place
from pupila.autopsies.follow import Facts, follow
from pupila.autopsies.reading import read_source

_WIDEST = 200  # letters of a line of code that is shown


def examine(path: Path) -> Autopsy:
    """Name the faults of method that a notebook or script shows; nothing in it is run.

    What is found is what the code shows: names, calls and their order. What it does not show, such as what a file on
    disk holds, is not guessed; a finding that rests on a name alone says "possible".

    Args:
        path: A `.ipynb` or `.py` file.

    Raises:
        DataError: The file is not there, or is neither of the two.
    """
    source = read_source(path)
    facts = follow(source)
    cells = {cell.number: cell for cell in source.cells}
    found: dict[tuple[str, int, int], Finding] = {}
    for sign in _signs(facts):
        finding = _placed(sign, cells, source.kind)
        found.setdefault((finding.name, finding.cell, finding.line), finding)
    ordered = sorted(found.values(), key=_order)
    return Autopsy(str(path), source.kind, source.cells, _libraries(facts), tuple(ordered))


def _order(finding: Finding) -> tuple[int, int, int, str]:
    return finding.cell, finding.line, SEVERITIES.index(finding.severity), finding.name


def _signs(facts: Facts) -> Iterator[Sign]:
    for name in DETECTORS:
        with contextlib.suppress(RecursionError):  # code nested beyond reason; the other detectors still look
            yield from DETECTORS[name](facts)


def _placed(sign: Sign, cells: dict[int, Cell], kind: str) -> Finding:
    """Add the line of code itself to a sign."""
    cell, line = cells[sign.cell], getattr(sign.node, "lineno", 1)
    lines = re.split(r"\r\n|\r|\n", cell.text)
    text = lines[line - 1].strip() if line <= len(lines) else ""
    values = {
        name: _place(value, cells, kind) if isinstance(value, Spot) else value for name, value in sign.values.items()
    }
    return Finding(
        sign.name,
        sign.method,
        sign.severity,
        sign.certainty,
        sign.cell,
        line + cell.first_line - 1,
        text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…",
        values,
    )


def _place(spot: Spot, cells: dict[int, Cell], kind: str) -> Place:
    line = getattr(spot.node, "lineno", 1) + cells[spot.cell].first_line - 1
    return Place(line, spot.cell if kind == "notebook" else None)


def _libraries(facts: Facts) -> tuple[str, ...]:
    known = {
        "Keras": {"keras", "tensorflow", "tf_keras"},
        "PyTorch": {"torch", "torchvision", "lightning", "pytorch_lightning"},
    }
    return tuple(name for name, modules in known.items() if facts.libraries & modules)
