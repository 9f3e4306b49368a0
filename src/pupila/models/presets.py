"""Name the models that are used again and again, each a list of lines with a few options.

The notebooks' five networks are here under the names by which recipes know them: N1 `cifar_small`, N2 `cifar_deep`,
N3 `flowers_cnn`, N4 `lenet5`, N5 `mlp`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

from pupila.errors import LayerError
from pupila.models.checks import LARGEST
from pupila.models.parsing import parse_layers
from pupila.registry import Registry, nearest

PRESETS: Registry[Callable[..., tuple[str, ...]]] = Registry("model", LayerError)

_CALL = re.compile(r"\s*(?P<name>\w+)\s*(?:\((?P<options>[^()]*)\))?\s*")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_FLOAT = re.compile(r"[+-]?[0-9]{0,18}\.?[0-9]{1,18}(?:e[+-]?[0-9]{1,2})?")
_OPTION = re.compile(r"\s*(?P<key>\w+)\s*=\s*(?P<quote>[\"']?)(?P<value>[\w.+-]+)(?P=quote)\s*")


def preset(name: str, **options: Any) -> tuple[str, ...]:
    """Return the lines of a named model.

    Args:
        name: One of `PRESETS`.
        options: The model's own options; the others keep their defaults, see `preset_options`.

    Raises:
        LayerError: An unknown name or option (with the nearest valid one), or a value that the model cannot have.

    Example:
        >>> preset("mlp", units=500)
        ('flatten', 'dense 500 relu', 'dense classes')
    """
    builder = PRESETS[name]
    defaults = preset_options(name)
    for option, value in options.items():
        _check_option(name, option, value, defaults=defaults)
    lines = builder(**options)
    parse_layers(lines)
    return lines


def preset_options(name: str) -> dict[str, int | float | str]:
    """Return the options of a named model with their defaults.

    Example:
        >>> preset_options("flowers_cnn")
        {'dropout': 0.0}
    """
    return {key: option.default for key, option in inspect.signature(PRESETS[name]).parameters.items()}


def parse_preset(text: str) -> tuple[str, ...]:
    """Return the lines of a named model written as in a recipe: "lenet5" or "mlp(units=500, dropout=0.2)".

    Raises:
        LayerError: The text cannot be read, or what `preset` refuses.
    """
    found = _CALL.fullmatch(text)
    if found is None:
        raise LayerError("models.preset_syntax", text=str(text)[:100])
    options: dict[str, Any] = {}
    written = (found["options"] or "").strip()
    for part in written.split(",") if written else []:
        option = _OPTION.fullmatch(part)
        if option is None or option["key"] in options:
            raise LayerError("models.preset_syntax", text=text[:100])
        options[option["key"]] = _value(option["value"])
    return preset(found["name"], **options)


def _value(text: str) -> int | float | str:
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _check_option(name: str, option: str, value: object, *, defaults: dict[str, int | float | str]) -> None:
    if not defaults:
        raise LayerError("models.no_options", name=name, option=option)
    if option not in defaults:
        guess = nearest(option, defaults)
        code = "models.unknown_option_guess" if guess else "models.unknown_option"
        raise LayerError(code, name=name, option=option, guess=guess, valid=", ".join(defaults))
    default = defaults[option]
    sort = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, sort) or isinstance(value, bool):
        raise LayerError("models.bad_option", name=name, option=option, value=value, default=default)
    if isinstance(default, int) and isinstance(value, int):
        least, most = _RANGES.get(option, (1, LARGEST))
        if not least <= value <= most:
            raise LayerError("models.option_range", name=name, option=option, value=value, least=least, most=most)


_RANGES = {"hidden": (0, 100), "blocks": (1, 100), "stages": (1, 8), "width": (1, 10_000)}


def _dropped(rate: float) -> tuple[str, ...]:
    return (f"dropout {rate}",) if rate else ()


@PRESETS.register("mlp")
def _mlp(units: int = 128, hidden: int = 1, dropout: float = 0.0, activation: str = "relu") -> tuple[str, ...]:
    """Stack `hidden` dense layers; N5's perceptron as it stands (101,770 parameters for 28x28 and ten classes)."""
    return ("flatten", *((f"dense {units} {activation}", *_dropped(dropout)) * hidden), "dense classes")


