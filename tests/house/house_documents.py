"""Judge the documents: the map names every file, commands and links in the pages exist."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
from house_source import ROOT

_LINE = re.compile(r"^- `([^`]+)`:? +\S.*$", re.MULTILINE)
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)|!\[[^\]]*\]\(([^)\s]+)\)")
_HIDDEN = ("__pycache__", ".pyc")


def pages() -> list[Path]:
    """List the pages that a reader opens."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def mapped(architecture: str) -> list[str]:
    """Read the paths that have a line of their own in the map: "- `data/split.py`: what it does"."""
    return _LINE.findall(architecture)


def existing_files(root: Path = ROOT) -> list[str]:
    """List what the map must name: paths below src/pupila, and benchmarks/ with their folder.

    The `__init__.py` of a room that holds nothing but its docstring is the room's own heading, and needs no line.
    """
    package = root / "src" / "pupila"
    inside = [(file, file.relative_to(package).as_posix()) for file in package.rglob("*")]
    beside = [(file, file.relative_to(root).as_posix()) for file in (root / "benchmarks").rglob("*")]
    return sorted(name for file, name in inside + beside if file.is_file() and _needs_a_line(file, name))


def _needs_a_line(file: Path, name: str) -> bool:
    if any(part in name for part in _HIDDEN) or file.name == "py.typed":
        return False
    if file.name != "__init__.py" or name == "__init__.py":
        return True
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return any(not isinstance(node, ast.Expr) and not _is_future(node) for node in body)


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def proposed_line(name: str, root: Path = ROOT) -> str:
    """Propose a file's line: its docstring's first sentence, to be shortened by whoever adds it."""
    file = root / name if name.startswith("benchmarks/") else root / "src" / "pupila" / name
    if file.suffix != ".py" or not file.exists():
        return f"- `{name}`: ..."
    first = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "...").partition("\n")[0]
    return f"- `{name}`: {first.rstrip('.')}"


def map_problems(names: list[str], files: list[str]) -> list[str]:
    """Find files without a line and lines without a file; a line for a folder covers what is no Python in it."""
    folders = tuple(name for name in names if name.endswith("/"))
    missing = [name for name in files if name not in names and (name.endswith(".py") or not name.startswith(folders))]
    stale = [name for name in names if not name.endswith("/") and name not in files]
    empty = [name for name in folders if not any(file.startswith(name) for file in files)]
    twice = sorted({name for name in names if names.count(name) > 1})
    return (
        [f"no line for {name}" for name in missing]
        + [f"a line for {name}, which is not there" for name in stale + empty]
        + [f"two lines for {name}" for name in twice]
    )


def console_commands(page: str) -> list[str]:
    """Read the commands of a page: lines that begin with "$ " in ```console blocks, continued lines joined."""
    blocks = "\n".join(_CONSOLE.findall(page)).replace("\\\n", " ")
    return [line[2:].strip() for line in blocks.splitlines() if line.startswith("$ ")]


def command_problem(line: str, cli: click.Command) -> str | None:
    """Say what is wrong with one command line: a word that is no command, an option that is not there."""
    words = shlex.split(line, comments=True)
    words = words[next((at for at, word in enumerate(words) if word.rpartition("/")[2] == "pupila"), len(words)) :]
    if not words:
        return None  # another program's line
    context, command = click.Context(cli, info_name="pupila"), cli
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        inner = command.get_command(context, rest[0])
        if inner is None:
            return f"there is no command '{rest[0]}' in: {line}"
        command, rest = inner, rest[1:]
        context = click.Context(command, parent=context, info_name=command.name)
    known = {
        option for parameter in command.get_params(context) for option in (*parameter.opts, *parameter.secondary_opts)
    }
    asked = [word.partition("=")[0] for word in rest if re.match(r"-[-a-z]", word)]
    unknown = [option for option in asked if option not in known]
    return f"no option {', '.join(unknown)} in: {line}" if unknown else None


def make_problem(line: str, makefile: str) -> str | None:
    """Say which target of a `make` line is not there."""
    words = shlex.split(line, comments=True)
    if not words or words[0] != "make":
        return None
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    unknown = [word for word in words[1:] if "=" not in word and not word.startswith("-") and word not in targets]
    return f"no target {', '.join(unknown)} in: {line}" if unknown else None


def broken_links(page: Path) -> Iterator[str]:
    """Yield relative links that lead nowhere."""
    for link, picture in _LINK.findall(page.read_text(encoding="utf-8")):
        target = link or picture
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
            yield f"{page.relative_to(ROOT)}: {target} is not there"
