"""Find test data that choose an epoch, a network, a learning rate; and the best of many epochs taken for the result."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, called, plain, sign
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, tokens

_BEST = {"best", "mejor", "max", "min", "lowest", "highest", "record", "top", "minimum", "maximum", "minimo", "maximo"}


@DETECTORS.register("test_as_validation")
def test_as_validation(facts: Facts) -> Iterator[Sign]:
    """Find test data given as validation data."""
    for event in facts.of("fit"):
        val = event.data["val"]
        if val.role == "test" or val.images.role == "test":
            sure = val.sure or val.images.sure
            yield sign(event, "test_as_validation", "A1", "fault", sure=sure, data=called(val))


@DETECTORS.register("test_chooses")
def test_chooses(facts: Facts) -> Iterator[Sign]:
    """Find an epoch, a learning rate or a stop decided by a number measured on test data."""
    for event in facts.of("choice"):
        sure = [certain for role, certain in event.data["value"].measured if role == "test"]
        if not sure or not event.loops:
            continue
        names = {word for part in ast.walk(event.data["test"] or ast.Pass()) for word in _words(part)}
        if event.data["test"] is None or names & _BEST:
            yield sign(event, "test_chooses", "A1", "fault", sure=any(sure))


def _words(node: ast.AST) -> list[str]:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return tokens(name)


@DETECTORS.register("test_watched")
def test_watched(facts: Facts) -> Iterator[Sign]:
    """Find test data measured after every epoch, where nothing chooses by them yet."""
    trained = {event.data.get("loop") for event in facts.of("fit")}
    if next(iter(test_chooses(facts)), None) is not None or not any(facts.of("fit")):
        return
    for event in facts.of("iterate", "evaluate"):
        data = plain(event.data["value"] if event.kind == "iterate" else event.data["data"])
        learns = event.node in {loop.node for loop in trained if loop is not None}
        if data.role == "test" and event.loop("epochs") is not None and not learns and _beside_training(event, facts):
            yield sign(event, "test_watched", "A1", "warning", sure=data.sure, data=called(data))
            return


def _beside_training(event: Event, facts: Facts) -> bool:
    """Tell whether the loop over epochs around an event also trains."""
    epochs = event.loop("epochs")
    return any(epochs in fit.loops for fit in facts.of("fit"))


@DETECTORS.register("best_of_epochs")
def best_of_epochs(facts: Facts) -> Iterator[Sign]:
    """Find the best of all epochs' validation figures taken for the result."""
    for event in facts.of("largest"):
        value = event.data["value"]
        if value.name.startswith("val_") and "acc" in value.name:
            yield sign(event, "best_of_epochs", "A15", "remark", figure=value.name)
