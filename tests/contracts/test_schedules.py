"""What holds for every schedule of the learning rate."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pupila.training.schedules import SCHEDULES

STEPS = [step / 1000 for step in range(1001)]


@pytest.mark.parametrize("name", SCHEDULES)
def test_it_is_a_share_of_the_peak(name: str) -> None:
    values = [SCHEDULES[name](done) for done in STEPS]
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in values)
    assert max(values) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("name", SCHEDULES)
def test_it_moves_in_small_steps(name: str) -> None:
    values = [SCHEDULES[name](done) for done in STEPS]
    assert max(abs(after - before) for before, after in pairwise(values)) < 0.01


@pytest.mark.parametrize("name", SCHEDULES)
def test_it_starts_above_zero_and_has_no_memory(name: str) -> None:
    schedule = SCHEDULES[name]
    assert schedule(0.0) > 0.0
    first = schedule(0.3)
    schedule(0.9)
    assert schedule(0.3) == first


@pytest.mark.parametrize("name", sorted(set(SCHEDULES) - {"constant"}))
def test_it_ends_at_zero_and_stays_there(name: str) -> None:
    assert SCHEDULES[name](1.0) == pytest.approx(0.0, abs=1e-9)
    assert SCHEDULES[name](1.0 + 1e-12) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("name", SCHEDULES)
def test_it_says_what_it_is(name: str) -> None:
    assert SCHEDULES[name].__doc__


@pytest.mark.parametrize(
    ("name", "done", "expected"),
    [
        ("constant", 0.7, 1.0),
        ("cosine", 1 / 3, 0.75),
        ("cosine", 2 / 3, 0.25),
        ("one-cycle", 0.125, 0.52),
        ("one-cycle", 0.625, 0.5),
    ],
)
def test_it_has_the_values_of_its_definition(name: str, done: float, expected: float) -> None:
    assert SCHEDULES[name](done) == pytest.approx(expected)
