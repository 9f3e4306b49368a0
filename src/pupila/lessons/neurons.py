"""The lesson on XOR: what one neuron cannot learn, and a hidden layer can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pupila.inspection.pictures import paint, tile_grid
from pupila.lessons.lesson import Block, Code, Curve, Grid, Heading, Number, Picture, Plot, Try, Words, words

if TYPE_CHECKING:
    from torch import nn

# Four images of 1x2 pixels, each black or white; the class is whether exactly one of the two is white.
IMAGES = np.array([[0, 0], [0, 255], [255, 0], [255, 255]], np.uint8).reshape(4, 1, 1, 2)
LABELS = np.array([0, 1, 1, 0], np.int64)
NEURON = ("flatten", "dense classes")
HIDDEN = ("flatten", "hidden: dense 4 tanh", "dense classes")
_EPOCHS = 300
_EVERY = 10
_RATE = 0.03
_SEED = 0
_MARGIN = 0.25  # how far around the four corners the surface is drawn
_STEPS = 48
_FACTOR = 5


# What the neuron's sum is for each of the four images, and what it must be.
_PROOF = (("b", "<= 0"), ("w2 + b", "> 0"), ("w1 + b", "> 0"), ("w1 + w2 + b", "<= 0"))


@dataclass(frozen=True, eq=False)
class Learned:
    """Hold a network that was trained on XOR.

    Args:
        network: With the weights of the last epoch.
        losses: Of the four images after each epoch, in nats.
        accuracies: The same as fractions.
    """

    network: nn.Module
    losses: tuple[float, ...]
    accuracies: tuple[float, ...]


def learn_xor(layers: tuple[str, ...], *, epochs: int = _EPOCHS, seed: int = _SEED) -> Learned:
    """Train a network on the four images, as Pupila trains every network."""
    import torch

    from pupila.data.loader import Loader
    from pupila.data.preprocess import Preprocess
    from pupila.models.build import build
    from pupila.models.parsing import parse_layers
    from pupila.runtime import torch_generator
    from pupila.training.loop import Plan, Trainer

    network = build(
        parse_layers(layers), input_shape=(1, 1, 2), num_classes=2, generator=torch_generator(seed, "lesson")
    )
    preprocess = Preprocess(image_size=(1, 2), channels=1)
    loader = Loader(IMAGES, LABELS, np.arange(4), preprocess=preprocess, batch_size=4)
    optimizer = torch.optim.Adam(network.parameters(), lr=_RATE)
    trainer = Trainer(network, optimizer, plan=Plan(epochs=epochs), seed=seed)
    trainer.fit(loader, remeasure=loader, val=None)
    measured: list[dict[str, Any]] = [line["train"] for line in trainer.progress.history]
    return Learned(network, tuple(line["loss"] for line in measured), tuple(line["accuracy"] for line in measured))


def xor() -> tuple[Block, ...]:
    """Make the lesson's blocks."""
    neuron, hidden = learn_xor(NEURON), learn_xor(HIDDEN)
    return (*_question(), *_proof(), *_race(neuron, hidden), *_inside(hidden), *_practice())


def _question() -> tuple[Block, ...]:
    rows = tuple(
        (words(f"lessons_images.xor.{'white' if left else 'black'}"),
         words(f"lessons_images.xor.{'white' if right else 'black'}"),
         Number(int(label)))
        for (left, right), label in zip(IMAGES.reshape(4, 2).tolist(), LABELS, strict=True)
    )  # fmt: skip
    return (
        words("lessons_images.xor.intro"),
        words("lessons_images.xor.neuron"),
        Heading(words("lessons_images.xor.question_title")),
        words("lessons_images.xor.question"),
        Grid(
            words("lessons_images.xor.table_caption"),
            tuple(words(f"lessons_images.xor.{code}") for code in ("head_left", "head_right", "head_label")),
            rows,
        ),
    )


def _proof() -> tuple[Block, ...]:
    return (
        Heading(words("lessons_images.xor.proof_title")),
        words("lessons_images.xor.proof"),
        Grid(
            words("lessons_images.xor.proof_caption"),
            tuple(words(f"lessons_images.xor.{code}") for code in ("head_image", "head_sum", "head_must")),
            tuple((words(f"lessons_images.xor.image_{place}"), *_PROOF[place]) for place in range(4)),
        ),
        words("lessons_images.xor.proof_end"),
    )


