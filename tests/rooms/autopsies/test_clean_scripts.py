"""Clean scripts are silent: no detector says a word about them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("clean_scripts", Path(__file__).with_name("clean_scripts.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
CLEAN: dict[str, str] = _MODULE.CLEAN


def test_there_are_enough() -> None:
    assert len(CLEAN) >= 10


@pytest.mark.parametrize("name", list(CLEAN))
def test_a_clean_script_is_silent(name: str, read) -> None:
    found = read(CLEAN[name])
    assert found.libraries
    assert [(finding.name, finding.line, finding.source) for finding in found.findings] == []


@pytest.mark.parametrize("name", list(CLEAN))
def test_a_clean_notebook_is_silent(name: str, read) -> None:
    """The same in cells, one for each statement that stands at the left."""
    import ast

    lines = CLEAN[name].split("\n")
    starts = [node.lineno - 1 for node in ast.parse(CLEAN[name]).body if not getattr(node, "decorator_list", None)]
    cells = ["\n".join(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    found = read(*cells)
    assert [(finding.name, finding.cell, finding.source) for finding in found.findings] == []
