from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from pupila.compiled import compile_and_load
from pupila.errors import LayerError
from pupila.models import narrow, pooling, tiled
from pupila.models.build import build
from pupila.models.modules import Network
from pupila.models.parsing import parse_layers
from pupila.models.shapes import Shape, layer_costs

Build = Callable[..., Network]
Refused = Callable[[ModuleType, str, str], None]
LineLists = list[tuple[list[str], Shape]]

_CANDIDATES = (
    "conv {f} {k}x{j} stride {s}",
    "conv {f} {k} same tanh stride {s}x{k}",
    "conv {f} {k} same groups {g} nobias relu",
    "maxpool {k} stride {s}",
    "maxpool {k} same",
    "avgpool {k}x{j} stride {s}",
    "avgpool {k} stride {s} same",
    "residual {f} 3x3 stride {s} silu",
    "residual {f} 1x3",
    "whiten {k}x{j}",
    "batchnorm",
    "dropout 0.{s}",
    "gelu",
    "relu",
)


def _random_lines(dice: np.random.Generator) -> list[str]:
    lines = []
    for _ in range(int(dice.integers(1, 6))):
        pattern = _CANDIDATES[int(dice.integers(len(_CANDIDATES)))]
        small = {letter: int(dice.integers(1, 5)) for letter in "kjs"}
        lines.append(pattern.format(f=int(dice.integers(1, 4)) * 4, g=int(dice.integers(1, 4)), **small))
    row = [f"dense {int(dice.integers(1, 9))} sigmoid", "batchnorm", "flatten", "relu"]
    ends = ["flatten", "globalpool", "globalpool max"]
    return [*lines, ends[int(dice.integers(3))], *row[: int(dice.integers(4))], "dense classes"]


@pytest.fixture(scope="session")
def random_networks() -> LineLists:
    """Hold 120 random lists of layers that fit their images, odd sizes among them."""
    dice = np.random.default_rng(7)
    found: LineLists = []
    while len(found) < 120:
        lines, shape = _random_lines(dice), (int(dice.integers(1, 5)), *(int(side) for side in dice.integers(3, 20, 2)))
        try:
            layer_costs(parse_layers(lines), input_shape=shape, num_classes=3)
        except LayerError:
            continue
        found.append((lines, shape))
    return found


@pytest.fixture(scope="session")
def build_lines() -> Build:
    """Build a network from lines and a seed."""

    def make(
        lines: list[str] | tuple[str, ...],
        input_shape: Shape = (3, 16, 16),
        *,
        num_classes: int = 4,
        seed: int = 0,
        init: str = "glorot",
    ) -> Network:
        dice = torch.Generator().manual_seed(seed)
        layers = parse_layers(lines)
        return build(layers, input_shape=input_shape, num_classes=num_classes, generator=dice, init=init)

    return make


def forget_libraries() -> None:
    """Let every file in C be looked for again."""
    for one in (narrow, pooling, tiled):
        one.library.cache_clear()


@pytest.fixture
def without_compiler(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave everything to torch."""
    monkeypatch.setenv("PUPILA_COMPILE", "0")
    forget_libraries()
    yield
    forget_libraries()


@pytest.fixture
def assert_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """Put something wrong in the place of something right in a module's file in C, which is then not used."""

    def check(module: ModuleType, right: str, wrong: str) -> None:
        source = Path(str(module.__file__)).with_suffix(".c")
        text = source.read_text()
        assert right in text
        spoilt = tmp_path / source.name
        spoilt.write_text(text.replace(right, wrong))
        library = compile_and_load(spoilt)
        assert library is not None
        monkeypatch.setattr(module, "compile_and_load", lambda _: library)
        module.library.cache_clear()
        assert module.library() is None
        module.library.cache_clear()

    return check
