"""Show a network one image, and take down everything that can be seen inside."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from pupila.data.image_io import Decoded, decode, read_file
from pupila.data.preprocess import Preprocess
from pupila.errors import UsageError
from pupila.evaluation.inference import predict_probabilities
from pupila.inspection.activations import first_kernels, record_maps
from pupila.inspection.insight import Insight, Saliency
from pupila.inspection.saliency import grad_cam, occlusion
from pupila.models.modules import Network


def look_into(
    network: nn.Module, image: str | Path, *, preprocess: Preprocess, class_names: tuple[str, ...] = ()
) -> Insight:
    """Show a network an image file, and take down its answer, its maps, its kernels and where it looked.

    Args:
        network: Gives logits.
        image: An image file.
        preprocess: How pixels become input.
        class_names: In the order of the logits; empty for a network that is not trained, which is asked for its
            maps only.

    Raises:
        DataError: The file is missing or cannot be read.
        UsageError: Images of the network that no file can give.
    """
    if preprocess.channels not in (1, 3):
        raise UsageError("inspection.bad_channels", channels=preprocess.channels)
    content = read_file(Path(image))
    photo, decoded = _decode(content, preprocess, str(image))
    device = next((one.device for one in network.parameters()), torch.device("cpu"))
    batch = preprocess.normalise(preprocess.to_unit(torch.from_numpy(decoded.pixels[None].copy()).to(device)))
    probabilities = predict_probabilities(network, batch)[0] if class_names else np.zeros(0, np.float32)
    channels, height, width = (int(side) for side in batch.shape[1:])
    with _seen_once(network):
        return Insight(
            file=Path(image).name,
            photo=photo.pixels,
            seen=decoded.pixels,
            scale=preprocess.scale,
            probabilities=probabilities,
            class_names=class_names,
            kernels=first_kernels(network, image_shape=(channels, height, width)) if class_names else None,
            maps=record_maps(network, batch[0]),
            saliencies=_saliencies(network, batch[0], int(probabilities.argmax())) if class_names else (),
        )


@contextlib.contextmanager
def _seen_once(network: nn.Module) -> Iterator[None]:
    """Let a network that answers for an image and its mirror image look at the image alone: its maps belong to it."""
    if not isinstance(network, Network) or not network.mirror:
        yield
        return
    network.mirror = False
    try:
        yield
    finally:
        network.mirror = True


def _decode(content: bytes, preprocess: Preprocess, name: str) -> tuple[Decoded, Decoded]:
    """Return the image as it is, and as the network gets it."""
    background = preprocess.background
    seen = decode(
        content,
        channels="grey" if preprocess.channels == 1 else "colour",
        image_size=preprocess.image_size,
        background=background,
        name=name,
    )
    return decode(content, background=background, name=name), seen


def _saliencies(network: nn.Module, image: Tensor, target: int) -> tuple[Saliency, ...]:
    """Return Grad-CAM, where the network has a convolution to read, and occlusion."""
    found = [occlusion(network, image, target=target)]
    try:
        found.insert(0, grad_cam(network, image, target=target))
    except UsageError as error:
        if error.code != "inspection.no_conv":
            raise
    return tuple(found)
