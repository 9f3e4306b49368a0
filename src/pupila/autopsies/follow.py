"""Follow a notebook's names through its cells in order, as a reader would: what is assigned, called, looped over.

Nothing is run. Branches are read one after the other, the body of a loop once, functions of the notebook where they are
called. What cannot be told from the code stays unknown, and nothing is said of it.
"""

from __future__ import annotations

import ast
import contextlib
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pupila.autopsies.reading import Source
from pupila.autopsies.values import Event, Loop, Model, Value, constant, measured, role_of, tokens

_DEPTH = 4
_BUDGET = 200_000  # statements followed in all, calls of the notebook's own functions included
_WORDS = {
    "folds": {"fold", "folds", "kfold", "kf", "skf", "pliegue", "pliegues"},
    "seeds": {
        "seed", "seeds", "semilla", "semillas", "run", "runs", "trial", "trials", "repeat", "repeats", "rep",
        "repetition", "repeticion", "corrida",
    },
    "epochs": {"epoch", "epochs", "ep", "epoca", "epocas"},
}  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef
# Methods that a framework calls, with values that only it knows.
_FRAMEWORK = {"forward", "call", "build", "training_step", "validation_step", "test_step", "train_step"}


@dataclass
class Facts:
    """Hold what was seen in a file: events in order, trees, prose.

    Attributes:
        source: The file.
        events: What happens, in order.
        libraries: First parts of the imported names.
        names: What each name of the notebook held last.
        by_kind: The events of each kind, in order.
    """

    source: Source
    events: list[Event] = field(default_factory=list)
    libraries: set[str] = field(default_factory=set)
    names: dict[str, Value] = field(default_factory=dict)
    by_kind: dict[str, list[Event]] = field(default_factory=dict)

    def of(self, *kinds: str) -> Iterator[Event]:
        """Yield the events of some kinds, in order."""
        if len(kinds) == 1:
            return iter(self.by_kind.get(kinds[0], ()))
        return heapq.merge(*(self.by_kind.get(kind, ()) for kind in kinds), key=lambda event: event.at)

    def trees(self) -> Iterator[tuple[int, ast.Module]]:
        """Yield number and tree of every cell."""
        return ((parsed.cell.number, parsed.tree) for parsed in self.source.parsed)


def follow(source: Source) -> Facts:
    """Read all cells in order."""
    follower = Follower(source)
    for parsed in source.parsed:
        follower.cell = parsed.cell.number
        follower.body(parsed.tree.body)
    follower.uncalled()
    return follower.facts


