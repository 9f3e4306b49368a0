"""Every sentence is said where its fault is, in several spellings, and nowhere near it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from pupila.autopsies.detectors import DETECTORS
from pupila.language import texts

_SPEC = importlib.util.spec_from_file_location("autopsy_cases", Path(__file__).with_name("cases.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
cases = importlib.util.module_from_spec(_SPEC)
sys.modules["autopsy_cases"] = cases
_SPEC.loader.exec_module(cases)

# Judged with whole notebooks, in test_conclusions.py.
_PROSE = {"one_run", "no_seed", "concluded_from_one"}
_ENDING = "_remedy"
NAMES = {code.removeprefix("autopsy.").removesuffix(_ENDING) for code in texts("autopsy") if code.endswith(_ENDING)}
NAMES -= {""} | _PROSE
FAULTY = [
    pytest.param(name, case, id=f"{name}-{number}")
    for name, listed in cases.FAULTY.items()
    for number, case in enumerate(listed)
]
CLEAN = [
    pytest.param(name, code, id=f"{name}-{number}")
    for name, listed in cases.CLEAN.items()
    for number, code in enumerate(listed)
]


def test_every_sentence_has_two_cases_with_its_fault_and_two_without() -> None:
    assert set(cases.FAULTY) == set(cases.CLEAN) == NAMES
    assert min(map(len, cases.FAULTY.values())) >= 2
    assert min(map(len, cases.CLEAN.values())) >= 2
    assert len(DETECTORS) >= 25


@pytest.mark.parametrize("name, case", FAULTY)
def test_a_fault_is_named_and_nothing_else(name: str, case, find) -> None:
    found = find(case.code)
    assert {one.name for one in found} == {name, *case.also}
    for one in found:
        assert one.source
        assert one.source in case.code


@pytest.mark.parametrize("name, code", CLEAN)
def test_what_nearly_is_a_fault_is_let_through(name: str, code: str, find) -> None:
    assert [(one.name, one.line, one.source) for one in find(code)] == []


def test_the_short_epoch_is_named_by_its_number(find) -> None:
    """50,000 images in batches of 32 are 1,563: two epochs of 700 leave 163 for the third."""
    code = cases.RAW + (
        "gen = keras.preprocessing.image.ImageDataGenerator(zoom_range=0.1)\n"
        "model.fit(gen.flow(x_train, y_train, batch_size=32), steps_per_epoch=700, epochs=9)\n"
    )
    (found,) = find(code)
    assert "epoch 3 gets what is left, 163" in found.reason("en")
    assert "la época 3 recibe lo que queda, 163" in found.reason("es")
