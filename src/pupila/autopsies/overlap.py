"""Find validation and test data that the network learned from, in whole, in part, or through a scaler."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, called, is_given, plain, sign
from pupila.autopsies.expressions import written
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, Value, role_of, tokens

_DATA = {
    "ds", "loader", "dataloader", "data", "dataset", "set", "generator", "gen", "x", "y", "images", "labels", "dl",
    "features", "samples", "imagenes", "etiquetas", "datos",
}  # fmt: skip


@DETECTORS.register("validation_from_training")
def validation_from_training(facts: Facts) -> Iterator[Sign]:
    """Find validation or test data made of the training data."""
    named = set()
    for event in facts.of("bind"):
        value, says = event.data["value"], event.data["says"]
        fresh = value.kind == "dataset" and not value.name  # a data set of its own, of which only some rows may be used
        if says in ("val", "test") and value.role == "train" and _is_data(value) and not fresh:
            named.add(event.data["name"])
            yield sign(event, "validation_from_training", "A2", "fault", name=event.data["name"], train=called(value))
    for event in facts.of("fit"):
        train, val = event.data["train"].images, event.data["val"].images
        if is_given(val) and called(val) not in named and val.overlaps(train) and val.role != "test":
            yield sign(event, "validation_in_training", "A2", "fault", val=called(val), train=called(train))
    yield from _loops(facts, named)


def _is_data(value: Value) -> bool:
    if value.holds_examples:
        return True
    words = set(tokens(value.name))
    joined = any(role_of(word) and word not in ("train", "training") for word in words)
    return not value.kind and bool(value.name) and (bool(words & _DATA) or joined)


def _loops(facts: Facts, named: set[str]) -> Iterator[Sign]:
    """Find the same in PyTorch: a loop that measures on what another one trains on."""
    trained = [event for event in facts.of("fit") if event.data["library"] == "torch"]
    learning = {event.node for event in trained}
    seen: set[str] = set()
    for event in facts.of("iterate"):
        data = plain(event.data["value"])
        if event.node in learning or data.role not in ("val", "test") or called(data) in named | seen:
            continue
        if any(data.overlaps(fit.data["train"]) for fit in trained):
            seen.add(called(data))
            fit = next(one for one in trained if data.overlaps(one.data["train"]))
            yield sign(
                event, "validation_in_training", "A2", "fault", val=called(data), train=called(fit.data["train"])
            )


@DETECTORS.register("reshuffled_split")
def reshuffled_split(facts: Facts) -> Iterator[Sign]:
    """Find `take` and `skip` on a data set that comes in another order at every reading."""
    taken = [event for event in facts.of("taken") if event.data["value"].shuffles and not event.data["value"].fixed]
    for event in taken:
        value = event.data["value"]
        partner = any(
            other.data["how"] != event.data["how"] and other.data["value"].root == value.root and value.root is not None
            for other in taken
        )
        if partner and event.data["how"] == "skip":
            explicit = value.order == "mixed"
            yield sign(event, "reshuffled_split", "A2", "fault" if explicit else "warning", sure=explicit)


@DETECTORS.register("folder_seeds")
def folder_seeds(facts: Facts) -> Iterator[Sign]:
    """Find two halves of one folder drawn with different dice, or without any: they overlap."""
    folders: dict[str | None, list[Event]] = {}
    for event in facts.of("folder"):
        folders.setdefault(event.data["folder"], []).append(event)
    for folder, events in folders.items():
        halves = {event.data["subset"] for event in events}
        if folder is None or not {"training", "validation"} <= halves:
            continue
        last = events[-1]
        if any(event.data["shuffle"] is False for event in events):
            if all(event.data["shuffle"] is False for event in events):
                yield sign(last, "sorted_tail", "A8", "fault")
            continue
        seeds = {written(event.data["seed"]) if event.data["seed"] is not None else "" for event in events}
        if "" in seeds:
            yield sign(last, "folder_unseeded", "A2", "warning", sure=False)
        elif len(seeds) > 1:
            yield sign(last, "folder_seeds", "A2", "fault", seeds=", ".join(sorted(seeds)))


@DETECTORS.register("scaler_learns_test")
def scaler_learns_test(facts: Facts) -> Iterator[Sign]:
    """Find a scaler that learns from test data, or from all data before they are split."""
    for event in facts.of("scale"):
        value = event.data["value"].images
        if value.role in ("test", "all"):
            sure = value.sure or value.role == "all"
            yield sign(event, "scaler_learns_test", "A2", "fault", sure=sure, data=called(value))
    for event in facts.of("split"):
        call = event.data.get("call")
        for value in call.args if call is not None and call.last == "train_test_split" else ():
            if value.scaling == "other" and value.role is None and any(facts.of("scale")):
                yield sign(event, "scaler_before_split", "A2", "fault", data=called(value))


@DETECTORS.register("test_statistics")
def test_statistics(facts: Facts) -> Iterator[Sign]:
    """Find test images normalised with their own mean: `x_test = x_test - x_test.mean()`."""
    for event in facts.of("bind"):
        if (
            event.data["says"] != "test"
            or not isinstance(event.node, ast.Assign)
            or event.data["value"].kind == "number"
        ):
            continue
        subtracted = [
            part.right
            for part in ast.walk(event.node.value)
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub)
        ]
        if any(_own_mean(part) for part in subtracted):
            yield sign(event, "test_statistics", "A9", "warning", data=event.data["name"])


def _own_mean(node: ast.expr) -> bool:
    """Tell whether an expression is the mean of something named as test data."""
    if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") != "mean":
        return False
    base = node.args[0] if node.args and isinstance(node.args[0], ast.Name) else getattr(node.func, "value", None)
    return isinstance(base, ast.Name) and role_of(base.id) == "test"
