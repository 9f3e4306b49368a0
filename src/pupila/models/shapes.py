"""Count what every layer gives and costs, without torch: shapes, parameters, multiply-adds, memory.

Shapes are (channels, height, width) for images and (values,) for rows, without the batch. Odd sizes are treated as
Keras treats them: "valid" leaves out an incomplete last window, "same" gives ceil(size / stride) pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pupila.errors import LayerError
from pupila.models.checks import CLASSES, Pair
from pupila.models.layers import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Layer,
    Pool,
    Residual,
    Whiten,
    layer_names,
)
from pupila.models.parsing import format_layer, located, place
from pupila.registry import Registry

Shape = tuple[int, ...]
MOST_VALUES = 1_000_000_000  # parameters, or outputs for one example, of one layer: four gigabytes


@dataclass(frozen=True)
class LayerCost:
    """Say what one layer makes of one example, and what it costs.

    Args:
        name: The layer's name, also in the torch network and in its saved weights.
        kind: "conv", "dense", ...
        line: The layer as a line of the layer language.
        input_shape: What arrives, (channels, height, width) or (values,).
        output_shape: What leaves.
        parameters: Numbers that training finds; a whitening layer's fixed ones count too, a batchnorm's running means
            do not.
        multiply_adds: Products summed by convolutions and dense layers, for one example; nothing else is counted, as
            is the custom.
        activation_bytes: Memory of the output of one example in float32.
    """

    name: str
    kind: str
    line: str
    input_shape: Shape
    output_shape: Shape
    parameters: int
    multiply_adds: int
    activation_bytes: int


@dataclass(frozen=True)
class Cost:
    """Hold what a kind of layer answers about a shape that arrives."""

    output_shape: Shape
    parameters: int = 0
    multiply_adds: int = 0


COSTS: Registry[Callable[[Any, Shape, int], Cost]] = Registry("layer", LayerError)


def layer_costs(layers: Sequence[Layer], *, input_shape: Shape, num_classes: int) -> tuple[LayerCost, ...]:
    """Follow one example through the layers and count.

    Args:
        layers: As `parse_layers` returns them.
        input_shape: (channels, height, width) of an image.
        num_classes: What "classes" stands for, and how many logits must come out.

    Raises:
        LayerError: A layer that does not fit what arrives there (the message names both), or a network that does not
            end in one logit for each class.

    Example:
        >>> from pupila.models.parsing import parse_layers
        >>> costs = layer_costs(parse_layers(["flatten", "dense classes"]), input_shape=(1, 28, 28), num_classes=10)
        >>> costs[-1].parameters, costs[-1].output_shape
        (7850, (10,))
    """
    shape = _checked_input(input_shape, num_classes)
    if not layers:
        raise LayerError("models.empty")
    costs = []
    for number, (layer, name) in enumerate(zip(layers, layer_names(layers), strict=True), start=1):
        cost = _cost_of(layer, shape, num_classes=num_classes, number=number)
        costs.append(
            LayerCost(
                name=name,
                kind=layer.kind,
                line=format_layer(layer),
                input_shape=shape,
                output_shape=cost.output_shape,
                parameters=cost.parameters,
                multiply_adds=cost.multiply_adds,
                activation_bytes=4 * math.prod(cost.output_shape),
            )
        )
        shape = cost.output_shape
    _check_end(layers, shape, num_classes)
    return tuple(costs)


def same_padding(size: int, *, window: int, stride: int) -> Pair:
    """Return how many pixels "same" adds before and after `size` pixels; the odd one goes after, as in TensorFlow.

    Example:
        >>> same_padding(28, window=5, stride=1), same_padding(32, window=3, stride=2)
        ((2, 2), (0, 1))
    """
    missing = max((-(-size // stride) - 1) * stride + window - size, 0)
    return missing // 2, missing - missing // 2


def shape_text(shape: Shape) -> str:
    """Write a shape as a person reads it: "16x3x3"."""
    return "x".join(map(str, shape))


def _checked_input(shape: Shape, num_classes: int) -> Shape:
    if num_classes < 1:
        raise LayerError("models.bad_num_classes", num_classes=num_classes)
    if len(shape) != 3 or min(shape) < 1:
        raise LayerError("models.bad_input_shape", shape=tuple(shape))
    return tuple(shape)


def _cost_of(layer: Layer, arriving: Shape, *, num_classes: int, number: int) -> Cost:
    line = format_layer(layer)
    try:
        cost = COSTS[layer.kind](layer, arriving, num_classes)
        values = max(cost.parameters, math.prod(cost.output_shape))
        if values > MOST_VALUES:
            raise LayerError("models.too_large", values=values, largest=MOST_VALUES, arriving=shape_text(arriving))
    except LayerError as error:
        raise located(error, line, number=number) from None
    return cost


def _check_end(layers: Sequence[Layer], shape: Shape, num_classes: int) -> None:
    last = layers[-1]
    where = place(format_layer(last), len(layers))
    if shape != (num_classes,):
        raise LayerError("models.last_shape", where=where, shape=shape_text(shape), num_classes=num_classes)
    activation = last.function if isinstance(last, Activation) else getattr(last, "activation", None)
    if activation is not None:
        raise LayerError("models.last_activation", where=where, activation=activation)


def _image(shape: Shape) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise LayerError("models.needs_images", arriving=shape_text(shape))
    channels, height, width = shape
    return channels, height, width


def _slide(shape: Shape, *, window: Pair, stride: Pair, padding: str) -> Pair:
    """Return height and width of what a window of this size leaves when it slides over the image."""
    _, height, width = _image(shape)
    if padding == "same":
        return -(-height // stride[0]), -(-width // stride[1])
    if height < window[0] or width < window[1]:
        raise LayerError("models.too_small", needed=shape_text(window), arriving=shape_text(shape))
    return (height - window[0]) // stride[0] + 1, (width - window[1]) // stride[1] + 1


def _conv_cost(shape: Shape, out: Pair, *, filters: int, kernel: Pair, groups: int = 1) -> Cost:
    """Count a convolution without bias."""
    weights = filters * (shape[0] // groups) * math.prod(kernel)
    return Cost((filters, *out), weights, weights * math.prod(out))


@COSTS.register("conv")
def _conv(layer: Conv, shape: Shape, num_classes: int) -> Cost:
    channels = _image(shape)[0]
    if channels % layer.groups or layer.filters % layer.groups:
        common = math.gcd(channels, layer.filters)
        valid = ", ".join(str(groups) for groups in range(1, min(common, 4096) + 1) if common % groups == 0)
        raise LayerError(
            "models.groups",
            groups=layer.groups,
            channels=channels,
            filters=layer.filters,
            valid=valid,
            arriving=shape_text(shape),
        )
    out = _slide(shape, window=layer.kernel, stride=layer.stride, padding=layer.padding)
    cost = _conv_cost(shape, out, filters=layer.filters, kernel=layer.kernel, groups=layer.groups)
    return Cost(cost.output_shape, cost.parameters + layer.filters * layer.bias, cost.multiply_adds)


@COSTS.register("residual")
def _residual(layer: Residual, shape: Shape, num_classes: int) -> Cost:
    out = _slide(shape, window=layer.kernel, stride=layer.stride, padding="same")
    middle = (layer.filters, *out)
    convs = [
        _conv_cost(shape, out, filters=layer.filters, kernel=layer.kernel),
        _conv_cost(middle, out, filters=layer.filters, kernel=layer.kernel),
    ]
    if needs_projection(shape, layer):
        convs.append(_conv_cost(shape, out, filters=layer.filters, kernel=(1, 1)))
    norms = 2 * layer.filters * len(convs)
    return Cost(middle, sum(conv.parameters for conv in convs) + norms, sum(conv.multiply_adds for conv in convs))


def needs_projection(arriving: Shape, layer: Residual) -> bool:
    """Tell whether a residual block changes the shape, so that its shortcut needs a 1x1 convolution."""
    return arriving[0] != layer.filters or layer.stride != (1, 1)


@COSTS.register("whiten")
def _whiten(layer: Whiten, shape: Shape, num_classes: int) -> Cost:
    out = _slide(shape, window=layer.kernel, stride=(1, 1), padding="valid")
    return _conv_cost(shape, out, filters=2 * shape[0] * math.prod(layer.kernel), kernel=layer.kernel)


@COSTS.register("dense")
def _dense(layer: Dense, shape: Shape, num_classes: int) -> Cost:
    if len(shape) != 1:
        raise LayerError("models.needs_flat", arriving=shape_text(shape))
    units = num_classes if layer.units == CLASSES else int(layer.units)
    weights = shape[0] * units
    return Cost((units,), weights + units * layer.bias, weights)


@COSTS.register("maxpool")
@COSTS.register("avgpool")
def _pool(layer: Pool, shape: Shape, num_classes: int) -> Cost:
    return Cost((*shape[:1], *_slide(shape, window=layer.size, stride=layer.step, padding=layer.padding)))


@COSTS.register("globalpool")
def _globalpool(layer: GlobalPool, shape: Shape, num_classes: int) -> Cost:
    return Cost((_image(shape)[0],))


@COSTS.register("flatten")
def _flatten(layer: Flatten, shape: Shape, num_classes: int) -> Cost:
    return Cost((math.prod(shape),))


@COSTS.register("batchnorm")
def _batchnorm(layer: BatchNorm, shape: Shape, num_classes: int) -> Cost:
    return Cost(shape, 2 * shape[0])


@COSTS.register("dropout")
@COSTS.register("activation")
def _unchanged(layer: Dropout | Activation, shape: Shape, num_classes: int) -> Cost:
    return Cost(shape)