def _race(neuron: Learned, hidden: Learned) -> tuple[Block, ...]:
    shown = tuple(range(_EVERY, _EPOCHS + 1, _EVERY))
    losses = [tuple(one.losses[epoch - 1] for epoch in shown) for one in (neuron, hidden)]
    curves = (
        Curve(words("lessons_images.xor.curve_neuron"), losses[0], "train"),
        Curve(words("lessons_images.xor.curve_hidden"), losses[1], "val"),
    )
    most, reached = max(neuron.accuracies), hidden.accuracies[-1]
    return (
        Heading(words("lessons_images.xor.race_title")),
        words("lessons_images.xor.race", epochs=_EPOCHS),
        Plot(
            key="loss",
            title=words("lessons_images.xor.loss_title"),
            alt=words("lessons_images.xor.loss_alt", neuron=neuron.losses[-1], hidden=hidden.losses[-1]),
            positions=shown,
            curves=curves,
            x_label=words("lessons_images.xor.epoch"),
            caption=words("lessons_images.xor.loss_caption", chance=float(np.log(2)), half=0.5),
        ),
        words("lessons_images.xor.accuracies", most=most, reached=reached),
        Picture(
            tile_grid([surface(neuron.network), surface(hidden.network)], largest=_STEPS * _FACTOR, columns=2),
            caption=words("lessons_images.xor.surface_caption"),
            alt=words("lessons_images.xor.surface_alt"),
        ),
        words("lessons_images.xor.surface_reading"),
    )


def surface(network: nn.Module) -> NDArray[np.uint8]:
    """Paint what a network says of all brightnesses of the two pixels: red class 1, blue class 0, white undecided.

    The left pixel grows to the right, the right pixel upwards; the four images are dots in the colour of their class.
    """
    import torch

    along = torch.linspace(-_MARGIN, 1 + _MARGIN, _STEPS)
    right, left = torch.meshgrid(along.flip(0), along, indexing="ij")
    with torch.no_grad():
        logits = network(torch.stack([left, right], dim=-1).reshape(-1, 1, 1, 2))
    shares = logits.softmax(dim=1)[:, 1].reshape(_STEPS, _STEPS).double().numpy()
    pixels = paint(shares - 0.5, most=0.62).repeat(_FACTOR, axis=0).repeat(_FACTOR, axis=1)
    for (one, other), label in zip(IMAGES.reshape(4, 2) / 255, LABELS, strict=True):
        _dot(pixels, (1 - other, one), 0.5 if label else -0.5)
    return pixels


def _dot(pixels: NDArray[np.uint8], place: tuple[float, float], value: float) -> None:
    """Draw a ringed dot at (down, right), each from 0 to 1 between the corners."""
    size = len(pixels)
    down, across = ((share + _MARGIN) / (1 + 2 * _MARGIN) * (size - 1) for share in place)
    y, x = np.mgrid[:size, :size]
    distance = np.hypot(y - down, x - across)
    pixels[distance < 13] = 255
    pixels[distance < 9.5] = paint(np.array([value]), most=0.5)[0]


def _inside(hidden: Learned) -> tuple[Block, ...]:
    """Show what the hidden neurons make of the four images."""
    import torch

    children = dict(hidden.network.named_children())
    with torch.no_grad():
        pixels = torch.from_numpy(IMAGES.reshape(4, 2) / 255).float()
        inner = children["hidden"](pixels)
        shares = hidden.network(pixels.reshape(4, 1, 1, 2)).softmax(dim=1)[:, 1]
    rows: tuple[tuple[Words | Number, ...], ...] = tuple(
        (words(f"lessons_images.xor.image_{place}"), *(Number(value, ".1f") for value in values), Number(share, ".0%"))
        for place, (values, share) in enumerate(zip(inner.tolist(), shares.tolist(), strict=True))
    )
    head = (
        words("lessons_images.xor.head_image"),
        *(words("lessons_images.xor.head_hidden", place=place) for place in range(1, inner.shape[1] + 1)),
        words("lessons_images.xor.head_share"),
    )
    return (
        Heading(words("lessons_images.xor.inside_title")),
        words("lessons_images.xor.inside"),
        Grid(words("lessons_images.xor.inside_caption"), head, rows),
        words("lessons_images.xor.inside_end"),
    )


def _practice() -> tuple[Block, ...]:
    return (
        Code(
            "from itertools import product\n\n"
            "import numpy as np\n\n"
            "x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])\n"
            "wanted = np.array([0, 1, 1, 0])\n\n"
            "def right(w1, w2, b):  # how many of the four one neuron gets right\n"
            "    return ((x @ (w1, w2) + b > 0) == wanted).sum()\n\n"
            "values = np.linspace(-3, 3, 25)\n"
            'print("best of", 25**3, "neurons:", max(right(*wb) for wb in product(values, repeat=3)), "of 4")\n\n'
            "either, both = x.sum(axis=1) > 0.5, x.sum(axis=1) > 1.5  # two hidden neurons, by hand\n"
            'print("with them:", ((either & ~both) == wanted).sum(), "of 4")',
            words("lessons_images.xor.code"),
        ),
        Try(
            'pupila train digits --set \'model.layers=["flatten", "dense classes"]\' --out one-layer',
            words("lessons_images.xor.try"),
        ),
        Try(
            'pupila train digits --set \'model.layers=["flatten", "dense 64 relu", "dense classes"]\' --out hidden',
            words("lessons_images.xor.try_hidden"),
        ),
    )
