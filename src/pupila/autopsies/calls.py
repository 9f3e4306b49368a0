"""Say what a call gives, and write down the calls that matter: data, networks, trainings, measurements."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pupila.autopsies.values import Model, Value, measured, role_of, tokens

if TYPE_CHECKING:
    from pupila.autopsies.follow import Follower


@dataclass(frozen=True, eq=False)
class Call:
    """Hold a call whose arguments have been looked at.

    Attributes:
        follower: Who reads.
        node: The call.
        full: Its name with imports resolved, or "" for a call on something else than a name.
        last: The last word of the name.
        owner: What a method is called on.
        args: Values of the positional arguments.
        keywords: Values of the named ones.
    """

    follower: Follower
    node: ast.Call
    full: str
    last: str
    owner: Value | None
    args: tuple[Value, ...]
    keywords: dict[str, Value]

    def get(self, name: str, place: int | None = None) -> Value:
        """Return an argument by name, or by its place among the positional ones."""
        if name in self.keywords:
            return self.keywords[name]
        return self.args[place] if place is not None and place < len(self.args) else Value()

    def given(self, name: str, place: int | None = None) -> bool:
        """Tell whether an argument was given, and not None."""
        known = name in self.keywords or (place is not None and place < len(self.args))
        return known and self.get(name, place).kind != "none"

    def number(self, name: str, place: int | None = None) -> int | None:
        """Return an argument that is a whole number, or None."""
        value = self.get(name, place).constant
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def argument(self, name: str, place: int | None = None) -> ast.expr | None:
        """Return the tree of an argument."""
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        return self.node.args[place] if place is not None and place < len(self.node.args) else None

    def event(self, kind: str, **data: Any) -> None:
        """Write down that this happens."""
        self.follower.event(kind, self.node, call=self, **data)

    def everything(self) -> frozenset[tuple[str, bool]]:
        """Return from which parts of the data the arguments come."""
        own = (self.owner,) if self.owner is not None else ()
        return measured((*self.args, *self.keywords.values(), *own))


# Words in the names of functions that measure a network on the data that they are given.
_MEASURES = {"evaluate", "evaluar", "validate", "validar", "test", "eval", "accuracy", "score", "loop", "probar"}

_PRETRAINED = re.compile(
    r"(keras|tensorflow)\..*applications\.(\w+\.)?[A-Z]\w+|torchvision\.models\.[a-z]\w+|timm\.create_model"
)

Rule = Callable[[Call], Value | None]
FUNCTIONS: dict[str, Rule] = {}
METHODS: dict[str, Rule] = {}


def on_function(*names: str) -> Callable[[Rule], Rule]:
    """Register what calls of these functions give, by the last word of their name."""
    return _adder(FUNCTIONS, names)


def on_method(*names: str) -> Callable[[Rule], Rule]:
    """Register what calls of these methods give."""
    return _adder(METHODS, names)


def _adder(table: dict[str, Rule], names: tuple[str, ...]) -> Callable[[Rule], Rule]:
    def add(rule: Rule) -> Rule:
        table.update(dict.fromkeys(names, rule))
        return rule

    return add


def call(follower: Follower, node: Any) -> Value:
    """Return what a call gives."""
    from pupila.autopsies import arrays, datasets, keras_calls, networks, torch_calls  # noqa: F401  # they fill the tables

    function = node.func
    owner = None
    full = follower.full(function)
    if isinstance(function, ast.Attribute):
        first = follower.dotted(function).partition(".")[0]
        ours = follower.known(first) and follower.lookup(first).kind != "library"
        if not first or ours or (first not in follower.aliases and not follower.known(first)):
            owner = follower.value(function.value)
    elif not isinstance(function, ast.Name):
        owner = follower.value(function)  # a layer called on something, `Dense(10)(x)`
    last = full.rpartition(".")[2] or getattr(function, "attr", "")
    args = tuple(follower.value(arg.value if isinstance(arg, ast.Starred) else arg) for arg in node.args)
    keywords = {keyword.arg or "**": follower.value(keyword.value) for keyword in node.keywords}
    found = Call(follower, node, full, last, owner, args, keywords)
    return _dispatch(found, function)


def _dispatch(found: Call, function: ast.expr) -> Value:
    follower = found.follower
    if isinstance(function, ast.Name) and follower.known(function.id):
        target = follower.lookup(function.id)
        if target.kind != "library":
            return _called(found, target)
    dotted = follower.dotted(function)
    if dotted and follower.known(dotted) and follower.lookup(dotted).kind != "library":
        return _called(found, follower.lookup(dotted))
    if not isinstance(function, (ast.Name, ast.Attribute)):
        return _called(found, found.owner or Value())
    tables = (METHODS, FUNCTIONS) if found.owner is not None else (FUNCTIONS, METHODS)
    for table in tables:
        rule = table.get(found.last)
        value = rule(found) if rule is not None else None
        if value is not None:
            return value
    if _PRETRAINED.fullmatch(found.full):
        return follower.model()
    return unknown(found)


def _called(found: Call, target: Value) -> Value:
    """Return what calling a function, class, network, layer or loss of the notebook gives."""
    if target.kind == "function":
        return found.follower.inline(target.thing, arguments(found, target.thing[0]))
    if target.kind == "class":
        return instance(found, target.thing)
    if target.kind == "lambda":
        return apply(found.follower, target, found.args)
    if target.kind in ("model", "layer", "loss", "transform"):
        return APPLIED[target.kind](found, target)
    return unknown(found)


def arguments(found: Call, node: Any) -> dict[str, Value]:
    """Match the arguments of a call with the names of a function of the notebook."""
    names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    starred = any(isinstance(arg, ast.Starred) for arg in found.node.args)
    matched = {} if starred else dict(zip(names, found.args, strict=False))
    return matched | {name: value for name, value in found.keywords.items() if name != "**"}


def apply(follower: Follower, function: Value, values: tuple[Value, ...]) -> Value:
    """Return what a function or lambda gives for some values: `dataset.map` calls it on each element."""
    if function.kind == "function":
        node = function.thing[0]
        names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
        return follower.inline(function.thing, dict(zip(names, values, strict=False)))
    if function.kind == "lambda":
        node = function.thing
        names = [one.arg for one in node.args.args]
        follower.scopes.append(dict(zip(names, values, strict=False)))
        found = follower.value(node.body)
        follower.scopes.pop()
        return found
    return Value()


def instance(found: Call, definition: tuple[ast.ClassDef, int]) -> Value:
    """Return an instance of a class of the notebook: a network, data, or unknown."""
    node, _ = definition
    bases = {found.follower.full(base).rpartition(".")[2] for base in node.bases}
    if bases & {"Dataset", "IterableDataset", "Sequence", "PyDataset"}:
        kept = next((value for value in found.args if value.holds_examples or value.role), None)
        return replace(kept, kind="dataset", items=None) if kept is not None else Value("dataset")
    if bases & {"Module", "Model", "LightningModule"} or "odule" in "".join(bases):
        return _own_network(found, node)
    return Value(measured=found.everything())


def _own_network(found: Call, node: ast.ClassDef) -> Value:
    names = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    layers = [found.follower.full(name).rpartition(".")[2] for name in names]
    return found.follower.model(_ending(node), layers)


def _ending(node: ast.ClassDef) -> str | None:
    """Return the activation that a network of the notebook ends with, where its last line shows it."""
    methods = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name in ("forward", "call")]
    returns = [part for method in methods for part in ast.walk(method) if isinstance(part, ast.Return)]
    if len(returns) != 1 or returns[0].value is None:
        return None
    last: ast.expr = returns[0].value
    if isinstance(last, ast.Name):  # x = F.softmax(x, dim=1); return x
        given = [
            part.value
            for method in methods
            for part in method.body
            if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name) and part.targets[0].id == last.id
        ]
        last = given[-1] if given else last
    if not isinstance(last, ast.Call):
        return None
    name = getattr(last.func, "attr", getattr(last.func, "id", ""))
    if name in ("softmax", "log_softmax"):
        own = isinstance(last.func, ast.Attribute) and isinstance(last.func.value, ast.Name)
        return name if not own or getattr(last.func, "value").id != "self" else _attribute_ending(node, name)  # noqa: B009
    return _attribute_ending(node, name)


def _attribute_ending(node: ast.ClassDef, name: str) -> str | None:
    """Return what the layer `self.<name>` of a network is, or ends with."""
    from pupila.autopsies.networks import ending_of

    for part in ast.walk(node):
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Attribute) and part.targets[0].attr == name:
            return ending_of(part.value)
    return None


def unknown(found: Call) -> Value:
    """Return what a call of something unknown gives: a number measured on data, or nothing that can be told."""
    words = set(tokens(found.last))
    if words & _MEASURES:
        parts = frozenset(
            (value.role, value.sure) for value in (*found.args, *found.keywords.values()) if value.role is not None
        )
        if parts and not words & {"split", "load"}:
            found.event("evaluate", model=_model(found), data=_first_data(found), measured=parts)
            return Value("number", measured=found.everything() | parts)
    if words & {"stopping", "stopper", "stop"} and found.everything():
        found.event("choice", test=None, value=Value(measured=found.everything()))
    return Value(measured=found.everything())


def _model(found: Call) -> Model | None:
    models = [value.thing for value in found.args if value.kind == "model"]
    return models[0] if models else None


def _first_data(found: Call) -> Value:
    values = [value for value in (*found.args, *found.keywords.values()) if value.role and value.kind != "model"]
    return values[0] if values else Value()


def path_role(node: ast.expr | None, value: Value) -> str | None:
    """Tell which part of the data a folder holds, by its last word or by the name of the variable."""
    if node is None:
        return None
    text = value.constant
    if isinstance(node, ast.Call) and node.args:  # os.path.join(root, "test"), Path(root, "test")
        end = node.args[-1]
        text = end.value if isinstance(end, ast.Constant) else None
    if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):  # root / "test", root + "/test"
        text = node.right.value
    if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[-1], ast.Constant):
        text = node.values[-1].value
    if isinstance(text, str):
        return role_of(text.rstrip("/\\").replace("\\", "/").rpartition("/")[2])
    return role_of(value.name) if value.name else None


APPLIED: dict[str, Callable[[Call, Value], Value]] = {}
