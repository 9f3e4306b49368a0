"""Check how images look: of one tone, very dark, very bright, blurred."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pupila.data.check.evidence import CHECKS, Evidence
from pupila.data.check.finding import Finding, Severity

FLAT = 0.02  # standard deviation of the tones, of 1
DARK, BRIGHT = 0.16, 0.88  # tone that 95 % of a dark image lie below, and 5 % of a bright one
SHARP_SIDE = 32  # pixels of the shorter side from which blur can be told from smallness
BLURRED, DEVIATIONS = 0.4, 4.0  # sharpness by the median one; robust standard deviations below it


@CHECKS.register("low_information")
def low_information(evidence: Evidence) -> Finding | None:
    """Find images of almost one tone."""
    return _found(evidence, "low_information", "warning", _flat(evidence))


@CHECKS.register("dark")
def dark(evidence: Evidence) -> Finding | None:
    """Find images that are dark all over."""
    return _found(evidence, "dark", "remark", (evidence.measures.bright < DARK) & ~_flat(evidence))


@CHECKS.register("bright")
def bright(evidence: Evidence) -> Finding | None:
    """Find images that are bright all over."""
    return _found(evidence, "bright", "remark", (evidence.measures.dark > BRIGHT) & ~_flat(evidence))


@CHECKS.register("blurred")
def blurred(evidence: Evidence) -> Finding | None:
    """Find images that are far less sharp than the others of the set."""
    if min(evidence.dataset.image_size) < SHARP_SIDE:
        return None
    judged = ~_flat(evidence)
    sharpness = np.log(np.maximum(evidence.measures.sharpness, 1e-6))
    if not judged.any():
        return None
    middle = np.median(sharpness[judged])
    spread = 1.4826 * np.median(np.abs(sharpness[judged] - middle))
    limit = middle - max(DEVIATIONS * spread, -np.log(BLURRED))
    return _found(evidence, "blurred", "remark", judged & (sharpness < limit))


def _flat(evidence: Evidence) -> NDArray[np.bool_]:
    flat: NDArray[np.bool_] = evidence.measures.contrast < FLAT
    return flat


def _found(evidence: Evidence, code: str, severity: Severity, chosen: NDArray[np.bool_]) -> Finding | None:
    height, width = evidence.dataset.image_size
    names = evidence.names(np.flatnonzero(chosen))
    share = len(names) / evidence.dataset.num_examples
    return Finding(code, severity, names, {"share": share, "height": height, "width": width}) if names else None
