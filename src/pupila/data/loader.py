"""Hand out batches: rows of the data set, augmented where they are for training, preprocessed, on the device.

Batch order is a pure function of (seed, epoch), and the dice of augmentation of (seed, epoch, part), so a training that
is taken up at any step sees exactly what an unbroken one sees.

Rows are taken for several steps at once (a part) and handed out as views: for small images, the calls that make a batch
would otherwise cost more time than the batch itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from pupila.data.augment import Augmenter
from pupila.data.preprocess import Preprocess
from pupila.runtime import torch_generator

# Large enough that taking rows costs little a step, small enough that a part stays in a core's cache.
PART_BYTES = 2 * 1024 * 1024


class Batch(NamedTuple):
    """Hold what one step reads.

    Attributes:
        images: Float32, preprocessed, channels-last memory. Shape (B, C, H, W).
        labels: Int64. Shape (B,).
        indices: The rows of the data set that these are. Int64, shape (B,).
    """

    images: torch.Tensor
    labels: torch.Tensor
    indices: torch.Tensor


class Loader:
    """Hand out batches of some rows of a data set.

    Args:
        images: All images of the data set, uint8, logical shape (N, C, H, W); a memory map is read row by row.
        labels: All labels. Shape (N,).
        rows: The rows to hand out: a split, or a part of one. Shape (n,).
        preprocess: How pixels become input.
        batch_size: Images a batch; the last batch of an epoch may be smaller.
        device: Where the batches live; on a graphics card the images are moved there once.
        augmenter: What changes training images, or None.
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        labels: NDArray[np.int64],
        rows: NDArray[np.int64],
        *,
        preprocess: Preprocess,
        batch_size: int,
        device: str = "cpu",
        augmenter: Augmenter | None = None,
    ) -> None:
        pixels = torch.from_numpy(images.transpose(0, 2, 3, 1))
        self._images = pixels if device == "cpu" else pixels[torch.from_numpy(rows)].contiguous().to(device)
        self._all_rows_here = device == "cpu"
        self._labels = torch.from_numpy(labels).to(device)
        self.rows = torch.from_numpy(rows).to(device)
        self.preprocess = preprocess
        self.batch_size = batch_size
        self.device = device
        self.augmenter = augmenter
        bytes_a_batch = batch_size * int(np.prod(images.shape[1:])) * 4
        self.steps_a_part = max(1, min(64, PART_BYTES // max(1, bytes_a_batch)))

    @property
    def num_examples(self) -> int:
        """Return how many examples an epoch has."""
        return len(self.rows)

    @property
    def num_steps(self) -> int:
        """Return how many batches an epoch has."""
        return -(-len(self.rows) // self.batch_size)

    def in_order(self) -> Iterator[Batch]:
        """Hand out every row once, in order, not augmented: for measuring."""
        for start in range(0, len(self.rows), self.batch_size):
            positions = torch.arange(start, min(start + self.batch_size, len(self.rows)), device=self.device)
            yield self._take(positions)

    def first(self, share: float) -> tuple[int, int]:
        """Return how many examples, and how many batches, the first part of an epoch has: at least one of each."""
        examples = max(1, round(share * len(self.rows)))
        return examples, -(-examples // self.batch_size)

    def shuffled(
        self, *, seed: int, epoch: int, first_step: int = 0, share: float = 1.0
    ) -> Iterator[tuple[Batch, ...]]:
        """Hand out an epoch, part by part, shuffled and augmented: for training.

        Args:
            seed: The run's seed.
            epoch: Which epoch, from 1; each has an order of its own.
            first_step: Steps of the epoch that were done already.
            share: How much of the epoch is handed out, from its beginning.

        Yields:
            The batches of one part, to be used one after the other.
        """
        order = torch.randperm(len(self.rows), generator=torch_generator(seed, "order", epoch)).to(self.device)
        order = order[: self.first(share)[0]]
        a_part = self.steps_a_part * self.batch_size
        for part in range(first_step // self.steps_a_part, -(-len(order) // a_part)):
            whole = self._take(order[part * a_part : (part + 1) * a_part], epoch, part)
            done = max(0, first_step - part * self.steps_a_part)
            yield tuple(
                Batch(*(tensor[start : start + self.batch_size] for tensor in whole))
                for start in range(done * self.batch_size, len(whole.labels), self.batch_size)
            )

    def _take(self, positions: torch.Tensor, *stream: int) -> Batch:
        rows = self.rows.index_select(0, positions)
        pixels = self._images.index_select(0, rows if self._all_rows_here else positions)
        images = self.preprocess.to_unit(pixels)
        if stream and self.augmenter is not None:
            images = self.augmenter(images, *stream, rows=rows)
        return Batch(self.preprocess.normalise(images), self._labels.index_select(0, rows), rows)
