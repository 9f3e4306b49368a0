"""Turn uint8 pixels into what a network reads: the one preprocessing of training, evaluation and prediction.

It travels with the weights. Nothing in it is random, and nothing in it is ever skipped.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

_CHUNK = 1024


@dataclass(frozen=True)
class Preprocess:
    """Say how an image becomes a network's input.

    Attributes:
        image_size: Height and width in pixels that every image is resized to.
        channels: 1 (grey) or 3 (colour).
        scale: "unit" divides by 255; "standardise" then also takes away the mean and divides by the standard deviation
            of each channel over the training images.
        mean: Mean of each channel over the training images, in [0, 1]; zeros for "unit".
        std: Standard deviation of each channel; ones for "unit".
        background: Colour that shows through transparent pixels, red, green, blue in 0 to 255.
    """

    image_size: tuple[int, int]
    channels: int
    scale: Literal["unit", "standardise"] = "unit"
    mean: tuple[float, ...] = (0.0, 0.0, 0.0)
    std: tuple[float, ...] = (1.0, 1.0, 1.0)
    background: tuple[int, int, int] = (255, 255, 255)

    def to_unit(self, images: torch.Tensor) -> torch.Tensor:
        """Turn uint8 images (B,H,W,C) into float32 (B,C,H,W) in [0, 1], in channels-last memory."""
        import torch

        return images.permute(0, 3, 1, 2).to(torch.float32).mul_(1 / 255)

    def normalise(self, images: torch.Tensor) -> torch.Tensor:
        """Standardise unit images (B,C,H,W) where the scale asks for it; changes them in place."""
        if self.scale == "unit":
            return images
        shape = (1, self.channels, 1, 1)
        return images.sub_(images.new_tensor(self.mean).view(shape)).div_(images.new_tensor(self.std).view(shape))

    def to_input(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Do both without torch: uint8 images (B,H,W,C) to a network's input in the same order, to the last bit."""
        images: NDArray[np.float32] = pixels * np.float32(1 / 255)
        if self.scale == "standardise":
            images -= np.array(self.mean, np.float32)
            images /= np.array(self.std, np.float32)
        return images

    def to_json(self) -> dict[str, Any]:
        """Return what `model.json` keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Preprocess:
        """Read what `to_json` wrote."""
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in content.items()
        }
        return cls(**values)


def fit_preprocess(
    images: NDArray[np.uint8],
    rows: NDArray[np.int64],
    *,
    scale: Literal["unit", "standardise"] = "unit",
    background: tuple[int, int, int] = (255, 255, 255),
) -> Preprocess:
    """Choose the preprocessing of a run; what is measured is measured on the training rows alone.

    Args:
        images: All images, uint8. Shape (N, C, H, W).
        rows: The training rows. Shape (n,).
        scale: "unit" or "standardise".
        background: Colour behind transparent pixels.
    """
    channels, height, width = images.shape[1:]
    mean, std = np.zeros(channels), np.ones(channels)
    if scale == "standardise":
        total, squares = np.zeros(channels), np.zeros(channels)
        for start in range(0, len(rows), _CHUNK):
            chunk = images[rows[start : start + _CHUNK]].astype(np.float64) / 255
            total += chunk.sum(axis=(0, 2, 3))
            squares += np.square(chunk).sum(axis=(0, 2, 3))
        count = len(rows) * height * width
        mean = total / count
        # A channel without any contrast would divide by zero; it carries nothing, so its scale is free.
        std = np.sqrt(np.maximum(squares / count - mean**2, 0.0))
        std = np.where(std > 1e-6, std, 1.0)
    return Preprocess(
        image_size=(height, width),
        channels=channels,
        scale=scale,
        mean=tuple(mean.tolist()),
        std=tuple(std.tolist()),
        background=background,
    )
