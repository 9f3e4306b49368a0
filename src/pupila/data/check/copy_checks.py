"""Check for copies: identical and nearly identical images, within a class, between classes, across splits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.data.check.evidence import CHECKS, Evidence
from pupila.data.check.finding import Finding
from pupila.data.check.near import NearPairs, groups_of

Rows = NDArray[np.int64]
_KEPT_FIRST = {"test": 0, "val": 1, "train": 2, "": 3}  # of copies across splits, the one that stays


@CHECKS.register("copies_across_splits")
def copies_across_splits(evidence: Evidence) -> Finding | None:
    """Find identical images on both sides of a split that the data brings."""
    given = evidence.dataset.given_split
    groups = [rows for rows in evidence.copies if len(set(given[rows].tolist())) > 1]
    movable = [row for rows in groups for row in _behind(evidence, rows)]
    return _copies(evidence, "copies_across_splits", groups, movable)


@CHECKS.register("copies_between_classes")
def copies_between_classes(evidence: Evidence) -> Finding | None:
    """Find identical images with different labels."""
    labels = evidence.dataset.labels
    groups = [rows for rows in evidence.copies if len(set(labels[rows].tolist())) > 1]
    return _copies(evidence, "copies_between_classes", groups, [int(row) for rows in groups for row in rows])


@CHECKS.register("copies")
def copies(evidence: Evidence) -> Finding | None:
    """Find identical images within one class and one split."""
    data = evidence.dataset
    groups = []
    for rows in evidence.copies:
        keys = [(int(data.labels[row]), str(data.given_split[row])) for row in rows]
        parts = [[row for row, own in zip(rows.tolist(), keys, strict=True) if own == key] for key in sorted(set(keys))]
        groups += [np.array(part, np.int64) for part in parts if len(part) > 1]
    return _copies(evidence, "copies", groups, [int(row) for rows in groups for row in rows[1:]])


@CHECKS.register("near_copies_across_splits")
def near_copies_across_splits(evidence: Evidence) -> Finding | None:
    """Find nearly identical images on both sides of a split that the data brings."""
    given = evidence.dataset.given_split
    if len(set(given.tolist())) < 2:
        return None
    pairs = evidence.near
    across = pairs.take(given[pairs.rows[:, 0]] != given[pairs.rows[:, 1]])
    sealed = "test" if (given == "test").any() else "val"
    touched = np.unique(across.rows[given[across.rows] == sealed])
    values = {"part": sealed, "touched": len(touched), "share": len(touched) / max(1, int((given == sealed).sum()))}
    return _near(evidence, "near_copies_across_splits", across, **values)


@CHECKS.register("near_copies_between_classes")
def near_copies_between_classes(evidence: Evidence) -> Finding | None:
    """Find nearly identical images with different labels."""
    labels, pairs = evidence.dataset.labels, evidence.near
    return _near(
        evidence,
        "near_copies_between_classes",
        pairs.take(labels[pairs.rows[:, 0]] != labels[pairs.rows[:, 1]]),
    )


@CHECKS.register("near_copies")
def near_copies(evidence: Evidence) -> Finding | None:
    """Find nearly identical images within one class and one split."""
    labels, given, pairs = evidence.dataset.labels, evidence.dataset.given_split, evidence.near
    first, second = pairs.rows[:, 0], pairs.rows[:, 1]
    return _near(
        evidence,
        "near_copies",
        pairs.take((labels[first] == labels[second]) & (given[first] == given[second])),
    )


def _copies(evidence: Evidence, code: str, groups: list[Rows], movable: list[int]) -> Finding | None:
    if not groups:
        return None
    return Finding(
        code,
        "warning" if code == "copies" else "error",
        evidence.names([int(row) for rows in groups for row in rows]),
        {"groups": len(groups)},
        groups=tuple(evidence.names(rows) for rows in groups),
        movable=evidence.names(movable),
    )


def _near(evidence: Evidence, code: str, pairs: NearPairs, **values: Any) -> Finding | None:
    if not len(pairs.rows):
        return None
    groups = groups_of(pairs.rows)
    given = evidence.dataset.given_split
    later = [row for rows in groups for row in (_behind(evidence, np.array(rows)) if "across" in code else rows[1:])]
    order = np.argsort(-pairs.likeness, kind="stable")
    ids = evidence.dataset.ids
    details = tuple(
        {
            "files": [ids[row] for row in pairs.rows[at].tolist()],
            "splits": given[pairs.rows[at]].tolist(),
            "likeness": round(float(pairs.likeness[at]), 3),
            "mirrored": bool(pairs.mirrored[at]),
        }
        for at in order
    )
    return Finding(
        code,
        "warning",
        evidence.names([row for rows in groups for row in rows]),
        {"pairs": len(pairs.rows), "groups": len(groups), **values},
        groups=tuple(evidence.names(rows) for rows in groups),
        details=details,
        movable=evidence.names([row for rows in groups for row in rows] if "between" in code else later),
    )


def _behind(evidence: Evidence, rows: Rows) -> list[int]:
    """Return the copies that are not in the split which is kept: the test set before val before train."""
    places = [_KEPT_FIRST[str(split)] for split in evidence.dataset.given_split[rows]]
    return [int(row) for row, place in zip(rows, places, strict=True) if place > min(places)]