@PRESETS.register("lenet5")
def _lenet5() -> tuple[str, ...]:
    """Follow LeCun et al. (1998) as N4 does, for images of 28x28 (61,706 parameters)."""
    return (
        "C1: conv 6 5x5 same tanh",
        "S2: avgpool 2",
        "C3: conv 16 5x5 tanh",
        "S4: avgpool 2",
        "C5: conv 120 5x5 tanh",
        "flatten",
        "FC6: dense 84 tanh",
        "OUTPUT: dense classes",
    )


@PRESETS.register("cifar_small")
def _cifar_small() -> tuple[str, ...]:
    """Take N1's three convolutions, for images of 32x32 (122,570 parameters)."""
    return (
        "conv 32 3x3 relu",
        "maxpool 2",
        "conv 64 3x3 relu",
        "maxpool 2",
        "conv 64 3x3 relu",
        "flatten",
        "dense 64 relu",
        "dense classes",
    )


@PRESETS.register("cifar_deep")
def _cifar_deep() -> tuple[str, ...]:
    """Take N2's three pairs of convolutions, for images of 32x32 (307,498 parameters)."""
    pairs = [line for filters in (32, 64, 128) for line in (*((f"conv {filters} 3x3 same relu",) * 2), "maxpool 2")]
    return (*pairs, "flatten", "dense classes")


@PRESETS.register("flowers_cnn")
def _flowers_cnn(dropout: float = 0.0) -> tuple[str, ...]:
    """Take N3's three convolutions, for photos of 180x180 (3,989,285 parameters for five classes)."""
    convs = [line for filters in (16, 32, 64) for line in (f"conv {filters} 3x3 same relu", "maxpool 2")]
    return (*convs, *_dropped(dropout), "flatten", "dense 128 relu", "dense classes")


@PRESETS.register("resnet_small")
def _resnet_small(width: int = 16, blocks: int = 1) -> tuple[str, ...]:
    """Stack three stages of residual blocks, each of twice the width and half the size of the one before."""
    later = [
        f"residual {width * factor} 3x3{' stride 2' if factor > 1 and not block else ''} relu"
        for factor in (1, 2, 4)
        for block in range(blocks)
    ]
    return (f"conv {width} 3x3 same nobias", "batchnorm", "relu", *later, "globalpool", "dense classes")


@PRESETS.register("whitened_cnn")
def _whitened_cnn(width: int = 32) -> tuple[str, ...]:
    """Put three pairs of convolutions behind a whitening one: much accuracy for little time on images of 32x32.

    After Jordan (2024), arXiv:2404.00498, whose network is `width=64` with gelu and a maximum at the end; relu was
    faster and the mean better in the short trainings that a processor has time for.
    """
    stages = [line for filters in (width, 4 * width, 4 * width) for line in _pooled_pair(filters)]
    return ("whiten 2x2", "relu", *stages, "globalpool", "dense classes nobias")


@PRESETS.register("photo_cnn")
def _photo_cnn(width: int = 32, stages: int = 3) -> tuple[str, ...]:
    """Halve photos at once behind the whitening convolution, then go on as `whitened_cnn` does: for 64 pixels and more.

    With a stage more for every doubling beyond 128 pixels the last maps stay as small.
    """
    stem = ("whiten 2x2", "relu", f"conv {width} 3x3 stride 2 same nobias", "batchnorm", "relu")
    filters = [2 * width, *(4 * width for _ in range(stages - 1))]
    pairs = [line for count in filters for line in _pooled_pair(count)]
    return (*stem, *pairs, "globalpool", "dense classes nobias")


def _pooled_pair(filters: int) -> tuple[str, ...]:
    """Return two convolutions with batch norm; the first halves the image."""
    norm = ("batchnorm", "relu")
    return (f"conv {filters} 3x3 same nobias", "maxpool 2", *norm, f"conv {filters} 3x3 same nobias", *norm)
