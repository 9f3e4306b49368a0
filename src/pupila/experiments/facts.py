"""Look at data before a recipe is chosen for them: how many, how large, how balanced, and which way the images face.

Of a folder some headers and some small copies are read, of its files no more than four thousand; that takes a second
or two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io
from pupila.data.dataset import Dataset
from pupila.data.manifest import Manifest, scan
from pupila.errors import DataError
from pupila.runtime import core_count

_HEADERS = 500
_COPIES, _COPIES_A_CLASS = 4_000, 200
_COPY = (16, 16)
_CELLS, _DIRECTIONS = 4, 8  # of edges
_UNKNOWN = (64, 64)  # where no file can be read; loading the folder names them
FEWEST_FACING = 8  # images of a class that tell whether it faces one way

Measure = Callable[[Sequence[NDArray[np.float64]]], float]


@dataclass(frozen=True)
class Facts:
    """Say what the rules look at.

    Attributes:
        counts: Images of each class that the data have for training and validation, by name.
        image_size: (height, width) in the middle of all sizes, at least one pixel.
        one_size: Whether all images have that size.
        channels: 1 where all are grey, else 3.
        facing: How much of the difference between an image and its mirror image is the same for all images of a class,
            from about 0 (they face both ways) to 1, and that class: the one with the most. None where every class has
            too few images to tell.
        fixed: Whether the images are arrays that were loaded already, and cannot be read in another size.
        leaning: How sure it is that the edges in a class lean one way, in standard deviations of what chance gives, and
            that class: the one of which it is surest. None where every class has too few images to tell.
    """

    counts: dict[str, int]
    image_size: tuple[int, int]
    one_size: bool
    channels: int
    facing: tuple[float, str] | None
    fixed: bool = False
    leaning: tuple[float, str] | None = None

    @property
    def examples(self) -> int:
        """Return how many images there are in all."""
        return sum(self.counts.values())


def facts_of_dataset(dataset: Dataset, *, fixed: bool = True) -> Facts:
    """Look at a data set; `fixed` where its images cannot be read again in another size."""
    learned = dataset.given_split != "test"
    copies = {}
    for label, name in enumerate(dataset.class_names):
        rows = np.flatnonzero((dataset.labels == label) & learned)
        copies[name] = [
            image_io.resize(np.ascontiguousarray(image), _COPY).mean(axis=2)
            for image in dataset.pixels[_some(rows, _copies_a_class(dataset.num_classes))]
        ]
    sizes = np.bincount(dataset.labels[learned], minlength=dataset.num_classes).tolist()
    return Facts(
        counts=dict(zip(dataset.class_names, sizes, strict=True)),
        image_size=dataset.image_size,
        one_size=True,
        channels=dataset.channels,
        facing=most(facing, copies),
        fixed=fixed,
        leaning=most(leaning, copies),
    )


def facts_of_folder(root: Path) -> Facts:
    """Look at a folder of images.

    Raises:
        DataError: It is no folder with a sub-folder for each class.
    """
    manifest = scan(root)
    learned = [entry for entry in manifest.entries if entry.split != "test"]
    found = Counter(entry.label for entry in learned)
    with ThreadPoolExecutor(core_count()) as pool:
        chosen = [learned[row] for row in _some(np.arange(len(learned)), _HEADERS)]
        read = pool.map(lambda entry: image_io.read_header(root / entry.path), chosen)
        headers = [header for header in read if header is not None]
        copies = _folder_copies(manifest, pool)
    sizes = np.array([header.size for header in headers] or [_UNKNOWN])
    height, width = np.median(sizes, axis=0)
    return Facts(
        counts={name: found[label] for label, name in enumerate(manifest.class_names)},
        image_size=(int(height), int(width)),
        one_size=bool((sizes == sizes[0]).all()),
        channels=1 if headers and all(header.grey for header in headers) else 3,
        facing=most(facing, copies),
        leaning=most(leaning, copies),
    )


def _folder_copies(manifest: Manifest, pool: ThreadPoolExecutor) -> dict[str, list[NDArray[np.float64]]]:
    def copy(path: str) -> NDArray[np.float64] | None:
        try:
            content = image_io.read_file(manifest.root / path)
            pixels = image_io.decode(content, channels="grey", image_size=_COPY, name=path).pixels
        except DataError:
            return None  # named when the folder is loaded
        return pixels[:, :, 0].astype(np.float64)

    each = _copies_a_class(len(manifest.class_names))
    copies = {}
    for label, name in enumerate(manifest.class_names):
        paths = [entry.path for entry in manifest.entries if entry.label == label and entry.split != "test"]
        read = pool.map(copy, [paths[row] for row in _some(np.arange(len(paths)), each)])
        copies[name] = [image for image in read if image is not None]
    return copies


def _copies_a_class(num_classes: int) -> int:
    return max(FEWEST_FACING, min(_COPIES_A_CLASS, _COPIES // max(1, num_classes)))


def _some(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return at most `count` of the rows, from the first to the last at equal distances."""
    if len(rows) <= count:
        return rows
    return rows[np.linspace(0, len(rows) - 1, count).round().astype(np.int64)]


