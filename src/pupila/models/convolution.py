"""Convolve, with a faster gradient of the weights where images have become small.

In bfloat16 oneDNN was seen to take three to seven times as long for the gradient of the weights as for that of images
no larger than 7x7, though both are as many multiply-adds. Laid out as one matrix of windows and one of slopes, the same
sum is a single product, and up to six times as fast.
"""

from __future__ import annotations

from typing import Any, cast

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own custom
from torch import Tensor

from pupila.models import narrow
from pupila.models.checks import Pair
from pupila.models.plain import is_plain, is_trained

_SMALL = 49  # pixels that come out: at 8x8 it gained in one of three networks
_CHANNELS = 16  # fewer leave windows so narrow that copying them costs more than it saves


def convolve(
    images: Tensor, weight: Tensor, bias: Tensor | None, *, stride: Pair, padding: Pair, groups: int
) -> Tensor:
    """Return what torch's `conv2d` returns.

    Args:
        images: Shape (B, C, H, W).
        weight: Shape (filters, C / groups, kernel height, kernel width).
        bias: Shape (filters,), or None.
        stride: Steps from window to window, (down, across).
        padding: Zeros at (top and bottom, left and right).
        groups: Parts that the channels fall into.
    """
    height, width = (images.shape[2 + k] + 2 * padding[k] - weight.shape[2 + k] + 1 for k in (0, 1))
    small = height * width <= _SMALL and weight.shape[1] >= _CHANNELS
    if small and stride == (1, 1) and groups == 1 and _in_halves() and is_trained(weight) and is_plain(images):
        values = [None if one is None else one.to(torch.bfloat16) for one in (images, weight, bias)]
        return cast(Tensor, _SmallConvolution.apply(*values, padding))  # type: ignore[no-untyped-call]
    if narrow.fits(images, weight, stride=stride, padding=padding, groups=groups):
        return narrow.convolve(images, weight, bias, padding)
    return F.conv2d(images, weight, bias, stride, padding, groups=groups)


def _in_halves() -> bool:
    """Tell whether matrix products are computed in bfloat16."""
    return torch.is_autocast_enabled("cpu") and torch.get_autocast_dtype("cpu") == torch.bfloat16


def _windows(images: Tensor, kernel: Pair, padding: Pair) -> Tensor:
    """Return the values under the kernel at each of its places: (B x places, kernel height x kernel width x C)."""
    if any(padding):
        images = F.pad(images, (padding[1], padding[1], padding[0], padding[0]))
    pixels = images.permute(0, 2, 3, 1).contiguous()
    count, height, width, channels = pixels.shape
    shape = (count, height - kernel[0] + 1, width - kernel[1] + 1, kernel[0], kernel[1] * channels)
    row = width * channels
    return pixels.as_strided(shape, (height * row, row, channels, row, 1)).reshape(-1, kernel[0] * kernel[1] * channels)


class _SmallConvolution(torch.autograd.Function):
    """Leave forward, and the gradient of the images, to torch."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor | None, padding: Pair) -> Tensor:
        """Return what is convolved."""
        ctx.save_for_backward(images, weight)
        ctx.padding = padding
        return F.conv2d(images, weight, bias, padding=padding)

    @staticmethod
    @torch.autograd.function.once_differentiable  # type: ignore[untyped-decorator, unused-ignore]
    def backward(ctx: Any, slopes: Tensor) -> tuple[Tensor | None, Tensor, Tensor | None, None]:
        """Return the gradients of images, weight and bias."""
        (images, weight), padding = ctx.saved_tensors, ctx.padding
        slopes = slopes.contiguous(memory_format=torch.channels_last)
        rows = slopes.permute(0, 2, 3, 1).flatten(0, 2)
        filters, channels, *kernel = weight.shape
        products = rows.t() @ _windows(images, (kernel[0], kernel[1]), padding)
        to_weight = products.view(filters, *kernel, channels).permute(0, 3, 1, 2)
        to_bias = rows.sum(0) if ctx.needs_input_grad[2] else None
        to_images = None
        if ctx.needs_input_grad[0]:
            to_images = torch.ops.aten.convolution_backward(
                slopes, images, weight, None, (1, 1), padding, (1, 1), False, (0, 0), 1, (True, False, False)
            )[0]
        return to_images, to_weight, to_bias, None
