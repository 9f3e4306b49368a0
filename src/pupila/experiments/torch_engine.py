"""Compute a classifier's answers in torch: on any device, for any module, and where there is much to compute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from pupila.data.preprocess import Preprocess
from pupila.evaluation.inference import Rows, predict_and_watch, predict_probabilities
from pupila.experiments.engines import Seen
from pupila.models.build import build, settle
from pupila.models.parsing import parse_layers
from pupila.runtime import keep_memory

# Images at a time: few enough for what the layers make of them to stay in the caches, enough to pay for each call. On
# two cores N1 answered 18,500 images a second with 128 at a time and 15,300 with 341, N3 727 with 32 and 428 with 64,
# and LeNet-5 65,700 with 256 and 56,600 with 128.
_BATCH, _MOST = 128, 256  # ... and where they are small
_SMALL = 1024 * 1024  # bytes of input up to which they are
_ROOM = 12 * 1024 * 1024  # bytes of input in a batch: more takes a hundred times that inside


class TorchEngine:
    """Answer with a torch network.

    Args:
        model: Gives logits; put into evaluation mode.
        preprocess: How pixels become input, the same as in training.
        device: Where it computes.
    """

    def __init__(self, model: nn.Module, *, preprocess: Preprocess, device: str = "cpu") -> None:
        keep_memory()  # every batch needs the same again: LeNet-5 answered half as fast again
        self.model = settle(model, device).eval()
        self._preprocess = preprocess
        self._device = device

    def look(self, pixels: NDArray[np.uint8], *, watch: bool, ahead: int = 0) -> Seen:
        """Answer, a batch at a time."""
        probabilities, seen = Rows(), Rows()
        room = 4 * pixels[0].size
        step = max(1, min(max(_BATCH, _SMALL // room), _ROOM // room, _MOST))
        for start in range(0, len(pixels), step):
            raw = torch.from_numpy(pixels[start : start + step].copy()).to(self._device)
            images = self._preprocess.normalise(self._preprocess.to_unit(raw))
            if watch:
                found, rows = predict_and_watch(self.model, images)
                seen.add(rows)
            else:
                found = predict_probabilities(self.model, images)
            probabilities.add(found)
        return probabilities.all(), seen.all() if watch else None


def build_network(lines: Sequence[str], *, preprocess: Preprocess, num_classes: int, mirror: bool) -> nn.Module:
    """Return the torch network of a run's lines; its weights are still to be loaded."""
    model = build(
        parse_layers(lines),
        input_shape=(preprocess.channels, *preprocess.image_size),
        num_classes=num_classes,
        generator=torch.Generator(),
    )
    model.mirror = mirror
    return model


def to_tensors(weights: Mapping[str, NDArray[Any]]) -> dict[str, torch.Tensor]:
    """Return copies of arrays as tensors."""
    return {name: torch.tensor(values) for name, values in weights.items()}
