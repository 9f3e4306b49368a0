"""Compare two arms seed by seed: how far apart they are, how sure that is, how many seeds would tell more.

Both arms of a seed share what chance deals out (the split, the order of the batches, where shapes allow the initial
weights), so their difference is steadier than either. All intervals and tests here speak of other trainings judged on
the same test images; how much the images themselves were luck is told by `intervals.wilson_interval`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from pupila.errors import EvaluationError
from pupila.evaluation.intervals import LEVEL

STEP = 0.001
MOST_EXACT = 36  # differences up to which every pattern of signs is counted: twice 2^18 sums
_DRAWS, _CHUNK = 100_000, 1_000
_SAME = 1e-9  # differences closer than this are equal: no test set has so many images
MOST_SEEDS = 1_000
_PILOT_LEVEL = 0.8


@dataclass(frozen=True)
class Paired:
    """Hold the differences of two arms over paired seeds, second minus first, and what they tell.

    Args:
        values: One difference for each seed.
        value: Their mean.
        deviation: Their standard deviation, at least `step / sqrt(n)`; None for one seed.
        interval: Student's interval of the mean at `level`; None for one seed, which tells nothing of the spread.
        level: Share of such intervals that hold the mean over all seeds.
        p_t: How often chance alone leads to a t this large or larger; None for one seed.
        p_sign: The same by flipping signs; None for more than 36 seeds without a generator.
    """

    values: tuple[float, ...]
    value: float
    deviation: float | None
    interval: tuple[float, float] | None
    level: float
    p_t: float | None
    p_sign: float | None

    @property
    def n(self) -> int:
        """Return the number of seeds."""
        return len(self.values)

    @property
    def excludes_zero(self) -> bool:
        """Tell whether the interval lies on one side of zero."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)

    def within(self, margin: float) -> bool:
        """Tell whether the interval lies within `margin` of zero on both sides."""
        return self.interval is not None and -margin <= self.interval[0] and self.interval[1] <= margin

    def at(self, level: float) -> Paired:
        """Return the same differences with the interval at another level."""
        return replace(self, level=level, interval=_interval(self.value, self.deviation, self.n, level=level))

    def to_json(self) -> dict[str, Any]:
        """Return value, interval, values, p_t and p_sign, as `comparison.json` keeps them."""
        return {**self.brief(), "values": list(self.values), "p_t": self.p_t, "p_sign": self.p_sign}

    def brief(self) -> dict[str, Any]:
        """Return value and interval alone."""
        return {"value": self.value, "interval": None if self.interval is None else list(self.interval)}


@dataclass(frozen=True)
class McNemar:
    """Hold how often only one of two classifiers was right on the same images, and how far chance explains that.

    Args:
        only_first: Images that only the first got right.
        only_second: Images that only the second got right.
        p: Of the exact test, two-sided.
    """

    only_first: int
    only_second: int
    p: float

    def to_json(self, seed: int) -> dict[str, Any]:
        """Return one entry of the list in `comparison.json`."""
        return {"seed": seed, "only_first": self.only_first, "only_second": self.only_second, "p": self.p}


@dataclass(frozen=True)
class SeedsNeeded:
    """Hold about how many seeds would settle a comparison.

    Args:
        n: Where difference and spread stay as they were seen; None where that cannot be said, or beyond 1,000.
        high: The same with the upper limit of the spread (80 %, one-sided); None likewise.
    """

    n: int | None
    high: int | None


