"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest
from house_source import package_sources

MODULES = [f"pupila.{source.module}".rstrip(".") for source in package_sources() if ">>>" in source.text]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert result.attempted > 0, f"{name} has '>>>' where doctest does not look"
    assert result.failed == 0


def test_a_false_example_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = doctest.DocTestFinder().find(_lies, "lies", module=False)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    assert runner.run(example).failed == 1
    assert "Expected" in capsys.readouterr().out


def _lies() -> None:
    """
    >>> 1 + 1
    3
    """
