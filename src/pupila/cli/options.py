"""Options that several commands share, with the same words everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pupila.cli.main import _language
from pupila.language import say

F = TypeVar("F", bound=Callable[..., Any])


def text(code: str) -> str:
    """Return a sentence of the command line in the language of this call."""
    return say(f"cli.{code}", _language())


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command whose help stands in the catalogue: `cli.help_<name>`, with examples in `cli.examples_<name>`."""
    return click.command(
        name, help=text(f"help_{name}"), epilog=text(f"examples_{name}"), short_help=text(f"short_{name}")
    )


lang = click.option("--lang", type=click.Choice(["en", "es"]), default=_language, show_default="locale", help=text("option_lang"))
debug = click.option("--debug", is_flag=True, help=text("option_debug"))
as_json = click.option("--json", "as_json", is_flag=True, help=text("option_json"))
device = click.option("--device", type=click.Choice(["auto", "cpu", "cuda", "mps"]), default=None, help=text("option_device"))


def common(function: F) -> F:
    """Add --lang, --json and --debug."""
    return lang(as_json(debug(function)))


def out(help_code: str) -> Callable[[F], F]:
    """Add --out, with a help of the command's own."""
    return click.option("--out", type=click.Path(path_type=Path), default=None, help=text(help_code))
