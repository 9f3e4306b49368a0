"""Find conclusions that one run cannot carry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, sign, spot
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event

_COMPARED = re.compile(
    r"\b(better|worse|best|improv\w+|compar\w+|versus|vs\.?|helps?|outperform\w*|higher|lower|mejor\w*|peor\w*|compara\w*|ayuda\w*|supera\w*"
    r"|frente a|diferencia|difference|gana\w*)\b",
    re.IGNORECASE,
)
_CONCLUDED = re.compile(r"^\s{0,3}#{1,6}.*\b(conclu[sy]\w*)", re.IGNORECASE | re.MULTILINE)
_AGAIN = ("seeds", "folds")


def arms(facts: Facts) -> list[Event]:
    """Return the trainings that are arms of a comparison: of different networks, none repeated over seeds or folds."""
    fits = [event for event in facts.of("fit") if event.data["library"] != "transformers"]
    found: dict[tuple[int, int], Event] = {}
    for event in fits:
        if event.loop(*_AGAIN) is not None:
            return []
        if not event.data["changed"]:
            found.setdefault((event.cell, getattr(event.node, "lineno", 0)), event)
    models = {id(event.data["model"]) if event.data["model"] is not None else event.at for event in found.values()}
    restarted = [event for event in found.values() if event.data["restored"] is not None]
    return list(found.values()) if len(models) > 1 or restarted else []


@DETECTORS.register("one_run")
def one_run(facts: Facts) -> Iterator[Sign]:
    """Find arms compared by one run each."""
    found = arms(facts)
    last = found[-1] if found else None
    prose = [cell for cell in facts.source.cells if not cell.is_code]
    if last is not None and len(found) > 1 and _compared(facts, found):
        yield sign(last, "one_run", "A10", "warning", there=spot(found[0]), runs=len(found))
        if not any(facts.of("seed")):
            yield sign(last, "no_seed", "A10", "warning")
        return
    fits = [event for event in facts.of("fit") if event.data["library"] != "transformers"]
    if fits and not any(event.loop(*_AGAIN) for event in fits) and any(_CONCLUDED.search(cell.text) for cell in prose):
        yield sign(fits[-1], "concluded_from_one", "A10", "remark")


def _compared(facts: Facts, found: list[Event]) -> bool:
    """Tell whether the arms are compared: in prose or print, or because one cell shows the results of several."""
    first, last = found[0].cell, found[-1].cell
    prose = [cell.text for cell in facts.source.cells if not cell.is_code and cell.number > first]
    printed = [
        value.constant
        for event in facts.of("show")
        if event.at > found[-1].at
        for value in event.data["values"]
        if isinstance(value.constant, str)
    ]
    if any(_COMPARED.search(text) for text in [*prose, *printed]):
        return True
    results = _results(facts, found)
    for cell, tree in facts.trees():
        if cell >= last and len(results) > 1:
            names = _names_after(tree, found[-1] if cell == last else None)
            if sum(bool(mine & names) for mine in results) > 1:
                return True
    return False


def _results(facts: Facts, found: list[Event]) -> list[set[str]]:
    """Return, for each arm, the names that its history and its figures were given."""
    given: dict[int, set[str]] = {}
    for event in facts.of("bind"):
        given.setdefault(id(event.data["value"].thing), set()).add(event.data["name"])
    judged: dict[int, list[Event]] = {}
    for event in facts.of("evaluate"):
        judged.setdefault(id(event.data["model"]), []).append(event)
    every = []
    for fit in found:
        names = set(given.get(id(fit), ()))
        for event in judged.get(id(fit.data["model"]), ()) if fit.data["model"] is not None else ():
            near = facts.events[event.at + 1 : event.at + 3]
            names |= {one.data["name"] for one in near if one.kind == "bind" and one.cell == event.cell}
        every.append(names)
    shared = set.intersection(*every) if every else set()
    return [names - shared for names in every]


def _names_after(tree: object, fit: Event | None) -> set[str]:
    """Return the names that a cell reads, below a training in the same cell."""
    line = getattr(fit.node, "end_lineno", 0) if fit is not None else 0
    nodes = ast.walk(tree) if isinstance(tree, ast.AST) else ()
    return {
        node.id
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.lineno > line
    }