def paired(
    first: Sequence[float],
    second: Sequence[float],
    *,
    level: float = LEVEL,
    step: float | None = None,
    generator: np.random.Generator | None = None,
) -> Paired:
    """Compare the figures of two arms, paired by seed: second minus first.

    Accuracies stand on a grid of 1 / test images, so that all seeds may show the very same difference. Their standard
    deviation is then zero, and Student's interval would claim certainty. It is not granted: the deviation is never
    taken for less than what it is when a single seed comes out one step away from the others, which is
    `step / sqrt(n)`, the smallest that the grid can show. This changes nothing where differences differ.

    Args:
        first: A figure of the first arm for each seed, such as its test accuracy as a fraction.
        second: That of the second arm, in the same order of seeds.
        level: Share of such intervals that hold the mean over all seeds.
        step: Distance of neighbouring values: 1 / test images for accuracies, 1 / images of the class for recalls.
            Where it is not known and all differences are equal, 0.001 is assumed.
        generator: Draws signs where there are more than 36 seeds.

    Raises:
        EvaluationError: No seeds, lists of different lengths, a figure that is not finite, a level outside (0, 1).

    Example:
        Three seeds, ahead by 1, 2 and 3 points:

        >>> found = paired([0.90, 0.90, 0.90], [0.91, 0.92, 0.93])
        >>> round(found.value, 3), [round(limit, 4) for limit in found.interval], found.p_sign
        (0.02, [-0.0048, 0.0448], 0.25)

    Source:
        Student (1908), "The probable error of a mean", Biometrika 6. The floor of the deviation is ours: with five
        equal differences the interval reaches 0.56 steps to either side, and up to 0.52 of all seeds may differ from
        five that are equal (Clopper and Pearson 1934), each by a step or more.
    """
    if not 0 < level < 1:
        raise EvaluationError("verdict.level", got=level)
    if not len(first) == len(second) >= 1:
        raise EvaluationError("verdict.lengths", first=len(first), second=len(second))
    values = tuple(float(b) - float(a) for a, b in zip(first, second, strict=True))
    for place, value in enumerate(values):
        if not math.isfinite(value):
            raise EvaluationError("verdict.not_finite", place=place + 1, first=first[place], second=second[place])
    mean, deviation = math.fsum(values) / len(values), _deviation(values, step)
    mean = 0.0 if abs(mean) <= _SAME else mean  # differences of fractions that cancel leave a last digit behind
    return Paired(
        values=values,
        value=mean,
        deviation=deviation,
        interval=_interval(mean, deviation, len(values), level=level),
        level=level,
        p_t=_t_test(mean, deviation, len(values)),
        p_sign=sign_flip_test(values, generator=generator),
    )


def sign_flip_test(values: Sequence[float], *, generator: np.random.Generator | None = None) -> float | None:
    """Return how often the mean of the differences is as far from zero as seen when signs are dealt by chance.

    Were the arms alike, each difference could as well have come with the other sign. Of n seeds there are 2^n patterns;
    the p value is the share of those whose sum is as large, so it cannot fall below 2 / 2^n: 0.0625 for five seeds.
    Unlike the t test it asks for no normal distribution.

    Args:
        values: Differences, one a seed. Up to 36 every pattern is counted.
        generator: For more than 36: draws 100,000 patterns. The pattern that was seen counts as one more, so that the
            value is never zero.

    Returns:
        The p value; None for more than 36 differences without a generator.

    Example:
        >>> sign_flip_test([0.01, 0.02, 0.03, 0.04, 0.05])
        0.0625

    Source:
        Fisher (1935), "The Design of Experiments", section 21. Phipson and Smyth (2010), "Permutation P-values should
        never be zero", for the drawn patterns.
    """
    sizes = np.sort(np.abs(np.asarray(values, dtype=np.float64)))
    seen = abs(math.fsum(values)) - 1e-9 * float(sizes.sum())  # sums in another order differ in their last digits
    if seen <= 0:
        return 1.0
    if len(sizes) <= MOST_EXACT:
        patterns: int = 2 ** len(sizes)
        return 2 * _patterns_reaching(sizes, seen) / patterns
    return None if generator is None else _drawn_share(sizes, seen, generator)


def mcnemar(first_correct: ArrayLike, second_correct: ArrayLike) -> McNemar:
    """Compare two classifiers image by image: only images that one of them gets right tell them apart.

    It speaks of these two trained networks, and of other images of the same kind; whether the arms differ in other
    seeds is another question, and `paired` answers it.

    Args:
        first_correct: Whether the first was right, one value an image. Shape (images,).
        second_correct: The same of the second, for the same images in the same order. Shape (images,).

    Raises:
        EvaluationError: Lengths that differ.

    Example:
        >>> mcnemar([True, True, True, False], [True, False, False, False])
        McNemar(only_first=2, only_second=0, p=0.5)

    Source:
        McNemar (1947), "Note on the sampling error of the difference between correlated proportions or percentages",
        Psychometrika 12; the exact form counts by the binomial distribution.
    """
    first, second = np.asarray(first_correct, dtype=bool), np.asarray(second_correct, dtype=bool)
    if first.shape != second.shape:
        raise EvaluationError("verdict.other_images", first=first.size, second=second.size)
    only_first, only_second = int((first & ~second).sum()), int((~first & second).sum())
    fewer, both = min(only_first, only_second), only_first + only_second
    return McNemar(only_first, only_second, min(1.0, 2 * float(special.bdtr(fewer, both, 0.5))))


