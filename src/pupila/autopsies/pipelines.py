"""Find pipelines that treat data differently where they should not, or alike where they should differ."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, called, is_given, sign, spot
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, Value, tokens

_MEANT = {"tta", "aug", "augmented", "aumentado", "aumentadas", "augment"}


@DETECTORS.register("augmented_validation")
def augmented_validation(facts: Facts) -> Iterator[Sign]:
    """Find validation and test data that are changed at random."""
    if any(event.data["target"].attr == "transform" for event in facts.of("attribute")):
        return
    seen: set[str] = set()
    for event in facts.of("bind"):
        value, name = event.data["value"], event.data["name"]
        wrapped = value.kind in ("dataset", "loader", "flow")
        if (
            not wrapped
            or not value.augmented
            or event.data["says"] not in ("val", "test")
            or _MEANT & set(tokens(name))
        ):
            continue
        if value.root in seen and value.root is not None:
            continue
        seen |= {value.root or "", name}
        yield sign(event, "augmented_validation", "A7", "fault", name=name)
    for event in facts.of("fit", "evaluate"):
        value = event.data["val" if event.kind == "fit" else "data"]
        known = value.name in seen or (value.root or "") in seen
        wrapped = value.kind in ("dataset", "loader", "flow") and value.augmented
        judged = event.kind == "fit" or value.role in ("val", "test")
        if wrapped and judged and not known and not _MEANT & set(tokens(value.name)):
            yield sign(event, "augmented_validation", "A7", "fault", name=called(value))


@DETECTORS.register("preprocessing_differs")
def preprocessing_differs(facts: Facts) -> Iterator[Sign]:
    """Find images scaled for training and not for prediction, or the reverse."""
    fits = [event for event in facts.of("fit") if event.data["train"].images.scaling in ("raw", "unit")]
    seen = set()
    for event in facts.of("evaluate", "predict", "forward"):
        value, model = event.data["data"].images, event.data["model"]
        before = [fit for fit in fits if fit.at < event.at and fit.data["model"] is model and model is not None]
        if not before or value.scaling not in ("raw", "unit") or value.augmented:
            continue
        train = before[-1].data["train"].images
        place = (event.cell, getattr(event.node, "lineno", 0))
        if train.scaling != value.scaling and place not in seen:
            seen.add(place)
            name = "predicted_raw" if value.scaling == "raw" else "predicted_scaled"
            yield sign(event, name, "A9", "fault", data=called(value), there=spot(before[-1]))
    for event in facts.of("fit"):
        train, val = event.data["train"].images, event.data["val"].images
        if {train.scaling, val.scaling} == {"raw", "unit"} and is_given(event.data["val"]):
            name = "predicted_raw" if val.scaling == "raw" else "predicted_scaled"
            yield sign(event, name, "A9", "fault", data=called(val), there=spot(event))


@DETECTORS.register("normalised_differently")
def normalised_differently(facts: Facts) -> Iterator[Sign]:
    """Find torchvision transforms that normalise test images otherwise than training images."""
    data = [event for event in facts.of("dataset") if event.data["transform"].kind == "transform"]
    train = [event for event in data if _role(event) == "train"]
    for event in data:
        if _role(event) not in ("val", "test") or not train:
            continue
        ours, theirs = train[-1].data["transform"].thing, event.data["transform"].thing
        if _comparable(ours, theirs) and ours != theirs:
            yield sign(event, "normalised_differently", "A9", "fault", there=spot(train[-1]))


def _role(event: Event) -> str | None:
    value: Value = event.data["value"]
    return value.role


def _comparable(one: object, other: object) -> bool:
    """Tell whether both are numbers, or one is and the other transform has no Normalize at all."""
    return all(isinstance(side, tuple) and (not side or side[0] == "numbers") for side in (one, other))


@DETECTORS.register("unshuffled_training")
def unshuffled_training(facts: Facts) -> Iterator[Sign]:
    """Find training loaders that hand out a folder's classes one after the other."""
    for event in facts.of("loader"):
        value: Value = event.data["value"]
        bound = _bound(event, facts)
        role = value.role or (bound.data["says"] if bound else None)
        if event.data["shuffle"] or role != "train":
            continue
        is_sorted = value.order == "sorted" and not value.part
        if any(
            value.overlaps(fit.data["train"]) and fit.data["train"].name == (bound.data["name"] if bound else "")
            for fit in facts.of("fit")
        ):
            name = "unshuffled_classes" if is_sorted else "unshuffled_training"
            yield sign(event, name, "A12", "fault" if is_sorted else "remark")


def _bound(event: Event, facts: Facts) -> Event | None:
    """Return the assignment that a call's result goes into."""
    for other in facts.of("bind"):
        if other.at > event.at and isinstance(other.node, ast.Assign) and other.node.value is event.node:
            return other
    return None
