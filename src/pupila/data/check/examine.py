"""Make all checks that need no network: the entrance of this room."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from pupila.data.check import class_checks, copy_checks, file_checks, look_checks  # noqa: F401  # they register checks
from pupila.data.check.evidence import CHECKS, LOOKALIKES, SUSPECT_LABELS, Evidence, Progress
from pupila.data.check.finding import Finding, Report, by_severity
from pupila.data.check.near import LEAST_SIDE
from pupila.data.dataset import Dataset
from pupila.registry import unknown_name


def refuse_unknown(codes: Iterable[str]) -> None:
    """Refuse codes that no check has, those included that need a network.

    Raises:
        UsageError: Names the nearest code, and all that there are.
    """
    valid = (*CHECKS, SUSPECT_LABELS, LOOKALIKES)
    for code in codes:
        if code not in valid:
            raise unknown_name("check", code, valid)


def examine(dataset: Dataset, *, only: Collection[str] | None = None, progress: Progress | None = None) -> Report:
    """Examine a data set.

    Args:
        dataset: As `load` returned it; files that could not be read are among its `skipped`.
        only: Codes of the checks to make; all by default.
        progress: Told (done, all, code of what is being done).

    Raises:
        UsageError: An unknown code.
    """
    evidence = Evidence(dataset, progress)
    chosen = list(CHECKS) if only is None else list(dict.fromkeys(only))
    findings: list[Finding] = [found for code in chosen if (found := CHECKS[code](evidence)) is not None]
    notes: list[tuple[str, dict[str, Any]]] = []
    if min(dataset.image_size) < LEAST_SIDE:
        height, width = dataset.image_size
        notes.append(("no_near", {"height": height, "width": width, "least": LEAST_SIDE}))
    elif any(code.startswith("near") for code in chosen) and evidence.near.alike:
        notes.append(("near_strict", {"share": evidence.near.alike}))
    return Report(dataset, by_severity(findings), tuple(notes))
