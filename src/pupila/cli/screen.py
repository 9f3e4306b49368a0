"""Show results on standard output, and notes beside them on standard error."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

from pupila.files import to_json
from pupila.language import Language, is_seen, number, visible

_LEAST, _MOST = 24, 60  # places of the widest cell


def show_json(content: Any) -> None:
    """Print one JSON object on standard output.

    A name that is no UTF-8, and letters that cannot be seen or turn the direction of writing, are written with JSON's
    own escapes: whoever parses it gets the name back, and a terminal is not steered by it.
    """
    written = to_json(content, indent=2)
    show_plain("".join(letter if letter == "\n" or is_seen(letter) else _escape(letter) for letter in written) + "\n")


def _escape(letter: str) -> str:
    return json.dumps(letter)[1:-1]


def show_plain(content: str) -> None:
    """Print a result for other programs, such as CSV; letters that cannot be seen are shown escaped.

    Written to a file and shown later, they would still steer a terminal. JSON gives names back exactly.
    """
    shown = "".join(letter if letter in "\n\t" or is_seen(letter) else visible(letter) for letter in content)
    click.echo(shown.encode("utf-8", "backslashreplace").decode("utf-8"), nl=False)


def note(sentence: str) -> None:
    """Print a sentence on standard error, beside the results; names in it are shown as they are and steer nothing."""
    click.echo("\n".join(map(visible, sentence.split("\n"))), err=True)


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = (), whole: Sequence[int] = ()
) -> None:
    """Print a plain table; the columns in `right` are set to the right.

    A cell wider than half the terminal is cut in its middle, so that one long name does not push the figures off the
    screen; the last column, beyond which there is nothing, and those in `whole` are never cut.
    """
    most = max(_LEAST, min(_MOST, shutil.get_terminal_size().columns // 2))
    kept = {*whole, len(head) - 1}
    lines = [
        tuple(visible(cell) if column in kept else shortened(visible(cell), most) for column, cell in enumerate(row))
        for row in (head, *rows)
    ]
    widths = [max(places(line[column]) for line in lines) for column in range(len(head))]
    for position, line in enumerate(lines):
        cells = []
        for column, (cell, width) in enumerate(zip(line, widths, strict=True)):
            spare = " " * (width - places(cell))
            cells.append(spare + cell if column in right else cell + spare)
        click.echo("  ".join(cells).rstrip())
        if position == 0:
            click.echo("  ".join("-" * width for width in widths))


def places(text: str) -> int:
    """Return how many places of a terminal's line a text takes: marks take none, wide letters and emoji two.

    Example:
        >>> places("cat"), places("花"), places("e\u0301")
        (3, 2, 1)
    """
    return sum(map(_places, text))


def shortened(text: str, most: int) -> str:
    """Cut the middle out of a text that takes more than `most` places; its end often tells more than its middle.

    Example:
        >>> shortened("photos/summer/beach/IMG_2034.jpg", 20)
        'photos/su…G_2034.jpg'
    """
    if places(text) <= most:
        return text
    left, right, room = 0, len(text), most - 1
    while left < right:
        from_right = (len(text) - right) > left
        letter = text[left] if from_right else text[right - 1]
        room -= _places(letter)
        if room < 0:
            break
        left, right = (left + 1, right) if from_right else (left, right - 1)
    return f"{text[:left]}…{text[right:]}"


def _places(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def percent(figure: dict[str, Any], language: Language) -> str:
    """Write a figure of `metrics.json` in percent with its interval and n."""
    if figure["value"] is None:
        return "-"
    low, high = figure["interval"]
    value = number(figure["value"], ".2%", language)
    span = f"{number(low, '.2%', language)} - {number(high, '.2%', language)}"
    return f"{value}  [{span}], n = {number(figure['n'], ',', language)}"
