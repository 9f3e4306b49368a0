"""Convolve in bfloat16 on matrix units, in C of our own where it can be had.

Intel's processors of late multiply matrices of bfloat16 in units of their own (AMX). torch uses them through oneDNN,
which takes two to four times as long for the gradient of the weights as for the other two sums, and converts and
rearranges weights and gradients in calls of their own. `tiled.c` does each of the three sums in one call.

Results are those of torch up to the order in which float32 is added up, and the gradients of weights are not rounded to
bfloat16 on their way. For one number of threads they are always the same.
"""

from __future__ import annotations

import ctypes
import functools
from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own custom
from torch import Tensor

from pupila.compiled import compile_and_load
from pupila.models.checks import Pair
from pupila.models.plain import is_usual
from pupila.runtime import has_matrix_units

_BYTES = {torch.float32: 4, torch.bfloat16: 2}
_CHANNELS_LAST = torch.channels_last
_FEW, _WIDE = 16, 64  # channels that leave most of a tile empty, and images from whose width on torch was faster then
_DIGITS = {torch.bfloat16: 2**-7, torch.float32: 2**-18}  # how far sums may differ that were added in another order


def fits(images: Tensor, weight: Tensor, *, stride: Pair, padding: Pair, groups: int) -> bool:
    """Tell whether `convolve` may stand in for torch, and is faster: in a training step, in bfloat16.

    Args:
        images: Shape (B, C, H, W).
        weight: Shape (filters, C / groups, kernel height, kernel width).
        stride: Steps from window to window, (down, across).
        padding: Zeros at (top and bottom, left and right).
        groups: Parts that the channels fall into.
    """
    if not (_in_halves() and is_usual(images, weight, stride=stride, padding=padding, groups=groups)):
        return False
    filters, channels = weight.shape[:2]
    worth_it = channels >= _FEW or images.shape[3] <= _WIDE
    lies_well = images.dtype in _BYTES and weight.is_contiguous(memory_format=_CHANNELS_LAST)
    even = filters % 2 == 0  # slopes are taken in pairs
    return worth_it and lies_well and even and library() is not None


def convolve(images: Tensor, weight: Tensor, bias: Tensor | None, padding: Pair, *, relu: bool = False) -> Tensor:
    """Return what torch's `conv2d` returns in bfloat16 but for rounding; only where `fits` says so.

    Args:
        images: Shape (B, C, H, W), channels last in memory.
        weight: Shape (filters, C, kernel height, kernel width).
        bias: Shape (filters,), or None.
        padding: Zeros at (top and bottom, left and right).
        relu: Cut off at zero what is below.

    Returns:
        Shape (B, filters, H', W'), channels last in memory.
    """
    return cast(Tensor, _Convolution.apply(images, weight, bias, padding, relu))  # type: ignore[no-untyped-call]


def _in_halves() -> bool:
    """Tell whether matrix products are computed in bfloat16."""
    return torch.is_autocast_enabled("cpu") and torch.get_autocast_dtype("cpu") == torch.bfloat16


@functools.cache
def library() -> ctypes.CDLL | None:
    """Return `tiled.c`, compiled; None without matrix units, a compiler, or the values that torch gives."""
    found = compile_and_load(Path(__file__).with_name("tiled.c")) if has_matrix_units() else None
    if found is None or not hasattr(found, "ask_for_tiles") or not found.ask_for_tiles():
        return None
    pointer, number = ctypes.c_void_p, ctypes.c_int
    found.convolve.argtypes = [pointer] * 6 + [number] * 4
    found.weigh.argtypes = [pointer] * 6 + [number] * 2
    return found if _agrees(found) else None


def _agrees(found: ctypes.CDLL) -> bool:
    """Convolve a few images as torch does in double precision, and compare: trust no compiler unseen."""
    # It is asked in the middle of training or answering, whose settings must not reach in here.
    with torch.inference_mode(False), torch.enable_grad(), torch.autocast("cpu", enabled=False):
        return all(_agrees_on(found, channels, relu=relu) for channels in (3, 24, 64) for relu in (False, True))


