"""Write the pages of docs/ that are made from the program itself: every command with its options, and the lessons.

    python docs/build.py            # or: make docs
    python docs/build.py commands   # only that page, in a second

A test in tests/house compares the pages with what this writes, so that they cannot drift.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

HERE = Path(__file__).resolve().parent
PAGE = HERE / "commands.md"
_HEAD = """# Commands

Made by `make docs` from the program itself: do not edit. Exit codes: 0 done, 1 our fault, 2 usage (command line or
recipe, a place that cannot be written to), 3 bad data (also a path that is not there), 4 unusable run or model file,
5 training diverged, 130 and 143 interrupted and resumable.
"""


def commands_page() -> str:
    """Write the page of all commands, in English whatever the locale."""
    os.environ["PUPILA_LANG"] = "en"
    root = importlib.import_module("pupila.cli.main").cli
    return "\n".join([_HEAD, *_sections(root, click.Context(root, info_name="pupila"))])


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    yield _section(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _sections(inner, click.Context(inner, parent=context, info_name=name))


def _section(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    help_text = inspect.cleandoc(command.help or "").replace("\b\n", "")
    options = [parameter for parameter in command.get_params(context) if isinstance(parameter, click.Option)]
    rows = [record for option in options if (record := option.get_help_record(context))]
    table = [
        "| option | what it does |",
        "|---|---|",
        *(f"| `{_cell(names)}` | {_cell(text)} |" for names, text in rows),
    ]
    parts = [f"## {context.command_path}", f"```\n{usage}\n```", help_text, "\n".join(table) if rows else ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(commands_page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(HERE.parent)}")
    if sys.argv[1:] != ["commands"]:
        import lessons  # beside this file

        for written in lessons.build():
            print(f"wrote {written.relative_to(HERE.parent)}")
