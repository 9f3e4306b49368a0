"""Detect what is wrong with the way a network learned: a start that knows already, short epochs, repeated dice."""

from __future__ import annotations

import math
from typing import Any

from pupila.experiments.audit.facts import Facts
from pupila.experiments.audit.findings import Finding, Severity, detects, not_recorded

# A fresh network of more classes is as lucky as this once in ten thousand trainings, and hardly ever by so much.
_CHANCE, _SHARE_OF_LOSS = 2e-4, 0.9
_FEW_CLASSES = 6  # whose names can be dealt out in so few ways that luck cannot be told from knowledge
_KNOWS = 0.6  # accuracy from which that is hardly luck with five or six classes
_TELLING = 10  # examples from which two equal orders are no chance


@detects("A3")
def fresh_start(facts: Facts) -> Finding:
    """Look whether the network knew something before its first step."""
    start = facts.environment.get("start")
    if not start:
        return not_recorded("A3")
    seed = facts.summary.get("seed")
    values = {key: start.get(key) for key in ("weights", "loss", "accuracy", "chance", "expected", "n", "batches")}
    values |= {"classes": round(math.exp(start["expected"])), "seed": seed}
    others = {digest: name for name, digest in facts.siblings().items()}
    grave: Severity = "warning" if facts.from_python else "fault"
    if start["weights"] in others:
        return Finding("A3", grave, "continued", {**values, "run": others[start["weights"]]})
    if start.get("batches"):
        return Finding("A3", grave, "batches", values)
    if start["loss"] is None:
        return Finding("A3", "warning", "no_number", values)
    if _knows(values):
        return Finding("A3", grave, "trained" if facts.from_python else "trained_own", values)
    variant = "passed_module" if facts.from_python else "passed"
    if facts.from_python and values["classes"] < _FEW_CLASSES - 1:
        variant = "passed_few"
    return Finding("A3", "passed", variant, values)


def _knows(values: dict[str, Any]) -> bool:
    """Tell whether loss and accuracy before the first step are better than luck gives."""
    if values["loss"] > _SHARE_OF_LOSS * values["expected"]:
        return False
    if values["chance"] <= _CHANCE:
        return True
    deals = math.factorial(min(values["classes"], _FEW_CLASSES + 1))
    best_of_few = values["classes"] >= _FEW_CLASSES - 1 and values["chance"] <= 1 / deals + 1e-9
    return bool(best_of_few and values["accuracy"] >= _KNOWS)


@detects("A5")
def whole_epochs(facts: Facts) -> Finding:
    """Count the images of every epoch."""
    if not facts.history:
        return Finding("A5", "not applicable", "nothing")
    sizes = (facts.summary.get("data") or {}).get("split") or {}
    for line in facts.history:
        if "samples_seen" not in line:
            return not_recorded("A5")
        values = {"epoch": line["epoch"], "seen": line["samples_seen"], "expected": line["samples_expected"]}
        last = line["epoch"] == facts.settings.get("train", {}).get("epochs")
        if values["seen"] != values["expected"] or (not last and values["seen"] != sizes.get("train")):
            return Finding("A5", "fault", "short", {**values, "expected": sizes.get("train", values["expected"])})
        measured = (line.get("val") or {}).get("n")
        if measured is not None and measured != sizes.get("val"):
            val = {"epoch": line["epoch"], "seen": int(measured), "expected": sizes.get("val")}
            return Finding("A5", "fault", "val", val)
    seen = sum(line["samples_seen"] for line in facts.history)
    values = {"epochs": len(facts.history), "seen": seen, "each": sizes.get("train")}
    return Finding("A5", "passed", "passed", values)


@detects("A12")
def other_dice_each_epoch(facts: Facts) -> Finding:
    """Compare the first batches of the first two epochs, and the same images as both would change them."""
    lines = [line.get("first_batch") for line in facts.history[:2]]
    if not lines or lines[0] is None:
        return not_recorded("A12")
    known = [line for line in lines if line is not None]
    if len(known) < 2:
        return Finding("A12", "not applicable", "one_epoch")
    orders, images = ([line[what] for line in known] for what in ("order", "images"))
    if int(facts.summary["data"]["split"]["train"]) < _TELLING:
        return Finding("A12", "not applicable", "few", {"n": facts.summary["data"]["split"]["train"]})
    values: dict[str, Any] = {"order": orders, "images": images}
    if orders[0] == orders[1]:
        return Finding("A12", "fault", "order", values)
    augmented = (facts.evidence.get("data") or {}).get("augmented")
    if augmented is None:
        return Finding("A12", "passed", "passed_plain", values)
    plain, first, second = augmented
    values["augmented"] = augmented
    if first == second and first != plain:
        return Finding("A12", "fault", "augmented", values)
    return Finding("A12", "passed", "passed", values)
