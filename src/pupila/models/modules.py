"""Hold the torch modules that layers become: one child for each layer, its activation inside.

They take no random numbers when they are made (`build` draws the weights from a generator) and none from torch's
global state later: dropout has a generator of its own. Inputs are (B, C, H, W) or (B, values), fastest in
channels-last memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own custom
from torch import Tensor, nn

from pupila.models import convolution, pooling
from pupila.models.checks import Pair

Edges = tuple[int, int, int, int]  # left, right, top, bottom, as torch's `pad` wants them


def make_activation(function: str | None, *, inplace: bool = False) -> nn.Module | None:
    """Return the module of an activation, or None; in place only where nothing else needs the values that arrive."""
    if function is None:
        return None
    if function == "relu":
        return nn.ReLU(inplace=inplace)
    made: dict[str, type[nn.Module]] = {"tanh": nn.Tanh, "gelu": nn.GELU, "silu": nn.SiLU, "sigmoid": nn.Sigmoid}
    return made[function]()


def _bend(values: Tensor, activation: nn.Module | None) -> Tensor:
    return values if activation is None else cast(Tensor, activation(values))


class ConvLayer(nn.Conv2d):
    """Convolve, after adding uneven edges where "same" asks for them, and bend the result."""

    def __init__(
        self,
        channels: tuple[int, int],
        kernel: Pair,
        *,
        stride: Pair = (1, 1),
        edges: Edges = (0, 0, 0, 0),
        groups: int = 1,
        bias: bool = False,
        activation: str | None = None,
    ) -> None:
        even = edges[0] == edges[1] and edges[2] == edges[3]
        padding = (edges[2], edges[0]) if even else (0, 0)
        super().__init__(*channels, kernel, stride=stride, padding=padding, groups=groups, bias=bias)
        self.edges = None if even else edges
        self.activation = make_activation(activation, inplace=True)

    def reset_parameters(self) -> None:
        """Leave the weights to `build`: torch's own start would take numbers from the global generator."""

    def forward(self, images: Tensor) -> Tensor:
        """Return (B, filters, height, width)."""
        if isinstance(self.activation, nn.ReLU) and not _is_watched(self.activation):
            return self.convolve(images, relu=True)
        return _bend(self.convolve(images), self.activation)

    def _covers(self, images: Tensor) -> bool:
        """Tell whether the kernel lies on the whole image, and there is no rim that it could move into."""
        alone = self.groups == 1 and self.edges is None and self.padding == (0, 0)
        return alone and tuple(images.shape[2:]) == self.kernel_size

    def convolve(self, images: Tensor, *, relu: bool = False) -> Tensor:
        """Return what the activation has not bent yet, or has if it is a relu that is done on the way."""
        if self._covers(images):
            # One window, one place: this is a dense layer, and several times faster as one.
            kernel = self.weight.permute(0, 2, 3, 1).flatten(1)
            rows = F.linear(images.permute(0, 2, 3, 1).flatten(1), kernel, self.bias)
            return (F.relu(rows, inplace=True) if relu else rows)[:, :, None, None]
        if self.edges is not None:
            images = F.pad(images, self.edges)
        stride, padding = cast(Pair, self.stride), cast(Pair, self.padding)
        return convolution.convolve(
            images, self.weight, self.bias, stride=stride, padding=padding, groups=self.groups, relu=relu
        )


class WhitenLayer(ConvLayer):
    """Convolve with fixed filters; `whitening.initialise_whitening` fits them."""

    def __init__(self, channels: int, kernel: Pair) -> None:
        super().__init__((channels, 2 * channels * kernel[0] * kernel[1]), kernel)
        self.weight.requires_grad_(False)


class DenseLayer(nn.Linear):
    """Multiply by the weights, add the bias, and bend the result."""

    def __init__(self, values: int, units: int, *, bias: bool, activation: str | None) -> None:
        super().__init__(values, units, bias=bias)
        self.activation = make_activation(activation, inplace=True)

    def reset_parameters(self) -> None:
        """Leave the weights to `build`, as `ConvLayer` does."""

    def forward(self, values: Tensor) -> Tensor:
        """Return (B, units)."""
        values = F.linear(values, self.weight, self.bias)
        return values if self.activation is None else cast(Tensor, self.activation(values))


