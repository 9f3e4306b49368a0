"""One seed, many independent dice, the same everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
import torch

from pupila import runtime
from pupila.errors import UsageError


@pytest.fixture
def kept_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def test_derived_seeds_never_change() -> None:
    """A change here would change every result that a recipe and a seed stand for."""
    assert runtime.derive_seed(0, "split") == 3769940940748469125
    assert runtime.derive_seed(0, "order", 1) == 4489457307835839548
    assert runtime.derive_seed(7, "augment", "flip", "horizontal", 2, 3) == 1737243244746160961


def test_a_derived_seed_is_the_head_of_a_hash() -> None:
    head = hashlib.sha256(b"3/dropout/4/5").hexdigest()[:16]
    assert runtime.derive_seed(3, "dropout", 4, 5) == int(head, 16) // 2


def test_streams_differ_from_each_other() -> None:
    seeds = {runtime.derive_seed(seed, name, epoch) for seed in range(5) for name in "ab" for epoch in range(5)}
    assert len(seeds) == 50
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_generators_of_one_stream_agree() -> None:
    assert runtime.numpy_generator(1, "a").random() == runtime.numpy_generator(1, "a").random()
    assert runtime.numpy_generator(1, "a").random() != runtime.numpy_generator(1, "b").random()
    draws = [torch.rand(3, generator=runtime.torch_generator(1, "a")) for _ in range(2)]
    assert torch.equal(*draws)


def test_foreign_dice_are_seeded_and_given_back() -> None:
    before = torch.get_rng_state()
    drawn = []
    for _ in range(2):
        with runtime.foreign_randomness():
            runtime.seed_foreign(0, "foreign", 1, 2)
            drawn.append(torch.rand(4))
    assert torch.equal(*drawn)
    assert torch.equal(torch.get_rng_state(), before)


def test_tiny_numbers_are_taken_for_zero(kept_threads: None) -> None:
    assert runtime.set_threads(1) == 1
    assert float(torch.tensor([1e-39]) * 1.0) == 0.0
    assert float(torch.tensor([1e-37]) * 1.0) > 0.0


def test_without_a_number_each_core_gets_a_thread(kept_threads: None) -> None:
    assert runtime.set_threads(None) == runtime.core_count() >= 1


def test_a_device_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "available_devices", lambda: ("cpu",))
    assert runtime.choose_device("auto") == "cpu"
    with pytest.raises(UsageError, match=r"cuda.*cpu"):
        runtime.choose_device("cuda")


def test_the_environment_tells_versions_and_machine() -> None:
    facts = runtime.environment("cpu")
    assert facts["versions"]["torch"] == torch.__version__ or torch.__version__.startswith(facts["versions"]["torch"])
    assert facts["threads"] >= 1
    assert facts["device"] == "cpu"
    assert facts["processor"]
