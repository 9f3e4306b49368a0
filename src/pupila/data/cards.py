"""Draw answers as one PNG: each picture beside its name, what it was taken for, and the bars of its probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io
from pupila.data.canvas import Canvas, Colour, blank, fill, put, write
from pupila.data.lettering import text_mask
from pupila.errors import DataError

Tone = Literal["ink", "soft", "right", "wrong", "unsure"]
_COLOURS: dict[str, Colour] = {
    "ink": (43, 48, 56),
    "soft": (104, 112, 122),
    "right": (11, 98, 164),
    "wrong": (179, 38, 30),
    "unsure": (148, 92, 0),
}
_TRACK, _EMPTY = (238, 240, 243), (245, 246, 248)
_MARGIN, _GAP, _BESIDE = 24, 28, 18  # round the sheet, between cards, between picture and text
_TITLE, _HEADLINE, _TEXT = 13, 19, 13  # heights of letters
_SPACE, _THICK, _NUMBER = 6, 9, 58  # above the bars, of a bar, and room for its number
_LONGEST = 300  # letters of a name that are looked at: no line holds more


@dataclass(frozen=True)
class CardBar:
    """Hold one bar of a card: a class, its share from 0 to 1, the same as a number in words, and its tone."""

    name: str
    share: float
    text: str
    tone: Tone = "soft"


@dataclass(frozen=True, eq=False)
class Card:
    """Hold one answer as it is drawn.

    Args:
        picture: Shape (height, width, 1 or 3), uint8; None for a file that could not be read.
        title: Name of the file; what does not fit is cut in the middle, so that its end is seen.
        headline: What it was taken for.
        tone: Of the headline.
        remarks: Lines below it, each with its tone.
        bars: From above to below.
    """

    picture: NDArray[np.uint8] | None
    title: str
    headline: str
    tone: Tone = "ink"
    remarks: tuple[tuple[str, Tone], ...] = ()
    bars: tuple[CardBar, ...] = ()


def draw_cards(cards: Sequence[Card], *, columns: int | None = None) -> bytes:
    """Draw cards in rows, as PNG.

    Small pictures are enlarged by a whole factor, so that pixels stay pixels; large ones are reduced. A single card
    gets a larger picture.

    Args:
        cards: At least one.
        columns: Cards in a row; by default one, two, or three from nine cards on.

    Raises:
        DataError: No cards.
    """
    if not cards:
        raise DataError("data.sheet_shape", shape=(0,))
    side, width = (288, 400) if len(cards) == 1 else (144, 268)
    columns = min(columns or (1 if len(cards) == 1 else 2 if len(cards) < 9 else 3), len(cards))
    drawn = [_draw(card, side, width) for card in cards]
    rows = [drawn[start : start + columns] for start in range(0, len(drawn), columns)]
    heights = [max(len(one) for one in row) for row in rows]
    across = drawn[0].shape[1]
    canvas = blank(2 * _MARGIN + sum(heights) + _GAP * (len(rows) - 1), 2 * _MARGIN + columns * (across + _GAP) - _GAP)
    top = _MARGIN
    for row, height in zip(rows, heights, strict=True):
        for column, one in enumerate(row):
            left = _MARGIN + column * (across + _GAP)
            canvas[top : top + len(one), left : left + across] = one
        top += height + _GAP
    return image_io.encode_png(canvas)


def _draw(card: Card, side: int, width: int) -> Canvas:
    """Draw one card: a square for the picture, and a column of text `width` pixels wide."""
    left = side + _BESIDE
    lines = [(card.headline, card.tone, _HEADLINE), *((text, tone, _TEXT) for text, tone in card.remarks)]
    text_height = _line(_TITLE) + sum(_line(size) for _, _, size in lines) + _SPACE + _line(_TEXT) * len(card.bars)
    canvas = blank(max(side, text_height), left + width)
    _place(canvas, card.picture, side)
    write(canvas, _shortened(card.title, width), at=(0, left), width=width, size=_TITLE, ink=_COLOURS["soft"])
    top = _line(_TITLE)
    for text, tone, size in lines:
        write(canvas, text[:_LONGEST], at=(top, left), width=width, size=size, ink=_COLOURS[tone])
        top += _line(size)
    for place, bar in enumerate(card.bars):
        _bar(canvas, bar, at=(top + _SPACE + place * _line(_TEXT), left), width=width)
    return canvas


def _line(size: int) -> int:
    """Return the height of a line of letters of this size, in pixels."""
    return round(size * 1.4) + 3


def _place(canvas: Canvas, picture: NDArray[np.uint8] | None, side: int) -> None:
    """Put a picture into the upper left square, its proportions kept; without one, an empty square."""
    if picture is None:
        fill(canvas, (0, 0), (side, side), colour=_EMPTY)
        return
    inner = side - 2  # the frame around it
    height, width = picture.shape[:2]
    factor = inner // max(height, width)
    if factor:
        shown = picture.repeat(factor, axis=0).repeat(factor, axis=1)
    else:
        share = inner / max(height, width)
        shown = image_io.resize(picture, (max(1, round(height * share)), max(1, round(width * share))))
    shown = np.broadcast_to(shown, (*shown.shape[:2], 3))
    put(canvas, shown, at=(1, 1 + (inner - shown.shape[1]) // 2))


def _bar(canvas: Canvas, bar: CardBar, *, at: tuple[int, int], width: int) -> None:
    """Draw a class, its bar and its number in one line."""
    (top, left), ink = at, _COLOURS[bar.tone]
    names = round(width * 0.36)
    room = width - names - _NUMBER
    write(canvas, bar.name[:_LONGEST], at=at, width=names - 8, size=_TEXT, ink=ink)
    fill(canvas, (top + 5, left + names), (_THICK, room), colour=_TRACK)
    fill(canvas, (top + 5, left + names), (_THICK, round(room * min(max(bar.share, 0.0), 1.0))), colour=ink)
    at = (top, left + width - _NUMBER)
    write(canvas, bar.text, at=at, width=_NUMBER, align="right", size=_TEXT, ink=ink)


def _shortened(name: str, width: int) -> str:
    """Cut a name in its middle where it is too wide: what tells files apart stands at its end."""
    name = "".join(letter if letter.isprintable() else "?" for letter in name)
    kept = min(len(name), _LONGEST)
    shown = _ends(name, kept)
    while kept > 1 and text_mask(shown, _TITLE).shape[1] > width:
        kept = max(1, min(kept - 1, kept * width // text_mask(shown, _TITLE).shape[1]))
        shown = _ends(name, kept)
    return shown


def _ends(name: str, count: int) -> str:
    """Return `count` letters of a longer name, from both its ends, with dots between them."""
    if len(name) <= count:
        return name
    return f"{name[: count // 2]}…{name[len(name) - (count - count // 2) :]}"