class PoolLayer(nn.Module):
    """Slide a window and keep its largest value or its mean; what "same" adds never counts."""

    def __init__(self, function: str, size: Pair, *, stride: Pair, edges: Edges, image_size: Pair) -> None:
        super().__init__()
        self.function = function
        self.size, self.stride = size, stride
        self.edges = edges if any(edges) else None
        shares = None
        if self.edges is not None and function == "avg":
            shares = 1 / F.avg_pool2d(F.pad(torch.ones(1, 1, *image_size), edges), size, stride, divisor_override=1)
        self.register_buffer("shares", shares, persistent=False)

    def forward(self, images: Tensor, activation: nn.Module | None = None) -> Tensor:
        """Return (B, C, smaller height, smaller width), as if the activation had been there before the images."""
        if self.edges is None and self.size == self.stride == (pooling.SIDE, pooling.SIDE):
            if self.function == "max":
                return pooling.max_pool(images, relu=activation is not None)
            return pooling.average_pool(images, tanh=activation is not None)
        if self.function == "max":
            padded = images if self.edges is None else F.pad(images, self.edges, value=-torch.inf)
            return _bend(F.max_pool2d(padded, self.size, self.stride), activation)
        images = _bend(images, activation)
        if self.edges is None:
            return F.avg_pool2d(images, self.size, self.stride)
        sums = F.avg_pool2d(F.pad(images, self.edges), self.size, self.stride, divisor_override=1)
        return sums * cast(Tensor, self.shares)

    def extra_repr(self) -> str:
        """Say what the window is."""
        return f"{self.function}, size={self.size}, stride={self.stride}, edges={self.edges}"


class GlobalPoolLayer(nn.Module):
    """Reduce (B, C, H, W) to (B, C), by the mean or the largest value of each channel."""

    def __init__(self, function: str) -> None:
        super().__init__()
        self.function = function

    def forward(self, images: Tensor) -> Tensor:
        """Return (B, C)."""
        return images.mean((2, 3)) if self.function == "avg" else images.amax((2, 3))


class FlattenLayer(nn.Module):
    """Write (B, C, H, W) as (B, H x W x C): the channels of a pixel stay together.

    This is Keras's order, not torch's (C x H x W): it is the order in which channels-last images lie in memory, so
    that nothing is copied. The order is the same whatever the memory is like.
    """

    def forward(self, images: Tensor) -> Tensor:
        """Return (B, values)."""
        return images.permute(0, 2, 3, 1).flatten(1) if images.dim() == 4 else images


_SIDES = 1 << 16


