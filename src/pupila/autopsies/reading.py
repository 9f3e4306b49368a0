"""Read a notebook or a script as cells, each parsed on its own; nothing in it is ever run or imported."""

from __future__ import annotations

import ast
import itertools
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pupila.autopsies.finding import Cell
from pupila.errors import DataError

LARGEST = 64 * 1024 * 1024
_MARKER = re.compile(r"^# (?:%%|In\s?\[[\d ]*\])", re.MULTILINE)
# Magics of a whole cell whose body is still Python; the body of any other is another language.
_PYTHON_MAGICS = {"time", "timeit", "capture", "prun", "memit", "python", "python3", "tensorflow_version", "notify"}
_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|.*[^\s?]\?{1,2}\s*)$")
_ASSIGNED = re.compile(r"^(\s*[\w.,\s()\[\]]+=\s*)[%!].*$")


@dataclass(frozen=True)
class Parsed:
    """Hold a cell of code and its tree; the tree's lines are those of `cell` unless it is a script's."""

    cell: Cell
    tree: ast.Module


@dataclass(frozen=True)
class Source:
    """Hold a file as it was read.

    Attributes:
        kind: "notebook" or "script".
        cells: All cells.
        parsed: Those of code that could be parsed.
    """

    kind: Literal["notebook", "script"]
    cells: tuple[Cell, ...]
    parsed: tuple[Parsed, ...]


def read_source(path: Path) -> Source:
    """Read a `.ipynb` or `.py` file.

    Raises:
        DataError: No such file, neither of the two, too large, no notebook inside, or a script that is no Python.
    """
    ending = path.suffix.lower()
    if ending not in (".ipynb", ".py"):
        raise DataError("autopsy.ending", path=path)
    text = _read(path)
    if ending == ".ipynb":
        return _source("notebook", list(_notebook_cells(text, path)))
    source = _source("script", list(_script_cells(text)))
    if not source.parsed:
        line, reason = next((cell.problem for cell in source.cells if cell.problem), (1, ""))
        raise DataError("autopsy.no_python", path=path, line=line, reason=reason)
    return source


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            raise DataError("autopsy.missing", path=path)
        if path.stat().st_size > LARGEST:
            raise DataError("autopsy.large", path=path, most=LARGEST // 1024**2)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError("autopsy.no_text", path=path) from None
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        raise DataError("autopsy.unreadable", path=path, reason=error) from None


def _notebook_cells(text: str, path: Path) -> Iterator[Cell]:
    """Yield the cells of a notebook of any version of the format."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise DataError("autopsy.no_json", path=path) from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if cells is None and isinstance(content, dict):  # version 3 keeps them in worksheets
        sheets = content.get("worksheets")
        cells = [cell for sheet in sheets for cell in _list(sheet, "cells")] if isinstance(sheets, list) else None
    if not isinstance(cells, list):
        raise DataError("autopsy.no_notebook", path=path)
    for number, cell in enumerate(cells, start=1):
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        if kind in ("code", "markdown", "heading"):
            yield Cell(number, _joined(cell.get("source", cell.get("input", ""))), is_code=kind == "code")


def _list(content: Any, key: str) -> list[Any]:
    found = content.get(key) if isinstance(content, dict) else None
    return found if isinstance(found, list) else []


def _joined(source: Any) -> str:
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _script_cells(text: str) -> Iterator[Cell]:
    """Yield a script whole, or part by part where it has the markers of cells and does not parse whole."""
    whole = Cell(1, text)
    starts = [match.start() for match in _MARKER.finditer(text)]
    if not starts or not isinstance(parse(whole), str):
        yield whole
        return
    bounds = [0, *starts, len(text)]
    for number, (start, end) in enumerate(itertools.pairwise(bounds), start=1):
        yield Cell(number, text[start:end], first_line=text.count("\n", 0, start) + 1)


def _source(kind: Literal["notebook", "script"], cells: list[Cell]) -> Source:
    kept, parsed = [], []
    for cell in cells:
        tree = parse(cell) if cell.is_code else ast.Module([], [])
        if isinstance(tree, str):
            line, _, reason = tree.partition(" ")
            kept.append(replace(cell, problem=(cell.first_line - 1 + int(line), reason)))
            continue
        kept.append(cell)
        if cell.is_code:
            parsed.append(Parsed(cell, tree))
    return Source(kind, tuple(kept), tuple(parsed))


def parse(cell: Cell) -> ast.Module | str:
    """Parse a cell, without its magics where it needs that; else return "line reason"."""
    foreign = re.match(r"\s*%%(\w+)", cell.text)
    if foreign and foreign[1] not in _PYTHON_MAGICS:
        return ast.Module([], [])
    tree = _parse(cell.text)
    if isinstance(tree, str):
        cleaned = _parse("\n".join(map(_without_magic, cell.text.split("\n"))))
        tree = tree if isinstance(cleaned, str) else cleaned
    return tree


def _without_magic(line: str) -> str:
    assigned = _ASSIGNED.match(line)
    if assigned:
        return f"{assigned[1]}None"
    magic = _MAGIC.match(line)
    return f"{magic[1]}pass" if magic else line


def _parse(text: str) -> ast.Module | str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the code that is read: a doubtful escape, an `is` beside a literal
            return ast.parse(text)
    except SyntaxError as error:
        return f"{error.lineno or 1} {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return f"1 {str(error) or type(error).__name__}"
