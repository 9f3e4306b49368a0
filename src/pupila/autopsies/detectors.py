"""Register detectors: each looks at what was followed, and yields what the code shows."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pupila.autopsies.finding import Certainty, Severity
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, Value
from pupila.registry import Registry


@dataclass(frozen=True)
class Sign:
    """Hold what a detector saw, and where; `examine` adds the line itself.

    Attributes:
        name: Key of its sentences.
        method: A1 to A16, or None.
        severity: How bad it is.
        certainty: How sure.
        cell: Number of the cell.
        node: Where.
        values: For the sentences.
    """

    name: str
    method: str | None
    severity: Severity
    certainty: Certainty
    cell: int
    node: ast.AST
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Spot:
    """Hold another place that a sentence speaks of."""

    cell: int
    node: ast.AST


Detector = Callable[[Facts], Iterable[Sign]]
DETECTORS: Registry[Detector] = Registry("detector")


def sign(
    event: Event, name: str, method: str | None, severity: Severity, /, *, sure: bool = True, **values: Any
) -> Sign:
    """Return a sign at an event."""
    return Sign(name, method, severity, "seen" if sure else "possible", event.cell, event.node, values)


def spot(event: Event) -> Spot:
    """Return the place of an event."""
    return Spot(event.cell, event.node)


def called(value: Value, otherwise: str = "…") -> str:
    """Return the name that some data go by."""
    if value.name:
        return value.name
    inner = value.items[0] if value.items else None
    return inner.name if inner is not None and inner.name else otherwise


def is_given(value: Value) -> bool:
    """Tell whether an argument was given at all, and not None."""
    return value != Value() and value.kind != "none"


def plain(value: Value) -> Value:
    """Return what stands inside `enumerate`."""
    return value.items[-1] if value.kind == "enumerated" and value.items else value
