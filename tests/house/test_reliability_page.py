"""The page of promises names each of them, says plainly which have no test, and is current."""

from __future__ import annotations

import importlib.util
import json
import re
import types

import pytest
from house_source import ROOT

EVERY = [*range(1, 14), *range(20, 33), *range(40, 46)]


@pytest.fixture(scope="module")
def writer() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("docs_reliability", ROOT / "docs" / "reliability.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown() -> str:
    return (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def test_the_page_is_current(writer: types.ModuleType) -> None:
    results = json.loads((ROOT / "docs" / "reliability.json").read_text(encoding="utf-8"))
    assert shown() == writer.page(results, writer.find_tests()), "stale: run 'python docs/reliability.py --page'"


@pytest.mark.parametrize("number", EVERY)
def test_every_promise_stands_there(number: int, writer: types.ModuleType) -> None:
    (row,) = re.findall(rf"^\| P{number:02d} \|.*$", shown(), re.MULTILINE)
    tested = any(f"::test_p{number:02d}_" in name for name in writer.find_tests())
    assert ("not tested yet" in row) != tested


def test_nothing_on_the_page_fails() -> None:
    assert "**fails**" not in shown()


def test_a_promise_without_a_test_and_one_that_fails_are_said_so(writer: types.ModuleType) -> None:
    stamp = {"seconds": 1.0, "date": "2026-01-02", "machine": "a machine"}
    tests = {"test_a.py::test_p20_one": False, "test_a.py::test_p21_two": True, "test_a.py::test_p22_three": False}
    results = {
        "test_a.py::test_p20_one": {"passed": 150, "failed": 0, "skipped": 0, **stamp},
        "test_a.py::test_p22_three": {"passed": 3, "failed": 1, "skipped": 0, **stamp},
    }
    page = writer.page(results, tests)
    states = dict(re.findall(r"^\| (P\d\d) \|.*\| ([^|]+) \|$", page, re.MULTILINE))
    assert (states["P20"], states["P21"], states["P22"], states["P23"]) == (
        "holds",
        "not run yet",
        "**fails**",
        "not tested yet",
    )
    assert "| one | 150 | 1.0 | 150 passed; 2026-01-02, a machine |" in page
