"""Follow the receptive field through the layers: which pixels of the image one value depends on. No torch.

Two figures are kept for height and width each, after Araujo et al. (2019), "Computing Receptive Fields of
Convolutional Neural Networks", Distill: the size of the field, and the jump from one value's field to its neighbour's.
A window of k values with stride s makes size + (k - 1) x jump and jump x s of them. Where the first field begins is
kept too; it lies outside the image where pixels were added at the edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pupila.models.checks import Pair
from pupila.models.layers import Conv, Dense, GlobalPool, Layer, Pool, Residual, Whiten
from pupila.models.shapes import LayerCost, Shape, same_padding

_ONE = (1, 1)
_NONE = (0, 0)


@dataclass(frozen=True)
class Window:
    """Describe one window that slides over an image, height before width.

    Args:
        size: Values that it covers.
        stride: How far it moves.
        before: Values added at the top and at the left.
        after: Values added at the bottom and at the right.
    """

    size: Pair
    stride: Pair = _ONE
    before: Pair = _NONE
    after: Pair = _NONE


@dataclass(frozen=True)
class Field:
    """Hold the receptive field of one layer's values, in pixels of the image, height before width.

    Args:
        size: Height and width of what one value depends on; as the arithmetic gives it, so it may exceed the image.
        jump: How far the field of the next value lies from this one's.
        start: First row and column of the first value's field; negative where pixels were added.
        grid: How many values there are in each direction; kept through `flatten`, for the dense layer behind it.
    """

    size: Pair
    jump: Pair
    start: Pair
    grid: Pair

    def span(self, index: Pair) -> tuple[Pair, Pair]:
        """Return first and last row, and first and last column, of the field of one value.

        They may lie outside the image.
        """
        first = [start + at * jump for start, at, jump in zip(self.start, index, self.jump, strict=True)]
        rows = (first[0], first[0] + self.size[0] - 1)
        return rows, (first[1], first[1] + self.size[1] - 1)


def windows(layer: Layer, arriving: Shape, field: Field | None = None) -> tuple[Window, ...]:
    """Return the windows that a layer slides over what arrives, in their order; none where it has none.

    Of a residual block these are its two convolutions; what the shortcut sees lies within. A dense layer and a global
    pooling look at everything at once: one window of the size of the grid.

    Args:
        layer: Any layer.
        arriving: Shape that arrives.
        field: Of what arrives; only its grid is used.
    """
    if isinstance(layer, Conv):
        return (_window(layer.kernel, layer.stride, padding=layer.padding, arriving=arriving),)
    if isinstance(layer, Pool):
        return (_window(layer.size, layer.step, padding=layer.padding, arriving=arriving),)
    if isinstance(layer, Whiten):
        return (Window(layer.kernel),)
    if isinstance(layer, Residual):
        half = (layer.kernel[0] // 2, layer.kernel[1] // 2)
        return Window(layer.kernel, layer.stride, half, half), Window(layer.kernel, _ONE, half, half)
    if isinstance(layer, (Dense, GlobalPool)) and field is not None and field.grid != _ONE:
        return (Window(field.grid),)
    return ()


def receptive_fields(layers: Sequence[Layer], costs: Sequence[LayerCost]) -> tuple[Field, ...]:
    """Return the receptive field of every layer's values.

    Args:
        layers: As `parse_layers` returns them.
        costs: As `layer_costs` returns them for these layers.

    Example:
        >>> from pupila.models.parsing import parse_layers
        >>> from pupila.models.shapes import layer_costs
        >>> layers = parse_layers(["conv 6 5x5 same", "avgpool 2", "conv 16 5x5", "flatten", "dense classes"])
        >>> costs = layer_costs(layers, input_shape=(1, 28, 28), num_classes=10)
        >>> [field.size for field in receptive_fields(layers, costs)]
        [(5, 5), (6, 6), (14, 14), (14, 14), (32, 32)]
    """
    field = image_field(costs[0].input_shape)
    fields = []
    for layer, cost in zip(layers, costs, strict=True):
        field = next_field(field, layer, cost)
        fields.append(field)
    return tuple(fields)


def image_field(shape: Shape) -> Field:
    """Return the field of the image's own pixels: one pixel each."""
    return Field(_ONE, _ONE, _NONE, (shape[1], shape[2]))


def next_field(field: Field, layer: Layer, cost: LayerCost) -> Field:
    """Return the field behind a layer, from the field before it."""
    size, jump, start = field.size, field.jump, field.start
    for window in windows(layer, cost.input_shape, field):
        start = (start[0] - window.before[0] * jump[0], start[1] - window.before[1] * jump[1])
        size = (size[0] + (window.size[0] - 1) * jump[0], size[1] + (window.size[1] - 1) * jump[1])
        jump = (jump[0] * window.stride[0], jump[1] * window.stride[1])
    if len(cost.output_shape) == 3:
        grid = (cost.output_shape[1], cost.output_shape[2])
    else:
        grid = _ONE if isinstance(layer, (Dense, GlobalPool)) else field.grid
    return Field(size, jump, start, grid)


def _window(size: Pair, stride: Pair, *, padding: str, arriving: Shape) -> Window:
    if padding == "valid":
        return Window(size, stride)
    sides = [same_padding(arriving[axis + 1], window=size[axis], stride=stride[axis]) for axis in (0, 1)]
    return Window(size, stride, (sides[0][0], sides[1][0]), (sides[0][1], sides[1][1]))
