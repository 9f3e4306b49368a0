"""Compute a classifier's answers: in NumPy where few are wanted, in torch where there is much to compute.

Loading torch costs more than answering for some hundred images without it, and every call of `pupila predict` would pay
for it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pupila.data.preprocess import Preprocess
from pupila.evaluation.novelty import join_layers, summarise_layer
from pupila.models.forward import forward, weight_shapes
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs

if TYPE_CHECKING:
    from torch import nn

Seen = tuple[NDArray[np.float32], NDArray[np.float32] | None]  # probabilities (B, K); what the layers saw, if asked

# Multiply-adds beyond which loading torch and computing there is as fast as NumPy: that of 540 to 11,000 images of the
# notebooks' networks of convolutions (LOG.md, 2026-11-22).
MOST_WORK = 50e9
_ROOM = 64 * 1024 * 1024  # bytes that the values between two layers may take
_LAYERS_HELD = 4  # a layer's input, the same with edges, its output, and one on the side of a residual block


class Engine(Protocol):
    """Answer for pixels that have the network's size."""

    @property
    def model(self) -> nn.Module:
        """The torch network, in evaluation mode."""

    def look(self, pixels: NDArray[np.uint8], *, watch: bool, ahead: int = 0) -> Seen:
        """Return the probabilities of images, and where `watch` says so what the layers saw of them.

        Args:
            pixels: Shape (B, H, W, C), B at least 1.
            watch: Whether rows of `novelty.join_layers` are wanted.
            ahead: How many images are still to come after these, as far as it is known.
        """


class NumpyEngine:
    """Answer with the layers and weights of a run, without torch.

    Args:
        lines: The network in the layer language.
        weights: By name; every one that the network has, and no other.
        preprocess: How pixels become input.
        num_classes: How many logits come out.
        mirror: Answer with the mean over each image and its mirror image.
        make_torch: Makes the same in torch, for whoever asks for the network itself.

    Raises:
        LayerError: Lines that are no network.
        ValueError: Weights of another network; names the first one that differs.
    """

    def __init__(
        self,
        lines: tuple[str, ...],
        weights: Mapping[str, NDArray[Any]],
        *,
        preprocess: Preprocess,
        num_classes: int,
        mirror: bool,
        make_torch: Callable[[], Engine],
    ) -> None:
        self._layers = parse_layers(lines)
        self._costs = layer_costs(
            self._layers, input_shape=(preprocess.channels, *preprocess.image_size), num_classes=num_classes
        )
        _check_weights(weights, weight_shapes(self._layers, self._costs))
        self._weights = {name: np.asarray(values, np.float32) for name, values in weights.items()}
        self._preprocess = preprocess
        self._mirror = mirror
        self._make_torch = make_torch

    @cached_property
    def in_torch(self) -> Engine:
        """The same in torch; made when it is first asked for."""
        return self._make_torch()

    @property
    def model(self) -> nn.Module:
        """The torch network, in evaluation mode."""
        return self.in_torch.model

    @property
    def work(self) -> int:
        """Multiply-adds for one image."""
        return (1 + self._mirror) * sum(cost.multiply_adds for cost in self._costs)

    def look(self, pixels: NDArray[np.uint8], *, watch: bool, ahead: int = 0) -> Seen:
        """Answer, so many images at a time as memory has room for."""
        largest = max(cost.activation_bytes for cost in self._costs)
        step = max(1, _ROOM // (_LAYERS_HELD * max(largest, 4 * pixels[0].size)))
        parts = [self._look(pixels[start : start + step], watch=watch) for start in range(0, len(pixels), step)]
        probabilities = np.concatenate([found for found, _ in parts])
        return probabilities, np.concatenate([seen for _, seen in parts if seen is not None]) if watch else None

    def _look(self, pixels: NDArray[np.uint8], *, watch: bool) -> Seen:
        images = self._preprocess.to_input(pixels)
        rows = [summarise_layer(images)] if watch else []
        tell = (lambda values: rows.append(summarise_layer(values))) if watch else None
        logits = forward(self._layers, self._weights, images, mirror=self._mirror, watch=tell)
        # The last layer knows nothing but the classes: see `inference.predict_and_watch`.
        seen = join_layers(rows[:-1] if len(rows) > 2 else rows) if watch else None
        return _softmax(logits), seen


class ThriftyEngine:
    """Answer in NumPy until so much has been or is to be computed that loading torch pays."""

    def __init__(self, numpy: NumpyEngine, *, most_work: float = MOST_WORK) -> None:
        self._numpy = numpy
        self._left = most_work

    @property
    def model(self) -> nn.Module:
        """The torch network, in evaluation mode."""
        return self._numpy.model

    def look(self, pixels: NDArray[np.uint8], *, watch: bool, ahead: int = 0) -> Seen:
        """Answer; what was answered before counts, so that many small questions are not asked for ever."""
        if self._numpy.work * (len(pixels) + ahead) > self._left:
            self._left = 0.0
            return self._numpy.in_torch.look(pixels, watch=watch)
        self._left -= self._numpy.work * len(pixels)
        return self._numpy.look(pixels, watch=watch)


def _check_weights(weights: Mapping[str, NDArray[Any]], expected: Mapping[str, tuple[int, ...]]) -> None:
    for name in [*expected, *weights]:
        found = weights[name].shape if name in weights else None
        if found != expected.get(name):
            raise ValueError(f"{name} {found} != {expected.get(name)}")


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return probabilities, computed in float64 as `inference.predict_probabilities` does."""
    exact = logits.astype(np.float64)
    powers = np.exp(exact - exact.max(axis=1, keepdims=True))
    probabilities: NDArray[np.float32] = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return probabilities
