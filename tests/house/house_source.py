"""Read the source as trees: what the checkers of `tests/house` share.

A checker takes one `Source` and returns findings, each "file:line: what is wrong". Planted faults go through the same
door: `planted("data/split.py", "import torch")`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "pupila"


@dataclass(frozen=True)
class Source:
    """One file of the package: its path below `src/pupila`, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name below the package: "data.split", "data" for its __init__, "" for the package itself."""
        return ".".join(part for part in self.path.removesuffix(".py").split("/") if part != "__init__")

    @property
    def room(self) -> str:
        """The first part of the path: "data", or "errors" for a file of the ground floor; "" for the package itself."""
        return self.module.split(".")[0]

    def finding(self, node: ast.AST, text: str) -> str:
        """Write one finding."""
        return f"src/pupila/{self.path}:{getattr(node, 'lineno', 1)}: {text}"


def planted(path: str, text: str) -> Source:
    """Make a source of a string, to show that a checker can find a fault."""
    return Source(path, text, ast.parse(text))


@cache
def package_sources() -> tuple[Source, ...]:
    """Read every Python file of the package."""
    files = sorted(PACKAGE.rglob("*.py"))
    return tuple(planted(file.relative_to(PACKAGE).as_posix(), file.read_text(encoding="utf-8")) for file in files)


def clean(findings: Sequence[str]) -> None:
    """Fail with one finding a line."""
    assert not findings, f"{len(findings)} findings:\n" + "\n".join(findings)


def dotted(node: ast.AST) -> str:
    """Write `np.random.rand` for the tree of that name; what is no name in it, such as a call, becomes "()"."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "()"


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call with the dotted name called, as the imports of the file spell it in full.

    `from torch import manual_seed as seed; seed(0)` yields "torch.manual_seed", `np.save` yields "numpy.save".
    """
    names = _imported_names(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            first, dot, rest = dotted(node.func).partition(".")
            yield node, names.get(first, first) + dot + rest


def _imported_names(source: Source) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return the value of a keyword argument, or None."""
    return next((argument.value for argument in call.keywords if argument.arg == name), None)


def constant(node: ast.AST | None) -> object:
    """Return the value of a literal, or None."""
    return node.value if isinstance(node, ast.Constant) else None
