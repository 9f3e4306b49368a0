"""Hold what a lesson is made of: words, pictures, numbers, code, something to try. Values only: no torch, no HTML.

A lesson is written once and said in both languages. Its sentences stand in `pupila.texts` by code: those of lessons on
images in `texts/lessons_images.py`, those on learning and judging in `texts/lessons_learning.py`. In a sentence,
`backticks` set code, and **two asterisks** stress; times is typed " x ", and pages show the sign for it.

To write a lesson: a module of this room with a function `() -> tuple[Block, ...]` that is quick (under two seconds),
seeded and needs no data but what comes with the package and scikit-learn; its entry in `catalogue.py`; its sentences.
It imports torch, and what loads torch, inside functions only. What it computes is shown rounded, so that every machine
writes the same page: train in float64, or choose what does not hang on the last digit. What the contract tests ask of
every lesson stands in `tests/contracts/test_lessons.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pupila.language import number, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Words:
    """Hold one paragraph, caption or label: the code of a sentence, and its values.

    Args:
        code: A key of `pupila.texts`.
        values: What its placeholders stand for. Give numbers as numbers and their format in the sentence, as in
            `{count:,}` or `{share:.1%}`, so that each language writes them its own way.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return the sentence."""
        return say(self.code, language, **self.values)


def words(code: str, /, **values: Any) -> Words:
    """Return the words of a sentence: `words("lessons_images.pixels.count", count=784)`."""
    return Words(code, values)


@dataclass(frozen=True)
class Number:
    """Hold a number of a table, and how it is written.

    Args:
        value: The number.
        spec: Python's format: ",", ".2f", ".1%", "+d".
    """

    value: float
    spec: str = ","

    def say(self, language: str) -> str:
        """Return the number with the marks of the language; what is rounded to zero has no sign.

        Example:
            >>> Number(-0.2, ".0f").say("en"), Number(-1.5, ".1f").say("es")
            ('0', '-1,5')
        """
        written = number(self.value, self.spec, language)
        return written if any(digit in "123456789" for digit in written) else written.lstrip("+-")


@dataclass(frozen=True)
class Heading:
    """Hold the title of a part of the lesson."""

    words: Words


@dataclass(frozen=True, eq=False)
class Picture:
    """Hold a picture. One pixel of it is one of the page: enlarge small images first (`inspection.pictures.enlarged`).

    Args:
        pixels: Shape (height, width, 1 or 3), uint8; at most about 900 wide, so that files stay small.
        caption: What it shows, below the picture.
        alt: What a reader who cannot see it should know; not the caption again.
    """

    pixels: NDArray[np.uint8]
    caption: Words
    alt: Words


@dataclass(frozen=True)
class Curve:
    """Hold one line of a plot.

    Args:
        label: Its name, written beside its end; two words at most.
        values: One for each position; None leaves a gap.
        style: "train" (grey, dashed), "val" (blue) or "other" (orange, dotted).
        band: The interval of each value, drawn as a shade; empty for none.
    """

    label: Words
    values: tuple[float | None, ...]
    style: Literal["train", "val", "other"] = "val"
    band: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True)
class Plot:
    """Hold a chart of lines over whole positions: epochs, steps, percent.

    Args:
        key: Short name, unique in the lesson: letters and hyphens.
        title: What is drawn; stands above it.
        alt: What a reader who cannot see it should know.
        positions: The horizontal positions, in order.
        curves: What is drawn over them.
        x_label: Name of the horizontal axis, short.
        percent: Whether the values are fractions to be written as percentages.
        mark: Position to mark by an upright line, or None.
        mark_label: What stands above that line.
        caption: What to see in it, below the chart.
    """

    key: str
    title: Words
    alt: Words
    positions: tuple[int, ...]
    curves: tuple[Curve, ...]
    x_label: Words
    percent: bool = False
    mark: int | None = None
    mark_label: Words | None = None
    caption: Words | None = None


@dataclass(frozen=True)
class Grid:
    """Hold a table. The first column names the rows; a column of numbers is set to the right.

    Args:
        caption: What it holds, above the table.
        head: One for each column.
        rows: A cell is words, a number, or a string that both languages write alike: "3x3", "conv 8 3x3 same".
    """

    caption: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Words | Number | str, ...], ...]


@dataclass(frozen=True, eq=False)
class Numbers:
    """Hold a small matrix whose numbers are to be read: pixels, a kernel, products.

    Args:
        values: Shape (height, width); at most about 10x10.
        caption: What it is, short.
        spec: Python's format of each number: "d", ".1f", "+.2f".
        colours: "grey" shades 0 black to 255 white, as pixels; "signed" red above 0, blue below; "plain" not at all.
        frame: (top, left, bottom, right) of the cells to frame, the last two excluded: where a window stands.
    """

    values: NDArray[Any]
    caption: Words
    spec: str = "d"
    colours: Literal["grey", "signed", "plain"] = "plain"
    frame: tuple[int, int, int, int] | None = None


@dataclass(frozen=True)
class Row:
    """Set matrices and signs beside each other: a patch, "x", a kernel, "=", the products.

    Args:
        parts: Matrices, and between them signs or short results: "x", "+", "=", "->", words, or a number.
    """

    parts: tuple[Numbers | Words | Number | str, ...]


@dataclass(frozen=True)
class Code:
    """Hold a few lines of Python that run on their own and print something: on the page to copy, in the notebook run.

    Args:
        source: Uses `import pupila`, its public names and NumPy only; under 20 lines, seconds at most; what it prints
            is the same each time. Comments are English and short: words belong into `words`.
        words: What it does, above it.
    """

    source: str
    words: Words


@dataclass(frozen=True)
class Try:
    """Hold something to try on the command line.

    Args:
        command: As it is typed: "pupila explain lenet5".
        words: What to look for.
    """

    command: str
    words: Words


Block = Words | Heading | Picture | Plot | Grid | Numbers | Row | Code | Try


@dataclass(frozen=True)
class Lesson:
    """Hold a lesson.

    Args:
        name: As it is called on the command line.
        title: Its title.
        summary: What one learns, in a sentence.
        blocks: What it shows, in order.
        sources: Papers, books and pictures it leans on: "F. Rosenblatt (1958), The perceptron, Psychological Review."
    """

    name: str
    title: Words
    summary: Words
    blocks: tuple[Block, ...]
    sources: tuple[str, ...] = ()
