"""Hold a data set: images, labels, and what leads every example back to its file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pupila.data.remarks import Note, Skipped
from pupila.errors import DataError
from pupila.language import Language, default_language

if TYPE_CHECKING:
    from pupila.data.canvas import Picture

__all__ = ["Dataset", "Note", "Skipped", "image_digests", "make_dataset"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Hold images with their labels, in memory or mapped from the cache.

    Args:
        name: "cifar10", or the folder's or file's name.
        images: Shape (N, C, H, W), uint8, C is 1 or 3. The memory behind it is channels last, as training wants it;
            `pixels` is that view.
        labels: Indices into `class_names`. Shape (N,).
        class_names: Name of each class, in the order of the labels.
        ids: What names each example: "train/00017" for arrays, "roses/123.jpg" (relative, with slashes) for folders.
        digests: BLAKE2b of shape and pixels, 32 hexadecimal letters as bytes: equal for identical images. Shape (N,),
            dtype S32.
        given_split: "train", "val" or "test" where the data says so itself, else "". Shape (N,), dtype U5.
        source: Path, or the name of the built-in data.
        root: Folder that `ids` are relative to, or None.
        skipped: Files left out, each with its reason.
        notes: What a reader should know, such as an animation of which the first frame is used.
        original_sizes: (height, width) of each image before resizing. Shape (N, 2).
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    class_names: tuple[str, ...]
    ids: tuple[str, ...]
    digests: NDArray[np.bytes_]
    given_split: NDArray[np.str_]
    source: str
    root: Path | None
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...]
    original_sizes: NDArray[np.int32]

    @property
    def num_examples(self) -> int:
        """Return how many examples there are."""
        return len(self.ids)

    @property
    def num_classes(self) -> int:
        """Return how many classes there are."""
        return len(self.class_names)

    @property
    def image_size(self) -> tuple[int, int]:
        """Return (height, width) of every image."""
        return self.images.shape[2], self.images.shape[3]

    @property
    def channels(self) -> int:
        """Return 1 for grey, 3 for colour."""
        return int(self.images.shape[1])

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """Return the images channels last, (N, H, W, C), without copying."""
        return self.images.transpose(0, 2, 3, 1)

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of examples of each class, in the order of `class_names`."""
        found = np.bincount(self.labels, minlength=self.num_classes)
        return dict(zip(self.class_names, found.tolist(), strict=True))

    @cached_property
    def fingerprint(self) -> str:
        """Return 32 hexadecimal letters that change with any image, label, class name or order."""
        state = hashlib.blake2b(digest_size=16)
        for part in (
            self.digests.tobytes(),
            self.labels.tobytes(),
            repr(self.class_names).encode("utf-8", "backslashreplace"),
        ):
            state.update(part)
        return state.hexdigest()

    def example_rows(self, count: int) -> NDArray[np.int64]:
        """Return `count` rows for a look, the classes taking turns, the first examples of each first."""
        place = np.empty(self.num_examples, np.int64)
        order = np.argsort(self.labels, kind="stable")
        sizes = np.bincount(self.labels, minlength=self.num_classes)
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        place[order] = np.arange(self.num_examples) - np.repeat(starts, sizes)
        return np.lexsort((self.labels, place))[:count].astype(np.int64)

    def row_of(self, example: int | str) -> int:
        """Return the row of an example that is named by its row or by its id.

        Raises:
            DataError: No such example.
        """
        if isinstance(example, str) and example in self.ids:
            return self.ids.index(example)
        row = int(example) if str(example).isdecimal() else -1
        if not 0 <= row < self.num_examples:
            last = self.num_examples - 1
            raise DataError("look.no_example", example=example, name=self.name, last=last, id=self.ids[last])
        return row

    def sheet(self, count: int = 30) -> bytes:
        """Draw `count` examples with their class names, as PNG."""
        from pupila.data.sheet import sheet

        rows = self.example_rows(count)
        return sheet(self.pixels[rows], [self.class_names[label] for label in self.labels[rows]])

    def show(self, example: int | str = 0, *, language: Language | None = None) -> Picture:
        """Draw one image large, with the scale of its pixels and a bar for its values.

        A colour image is followed by its three channels, each beside a bar of its own.

        Args:
            example: Its row, or its id ("train/00017", "roses/123.jpg").
            language: "en" or "es"; that of the locale by default.

        Returns:
            The picture: a notebook shows it, `save` writes it.

        Raises:
            DataError: No such example.
        """
        from pupila.data.canvas import Picture
        from pupila.data.closeup import closeup

        row = self.row_of(example)
        label, name = self.class_names[self.labels[row]], self.ids[row]
        drawn = closeup(self.pixels[row], label=label, name=name, language=language or default_language())
        return Picture(drawn, f"{name}: {label}")

    def overview(self, *, language: Language | None = None) -> Picture:
        """Draw the balance of the classes and the sizes of the images.

        Args:
            language: "en" or "es"; that of the locale by default.
        """
        from pupila.data.canvas import Picture
        from pupila.data.overview import balance_text, overview, sizes_text

        spoken = language or default_language()
        words = f"{balance_text(self.counts, spoken)} {sizes_text(self.original_sizes, spoken)}"
        return Picture(overview(self.counts, self.original_sizes, language=spoken), words)

    def augmented(self, *lines: str, example: int | str | None = None, count: int = 14, seed: int = 0) -> Picture:
        """Draw one image and versions of it that training would see.

        Args:
            lines: Augmentations, such as "flip horizontal", "rotate 20deg".
            example: Its row or id; the first example of the first class by default.
            count: How many versions.
            seed: Draws the changes.

        Raises:
            DataError: No such example.
            RecipeError: A line that is no augmentation.
        """
        from pupila.data.augment import parse_augmentations
        from pupila.data.canvas import Picture
        from pupila.data.sheet import variants_sheet
        from pupila.data.versions import augmented_versions

        row = int(self.example_rows(1)[0]) if example is None else self.row_of(example)
        image = np.ascontiguousarray(self.pixels[row])
        versions = augmented_versions(image, parse_augmentations(lines), count=count, seed=seed)
        drawn = variants_sheet(image, versions, caption=self.class_names[self.labels[row]])
        return Picture(drawn, f"{self.ids[row]}: {', '.join(lines)}")

    def _repr_html_(self) -> str:
        from pupila.data.notebook import card

        return card(self, default_language())


