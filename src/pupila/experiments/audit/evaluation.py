"""Detect what makes a measurement wrong: answers beside other labels, dice in evaluation, examples counted twice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.experiments.audit.facts import Facts, labels_digest, part_name
from pupila.experiments.audit.findings import Finding, Told, detects, not_recorded
from pupila.experiments.audit.parity import tolerance

_EQUAL = 1e-9  # of two ways to the same fraction


@detects("A6")
def labels_belong(facts: Facts) -> Finding:
    """Compare the accuracy of predictions, confusion matrix and metrics, and labels with those of the data."""
    if not facts.answers:
        return Finding("A6", "not applicable", "nothing")
    known = (facts.evidence.get("data") or {}).get("parts") or {}
    for part, stored in facts.answers.items():
        ways = _accuracies(facts.metrics.get(part) or {}, stored)
        values, which = {"part": part, **ways}, {"which": part_name(part)}
        if max(ways.values()) - min(ways.values()) > _EQUAL:
            return Finding("A6", "fault", "figures", values, which)
        ids = [str(name) for name in stored["ids"]]
        if part in known and labels_digest(ids, stored["labels"]) != known[part]["labels"]:
            return Finding("A6", "fault", "labels", values, which)
        wrong = _in_other_folders(facts, ids, stored["labels"])
        if wrong:
            return Finding("A6", "fault", "folders", {"part": part, "count": len(wrong), "name": wrong[0]}, which)
    counts = {part: len(stored["labels"]) for part, stored in facts.answers.items()}
    variant = "passed" if known else "passed_figures"
    return Finding("A6", "passed", variant, {"n": sum(counts.values()), "parts": counts})


def _accuracies(figures: dict[str, Any], stored: dict[str, NDArray[Any]]) -> dict[str, float]:
    """Return the accuracy in three ways: as stored, from the confusion matrix, from the predictions."""
    matrix = np.array(figures["confusion"], np.float64)
    return {
        "stored": float(figures["accuracy"]["value"]),
        "matrix": float(np.trace(matrix) / matrix.sum()),
        "predictions": float((stored["probabilities"].argmax(axis=1) == stored["labels"]).mean()),
    }


def _in_other_folders(facts: Facts, ids: list[str], labels: NDArray[np.integer[Any]]) -> list[str]:
    """Return the files that do not lie in the folder of their class."""
    if not (facts.evidence.get("data") or {}).get("folder"):
        return []
    names = facts.class_names
    pairs = zip(ids, labels.tolist(), strict=True)
    return [name for name, label in pairs if names[label] not in name.split("/")[:-1]]


@detects("A7")
def nothing_random_in_evaluation(facts: Facts) -> Finding:
    """Look at the differences between two measurements of the same examples."""
    found = facts.evidence.get("twice")
    if not found:
        return not_recorded("A7")
    values = {"n": int(found["n"]), "again": float(found["again"]), "apart": float(found["apart"])}
    limit = tolerance(facts)
    if values["again"] > limit:
        return Finding("A7", "fault", "random", {**values, "tolerance": limit})
    if values["apart"] > limit:
        return Finding("A7", "fault", "batch", {**values, "tolerance": limit})
    return Finding("A7", "passed", "passed", {**values, "tolerance": limit})


@detects("A9")
def predicts_as_it_was_judged(facts: Facts) -> Finding:
    """Compare answers of the deployed classifier with the stored predictions."""
    found = facts.parity
    if not found:
        return Finding("A9", "not applicable", "module" if facts.from_python else "unrecorded")
    if "error" in found:
        return Finding("A9", "fault", "unloadable", {"reason": found["error"]["en"]}, {"reason": Told(found["error"])})
    values = {**found, "tolerance": tolerance(facts)}
    if found["refused"]:
        return Finding("A9", "fault", "refused", values)
    if found["largest"] > values["tolerance"]:
        return Finding("A9", "fault", "differs", values)
    return Finding("A9", "passed", "passed_files" if found["files"] else "passed", values)


@detects("A11")
def every_example_once(facts: Facts) -> Finding:
    """Count the examples behind the figures."""
    if not facts.answers:
        return Finding("A11", "not applicable", "nothing")
    counts = {}
    for part, stored in facts.answers.items():
        ids = [str(name) for name in stored["ids"]]
        wanted = facts.splits.get(part, [])
        values = {
            "part": part,
            "rows": len(ids),
            "unique": len(set(ids)),
            "expected": len(wanted),
            "n": int(facts.metrics[part]["accuracy"]["n"]),
        }
        if len(set(ids)) != len(ids):
            return Finding("A11", "fault", "repeated", values, {"which": part_name(part)})
        if values["n"] != len(ids) or (facts.splits and set(ids) != set(wanted)):
            return Finding("A11", "fault", "others", values, {"which": part_name(part)})
        counts[part] = len(ids)
    return Finding("A11", "passed", "passed", {"n": sum(counts.values()), "parts": counts})


@detects("A14")
def training_measured_alike(facts: Facts) -> Finding:
    """Look for training figures that were measured as validation is."""
    if not facts.history:
        return Finding("A14", "not applicable", "nothing")
    missing = [line.get("epoch") for line in facts.history if not (line.get("train") or {}).get("n")]
    if missing:
        return Finding("A14", "fault", "running", {"epoch": missing[0], "count": len(missing)})
    last = facts.history[-1]
    running = (last.get("train_running") or {}).get("accuracy")
    values = {"n": int(last["train"]["n"]), "train": float(last["train"]["accuracy"])}
    if running is None:
        return Finding("A14", "passed", "passed", values)
    return Finding("A14", "passed", "passed_beside", {**values, "running": float(running)})
