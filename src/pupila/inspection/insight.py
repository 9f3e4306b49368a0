"""Hold what was seen inside a network while it looked at one image, as arrays; no torch, and nothing is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Maps:
    """Hold what one layer made of the image.

    Args:
        name: The layer's name.
        values: Shape (channels, height, width), or (values,).
    """

    name: str
    values: Array


@dataclass(frozen=True, eq=False)
class Kernels:
    """Hold the weights of a network's first layer.

    Args:
        name: The layer's name.
        kind: "conv", "dense" (each row laid out like the image), or "fixed" (a whitening convolution).
        weights: Shape (kernels, channels, height, width).
    """

    name: str
    kind: str
    weights: Array


@dataclass(frozen=True, eq=False)
class Saliency:
    """Hold where a network looked for one class.

    Args:
        method: "gradcam" or "occlusion".
        values: One value for each pixel of the input: how much it speaks for the class. Shape (height, width).
        target: The class, counted from 0.
        layer: The layer whose maps Grad-CAM reads; empty for occlusion.
        grid: Height and width of those maps, or of occlusion's patch.
    """

    method: str
    values: Array
    target: int
    layer: str
    grid: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Insight:
    """Hold everything that one image shows about a network.

    Args:
        file: Name of the image.
        photo: The image as it is, upright. Shape (H, W, C), uint8.
        seen: What the preprocessing made of it, before values are scaled. Shape (height, width, channels), uint8.
        scale: "unit" or "standardise": what was done to the values then.
        probabilities: One for each class; empty for a network that is not trained.
        class_names: In the order of the probabilities.
        kernels: Of the first layer; None where it has none that can be shown, or is not trained.
        maps: What each layer made of the image, in order.
        saliencies: Where it looked for the class that it answered.
    """

    file: str
    photo: NDArray[np.uint8]
    seen: NDArray[np.uint8]
    scale: str
    probabilities: Array
    class_names: tuple[str, ...]
    kernels: Kernels | None
    maps: tuple[Maps, ...]
    saliencies: tuple[Saliency, ...]
