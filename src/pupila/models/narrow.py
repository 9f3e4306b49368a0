"""Convolve images of few channels in C of our own where it can be had: up to three times as fast as torch.

A library's convolution is made for hundreds of channels. With one to eight, as in LeNet-5, it spends more on putting
values into its own order than on the sums; `narrow.c` reads and writes images as they lie. Its sums are as exact as
torch's, but not the same to the last bit; for one number of threads they are always the same.
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

_CHANNELS, _FILTERS, _KERNEL = 8, 64, 7  # at most: with 12 channels it gained a tenth, with 16 nothing
_TOLERANCE = 1e-5  # of the largest value: a sum of some hundred products in single precision
_CHANNELS_LAST = torch.channels_last


def fits(images: Tensor, weight: Tensor, *, stride: Pair, padding: Pair, groups: int) -> bool:
    """Tell whether `convolve` may stand in for torch, and is faster: few channels, single precision, in training.

    Args:
        images: Shape (B, C, H, W).
        weight: Shape (filters, C / groups, kernel height, kernel width).
        stride: Steps from window to window, (down, across).
        padding: Zeros at (top and bottom, left and right).
        groups: Parts that the channels fall into.
    """
    if not (is_narrow(weight) and is_usual(images, weight, stride=stride, padding=padding, groups=groups)):
        return False
    single = images.dtype == torch.float32 and not torch.is_autocast_enabled("cpu")
    return single and library() is not None


def is_narrow(weight: Tensor) -> bool:
    """Tell whether a kernel (filters, C, height, width) sees so few channels that it gains."""
    filters, channels, *kernel = weight.shape
    return channels <= _CHANNELS and filters <= _FILTERS and max(kernel) <= _KERNEL


def convolve(images: Tensor, weight: Tensor, bias: Tensor | None, padding: Pair) -> Tensor:
    """Return what torch's `conv2d` returns, but for rounding; only where `fits` says so.

    Args:
        images: Shape (B, C, H, W), channels last in memory.
        weight: Shape (filters, C, kernel height, kernel width).
        bias: Shape (filters,), or None.
        padding: Zeros at (top and bottom, left and right).

    Returns:
        Shape (B, filters, H', W'), channels last in memory.
    """
    return cast(Tensor, _Convolution.apply(images, weight, bias, padding))  # type: ignore[no-untyped-call]


@functools.cache
def library() -> ctypes.CDLL | None:
    """Return `narrow.c`, compiled; None where it cannot be had, or does not give what torch gives."""
    found = compile_and_load(Path(__file__).with_name("narrow.c"))
    if found is None:
        return None
    pointer, number = ctypes.c_void_p, ctypes.c_int
    found.room.argtypes, found.room.restype = [pointer, ctypes.c_int64], ctypes.c_int64
    found.convolve.argtypes = found.weights_back.argtypes = [pointer] * 6 + [number]
    found.images_back.argtypes = [pointer] * 5 + [number]
    return found if _agrees(found) else None


def _agrees(found: ctypes.CDLL) -> bool:
    """Convolve a few images of odd sizes as torch does, and compare: trust no compiler unseen."""
    # It is asked in the middle of training, whose settings must not reach in here.
    with torch.inference_mode(False), torch.enable_grad(), torch.autocast("cpu", enabled=False):
        return all(
            _agrees_on(found, shape, filters, kernel, padding)
            for shape, filters, kernel, padding in (
                ((3, 1, 9, 21), 6, (5, 5), (2, 2)),
                ((2, 2, 8, 35), 3, (3, 6), (0, 1)),
                ((3, 6, 7, 14), 16, (5, 5), (0, 0)),
                ((2, 3, 5, 11), 35, (3, 3), (1, 2)),
                ((1, 7, 6, 4), 20, (2, 3), (1, 0)),
            )
        )


def _agrees_on(found: ctypes.CDLL, shape: tuple[int, int, int, int], filters: int, kernel: Pair, padding: Pair) -> bool:
    dice = torch.Generator().manual_seed(0)
    images = torch.randn(shape, generator=dice).to(memory_format=_CHANNELS_LAST).requires_grad_()
    weight = torch.randn(filters, shape[1], *kernel, generator=dice).requires_grad_()
    bias = torch.randn(filters, generator=dice).requires_grad_()
    wanted = F.conv2d(images, weight, bias, padding=padding)
    slopes = torch.randn(wanted.shape, generator=dice).to(memory_format=_CHANNELS_LAST)
    with torch.no_grad():
        mine = _forward(found, images, weight, bias, padding)
        to_images = _images_back(found, slopes, images, weight, padding)
        to_weight, to_bias = _weights_back(found, slopes, images, weight, padding)
    gradients = torch.autograd.grad(wanted, (images, weight, bias), slopes)
    pairs = zip((mine, to_images, to_weight, to_bias), (wanted.detach(), *gradients), strict=True)
    return all(bool((one - other).abs().max() <= _TOLERANCE * other.abs().max()) for one, other in pairs)


@functools.lru_cache(maxsize=256)
def _sizes(images: torch.Size, weight: torch.Size, steps: Pair, padding: Pair) -> ctypes.Array[ctypes.c_int64]:
    """Return the fields of `Shape` in `narrow.c`."""
    count, channels, height, width = images
    fields = (count, height, width, channels, weight[0], *weight[2:], *padding, *steps)
    return (ctypes.c_int64 * len(fields))(*fields)


def _prepare(
    found: ctypes.CDLL, images: Tensor, weight: Tensor, padding: Pair
) -> tuple[Tensor, ctypes.Array[ctypes.c_int64], int]:
    """Return what each of the three sums is given last: room to work in, sizes, threads."""
    threads = torch.get_num_threads()
    sizes = _sizes(images.shape, weight.shape, weight.stride(), padding)
    return torch.empty(found.room(sizes, threads)), sizes, threads


def _forward(found: ctypes.CDLL, images: Tensor, weight: Tensor, bias: Tensor | None, padding: Pair) -> Tensor:
    room, sizes, threads = _prepare(found, images, weight, padding)
    height, width = (images.shape[2 + k] + 2 * padding[k] - weight.shape[2 + k] + 1 for k in (0, 1))
    out = torch.empty((len(images), len(weight), height, width), memory_format=_CHANNELS_LAST)
    bias = None if bias is None else bias.contiguous()
    start = None if bias is None else bias.data_ptr()
    where = images.data_ptr(), weight.data_ptr(), start, out.data_ptr(), room.data_ptr()
    found.convolve(*where, sizes, threads)
    return out


def _images_back(found: ctypes.CDLL, slopes: Tensor, images: Tensor, weight: Tensor, padding: Pair) -> Tensor:
    room, sizes, threads = _prepare(found, images, weight, padding)
    back = torch.empty(images.shape, memory_format=_CHANNELS_LAST)
    where = slopes.data_ptr(), weight.data_ptr(), back.data_ptr(), room.data_ptr()
    found.images_back(*where, sizes, threads)
    return back


def _weights_back(
    found: ctypes.CDLL, slopes: Tensor, images: Tensor, weight: Tensor, padding: Pair
) -> tuple[Tensor, Tensor]:
    back, bias = torch.empty_like(weight), torch.empty(len(weight))
    room, sizes, threads = _prepare(found, images, back, padding)  # which need not lie as the weight does
    where = images.data_ptr(), slopes.data_ptr(), back.data_ptr(), bias.data_ptr(), room.data_ptr()
    found.weights_back(*where, sizes, threads)
    return back, bias


class _Convolution(torch.autograd.Function):
    """Sum forward, and back to images, weights and bias."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor | None, padding: Pair) -> Tensor:
        """Return what is convolved."""
        ctx.save_for_backward(images, weight)
        ctx.padding = padding
        return _forward(cast(ctypes.CDLL, library()), images, weight, bias, padding)

    @staticmethod
    @torch.autograd.function.once_differentiable  # type: ignore[untyped-decorator, unused-ignore]
    def backward(ctx: Any, slopes: Tensor) -> tuple[Tensor | None, Tensor, Tensor | None, None]:
        """Return the gradients of images, weight and bias."""
        found, (images, weight) = cast(ctypes.CDLL, library()), ctx.saved_tensors
        slopes = slopes.contiguous(memory_format=_CHANNELS_LAST)
        to_weight, to_bias = _weights_back(found, slopes, images, weight, ctx.padding)
        to_images = _images_back(found, slopes, images, weight, ctx.padding) if ctx.needs_input_grad[0] else None
        return to_images, to_weight, to_bias if ctx.needs_input_grad[2] else None, None
