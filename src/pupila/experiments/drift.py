"""Notice that a run is taken up on something that computes differently: other threads, torch, processor, device, or C.

Then its weights are no longer, bit for bit, those of an unbroken run: sums are taken in another order. That is refused
unless it is allowed, and a run that went on has it in its record ever after.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pupila import files
from pupila.errors import RunError

_FACTS = "environment.json"
_DRIFT = "drift"


def check_drift(folder: Path, now: Mapping[str, Any], *, allowed: bool = False) -> None:
    """Compare what computes now with what the run was computed with before.

    Args:
        folder: The run's folder.
        now: What `environment.json` would say of it here.
        allowed: Take the differences down in the run, instead of refusing.

    Raises:
        RunError: Something differs, and it is not allowed to.
    """
    facts = files.read_json(folder / _FACTS)
    before = _computed_with(facts) | {one["what"]: one["now"] for one in facts.get(_DRIFT, ())}
    # Earlier versions did not take everything down; what is not known cannot have changed.
    found = [
        {"what": what, "before": before[what], "now": value}
        for what, value in _computed_with(now).items()
        if before[what] is not None and before[what] != value
    ]
    if found and not allowed:
        raise RunError("runs.drift", path=folder, changes=_told(found))
    if found:
        files.write_json(folder / _FACTS, {**facts, _DRIFT: [*facts.get(_DRIFT, ()), *found]})


def drift_notes(folder: Path) -> list[dict[str, Any]]:
    """Return what the run's summary says of it: nothing, or one note."""
    found = files.read_json(folder / _FACTS).get(_DRIFT)
    return [{"code": "runs.note_drift", "values": {"changes": _told(found)}}] if found else []


def _computed_with(facts: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: facts.get(name) for name in ("threads", "cpu_capability", "device", "precision", "convolution")}
    versions = facts.get("versions") or {}
    return {**known, "torch": versions.get("torch"), "pupila": versions.get("pupila")}


def _told(found: list[dict[str, Any]]) -> str:
    """Name the changes by the keys that `environment.json` has, which are the same in every language."""
    return ", ".join(f"{one['what']} {one['before']} -> {one['now']}" for one in found)
