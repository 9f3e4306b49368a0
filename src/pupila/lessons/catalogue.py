"""Find lessons by name. Titles are known without computing; a lesson's module is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from pupila.lessons.lesson import Block, Lesson, Words, words
from pupila.registry import Registry


@dataclass(frozen=True)
class Entry:
    """Hold what is known of a lesson before it is built.

    Args:
        title: Its title.
        summary: What one learns, in a sentence.
        blocks: Where the function stands that makes the lesson: "package.module:function".
        sources: As in `Lesson`.
    """

    title: Words
    summary: Words
    blocks: str
    sources: tuple[str, ...] = ()


LESSONS: Registry[Entry] = Registry("lesson")


def lesson(name: str) -> Lesson:
    """Build a lesson: what it shows is computed now.

    Raises:
        UsageError: No lesson of that name; the nearest is suggested.
    """
    entry = LESSONS[name]
    module, _, function = entry.blocks.partition(":")
    make: Callable[[], tuple[Block, ...]] = getattr(importlib.import_module(module), function)
    return Lesson(name, entry.title, entry.summary, make(), entry.sources)


def _add(name: str, title: Words, summary: Words, *, blocks: str, sources: tuple[str, ...] = ()) -> None:
    LESSONS.register(name)(Entry(title, summary, blocks, sources))


# In the order in which they are best read.
_add(
    "pixels",
    words("lessons_images.pixels.title"),
    words("lessons_images.pixels.summary"),
    blocks="pupila.lessons.pixels:pixels",
)
_add(
    "kernels",
    words("lessons_images.kernels.title"),
    words("lessons_images.kernels.summary"),
    blocks="pupila.lessons.kernels:kernels",
)
_add(
    "padding",
    words("lessons_images.padding.title"),
    words("lessons_images.padding.summary"),
    blocks="pupila.lessons.shapes:padding",
)
_add(
    "pooling",
    words("lessons_images.pooling.title"),
    words("lessons_images.pooling.summary"),
    blocks="pupila.lessons.shapes:pooling",
)
_add(
    "xor",
    words("lessons_images.xor.title"),
    words("lessons_images.xor.summary"),
    blocks="pupila.lessons.neurons:xor",
)
