"""Hold what an autopsy finds: where, how sure, why it matters, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pupila.language import LANGUAGES, default_language, say, visible

Severity = Literal["fault", "warning", "remark"]
Certainty = Literal["seen", "possible"]
SEVERITIES: tuple[Severity, ...] = ("fault", "warning", "remark")


@dataclass(frozen=True)
class Cell:
    """Hold one cell of a notebook; a script is one cell, or several where markers part it.

    Attributes:
        number: Its place among all cells, from 1.
        text: As it is written.
        is_code: False for prose.
        first_line: Line of the file at which it begins, for scripts; 1 in notebooks.
        problem: Line and reason, where it is code that cannot be parsed.
    """

    number: int
    text: str
    is_code: bool = True
    first_line: int = 1
    problem: tuple[int, str] | None = None


@dataclass(frozen=True)
class Place:
    """Hold a place in the file that a sentence speaks of: a line of a cell, or of a script."""

    line: int
    cell: int | None = None

    def say(self, language: str) -> str:
        """Write it in words."""
        if self.cell is None:
            return say("autopsy.place_line", language, line=self.line)
        return say("autopsy.place_cell", language, cell=self.cell, line=self.line)


@dataclass(frozen=True)
class Finding:
    """Hold one fault that the code shows.

    Attributes:
        name: The detector's key; its sentences are `autopsy.<name>` and `autopsy.<name>_remedy`.
        method: The code of the method audit that it belongs to, A1 to A16, or None for a plain mistake of programming.
        severity: "fault" spoils a result, "warning" may, "remark" is worth knowing.
        certainty: "seen" in the code, or "possible": told by a name, or depending on what the code does not show.
        cell: Number of the cell.
        line: Line in the cell, or in the file for scripts.
        source: That line.
        values: What the sentences' placeholders stand for.
    """

    name: str
    method: str | None
    severity: Severity
    certainty: Certainty
    cell: int
    line: int
    source: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def reason(self, language: str) -> str:
        """Say what is wrong and why it matters."""
        return say(f"autopsy.{self.name}", language, **self.values)

    def remedy(self, language: str) -> str:
        """Say what to write instead."""
        return say(f"autopsy.{self.name}_remedy", language, **self.values)

    def to_json(self) -> dict[str, Any]:
        """Return it as `--json` prints it."""
        return {
            "detector": self.name,
            "code": self.method,
            "severity": self.severity,
            "certainty": self.certainty,
            "cell": self.cell,
            "line": self.line,
            "source": self.source,
            "reason": {language: self.reason(language) for language in LANGUAGES},
            "remedy": {language: self.remedy(language) for language in LANGUAGES},
        }


@dataclass(frozen=True)
class Autopsy:
    """Hold what was found in one file.

    Attributes:
        path: The file.
        kind: "notebook" or "script".
        cells: All of them, prose too.
        libraries: Which of Keras and PyTorch it uses.
        findings: In the order of the file.
    """

    path: str
    kind: Literal["notebook", "script"]
    cells: tuple[Cell, ...]
    libraries: tuple[str, ...]
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        language = default_language()
        lines = []
        for one in self.findings:
            severity = say(f"autopsy.severity_{one.severity}", language)
            lines.append(visible(f"{self.where(one).say(language)}: {severity}: {one.reason(language)}"))
        return "\n".join(lines) or say("autopsy.clean", language)

    @property
    def not_read(self) -> tuple[Cell, ...]:
        """Return the cells that could not be parsed."""
        return tuple(cell for cell in self.cells if cell.problem is not None)

    @property
    def counts(self) -> dict[Severity, int]:
        """Return how many findings there are of each severity."""
        return {one: sum(finding.severity == one for finding in self.findings) for one in SEVERITIES}

    def where(self, finding: Finding) -> Place:
        """Return where a finding stands: line and cell, or the line alone in a script."""
        return Place(finding.line, finding.cell if self.kind == "notebook" else None)

    def to_json(self) -> dict[str, Any]:
        """Return it as `--json` prints it."""
        return {
            "file": self.path,
            "kind": self.kind,
            "cells": len(self.cells),
            "libraries": list(self.libraries),
            "not_read": [
                {"cell": cell.number, "line": cell.problem[0], "reason": cell.problem[1]}
                for cell in self.cells
                if cell.problem is not None
            ],
            "counts": dict(self.counts),
            "findings": [finding.to_json() for finding in self.findings],
        }