def most(measure: Measure, copies: dict[str, list[NDArray[np.float64]]]) -> tuple[float, str] | None:
    """Return the most that `facing` or `leaning` finds in a class, and its name; None where all classes are too small.

    Args:
        measure: One of the two.
        copies: Small grey images (H, W) of each class, both sides multiples of 4.
    """
    known = [(measure(images), name) for name, images in copies.items() if len(images) >= FEWEST_FACING]
    return max(known) if known else None


def facing(images: Sequence[NDArray[np.float64]]) -> float:
    """Tell which share of the difference between images and their mirror images is the same for all of them.

    Let d be that difference, taken as a vector. Where images face both ways, d and -d are equally likely and its mean
    over many images is 0; where all face one way, every d is about the mean. The share is |mean of d|^2 over the mean
    of |d|^2, less what chance alone gives n images, 1/n.

    Args:
        images: At least two, (H, W), all of one size.

    Returns:
        At most 1, about 0 (or a little below) where images face both ways; 0 where each is its own mirror image.

    Example:
        >>> left = np.eye(4)
        >>> facing([left, left, left]), facing([left, left[:, ::-1]] * 20) < 0
        (1.0, True)
    """
    stacked = np.stack(images)
    differences = (stacked - stacked[:, :, ::-1]).reshape(len(stacked), -1)
    whole = np.square(differences).sum(axis=1).mean()
    if not whole > 0:
        return 0.0
    share = np.square(differences.mean(axis=0)).sum() / whole
    count = len(stacked)
    return float((count * share - 1) / (count - 1))


def leaning(images: Sequence[NDArray[np.float64]]) -> float:
    """Tell how sure it is that edges in images of a class lean one way, in standard deviations of what chance gives.

    What is small in an image, and stands before clutter or in the dark, such as the arrow on a sign, is a small share
    of all that differs from the mirror image, but the same one in every image. Let d be the difference between the
    edges of an image and of its mirror image, brought to length 1. Where images face both ways, the sign of each d is
    a toss of a coin: the sum of the products of all pairs is then 0 in the mean, with a variance of twice the sum of
    their squares.

    Edges are told by histograms of their directions (Dalal and Triggs, "Histograms of oriented gradients for human
    detection", CVPR 2005), in cells of a quarter of each side.

    Args:
        images: At least two, (H, W), all of one size, both sides multiples of 4.

    Returns:
        About 0, seldom above 4, where images face both ways; 0 where each is its own mirror image.

    Example:
        >>> left = np.tri(8)
        >>> leaning([left] * 9) > 5, leaning([left, left[:, ::-1]] * 9) < 1
        (True, True)
    """
    stacked = np.stack(images)
    differences = (_edges(stacked) - _edges(stacked[:, :, ::-1])).reshape(len(stacked), -1)
    lengths = np.linalg.norm(differences, axis=1, keepdims=True)
    differences /= np.maximum(lengths, 1e-9)
    products = differences @ differences.T
    np.fill_diagonal(products, 0)
    chance = np.sqrt(2 * np.square(products).sum())
    return float(products.sum() / chance) if chance > 0 else 0.0


def _edges(images: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how strong edges are in images (N, H, W): (N, cells down, cells across, directions)."""
    count, height, width = images.shape
    across, down = np.zeros_like(images), np.zeros_like(images)
    across[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    down[:, 1:-1] = images[:, 2:] - images[:, :-2]
    strength = np.hypot(across, down)
    strength /= strength.mean(axis=(1, 2), keepdims=True) + 1e-9  # dark images count as much as bright ones
    direction = np.arctan2(down, across) / np.pi * _DIRECTIONS % _DIRECTIONS
    found = np.empty((count, _CELLS, _CELLS, _DIRECTIONS))
    for number in range(_DIRECTIONS):
        apart = np.abs((direction - number + _DIRECTIONS / 2) % _DIRECTIONS - _DIRECTIONS / 2)
        parts = (strength * np.maximum(0, 1 - apart)).reshape(count, _CELLS, height // _CELLS, _CELLS, width // _CELLS)
        found[..., number] = parts.sum(axis=(2, 4))
    return np.sqrt(found)
