"""Read what a run keeps of its network with suspicion: a model file may come from anywhere.

Everything is checked before it is used: the length of the weights' header before it is parsed, the description of the
network before it is built, and the names, shapes, types and values of the weights against it. Nothing in either file
can run anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.data.preprocess import Preprocess
from pupila.errors import LayerError, RunError
from pupila.experiments.record import read_object
from pupila.models.forward import weight_shapes
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs

MAX_HEADER = 1 << 20  # bytes of names, types and shapes; those of a network of 100 layers take 20,000
MAX_SIDE = 4096
MAX_LAYERS = 1000


def read_weights(path: Path) -> bytes:
    """Return the content of a file of weights whose header is no longer than it can sensibly be.

    Raises:
        RunError: It is no such file.
    """
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    if not 2 <= length <= min(MAX_HEADER, len(content) - 8) or content[8:9] != b"{":
        raise RunError("runs.no_weights", path=path)
    return content


def read_model(path: Path) -> dict[str, Any]:
    """Return the description of a network, its parts being what they must be.

    Raises:
        RunError: Naming the first part that is not; or it is of a newer version.
    """
    content = read_object(path)
    for part, sound in _PARTS.items():
        if not sound(content.get(part)):
            raise RunError("runs.file_damaged", path=path, reason=part)
    return content


def check_weights(content: Mapping[str, Any], weights: Mapping[str, NDArray[Any]], *, path: Path) -> None:
    """Compare weights with the network that they are for, before it is built.

    Args:
        content: As `read_model` returns it, with layers.
        weights: By name.
        path: The run, for messages.

    Raises:
        RunError: Layers that are none, or weights of other names, shapes or types, or that are not finite.
    """
    preprocess = Preprocess.from_json(content["preprocess"])
    shape = (preprocess.channels, *preprocess.image_size)
    try:
        layers = parse_layers(content["layers"])
        expected = weight_shapes(
            layers, layer_costs(layers, input_shape=shape, num_classes=len(content["class_names"]))
        )
    except LayerError as error:
        raise RunError("runs.file_damaged", path=path / "model.json", reason=error) from None
    for name in [*expected, *weights]:
        found = weights.get(name)
        kind = np.int64 if name.endswith("num_batches_tracked") else np.float32
        if found is None or name not in expected or found.shape != expected[name] or found.dtype != kind:
            told = "-" if found is None else f"{found.dtype} {found.shape}"
            raise RunError("runs.other_weights", path=path, reason=f"{name}: {told} != {expected.get(name, '-')}")
        if not np.isfinite(found).all():
            raise RunError("runs.other_weights", path=path, reason=f"{name}: NaN")


def _names(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(isinstance(name, str) for name in value)
        and len(set(value)) == len(value)
    )


def _lines(value: Any) -> bool:
    return value is None or (
        isinstance(value, list) and len(value) <= MAX_LAYERS and all(isinstance(line, str) for line in value)
    )


def _preprocess(value: Any) -> bool:
    if not isinstance(value, dict) or not set(value) <= set(Preprocess.__dataclass_fields__):
        return False
    size, channels, background = (value.get(key) for key in ("image_size", "channels", "background"))
    mean, std = value.get("mean", [0.0] * 3), value.get("std", [1.0] * 3)
    return (
        _whole(size, 2, low=1, high=MAX_SIDE)
        and channels in (1, 3)
        and not isinstance(channels, bool)
        and value.get("scale", "unit") in ("unit", "standardise")
        and (background is None or _whole(background, 3, low=0, high=255))
        and all(_numbers(row, least=channels) for row in (mean, std))
        and all(part > 0 for part in std)
    )


def _whole(value: Any, count: int, *, low: int, high: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(type(n) is int and low <= n <= high for n in value)


def _numbers(value: Any, *, least: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= least
        and all(type(number) in (int, float) and math.isfinite(number) for number in value)
    )


_PARTS: dict[str, Callable[[Any], bool]] = {
    "class_names": _names,
    "layers": _lines,
    "preprocess": _preprocess,
    "mirror": lambda value: value is None or isinstance(value, bool),
    "unsure": lambda value: value is None or isinstance(value, dict),
}
