"""Write the sums behind a layer's figures: "(5 x 5 x 6 + 1) x 16 = 2,416". No torch.

A sum is kept as its numbers and the signs between them, so that each language can write the numbers in its own way,
and so that a test can work it out again.
"""

from __future__ import annotations

from dataclasses import dataclass

from pupila.inspection.receptive import Field, Window, windows
from pupila.language import number
from pupila.models.checks import Pair
from pupila.models.layers import BatchNorm, Conv, Dense, Flatten, Layer, Residual, Whiten
from pupila.models.shapes import LayerCost, needs_projection

Terms = tuple[int | str, ...]


@dataclass(frozen=True)
class Sum:
    """Hold a sum and what comes out.

    Args:
        terms: Whole numbers, and between them strings such as " x ", " + ", "(".
        value: The result.
        floored: Whether the division in it leaves a rest, which is dropped.
    """

    terms: Terms
    value: int
    floored: bool = False

    def write(self, language: str) -> str:
        """Write the sum with the marks of a language.

        Example:
            >>> Sum(("(", 5, " x ", 5, " x ", 6, " + 1) x ", 16), 2416).write("es")
            '(5 x 5 x 6 + 1) x 16 = 2.416'
        """
        left = "".join(number(term, ",", language) if isinstance(term, int) else term for term in self.terms)
        right = number(self.value, ",", language)
        return left if left == right else f"{left} = {right}"


def parameter_sum(layer: Layer, cost: LayerCost) -> Sum | None:
    """Return the sum of a layer's parameters; None where it has none to learn or to keep."""
    if isinstance(layer, Conv):
        weights = (*layer.kernel, cost.input_shape[0] // layer.groups)
        return Sum(weights_and_bias(weights, layer.filters, bias=layer.bias), cost.parameters)
    if isinstance(layer, Dense):
        return Sum(weights_and_bias(cost.input_shape, cost.output_shape[0], bias=layer.bias), cost.parameters)
    if isinstance(layer, Whiten):
        return Sum(product(*layer.kernel, cost.input_shape[0], cost.output_shape[0]), cost.parameters)
    if isinstance(layer, BatchNorm):
        return Sum(product(2, cost.input_shape[0]), cost.parameters)
    if isinstance(layer, Residual):
        kernels = [product(*factors) for factors in _residual_kernels(layer, cost)]
        norms = product(len(kernels), 2, layer.filters)
        return Sum(_join(" + ", [*kernels, norms]), cost.parameters)
    return None


def product_sum(layer: Layer, cost: LayerCost) -> Sum | None:
    """Return the sum of a layer's multiply-adds; None where none is counted."""
    if isinstance(layer, Dense):
        return Sum(product(cost.input_shape[0], cost.output_shape[0]), cost.multiply_adds)
    if isinstance(layer, (Conv, Whiten)):
        depth = cost.input_shape[0] // (layer.groups if isinstance(layer, Conv) else 1)
        places = cost.output_shape[1:]
        return Sum(product(*layer.kernel, depth, cost.output_shape[0], *places), cost.multiply_adds)
    if isinstance(layer, Residual):
        kernels = _join(" + ", [product(*factors) for factors in _residual_kernels(layer, cost)])
        height, width = cost.output_shape[1:]
        return Sum(("(", *kernels, ") x ", height, " x ", width), cost.multiply_adds)
    return None


def shape_sums(layer: Layer, cost: LayerCost) -> tuple[Sum, ...]:
    """Return how height and width (or the number of values) come about; nothing where the shape stays.

    A residual block changes the size in its first convolution only.
    """
    if isinstance(layer, Flatten):
        channels, *place = cost.input_shape
        return (Sum(product(*place, channels), cost.output_shape[0]),) if place else ()
    found = windows(layer, cost.input_shape)
    if not found:
        return ()
    return tuple(_slide_sum(found[0], axis, cost) for axis in (0, 1))


def memory_sum(cost: LayerCost) -> Sum:
    """Return the bytes of a layer's output for one image: four for each value."""
    channels, *place = cost.output_shape
    return Sum(product(*place, channels, 4), cost.activation_bytes)


def field_sums(layer: Layer, cost: LayerCost, before: Field, after: Field) -> tuple[Sum, ...]:
    """Return how height and width of the receptive field come about; nothing where the layer does not change it."""
    found = windows(layer, cost.input_shape, before)
    return tuple(_field_sum(found, axis, before, after) for axis in (0, 1)) if found else ()


def _slide_sum(window: Window, axis: int, cost: LayerCost) -> Sum:
    size, stride = window.size[axis], window.stride[axis]
    before, after = window.before[axis], window.after[axis]
    arriving, leaving = cost.input_shape[axis + 1], cost.output_shape[axis + 1]
    edges: Terms = ()
    if before == after and before:
        edges = (" + 2 x ", before)
    elif after:
        edges = (" + ", before, " + ", after) if before else (" + ", after)
    floored = bool((arriving + before + after - size) % stride)
    return Sum(("(", arriving, *edges, " - ", size, ") / ", stride, " + 1"), leaving, floored)


def _field_sum(found: tuple[Window, ...], axis: int, before: Field, after: Field) -> Sum:
    terms: Terms = (before.size[axis],)
    jump = before.jump[axis]
    for window in found:
        terms = (*terms, " + (", window.size[axis], " - 1) x ", jump)
        jump *= window.stride[axis]
    return Sum(terms, after.size[axis])


def _residual_kernels(layer: Residual, cost: LayerCost) -> list[tuple[int, ...]]:
    channels, filters = cost.input_shape[0], layer.filters
    kernels: list[tuple[int, ...]] = [(*layer.kernel, channels, filters), (*layer.kernel, filters, filters)]
    return [*kernels, (1, 1, channels, filters)] if needs_projection(cost.input_shape, layer) else kernels


def weights_and_bias(weights: tuple[int, ...], outputs: int, *, bias: bool) -> Terms:
    """Write the parameters of a convolution or dense layer: one bias an output, inside the brackets, counted once."""
    return ("(", *product(*weights), " + 1) x ", outputs) if bias else product(*weights, outputs)


def product(*factors: int) -> Terms:
    """Write a product: its factors with " x " between them."""
    return _join(" x ", [(factor,) for factor in factors])


def _join(sign: str, parts: list[Terms]) -> Terms:
    return tuple(term for number_, part in enumerate(parts) for term in ((sign, *part) if number_ else part))


def pair_text(pair: Pair) -> str:
    """Write height and width: "5x5"."""
    return f"{pair[0]}x{pair[1]}"
