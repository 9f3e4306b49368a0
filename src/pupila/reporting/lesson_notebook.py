"""Write a lesson as a notebook (nbformat 4): words, tables and pictures as Markdown, code and charts as cells to run.

A chart is a cell that draws it: whoever runs the notebook computes it anew. No cell has been run yet, and nothing in
it changes from one writing to the next.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from pupila.language import Language, say
from pupila.lessons.lesson import Code, Grid, Heading, Lesson, Number, Numbers, Picture, Plot, Row, Try, Words
from pupila.reporting.inline import as_markdown
from pupila.reporting.lesson_parts import cell_text, png

Cell = dict[str, Any]
_LATEX_SIGNS = {"x": r"\times", "->": r"\rightarrow", "*": r"\cdot"}


def notebook(lesson: Lesson, language: Language) -> dict[str, Any]:
    """Return a lesson in one language as the content of an `.ipynb` file."""
    writer = _Writer(lesson, language)
    writer.markdown(f"# {as_markdown(lesson.title.say(language))}\n\n{as_markdown(lesson.summary.say(language))}")
    for block in lesson.blocks:
        writer.add(block)
    if lesson.sources:
        lines = "\n".join(f"- {as_markdown(one)}" for one in lesson.sources)
        writer.markdown(f"## {say('lessons.sources', language)}\n\n{lines}")
    writer.markdown(as_markdown(say("lessons.notebook_again", language)))
    return {
        "cells": writer.finished(),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


class _Writer:
    """Gather cells; Markdown that follows Markdown goes into the same cell, up to the next heading."""

    def __init__(self, lesson: Lesson, language: Language) -> None:
        self.lesson, self.language = lesson, language
        self.cells: list[Cell] = []
        self._text: list[str] = []
        self._pictures: dict[str, bytes] = {}
        self._count = 0

    def finished(self) -> list[Cell]:
        self._close()
        return self.cells

    def markdown(self, text: str) -> None:
        if text.startswith("#"):
            self._close()
        self._text.append(text)

    def add(self, block: Any) -> None:
        """Write one block of the lesson."""
        made: dict[type, Any] = {
            Words: lambda: self.markdown(as_markdown(block.say(self.language))),
            Heading: lambda: self.markdown(f"## {as_markdown(block.words.say(self.language))}"),
            Picture: lambda: self._picture(block),
            Plot: lambda: self._plot(block),
            Grid: lambda: self.markdown(_grid(block, self.language)),
            Numbers: lambda: self.markdown(_row((block,), self.language)),
            Row: lambda: self.markdown(_row(block.parts, self.language)),
            Code: lambda: self._code(block.source, as_markdown(block.words.say(self.language))),
            Try: lambda: self._try(block),
        }
        made[type(block)]()

    def _picture(self, picture: Picture) -> None:
        self._count += 1
        file = f"{self.lesson.name}-{self._count}.png"
        self._pictures[file] = png(picture)
        alt = picture.alt.say(self.language).replace("[", "(").replace("]", ")")
        caption = as_markdown(picture.caption.say(self.language)).replace("*", r"\*")
        self.markdown(f"![{alt}](attachment:{file})\n\n*{caption}*")

    def _plot(self, plot: Plot) -> None:
        title = f"**{as_markdown(plot.title.say(self.language))}**"
        source = f'import pupila\n\npupila.lesson("{self.lesson.name}", language="{self.language}").plot("{plot.key}")'
        self._code(source, title)
        if plot.caption:
            self.markdown(as_markdown(plot.caption.say(self.language)))

    def _try(self, block: Try) -> None:
        self.markdown(f"## {say('lessons.try', self.language)}")
        words = as_markdown(block.words.say(self.language))
        self.markdown(f"```console\n$ {block.command}\n```\n\n{words}")

    def _code(self, source: str, words: str) -> None:
        self.markdown(words)
        self._close()
        self._add({"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source})

    def _close(self) -> None:
        if not self._text:
            return
        cell: Cell = {"cell_type": "markdown", "metadata": {}, "source": "\n\n".join(self._text)}
        if self._pictures:
            cell["attachments"] = {
                file: {"image/png": base64.b64encode(content).decode("ascii")}
                for file, content in self._pictures.items()
            }
        self._add(cell)
        self._text, self._pictures = [], {}

    def _add(self, cell: Cell) -> None:
        cell["id"] = f"{self.lesson.name}-{len(self.cells):02d}"
        self.cells.append(cell)


def _grid(grid: Grid, language: Language) -> str:
    numbers = [all(isinstance(cell, Number) for cell in column) for column in zip(*grid.rows, strict=True)]
    head = " | ".join(as_markdown(one.say(language)) for one in grid.head)
    rule = " | ".join("---:" if number_ else "---" for number_ in numbers)
    rows = [" | ".join(_cell(cell, language) for cell in row) for row in grid.rows]
    lines = "\n".join(f"| {line} |" for line in (head, rule, *rows))
    return f"{as_markdown(grid.caption.say(language))}\n\n{lines}"


def _cell(cell: Words | Number | str, language: Language) -> str:
    return as_markdown(cell.say(language)) if isinstance(cell, Words) else as_markdown(cell_text(cell, language))


def _row(parts: tuple[Numbers | Words | Number | str, ...], language: Language) -> str:
    """Write matrices as formulas, which notebooks set themselves; what each is stands below it."""
    return f"$${' '.join(_formula(part, language) for part in parts)}$$"


def _formula(part: Numbers | Words | Number | str, language: Language) -> str:
    if isinstance(part, Numbers):
        return rf"\underset{{\text{{{_latex(part.caption.say(language))}}}}}{{{_matrix(part, language)}}}"
    if isinstance(part, str):
        return " ".join(_LATEX_SIGNS.get(word, word) for word in part.split())
    said = part.say(language)
    return rf"\mathbf{{{_comma(said)}}}" if isinstance(part, Number) else rf"\text{{{_latex(said)}}}"


def _matrix(block: Numbers, language: Language) -> str:
    values = np.asarray(block.values)
    top, left, bottom, right = block.frame or (0, 0, 0, 0)
    rows = []
    for row in range(values.shape[0]):
        cells = [_comma(Number(value.item(), block.spec).say(language)) for value in values[row]]
        for column in range(left, right) if top <= row < bottom else ():
            cells[column] = rf"\mathbf{{{cells[column]}}}"
        rows.append(" & ".join(cells))
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def _comma(text: str) -> str:
    """Keep a decimal comma from being set as the comma of a list, and the sign of percent from being a comment."""
    return text.replace(",", "{,}").replace("%", r"\%").replace("\xa0", r"\,")


def _latex(text: str) -> str:
    return "".join(rf"\{letter}" if letter in r"%$#_{}&" else letter for letter in text)
