"""Judge arms that were trained with the same seeds: better, equivalent, or not shown.

A verdict belongs to an interval. "better": the interval of the difference leaves out zero. "equivalent": it does not,
and lies within the margin, so that whatever difference there is does not matter. "not shown": neither; more seeds may
tell. That a difference is not shown never means that there is none.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pupila.errors import EvaluationError
from pupila.evaluation.intervals import LEVEL
from pupila.evaluation.paired import Paired, SeedsNeeded, paired, seeds_needed

Verdict = Literal["better", "equivalent", "not shown"]
MARGIN = 0.005
# From the weakest claim to the strongest.
_STRENGTH: tuple[Verdict, ...] = ("not shown", "equivalent", "better")


@dataclass(frozen=True)
class Pair:
    """Hold the judgement on two arms.

    Args:
        first: The arm that was declared earlier: the baseline.
        second: The arm compared with it.
        difference: Second minus first, with the interval at the level that decided.
        verdict: None for one seed.
        winner: The better arm; None unless one is better.
        seeds: About how many seeds would settle it; None unless the verdict is "not shown".
    """

    first: str
    second: str
    difference: Paired
    verdict: Verdict | None
    winner: str | None
    seeds: SeedsNeeded | None

    @property
    def level(self) -> float:
        """Return the level of the interval, after Holm."""
        return self.difference.level

    def to_json(self) -> dict[str, Any]:
        """Return what `comparison.json` keeps of the judgement; evidence from images stands beside it there."""
        return {
            "first": self.first,
            "second": self.second,
            "difference": self.difference.to_json(),
            "level": self.level,
            "verdict": self.verdict,
            "winner": self.winner,
            "seeds_needed": self.seeds.n if self.seeds else None,
        }


@dataclass(frozen=True)
class Judgement:
    """Hold the judgement on all arms.

    Args:
        pairs: Every two arms, in the order in which they were declared.
        deciding: The pair that the verdict on all of them stands on.
        verdict: None for one seed.
        winner: The arm that is better than every other; None unless the verdict is "better".
        margin: Up to where a difference does not matter.
        seeds: How many.
    """

    pairs: tuple[Pair, ...]
    deciding: Pair
    verdict: Verdict | None
    winner: str | None
    margin: float
    seeds: int

    @property
    def one_seed(self) -> bool:
        """Tell whether there is no verdict because there is but one seed."""
        return self.seeds == 1

    def to_json(self) -> dict[str, Any]:
        """Return pairs, verdict, difference (of the deciding pair) and winner, as in `comparison.json`."""
        return {
            "pairs": [pair.to_json() for pair in self.pairs],
            "verdict": self.verdict,
            "difference": self.deciding.difference.brief(),
            "winner": self.winner,
        }


def judge(
    arms: Mapping[str, Sequence[float]],
    *,
    margin: float = MARGIN,
    level: float = LEVEL,
    examples: int | None = None,
    generator: np.random.Generator | None = None,
) -> Judgement:
    """Judge every two arms, and all of them together.

    With more than two arms, the pairs are taken in the order of their p values, after Holm: of m pairs the one with the
    smallest is judged at an error of (1 - level) / m, the next at (1 - level) / (m - 1), and so on, until one is not
    shown to differ; all that follow are judged like that one. The interval of a pair has the level of its own step,
    1 - (1 - level) / k where k pairs were left, so it leaves out zero exactly where Holm's test finds a difference.
    So the chance of calling any pair different that is not stays below 1 - level; but the intervals do not hold all
    their differences at once with that probability.

    A pair is "equivalent" where its interval lies within the margin, which is two one-sided tests by way of an
    interval, at half the error that these would allow, because the same interval serves both questions. A difference
    that is shown is called "better" even where the margin holds it all: then it is there, and too small to matter.

    All arms together: the best arm is the one with the highest mean, the earlier one of equals. "better": it is better
    than each of the others. "equivalent": every two arms are. Else "not shown". The deciding pair is the best arm's
    weakest: the one with the weakest verdict, and of those the smallest difference.

    Args:
        arms: Accuracies by arm, one a seed, in the same order of seeds; the first arm is the baseline.
        margin: Up to where a difference does not matter, as a fraction.
        level: Of the verdict, over all pairs.
        examples: Number of test images, which says how fine accuracies are; see `paired`.
        generator: For more than 36 seeds; see `sign_flip_test`.

    Raises:
        EvaluationError: Fewer than two arms, no seeds, lists of different lengths, an accuracy that is not finite, a
            level or margin that makes no sense.

    Example:
        >>> found = judge({"128 units": [0.871, 0.874, 0.869], "500 units": [0.884, 0.885, 0.881]})
        >>> found.verdict, found.winner
        ('better', '500 units')

    Source:
        Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
        Schuirmann (1987), "A comparison of the two one-sided tests procedure and the power approach", Journal of
        Pharmacokinetics and Biopharmaceutics 15.
    """
    if len(arms) < 2:
        raise EvaluationError("verdict.arms", got=len(arms))
    if not 0 <= margin < 1:
        raise EvaluationError("verdict.margin", got=margin)
    step = 1 / examples if examples else None
    couples = list(itertools.combinations(arms, 2))
    found = [paired(arms[one], arms[two], level=level, step=step, generator=generator) for one, two in couples]
    adjusted = zip(couples, holm(found, level=level), strict=True)
    pairs = tuple(_pair(one, two, difference, margin) for (one, two), difference in adjusted)
    return _together(arms, pairs, margin)


def holm(found: Sequence[Paired], *, level: float = LEVEL) -> list[Paired]:
    """Return comparisons of several pairs of arms, each at the level of its step; see `judge`.

    Args:
        found: One for each pair.
        level: Of all of them together.

    Source:
        Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
    """
    if found[0].p_t is None:
        return list(found)
    order = sorted(range(len(found)), key=lambda place: found[place].p_t or 0.0)
    adjusted, left = list(found), len(found)
    for place in order:
        adjusted[place] = found[place].at(round(1 - (1 - level) / left, 12))
        # The first that is not shown to differ ends the descent: all others are judged like it.
        left -= adjusted[place].excludes_zero and left > 1
    return adjusted


def _pair(first: str, second: str, difference: Paired, margin: float) -> Pair:
    if difference.interval is None:
        return Pair(first, second, difference, verdict=None, winner=None, seeds=None)
    if difference.excludes_zero:
        winner = second if difference.value > 0 else first
        return Pair(first, second, difference, verdict="better", winner=winner, seeds=None)
    if difference.within(margin):
        return Pair(first, second, difference, verdict="equivalent", winner=None, seeds=None)
    needed = seeds_needed(difference, margin=margin)
    return Pair(first, second, difference, verdict="not shown", winner=None, seeds=needed)


def _together(arms: Mapping[str, Sequence[float]], pairs: tuple[Pair, ...], margin: float) -> Judgement:
    best = max(arms, key=lambda name: math.fsum(arms[name]))  # the earlier one of equals
    own = [pair for pair in pairs if best in (pair.first, pair.second)]
    deciding = min(own, key=_claim)
    verdict: Verdict | None = "not shown"
    if deciding.verdict is None:
        verdict = None
    elif all(pair.winner == best for pair in own):
        verdict = "better"
    elif all(pair.verdict == "equivalent" for pair in pairs):
        verdict = "equivalent"
    winner = best if verdict == "better" else None
    return Judgement(pairs, deciding, verdict, winner, margin, seeds=deciding.difference.n)


def _claim(pair: Pair) -> tuple[int, float]:
    strength = _STRENGTH.index(pair.verdict) if pair.verdict else 0
    return strength, abs(pair.difference.value)