def seeds_needed(found: Paired, *, margin: float, most: int = MOST_SEEDS) -> SeedsNeeded:
    """Return about how many seeds would settle a comparison, if difference and spread stay as they were seen.

    That is the smallest number at which Student's interval around the difference seen, with the deviation seen, leaves
    out zero or lies within the margin. Difference and deviation are themselves estimates: read it as an order of size,
    at which a verdict comes about as often as not.

    Args:
        found: The comparison, at the level that counts.
        margin: Up to where a difference does not matter.
        most: More seeds than this are not a plan.

    Returns:
        The number, and the same at the upper limit of the deviation; None for fewer than three seeds, whose spread says
        next to nothing, and where `most` would not do.

    Example:
        >>> seeds_needed(paired([0.0] * 4, [0.004, -0.002, 0.008, 0.001]), margin=0.005)
        SeedsNeeded(n=12, high=31)

    Source:
        The upper limit for planning: Browne (1995), "On the use of a pilot sample for sample size determination",
        Statistics in Medicine 14.
    """
    if found.deviation is None or found.n < 3:
        return SeedsNeeded(None, None)
    freedom = found.n - 1
    wider = found.deviation * math.sqrt(freedom / float(special.chdtri(freedom, _PILOT_LEVEL)))
    n, high = (_seeds(found, deviation, margin, most) for deviation in (found.deviation, wider))
    return SeedsNeeded(n, high)


def _seeds(found: Paired, deviation: float, margin: float, most: int) -> int | None:
    counts = np.arange(2, most + 1)
    reach = special.stdtrit(counts - 1, (1 + found.level) / 2) * deviation / np.sqrt(counts)
    settled = np.flatnonzero((reach < abs(found.value)) | (abs(found.value) + reach <= margin))
    return int(counts[settled[0]]) if len(settled) else None


def _deviation(values: Sequence[float], step: float | None) -> float | None:
    count = len(values)
    if count < 2:
        return None
    if max(values) - min(values) <= _SAME:
        return (step or STEP) / math.sqrt(count)
    mean = math.fsum(values) / count
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1))


def _interval(mean: float, deviation: float | None, count: int, *, level: float) -> tuple[float, float] | None:
    if deviation is None:
        return None
    reach = float(special.stdtrit(count - 1, (1 + level) / 2)) * deviation / math.sqrt(count)
    return mean - reach, mean + reach


def _t_test(mean: float, deviation: float | None, count: int) -> float | None:
    if deviation is None:
        return None
    return 2 * float(special.stdtr(count - 1, -abs(mean) / deviation * math.sqrt(count)))


def _patterns_reaching(sizes: NDArray[np.float64], goal: float) -> int:
    """Count the patterns of signs whose sum is at least `goal`: each sum of one half meets those of the other."""
    halves = (sizes[: len(sizes) // 2], sizes[len(sizes) // 2 :])
    one, other = (_signed_sums(half) for half in halves)
    other.sort()
    return int((len(other) - np.searchsorted(other, goal - one, side="left")).sum())


def _signed_sums(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate([sums - size, sums + size])
    return sums


def _drawn_share(sizes: NDArray[np.float64], seen: float, generator: np.random.Generator) -> float:
    hits = 0
    for _ in itertools.repeat(None, _DRAWS // _CHUNK):
        signs = generator.integers(0, 2, size=(_CHUNK, len(sizes))) * 2 - 1
        hits += int((np.abs(signs @ sizes) >= seen).sum())
    return (1 + hits) / (1 + _DRAWS)
