"""Show results on standard output, and notes beside them on standard error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from pupila.files import to_json
from pupila.language import Language, number, visible


def show_json(content: Any) -> None:
    """Print one JSON object on standard output; a name that is no UTF-8 is written with JSON's own escapes."""
    show_plain(to_json(content, indent=2) + "\n")


def show_plain(content: str) -> None:
    """Print a result for other programs as it is; bytes of a name that are no UTF-8 are shown escaped."""
    click.echo(content.encode("utf-8", "backslashreplace").decode("utf-8"), nl=False)


def note(sentence: str) -> None:
    """Print a line on standard error, beside the results."""
    click.echo(sentence, err=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print a plain table; the columns in `right` are set to the right."""
    lines = [tuple(map(visible, row)) for row in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for position, line in enumerate(lines):
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
        if position == 0:
            click.echo("  ".join("-" * width for width in widths))


def percent(figure: dict[str, Any], language: Language) -> str:
    """Write a figure of `metrics.json` in percent with its interval and n."""
    if figure["value"] is None:
        return "-"
    low, high = figure["interval"]
    value = number(figure["value"], ".2%", language)
    span = f"{number(low, '.2%', language)} - {number(high, '.2%', language)}"
    return f"{value}  [{span}], n = {number(figure['n'], ',', language)}"
