"""Run one layer of the layer language on one image, so that a lesson shows what a network computes, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pupila.models.parsing import parse_layers
from pupila.models.shapes import LayerCost, Shape, layer_costs

Values = NDArray[np.float64]

_ENDING = ("globalpool", "dense classes")  # a network must end in logits; what a lesson looks at comes before


def follow(lines: Sequence[str], *, input_shape: Shape) -> tuple[LayerCost, ...]:
    """Return shapes and costs of the first layers of a network, which need not end in classes.

    Args:
        lines: Lines of the layer language, up to an image.
        input_shape: (channels, height, width).
    """
    return layer_costs(parse_layers([*lines, *_ENDING]), input_shape=input_shape, num_classes=2)[: len(lines)]


def run_layer(line: str, image: NDArray[np.generic], *, weights: NDArray[np.generic] | None = None) -> Values:
    """Compute one layer in float64, where sums of whole numbers are exact.

    Args:
        line: A line of the layer language, such as "conv 1 3x3 same" or "maxpool 2".
        image: Shape (height, width), or (channels, height, width).
        weights: Of a convolution: (height, width) or (channels, height, width) for its only kernel, or
            (kernels, channels, height, width). Its biases are 0.

    Returns:
        Shape (channels, height, width).
    """
    import torch

    from pupila.models.build import BUILDERS

    arriving = torch.from_numpy(np.array(image, np.float64))
    arriving = arriving[None] if arriving.dim() == 2 else arriving
    (layer,) = parse_layers([line])
    (cost,) = follow([line], input_shape=tuple(arriving.shape))
    module = BUILDERS[layer.kind](layer, cost.input_shape, cost.output_shape).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
        if weights is not None:
            (kernel,) = [parameter for parameter in module.parameters() if parameter.dim() == 4]
            kernel.copy_(torch.from_numpy(np.array(weights, np.float64)).reshape(kernel.shape))
        found: Values = module(arriving[None])[0].numpy()
    return found
