"""Write the sentences of lessons for a page, a notebook or a terminal: code, stress, and the signs of arithmetic."""

from __future__ import annotations

import re
from html import escape

_SIGNS = ((" x ", " × "), ("<=", "≤"), ("->", "→"))


def signs(text: str) -> str:
    """Put the proper signs where letters stand for them: sentences are typed with letters every terminal has.

    A product of numbers stays in one line.

    Example:
        >>> signs("a x 28 <= 784")
        'a × 28 ≤ 784'
    """
    for typed, proper in _SIGNS:
        text = text.replace(typed, proper)
    return re.sub(r"(?<=\d) × (?=\d)", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}", text)


def as_html(sentence: str) -> str:
    r"""Return a sentence as HTML: `code`, **stress**, *foreign word* and 2^8; all else escaped.

    Example:
        >>> as_html("**2** x `a<b`, 2^8")
        '<strong>2</strong> × <code>a&lt;b</code>, 2<sup>8</sup>'
    """
    parts = sentence.split("`")
    return "".join(f"<code>{escape(part)}</code>" if place % 2 else _stressed(part) for place, part in enumerate(parts))


def _stressed(part: str) -> str:
    text = escape(signs(part))
    text = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)
    return re.sub(r"(\d)\^(\d+)", r"\1<sup>\2</sup>", text)


def as_markdown(sentence: str) -> str:
    """Return a sentence as Markdown; what would mean something there, and is not meant, is escaped."""
    parts = sentence.split("`")
    return "".join(f"`{part}`" if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(part: str) -> str:
    text = re.sub(r"([\\_$#|\[\]<>])", r"\\\1", signs(part))
    return re.sub(r"(\d)\^(\d+)", r"\1<sup>\2</sup>", text)


def as_text(sentence: str) -> str:
    """Return a sentence for a terminal, without the marks of stress.

    Example:
        >>> as_text("A **kernel** is in `conv`.")
        "A kernel is in 'conv'."
    """
    parts = sentence.split("`")
    stress = re.compile(r"\*{1,2}([^*]+)\*{1,2}")
    return "".join(f"'{part}'" if place % 2 else stress.sub(r"\1", part) for place, part in enumerate(parts))
