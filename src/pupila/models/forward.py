"""Answer with a list of layers and its weights in NumPy alone: loading torch takes longer than answering for one image.

The same layers as in `build`, in evaluation mode, and the same weights by the same names; logits agree with torch's to
about 1e-5. Images and values are (B, H, W, C) or (B, values) throughout, the order in which the weights of a dense
layer behind a flatten expect them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pupila.errors import LayerError
from pupila.models import layers as lines
from pupila.models.arrays import NO_EDGES, Array, Edges, bend, convolve, pad, pool, same_edges
from pupila.models.layers import Layer, layer_names
from pupila.models.shapes import LayerCost, Shape, needs_projection
from pupila.registry import Registry

Weights = Mapping[str, Array]
Watch = Callable[[Array], None]
_EPS = 1e-5  # of every batchnorm, see `modules.NormLayer`


@dataclass(frozen=True)
class _Part:
    """Hold the weights of a layer, or of a part of it, and who is told what its convolutions and dense layers give."""

    weights: Weights
    prefix: str
    watch: Watch | None

    def __getitem__(self, name: str) -> Array:
        return self.weights[self.prefix + name]

    def below(self, name: str) -> _Part:
        return _Part(self.weights, f"{self.prefix}{name}.", self.watch)

    def show(self, values: Array) -> Array:
        if self.watch is not None:
            self.watch(values)
        return values


FORWARDS: Registry[Callable[[Any, Array, _Part], Array]] = Registry("layer", LayerError)


def forward(
    layers: Sequence[Layer], weights: Weights, images: Array, *, mirror: bool = False, watch: Watch | None = None
) -> Array:
    """Return the logits of some images.

    Args:
        layers: As `parse_layers` returns them.
        weights: By the names of the torch network's state, such as "conv1.weight" (filters, C, height, width).
        images: Preprocessed, float32. Shape (B, H, W, C).
        mirror: Answer with the mean over each image and its mirror image.
        watch: Told what every convolution and dense layer gives, as its torch module would return it, in order; not of
            mirror images. Its values change afterwards: what is to be kept must be reduced or copied.

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
    values = np.asarray(images, dtype=np.float32)
    for layer, name in zip(layers, layer_names(layers), strict=True):
        values = FORWARDS[layer.kind](layer, values, _Part(weights, f"{name}.", watch))
    if mirror:
        values = (values + forward(layers, weights, images[:, :, ::-1])) * np.float32(0.5)
    return values


def weight_shapes(layers: Sequence[Layer], costs: Sequence[LayerCost]) -> dict[str, Shape]:
    """Return name and shape of every array that a network's state has, as torch has them.

    Args:
        layers: As `parse_layers` returns them.
        costs: What `layer_costs` says of them.

    Example:
        >>> from pupila.models.parsing import parse_layers
        >>> from pupila.models.shapes import layer_costs
        >>> layers = parse_layers(["flatten", "dense classes"])
        >>> weight_shapes(layers, layer_costs(layers, input_shape=(1, 2, 2), num_classes=3))
        {'dense1.weight': (3, 4), 'dense1.bias': (3,)}
    """
    return {
        f"{cost.name}.{name}": shape
        for layer, cost in zip(layers, costs, strict=True)
        for name, shape in _shapes_of(layer, cost).items()
    }


