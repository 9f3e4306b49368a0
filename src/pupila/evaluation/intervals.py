"""Give a figure the range in which its true value plausibly lies, at 95 % unless said otherwise.

Proportions (accuracy, recall, precision) get Wilson's interval, which stays inside [0, 1] and does not collapse at 0 or
1. Means and differences of proportions combine Wilson's limits; the mean loss gets Student's t. Nothing here rolls
dice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from pupila.errors import EvaluationError

LEVEL = 0.95


def wilson_interval(successes: int, trials: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's score interval of a proportion.

    Args:
        successes: How often it happened, between 0 and `trials`.
        trials: How often it could have happened, at least 1.
        level: Share of such intervals that hold the true proportion.

    Raises:
        EvaluationError: No trials, or more successes than trials.

    Example:
        >>> [round(limit, 4) for limit in wilson_interval(7642, 10000)]
        [0.7558, 0.7724]

    Source:
        Wilson (1927), "Probable inference, the law of succession, and statistical inference", without continuity
        correction.
    """
    if not 0 <= successes <= trials or trials < 1:
        raise EvaluationError("evaluation.successes", successes=successes, trials=trials)
    low, high = wilson_limits(successes, trials, level=level)
    return float(low), float(high)


def wilson_limits(successes: ArrayLike, trials: ArrayLike, *, level: float = LEVEL) -> NDArray[np.float64]:
    """Return Wilson's limits of many proportions at once, shape (2, ...); NaN where there are no trials."""
    hits, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    z2 = float(special.ndtri((1 + level) / 2)) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        reach = np.sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n) / (1 + z2 / n)
    # At 0 and at 1 the limit is exact in theory and off by one rounding in floating point.
    low = np.where(hits == 0, np.where(n > 0, 0.0, np.nan), middle - reach)
    high = np.where(hits == n, np.where(n > 0, 1.0, np.nan), middle + reach)
    return np.stack([low, high])


def t_interval(values: NDArray[np.floating], *, level: float = LEVEL) -> tuple[float, float] | None:
    """Return Student's interval of a mean, or None for fewer than two values, which tell nothing of their spread.

    Example:
        >>> [round(limit, 3) for limit in t_interval(np.array([1.0, 2.0, 3.0]))]
        [-0.484, 4.484]
    """
    count = len(values)
    if count < 2:
        return None
    mean = float(np.mean(values, dtype=np.float64))
    error = float(np.std(values, ddof=1, dtype=np.float64)) / count**0.5
    reach = float(special.stdtrit(count - 1, (1 + level) / 2)) * error
    return mean - reach, mean + reach


def mean_interval(successes: Sequence[int], trials: Sequence[int], *, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of the unweighted mean of independent proportions, such as balanced accuracy.

    The Wilson limits of each proportion are combined by the sum of squares of their distances (the method of variance
    estimates recovery), so a class of three examples, all right, still widens the result.

    Args:
        successes: One count for each proportion.
        trials: As many counts, each at least 1.
        level: Share of such intervals that hold the true mean.

    Raises:
        EvaluationError: No proportion, or one without trials.

    Source:
        Zou and Donner (2008), "Construction of confidence limits about effect measures", Statistics in Medicine 27.
    """
    hits, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if len(n) == 0 or not ((n >= 1) & (hits >= 0) & (hits <= n)).all():
        raise EvaluationError("evaluation.successes", successes=list(successes), trials=list(trials))
    shares = hits / n
    low, high = wilson_limits(hits, n, level=level)
    mean = float(shares.mean())
    below, above = np.sqrt(((shares - low) ** 2).sum()), np.sqrt(((high - shares) ** 2).sum())
    return max(0.0, mean - float(below) / len(n)), min(1.0, mean + float(above) / len(n))


def difference_interval(
    first: tuple[int, int], second: tuple[int, int], *, level: float = LEVEL
) -> tuple[float, float]:
    """Return the interval of the difference between two independent proportions.

    Args:
        first: Successes and trials of the first.
        second: Successes and trials of the second.
        level: Share of such intervals that hold the true difference.

    Returns:
        Limits of first minus second. Where both lie on one side of zero, chance alone hardly explains the difference.

    Example:
        >>> [round(limit, 3) for limit in difference_interval((90, 100), (80, 100))]
        [0.0, 0.199]

    Source:
        Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.
    """
    (low1, high1), (low2, high2) = wilson_interval(*first, level=level), wilson_interval(*second, level=level)
    share1, share2 = first[0] / first[1], second[0] / second[1]
    below, above = np.hypot(share1 - low1, high2 - share2), np.hypot(high1 - share1, share2 - low2)
    return share1 - share2 - float(below), share1 - share2 + float(above)
