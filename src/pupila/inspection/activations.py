"""Read out of a network what each layer makes of an image, and what its first layer looks for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from pupila.inspection.insight import Kernels, Maps
from pupila.inspection.walk import evaluating
from pupila.models.modules import ConvLayer, DenseLayer, FlattenLayer, ResidualLayer, WhitenLayer

_IMAGE_CHANNELS = (1, 3)


def record_maps(network: nn.Module, image: Tensor) -> tuple[Maps, ...]:
    """Return what every layer of a network makes of one image, in the order in which they compute.

    Hooks watch the network's children; while they do, our own networks compute every layer as it stands, so that what
    is shown of a convolution has passed its activation.

    Args:
        network: Gives logits; its children are the layers.
        image: One preprocessed image. Shape (channels, height, width).
    """
    found: list[Maps] = []
    names = {child: name for name, child in network.named_children()}

    def take(module: nn.Module, arriving: object, leaving: object) -> None:
        if isinstance(leaving, Tensor) and leaving.dim() in (2, 4):
            # A copy: a later layer may change its input in place.
            found.append(Maps(names[module], leaving[0].detach().to("cpu", torch.float32, copy=True).numpy()))

    handles = [child.register_forward_hook(take) for child in names]
    try:
        with torch.no_grad(), evaluating(network):
            network(image[None])
    finally:
        for handle in handles:
            handle.remove()
    return tuple(found)


def first_kernels(network: nn.Module, *, image_shape: tuple[int, int, int]) -> Kernels | None:
    """Return the weights of the first layer, laid out as pictures.

    Of a perceptron these are the rows of its first dense layer, each as large as the image.

    Args:
        network: Its children are the layers.
        image_shape: (channels, height, width) of an image.

    Returns:
        The kernels; None where the first layer with weights does not look at the image itself.
    """
    for name, child in network.named_children():
        weights = getattr(child, "weight", None)
        if isinstance(child, nn.Conv2d):
            return _conv_kernels(name, child)
        if isinstance(child, nn.Linear):
            return _dense_kernels(name, child, image_shape)
        if not isinstance(child, (FlattenLayer, nn.Flatten)) and (weights is not None or list(child.parameters())):
            return None
    return None


def _conv_kernels(name: str, layer: nn.Conv2d) -> Kernels | None:
    if layer.in_channels // layer.groups not in _IMAGE_CHANNELS:
        return None
    kind = "fixed" if isinstance(layer, WhitenLayer) else "conv"
    return Kernels(name, kind, layer.weight.detach().to("cpu", torch.float32).contiguous().numpy().copy())


def _dense_kernels(name: str, layer: nn.Linear, image_shape: tuple[int, int, int]) -> Kernels | None:
    channels, height, width = image_shape
    if layer.in_features != channels * height * width or channels not in _IMAGE_CHANNELS:
        return None
    rows = layer.weight.detach().to("cpu", torch.float32)
    if isinstance(layer, DenseLayer):  # behind our own flatten, which keeps the channels of a pixel together
        images = rows.reshape(-1, height, width, channels).permute(0, 3, 1, 2)
    else:
        images = rows.reshape(-1, channels, height, width)
    return Kernels(name, "dense", np.ascontiguousarray(images.numpy()))


def seen_by_hooks(network: nn.Module) -> Mapping[str, nn.Module]:
    """Return the layers of a network by name, the convolutions of foreign modules by their path.

    Layers of ours that have parts, such as residual blocks, count as one.
    """
    found: dict[str, nn.Module] = {}
    inside: set[nn.Module] = set()
    for name, module in network.named_modules():
        if module in inside or not name:
            continue
        if isinstance(module, (ResidualLayer, ConvLayer, DenseLayer)):  # one layer to a reader, though it has parts
            inside |= set(module.modules())
        found[name] = module
    return found
