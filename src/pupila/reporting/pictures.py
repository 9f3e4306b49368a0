"""Prepare the pictures of the report: embedded once, shown in both languages, beside bars of their probabilities."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pupila.errors import DataError
from pupila.language import number, say
from pupila.reporting.names import isolated
from pupila.reporting.record_view import RunView, SplitAnswers

ALL_BARS = 10  # up to so many classes, each has its bar, in their order; beyond, the largest are shown
LARGEST_BARS = 5
LARGE, SMALL = 96, 48  # pixels of the longer side: of a picture in the gallery, and of one among many
SHOWN_LARGE, SHOWN_SMALL = 128, 64  # pixels on the page up to which smaller images are enlarged by a whole factor
BUDGET = 2_000_000  # bytes of embedded pictures, so that a report stays under 3 MB

Encoder = Callable[[NDArray[np.uint8]], bytes]


@dataclass(frozen=True)
class Stamp:
    """Hold how a picture is put on the page: its place in the album, its size in pixels, and its size on the page."""

    key: str
    width: int
    height: int
    shown_width: int
    shown_height: int

    @property
    def enlarged(self) -> bool:
        """Tell whether its pixels are to be seen as squares."""
        return self.shown_width > self.width


@dataclass(frozen=True)
class Bar:
    """Hold one probability of a picture: class, share of the bar, its number, and "right", "wrong" or "other"."""

    name: str
    share: float
    text: str
    kind: str


@dataclass(frozen=True)
class Picture:
    """Hold one picture of the gallery: what it is, what it was taken for, and its probabilities."""

    stamp: Stamp
    alt: str
    id: str
    label: str
    predicted: str
    hit: bool
    confidence: str
    bars: tuple[Bar, ...]
    remark: str


@dataclass(frozen=True)
class Group:
    """Hold some small pictures that belong together: an anchor, what they have in common, and each with its id."""

    anchor: str
    first: str
    second: str
    remark: str
    pictures: tuple[tuple[Stamp, str, str], ...]  # the picture, what it says to who cannot see it, its id


class Album:
    """Embed each picture once, however often and in whichever language it is shown, until the budget is spent.

    Args:
        encode_png: Turns uint8 pixels of shape (height, width, channels) into the bytes of a PNG file.
        budget: Bytes of the page that pictures may take.
        side: Pixels of a picture's longer side; smaller ones are enlarged towards it by a whole factor.
    """

    def __init__(self, encode_png: Encoder, *, budget: int = BUDGET, side: int | None = None) -> None:
        self._encode_png = encode_png
        self._left = budget
        self._large, self._shown_large = (LARGE, SHOWN_LARGE) if side is None else (side, side)
        self._stamps: dict[str, Stamp | None] = {}
        self.pages: list[tuple[Stamp, str]] = []

    def add(self, name: str, pixels: NDArray[np.uint8], *, small: bool = False) -> Stamp | None:
        """Return how to show a picture, embedding it if it is new; None where there is no room left."""
        if name not in self._stamps:
            self._stamps[name] = self._embed(reduced(pixels, SMALL if small else self._large), small=small)
        return self._stamps[name]

    def add_whole(self, name: str, pixels: NDArray[np.uint8], *, side: int) -> Stamp | None:
        """Return how to show a picture of which every pixel is embedded, enlarged to about `side` where it is small."""
        if name not in self._stamps:
            size = int(pixels.shape[0]), int(pixels.shape[1])
            self._stamps[name] = self._keep("png", self._encode_png(pixels), size, side)
        return self._stamps[name]

    def add_jpeg(self, name: str, content: bytes, *, side: int) -> Stamp | None:
        """Return how to show the content of a JPEG file; None also for what is none."""
        if name not in self._stamps:
            size = _jpeg_size(content)
            self._stamps[name] = self._keep("jpeg", content, size, side) if size else None
        return self._stamps[name]

    def _embed(self, pixels: NDArray[np.uint8], *, small: bool) -> Stamp | None:
        size = int(pixels.shape[0]), int(pixels.shape[1])
        return self._keep("png", self._encode_png(pixels), size, SHOWN_SMALL if small else self._shown_large)

    def _keep(self, kind: str, content: bytes, size: tuple[int, int], side: int) -> Stamp | None:
        source = f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
        if len(source) > self._left:
            return None
        self._left -= len(source)
        height, width = size
        factor = max(1, side // max(height, width))
        stamp = Stamp(f"p{len(self.pages)}", width, height, width * factor, height * factor)
        self.pages.append((stamp, source))
        return stamp


def reduced(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return pixels (height, width, channels) averaged over whole blocks until neither side is longer than `side`.

    Example:
        >>> reduced(np.array([[[0], [10]], [[20], [30]]], dtype=np.uint8), 1).tolist()
        [[[15]]]
    """
    factor = -(-max(pixels.shape[0], pixels.shape[1]) // side)
    if factor <= 1:
        return pixels
    height, width = (max(1, size // factor) for size in pixels.shape[:2])
    cut = pixels[: height * factor, : width * factor].astype(np.float64)
    blocks = cut.reshape(height, cut.shape[0] // height, width, cut.shape[1] // width, pixels.shape[2])
    return np.asarray(np.rint(blocks.mean(axis=(1, 3))), dtype=np.uint8)


def gallery(run: RunView, language: str, *, part: str, album: Album) -> list[Picture]:
    """Return one part of the judged split's gallery: "errors", "hits" or "random"."""
    answers = _answers(run)
    if answers is None:
        return []
    found = []
    for row, pixels in _stored(answers, part):
        stamp = album.add(f"{run.judged}-{row}", pixels)
        if stamp is not None:
            found.append(_picture(answers, row, run.class_names, stamp=stamp, language=language))
    return found


def confusions(run: RunView, language: str, *, album: Album) -> list[Group]:
    """Return the pictures behind the fullest cells of the confusion matrix, the fullest cell first."""
    answers = _answers(run)
    if answers is None:
        return []
    counts = (run.metrics.get(run.judged or "") or {}).get("confusion") or []
    cells: dict[tuple[int, int], list[tuple[Stamp, str, str]]] = {}
    for row, pixels in _stored(answers, "cells"):
        true, taken = int(answers.labels[row]), int(answers.probabilities[row].argmax())
        stamp = album.add(f"{run.judged}-{row}-small", pixels, small=True)
        if stamp is not None:
            name = answers.ids[row]
            alt = _alt(answers, row, run.class_names, language=language)
            cells.setdefault((true, taken), []).append((stamp, alt, name))
    return [
        Group(
            anchor=anchor(*cell, language),
            first=run.class_names[cell[0]],
            second=run.class_names[cell[1]],
            remark=_shown_of(len(pictures), counts[cell[0]][cell[1]], language) if counts else "",
            pictures=tuple(pictures),
        )
        for cell, pictures in cells.items()
    ]


def examples(run: RunView, language: str, *, album: Album) -> list[Group]:
    """Return the training images that were kept, class by class."""
    if run.examples is None:
        return []
    classes: dict[int, list[tuple[Stamp, str, str]]] = {}
    rows = zip(run.examples.labels.tolist(), run.examples.ids, run.examples.images, strict=True)
    for place, (label, name, pixels) in enumerate(rows):
        stamp = album.add(f"example-{place}", pixels, small=True)
        if stamp is not None and label < len(run.class_names):
            alt = say("report.example.alt", language, id=isolated(name), label=isolated(run.class_names[label]))
            classes.setdefault(label, []).append((stamp, alt, name))
    return [Group("", run.class_names[label], "", "", tuple(pictures)) for label, pictures in classes.items()]


def anchor(true: int, taken: int, language: str) -> str:
    """Return the id of the pictures behind one cell of the confusion matrix."""
    return f"{language}-cell-{true}-{taken}"


def _answers(run: RunView) -> SplitAnswers | None:
    """Return the judged split's answers, where they fit the classes of the run."""
    answers = run.answers.get(run.judged or "")
    return answers if answers is not None and answers.probabilities.shape[1] == len(run.class_names) else None


def _stored(answers: SplitAnswers, part: str) -> list[tuple[int, NDArray[np.uint8]]]:
    """Return rows of a part with their pixels; a row whose picture was not kept is passed over."""
    places = {row: place for place, row in enumerate(answers.gallery_rows.tolist())}
    rows: Sequence[int] = answers.parts.get(part, np.zeros(0, dtype=np.int64)).tolist()
    return [(row, answers.gallery_images[places[row]]) for row in rows if row in places]


def _picture(answers: SplitAnswers, row: int, class_names: tuple[str, ...], *, stamp: Stamp, language: str) -> Picture:
    label, probabilities = int(answers.labels[row]), answers.probabilities[row]
    predicted = int(probabilities.argmax())
    return Picture(
        stamp=stamp,
        alt=_alt(answers, row, class_names, language=language),
        id=answers.ids[row],
        label=class_names[label],
        predicted=class_names[predicted],
        hit=label == predicted,
        confidence=number(float(probabilities[predicted]), ".1%", language),
        bars=_bars(probabilities, label, class_names, language),
        remark="" if len(class_names) <= ALL_BARS else _rest(probabilities, language),
    )


def _alt(answers: SplitAnswers, row: int, class_names: tuple[str, ...], *, language: str) -> str:
    label, predicted = int(answers.labels[row]), int(answers.probabilities[row].argmax())
    names = {"label": isolated(class_names[label]), "predicted": isolated(class_names[predicted])}
    code = "report.gallery.alt_hit" if label == predicted else "report.gallery.alt"
    confidence = float(answers.probabilities[row, predicted])
    return say(code, language, id=isolated(answers.ids[row]), confidence=confidence, **names)


def _bars(
    probabilities: NDArray[np.floating], label: int, class_names: tuple[str, ...], language: str
) -> tuple[Bar, ...]:
    predicted = int(probabilities.argmax())
    whole = len(class_names) <= ALL_BARS
    order = range(len(class_names)) if whole else np.argsort(-probabilities, kind="stable")[:LARGEST_BARS].tolist()
    return tuple(
        Bar(
            name=class_names[one],
            share=float(probabilities[one]),
            text=number(float(probabilities[one]), ".1%", language),
            kind="right" if one == label else "wrong" if one == predicted else "other",
        )
        for one in order
    )


def _rest(probabilities: NDArray[np.floating], language: str) -> str:
    left = 1 - float(np.sort(probabilities)[-LARGEST_BARS:].sum(dtype=np.float64))
    return say("report.gallery.rest", language, share=max(0.0, left))


def _shown_of(shown: int, count: int, language: str) -> str:
    code = "report.cells.one" if count == 1 else "report.cells.all" if shown >= count else "report.cells.some"
    return say(code, language, shown=shown, count=count)


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Return (height, width) of a JPEG file, or None for anything else: what a page embeds has been looked at first."""
    from pupila.data.image_io import decode

    try:
        found = decode(content)
    except DataError:
        return None
    return found.original_size if found.format == "JPEG" else None
