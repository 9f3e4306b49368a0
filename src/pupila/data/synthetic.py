"""Draw coloured shapes, one class a shape: a data set whose difficulty is a matter of parameters.

Position, rotation and size, the noise of pixels and the noise of labels can be set; colour and background say nothing
about the class. So one knows beforehand what a network must find, and which labels are wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pupila.data.dataset import Dataset, make_dataset
from pupila.errors import UsageError
from pupila.registry import unknown_name
from pupila.runtime import numpy_generator

Plane = NDArray[np.float32]


def _circle(x: Plane, y: Plane) -> Plane:
    return np.hypot(x, y) - np.float32(0.85)


def _square(x: Plane, y: Plane) -> Plane:
    return np.maximum(np.abs(x), np.abs(y)) - np.float32(0.72)


def _triangle(x: Plane, y: Plane) -> Plane:
    return np.maximum(np.abs(x) * np.float32(0.866) - y * np.float32(0.5), y) - np.float32(0.5)


def _cross(x: Plane, y: Plane) -> Plane:
    upright = np.maximum(np.abs(x) - np.float32(0.26), np.abs(y) - np.float32(0.9))
    return np.minimum(upright, np.maximum(np.abs(y) - np.float32(0.26), np.abs(x) - np.float32(0.9)))


def _ring(x: Plane, y: Plane) -> Plane:
    return np.abs(np.hypot(x, y) - np.float32(0.68)) - np.float32(0.2)


def _bar(x: Plane, y: Plane) -> Plane:
    return np.maximum(np.abs(x) - np.float32(0.95), np.abs(y) - np.float32(0.26))


def _star(x: Plane, y: Plane) -> Plane:
    angle = np.arctan2(x, -y)
    folded = np.abs(np.mod(angle, np.float32(2 * np.pi / 5)) - np.float32(np.pi / 5))
    outline = np.float32(0.38) + np.float32(0.92) * (folded / np.float32(np.pi / 5)) ** 2
    return np.asarray((np.hypot(x, y) - outline) * np.float32(0.5), np.float32)


def _crescent(x: Plane, y: Plane) -> Plane:
    bite = np.float32(0.7) - np.hypot(x - np.float32(0.45), y)
    return np.asarray(np.maximum(np.hypot(x, y) - np.float32(0.88), bite), np.float32)


# Each tells the distance to its outline, negative inside, for a shape that fits the circle of radius 1; y points down.
SHAPES: dict[str, Callable[[Plane, Plane], Plane]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "cross": _cross,
    "ring": _ring,
    "star": _star,
    "bar": _bar,
    "crescent": _crescent,
}


@dataclass(frozen=True)
class ShapeSettings:
    """Say how the shapes are drawn.

    Args:
        examples: How many images, spread evenly over the classes.
        size: Height and width in pixels.
        classes: How many of `SHAPES`, in their order.
        position: Largest shift of the centre, as a fraction of the size.
        rotation: Largest turn to either side, in degrees.
        zoom: Largest change of the radius, as a fraction.
        noise: Standard deviation of the pixel noise, as a fraction of the range.
        label_noise: Fraction of examples that get the label of another class.
        channels: 3 for colour, 1 for grey.
        seed: Seed of everything random here.
    """

    examples: int = 600
    size: int = 32
    classes: int = 4
    position: float = 0.15
    rotation: float = 20.0
    zoom: float = 0.2
    noise: float = 0.08
    label_noise: float = 0.0
    channels: int = 3
    seed: int = 0


class Shapes(NamedTuple):
    """Hold pixels (N, H, W, C), the labels given (N,), and the true ones (N,): they differ by the label noise."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    true_labels: NDArray[np.int64]


_LIMITS: dict[str, tuple[float, float]] = {
    "examples": (2, 1_000_000),
    "size": (4, 512),
    "classes": (2, len(SHAPES)),
    "position": (0, 0.5),
    "rotation": (0, 180),
    "zoom": (0, 0.9),
    "noise": (0, 1),
    "label_noise": (0, 1),
    "channels": (1, 3),
    "seed": (0, 2**63),
}


