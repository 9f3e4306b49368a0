"""Fit whitening convolutions to images: filters whose outputs are decorrelated and of variance 1."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own custom
from torch import Tensor, nn

from pupila.errors import LayerError
from pupila.models.modules import WhitenLayer

_CHUNK = 256  # images cut into patches at a time, so that memory stays small
_SHARE = 5e-4  # of the mean variance, added to each eigenvalue: directions that are mostly noise are not blown up


@torch.no_grad()
def initialise_whitening(network: nn.Sequential, images: Tensor) -> int:
    """Fit every whitening layer to the images as they arrive there.

    A layer's filters become v / sqrt(variance along v) for the eigenvectors v of the covariance of its patches, by
    falling variance, and then the negatives of all these, so that an activation loses nothing. A few thousand images
    are enough.

    Args:
        network: As `build` returns it; other layers stay as they are.
        images: Preprocessed images as in training, float32, shape (B, C, H, W).

    Returns:
        How many whitening layers there were.

    Raises:
        LayerError: No images, or images with values that are not finite.

    Source:
        Page (2018); Jordan (2024), arXiv:2404.00498, section 3.2. We centre the covariance, and take 5e-4 of the mean
        variance as the constant that they fix at 5e-4 for standardised images.
    """
    last = max((at for at, child in enumerate(network) if isinstance(child, WhitenLayer)), default=-1)
    training = network.training
    network.eval()
    values, fitted = images, 0
    try:
        for at, child in enumerate(network):
            if at > last:
                break
            if isinstance(child, WhitenLayer):
                child.weight.copy_(_filters(child, values))
                fitted += 1
            values = child(values) if at < last else values
    finally:
        network.train(training)
    return fitted


def _filters(layer: WhitenLayer, images: Tensor) -> Tensor:
    """Return the filters (2 x patch values, C, height, width) for these images."""
    channels, kernel = layer.in_channels, (layer.kernel_size[0], layer.kernel_size[1])
    fits = images.dim() == 4 and len(images) > 0 and images.shape[1] == channels and images.is_floating_point()
    if not fits or not bool(images.isfinite().all()):
        came = f"{tuple(images.shape)} ({images.dtype})"
        raise LayerError("models.whitening_images", shape=f"{channels}, H, W", came=came)
    variances, vectors = torch.linalg.eigh(_patch_covariance(images, kernel))
    variances, vectors = variances.flip(0).clamp_min(0), vectors.flip(1).T
    largest = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))
    vectors = vectors * largest.sign()  # an eigenvector's sign is arbitrary: this makes it the same on every machine
    floor = _SHARE * variances.mean() + 1e-12
    scaled = (vectors / (variances + floor).sqrt()[:, None]).reshape(-1, channels, *kernel)
    return torch.cat([scaled, -scaled])


def _patch_covariance(images: Tensor, kernel: tuple[int, int]) -> Tensor:
    """Return the covariance of all patches of this size, in float64 on the CPU; shape (values, values)."""
    size = images.shape[1] * kernel[0] * kernel[1]
    count, total, squares = 0, torch.zeros(size).double(), torch.zeros(size, size).double()
    for start in range(0, len(images), _CHUNK):
        chunk = images[start : start + _CHUNK].cpu().double().contiguous()
        patches = F.unfold(chunk, kernel).transpose(1, 2).flatten(0, 1)
        count += len(patches)
        total += patches.sum(0)
        squares += patches.T @ patches
    mean = total / count
    return squares / count - torch.outer(mean, mean)
