from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from pupila.errors import LayerError
from pupila.models.build import build
from pupila.models.modules import Network
from pupila.models.parsing import parse_layers
from pupila.models.shapes import Shape, layer_costs

LineLists = list[tuple[list[str], Shape]]
Build = Callable[..., Network]


def _strategy() -> Callable[[np.random.Generator], list[str]]:
    """Borrow the random lists of layers from the tests of the models."""
    path = Path(__file__).parents[1] / "models" / "conftest.py"
    spec = importlib.util.spec_from_file_location("models_conftest", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    strategy: Callable[[np.random.Generator], list[str]] = module._random_lines
    return strategy


@pytest.fixture(scope="session")
def line_lists() -> LineLists:
    """Hold 200 random lists of layers that fit their images; other ones than those of the models' tests."""
    dice, strategy = np.random.default_rng(23), _strategy()
    found: LineLists = []
    while len(found) < 200:
        lines, shape = strategy(dice), (int(dice.integers(1, 5)), *(int(side) for side in dice.integers(3, 24, 2)))
        try:
            layer_costs(parse_layers(lines), input_shape=shape, num_classes=3)
        except LayerError:
            continue
        found.append((lines, shape))
    return found


@pytest.fixture(scope="session")
def make() -> Build:
    """Build a network from lines, a shape and a number of classes."""

    def make(lines: list[str] | tuple[str, ...], shape: Shape, num_classes: int = 3) -> Network:
        dice = torch.Generator().manual_seed(5)
        return build(parse_layers(lines), input_shape=shape, num_classes=num_classes, generator=dice)

    return make
