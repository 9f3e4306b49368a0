"""How many runs at once: by cores, by memory, by what somebody said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.experiments.comparing import capacity
from pupila.experiments.comparing.capacity import Capacity, bytes_of, free_memory
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs

GIB = 1 << 30


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pupila.runtime.core_count", lambda: 8)
    monkeypatch.setattr(capacity, "free_memory", lambda: 10 * GIB)


@pytest.mark.parametrize(
    ("known", "runs", "threads", "workers"),
    [
        (Capacity(), 1, 8, 1),
        (Capacity(), 4, 2, 4),
        (Capacity(), 5, 1, 5),
        (Capacity(), 100, 1, 8),
        (Capacity(threads=4), 100, 4, 2),
        (Capacity(threads=100), 3, 100, 1),
        (Capacity(workers=3), 100, 2, 3),
        (Capacity(workers=3), 2, 4, 2),
        (Capacity(need=4 * GIB), 100, 4, 2),
        (Capacity(need=40 * GIB), 100, 8, 1),
    ],
    ids=str,
)
def test_cores_and_memory_are_divided(known: Capacity, runs: int, threads: int, workers: int) -> None:
    assert known.threads_each(runs) == threads
    assert known.workers_for(runs, threads) == workers


@given(st.integers(1, 200), st.none() | st.integers(1, 64), st.none() | st.integers(1, 64), st.integers(0, 50 * GIB))
def test_there_is_always_one_and_never_more_than_runs(
    runs: int, threads: int | None, workers: int | None, need: int
) -> None:
    known = Capacity(threads, workers, need)
    each = known.threads_each(runs)
    assert each >= 1
    assert 1 <= known.workers_for(runs, each) <= runs
    if threads is None and workers is None:
        assert each * known.workers_for(runs, each) <= 8


def test_a_run_needs_more_memory_for_larger_images_and_networks() -> None:
    def need(size: int, filters: int) -> int:
        layers = parse_layers([f"conv {filters} 3x3 same relu", "flatten", "dense classes"])
        costs = layer_costs(layers, input_shape=(3, size, size), num_classes=10)
        return bytes_of(1_000 * 3 * size * size, costs, 64)

    assert need(32, 8) < need(64, 8) < need(64, 32)
    assert need(8, 1) > GIB // 2, "torch alone takes that"


def test_the_free_memory_of_this_machine_is_known_or_not() -> None:
    free = free_memory()
    assert free is None or 0 < free < 1 << 50
