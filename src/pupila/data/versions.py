"""Show what augmentation makes of one image: versions of it as training would see them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pupila.data.augment import Augmentation, Augmenter
from pupila.data.preprocess import Preprocess


def augmented_versions(
    image: NDArray[np.uint8], augmentations: Sequence[Augmentation], *, count: int, seed: int
) -> NDArray[np.uint8]:
    """Return changed copies of one image.

    Args:
        image: Shape (H, W, C), uint8.
        augmentations: What may happen to it.
        count: How many copies.
        seed: Draws the changes; the same seed draws the same.

    Returns:
        Shape (count, H, W, C), uint8.
    """
    import torch

    height, width, channels = image.shape
    copies = torch.from_numpy(np.repeat(image[np.newaxis], count, axis=0))
    unit = Preprocess((height, width), channels).to_unit(copies)
    changed = Augmenter(augmentations, seed=seed)(unit, 0)
    whole = changed.mul(255).round_().to(torch.uint8).permute(0, 2, 3, 1).contiguous()
    return np.asarray(whole.numpy())
