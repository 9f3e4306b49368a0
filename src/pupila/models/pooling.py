"""Pool 2x2 windows of images, forward and back, in C of our own where it can be had, else in torch: the same bits.

torch's pooling keeps eight bytes of place for each value that is left, and clears the gradient before it fills it. That
was half of the time of N3's network in bfloat16 and a third of N1's. In `pooling.c` a place is one byte, the activation
before the pooling is done on the way, and the gradient is written once.
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
from pupila.models.plain import is_plain, is_trained

SIDE = 2  # of the windows
_LANES = 16  # channels that `pooling.c` takes at once, and at least
_APART = 32  # floats between the rooms of its threads
_BYTES = {torch.float32: 4, torch.bfloat16: 2}
_CHANNELS_LAST = torch.channels_last


def max_pool(images: Tensor, *, relu: bool) -> Tensor:
    """Return the largest value of each 2x2 window; what is left at odd edges does not count.

    Args:
        images: Shape (B, C, H, W).
        relu: Cut off at zero what is below.

    Returns:
        Shape (B, C, H // 2, W // 2).
    """
    if images.dtype in _BYTES and images.shape[1] >= _LANES and _fits(images):
        return cast(Tensor, _MaxPool.apply(images, relu))  # type: ignore[no-untyped-call]  # torch leaves it untyped
    pooled = F.max_pool2d(images, SIDE)
    return F.relu(pooled) if relu else pooled  # in this order on a quarter of the values


def average_pool(images: Tensor, *, tanh: bool) -> Tensor:
    """Return the mean of each 2x2 window; what is left at odd edges does not count.

    Args:
        images: Shape (B, C, H, W).
        tanh: Take the means of the values' hyperbolic tangents.

    Returns:
        Shape (B, C, H // 2, W // 2).
    """
    if images.dtype == torch.float32 and _fits(images):
        return cast(Tensor, _AveragePool.apply(images, tanh))  # type: ignore[no-untyped-call]
    return F.avg_pool2d(torch.tanh(images) if tanh else images, SIDE)


def _fits(images: Tensor) -> bool:
    """Tell whether `pooling.c` may read this: plain images, while a network is trained or answers."""
    working = is_trained(images) or torch.is_inference_mode_enabled()
    return working and is_plain(images) and min(images.shape[2:]) >= SIDE and library() is not None


def computed_by(device: str) -> str:
    """Name what pools the images of a training: the file in C, or torch."""
    return "pooling.c" if device == "cpu" and library() is not None else "torch"


@functools.cache
def library() -> ctypes.CDLL | None:
    """Return `pooling.c`, compiled; None where it cannot be had, or does not give what torch gives."""
    found = compile_and_load(Path(__file__).with_name("pooling.c"))
    if found is None:
        return None
    pointer, size, number = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int
    shape = [size] * 4
    for width in _BYTES.values():
        getattr(found, f"max_pool_{width}").argtypes = [pointer] * 3 + shape + [number] * 2
        getattr(found, f"max_pool_back_{width}").argtypes = [pointer] * 3 + shape + [number]
    found.average_pool.argtypes = [pointer] * 3 + shape + [number]
    found.average_pool_back.argtypes = [pointer] * 4 + shape + [number]
    return found if _agrees(found) else None


def _agrees(found: ctypes.CDLL) -> bool:
    """Pool a few images, also with odd edges, as torch does, and compare: trust no compiler unseen."""
    # It is asked in the middle of training or answering, whose settings must not reach in here.
    with torch.inference_mode(False), torch.enable_grad(), torch.autocast("cpu", enabled=False):
        return all(_agrees_on(found, dtype) for dtype in _BYTES)


def _agrees_on(found: ctypes.CDLL, dtype: torch.dtype) -> bool:
    dice = torch.Generator().manual_seed(0)
    images = torch.randn(3, 24, 7, 9, generator=dice).to(dtype).to(memory_format=_CHANNELS_LAST)
    slopes = torch.randn(3, 24, 3, 4, generator=dice).to(dtype).to(memory_format=_CHANNELS_LAST)
    leaf = images.clone().requires_grad_()
    pooled, (mine, places) = F.relu(F.max_pool2d(leaf, SIDE)), _max_forward(found, images, relu=True)
    (back,) = torch.autograd.grad(pooled, leaf, slopes)
    if not (torch.equal(mine, pooled) and torch.equal(_max_back(found, slopes, places, images.shape), back)):
        return False
    if dtype != torch.float32:
        return True
    bent = torch.tanh(leaf)
    pooled = F.avg_pool2d(bent, SIDE)
    (back,) = torch.autograd.grad(pooled, leaf, slopes)
    mine_back = _average_back(found, slopes, bent.detach(), images.shape)
    return torch.equal(_average_forward(found, bent.detach()), pooled) and torch.equal(mine_back, back)


def _sizes(shape: torch.Size) -> tuple[int, int, int, int]:
    """Return a shape in the order in which the values lie."""
    return shape[0], shape[2], shape[3], shape[1]


def _halved(images: Tensor, dtype: torch.dtype) -> Tensor:
    count, channels, height, width = images.shape
    return torch.empty((count, channels, height // SIDE, width // SIDE), dtype=dtype, memory_format=_CHANNELS_LAST)


def _max_forward(found: ctypes.CDLL, images: Tensor, *, relu: bool) -> tuple[Tensor, Tensor]:
    pooled, places = _halved(images, images.dtype), _halved(images, torch.uint8)
    call = getattr(found, f"max_pool_{_BYTES[images.dtype]}")
    where = images.data_ptr(), pooled.data_ptr(), places.data_ptr()
    call(*where, *_sizes(images.shape), relu, torch.get_num_threads())
    return pooled, places


def _max_back(found: ctypes.CDLL, slopes: Tensor, places: Tensor, shape: torch.Size) -> Tensor:
    images = torch.empty(shape, dtype=slopes.dtype, memory_format=_CHANNELS_LAST)
    call = getattr(found, f"max_pool_back_{_BYTES[slopes.dtype]}")
    where = slopes.data_ptr(), places.data_ptr(), images.data_ptr()
    call(*where, *_sizes(shape), torch.get_num_threads())
    return images


def _scratch(shape: torch.Size) -> Tensor:
    """Return room for a row of values for each thread."""
    return torch.empty(torch.get_num_threads() * (shape[1] * shape[3] + _APART))


def _average_forward(found: ctypes.CDLL, images: Tensor) -> Tensor:
    pooled, rows = _halved(images, images.dtype), _scratch(images.shape)
    where = images.data_ptr(), pooled.data_ptr(), rows.data_ptr()
    found.average_pool(*where, *_sizes(images.shape), torch.get_num_threads())
    return pooled


def _average_back(found: ctypes.CDLL, slopes: Tensor, bent: Tensor | None, shape: torch.Size) -> Tensor:
    images, rows = torch.empty(shape, memory_format=_CHANNELS_LAST), _scratch(shape)
    where = slopes.data_ptr(), None if bent is None else bent.data_ptr(), images.data_ptr(), rows.data_ptr()
    found.average_pool_back(*where, *_sizes(shape), torch.get_num_threads())
    return images


class _MaxPool(torch.autograd.Function):
    """Let gradients go back the way that `places` remember."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, relu: bool) -> Tensor:
        """Return what is pooled."""
        pooled, places = _max_forward(cast(ctypes.CDLL, library()), images, relu=relu)
        ctx.save_for_backward(places)
        ctx.shape = images.shape
        return pooled

    @staticmethod
    @torch.autograd.function.once_differentiable  # type: ignore[untyped-decorator, unused-ignore]
    def backward(ctx: Any, slopes: Tensor) -> tuple[Tensor, None]:
        """Return the gradient of the images."""
        slopes = slopes.contiguous(memory_format=_CHANNELS_LAST)
        (places,) = ctx.saved_tensors
        return _max_back(cast(ctypes.CDLL, library()), slopes, places, ctx.shape), None


class _AveragePool(torch.autograd.Function):
    """Let gradients go back to all values of a window, and through their tanh."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, tanh: bool) -> Tensor:
        """Return what is pooled."""
        bent = torch.tanh(images) if tanh else images
        ctx.save_for_backward(*[bent] * tanh)
        ctx.shape = images.shape
        return _average_forward(cast(ctypes.CDLL, library()), bent)

    @staticmethod
    @torch.autograd.function.once_differentiable  # type: ignore[untyped-decorator, unused-ignore]
    def backward(ctx: Any, slopes: Tensor) -> tuple[Tensor, None]:
        """Return the gradient of the images."""
        slopes = slopes.contiguous(memory_format=_CHANNELS_LAST)
        bent = ctx.saved_tensors[0] if ctx.saved_tensors else None
        return _average_back(cast(ctypes.CDLL, library()), slopes, bent, ctx.shape), None
