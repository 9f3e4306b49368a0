"""Name what was left out of a data set, and what a reader should know about the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pupila.errors import DataError
from pupila.language import say


@dataclass(frozen=True)
class Skipped:
    """Record one file that was left out, and why.

    Args:
        path: The file, relative to the data set's folder.
        code: Key of the reason in `pupila.texts.data`.
        values: What the reason's placeholders stand for, apart from `path`.
    """

    path: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_error(cls, path: str, error: DataError) -> Skipped:
        """Record that reading `path` ended in `error`."""
        values = {key: _plain(value) for key, value in error.values.items() if key != "path"}
        return cls(path, error.code, values)

    def message(self, language: str = "en") -> str:
        """Tell the path and the reason in `language`."""
        return say(self.code, language, **{**self.values, "path": self.path})


@dataclass(frozen=True)
class Note:
    """Tell what changes no label but what a reader should know, such as an animation of which one frame was used.

    Args:
        code: Key of the sentence in `pupila.texts.data`.
        values: What its placeholders stand for; numbers and strings only, so that it can be written as JSON.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """Tell the note in `language`."""
        return say(self.code, language, **self.values)


def first_of(items: list[str], count: int = 5) -> str:
    """Join the first `count` items, with dots where more follow.

    Example:
        >>> first_of(["a", "b", "c"], 2)
        'a, b, ...'
    """
    return ", ".join(items[:count]) + (", ..." if len(items) > count else "")


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, float, str)) else str(value)
