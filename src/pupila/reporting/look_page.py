"""Lay out what a data set holds as one HTML file: examples, balance, sizes, one image, augmented versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pupila.data.canvas import Picture
from pupila.data.dataset import Dataset
from pupila.data.image_io import encode_png
from pupila.data.notebook import split_text
from pupila.data.overview import balance_text, shown_classes, sizes_plot, sizes_text
from pupila.data.sheet import sheet
from pupila.files import write_text
from pupila.language import Language, number, say, visible
from pupila.reporting.pages import render_page

_REMARKS = 20  # files left out and notes that are named; the rest is counted
_SIDE = 128  # pixels above which the images of the grid are reduced, so that the page stays small


@dataclass(frozen=True)
class ClassBar:
    """Hold one class: its name, the length of its bar as a share of the longest, its number and its share of all."""

    name: str
    length: float
    count: str
    share: str


def write_look(
    dataset: Dataset,
    path: Path,
    *,
    count: int = 30,
    image: int | str | None = None,
    augment: Sequence[str] = (),
    seed: int = 0,
    language: Language = "en",
) -> Path:
    """Write the page: one file, no script, nothing fetched.

    Args:
        dataset: What is looked at.
        path: Of the page; a file that is there is replaced.
        count: Images in the grid.
        image: Row or id of the image shown large, and augmented; the first of the first class by default.
        augment: Augmentations, such as "flip horizontal"; without any that part is left out.
        seed: Draws the changes.
        language: "en" or "es".

    Raises:
        DataError: No such example.
    """
    row = int(dataset.example_rows(1)[0]) if image is None else dataset.row_of(image)
    alike = bool((dataset.original_sizes == dataset.original_sizes[0]).all())
    bars, left_out = _bars(dataset, language)
    skipped = [item.message(language) for item in dataset.skipped]
    context: dict[str, Any] = {
        "say": partial(_say, language=language),
        "dataset": dataset,
        "shape": " × ".join(str(size) for size in (*dataset.image_size, dataset.channels)),
        "parts": split_text(dataset, language),
        "grid": _grid(dataset, count, language),
        "balance": balance_text(dataset.counts, language),
        "bars": bars,
        "bars_left_out": left_out,
        "sizes_words": sizes_text(dataset.original_sizes, language),
        "sizes": None if alike else _sizes(dataset, language),
        "image": dataset.show(row, language=language),
        "augmented": _augmented(dataset, row, augment, seed, language) if augment else None,
        "augment_words": ", ".join(f"“{line}”" for line in augment),
        "skipped": len(skipped),
        "remarks": [visible(one) for one in (*skipped, *(note.message(language) for note in dataset.notes))][:_REMARKS],
    }
    write_text(path, render_page("look.html.j2", context, language=language))
    return path


def _say(code: str, *, language: Language, **values: Any) -> str:
    return say(f"look.{code}", language, **values)


def _grid(dataset: Dataset, count: int, language: Language) -> Picture:
    rows = dataset.example_rows(count)
    names = [dataset.class_names[label] for label in dataset.labels[rows]]
    drawn = sheet(dataset.pixels[rows], names, largest=_SIDE)
    return Picture(drawn, _say("alt_grid", language=language, count=len(rows)))


def _augmented(dataset: Dataset, row: int, lines: Sequence[str], seed: int, language: Language) -> Picture:
    drawn = dataset.augmented(*lines, example=row, seed=seed)
    return Picture(drawn.png, _say("alt_augmented", language=language, id=visible(dataset.ids[row]), count=14))


def _sizes(dataset: Dataset, language: Language) -> Picture:
    sizes = dataset.original_sizes
    drawn = sizes_plot(sizes, language=language, words=False)
    return Picture(encode_png(drawn), sizes_text(sizes, language))


def _bars(dataset: Dataset, language: Language) -> tuple[list[ClassBar], int]:
    rows, left_out = shown_classes(dataset.counts)
    most, total = max(1, *dataset.counts.values()), dataset.num_examples
    found = [
        ClassBar(name, count / most, number(count, ",", language), number(count / total, ".1%", language))
        for name, count in rows
    ]
    return found, left_out
