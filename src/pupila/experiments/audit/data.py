"""Detect what is wrong with the parts of the data: shared images, parts that differ, files that changed."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from pupila.experiments.audit.facts import HELD_OUT, Facts, part_name
from pupila.experiments.audit.findings import Finding, Severity, detects, not_recorded

# A part differs from the training images where chance hardly explains it and it is large enough to matter.
_CHANCE = 1e-4
_CLASSES_APART = 0.1  # Cramér's V of part against class
_BRIGHTNESS_APART = 0.15  # Kolmogorov's distance of two distributions
_NEAR_MATTERS = 0.002  # share of the held-out images from which near copies may change an accuracy visibly


@detects("A2")
def nothing_shared(facts: Facts) -> Finding:
    """Look for examples and images in two parts."""
    parts = {part: facts.splits.get(part, []) for part in ("train", *HELD_OUT)}
    held = sum(len(parts[part]) for part in HELD_OUT)
    if not held:
        return Finding("A2", "not applicable", "nothing")
    for one, other in combinations(parts, 2):
        shared = sorted(set(parts[one]) & set(parts[other]))
        if shared:
            values = {"count": len(shared), "name": shared[0]}
            return Finding("A2", "fault", "ids", values, {"one": part_name(one), "other": part_name(other)})
    found = facts.evidence.get("data")
    if not found:
        return Finding("A2", "passed", "passed_ids", {"n": held})
    return _shared_images(facts, found, held)


def _shared_images(facts: Facts, found: dict[str, Any], held: int) -> Finding:
    for pair, count in found["identical"].items():
        if count:
            one, other = pair.split("-")
            values = {"count": int(count), "pair": pair}
            return Finding("A2", "fault", "identical", values, {"one": part_name(one), "other": part_name(other)})
    near = found["near"]
    dropped = int((facts.summary.get("data") or {}).get("dropped") or 0)
    values = {"n": held, "dropped": dropped, "near": int(near["count"]), "pairs": near["pairs"]}
    if near["count"]:
        train, other = near["pairs"][0]
        matters = near["count"] > _NEAR_MATTERS * held
        found_as: Severity = "warning" if matters else "passed"
        return Finding("A2", found_as, "near" if matters else "few_near", values, {"train": train, "held": other})
    return Finding("A2", "passed", "dropped" if dropped else "passed", values)


@detects("A8")
def parts_alike(facts: Facts) -> Finding:
    """Compare classes and brightness of validation and test with those of training."""
    found = (facts.evidence.get("data") or {}).get("parts")
    if not found:
        return not_recorded("A8")
    held = [part for part in HELD_OUT if found[part]["n"]]
    if not held:
        return Finding("A8", "not applicable", "nothing")
    evidence: dict[str, Any] = {}
    for part in held:
        classes = _classes_apart(np.array(found["train"]["counts"]), np.array(found[part]["counts"]))
        shades = _brightness_apart(np.array(found["train"]["brightness"]), np.array(found[part]["brightness"]))
        evidence |= {f"{part}_classes": classes[0], f"{part}_brightness": shades[0]}
        for what, (apart, chance), least in (
            ("classes", classes, _CLASSES_APART),
            ("brightness", shades, _BRIGHTNESS_APART),
        ):
            if apart > least and chance < _CHANCE:
                values = {**evidence, "part": part, "apart": apart, "chance": chance}
                drawn = "given" if part in facts.evidence["data"]["given"] else "drawn"
                return Finding("A8", "warning", f"{what}_{drawn}", values, {"which": part_name(part)})
    return Finding("A8", "passed", "passed", evidence)


def _classes_apart(train: NDArray[np.int64], other: NDArray[np.int64]) -> tuple[float, float]:
    """Return Cramér's V between part and class, and the chance of as much (Pearson's chi-squared)."""
    table = np.stack([train, other])[:, (train + other) > 0].astype(np.float64)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    statistic = float((np.square(table - expected) / expected).sum())
    return float(np.sqrt(statistic / table.sum())), float(special.chdtrc(max(1, table.shape[1] - 1), statistic))


def _brightness_apart(train: NDArray[np.int64], other: NDArray[np.int64]) -> tuple[float, float]:
    """Return Kolmogorov's distance of two counted distributions, and the chance of as much."""
    apart = float(np.abs(np.cumsum(train) / train.sum() - np.cumsum(other) / other.sum()).max())
    effective = train.sum() * other.sum() / (train.sum() + other.sum())
    return apart, float(special.kolmogorov(np.sqrt(effective) * apart))


@detects("A13")
def files_untouched(facts: Facts) -> Finding:
    """Compare the data's files before and after, and count those left out."""
    if "after" not in facts.evidence:
        return not_recorded("A13")
    before, after = facts.evidence["data"]["files"], facts.evidence["after"]["files"]
    left_out = (facts.environment.get("data") or {}).get("skipped") or []
    values: dict[str, Any] = {"skipped": len(left_out), "paths": [one["path"] for one in left_out[:5]]}
    if before is None:
        return Finding("A13", "passed", "no_files", values)
    values |= {"count": int(before["count"]), "after": int((after or {}).get("count") or 0)}
    if before != after:
        return Finding("A13", "warning", "changed", values)
    return Finding("A13", "passed", "skipped" if left_out else "passed", values)


@detects("A16")
def suspects_out_of_fold(facts: Facts) -> Finding:
    """Look whether every suspected label names the fold that judged it, in what `pupila check --json` printed."""
    details = [one for found in facts.check.get("findings", ()) for one in found.get("details", ())]
    suspects = [one for one in details if "suggested" in one]
    if not suspects:
        return Finding("A16", "not applicable", "nothing")
    folds = sorted({one["fold"] for one in suspects if one.get("fold") is not None})
    learned = [one for one in suspects if one.get("fold") is None]
    values = {"count": len(suspects), "folds": len(folds), "learned": len(learned)}
    return Finding("A16", "fault", "learned", values) if learned else Finding("A16", "passed", "passed", values)
