"""Show a data set in a notebook: a labelled grid, the balance of its classes, the sizes of its images, its parts."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from pupila.data.canvas import Picture
from pupila.data.image_io import encode_jpeg, encode_png
from pupila.data.overview import balance_text, shown_classes, sizes_plot, sizes_text
from pupila.data.sheet import draw_sheet
from pupila.language import Language, number, say, visible

if TYPE_CHECKING:
    from pupila.data.dataset import Dataset

_IMAGES = 20
_SIDES = (128, 96, 72, 48, 32)  # pixels: the largest at which the grid stays small
_BUDGET = 100_000  # bytes of the grid
_NAME = (
    "display:inline-block;max-width:16em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;"
    "vertical-align:bottom"
)
_CELL = "text-align:right;padding:1px 10px;white-space:nowrap;vertical-align:bottom"


def card(dataset: Dataset, language: Language) -> str:
    """Return HTML of less than 200 KB that shows a data set; names in it are escaped and made visible."""
    height, width = dataset.image_size
    title = say(
        "data.repr_title",
        language,
        name=visible(dataset.name),
        examples=dataset.num_examples,
        classes=dataset.num_classes,
        size=f"{height} x {width} x {dataset.channels}",
        skipped=len(dataset.skipped),
    )
    sizes, parts = dataset.original_sizes, split_text(dataset, language)
    plot = ""
    if (sizes != sizes[0]).any():
        drawn = encode_png(sizes_plot(sizes, language=language, words=False))
        plot = Picture(drawn, sizes_text(sizes, language))._repr_html_()
    grid = f"<img alt='{escape(title)}' src='{_grid(dataset)}' style='max-width:100%'>"
    words = f"{balance_text(dataset.counts, language)} {sizes_text(sizes, language)}"
    return (
        f"<div><p><b>{escape(title)}</b>{f'<br>{escape(parts)}' if parts else ''}</p>{grid}<p>{escape(words)}</p>"
        f"<div style='display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start'>"
        f"<div>{_table(dataset, language)}</div><div>{plot}</div></div></div>"
    )


def split_text(dataset: Dataset, language: str) -> str:
    """Say how many examples each part holds that the data name themselves; empty where they name none."""
    names, counts = np.unique(dataset.given_split, return_counts=True)
    found = dict(zip(names.tolist(), counts.tolist(), strict=True))
    known = [(part, found[part]) for part in ("train", "val", "test") if part in found]
    return " · ".join(say(f"look.part_{part}", language, count=count) for part, count in known)


def _grid(dataset: Dataset) -> str:
    """Return the grid as a data URI: drawings as PNG; photos, which weigh much more, as JPEG, so as to stay large."""
    rows = dataset.example_rows(_IMAGES)
    names = [dataset.class_names[label] for label in dataset.labels[rows]]
    kind, content = "png", b""
    for side in _SIDES:
        drawn = draw_sheet(dataset.pixels[rows], names, largest=side)
        kind, content = "png", encode_png(drawn)
        if len(content) > _BUDGET:
            kind, content = "jpeg", encode_jpeg(drawn)
        if len(content) <= _BUDGET:
            break
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _table(dataset: Dataset, language: str) -> str:
    rows, left_out = shown_classes(dataset.counts)
    most = max(1, *dataset.counts.values())
    lines = [
        f"<tr><td style='text-align:left'><bdi style='{_NAME}'>{escape(visible(name))}</bdi></td>"
        f"<td style='{_CELL}'>{number(count, ',', language)}</td><td style='text-align:left'>"
        f"<div style='background:#3b82c4;height:10px;width:{max(1, round(160 * count / most))}px'></div></td></tr>"
        for name, count in rows
    ]
    head = (
        f"<tr><th>{say('data.repr_class', language)}</th><th>{say('data.repr_examples', language)}</th><th></th></tr>"
    )
    rest = f"<p>{escape(say('look.classes_more', language, count=left_out))}</p>" if left_out else ""
    return f"<table>{head}{''.join(lines)}</table>{rest}"
