"""Judge the shape of the code: docstrings, sizes, words that do not belong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from house_source import Source, dotted

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
# A guide, not a fence: the house aims at 150 and 25, and only what is far beyond fails.
FILE_LINES = 500
FUNCTION_LINES = 60

# Marks of unfinished work, and of one machine or one way of working: none of it helps a reader.
_FOREIGN = (
    (r"/(work|farm|root|home|tmp|Users)/\w+", "a path of one machine"),
    (r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b", "an unfinished mark"),
    (r"\b((developer|helper) session|closing note|this issue|working contract)\b", "talk of how it was made"),
)  # fmt: skip


def public_definitions(source: Source) -> Iterator[tuple[str, Definition]]:
    """Yield public classes, functions and methods; what is inside a function or a private class is not."""
    yield from _definitions(source.tree, "")


def _definitions(parent: ast.AST, prefix: str) -> Iterator[tuple[str, Definition]]:
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, ast.If | ast.Try):
            yield from _definitions(node, prefix)
        elif isinstance(node, Definition) and not node.name.startswith("_") and not _exempt(node):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _definitions(node, f"{prefix}{node.name}.")


def _exempt(node: Definition) -> bool:
    """Leave out what repeats another docstring: overloads, setters, and methods marked as overriding one."""
    names = {dotted(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(names & {"overload", "setter", "override"})


def docstring_problems(source: Source) -> list[str]:
    """Find public things without a docstring, and first lines that are no sentence."""
    parts: list[tuple[str, ast.Module | Definition]] = [("the module", source.tree), *public_definitions(source)]
    found = []
    for name, node in parts:
        first = (ast.get_docstring(node) or "").partition("\n")[0]
        if not first:
            found.append(source.finding(node, f"{name} has no docstring"))
        elif not first.endswith("."):
            found.append(source.finding(node, f"the first line of {name}'s docstring does not end with a period"))
    return found


def oversized(source: Source) -> list[str]:
    """Find files and functions far beyond the guide; a function's docstring is not counted."""
    length = len(source.text.splitlines())
    found = [source.finding(source.tree, f"{length} lines; split the file")] if length > FILE_LINES else []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (lines := _code_lines(node)) > FUNCTION_LINES:
            found.append(source.finding(node, f"{node.name} has {lines} lines; name its steps"))
    return found


def _code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    has_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def foreign_words(name: str, text: str) -> list[str]:
    """Find paths of one machine, unfinished marks and talk of how it was made, in any text."""
    return [
        f"{name}:{number}: {problem}: {found.group(0)}"
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern, problem in _FOREIGN
        if (found := re.search(pattern, line))
    ]
