"""Find builders by name, and answer an unknown name with the nearest one.

A registry is filled by its own room (`@OPTIMIZERS.register("adam")`), and one contract test runs over everything in it:
who registers something gets its tests.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from pupila.errors import PupilaError, UsageError
from pupila.language import Phrase, texts

T = TypeVar("T")


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """Return the valid name that looks most like `name`, or None when none is near.

    Example:
        >>> nearest("fliters", ["filters", "kernel"])
        'filters'
    """
    found = difflib.get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return found[0] if found else None


def unknown_name(kind: str, name: str, valid: Iterable[str], error: type[PupilaError] = UsageError) -> PupilaError:
    """Return the error that names an unknown word, the nearest valid one and all that are valid."""
    names = sorted(valid)
    guess = nearest(name, names)
    code = "common.unknown_name_guess" if guess else "common.unknown_name"
    known = f"common.kind_{kind.replace(' ', '_')}"
    said = Phrase(known) if known in texts("common") else kind
    return error(code, kind=said, name=name, guess=guess, valid=", ".join(names))


class Registry(Generic[T]):
    """Map names to builders, in order of registration.

    Args:
        kind: What is registered, in the words of a message: "optimizer".
        error: What an unknown name raises.
    """

    def __init__(self, kind: str, error: type[PupilaError] = UsageError) -> None:
        self.kind = kind
        self.error = error
        self._builders: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Return a decorator that registers what it decorates under `name`."""

        def add(builder: T) -> T:
            if name in self._builders:
                raise KeyError(f"{self.kind} {name!r} is registered twice")
            self._builders[name] = builder
            return builder

        return add

    def __getitem__(self, name: str) -> T:
        try:
            return self._builders[name]
        except KeyError:
            raise unknown_name(self.kind, name, self._builders, self.error) from None

    def __contains__(self, name: object) -> bool:
        return name in self._builders

    def __iter__(self) -> Iterator[str]:
        return iter(self._builders)

    def __len__(self) -> int:
        return len(self._builders)
