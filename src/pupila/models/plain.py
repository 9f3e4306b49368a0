"""Tell where sums of our own may stand in for torch's: on plain images in the processor's memory, and nowhere else."""

from __future__ import annotations

import torch
from torch import Tensor


def is_plain(images: Tensor) -> bool:
    """Tell whether these are values (B, C, H, W), channels last in the processor's memory, and nothing more than that.

    What traces or exports a network brings tensors of its own kind, and must see torch's own operations.
    """
    plain = type(images) is Tensor and images.device.type == "cpu" and not torch.compiler.is_compiling()
    return plain and images.dim() == 4 and len(images) > 0 and images.is_contiguous(memory_format=torch.channels_last)


def is_trained(values: Tensor) -> bool:
    """Tell whether a gradient will come back to these values."""
    return values.requires_grad and torch.is_grad_enabled()