def _roll(like: Tensor, generator: torch.Generator) -> Tensor:
    """Return a uniform number in [-2^15, 2^15) for every value, int16 in the same memory order.

    On a processor torch rolls its dice on one thread, some 7 nanoseconds each, which for N3's dropout was a fifteenth
    of a step; here each of its numbers of 64 bits serves four values. Graphics cards roll many at once.
    """
    count = like.numel()
    numbers = torch.empty(-(-count // 4), dtype=torch.int64)
    # From the lowest number on, without an end: all 64 bits are random, where the default leaves the sign alone.
    numbers.random_(torch.iinfo(torch.int64).min, None, generator=generator)
    dice = torch.empty_like(like, dtype=torch.int16)
    dice.as_strided((count,), (1,)).copy_(numbers.view(torch.int16)[:count])
    return dice


class DropoutLayer(nn.Module):
    """Zero each value with probability `rate` while training, scale the others by 1 / (1 - rate), with its own dice.

    `generator` lives on the device of the values: see `build.set_dropout_generator`.
    """

    def __init__(self, rate: float, generator: torch.Generator) -> None:
        super().__init__()
        self.rate = rate
        self.generator = generator

    def forward(self, values: Tensor) -> Tensor:
        """Return values of the same shape; the very same ones in eval mode."""
        if not self.training or self.rate == 0:
            return values
        if values.device.type != "cpu":
            keep = 1 - self.rate
            return values * torch.empty_like(values).bernoulli_(keep, generator=self.generator).div_(keep)
        kept = min(max(1, round((1 - self.rate) * _SIDES)), _SIDES - 1)  # of so many sides of a die
        rolled = _roll(values, self.generator) < kept - _SIDES // 2
        return values * rolled.to(values.dtype).mul_(_SIDES / kept)

    def extra_repr(self) -> str:
        """Say the rate."""
        return f"rate={self.rate}"


class NormLayer(nn.BatchNorm2d):
    """Normalise each channel of (B, C, H, W) or (B, C) over the batch; by running figures in eval mode.

    eps is 1e-5 and momentum 0.1 as is torch's custom: a new batch weighs a tenth in the running figures, which a
    short training needs (Keras's hundredth would not have arrived). One value per channel has no variance: such a
    batch is normalised by the running figures.
    """

    def forward(self, images: Tensor) -> Tensor:
        """Return values of the same shape."""
        if self.training and images.numel() == images.shape[1]:
            return F.batch_norm(images, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)
        return super().forward(images)

    def _check_input_dim(self, input: Tensor) -> None:
        """Accept rows of values too."""


class ResidualLayer(nn.Module):
    """Compute activation(shortcut(images) + norm2(conv2(activation(norm1(conv1(images))))))."""

    def __init__(
        self, channels: int, filters: int, *, kernel: Pair, stride: Pair, projection: bool, activation: str
    ) -> None:
        super().__init__()
        edges = (kernel[1] // 2, kernel[1] // 2, kernel[0] // 2, kernel[0] // 2)
        self.conv1 = ConvLayer((channels, filters), kernel, stride=stride, edges=edges)
        self.norm1 = NormLayer(filters)
        self.activation1 = cast(nn.Module, make_activation(activation, inplace=True))
        self.conv2 = ConvLayer((filters, filters), kernel, edges=edges)
        self.norm2 = NormLayer(filters)
        self.shortcut = None
        if projection:
            conv = ConvLayer((channels, filters), (1, 1), stride=stride)
            self.shortcut = nn.Sequential(conv, NormLayer(filters))
        self.activation2 = cast(nn.Module, make_activation(activation, inplace=True))

    def forward(self, images: Tensor) -> Tensor:
        """Return (B, filters, height, width)."""
        values = self.activation1(self.norm1(self.conv1(images)))
        values = self.norm2(self.conv2(values))
        values += images if self.shortcut is None else self.shortcut(images)
        return cast(Tensor, self.activation2(values))


class Network(nn.Sequential):
    """Run the layers one after the other; its children carry the layers' names.

    A relu before a max pooling, and a tanh before average pooling, are left to the pooling, which walks through less
    memory with outputs and gradients the same to the last bit. Where a hook watches one of the two, each runs as it
    stands.

    Attributes:
        mirror: In eval mode, answer with the mean of the logits for an image and for its mirror image.
    """

    def __init__(self, layers: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self._modules.update(layers)  # not add_module, which refuses names such as "train" that are fine for a layer
        self.mirror = False

    def forward(self, images: Tensor) -> Tensor:
        """Return logits (B, num_classes)."""
        if self.mirror and not self.training:
            return (self.look_once(images) + self.look_once(images.flip(3))) / 2
        return self.look_once(images)

    def look_once(self, images: Tensor) -> Tensor:
        """Return logits (B, num_classes) for the images as they are, whatever `mirror` says."""
        children = list(self)
        values, waiting = images, None
        for child, following in zip(children, [*children[1:], None], strict=True):
            if _pools_too(child, following):
                waiting = child.activation if isinstance(child, ConvLayer) else child
                values = child.convolve(values) if isinstance(child, ConvLayer) else values
                continue
            values = child(values) if waiting is None else child(values, waiting)
            waiting = None
        return values


def _pools_too(child: nn.Module, following: nn.Module | None) -> bool:
    """Tell whether the pooling that follows may do the activation of `child`, and nobody watches the two."""
    if not isinstance(following, PoolLayer):
        return False
    activation = child.activation if isinstance(child, ConvLayer) else child
    wanted = nn.ReLU if following.function == "max" else nn.Tanh
    return isinstance(activation, wanted) and not any(_is_watched(one) for one in (child, activation, following))


def _is_watched(module: nn.Module) -> bool:
    return bool(
        module._forward_hooks or module._forward_pre_hooks or module._backward_hooks or module._backward_pre_hooks
    )
