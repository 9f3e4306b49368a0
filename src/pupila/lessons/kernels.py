"""The lesson on kernels: nine numbers that slide over an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pupila.inspection.insight import Kernels
from pupila.inspection.pictures import kernels_picture, tile_grid
from pupila.lessons.layers import Values, run_layer
from pupila.lessons.lesson import Block, Code, Heading, Number, Numbers, Picture, Row, Try, words
from pupila.lessons.subjects import digit, few_levels, grey, photo, signed_picture

if TYPE_CHECKING:
    from torch import Tensor

KERNELS: dict[str, Values] = {
    "vertical": np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]]),
    "horizontal": np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]]),
    "outline": np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "blur": np.full((3, 3), 1 / 9),
    "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}
_SIGNED = ("vertical", "horizontal", "outline")  # their sums are painted red and blue, the others are images again
_STRONGEST = 450.0  # the sum that gets the strongest colour
_SIDE = 96
_ONE = 1  # row of the digit, a one: an upright stroke
_TOP, _LEFT = 2, 1  # of the window that is worked out
# A kernel for three channels: where red grows and blue does not; green is not asked.
_COLOUR_KERNEL = np.stack([KERNELS["vertical"], np.zeros((3, 3)), -KERNELS["vertical"]])
_COLOUR_PLACE = (43, 13)  # where a petal begins
_LEARNED = 8
_EPOCHS = 10


def kernels() -> tuple[Block, ...]:
    """Make the lesson's blocks."""
    return (*_one_step(), *_whole_digit(), *_on_a_photo(), *_three_channels(), *_learned(), *_practice())


def _one_step() -> tuple[Block, ...]:
    patch = digit(_ONE)[_TOP : _TOP + 3, _LEFT : _LEFT + 3]
    kernel = KERNELS["vertical"]
    products = patch * kernel
    return (
        words("lessons_images.kernels.intro"),
        Heading(words("lessons_images.kernels.step_title")),
        words("lessons_images.kernels.step"),
        Row(
            (
                Numbers(patch, words("lessons_images.kernels.patch"), colours="grey"),
                "x",
                Numbers(kernel, words("lessons_images.kernels.kernel"), spec=".0f", colours="signed"),
                "=",
                Numbers(products, words("lessons_images.kernels.products"), spec=".0f", colours="signed"),
                "->",
                Number(float(products.sum()), ",.0f"),
            )
        ),
        words("lessons_images.kernels.step_sum", right=patch[:, 2].sum(), left=patch[:, 0].sum(), sum=products.sum()),
    )


def _whole_digit() -> tuple[Block, ...]:
    image = digit(_ONE)
    answers = run_layer("conv 1 3x3", image, weights=KERNELS["vertical"])[0]
    here = answers[_TOP, _LEFT]
    return (
        words("lessons_images.kernels.slide", sum=here),
        Row(
            (
                Numbers(
                    image,
                    words("lessons_images.kernels.image"),
                    colours="grey",
                    frame=(_TOP, _LEFT, _TOP + 3, _LEFT + 3),
                ),
                "->",
                Numbers(
                    answers,
                    words("lessons_images.kernels.map"),
                    spec=".0f",
                    colours="signed",
                    frame=(_TOP, _LEFT, _TOP + 1, _LEFT + 1),
                ),
            )
        ),
        words("lessons_images.kernels.map_reading"),
    )


def _on_a_photo() -> tuple[Block, ...]:
    image = grey(photo("china", _SIDE))
    tiles = [_as_image(image)]
    for name, kernel in KERNELS.items():
        answers = run_layer("conv 1 3x3", image, weights=kernel)[0]
        shown = np.pad(answers, 1, mode="edge")  # as large as the photo, to stand beside it
        tiles.append(signed_picture(shown, most=_STRONGEST) if name in _SIGNED else _as_image(shown))
    matrices = [
        Numbers(
            kernel,
            words(f"lessons_images.kernels.{name}"),
            spec=".2f" if name == "blur" else ".0f",
            colours="signed",
        )
        for name, kernel in KERNELS.items()
    ]
    return (
        Heading(words("lessons_images.kernels.photo_title")),
        words("lessons_images.kernels.photo"),
        Row(tuple(matrices)),
        Picture(
            tile_grid(tiles, largest=2 * _SIDE, columns=3),
            caption=words("lessons_images.kernels.photo_caption"),
            alt=words("lessons_images.kernels.photo_alt"),
        ),
        words("lessons_images.kernels.photo_reading"),
    )


