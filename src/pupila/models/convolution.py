"""Convolve, in training in C of our own where that is faster and can be had, else in torch."""

from __future__ import annotations

from collections.abc import Iterable

import torch.nn.functional as F  # noqa: N812  # torch's own custom
from torch import Tensor, nn

from pupila.models import narrow, tiled
from pupila.models.checks import Pair


def convolve(
    images: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    *,
    stride: Pair,
    padding: Pair,
    groups: int,
    relu: bool = False,
) -> Tensor:
    """Return what torch's `conv2d` returns but for rounding, cut off at zero where asked for.

    Args:
        images: Shape (B, C, H, W).
        weight: Shape (filters, C / groups, kernel height, kernel width).
        bias: Shape (filters,), or None.
        stride: Steps from window to window, (down, across).
        padding: Zeros at (top and bottom, left and right).
        groups: Parts that the channels fall into.
        relu: Cut off at zero what is below.
    """
    if tiled.fits(images, weight, stride=stride, padding=padding, groups=groups):
        return tiled.convolve(images, weight, bias, padding, relu=relu)
    if narrow.fits(images, weight, stride=stride, padding=padding, groups=groups):
        values = narrow.convolve(images, weight, bias, padding)
    else:
        values = F.conv2d(images, weight, bias, stride, padding, groups=groups)
    return F.relu(values, inplace=True) if relu else values


def computed_by(layers: Iterable[nn.Conv2d], device: str, precision: str) -> str:
    """Name what convolves in a training, in some of these layers at least: a file in C, or torch.

    It compiles that file where it is the first to ask.
    """
    if device != "cpu":
        return "torch"
    if precision == "bfloat16":
        return "tiled.c" if tiled.library() is not None else "torch"
    few = any(narrow.is_narrow(layer.weight) for layer in layers)
    return "narrow.c" if few and narrow.library() is not None else "torch"
