"""Find epochs that run out of images."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, called, sign
from pupila.autopsies.expressions import written
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, Value


@DETECTORS.register("exhausted_generator")
def exhausted_generator(facts: Facts) -> Iterator[Sign]:
    """Find a step count that leaves the next epoch with what remains of the generator."""
    for event in facts.of("fit"):
        call = event.data.get("call")
        if call is None or event.data["library"] != "keras" or not call.given("steps_per_epoch"):
            continue
        train, epochs = event.data["train"], event.data["get"].get("epochs", Value()).constant
        if train.repeats or epochs == 1:
            continue
        steps = call.argument("steps_per_epoch")
        if train.kind == "flow":
            yield from _flow(event, train, steps)
        elif train.kind == "dataset" and not _enough(train, call.number("steps_per_epoch"), epochs):
            sure = isinstance(epochs, int)
            yield sign(event, "exhausted_dataset", "A5", "fault", sure=sure, data=called(train), steps=written(steps))


def _flow(event: Event, train: Value, steps: ast.expr | None) -> Iterator[Sign]:
    """Judge a generator of images: `len(x) // batch_size` is one batch fewer than it has, unless that divides."""
    if steps is None:
        return
    count, batch = train.count, train.batch
    given = event.data["call"].number("steps_per_epoch")
    floor = isinstance(steps, ast.BinOp) and isinstance(steps.op, ast.FloorDiv)
    floor = floor or (isinstance(steps, ast.Call) and getattr(steps.func, "id", "") == "int")
    divided = _divided(event, steps) or batch
    if count is not None and batch:
        batches = -(-count // batch)
        planned = given if given is not None else count // divided if floor and divided else None
        epochs = event.data["get"].get("epochs", Value()).constant
        short = batches // planned + 1 if planned else 0
        reached = not isinstance(epochs, int) or short <= epochs
        if planned and planned < batches and batches % planned and reached:
            left = batches % planned
            images = count - (batches - 1) * batch if left == 1 else left * batch
            yield sign(
                event, "exhausted_generator", "A5", "fault",
                batches=batches, steps=planned, left=left, images=images, data=called(train),
                epoch=short,
            )  # fmt: skip
    elif floor or (isinstance(steps, ast.Name) and _floored(event, steps.id)):
        yield sign(event, "exhausted_perhaps", "A5", "warning", sure=False, steps=written(steps), data=called(train))


def _divided(event: Event, steps: ast.expr) -> int | None:
    """Return the literal batch size that the images are divided by."""
    right = steps.right if isinstance(steps, ast.BinOp) else None
    value = getattr(right, "value", None)
    return value if isinstance(value, int) and value > 0 else None


def _floored(event: Event, name: str) -> bool:
    """Tell whether a name was computed by whole division."""
    follower = event.data["call"].follower
    return any(
        other.data["name"] == name
        and isinstance(other.node, ast.Assign)
        and isinstance(other.node.value, ast.BinOp)
        and isinstance(other.node.value.op, ast.FloorDiv)
        for other in follower.facts.of("bind")
        if other.at < event.at
    )


def _enough(data: Value, steps: int | None, epochs: object) -> bool:
    """Tell whether a data set is known to hold all the batches that the epochs ask for."""
    if data.count is None or not data.batch or steps is None or not isinstance(epochs, int):
        return False
    return steps * epochs <= -(-data.count // data.batch)
