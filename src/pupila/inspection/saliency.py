"""Find out where a network looked: by gradients (Grad-CAM), and by hiding parts of the image (occlusion)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own custom
from torch import Tensor, nn

from pupila.errors import UsageError
from pupila.evaluation.inference import predict_probabilities
from pupila.inspection.activations import seen_by_hooks
from pupila.inspection.insight import Array, Saliency
from pupila.inspection.sums import pair_text
from pupila.inspection.walk import evaluating
from pupila.models.modules import ResidualLayer

_BATCH = 64
_PATCH_SHARE = 6  # a patch is about a sixth of the image wide: an eye, a petal, a stroke


def grad_cam(network: nn.Module, image: Tensor, *, target: int, layer: str | None = None) -> Saliency:
    """Show which places of a layer's maps raise the logit of a class.

    Each map of the layer is weighted by the mean of the logit's gradient over its places; the weighted sum, without
    its negative part, is the result. It is enlarged to the image by bilinear interpolation, so its real fineness is
    that of the maps (`grid`). It tells which regions matter, not how much, and says nothing where gradients vanish;
    compare it with `occlusion`, which asks the network itself.

    Args:
        network: Gives logits (B, classes); evaluated in evaluation mode.
        image: One preprocessed image. Shape (channels, height, width).
        target: The class, counted from 0.
        layer: Name of the layer; by default the last convolution (or residual block) whose maps have more than one
            pixel, after its activation where that belongs to the layer.

    Raises:
        UsageError: No such layer or class.

    Source:
        Selvaraju et al. (2017), "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
        arXiv:1610.02391, equations 1 and 2. We differ in the choice of the layer, which in the paper is always the
        last convolution; that of LeNet-5 has maps of one pixel.
    """
    kept: dict[str, Tensor] = {}
    layers = {name: part for name, part in seen_by_hooks(network).items() if _can_be_read(part)}
    chosen = layers if layer is None else {name: part for name, part in layers.items() if name == layer}
    handles = [part.register_forward_hook(_keeper(kept, name)) for name, part in chosen.items()]
    try:
        with torch.enable_grad(), evaluating(network):
            logits = network(image[None].clone().requires_grad_())
    finally:
        for handle in handles:
            handle.remove()
    name = next((one for one in reversed(kept) if math.prod(kept[one].shape[2:]) > 1), None)
    if name is None:
        raise UsageError("inspection.no_conv", name=f" ({layer})" if layer else "")
    _check_class(target, logits.shape[1])
    maps = kept[name]
    (gradient,) = torch.autograd.grad(logits[0, target], maps)
    weighted = (gradient.mean((2, 3), keepdim=True) * maps).sum(1, keepdim=True).clamp(min=0)
    enlarged = F.interpolate(weighted.detach(), image.shape[1:], mode="bilinear", align_corners=False)
    values: Array = enlarged[0, 0].to("cpu", torch.float32).numpy()
    return Saliency("gradcam", values, target, name, (maps.shape[2], maps.shape[3]))


def occlusion(
    network: nn.Module,
    image: Tensor,
    *,
    target: int,
    patch: tuple[int, int] | None = None,
    stride: tuple[int, int] | None = None,
) -> Saliency:
    """Hide one patch of the image after the other, and show by how much the probability of a class falls.

    The value of a pixel is the mean fall over all patches that covered it: 0.3 reads "hiding this costs thirty points
    of probability", a negative value "the network is surer without it". The patch has the mean colour of the image
    (Zeiler and Fergus hide behind grey); its size decides what can be found.

    Args:
        network: Gives logits (B, classes).
        image: One preprocessed image. Shape (channels, height, width).
        target: The class, counted from 0.
        patch: Height and width of the patch in pixels; about a sixth of the image by default.
        stride: How far it is moved; half a patch by default. The last patch of a row is cut at the edge.

    Raises:
        UsageError: No such class, or a patch that does not fit.

    Source:
        Zeiler and Fergus (2014), "Visualizing and Understanding Convolutional Networks", section 4.2,
        arXiv:1311.2901. Overlapping patches are averaged as Captum averages them.
    """
    height, width = image.shape[1:]
    patch = patch or (max(1, round(height / _PATCH_SHARE)), max(1, round(width / _PATCH_SHARE)))
    stride = stride or (max(1, patch[0] // 2), max(1, patch[1] // 2))
    if min(*patch, *stride) < 1 or patch[0] > height or patch[1] > width:
        asked = {"patch": pair_text(patch), "stride": pair_text(stride), "size": pair_text((height, width))}
        raise UsageError("inspection.bad_patch", **asked)
    places = [
        (rows, columns)
        for rows in _slides(height, patch[0], stride[0])
        for columns in _slides(width, patch[1], stride[1])
    ]
    whole = _probabilities(network, image[None])
    _check_class(target, whole.shape[1])
    falls = np.concatenate([whole[0, target] - part[:, target] for part in _hidden(network, image, places)])
    total, cover = np.zeros((height, width)), np.zeros((height, width))
    for (rows, columns), fall in zip(places, falls, strict=True):
        total[rows, columns] += fall
        cover[rows, columns] += 1
    # Steps longer than the patch leave pixels that were never hidden: nothing is known of them.
    values: Array = np.divide(total, cover, out=np.zeros_like(total), where=cover > 0).astype(np.float32)
    return Saliency("occlusion", values, target, "", patch)


def _keeper(kept: dict[str, Tensor], name: str) -> Callable[[nn.Module, object, object], None]:
    def keep(module: nn.Module, arriving: object, leaving: object) -> None:
        if isinstance(leaving, Tensor) and leaving.dim() == 4:
            kept.pop(name, None)  # a module that is called again moves to the end
            kept[name] = leaving

    return keep


def _can_be_read(module: nn.Module) -> bool:
    return isinstance(module, (nn.Conv2d, ResidualLayer))


def _check_class(target: int, classes: int) -> None:
    if not 0 <= target < classes:
        raise UsageError("inspection.bad_class", target=target, classes=classes)


def _slides(side: int, patch: int, stride: int) -> Iterator[slice]:
    """Yield where the patch lies in one direction; the last one may be cut at the edge."""
    count = math.ceil((side - patch) / stride) + 1
    for position in range(count):
        yield slice(position * stride, min(position * stride + patch, side))


def _hidden(network: nn.Module, image: Tensor, places: list[tuple[slice, slice]]) -> Iterator[Array]:
    """Yield the probabilities for the image with each place hidden, a batch at a time."""
    colour = image.mean((1, 2), keepdim=True)
    for start in range(0, len(places), _BATCH):
        batch = places[start : start + _BATCH]
        copies = image.repeat(len(batch), 1, 1, 1)
        for copy, (rows, columns) in zip(copies, batch, strict=True):
            copy[:, rows, columns] = colour
        yield _probabilities(network, copies)


def _probabilities(network: nn.Module, images: Tensor) -> Array:
    return predict_probabilities(network, images.contiguous(memory_format=torch.channels_last))