def _as_image(values: NDArray[Any]) -> NDArray[np.uint8]:
    return np.repeat(few_levels(np.clip(values, 0, 255))[..., np.newaxis], 3, axis=2)


def _three_channels() -> tuple[Block, ...]:
    top, left = _COLOUR_PLACE
    patch = photo("flower", _SIDE)[top : top + 3, left : left + 3].transpose(2, 0, 1)
    total = float(run_layer("conv 1 3x3", patch, weights=_COLOUR_KERNEL).item())
    sums = (patch * _COLOUR_KERNEL).sum(axis=(1, 2))
    rows = [
        Row(
            (
                Numbers(patch[channel], words(f"lessons_images.kernels.channel_{name}"), colours="grey"),
                "x",
                Numbers(
                    _COLOUR_KERNEL[channel],
                    words("lessons_images.kernels.layer_of_kernel"),
                    spec=".0f",
                    colours="signed",
                ),
                "->",
                Number(float(sums[channel]), ",.0f"),
            )
        )
        for channel, name in enumerate(("red", "green", "blue"))
    ]
    return (
        Heading(words("lessons_images.kernels.colour_title")),
        words("lessons_images.kernels.colour"),
        *rows,
        words("lessons_images.kernels.colour_sum", red=sums[0], green=sums[1], blue=sums[2], total=total),
        words("lessons_images.kernels.colour_more", weights=27, many=32, parameters=(27 + 1) * 32),
    )


def _learned() -> tuple[Block, ...]:
    before, after = _learn()
    shown = Kernels("C1", "conv", np.concatenate([before, after]))
    return (
        Heading(words("lessons_images.kernels.learned_title")),
        words("lessons_images.kernels.learned", count=_LEARNED, epochs=_EPOCHS, images=1797),
        Picture(
            kernels_picture(shown),
            caption=words("lessons_images.kernels.learned_caption"),
            alt=words("lessons_images.kernels.learned_alt"),
        ),
    )


def _learn() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Train a small network on the digits; return its kernels before and after."""
    import torch

    from pupila.data.digits import load_digits
    from pupila.data.loader import Loader
    from pupila.data.preprocess import Preprocess
    from pupila.models.build import build
    from pupila.models.parsing import parse_layers
    from pupila.runtime import torch_generator
    from pupila.training.loop import Plan, Trainer

    data = load_digits()
    layers = parse_layers([f"conv {_LEARNED} 3x3 relu", "flatten", "dense classes"])
    network = build(layers, input_shape=(1, 8, 8), num_classes=10, generator=torch_generator(0, "lesson"))
    kernel = next(network.parameters())
    before = _weights(kernel)
    preprocess = Preprocess(image_size=(8, 8), channels=1)
    rows = np.arange(data.num_examples)
    train, some = (
        Loader(data.images, data.labels, chosen, preprocess=preprocess, batch_size=32) for chosen in (rows, rows[:32])
    )
    optimizer = torch.optim.Adam(network.parameters(), lr=0.005)
    Trainer(network, optimizer, plan=Plan(epochs=_EPOCHS), seed=0).fit(train, remeasure=some, val=None)
    return before, _weights(kernel)


def _weights(kernel: Tensor) -> NDArray[np.float32]:
    found: NDArray[np.float32] = kernel.detach().contiguous().numpy().copy()
    return found


def _practice() -> tuple[Block, ...]:
    return (
        Code(
            "import numpy as np\n"
            "import pupila\n\n"
            f'image = pupila.load("digits").images[{_ONE}, 0].astype(int)\n'
            "kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])\n"
            "answers = np.zeros((6, 6), int)\n"
            "for top in range(6):\n"
            "    for left in range(6):\n"
            "        patch = image[top : top + 3, left : left + 3]\n"
            "        answers[top, left] = (patch * kernel).sum()\n"
            "print(answers)",
            words("lessons_images.kernels.code"),
        ),
        Try("pupila explain lenet5", words("lessons_images.kernels.try")),
    )
