"""Say what an expression stands for: arithmetic on pixels, slices, batches, and whatever calls give."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pupila.autopsies.calls import call
from pupila.autopsies.values import Value, constant, measured, role_of

if TYPE_CHECKING:
    from pupila.autopsies.follow import Follower

_DEEPEST = 60  # of the longest chain that is written out to compare two expressions


def evaluate(follower: Follower, node: ast.expr) -> Value:
    """Return the value of any expression."""
    known = _KNOWN.get(type(node))
    if known is not None:
        found: Value = known(follower, node)
        return found
    children = [follower.value(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return Value(measured=measured(children))


def _constant(follower: Follower, node: Any) -> Value:
    return constant(node.value)


def _name(follower: Follower, node: Any) -> Value:
    return follower.lookup(node.id)


def _attribute(follower: Follower, node: Any) -> Value:
    dotted = follower.dotted(node)
    if dotted and follower.known(dotted):
        return follower.lookup(dotted)
    if dotted and dotted.partition(".")[0] in follower.aliases and not follower.known(dotted.partition(".")[0]):
        return Value("library", thing=follower.full(node), role=role_of(node.attr), name=node.attr)
    owner = follower.value(node.value)
    if node.attr in ("classes", "labels", "targets") and (owner.holds_examples or owner.role):
        return replace(owner, kind="labels", thing=("in order", owner), items=None, shuffles=False)
    if node.attr in ("history", "T", "dataset", "data", "values") and owner.kind:
        return owner
    if node.attr in ("samples", "n"):
        return replace(constant(owner.count), kind="count") if owner.holds_examples else Value()
    if owner.kind == "class" or owner.kind == "function":
        return Value()
    return Value(role=role_of(node.attr), name=dotted or node.attr, measured=owner.measured)


def _sequence(follower: Follower, node: Any) -> Value:
    items = tuple(follower.value(item) for item in node.elts)
    kind = "tuple" if isinstance(node, ast.Tuple) else "list"
    if kind == "tuple" and len(items) >= 2 and (items[0].kind == "images" or items[0].role):
        first = items[0]
        return replace(first, kind="pair", items=items, name="")
    return Value(kind, items=items, measured=measured(items))


def _dict(follower: Follower, node: Any) -> Value:
    values = [follower.value(value) for value in node.values]
    keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
    found = {key: value for key, value in zip(keys, values, strict=True) if key is not None}
    return Value("dict", thing=found, measured=measured(values))


def _subscript(follower: Follower, node: Any) -> Value:
    owner, index = follower.value(node.value), node.slice
    inside = follower.value(index)
    if owner.kind == "dict" and isinstance(owner.thing, dict):
        return owner.thing.get(inside.constant, Value()) if _hashable(inside.constant) else Value()
    if owner.kind == "predictions":
        return replace(owner, kind="prediction", thing=(owner.thing, index))
    if owner.items is not None and isinstance(inside.constant, int) and not isinstance(inside.constant, bool):
        place = inside.constant
        return owner.items[place] if -len(owner.items) <= place < len(owner.items) else Value()
    if owner.holds_examples or (owner.role and owner.kind == ""):
        return _slice(owner, index, inside)
    if isinstance(inside.constant, str):
        return Value(role=role_of(inside.constant), name=inside.constant, measured=owner.measured)
    return Value(measured=owner.measured)


def _hashable(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool, bytes, type(None)))


def _slice(owner: Value, index: ast.expr, inside: Value) -> Value:
    """Return some of the examples; an added axis, or another channel, leaves them all."""
    first = index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index
    if isinstance(first, ast.Slice) and first.lower is None and first.upper is None and first.step is None:
        return owner
    if isinstance(first, ast.Constant) and first.value is Ellipsis:
        return owner
    if isinstance(first, ast.Name) and first.id in ("newaxis", "None"):
        return owner
    key = written(first)
    if isinstance(first, ast.Slice):
        return replace(owner.piece(key), order=owner.order)
    if inside.kind == "permutation":
        return replace(owner, order="mixed", part=owner.part)
    mixed = "mixed" if inside.order == "mixed" else owner.order
    return replace(owner.piece(key), order=mixed)


def written(node: ast.AST) -> str:
    """Write an expression so that two that read alike are equal.

    Example:
        >>> written(ast.parse("x[ 1 ]", mode="eval").body)
        'x[1]'
    """
    depth, level = 0, [node]
    while level and depth <= _DEEPEST:
        level = [child for one in level for child in ast.iter_child_nodes(one)]
        depth += 1
    return f"?{id(node)}" if level else ast.unparse(node)


def _binop(follower: Follower, node: Any) -> Value:
    return arithmetic(node.op, follower.value(node.left), follower.value(node.right))


def arithmetic(operator: ast.operator, left: Value, right: Value) -> Value:
    """Return the value of two values joined; pixels remember what they were divided by."""
    both = measured((left, right))
    data, other = (left, right) if left.holds_examples or (left.role and not left.kind) else (right, left)
    if not (data.holds_examples or (data.role and not data.kind)):
        number = _number(operator, left.constant, right.constant)
        return replace(constant(number), measured=both) if number is not None else Value("number", measured=both)
    if data.scaling is None:
        return replace(data, measured=both)
    factor = other.constant if isinstance(other.constant, (int, float)) else None
    divides = isinstance(operator, ast.Div) and factor in (255, 256)
    multiplies = isinstance(operator, ast.Mult) and factor is not None and abs(factor - 1 / 255) < 1e-4
    if divides or multiplies:
        scaling = "unit" if data.scaling == "raw" else "twice"
    elif isinstance(operator, (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)):
        scaling = "other"
    else:
        scaling = data.scaling
    return replace(data, scaling=scaling, measured=both)


def _number(operator: ast.operator, left: Any, right: Any) -> float | None:
    """Compute a literal sum, as in 1/255 or 2*32, where nothing can grow beyond reason."""
    numbers = all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (left, right))
    if not numbers or abs(left) > 1e12 or abs(right) > 1e12:
        return None
    if isinstance(operator, ast.Mult):
        return left * right  # type: ignore[no-any-return]
    if isinstance(operator, ast.Add):
        return left + right  # type: ignore[no-any-return]
    if isinstance(operator, ast.Sub):
        return left - right  # type: ignore[no-any-return]
    if right == 0:
        return None
    if isinstance(operator, ast.Div):
        return left / right  # type: ignore[no-any-return]
    return left // right if isinstance(operator, ast.FloorDiv) else None


def _unary(follower: Follower, node: Any) -> Value:
    value = follower.value(node.operand)
    if isinstance(node.op, ast.USub) and isinstance(value.constant, (int, float)):
        return constant(-value.constant)
    return Value("number", measured=value.measured)


def _compare(follower: Follower, node: Any) -> Value:
    values = [follower.value(one) for one in (node.left, *node.comparators)]
    follower.event("compare", node, values=values)
    return Value(measured=measured(values))


def _conditional(follower: Follower, node: Any) -> Value:
    follower.value(node.test)
    first, second = follower.value(node.body), follower.value(node.orelse)
    return first if first.kind or first.role else second


def _comprehension(follower: Follower, node: Any) -> Value:
    from pupila.autopsies.values import Loop

    depth = len(follower.loops)
    over = Value()
    for generator in node.generators:
        over = follower.value(generator.iter)
        follower.bind(generator.target, follower.element(over), node)
        kind = "batches" if over.kind in ("dataset", "loader", "flow") else ""
        follower.loops.append(Loop(node, kind, over))
        for condition in generator.ifs:
            follower.value(condition)
    if isinstance(node, ast.DictComp):
        follower.value(node.key)
        follower.value(node.value)
        found = Value("dict")
    else:
        found = follower.value(node.elt)
        gathered = found.kind if over.kind in ("dataset", "loader", "flow") else "list"
        found = replace(found, kind=gathered or "list", items=None)
    del follower.loops[depth:]
    return found


def _lambda(follower: Follower, node: Any) -> Value:
    return Value("lambda", thing=node)


def _text(follower: Follower, node: Any) -> Value:
    values: Sequence[Value] = [
        follower.value(part.value) for part in node.values if isinstance(part, ast.FormattedValue)
    ]
    return Value("text", measured=measured(values))


def _named(follower: Follower, node: Any) -> Value:
    value = follower.value(node.value)
    follower.bind(node.target, value, node)
    return value


_KNOWN: dict[type, Any] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Tuple: _sequence,
    ast.List: _sequence,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.BinOp: _binop,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Lambda: _lambda,
    ast.JoinedStr: _text,
    ast.NamedExpr: _named,
    ast.Call: call,
}
