"""Write a lesson for a terminal: its words, tables and matrices; of pictures what they show."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import Any

import numpy as np

from pupila.language import Language, say
from pupila.lessons.lesson import Code, Grid, Heading, Lesson, Number, Numbers, Picture, Plot, Row, Try, Words
from pupila.reporting.inline import as_text

_INDENT = "  "
_GAP = "   "


def lesson_text(lesson: Lesson, language: Language, *, width: int = 100) -> str:
    """Return a lesson as plain text.

    Args:
        lesson: What it shows.
        language: "en" or "es".
        width: Where its paragraphs are broken; matrices beside each other may be wider.
    """
    parts = [_title(lesson.title.say(language), "="), _filled(lesson.summary.say(language), width)]
    parts += [_block(block, language, width) for block in lesson.blocks]
    if lesson.sources:
        head = f"{say('lessons.sources', language)}:"
        parts.append("\n".join([head, *(f"{_INDENT}{one}" for one in lesson.sources)]))
    return "\n\n".join(parts)


def _title(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}"


def _filled(sentence: str, width: int) -> str:
    return textwrap.fill(as_text(sentence), width, break_on_hyphens=False)


def _block(block: Any, language: Language, width: int) -> str:
    made: dict[type, Any] = {
        Words: lambda: _filled(block.say(language), width),
        Heading: lambda: "\n" + _title(block.words.say(language), "-"),
        Picture: lambda: _told("picture", width, language, caption=block.caption, alt=block.alt),
        Plot: lambda: _plot(block, language, width),
        Grid: lambda: _grid(block, language),
        Numbers: lambda: _row((block,), language),
        Row: lambda: _row(block.parts, language),
        Code: lambda: f"{_filled(block.words.say(language), width)}\n\n{textwrap.indent(block.source, _INDENT * 2)}",
        Try: lambda: _try(block, language, width),
    }
    return str(made[type(block)]())


def _told(code: str, width: int, language: Language, **words: Words) -> str:
    told = {name: one.say(language) for name, one in words.items()}
    return _filled(say(f"lessons.{code}", language, **told), width)


def _plot(plot: Plot, language: Language, width: int) -> str:
    told = _told("plot", width, language, title=plot.title, alt=plot.alt)
    return f"{told}\n{_filled(plot.caption.say(language), width)}" if plot.caption else told


def _try(block: Try, language: Language, width: int) -> str:
    head = f"{say('lessons.try', language)}:"
    return f"{head}\n\n{_INDENT * 2}$ {block.command}\n\n{_filled(block.words.say(language), width)}"


def _cell(cell: Words | Number | str, language: Language) -> str:
    return cell if isinstance(cell, str) else as_text(cell.say(language))


def _grid(grid: Grid, language: Language) -> str:
    rows = [[as_text(one.say(language)) for one in grid.head]]
    rows += [[_cell(cell, language) for cell in row] for row in grid.rows]
    right = [all(isinstance(cell, Number) for cell in column) for column in zip(*grid.rows, strict=True)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        _INDENT
        + _GAP.join(
            cell.rjust(wide) if number_ else cell.ljust(wide)
            for cell, wide, number_ in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    ]
    rule = _INDENT + _GAP.join("-" * wide for wide in widths)
    return "\n".join([as_text(grid.caption.say(language)), "", lines[0], rule, *lines[1:]])


def _row(parts: tuple[Numbers | Words | Number | str, ...], language: Language) -> str:
    """Set matrices beside each other, the signs between them at half their height."""
    blocks = [_matrix(part, language) if isinstance(part, Numbers) else [_cell(part, language)] for part in parts]
    tallest = max(map(len, blocks))
    columns = []
    for part, block in zip(parts, blocks, strict=True):
        above = 0 if isinstance(part, Numbers) else (tallest + 1) // 2
        wide = max(map(len, block))
        columns.append([line.ljust(wide) for line in [""] * above + block])
    widths = [len(column[-1]) for column in columns]
    lines = [
        _INDENT + _GAP.join(cell.ljust(wide) for cell, wide in zip(line, widths, strict=True)).rstrip()
        for line in zip_longest(*columns, fillvalue="")
    ]
    return "\n".join(lines)


def _matrix(block: Numbers, language: Language) -> list[str]:
    values = np.asarray(block.values)
    cells = [[Number(value.item(), block.spec).say(language) for value in row] for row in values]
    wide = max(len(cell) for row in cells for cell in row)
    set_right = [[cell.rjust(wide) for cell in row] for row in cells]
    if block.frame:
        set_right = [
            [f"[{cell}]" if _is_framed(place, column, block.frame) else f" {cell} " for column, cell in enumerate(row)]
            for place, row in enumerate(set_right)
        ]
    return [as_text(block.caption.say(language)), *(" ".join(row) for row in set_right)]


def _is_framed(row: int, column: int, frame: tuple[int, int, int, int]) -> bool:
    top, left, bottom, right = frame
    return top <= row < bottom and left <= column < right
