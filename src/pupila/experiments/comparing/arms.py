"""Check what an experiment is made of, whoever wrote it: arms and their settings, seeds, margin."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from pupila.errors import UsageError

MOST_MARGIN = 0.2
MOST_SEEDS = 1_000
_LONGEST_NAME = 40


@contextlib.contextmanager
def naming(arm: str) -> Iterator[None]:
    """Tell of which arm a mistake in its settings is."""
    try:
        yield
    except UsageError as error:
        raise UsageError("compare.in_arm", arm=arm, reason=error) from None


def read_arms(given: Any) -> dict[str, dict[str, Any]]:
    """Return the arms by name, each with dotted keys."""
    arms = dict(given) if isinstance(given, Mapping) else {}
    if len(arms) < 2:
        raise UsageError("compare.too_few_arms", count=len(arms))
    alike: dict[str, str] = {}
    for name in map(str, arms):
        if not name[:1].isalnum() or len(name) > _LONGEST_NAME or safe(name) != name:
            raise UsageError("compare.arm_name", arm=name, most=_LONGEST_NAME)
        if name.casefold() in alike:
            raise UsageError("compare.arm_twice", arm=name)
        alike[name.casefold()] = name
    return {str(name): flat(settings, f"arms.{name}") for name, settings in arms.items()}


def flat(settings: Any, where: str) -> dict[str, Any]:
    """Return settings with dotted keys, whether they were written so or as tables in tables."""
    if not isinstance(settings, Mapping):
        raise UsageError("compare.no_table", key=where, received=settings)
    return dict(_pairs(settings, ""))


def _pairs(settings: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _pairs(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def read_seeds(given: Any) -> tuple[int, ...]:
    """Return the seeds in order: of a number the first so many from 0, of a list those in it."""
    wanted = given if isinstance(given, (list, tuple)) else [given]
    for seed in wanted:
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            raise UsageError("compare.seed", received=seed)
    if not isinstance(given, (list, tuple)):
        if not 1 <= given <= MOST_SEEDS:
            raise UsageError("compare.seed_count", received=given, most=MOST_SEEDS)
        return tuple(range(given))
    repeated = [seed for place, seed in enumerate(wanted) if seed in wanted[:place]]
    if repeated:
        raise UsageError("compare.seed_twice", seed=repeated[0])
    if not wanted:
        raise UsageError("compare.seed_count", received=0, most=MOST_SEEDS)
    return tuple(sorted(wanted))


def read_margin(given: Any) -> float:
    """Return the margin, a fraction."""
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 < given <= MOST_MARGIN:
        raise UsageError("compare.margin", received=given, most=MOST_MARGIN)
    return float(given)


def safe(name: str) -> str:
    """Return a name as it may stand in a folder's name."""
    kept = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    return kept.lstrip(".")[:80] or "experiment"
