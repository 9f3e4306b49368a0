"""Notebooks and scripts written for the purpose, each with one fault or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pupila.autopsies.examine import examine
from pupila.autopsies.finding import Autopsy, Finding

Examine = Callable[..., Autopsy]


def notebook_text(*cells: str) -> str:
    """Write a notebook; a cell that begins with "## " or "> " is prose."""
    made = []
    for text in cells:
        kind = "markdown" if text.startswith(("## ", "> ")) else "code"
        cell = {"cell_type": kind, "metadata": {}, "source": text.strip("\n").splitlines(keepends=True)}
        made.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def notebook() -> Callable[..., str]:
    """Write cells as a notebook."""
    return notebook_text


@pytest.fixture
def read(tmp_path: Path) -> Examine:
    """Examine cells as a notebook, or one text as a script."""

    def examined(*cells: str) -> Autopsy:
        if len(cells) == 1:
            path = tmp_path / "script.py"
            path.write_text(cells[0], encoding="utf-8")
        else:
            path = tmp_path / "notebook.ipynb"
            path.write_text(notebook_text(*cells), encoding="utf-8")
        return examine(path)

    return examined


@pytest.fixture
def find(read: Examine) -> Callable[..., list[Finding]]:
    """Return what is found in cells."""
    return lambda *cells: list(read(*cells).findings)
