"""The lesson on pixels and channels: an image is numbers."""

from __future__ import annotations

import math

import numpy as np

from pupila.inspection.pictures import enlarged, tile_grid
from pupila.lessons.lesson import Block, Code, Grid, Heading, Number, Numbers, Picture, Row, Try, words
from pupila.lessons.subjects import digit, photo

_DIGIT = 2  # a clear handwritten 2
_SIDE = 96
_PLACE = (34, 52)  # of the pixel and patch that are read out of the photo
# What each image is called in the sentences, its height, width and channels.
_SIZES = (
    ("digits", 8, 8, 1),
    ("mnist", 28, 28, 1),
    ("mnist_colour", 28, 28, 3),
    ("cifar", 32, 32, 3),
    ("flowers", 180, 180, 3),
    ("phone", 3000, 4000, 3),
)


def pixels() -> tuple[Block, ...]:
    """Make the lesson's blocks."""
    return (*_one_digit(), *_how_many(), *_channels(), *_scaling(), *_practice())


def _one_digit() -> tuple[Block, ...]:
    image = digit(_DIGIT)
    return (
        words("lessons_images.pixels.intro"),
        Heading(words("lessons_images.pixels.digit_title")),
        words("lessons_images.pixels.digit"),
        Picture(
            enlarged(image[..., np.newaxis], side=176),
            caption=words("lessons_images.pixels.digit_caption"),
            alt=words("lessons_images.pixels.digit_alt"),
        ),
        Numbers(image, words("lessons_images.pixels.digit_numbers"), colours="grey"),
        words("lessons_images.pixels.byte"),
    )


def _how_many() -> tuple[Block, ...]:
    rows = tuple(
        (
            words(f"lessons_images.pixels.size_{name}"),
            f"{height} x {width} x {channels}",
            Number(math.prod((height, width, channels))),
        )
        for name, height, width, channels in _SIZES
    )
    head = ("size_head_image", "size_head_shape", "size_head_numbers")
    return (
        Heading(words("lessons_images.pixels.count_title")),
        words("lessons_images.pixels.count", grey=28 * 28, colour=28 * 28 * 3),
        Grid(
            words("lessons_images.pixels.size_caption"),
            tuple(words(f"lessons_images.pixels.{code}") for code in head),
            rows,
        ),
    )


def _channels() -> tuple[Block, ...]:
    image = photo("flower", _SIDE)
    tiles = [image, *(np.repeat(image[..., [channel]], 3, axis=2) for channel in range(3))]
    pixel = image[_PLACE]
    rows = tuple(
        (words(f"lessons_images.pixels.{name}"), Number(int(value)), Number(int(value) / 255, ".3f"))
        for name, value in zip(("red", "green", "blue"), pixel, strict=True)
    )
    head = ("channel_head", "channel_value", "channel_scaled")
    return (
        Heading(words("lessons_images.pixels.channels_title")),
        words("lessons_images.pixels.channels"),
        Picture(
            tile_grid(tiles, largest=2 * _SIDE, columns=2),
            caption=words("lessons_images.pixels.channels_caption"),
            alt=words("lessons_images.pixels.channels_alt"),
        ),
        words("lessons_images.pixels.one_pixel", row=_PLACE[0], column=_PLACE[1]),
        Grid(
            words("lessons_images.pixels.channel_caption"),
            tuple(words(f"lessons_images.pixels.{code}") for code in head),
            rows,
        ),
    )


def _scaling() -> tuple[Block, ...]:
    patch = digit(_DIGIT)[1:4, 2:6]
    return (
        Heading(words("lessons_images.pixels.scaling_title")),
        words("lessons_images.pixels.scaling"),
        Row(
            (
                Numbers(patch, words("lessons_images.pixels.scaling_before"), colours="grey"),
                "/ 255 =",
                Numbers(patch / 255, words("lessons_images.pixels.scaling_after"), spec=".2f"),
            )
        ),
        words("lessons_images.pixels.scaling_why"),
    )


def _practice() -> tuple[Block, ...]:
    return (
        Code(
            "import pupila\n\n"
            'digits = pupila.load("digits")\n'
            "print(digits.images.shape)  # images, channels, height, width\n"
            f"print(digits.images[{_DIGIT}, 0])  # one image, as its numbers\n"
            f"print(digits.images[{_DIGIT}, 0].max() / 255)",
            words("lessons_images.pixels.code"),
        ),
        Try("pupila look digits", words("lessons_images.pixels.try")),
    )
