"""Options that several commands share, with the same words everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pupila.cli.commands import Command, Group
from pupila.cli.language import language
from pupila.language import LANGUAGES, say

F = TypeVar("F", bound=Callable[..., Any])


def text(code: str) -> str:
    """Return a sentence of the command line in the language of this call."""
    return say(f"manual.{code}", language())


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command whose help stands in the catalogue: `manual.help_<name>`, examples in `manual.examples_<name>`."""
    return click.command(name, Command, help=text(f"help_{name}"), epilog=text(f"examples_{name}"))


def group(name: str) -> Callable[[Callable[..., Any]], Group]:
    """Make a group whose help stands in the catalogue, and which does something itself when no command follows."""
    return click.group(
        name, Group, help=text(f"help_{name}"), epilog=text(f"examples_{name}"), invoke_without_command=True
    )


lang = click.option(
    "--lang", type=click.Choice(LANGUAGES), default=language, show_default="locale", help=text("option_lang")
)
debug = click.option("--debug", is_flag=True, help=text("option_debug"))
as_json = click.option("--json", "as_json", is_flag=True, help=text("option_json"))
device = click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda", "mps"]), default=None, help=text("option_device")
)


def common(function: F) -> F:
    """Add --lang, --json and --debug."""
    return lang(as_json(debug(function)))


def out(help_code: str) -> Callable[[F], F]:
    """Add --out, with a help of the command's own."""
    return click.option("--out", type=click.Path(path_type=Path), default=None, help=text(help_code))
