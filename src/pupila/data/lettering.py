"""Write captions: the font inside Pillow, with the accents of Spanish and its neighbours set on its letters.

A caption must look the same on every machine, so no font of the system is relied on. An accented letter is taken
apart (Unicode's NFD) and its accent, made of the font's own strokes, is put over it; what is neither in that font nor
such a letter is left to a system font.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from pupila.data.image_io import EMBEDDED_LETTERS, draw_text, text_width

Mask = NDArray[np.uint8]

_SAME: Mapping[str, str] = {
    "–": "-",
    "—": "-",
    "×": "x",
    "º": "o",
    "ª": "a",
    "ß": "ss",
    "\xa0": " ",
}
_TURNED = {"¿": "?", "¡": "!"}


def text_mask(text: str, size: int) -> Mask:
    """Draw one line of text: shape (line height, text width), 0 for none to 255 for full ink.

    Args:
        text: What to write; one line.
        size: Height of the letters in pixels, as a font counts it.
    """
    shown = unicodedata.normalize("NFC", "".join(_SAME.get(character, character) for character in text))
    letters = [_parts(character) for character in shown]
    if not all(base in EMBEDDED_LETTERS and all(mark in _MARKS for mark in marks) for base, marks in letters):
        return draw_text(shown, size)
    plain = "".join(base for base, _ in letters)
    mask = draw_text(plain, size).copy()
    for index, (base, marks) in enumerate(letters):
        left = round(text_width(plain[:index], size))
        right = round(text_width(plain[: index + 1], size))
        if shown[index] in _TURNED:
            _turn(mask, left, right)
        for mark in marks:
            _set_mark(mask, base, mark, size, (left + right) / 2)
    return mask


def _parts(character: str) -> tuple[str, str]:
    if character in _TURNED:
        return _TURNED[character], ""
    apart = unicodedata.normalize("NFD", character)
    return apart[0], apart[1:]


def _turn(mask: Mask, left: int, right: int) -> None:
    """Turn the letter between two columns upside down where it stands."""
    part = mask[:, left:right]
    rows = np.flatnonzero(part.any(axis=1))
    if len(rows):
        ink = part[rows[0] : rows[-1] + 1]
        ink[...] = ink[::-1, ::-1].copy()


def _set_mark(mask: Mask, base: str, mark: str, size: int, middle: float) -> None:
    letter = np.flatnonzero(draw_text("x" if base in "ij" else base, size).any(axis=1))
    ink = _MARKS[mark](size)
    height, width = ink.shape
    left = min(max(round(middle - width / 2), 0), max(mask.shape[1] - width, 0))
    gap = max(1, round(size * 0.07))
    below, above = min(int(letter[-1]), mask.shape[0] - height), max(int(letter[0]) - gap - height, 0)
    top = below if mark == _CEDILLA else above
    if base in "ij":  # the accent takes the place of the dot
        dot = round(text_width(base, size) / 2)
        mask[: int(letter[0]) - 1, max(round(middle) - dot, 0) : round(middle) + dot + 1] = 0
    area = mask[top : top + height, left : left + width]
    np.maximum(area, ink[: area.shape[0], : area.shape[1]], out=area)


def _ink(text: str, size: float) -> Mask:
    drawn = draw_text(text, max(round(size), 4))
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    return drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _two_dots(size: int) -> Mask:
    dot = _ink(".", size)
    return np.hstack([dot, np.zeros((dot.shape[0], max(1, round(size * 0.14))), np.uint8), dot])


_CEDILLA = "\N{COMBINING CEDILLA}"
_MARKS: Mapping[str, Callable[[int], Mask]] = {
    "\N{COMBINING GRAVE ACCENT}": lambda size: _ink("`", size),
    "\N{COMBINING ACUTE ACCENT}": lambda size: _ink("`", size)[:, ::-1],
    "\N{COMBINING CIRCUMFLEX ACCENT}": lambda size: _ink("^", size * 0.7),
    "\N{COMBINING CARON}": lambda size: _ink("^", size * 0.7)[::-1],
    "\N{COMBINING TILDE}": lambda size: _ink("~", size * 0.8),
    "\N{COMBINING DIAERESIS}": _two_dots,
    "\N{COMBINING RING ABOVE}": lambda size: _ink("o", size * 0.5),
    _CEDILLA: lambda size: _ink(",", size * 0.8),
}
