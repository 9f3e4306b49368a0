"""Hold what the audit found, and the list of what it looks for: one detector for each code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pupila import files
from pupila.language import LANGUAGES, say

if TYPE_CHECKING:
    from pupila.experiments.audit.facts import Facts

Severity = Literal["fault", "warning", "passed", "not applicable"]
SEVERITIES: tuple[Severity, ...] = ("fault", "warning", "passed", "not applicable")
CODES = tuple(f"A{number}" for number in range(1, 17))
FILE = "audit.json"
# Sentences that serve every code.
_SHARED = ("all", "sound", "sound_some", "idle", "faulty", "doubtful", "unreadable", "unrecorded")
SCHEMA = 1


@dataclass(frozen=True)
class Finding:
    """Hold what one detector found.

    Args:
        code: "A1" to "A16".
        severity: "fault": the conclusion does not hold; "warning": it may not; "passed": looked for and not there;
            "not applicable": nothing to look at, or not recorded.
        variant: Which sentence of this code tells it: `findings.<code>_<variant>`.
        evidence: The plain values behind it, which also fill the sentence.
        words: What else the sentence asks for, such as what another finding says.
    """

    code: str
    severity: Severity
    variant: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def _sentence(self) -> str:
        shared = self.variant in _SHARED
        return f"audit.any_{self.variant}" if shared else f"findings.{self.code.lower()}_{self.variant}"

    def title(self, language: str = "en") -> str:
        """Name what was looked at."""
        return say(f"audit.{self.code.lower()}_title", language)

    def message(self, language: str = "en") -> str:
        """Tell what was found."""
        return say(self._sentence, language, **{**self.evidence, **self.words})

    say = message  # inside the sentence of another finding

    def remedy(self, language: str = "en") -> str:
        """Tell what to do about it, or how it is avoided."""
        return say(f"audit.{self.code.lower()}_remedy", language)

    def to_json(self) -> dict[str, Any]:
        """Return the finding as it stands in `audit.json`."""
        return {
            "code": self.code,
            "severity": self.severity,
            "title": {language: self.title(language) for language in LANGUAGES},
            "message": {language: self.message(language) for language in LANGUAGES},
            "remedy": {language: self.remedy(language) for language in LANGUAGES},
            "evidence": dict(self.evidence),
        }


class Told:
    """Say in another sentence what was told before, in both languages.

    Args:
        message: By language.
    """

    def __init__(self, message: Mapping[str, str]) -> None:
        self._message = message

    def say(self, language: str) -> str:
        """Return it in one language."""
        return self._message[language]


Detector = Callable[["Facts"], Finding]
DETECTORS: dict[str, Detector] = {}


def detects(code: str) -> Callable[[Detector], Detector]:
    """Enter a function as the detector of one code."""

    def enter(detector: Detector) -> Detector:
        DETECTORS[code] = detector
        return detector

    return enter


def not_recorded(code: str) -> Finding:
    """Say that a run, perhaps of an earlier version, did not take down what this detector looks at."""
    return Finding(code, "not applicable", "unrecorded")


def worst(findings: Iterable[Finding]) -> Severity:
    """Return the gravest severity among findings; "not applicable" where there are none."""
    found = {one.severity for one in findings}
    return next((severity for severity in SEVERITIES if severity in found), "not applicable")


def write_findings(folder: Path, findings: Iterable[Finding]) -> None:
    """Write `audit.json`."""
    content = {"schema": SCHEMA, "findings": [finding.to_json() for finding in findings]}
    files.write_json(folder / FILE, content)