def parse_settings(text: str) -> ShapeSettings:
    """Read "examples=600,size=32,label_noise=0.1".

    Raises:
        UsageError: An unknown word (the nearest one is told), no number, or one outside its limits.

    Example:
        >>> parse_settings("size=16,noise=0").size
        16
    """
    defaults = ShapeSettings()
    known = {field.name: type(getattr(defaults, field.name)) for field in fields(ShapeSettings)}
    values: dict[str, int | float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, written = (piece.strip() for piece in part.partition("="))
        if name not in known:
            raise unknown_name("option", name, known)
        values[name] = _value(name, written, known[name])
    return ShapeSettings(**values)  # type: ignore[arg-type]


def _value(name: str, written: str, kind: type) -> int | float:
    low, high = _LIMITS[name]
    try:
        value = int(written) if kind is int else float(written)
    except ValueError:
        value = float("nan")
    if not low <= value <= high or (name == "channels" and value == 2):
        raise UsageError("data.synthetic_value", name=name, value=written, low=f"{low:g}", high=f"{high:g}")
    return value


def draw_shapes(settings: ShapeSettings = ShapeSettings()) -> Shapes:
    """Draw the shapes; the same settings give the same pixels. 2,000 colour images of 32x32 take half a second."""
    count = settings.examples
    dice = numpy_generator(settings.seed, "synthetic", "shapes")
    true_labels = dice.permutation(np.arange(count, dtype=np.int64) % settings.classes)
    labels = _noisy_labels(true_labels, settings, numpy_generator(settings.seed, "synthetic", "labels"))
    pixels = np.empty((count, settings.size, settings.size, settings.channels), np.uint8)
    for start in range(0, count, 1000):  # in chunks, so that memory stays small
        pixels[start : start + 1000] = _draw(true_labels[start : start + 1000], settings, dice)
    return Shapes(pixels, labels, true_labels)


def load_synthetic(text: str = "") -> Dataset:
    """Draw the data set that the words after "synthetic:" describe."""
    settings = parse_settings(text)
    shapes = draw_shapes(settings)
    names = tuple(SHAPES)[: settings.classes]
    return make_dataset(
        shapes.pixels,
        shapes.labels,
        name="synthetic",
        class_names=names,
        source="synthetic" + (f":{text}" if text else ""),
    )


def _draw(labels: NDArray[np.int64], settings: ShapeSettings, dice: np.random.Generator) -> NDArray[np.uint8]:
    count, size = len(labels), settings.size
    radius = size * 0.3 * (1 + settings.zoom * dice.uniform(-1, 1, count))
    centre = size / 2 + settings.position * size * dice.uniform(-1, 1, (2, count))
    angle = np.deg2rad(settings.rotation) * dice.uniform(-1, 1, count)
    ink, paper = _colours(count, settings.channels, dice)
    noise = dice.standard_normal((count, size, size, settings.channels), dtype=np.float32) * np.float32(
        255 * settings.noise
    )

    steps = np.arange(size, dtype=np.float32) + 0.5
    down = (steps[None, :, None] - centre[0][:, None, None]) / radius[:, None, None]
    right = (steps[None, None, :] - centre[1][:, None, None]) / radius[:, None, None]
    cosine, sine = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    x = (cosine * right + sine * down).astype(np.float32)
    y = (cosine * down - sine * right).astype(np.float32)
    distance = np.empty((count, size, size), np.float32)
    for label, shape in enumerate(tuple(SHAPES.values())[: settings.classes]):
        rows = labels == label
        distance[rows] = shape(x[rows], y[rows])
    # One pixel of soft edge: the share of the pixel that lies inside.
    cover = np.clip(0.5 - distance * radius[:, None, None].astype(np.float32), 0, 1)[..., None]
    drawn = paper[:, None, None] + cover * (ink - paper)[:, None, None] + noise
    pixels: NDArray[np.uint8] = np.rint(np.clip(drawn, 0, 255)).astype(np.uint8)
    return pixels


def _colours(count: int, channels: int, dice: np.random.Generator) -> tuple[Plane, Plane]:
    """Choose ink and paper that differ in brightness, light on dark or dark on light by a toss."""
    light = dice.uniform(170, 255, (count, channels))
    dark = dice.uniform(0, 90, (count, channels))
    toss = dice.random((count, 1)) < 0.5
    return np.where(toss, light, dark).astype(np.float32), np.where(toss, dark, light).astype(np.float32)


def _noisy_labels(labels: NDArray[np.int64], settings: ShapeSettings, dice: np.random.Generator) -> NDArray[np.int64]:
    wrong = dice.permutation(len(labels))[: round(settings.label_noise * len(labels))]
    noisy = labels.copy()
    noisy[wrong] = (labels[wrong] + dice.integers(1, settings.classes, len(wrong))) % settings.classes
    return noisy
