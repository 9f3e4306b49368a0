"""Nobody's global random state is touched, whatever Pupila builds."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
import torch

from pupila import runtime


def untouched(action: Callable[[], object]) -> bool:
    """Tell whether the random states of Python, NumPy and torch are the same before and after."""
    before = _states()
    action()
    return before == _states()


def _states() -> tuple[object, ...]:
    return random.getstate(), str(np.random.get_state(legacy=False)["state"]), bytes(torch.get_rng_state().numpy())


@pytest.mark.parametrize("preset", ["lenet5", "mlp"])
@pytest.mark.parametrize("init", ["glorot", "he"])
def test_building_a_network_touches_no_global_state(preset: str, init: str) -> None:
    from pupila.models.build import build
    from pupila.models.parsing import parse_layers
    from pupila.models.presets import preset as named

    def action() -> None:
        lines = parse_layers(named(preset))
        generator = runtime.torch_generator(0, "weights")
        build(lines, input_shape=(1, 28, 28), num_classes=10, generator=generator, init=init)

    assert untouched(action)


def test_derived_generators_touch_no_global_state() -> None:
    assert untouched(lambda: (runtime.numpy_generator(0, "a").random(), runtime.torch_generator(0, "a")))


@pytest.mark.parametrize(
    "action",
    [lambda: torch.rand(1), lambda: np.random.rand(1), lambda: torch.nn.Linear(2, 2)],
    ids=["torch", "numpy", "Linear"],
)
def test_a_roll_of_global_dice_is_noticed(action: Callable[[], object]) -> None:
    assert not untouched(action)
