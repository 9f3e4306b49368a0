"""Hold what a check found, and the report of all checks, in the form in which others read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pupila.data.dataset import Dataset
from pupila.language import LANGUAGES, say

COPIES = ("copies", "near_copies")  # how the codes of findings begin whose groups are copies of one image

Severity = Literal["error", "warning", "remark"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "remark")


@dataclass(frozen=True)
class Finding:
    """Hold what one check found.

    Args:
        code: Name of the check: a key of `CHECKS`, or of a check that trains networks.
        severity: "error": results would be wrong, or files are lost to training; "warning": look at it; "remark": good
            to know.
        files: Ids of the examples (paths, for folders) that it is about; empty where it is about classes.
        values: What the placeholders of its sentence stand for.
        groups: Which files belong together, such as the copies of one image.
        details: One mapping for each pair, suspect or file, for those who act on it.
        movable: The files that one would take out to mend it; a part of `files`.
    """

    code: str
    severity: Severity
    files: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    groups: tuple[tuple[str, ...], ...] = ()
    details: tuple[Mapping[str, Any], ...] = ()
    movable: tuple[str, ...] = ()

    def title(self, language: str = "en") -> str:
        """Name the finding in a few words."""
        return say(f"check.{self.code}_title", language)

    def message(self, language: str = "en") -> str:
        """Tell what was found, in one sentence or two."""
        return say(f"check.{self.code}", language, **{"count": len(self.files), **self.values})

    def caveat(self, language: str = "en") -> str:
        """Tell where this check is wrong, and what to do about what it found."""
        return say(f"check.{self.code}_caveat", language, **{"count": len(self.files), **self.values})

    def to_json(self) -> dict[str, Any]:
        """Return the finding as `pupila check --json` prints it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "files": list(self.files),
            "message": {language: self.message(language) for language in LANGUAGES},
            "caveat": {language: self.caveat(language) for language in LANGUAGES},
            "values": dict(self.values),
            "groups": [list(group) for group in self.groups],
            "details": [dict(detail) for detail in self.details],
        }


@dataclass(frozen=True, eq=False)
class Report:
    """Hold what all checks found in a data set, the gravest first.

    Args:
        dataset: What was examined.
        findings: In the order of their severity.
        notes: What a reader should know of the checks themselves, such as one that was not made: the code of a sentence
            in `pupila.texts.check`, and its values.
    """

    dataset: Dataset
    findings: tuple[Finding, ...]
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def worst(self) -> Severity | None:
        """Return the severity of the gravest finding, or None where nothing was found."""
        return next((one for one in SEVERITIES if any(found.severity == one for found in self.findings)), None)

    def __getitem__(self, code: str) -> Finding:
        """Return the finding of one check.

        Raises:
            KeyError: That check found nothing.
        """
        for finding in self.findings:
            if finding.code == code:
                return finding
        raise KeyError(code)

    def __contains__(self, code: object) -> bool:
        return any(finding.code == code for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as `pupila check --json` prints it."""
        return {
            "name": self.dataset.name,
            "examples": self.dataset.num_examples,
            "classes": self.dataset.counts,
            "findings": [finding.to_json() for finding in self.findings],
            "notes": [
                {"code": code, "message": {one: say(f"check.{code}", one, **values) for one in LANGUAGES}}
                for code, values in self.notes
            ],
        }


def by_severity(findings: list[Finding]) -> tuple[Finding, ...]:
    """Order findings by severity; those of one severity stay in their order."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