class Follower:
    """Keep what each name holds, and write down what happens."""

    def __init__(self, source: Source) -> None:
        self.facts = Facts(source)
        self.scopes: list[dict[str, Value]] = [self.facts.names]
        self.aliases: dict[str, str] = {}
        self.loops: list[Loop] = []
        self.functions: list[Any] = []
        self.returned: list[list[Value]] = []
        self.cell = 1
        self.budget = _BUDGET
        self.models = 0
        self.definitions: list[tuple[Any, int]] = []
        self.called: set[Any] = set()

    # Statements

    def body(self, statements: Sequence[ast.stmt]) -> None:
        """Follow some statements; one that is nested beyond reason is passed over."""
        for statement in statements:
            self.budget -= 1
            if self.budget < 0:
                return
            with contextlib.suppress(RecursionError):
                self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Follow one statement."""
        known = getattr(self, f"_{type(node).__name__.lower()}", None)
        if known is not None:
            known(node)
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        for block in ("body", "orelse", "finalbody"):
            self.body(getattr(node, block, []))
        for handler in getattr(node, "handlers", []):
            self.body(handler.body)

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.facts.libraries.add(alias.name.split(".")[0])
            self.aliases[alias.asname or alias.name.split(".")[0]] = (
                alias.name if alias.asname else alias.name.split(".")[0]
            )

    def _importfrom(self, node: ast.ImportFrom) -> None:
        self.facts.libraries.add((node.module or "").split(".")[0])
        for alias in node.names:
            self.aliases[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"

    def _functiondef(self, node: Function) -> None:
        self.scopes[-1][node.name] = Value("function", thing=(node, self.cell))
        self.definitions.append((node, self.cell))

    _asyncfunctiondef = _functiondef

    def _classdef(self, node: ast.ClassDef) -> None:
        self.scopes[-1][node.name] = Value("class", thing=(node, self.cell))
        methods = [part for part in node.body if isinstance(part, Function)]
        self.definitions += [(part, self.cell) for part in methods if part.name not in _FRAMEWORK]

    def _return(self, node: ast.Return) -> None:
        value = self.value(node.value) if node.value is not None else Value("none")
        if self.returned:
            self.returned[-1].append(value)

    def _assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self.bind(target, value, node)

    def _annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.value(node.value), node)

    def _augassign(self, node: ast.AugAssign) -> None:
        from pupila.autopsies.expressions import arithmetic

        old = self.value(node.target)
        added = self.value(node.value)
        self.event("augmented_assignment", node, target=node.target, value=added)
        self.bind(node.target, arithmetic(node.op, old, added), node)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scopes[-1].pop(target.id, None)

    def _if(self, node: ast.If) -> None:
        value = self.value(node.test)
        if value.measured:
            self.event("choice", node, test=node.test, value=value)
        self.body(node.body)
        self.body(node.orelse)

    def _while(self, node: ast.While) -> None:
        self.value(node.test)
        words = {word for name in ast.walk(node.test) if isinstance(name, ast.Name) for word in tokens(name.id)}
        self.looped(Loop(node, "epochs" if words & _WORDS["epochs"] else "", Value()), node.body)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        over = self.value(node.iter)
        loop = Loop(node, self._kind(node, over), over)
        if loop.kind == "batches":
            self.event("iterate", node, value=over)
        element = self.element(over)
        self.loops.append(loop)
        self.bind(node.target, element, node)
        self.loops.pop()
        self.looped(loop, [*node.body, *node.orelse])

    _asyncfor = _for

    def looped(self, loop: Loop, body: Sequence[ast.stmt]) -> None:
        """Follow the body of a loop once."""
        self.loops.append(loop)
        self.body(body)
        self.loops.pop()

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            value = self.value(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value, node)
        self.body(node.body)

    _asyncwith = _with

    def _kind(self, node: ast.For | ast.AsyncFor, over: Value) -> str:
        """Tell what a loop goes over."""
        inner = over.items[-1] if over.kind == "enumerated" and over.items else over
        if inner.kind in ("loader", "flow", "dataset"):
            return "batches"
        target = {word for name in ast.walk(node.target) if isinstance(name, ast.Name) for word in tokens(name.id)}
        source = node.iter
        while isinstance(source, ast.Call) and source.args and isinstance(source.func, ast.Name):
            if source.func.id not in ("enumerate", "tqdm", "trange", "list", "reversed"):
                break
            source = source.args[0]
        iterated = set(tokens(ast.unparse(source))) if len(ast.dump(source)) < 2_000 else set()
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "split":
            return "folds"
        if inner.role is not None and iterated & {"loader", "dataloader", "dl", "ds", "dataset"}:
            return "batches"
        ranged = isinstance(source, ast.Call) and isinstance(source.func, ast.Name)
        for kind, words in _WORDS.items():
            if words & target or (ranged and words & iterated):
                return kind
        if isinstance(source, (ast.List, ast.Tuple, ast.Dict)) or inner.kind in ("list", "dict"):
            return "arms"
        return ""

    # Names

    def bind(self, target: ast.expr, value: Value, node: ast.AST) -> None:
        """Give a value to a name, or its parts to several."""
        if isinstance(target, ast.Starred):
            target = target.value
        if isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value, node)
        elif isinstance(target, ast.Name):
            self._name(target.id, value, node)
        elif isinstance(target, ast.Attribute):
            self.event("attribute", node, target=target, owner=self.value(target.value), value=value)
            dotted = self.dotted(target)
            if dotted:
                self._name(dotted, value, node)
        elif isinstance(target, ast.Subscript):
            self.value(target.value)
            self.value(target.slice)

    def _unpack(self, targets: Sequence[ast.expr], value: Value, node: ast.AST) -> None:
        items = value.items if value.items is not None and len(value.items) == len(targets) else None
        if items is None and value.kind in ("dataset", "loader", "flow"):
            items = None
        for at, one in enumerate(targets):
            part = items[at] if items is not None else Value(measured=value.measured, root=None)
            self.bind(one, part, node)

    def _name(self, name: str, value: Value, node: ast.AST) -> None:
        role = role_of(name.rpartition(".")[2])
        inside = self._measured_here()
        if inside and value.kind in ("", "constant", "number", "list"):
            value = replace(value, measured=value.measured | inside)
        if value.role is None and (value.holds_examples or not value.kind):
            value = replace(value, role=role, sure=False)
        if value.items and value.role is None and value.kind == "pair":
            value = replace(value, role=value.items[0].role, sure=value.items[0].sure)
        before = self.scopes[-1].get(name)
        self.event("bind", node, name=name, value=value, before=before, says=role)
        self.scopes[-1][name] = replace(value, name=name)

    def _measured_here(self) -> frozenset[tuple[str, bool]]:
        """Return the part of the data whose batches are being looped over: numbers assigned here come from it."""
        loop = next((loop for loop in reversed(self.loops) if loop.kind == "batches"), None)
        over = loop.over if loop else Value()
        inner = over.items[-1] if over.kind == "enumerated" and over.items else over
        return frozenset({(inner.role, inner.sure)}) if inner.role else frozenset()

    def lookup(self, name: str) -> Value:
        """Return what a name holds; one that the code never gave anything has at least its role."""
        for scope in (self.scopes[-1], self.scopes[0]):
            if name in scope:
                return scope[name]
        return Value(role=role_of(name.rpartition(".")[2]), name=name)

    def known(self, name: str) -> bool:
        """Tell whether a name was given something."""
        return name in self.scopes[-1] or name in self.scopes[0]

    def dotted(self, node: ast.AST) -> str:
        """Write a chain of names as it stands, or "" for anything else.

        The walk is a loop, because a chain may be long.
        """
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""

    def full(self, node: ast.AST) -> str:
        """Write a chain of names with imports resolved: `tf.keras` is "tensorflow.keras"."""
        dotted = self.dotted(node)
        first, _, rest = dotted.partition(".")
        if not dotted:
            return ""
        if self.known(first):
            value = self.lookup(first)
            return ".".join(filter(None, (value.thing, rest))) if value.kind == "library" else dotted
        base = self.aliases.get(first, first)
        return f"{base}.{rest}" if rest else base

    # Expressions

    def value(self, node: ast.expr | None) -> Value:
        """Return what an expression stands for, and write down what happens in it."""
        from pupila.autopsies.expressions import evaluate

        return Value() if node is None else evaluate(self, node)

    def element(self, value: Value) -> Value:
        """Return one element of what is looped over: a batch of a loader, an item of a list."""
        if value.kind == "enumerated" and value.items:
            return Value("tuple", items=(Value("number"), self.element(value.items[-1])))
        if value.kind == "zipped" and value.items:
            return Value("tuple", items=tuple(self.element(item) for item in value.items))
        if value.kind in ("classes", "predictions"):
            return replace(value, kind="classes" if value.kind == "classes" else "prediction", items=None)
        if value.kind in ("dataset", "loader", "flow"):
            images = replace(value, kind="images", items=None, name="")
            labels = replace(value, kind="labels", items=None, scaling=None, name="")
            return replace(value, kind="pair", items=(images, labels), name="")
        if value.kind == "labels" or value.kind == "images":
            return replace(value, items=None, part=(*value.part, "one"), role=None)
        return Value(measured=value.measured)

    # Events and functions

    def event(self, kind: str, node: ast.AST, **data: Any) -> Event:
        """Write down what happens here."""
        names = tuple(str(getattr(one, "name", "")) for one in self.functions)
        found = Event(kind, node, self.cell, tuple(self.loops), len(self.facts.events), names, data)
        self.facts.events.append(found)
        self.facts.by_kind.setdefault(kind, []).append(found)
        return found

    def model(self, last: str | None = None, layers: Sequence[str] = ()) -> Value:
        """Return a new network."""
        self.models += 1
        made = Model(tuple(self.loops), last, list(layers), number=self.models)
        return Value("model", thing=made)

    def inline(self, function: tuple[Function, int], arguments: dict[str, Value]) -> Value:
        """Follow a function of the notebook with these arguments; return what it returns."""
        node, cell = function
        if len(self.functions) >= _DEPTH or node in self.functions or self.budget < 0:
            return Value(measured=measured(arguments.values()))
        self.called.add(node)
        here, self.cell = self.cell, cell
        self.functions.append(node)
        self.scopes.append(self._scope(node, arguments))
        self.returned.append([])
        self.body(node.body)
        found = self.returned.pop()
        self.scopes.pop()
        self.functions.pop()
        self.cell = here
        return next((one for one in reversed(found) if one.kind or one.role or one.measured), Value())

    def _scope(self, node: Function, arguments: dict[str, Value]) -> dict[str, Value]:
        spec = node.args
        names = [one.arg for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]
        placed = [one.arg for one in (*spec.posonlyargs, *spec.args)]
        defaults = dict(zip(reversed(placed), reversed(spec.defaults), strict=False))
        named = zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
        defaults |= {one.arg: value for one, value in named if value is not None}
        scope = {}
        for name in names:
            if name in arguments:
                scope[name] = arguments[name]
            elif name in defaults and isinstance(defaults[name], ast.Constant):
                scope[name] = constant(defaults[name].value)  # type: ignore[attr-defined]
            else:
                scope[name] = Value(role=role_of(name), name=name)
        return scope

    def uncalled(self) -> None:
        """Follow the functions that nothing called, their arguments unknown but for their names."""
        for node, cell in self.definitions:
            if node not in self.called:
                self.loops, self.functions = [], []
                self.inline((node, cell), {})
