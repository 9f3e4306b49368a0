"""Tell where sums of our own may stand in for torch's: on plain images in the processor's memory, and nowhere else."""

from __future__ import annotations

import torch
from torch import Tensor

from pupila.models.checks import Pair


def is_plain(images: Tensor) -> bool:
    """Tell whether these are values (B, C, H, W), channels last in the processor's memory, and nothing more than that.

    What traces or exports a network brings tensors of its own kind, and must see torch's own operations.
    """
    plain = type(images) is Tensor and images.device.type == "cpu" and not torch.compiler.is_compiling()
    return plain and images.dim() == 4 and len(images) > 0 and images.is_contiguous(memory_format=torch.channels_last)


def is_trained(values: Tensor) -> bool:
    """Tell whether a gradient will come back to these values."""
    return values.requires_grad and torch.is_grad_enabled()


def is_usual(images: Tensor, weight: Tensor, *, stride: Pair, padding: Pair, groups: int) -> bool:
    """Tell whether this is a convolution as sums of our own take it: trained, of plain images, a step at a time.

    Args:
        images: Shape (B, C, H, W).
        weight: Shape (filters, C / groups, kernel height, kernel width).
        stride: Steps from window to window, (down, across).
        padding: Zeros at (top and bottom, left and right), fewer than the kernel has rows and columns.
        groups: Parts that the channels fall into.
    """
    if not (stride == (1, 1) and groups == 1 and is_trained(weight) and is_plain(images)):
        return False
    sides = zip(images.shape[2:], padding, weight.shape[2:], strict=True)
    reached = all(zeros < kernel <= side + 2 * zeros for side, zeros, kernel in sides)
    ours = weight.dtype == torch.float32 and weight.device == images.device
    return reached and ours and images.shape[1] == weight.shape[1]