def make_dataset(
    pixels: NDArray[np.uint8],
    labels: NDArray[np.integer[Any]],
    *,
    name: str,
    class_names: Sequence[str],
    given_split: NDArray[np.str_] | None = None,
    source: str = "arrays",
    notes: tuple[Note, ...] = (),
) -> Dataset:
    """Make a data set of arrays in memory.

    Args:
        pixels: Shape (N, H, W, C), uint8.
        labels: Shape (N,).
        name: The data set's name.
        class_names: Name of each class.
        given_split: "train", "val", "test" or "" for each example; None for none given.
        source: Where the arrays came from.
        notes: What a reader should know.

    Raises:
        DataError: Images and labels of different number, or a label without a class name.
    """
    count = len(labels)
    if len(pixels) != count:
        raise DataError("data.labels_length", path=source, name="labels", images=len(pixels), labels=count)
    wrong = np.flatnonzero((labels < 0) | (labels >= len(class_names)))[:5]
    if len(wrong):
        offenders = ", ".join(f"[{row}] {labels[row]}" for row in wrong)
        raise DataError("data.labels_range", path=source, name="labels", last=len(class_names) - 1, offenders=offenders)
    splits = np.full(count, "", dtype="<U5") if given_split is None else given_split.astype("<U5")
    pixels = np.ascontiguousarray(pixels)
    sizes = np.broadcast_to(np.array(pixels.shape[1:3], np.int32), (count, 2))
    return Dataset(
        name=name,
        images=pixels.transpose(0, 3, 1, 2),
        labels=labels.astype(np.int64),
        class_names=tuple(class_names),
        ids=_array_ids(splits, name),
        digests=image_digests(pixels),
        given_split=splits,
        source=source,
        root=None,
        skipped=(),
        notes=notes,
        original_sizes=sizes,
    )


def image_digests(pixels: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    """Return the digest of each image of (N, H, W, C): BLAKE2b-128 over its pixels, personalised with its shape.

    About 0.1 seconds for MNIST's 60,000 images and 0.3 for CIFAR-10's.
    """
    height, width, channels = pixels.shape[1:]
    person = f"{height}x{width}x{channels}".encode()
    flat = np.ascontiguousarray(pixels).reshape(len(pixels), height * width * channels)
    found = [hashlib.blake2b(row.data, digest_size=16, person=person).hexdigest() for row in flat]
    return np.array(found, dtype="S32")


def _array_ids(splits: NDArray[np.str_], name: str) -> tuple[str, ...]:
    """Number the examples within their split, so that an id names the row of the array it came from."""
    seen: dict[str, int] = {}
    ids = []
    for split in splits.tolist():
        row = seen.get(split, 0)
        seen[split] = row + 1
        ids.append(f"{split or name}/{row:05d}")
    return tuple(ids)
