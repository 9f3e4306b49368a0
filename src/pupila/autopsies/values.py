"""Say what a name in a notebook holds, as far as its code tells: which examples, in what state, which network."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

_ROLES = {
    "test": {"test", "tests", "testing", "tst", "prueba", "pruebas"},
    "val": {"val", "valid", "validation", "validacion"},
    "train": {"train", "training", "trn", "entrenamiento"},
}
_THINGS = "loader|set|ds|gen|generator|data|dataset|dl|images|labels|iter|x|y|it"
_JOINED = re.compile(rf"(?:x|y)?(test|train|valid|val)(?:{_THINGS})?")
# Kinds of values that are examples, in whatever wrapping.
EXAMPLES = ("images", "labels", "pair", "dataset", "loader", "flow")


def tokens(name: str) -> list[str]:
    """Split a name into its words.

    Example:
        >>> tokens("bestValAcc_2")
        ['best', 'val', 'acc']
    """
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+", name)]


def role_of(name: str) -> str | None:
    """Tell which part of the data a name speaks of: "train", "val", "test", or None where it says none or several.

    Example:
        >>> role_of("x_test"), role_of("valloader"), role_of("train_test_split"), role_of("latest")
        ('test', 'val', None, None)
    """
    found: set[str] = set()
    for word in tokens(name):
        joined = _JOINED.fullmatch(word)
        role = joined[1].replace("valid", "val") if joined else None
        found |= {role} if role else {part for part, words in _ROLES.items() if word in words}
    return found.pop() if len(found) == 1 else None


@dataclass(eq=False)
class Model:
    """Follow one network: how it ends, where it was made, what was done with it.

    Attributes:
        loops: The loops in which it was made.
        last: Activation of its last layer: "softmax", "sigmoid", "none", ...; None where the code does not show it.
        layers: Names of the layers that the code shows.
        fits: Trainings so far.
        restored: The last load of weights, or None.
        changed: Whether layers were frozen or thawed, or it was compiled anew, since the last training.
    """

    loops: tuple[Any, ...] = ()
    last: str | None = None
    layers: list[str] = field(default_factory=list)
    fits: list[Any] = field(default_factory=list)
    restored: Any = None
    changed: bool = False
    number: int = 0


@dataclass(frozen=True)
class Value:
    """Hold what an expression stands for, as far as the code tells.

    Attributes:
        kind: "images", "labels", "pair", "dataset", "loader", "flow", "generator", "model", "predictions", ... or "".
        role: Which part of the data: "train", "val", "test", or None.
        sure: The role is told by the source of the data, and not by a name alone.
        root: Where the examples come from; equal roots hold the same examples.
        part: Which of them: the splits and slices on the way. Nothing: all of them.
        augmented: Changed at random.
        shuffles: Comes in another order at every reading.
        fixed: That order stays as it was first drawn.
        repeats: Never ends.
        scaling: "raw", "unit", "other", or None where the code does not show it.
        onehot: How labels are written, or None.
        count: Examples, where known.
        batch: Batch size, where known.
        order: "mixed", "known" (a public set, mixed by its makers), "sorted" by class, or None.
        items: Of a tuple, list or pair.
        constant: Of a literal.
        measured: Parts of the data that a number was computed from.
        thing: A Model, a function's or class's tree, a transform's normalisation, or what the kind needs.
        name: The name that it was last given.
    """

    kind: str = ""
    role: str | None = None
    sure: bool = False
    root: str | None = None
    part: tuple[str, ...] = ()
    augmented: bool = False
    shuffles: bool = False
    fixed: bool = False
    repeats: bool = False
    scaling: str | None = None
    onehot: bool | None = None
    count: int | None = None
    batch: int | None = None
    order: str | None = None
    items: tuple[Value, ...] | None = None
    constant: Any = None
    measured: frozenset[tuple[str, bool]] = frozenset()
    thing: Any = None
    name: str = ""

    @property
    def holds_examples(self) -> bool:
        """Tell whether this is examples in any wrapping, or a name that says so."""
        return self.kind in EXAMPLES

    @property
    def images(self) -> Value:
        """Return what stands first: the images of a pair, else the value itself."""
        return self.items[0] if self.items else self

    def piece(self, key: str) -> Value:
        """Return a part of these examples; whether it is for validation or testing, only its name can tell."""
        return replace(self, part=(*self.part, key), role=None, sure=False, count=None, items=None)

    def overlaps(self, other: Value) -> bool:
        """Tell whether the code shows that two values share examples."""
        if self.root is None or self.root != other.root:
            return False
        short, long = sorted((self.part, other.part), key=len)
        return long[: len(short)] == short


def constant(value: Any) -> Value:
    """Return the value of a literal."""
    return Value("none") if value is None else Value("constant", constant=value)


def measured(values: Iterable[Value]) -> frozenset[tuple[str, bool]]:
    """Return from which parts of the data any of these numbers come."""
    return frozenset().union(*(value.measured for value in values))


@dataclass(frozen=True, eq=False)
class Loop:
    """Hold a loop that the code is in, and what it goes over: "epochs", "batches", "folds", "seeds", "arms" or ""."""

    node: ast.AST
    kind: str
    over: Value


@dataclass(frozen=True, eq=False)
class Event:
    """Hold something that happens: a training, an evaluation, a save, a seed, a plot's title.

    Attributes:
        kind: "fit", "evaluate", "predict", "save", "load", "seed", "split", "bind", "choice", ...
        node: Where in the tree.
        cell: Number of the cell.
        loops: Around it, the outermost first.
        at: Its place in the order of events.
        function: The functions that it happens in.
        data: What the kind needs.
    """

    kind: str
    node: ast.AST
    cell: int
    loops: tuple[Loop, ...]
    at: int
    function: tuple[str, ...]
    data: dict[str, Any]

    def loop(self, *kinds: str) -> Loop | None:
        """Return the innermost loop of one of these kinds around it."""
        return next((loop for loop in reversed(self.loops) if loop.kind in kinds), None)
