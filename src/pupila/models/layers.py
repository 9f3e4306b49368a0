"""Hold one frozen dataclass for each kind of layer, and the words that the layer language has for it.

A class says what it is (its fields) and how it is written (`numbers`, `words`, `example`); `parsing` reads and writes
the lines, `shapes` does the arithmetic and `build` makes the torch module, each looked up by `kind`. Registering a
class here buys the contract tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from pupila.errors import LayerError
from pupila.models.checks import ACTIVATIONS, PADDINGS, POOLS, Pair, check_value
from pupila.registry import Registry

_ACTIVATION_WORDS: dict[str, tuple[str, Any]] = {word: ("activation", word) for word in ACTIVATIONS}
_PADDING_WORDS: dict[str, tuple[str, Any]] = {word: ("padding", word) for word in PADDINGS}


@dataclass(frozen=True)
class Layer:
    """Describe one layer; its subclasses are the kinds there are.

    Args:
        name: The layer's name in tables and in the saved weights; without one it gets its kind and a number ("conv1").

    Raises:
        LayerError: A value that this kind of layer cannot have.
    """

    kind: ClassVar[str]
    prefix: ClassVar[str]
    example: ClassVar[str]
    numbers: ClassVar[tuple[str, ...]] = ()  # fields that are numbers; stride and groups need their word before them
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {}  # word -> the field that it sets, and to what

    name: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if value is not None or one.default is not None:
                check_value(self.kind, one.name, value)


LAYERS: Registry[type[Layer]] = Registry("layer", LayerError)


@LAYERS.register("conv")
@dataclass(frozen=True)
class Conv(Layer):
    """Slide `filters` kernels over the image; every one sums over all channels of its group.

    With padding "same" the output has ceil(size / stride) pixels, and what must be added is added as TensorFlow does:
    one pixel more at the right and bottom than at the left and top where the sum is odd.
    """

    kind: ClassVar[str] = "conv"
    prefix: ClassVar[str] = "conv"
    example: ClassVar[str] = "conv 32 3x3 same relu"
    numbers: ClassVar[tuple[str, ...]] = ("filters", "kernel", "stride", "groups")
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {**_PADDING_WORDS, **_ACTIVATION_WORDS, "nobias": ("bias", False)}

    filters: int
    kernel: Pair = (3, 3)
    stride: Pair = field(default=(1, 1), kw_only=True)
    padding: str = field(default="valid", kw_only=True)
    groups: int = field(default=1, kw_only=True)
    bias: bool = field(default=True, kw_only=True)
    activation: str | None = field(default=None, kw_only=True)


@LAYERS.register("dense")
@dataclass(frozen=True)
class Dense(Layer):
    """Connect every value with each of `units` outputs; "classes" stands for the number of classes."""

    kind: ClassVar[str] = "dense"
    prefix: ClassVar[str] = "dense"
    example: ClassVar[str] = "dense 128 relu"
    numbers: ClassVar[tuple[str, ...]] = ("units",)
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {**_ACTIVATION_WORDS, "nobias": ("bias", False)}

    units: int | str
    bias: bool = field(default=True, kw_only=True)
    activation: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Pool(Layer):
    """Summarise windows of `size` pixels; without a stride they lie side by side.

    "valid" leaves out an incomplete last window, "same" completes it.
    """

    prefix: ClassVar[str] = "pool"
    numbers: ClassVar[tuple[str, ...]] = ("size", "stride")
    words: ClassVar[Mapping[str, tuple[str, Any]]] = _PADDING_WORDS

    size: Pair = (2, 2)
    stride: Pair | None = field(default=None, kw_only=True)
    padding: str = field(default="valid", kw_only=True)

    @property
    def step(self) -> Pair:
        """The distance between windows, which is their size unless a stride was given."""
        return self.stride or self.size


@LAYERS.register("maxpool")
@dataclass(frozen=True)
class MaxPool(Pool):
    """Keep the largest value of each window."""

    kind: ClassVar[str] = "maxpool"
    example: ClassVar[str] = "maxpool 2"


@LAYERS.register("avgpool")
@dataclass(frozen=True)
class AvgPool(Pool):
    """Keep the mean of each window; pixels added by "same" do not count."""

    kind: ClassVar[str] = "avgpool"
    example: ClassVar[str] = "avgpool 2"


@LAYERS.register("globalpool")
@dataclass(frozen=True)
class GlobalPool(Layer):
    """Reduce each channel to one number: its mean, or its largest value."""

    kind: ClassVar[str] = "globalpool"
    prefix: ClassVar[str] = "globalpool"
    example: ClassVar[str] = "globalpool avg"
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {word: ("pool", word) for word in POOLS}

    pool: str = "avg"


@LAYERS.register("flatten")
@dataclass(frozen=True)
class Flatten(Layer):
    """Write an image as one row of values, pixel by pixel, all channels of a pixel together (Keras's order)."""

    kind: ClassVar[str] = "flatten"
    prefix: ClassVar[str] = "flatten"
    example: ClassVar[str] = "flatten"


@LAYERS.register("dropout")
@dataclass(frozen=True)
class Dropout(Layer):
    """Set a random fraction `rate` of the values to zero while training; the others grow so that the mean stays."""

    kind: ClassVar[str] = "dropout"
    prefix: ClassVar[str] = "dropout"
    example: ClassVar[str] = "dropout 0.2"
    numbers: ClassVar[tuple[str, ...]] = ("rate",)

    rate: float


@LAYERS.register("batchnorm")
@dataclass(frozen=True)
class BatchNorm(Layer):
    """Bring each channel to mean 0 and variance 1 over the batch, then scale and shift it by what training finds."""

    kind: ClassVar[str] = "batchnorm"
    prefix: ClassVar[str] = "batchnorm"
    example: ClassVar[str] = "batchnorm"


@LAYERS.register("activation")
@dataclass(frozen=True)
class Activation(Layer):
    """Bend every value by a function; written by the function's name alone: "relu"."""

    kind: ClassVar[str] = "activation"
    prefix: ClassVar[str] = "activation"
    example: ClassVar[str] = "relu"
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {word: ("function", word) for word in ACTIVATIONS}

    function: str


@LAYERS.register("residual")
@dataclass(frozen=True)
class Residual(Layer):
    """Add what two convolutions make of the image to the image itself, as the basic block of a residual network.

    The way through: conv, batchnorm, activation, conv, batchnorm; then the sum, and the activation again.

    Where the shape changes, a 1x1 convolution with batchnorm brings the image to it. The convolutions have no bias
    (the batchnorm has one), pad by half the kernel on all sides, so that the pixels of both ways lie over each other,
    and need kernels of odd size.

    Source:
        He et al. (2015), "Deep Residual Learning for Image Recognition", arXiv:1512.03385, the basic block with
        projection (option B).
    """

    kind: ClassVar[str] = "residual"
    prefix: ClassVar[str] = "residual"
    example: ClassVar[str] = "residual 64 3x3 stride 2 relu"
    numbers: ClassVar[tuple[str, ...]] = ("filters", "kernel", "stride")
    words: ClassVar[Mapping[str, tuple[str, Any]]] = _ACTIVATION_WORDS

    filters: int
    kernel: Pair = (3, 3)
    stride: Pair = field(default=(1, 1), kw_only=True)
    activation: str = field(default="relu", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(side % 2 for side in self.kernel):
            raise LayerError("models.even_kernel", where=self.kind, kernel="x".join(map(str, self.kernel)))


@LAYERS.register("whiten")
@dataclass(frozen=True)
class Whiten(Layer):
    """Decorrelate small patches by a convolution that is fitted to images once and never trained.

    Its filters are the eigenvectors of the patches' covariance, scaled to variance 1, and their negatives: 2 x
    channels x height x width.

    Source:
        Page (2018), "How to Train Your ResNet"; Jordan (2024), "94% on CIFAR-10 in 3.29 Seconds on a Single GPU",
        arXiv:2404.00498. We centre the covariance, and have no bias.
    """

    kind: ClassVar[str] = "whiten"
    prefix: ClassVar[str] = "whiten"
    example: ClassVar[str] = "whiten 2x2"
    numbers: ClassVar[tuple[str, ...]] = ("kernel",)

    kernel: Pair = (2, 2)


def layer_names(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return the name of every layer, with a number of its kind where none was given.

    Raises:
        LayerError: Two layers of the same name.

    Example:
        >>> layer_names([Conv(8), MaxPool(), Conv(8, name="C2"), Conv(8)])
        ('conv1', 'pool1', 'C2', 'conv2')
    """
    taken: set[str] = set()
    for number, layer in enumerate(layers, start=1):
        if layer.name in taken:
            raise LayerError("models.duplicate_name", where=f"{number} ({layer.kind})", name=layer.name)
        taken |= {layer.name} if layer.name else set()
    counts: dict[str, int] = {}
    return tuple(layer.name or _free_name(layer.prefix, counts, taken) for layer in layers)


def _free_name(prefix: str, counts: dict[str, int], taken: set[str]) -> str:
    counts[prefix] = counts.get(prefix, 0) + 1
    name = f"{prefix}{counts[prefix]}"
    return _free_name(prefix, counts, taken) if name in taken else name
