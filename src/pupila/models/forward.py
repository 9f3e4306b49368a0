"""Answer with a list of layers and its weights in NumPy alone: for one image, loading torch takes longer.

The same layers as in `build`, in evaluation mode, and the same weights by the same names; logits agree with torch's to
about 1e-5. Images and values are (B, H, W, C) or (B, values) throughout, the order in which the weights of a dense
layer behind a flatten expect them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.errors import LayerError
from pupila.models import layers as lines
from pupila.models.checks import Pair
from pupila.models.layers import Layer, layer_names
from pupila.models.shapes import same_padding
from pupila.registry import Registry

Array = NDArray[np.float32]
Weights = Mapping[str, Array]
Edges = tuple[Pair, Pair]  # pixels added (above, below), (left, right)
FORWARDS: Registry[Callable[[Any, Array, Weights], Array]] = Registry("layer", LayerError)
_NONE: Edges = ((0, 0), (0, 0))
_EPS = 1e-5  # of every batchnorm, see `modules.NormLayer`


def forward(layers: Sequence[Layer], weights: Weights, images: Array, *, mirror: bool = False) -> Array:
    """Return the logits of some images.

    Args:
        layers: As `parse_layers` returns them.
        weights: By the names of the torch network's state, such as "conv1.weight" (filters, C, height, width).
        images: Preprocessed, float32. Shape (B, H, W, C).
        mirror: Answer with the mean over each image and its mirror image.

    Returns:
        Shape (B, num_classes), float32.

    Raises:
        LayerError: A kind of layer that this knows nothing of.
        KeyError: Weights that are missing.

    Example:
        >>> from pupila.models.parsing import parse_layers
        >>> weights = {"dense1.weight": np.ones((2, 4), np.float32), "dense1.bias": np.zeros(2, np.float32)}
        >>> forward(parse_layers(["flatten", "dense classes"]), weights, np.ones((1, 2, 2, 1), np.float32)).tolist()
        [[4.0, 4.0]]
    """
    if mirror:
        both: Array = (forward(layers, weights, images) + forward(layers, weights, images[:, :, ::-1])) * np.float32(
            0.5
        )
        return both
    values = np.asarray(images, dtype=np.float32)
    for layer, name in zip(layers, layer_names(layers), strict=True):
        values = FORWARDS[layer.kind](layer, values, _below(weights, name))
    return values


def _below(weights: Weights, name: str) -> Weights:
    """Return the weights whose names begin with `name` and a point, without these."""
    return {key[len(name) + 1 :]: value for key, value in weights.items() if key.startswith(f"{name}.")}


def _bend(values: Array, function: str | None) -> Array:
    """Apply an activation."""
    if function is None:
        return values
    if function == "relu":
        return np.maximum(values, 0)
    if function == "tanh":
        return np.tanh(values)
    if function == "gelu":
        from scipy.special import erf  # takes a tenth of a second to load, and few networks need it

        half: Array = (0.5 * values * (1 + erf(values / math.sqrt(2)))).astype(np.float32)
        return half
    # exp overflows for very negative values, where the answer, 0, is right all the same.
    with np.errstate(over="ignore"):
        share: Array = (1 / (1 + np.exp(-values))).astype(np.float32)
    bent: Array = values * share if function == "silu" else share
    return bent


def _added(values: Array, padding: str, *, window: Pair, stride: Pair) -> Edges:
    if padding == "valid":
        return _NONE
    rows = same_padding(values.shape[1], window=window[0], stride=stride[0])
    return rows, same_padding(values.shape[2], window=window[1], stride=stride[1])


def _padded(values: Array, edges: Edges, fill: float = 0.0) -> Array:
    if edges == _NONE:
        return values
    return np.pad(values, ((0, 0), *edges, (0, 0)), constant_values=fill)


def _windows(values: Array, window: Pair, stride: Pair) -> Array:
    """Return every window, without copying: shape (B, rows, columns, C, height, width)."""
    slid = np.lib.stride_tricks.sliding_window_view(values, window, axis=(1, 2))
    every: Array = slid[:, :: stride[0], :: stride[1]]
    return every


def _convolve(values: Array, kernel: Array, *, stride: Pair, groups: int = 1) -> Array:
    """Slide a kernel (filters, C / groups, height, width) over padded images, as one matrix product a group."""
    filters, channels, height, width = kernel.shape
    parts = []
    for group in range(groups):
        seen = _windows(values[..., group * channels : (group + 1) * channels], (height, width), stride)
        rows = seen.reshape(-1, channels * height * width)
        of_group = kernel[group * filters // groups : (group + 1) * filters // groups]
        parts.append((rows @ of_group.reshape(len(of_group), -1).T).reshape(*seen.shape[:3], len(of_group)))
    return parts[0] if groups == 1 else np.concatenate(parts, axis=-1)


def _normalise(values: Array, weights: Weights) -> Array:
    scale = weights["weight"] / np.sqrt(weights["running_var"] + _EPS)
    normal: Array = values * scale + (weights["bias"] - weights["running_mean"] * scale)
    return normal


@FORWARDS.register("conv")
def _conv(layer: lines.Conv, values: Array, weights: Weights) -> Array:
    edges = _added(values, layer.padding, window=layer.kernel, stride=layer.stride)
    found = _convolve(_padded(values, edges), weights["weight"], stride=layer.stride, groups=layer.groups)
    return _bend(found + weights["bias"] if layer.bias else found, layer.activation)


@FORWARDS.register("whiten")
def _whiten(layer: lines.Whiten, values: Array, weights: Weights) -> Array:
    return _convolve(values, weights["weight"], stride=(1, 1))


@FORWARDS.register("residual")
def _residual(layer: lines.Residual, values: Array, weights: Weights) -> Array:
    reach = (layer.kernel[0] // 2, layer.kernel[1] // 2)
    edges: Edges = ((reach[0], reach[0]), (reach[1], reach[1]))
    way = _convolve(_padded(values, edges), weights["conv1.weight"], stride=layer.stride)
    way = _bend(_normalise(way, _below(weights, "norm1")), layer.activation)
    way = _convolve(_padded(way, edges), weights["conv2.weight"], stride=(1, 1))
    way = _normalise(way, _below(weights, "norm2"))
    if "shortcut.0.weight" in weights:
        values = _convolve(values, weights["shortcut.0.weight"], stride=layer.stride)
        values = _normalise(values, _below(weights, "shortcut.1"))
    return _bend(way + values, layer.activation)


@FORWARDS.register("dense")
def _dense(layer: lines.Dense, values: Array, weights: Weights) -> Array:
    found: Array = values @ weights["weight"].T
    return _bend(found + weights["bias"] if layer.bias else found, layer.activation)


@FORWARDS.register("maxpool")
def _maxpool(layer: lines.MaxPool, values: Array, weights: Weights) -> Array:
    edges = _added(values, layer.padding, window=layer.size, stride=layer.step)
    largest: Array = _windows(_padded(values, edges, -np.inf), layer.size, layer.step).max(axis=(4, 5))
    return largest


@FORWARDS.register("avgpool")
def _avgpool(layer: lines.AvgPool, values: Array, weights: Weights) -> Array:
    edges = _added(values, layer.padding, window=layer.size, stride=layer.step)
    sums = _windows(_padded(values, edges), layer.size, layer.step).sum(axis=(4, 5), dtype=np.float32)
    real = _windows(_padded(np.ones_like(values[:1, :, :, :1]), edges), layer.size, layer.step).sum(axis=(4, 5))
    mean: Array = sums / real
    return mean


@FORWARDS.register("globalpool")
def _globalpool(layer: lines.GlobalPool, values: Array, weights: Weights) -> Array:
    pooled: Array = values.mean(axis=(1, 2)) if layer.pool == "avg" else values.max(axis=(1, 2))
    return pooled


@FORWARDS.register("flatten")
def _flatten(layer: lines.Flatten, values: Array, weights: Weights) -> Array:
    return values.reshape(len(values), -1)


@FORWARDS.register("batchnorm")
def _batchnorm(layer: lines.BatchNorm, values: Array, weights: Weights) -> Array:
    return _normalise(values, weights)


@FORWARDS.register("dropout")
def _dropout(layer: lines.Dropout, values: Array, weights: Weights) -> Array:
    return values


@FORWARDS.register("activation")
def _activation(layer: lines.Activation, values: Array, weights: Weights) -> Array:
    return _bend(values, layer.function)
