"""Lay out what an autopsy found as one HTML file: the cells of the notebook, the findings beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pupila.autopsies.finding import Autopsy, Cell, Finding
from pupila.files import write_text
from pupila.language import Language, say, visible
from pupila.reporting.pages import render_page

_LINES = 2_000  # of one cell, beyond which its rest is left out: a page is to be read


@dataclass(frozen=True)
class ShownLine:
    """Hold a line of code: its number, its text made visible, and the severity of what was found in it."""

    number: int
    text: str
    mark: str


@dataclass(frozen=True)
class ShownFinding:
    """Hold a finding in words, and the place in the page that it leads to."""

    anchor: str
    where: str
    method: str
    severity: str
    severity_word: str
    certainty: str
    source: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class ShownCell:
    """Hold a cell: its lines or its prose, and what was found in it."""

    anchor: str
    title: str
    is_code: bool
    lines: list[ShownLine]
    findings: list[ShownFinding]
    problem: str


@dataclass(frozen=True)
class ShownFile:
    """Hold a file: its name, its figures, its findings and cells."""

    name: str
    kind: str
    libraries: str
    counted: str
    findings: list[ShownFinding]
    cells: list[ShownCell]


def write_autopsy(found: Sequence[Autopsy], path: Path, *, language: Language = "en") -> Path:
    """Write the page: one file, no script, nothing fetched; the notebooks' text is shown and does nothing.

    Args:
        found: One autopsy or several, in the order of the page.
        path: Of the page; a file that is there is replaced.
        language: "en" or "es".
    """
    context: dict[str, Any] = {
        "say": partial(_say, language=language),
        "files": [_file(one, f"f{number}", language) for number, one in enumerate(found, start=1)],
        "title": visible(Path(found[0].path).name) if len(found) == 1 else _say("title", language=language),
    }
    write_text(path, render_page("autopsy.html.j2", context, language=language))
    return path


def _say(code: str, *, language: Language, **values: Any) -> str:
    return say(f"autopsy.{code}", language, **values)


def _file(one: Autopsy, anchor: str, language: Language) -> ShownFile:
    shown = [_finding(one, finding, anchor, language) for finding in one.findings]
    counts = one.counts
    numbers = {"faults": counts["fault"], "warnings": counts["warning"], "remarks": counts["remark"]}
    return ShownFile(
        Path(one.path).name,
        _say(one.kind, language=language, cells=len(one.cells)),
        ", ".join(one.libraries),
        _say("counted", language=language, **numbers) if one.findings else _say("clean", language=language),
        shown,
        [_cell(one, cell, anchor, shown, language) for cell in one.cells],
    )


def _finding(one: Autopsy, finding: Finding, anchor: str, language: Language) -> ShownFinding:
    return ShownFinding(
        f"{anchor}-{finding.cell}-{finding.line}-{finding.name}",
        one.where(finding).say(language),
        finding.method or "",
        finding.severity,
        _say(f"severity_{finding.severity}", language=language),
        _say(f"certainty_{finding.certainty}", language=language),
        visible(finding.source),
        visible(finding.reason(language)),
        visible(_say("remedy", language=language, remedy=finding.remedy(language))),
    )


def _cell(one: Autopsy, cell: Cell, anchor: str, findings: list[ShownFinding], language: Language) -> ShownCell:
    marks: dict[int, str] = {}
    for finding in reversed(one.findings):
        if finding.cell == cell.number:
            marks[finding.line] = finding.severity
    texts = cell.text.split("\n")[:_LINES]
    lines = [
        ShownLine(number, visible(text.replace("\t", "    ").rstrip("\r")), marks.get(number, ""))
        for number, text in enumerate(texts, start=cell.first_line)
    ]
    problem = ""
    if cell.problem is not None:
        line, reason = cell.problem
        problem = _say("cell_not_read", language=language, cell=cell.number, line=line, reason=visible(reason))
    mine = [finding for finding in findings if finding.anchor.startswith(f"{anchor}-{cell.number}-")]
    title = _say("page_cell", language=language, number=cell.number) if one.kind == "notebook" else ""
    return ShownCell(f"{anchor}-{cell.number}", title, cell.is_code, lines, mine, problem)
