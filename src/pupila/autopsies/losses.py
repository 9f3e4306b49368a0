"""Find losses that do not fit what the network gives, or how the labels are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, sign
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, Model

_NEEDS = ("categorical_crossentropy", "sparse_categorical_crossentropy")


def _loss(event: Event) -> tuple[str, bool | None]:
    """Return name and `from_logits` of a compiled loss; "" where it is none of the two."""
    node = event.data["call"].argument("loss", 1)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value, False) if node.value in _NEEDS else ("", None)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        snake = {"CategoricalCrossentropy": _NEEDS[0], "SparseCategoricalCrossentropy": _NEEDS[1]}.get(name, "")
        given = {part.arg: part.value for part in node.keywords}
        value = given.get("from_logits", node.args[0] if node.args else None)
        logits = False if value is None and None not in given else getattr(value, "value", None)
        return snake, logits if isinstance(logits, bool) else None
    return "", None


@DETECTORS.register("softmax_twice")
def softmax_twice(facts: Facts) -> Iterator[Sign]:
    """Find probabilities given to a loss that expects logits, and logits to one that expects probabilities."""
    for event in facts.of("compile"):
        model = event.data["model"]
        name, logits = _loss(event)
        if not isinstance(model, Model) or not name or logits is None:
            continue
        if model.last == "softmax" and logits:
            yield sign(event, "softmax_twice", None, "fault")
        elif model.last in ("none", "linear") and not logits:
            yield sign(event, "softmax_missing", None, "fault")
    seen = set()
    for event in facts.of("loss"):
        values = event.data["values"]
        if event.data["loss"] != "CrossEntropyLoss" or not values or values[0].kind != "predictions":
            continue
        given = values[0].thing
        last = given.last if isinstance(given, Model) else given
        if last in ("softmax", "Softmax") and event.node not in seen:
            seen.add(event.node)
            yield sign(event, "softmax_twice_torch", None, "fault")


@DETECTORS.register("labels_and_loss")
def labels_and_loss(facts: Facts) -> Iterator[Sign]:
    """Find one-hot labels with the sparse loss, and class numbers with the other one."""
    compiled: dict[int, Event] = {}
    for event in facts.of("compile", "fit"):
        model = event.data["model"]
        if event.kind == "compile":
            compiled[id(model)] = event
            continue
        before = compiled.get(id(model)) if model is not None else None
        if before is None or event.data["library"] != "keras":
            continue
        name, _ = _loss(before)
        train = event.data["train"]
        labels = event.data["get"]["y"] if event.data["get"].get("y") is not None else train
        onehot = labels.onehot if labels.kind == "labels" else train.onehot
        if name == _NEEDS[1] and onehot is True:
            yield sign(before, "onehot_with_sparse", None, "fault")
        elif name == _NEEDS[0] and onehot is False:
            yield sign(before, "numbers_with_onehot_loss", None, "fault")
