"""Lay out what a data check found as one HTML file in both languages: the images beside each other, nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pupila.data import image_io
from pupila.data.check.finding import Finding, Report
from pupila.data.dataset import Dataset
from pupila.errors import DataError, UsageError
from pupila.files import write_text
from pupila.language import LANGUAGES, Language, number, say, visible
from pupila.reporting.pages import render_page
from pupila.reporting.pictures import Album, Stamp

_SETS, _IN_A_SET, _LINES = 24, 4, 40  # groups of a finding, images of a group, lines of text; the rest is counted
_SIDE = 160  # pixels of a picture's longer side
_BUDGET = 6_000_000  # bytes of all pictures


def write_check(report: Report, path: Path, *, language: Language = "en", moved_to: Path | None = None) -> Path:
    """Write the page of a check.

    Args:
        report: What was found.
        path: The HTML file; an older one is replaced.
        language: "en" or "es": the one shown first; the other is in the same file.
        moved_to: Where files will be moved once the page is written; None where they stay.

    Raises:
        UsageError: Another language.
    """
    write_text(path, render_check(report, language=language, moved_to=moved_to))
    return path


def render_check(report: Report, *, language: Language = "en", moved_to: Path | None = None) -> str:
    """Return the page of a check as HTML; see `write_check`."""
    if language not in LANGUAGES:
        raise UsageError("report.language", got=language, valid=", ".join(LANGUAGES))
    shelf = _Shelf(report.dataset)
    order = (language, *(other for other in LANGUAGES if other != language))
    pages = [(one, _page(report, shelf, one, moved_to)) for one in order]
    context = {"name": report.dataset.name, "pages": pages, "album": shelf.album.pages}
    return render_page("check.html.j2", context, language=language)


class _Shelf:
    """Find the picture of an example by its id: the file itself made small, or the pixels of an array."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.album = Album(image_io.encode_png, budget=_BUDGET, side=_SIDE)
        self._place = {name: row for row, name in enumerate(dataset.ids)}

    def show(self, name: str, language: Language) -> dict[str, Any] | None:
        row = self._place.get(name)
        if row is None:
            return None
        data = self.dataset
        label = data.class_names[data.labels[row]]
        alt = say("check.page_alt", language, file=visible(name), name=visible(label))
        split = str(data.given_split[row])
        return {"picture": self._stamp(name, row), "alt": alt, "class_name": label, "split": split, "file": name}

    def _stamp(self, name: str, row: int) -> Stamp | None:
        if self.dataset.root is None:
            return self.album.add(name, np.ascontiguousarray(self.dataset.pixels[row]))
        height, width = self.dataset.original_sizes[row].tolist()
        share = min(1.0, _SIDE / max(height, width))
        size = max(1, round(height * share)), max(1, round(width * share))
        try:
            content = image_io.read_file(self.dataset.root / name)
            pixels = image_io.decode(content, image_size=size, name=name).pixels
        except DataError:  # it was there when the data were read
            return None
        return self.album.add_jpeg(name, image_io.encode_jpeg(pixels), side=_SIDE)


def _page(report: Report, shelf: _Shelf, language: Language, moved_to: Path | None) -> str:
    data = report.dataset
    context: dict[str, Any] = {
        "say": partial(_say, language=language),
        "name": data.name,
        "examples": data.num_examples,
        "classes": data.num_classes,
        "findings": [_finding(finding, shelf, language) for finding in report.findings],
        "notes": [say(f"check.{code}", language, **values) for code, values in report.notes],
        "footer": _footer(moved_to, language),
    }
    return render_page("check_body.html.j2", context, language=language)


def _footer(moved_to: Path | None, language: Language) -> str:
    if moved_to is None:
        return say("check.page_footer", language)
    return say("check.page_footer_moved", language, path=visible(moved_to))


def _say(code: str, *, language: Language, **values: Any) -> str:
    return say(f"check.{code}", language, **values)


def _finding(finding: Finding, shelf: _Shelf, language: Language) -> dict[str, Any]:
    sets, total = _sets(finding, shelf, language)
    lines = [] if sets else _lines(finding, language)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title(language),
        "message": finding.message(language),
        "caveat": finding.caveat(language),
        "count": len(finding.files),
        "sets": sets,
        "lines": lines[:_LINES],
        "more": total - len(sets) if sets else max(0, len(lines) - _LINES),
    }


def _sets(finding: Finding, shelf: _Shelf, language: Language) -> tuple[list[dict[str, Any]], int]:
    """Return the groups of images to show, and how many there are in all."""
    details = [detail for detail in finding.details if "files" in detail or "given" in detail]
    if details:
        wanted = [(tuple(detail.get("files", (detail.get("file"),))), detail) for detail in details]
    elif finding.files and finding.groups:
        wanted = [(group, {}) for group in finding.groups]
    else:
        wanted = [((name,), {}) for name in finding.files]
    shown = []
    for names, detail in wanted[:_SETS]:
        images = [image for name in names[:_IN_A_SET] if (image := shelf.show(name, language)) is not None]
        if images:
            shown.append({"images": images, **_words(detail, len(names) - len(images), language)})
    return shown, len(wanted)


def _words(detail: Mapping[str, Any], more: int, language: Language) -> dict[str, Any]:
    if "given" in detail:
        shares = {key: number(detail[key], ".1%", language) for key in ("confidence_given", "confidence_suggested")}
        judge = say("check.page_judge", language, fold=detail["fold"])
        return {"remark": "", "suspect": {**detail, **shares, "judge": judge}}
    if "likeness" in detail:
        code = "check.page_mirrored" if detail["mirrored"] else "check.page_likeness"
        return {"remark": say(code, language, likeness=detail["likeness"]), "suspect": None}
    if "distance" in detail:
        return {"remark": say("check.page_distance", language, distance=detail["distance"]), "suspect": None}
    return {"remark": say("check.line_more", language, count=more) if more > 0 else "", "suspect": None}


def _lines(finding: Finding, language: Language) -> list[str]:
    reasons = [detail["reason"][language] for detail in finding.details if "reason" in detail]
    return reasons or [" = ".join(group) for group in finding.groups] or list(finding.files)
