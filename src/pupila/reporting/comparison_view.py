"""Read the folder of an experiment for the eyes of its page: the comparison, the experiment, the findings on method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pupila.errors import PupilaError, RunError
from pupila.experiments.comparing import verdict_words
from pupila.files import read_json

COMPARISON, EXPERIMENT, AUDIT = "comparison.json", "experiment.toml", "audit.json"
SCHEMA = 1
_NEEDED = ("experiment", "seeds", "margin", "arms", "pairs", "same_start", "verdict")


@dataclass(frozen=True, eq=False)
class ComparisonView:
    """Hold everything that the page of a comparison reads.

    Args:
        folder: The experiment's folder.
        content: The object of `comparison.json`.
        experiment: The text of `experiment.toml`, empty where it is missing.
        findings: What an audit of the method found; None where there was none.
    """

    folder: Path
    content: Mapping[str, Any]
    experiment: str = ""
    findings: tuple[Mapping[str, Any], ...] | None = None

    @property
    def arms(self) -> list[str]:
        """Return the names of the arms, the baseline first."""
        return list(self.content["arms"])

    @property
    def seeds(self) -> list[int]:
        """Return the seeds."""
        return list(self.content["seeds"])

    @property
    def pairs(self) -> list[Mapping[str, Any]]:
        """Return the pairs, the one first that the verdict stands on."""
        first = verdict_words.deciding(self.content)
        return [first, *(pair for pair in self.content["pairs"] if pair is not first)]

    def spoken(self, key: str, language: str) -> str:
        """Return a text that is kept in both languages, in this one; the empty string where there is none."""
        found = self.content.get(key)
        return _in(found, language)


def read_comparison(folder: Path) -> ComparisonView:
    """Read a finished comparison.

    Raises:
        RunError: No finished comparison there, a damaged one, or one written by a newer Pupila.
    """
    path = folder / COMPARISON
    if not path.is_file():
        raise RunError("compare.not_one", path=folder, missing=COMPARISON)
    content = read_json(path)
    if not isinstance(content, dict):
        raise RunError("runs.file_damaged", path=path, reason=type(content).__name__)
    if content.get("schema", SCHEMA) != SCHEMA:
        raise RunError("comparison.schema", path=folder, found=content["schema"], known=SCHEMA)
    missing = [key for key in _NEEDED if key not in content]
    if missing or not content["pairs"]:
        raise RunError("runs.file_damaged", path=path, reason=", ".join(missing) or "pairs")
    return ComparisonView(folder, content, _text(folder / EXPERIMENT), _findings(folder / AUDIT))


def told(finding: Mapping[str, Any], key: str, language: str) -> str:
    """Return a text of a finding in this language, whether it is kept in both or in one."""
    return _in(finding.get(key), language)


def _in(found: Any, language: str) -> str:
    if isinstance(found, Mapping):
        found = found.get(language) or next(iter(found.values()), "")
    return found if isinstance(found, str) else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _findings(path: Path) -> tuple[Mapping[str, Any], ...] | None:
    """Read what the audit found; a file that cannot be read is as good as none, for the page is not about it."""
    try:
        content = read_json(path) if path.is_file() else None
    except PupilaError:
        return None
    found = content.get("findings") if isinstance(content, dict) else content
    if not isinstance(found, list):
        return None
    return tuple(one for one in found if isinstance(one, dict) and one.get("code"))