def _agrees_on(found: ctypes.CDLL, channels: int, *, relu: bool) -> bool:
    dice = torch.Generator().manual_seed(channels)
    shapes = ((35, channels, 6, 9), (40, channels, 3, 2), (40, 1, 1, 1))
    images, weight, bias = (torch.randn(shape, generator=dice).bfloat16() for shape in shapes)
    exact = [one.double().requires_grad_() for one in (images, weight, bias)]
    wanted = F.conv2d(exact[0], exact[1], exact[2].flatten(), padding=(2, 1))
    wanted = F.relu(wanted) if relu else wanted
    slopes = torch.randn(wanted.shape, generator=dice).bfloat16()
    images, weight, slopes = (one.contiguous(memory_format=_CHANNELS_LAST) for one in (images, weight.float(), slopes))
    mine = _forward(found, images, weight, bias.float().flatten(), (2, 1), relu=relu)
    seen = mine if relu else None
    back = _to_images(found, slopes, seen, weight, (2, 1), images.shape)
    to_weight, to_bias = _to_weight(found, images, slopes, seen, weight.shape, (2, 1))
    pairs = zip(
        (mine, back, to_weight, to_bias), (wanted, *torch.autograd.grad(wanted, exact, slopes.double())), strict=True
    )
    return all(_is_near(one, other.detach().view_as(one)) for one, other in pairs)


def _is_near(found: Tensor, wanted: Tensor) -> bool:
    return float((found - wanted).abs().max()) <= _DIGITS[found.dtype] * float(wanted.abs().max())


def _sizes(images: torch.Size, kernel: torch.Size, padding: Pair) -> Any:
    count, channels, height, width = images
    return (ctypes.c_int64 * 9)(count, height, width, channels, kernel[0], kernel[2], kernel[3], *padding)


def _address(values: Tensor | None) -> int | None:
    return None if values is None else values.data_ptr()


def _forward(
    found: ctypes.CDLL, images: Tensor, weight: Tensor, bias: Tensor | None, padding: Pair, *, relu: bool
) -> Tensor:
    height, width = (images.shape[2 + k] + 2 * padding[k] - weight.shape[2 + k] + 1 for k in (0, 1))
    shape = (len(images), len(weight), height, width)
    values = torch.empty(shape, dtype=torch.bfloat16, memory_format=_CHANNELS_LAST)
    where = _address(images), None, _address(weight), _address(bias), _address(values)
    sizes = _sizes(images.shape, weight.shape, padding)
    _call(found.convolve, *where, sizes, _BYTES[images.dtype], 0, relu, torch.get_num_threads())
    return values


def _to_images(
    found: ctypes.CDLL, slopes: Tensor, seen: Tensor | None, weight: Tensor, padding: Pair, shape: torch.Size
) -> Tensor:
    images = torch.empty(shape, dtype=torch.bfloat16, memory_format=_CHANNELS_LAST)
    where = _address(slopes), _address(seen), _address(weight), None, _address(images)
    filters, channels, *kernel = weight.shape
    turned = torch.Size((channels, filters, *kernel))
    sizes = _sizes(slopes.shape, turned, (kernel[0] - 1 - padding[0], kernel[1] - 1 - padding[1]))
    _call(found.convolve, *where, sizes, 2, 1, 0, torch.get_num_threads())
    return images


def _to_weight(
    found: ctypes.CDLL, images: Tensor, slopes: Tensor, seen: Tensor | None, shape: torch.Size, padding: Pair
) -> tuple[Tensor, Tensor]:
    weight, bias = torch.empty(shape, memory_format=_CHANNELS_LAST), torch.empty(shape[0])
    where = _address(images), _address(slopes), _address(seen), _address(weight), _address(bias)
    _call(found.weigh, *where, _sizes(images.shape, shape, padding), _BYTES[images.dtype], torch.get_num_threads())
    return weight, bias


def _call(sum_up: Any, *arguments: Any) -> None:
    if not sum_up(*arguments):
        raise MemoryError


class _Convolution(torch.autograd.Function):
    """Keep what went in, and with relu what came out, for the way back."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor | None, padding: Pair, relu: bool) -> Tensor:
        """Return what is convolved."""
        values = _forward(cast(ctypes.CDLL, library()), images, weight, bias, padding, relu=relu)
        ctx.save_for_backward(images, weight, *[values] * relu)
        ctx.padding = padding
        return values

    @staticmethod
    @torch.autograd.function.once_differentiable  # type: ignore[untyped-decorator, unused-ignore]
    def backward(ctx: Any, slopes: Tensor) -> tuple[Tensor | None, Tensor, Tensor | None, None, None]:
        """Return the gradients of images, weight and bias."""
        found = cast(ctypes.CDLL, library())
        images, weight, *seen = ctx.saved_tensors
        slopes = slopes.to(torch.bfloat16).contiguous(memory_format=_CHANNELS_LAST)
        shown = seen[0] if seen else None
        to_images = None
        if ctx.needs_input_grad[0]:
            to_images = _to_images(found, slopes, shown, weight, ctx.padding, images.shape).to(images.dtype)
        to_weight, to_bias = _to_weight(found, images, slopes, shown, weight.shape, ctx.padding)
        return to_images, to_weight, to_bias if ctx.needs_input_grad[2] else None, None, None
