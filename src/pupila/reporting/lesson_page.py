"""Lay out a lesson as one HTML file in both languages: no script, nothing fetched, pictures embedded once."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pupila.errors import UsageError
from pupila.files import write_text
from pupila.language import LANGUAGES, Language, say
from pupila.lessons.catalogue import LESSONS
from pupila.lessons.lesson import Code, Grid, Heading, Lesson, Number, Numbers, Picture, Plot, Row, Try, Words
from pupila.reporting.inline import as_html, signs
from pupila.reporting.lesson_parts import cell_text, plot_svg, png
from pupila.reporting.pages import render_page

_PALE = 0.55  # of the strongest colour behind a number, so that the number can be read
_SHORT = 2  # letters; matrices of such numbers are set closer
_DARK = 140  # greys below it carry white numbers


@dataclass
class _Album:
    """Keep each picture of a page once, for both languages."""

    pictures: list[dict[str, Any]] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)

    def add(self, picture: Picture) -> dict[str, Any]:
        place = self._places.get(id(picture))
        if place is None:
            place = self._places[id(picture)] = len(self.pictures)
            height, width = picture.pixels.shape[:2]
            source = f"data:image/png;base64,{base64.b64encode(png(picture)).decode('ascii')}"
            self.pictures.append({"key": f"p{place}", "width": width, "height": height, "source": source})
        return self.pictures[place]


def write_lesson(lesson: Lesson, path: Path, *, language: Language = "en", linked: bool = False) -> Path:
    """Write the page of a lesson, in both languages.

    Args:
        lesson: What it shows.
        path: The HTML file; folders are made, an older file is replaced.
        language: "en" or "es": the one shown first.
        linked: Whether the page of the next lesson lies beside it.
    """
    write_text(path, render_lesson(lesson, language=language, linked=linked))
    return path


def render_lesson(lesson: Lesson, *, language: Language = "en", linked: bool = False) -> str:
    """Return the page of a lesson as HTML; see `write_lesson`.

    Raises:
        UsageError: Another language.
    """
    if language not in LANGUAGES:
        raise UsageError("report.language", got=language, valid=", ".join(LANGUAGES))
    album = _Album()
    order = (language, *(other for other in LANGUAGES if other != language))
    pages = [(one, _page(lesson, one, album, linked=linked)) for one in order]
    title = lesson.title.say(language)
    return render_page("lesson.html.j2", {"title": title, "pages": pages, "album": album.pictures}, language=language)


def _page(lesson: Lesson, language: Language, album: _Album, *, linked: bool) -> str:
    names = list(LESSONS)
    place = names.index(lesson.name)
    following = names[place + 1] if place + 1 < len(names) else ""
    parts = [block for block in lesson.blocks if isinstance(block, Heading)]
    context: dict[str, Any] = {
        "say": lambda code, **values: as_html(say(f"lessons.{code}", language, **values)),
        "name": lesson.name,
        "title": lesson.title.say(language),
        "summary": as_html(lesson.summary.say(language)),
        "place": place + 1,
        "total": len(names),
        "parts": [(f"part-{number_}", signs(part.words.say(language))) for number_, part in enumerate(parts, start=1)],
        "blocks": [_block(block, language, album, parts) for block in lesson.blocks],
        "sources": lesson.sources,
        "following": following,
        "following_title": LESSONS[following].title.say(language) if following else "",
        "linked": linked,
    }
    return render_page("lesson_body.html.j2", context, language=language)


def _block(block: Any, language: Language, album: _Album, parts: list[Heading]) -> dict[str, Any]:
    """Prepare one block for the template."""
    made: dict[type, Any] = {
        Words: lambda: {"html": as_html(block.say(language))},
        Heading: lambda: {"id": f"part-{parts.index(block) + 1}", "title": signs(block.words.say(language))},
        Picture: lambda: _picture(block, language, album),
        Plot: lambda: _plot(block, language),
        Grid: lambda: _grid(block, language),
        Numbers: lambda: {"parts": [{"kind": "numbers", **_numbers(block, language)}]},
        Row: lambda: {"parts": [_part(part, language) for part in block.parts]},
        Code: lambda: {"html": as_html(block.words.say(language)), "source": block.source},
        Try: lambda: {"html": as_html(block.words.say(language)), "command": block.command},
    }
    kind = "row" if isinstance(block, Numbers) else type(block).__name__.lower()
    return {"kind": kind, **made[type(block)]()}


def _picture(picture: Picture, language: Language, album: _Album) -> dict[str, Any]:
    words = {"alt": picture.alt.say(language), "caption": as_html(picture.caption.say(language))}
    return {"picture": album.add(picture), **words}


def _plot(plot: Plot, language: Language) -> dict[str, Any]:
    return {
        "title": plot.title.say(language),
        "svg": plot_svg(plot, language, prefix=f"{language}-"),
        "caption": as_html(plot.caption.say(language)) if plot.caption else "",
    }


def _grid(grid: Grid, language: Language) -> dict[str, Any]:
    columns = list(zip(*grid.rows, strict=True))
    kinds = [_kind(column) for column in columns]
    rows = [[_cell(cell, language) for cell in row] for row in grid.rows]
    return {
        "caption": as_html(grid.caption.say(language)),
        "head": list(zip([as_html(one.say(language)) for one in grid.head], kinds, strict=True)),
        "rows": [list(zip(row, kinds, strict=True)) for row in rows],
    }


def _kind(column: tuple[Words | Number | str, ...]) -> str:
    """Say how a column is set: numbers to the right, what both languages write alike in one line."""
    if all(isinstance(cell, Number) for cell in column):
        return "number"
    return "text fixed" if all(isinstance(cell, str) for cell in column) else "text"


def _cell(cell: Words | Number | str, language: Language) -> str:
    return as_html(cell.say(language)) if isinstance(cell, Words) else html.escape(cell_text(cell, language))


def _part(part: Numbers | Words | Number | str, language: Language) -> dict[str, Any]:
    if isinstance(part, Numbers):
        return {"kind": "numbers", **_numbers(part, language)}
    sign = isinstance(part, str)
    return {"kind": "sign" if sign else "result", "html": _cell(f" {part} " if sign else part, language).strip()}


def _numbers(block: Numbers, language: Language) -> dict[str, Any]:
    values = np.asarray(block.values)
    most = float(np.abs(values).max(initial=0.0)) or 1.0
    rows = [
        [
            {
                "text": Number(values[row, column].item(), block.spec).say(language),
                "style": _shade(float(values[row, column]), most, block.colours),
                "edges": _edges(row, column, block.frame),
            }
            for column in range(values.shape[1])
        ]
        for row in range(values.shape[0])
    ]
    narrow = max(len(str(cell["text"])) for row in rows for cell in row) <= _SHORT
    return {"caption": block.caption.say(language), "rows": rows, "narrow": narrow}


def _shade(value: float, most: float, colours: str) -> str:
    if colours == "grey":
        shade = round(value)
        return f"background: rgb({shade} {shade} {shade}); color: {'#fff' if shade < _DARK else '#000'}"
    if colours == "signed" and value:
        return f"background: rgb(var(--{'wrong' if value > 0 else 'right'}-rgb) / {abs(value) / most * _PALE:.2f})"
    return ""


def _edges(row: int, column: int, frame: tuple[int, int, int, int] | None) -> str:
    """Name the sides of a cell on which the frame lies."""
    if frame is None:
        return ""
    top, left, bottom, right = frame
    if not (top <= row < bottom and left <= column < right):
        return ""
    sides = {"top": row == top, "left": column == left, "bottom": row == bottom - 1, "right": column == right - 1}
    return " ".join(["framed", *(side for side, there in sides.items() if there)])
