"""Audit a run: every detector is asked once, and what they found is written beside the run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from pupila.errors import PupilaError
from pupila.experiments import record
from pupila.experiments.audit import conclusions, data, evaluation, start  # noqa: F401  # they enter their detectors
from pupila.experiments.audit.facts import Facts
from pupila.experiments.audit.findings import CODES, DETECTORS, FILE, Finding, Told, write_findings
from pupila.experiments.audit.parity import ask_again
from pupila.language import LANGUAGES, visible

# What reading a record that was damaged, or written by hand, may end in.
_UNREADABLE = (
    PupilaError,
    OSError,
    KeyError,
    TypeError,
    ValueError,
    IndexError,
    AttributeError,
    ArithmeticError,
)


def audit_run(folder: Path, *, ask: bool = True, write: bool = True) -> tuple[Finding, ...]:
    """Ask every detector about a run, and write `audit.json` into its folder.

    Only the folder is read, and image files of the data where they are still what they were. Runs of earlier versions
    took down less: where evidence is missing the finding says so.

    Args:
        folder: The run's folder.
        ask: Ask the run's classifier again for some images whose answers are stored; else, and where that cannot be
            done (the network was given from Python), what the run took down of it counts.
        write: Whether to write `audit.json`, and its sum into the manifest.

    Returns:
        One finding for each code, A1 to A16.

    Raises:
        RunError: No run there.
    """
    run = record.open_run(folder)
    facts = Facts(run.path)
    if ask:
        facts = Facts(run.path, ask_again(facts))
    findings = tuple(guarded(code, partial(DETECTORS[code], facts)) for code in CODES)
    if write:
        write_findings(run.path, findings)
        if (run.path / "manifest.json").exists():
            record.update_manifest(run.path, FILE)
    return findings


def guarded(code: str, detect: Callable[[], Finding]) -> Finding:
    """Ask one detector; a record that it cannot understand is a warning."""
    try:
        return detect()
    except _UNREADABLE as error:
        if isinstance(error, PupilaError):
            told: dict[str, str] = {language: visible(error.message(language)).rstrip(".") for language in LANGUAGES}
        else:
            told = dict.fromkeys(LANGUAGES, visible(f"{type(error).__name__}: {error}"))
        return Finding(code, "warning", "unreadable", {"reason": told["en"]}, {"reason": Told(told)})