def _shapes_of(layer: Layer, cost: LayerCost) -> dict[str, Shape]:
    before, after = cost.input_shape[0], cost.output_shape[0]
    if isinstance(layer, lines.Residual):
        found = {"conv1.weight": (after, before, *layer.kernel), **_norm_shapes(after, "norm1.")}
        found |= {"conv2.weight": (after, after, *layer.kernel), **_norm_shapes(after, "norm2.")}
        if needs_projection(cost.input_shape, layer):
            found |= {"shortcut.0.weight": (after, before, 1, 1), **_norm_shapes(after, "shortcut.1.")}
        return found
    if isinstance(layer, lines.BatchNorm):
        return _norm_shapes(after)
    if isinstance(layer, lines.Conv):
        found = {"weight": (after, before // layer.groups, *layer.kernel)}
    elif isinstance(layer, lines.Whiten):
        found = {"weight": (after, before, *layer.kernel)}
    elif isinstance(layer, lines.Dense):
        found = {"weight": (after, before)}
    else:
        return {}
    return found | ({"bias": (after,)} if getattr(layer, "bias", False) else {})


def _norm_shapes(channels: int, prefix: str = "") -> dict[str, Shape]:
    names = ("weight", "bias", "running_mean", "running_var")
    return {**{f"{prefix}{name}": (channels,) for name in names}, f"{prefix}num_batches_tracked": ()}


def _normalise(values: Array, part: _Part) -> Array:
    scale = part["weight"] / np.sqrt(part["running_var"] + _EPS)
    normal: Array = values * scale
    normal += part["bias"] - part["running_mean"] * scale
    return normal


@FORWARDS.register("conv")
def _conv(layer: lines.Conv, values: Array, part: _Part) -> Array:
    edges = NO_EDGES
    if layer.padding == "same":
        edges = same_edges(values, window=layer.kernel, stride=layer.stride)
    found = convolve(pad(values, edges), part["weight"], stride=layer.stride, groups=layer.groups)
    if layer.bias:
        found += part["bias"]
    return part.show(bend(found, layer.activation, own=True))


@FORWARDS.register("whiten")
def _whiten(layer: lines.Whiten, values: Array, part: _Part) -> Array:
    return part.show(convolve(values, part["weight"], stride=(1, 1)))


@FORWARDS.register("residual")
def _residual(layer: lines.Residual, values: Array, part: _Part) -> Array:
    reach = (layer.kernel[0] // 2, layer.kernel[1] // 2)
    edges: Edges = ((reach[0], reach[0]), (reach[1], reach[1]))
    way = part.show(convolve(pad(values, edges), part["conv1.weight"], stride=layer.stride))
    way = bend(_normalise(way, part.below("norm1")), layer.activation, own=True)
    way = part.show(convolve(pad(way, edges), part["conv2.weight"], stride=(1, 1)))
    way = _normalise(way, part.below("norm2"))
    if needs_projection((values.shape[3],), layer):
        values = part.show(convolve(values, part["shortcut.0.weight"], stride=layer.stride))
        values = _normalise(values, part.below("shortcut.1"))
    way += values
    return bend(way, layer.activation, own=True)


@FORWARDS.register("dense")
def _dense(layer: lines.Dense, values: Array, part: _Part) -> Array:
    found: Array = values @ part["weight"].T
    if layer.bias:
        found += part["bias"]
    return part.show(bend(found, layer.activation, own=True))


@FORWARDS.register("maxpool")
def _maxpool(layer: lines.MaxPool, values: Array, part: _Part) -> Array:
    edges = _pool_edges(layer, values)
    return pool(pad(values, edges, -np.inf), np.maximum, size=layer.size, stride=layer.step)


@FORWARDS.register("avgpool")
def _avgpool(layer: lines.AvgPool, values: Array, part: _Part) -> Array:
    edges = _pool_edges(layer, values)
    sums = pool(pad(values, edges), np.add, size=layer.size, stride=layer.step)
    ones = np.ones((1, *values.shape[1:3], 1), np.float32)
    sums /= pool(pad(ones, edges), np.add, size=layer.size, stride=layer.step)  # what "same" adds never counts
    return sums


def _pool_edges(layer: lines.Pool, values: Array) -> Edges:
    return NO_EDGES if layer.padding == "valid" else same_edges(values, window=layer.size, stride=layer.step)


@FORWARDS.register("globalpool")
def _globalpool(layer: lines.GlobalPool, values: Array, part: _Part) -> Array:
    found: Array = values.mean(axis=(1, 2)) if layer.pool == "avg" else values.max(axis=(1, 2))
    return found


@FORWARDS.register("flatten")
def _flatten(layer: lines.Flatten, values: Array, part: _Part) -> Array:
    return values.reshape(len(values), -1)


@FORWARDS.register("batchnorm")
def _batchnorm(layer: lines.BatchNorm, values: Array, part: _Part) -> Array:
    return _normalise(values, part)


@FORWARDS.register("dropout")
def _dropout(layer: lines.Dropout, values: Array, part: _Part) -> Array:
    return values


@FORWARDS.register("activation")
def _activation(layer: lines.Activation, values: Array, part: _Part) -> Array:
    return bend(values, layer.function)
