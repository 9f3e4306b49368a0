"""Show what a test set is for, by wasting one: the best of many guessers looks better than it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from pupila.evaluation.intervals import difference_interval, wilson_interval
from pupila.lessons.lesson import Block, Code, Curve, Grid, Heading, Number, Plot, Try, words
from pupila.runtime import numpy_generator

SEED = 0
GUESSERS, IMAGES, FRESH = 200, 100, 10_000
SIZES = (100, 1_000, 10_000)
ACCURACY = 0.9
_CODE = """\
import numpy as np

dice = np.random.default_rng(0)
truth = dice.integers(0, 2, 100)
guesses = dice.integers(0, 2, (200, 100))  # 200 classifiers that toss coins
scores = (guesses == truth).mean(axis=1)
print(f"the first {scores[0]:.0%}, the best of 200 {scores.max():.0%}")
"""


@dataclass(frozen=True, eq=False)
class Contest:
    """Hold a contest of classifiers that only guess, between two classes.

    Args:
        scores: Accuracy on the images that choose. Shape (guessers,).
        sealed: Accuracy on as many images that choose nothing. Shape (guessers,).
        fresh: Accuracy on many new images. Shape (guessers,).
        images: How many images choose.
    """

    scores: NDArray[np.float64]
    sealed: NDArray[np.float64]
    fresh: NDArray[np.float64]
    images: int

    @property
    def leaders(self) -> NDArray[np.int64]:
        """Return who leads after each try: the first one of the best so far. Shape (guessers,)."""
        best = np.maximum.accumulate(self.scores)
        fell = np.concatenate(([True], best[1:] > best[:-1]))
        return np.asarray(np.maximum.accumulate(np.where(fell, np.arange(len(best)), 0)), dtype=np.int64)

    @property
    def winner(self) -> int:
        """Return who wins in the end."""
        return int(self.leaders[-1])


def hold_contest(seed: int = SEED) -> Contest:
    """Let classifiers toss a coin for every image, and count how often each is right by luck."""
    dice = numpy_generator(seed, "lesson", "coins")

    def guess(count: int) -> NDArray[np.float64]:
        truth = dice.integers(0, 2, count, dtype=np.int8)
        guesses = dice.integers(0, 2, (GUESSERS, count), dtype=np.int8)
        return np.asarray((guesses == truth).mean(axis=1), dtype=np.float64)

    return Contest(guess(IMAGES), guess(IMAGES), guess(FRESH), IMAGES)


def expected_best(guessers: int, images: int) -> float:
    """Return the accuracy that the best of so many coin tossers has on average.

    The best is at most k with the probability that all are, and the mean is the sum of the probabilities of more.

    Example:
        >>> expected_best(1, 100), expected_best(2, 1)
        (0.5, 0.75)
    """
    all_at_most = special.bdtr(np.arange(images), images, 0.5) ** guessers
    return float((1 - all_at_most).sum() / images)


def sealed() -> tuple[Block, ...]:
    """Make the lesson."""
    contest = hold_contest()
    return (*_contest(contest), *_validation(contest), *_seal(), *_sizes(), *_practice())


def _contest(contest: Contest) -> tuple[Block, ...]:
    hits, winner = round(float(contest.scores[contest.winner]) * IMAGES), contest.winner
    low, high = wilson_interval(hits, IMAGES)
    tries = tuple(range(1, GUESSERS + 1))
    leaders, theory = contest.leaders, tuple(expected_best(one, IMAGES) for one in tries)
    values = {
        "guessers": GUESSERS,
        "images": IMAGES,
        "best": float(contest.scores[winner]),
        "fresh": float(contest.fresh[winner]),
        "count": FRESH,
    }
    return (
        words("lessons_judging.test_set.idea"),
        words("lessons_judging.test_set.purpose"),
        Heading(words("lessons_judging.test_set.contest_heading")),
        words("lessons_judging.test_set.contest", **values),
        Plot(
            key="contest",
            title=words("lessons_judging.test_set.contest_title"),
            alt=words("lessons_judging.test_set.contest_alt", **values),
            positions=tries,
            curves=(
                Curve(words("lessons_judging.test_set.chosen_on"), tuple(contest.scores[leaders].tolist()), "val"),
                Curve(words("lessons_judging.test_set.on_fresh"), tuple(contest.fresh[leaders].tolist()), "other"),
                Curve(words("lessons_judging.test_set.theory"), theory, "train"),
            ),
            x_label=words("lessons_judging.test_set.tries"),
            percent=True,
            caption=words("lessons_judging.test_set.contest_caption"),
        ),
        words("lessons_judging.test_set.winner", **values),
        words("lessons_judging.test_set.interval", low=low, high=high),
        words("lessons_judging.test_set.disguise"),
    )


def _validation(contest: Contest) -> tuple[Block, ...]:
    winner = contest.winner
    hits = round(float(contest.sealed[winner]) * IMAGES)
    low, high = wilson_interval(hits, IMAGES)
    return (
        Heading(words("lessons_judging.test_set.validation_heading")),
        words("lessons_judging.test_set.validation", images=IMAGES),
        words(
            "lessons_judging.test_set.once",
            best=float(contest.scores[winner]),
            sealed=float(contest.sealed[winner]),
            low=low,
            high=high,
            images=IMAGES,
        ),
    )


def _seal() -> tuple[Block, ...]:
    return (
        Heading(words("lessons_judging.test_set.seal_heading")),
        words("lessons_judging.test_set.seal_refuse"),
        words("lessons_judging.test_set.seal_count"),
        words("lessons_judging.test_set.seal_leaks"),
    )


def _sizes() -> tuple[Block, ...]:
    rows = []
    for size in SIZES:
        hits = round(ACCURACY * size)
        low, high = wilson_interval(hits, size)
        reach = difference_interval((hits, size), (hits - round(0.02 * size), size))
        rows.append(
            (
                Number(size),
                Number(low, ".1%"),
                Number(high, ".1%"),
                Number(100 * (high - low) / 2, ".1f"),
                words("lessons_judging.test_set.yes" if reach[0] > 0 else "lessons_judging.test_set.no"),
            )
        )
    head = ("images_head", "from", "to", "half", "told_apart")
    return (
        Heading(words("lessons_judging.test_set.sizes_heading")),
        words("lessons_judging.test_set.sizes", accuracy=ACCURACY),
        Grid(
            words("lessons_judging.test_set.sizes_table", accuracy=ACCURACY),
            tuple(words(f"lessons_judging.test_set.{name}", other=ACCURACY - 0.02) for name in head),
            tuple(rows),
        ),
        words("lessons_judging.test_set.root"),
    )


def _practice() -> tuple[Block, ...]:
    return (
        Code(_CODE, words("lessons_judging.test_set.code")),
        Try("pupila train digits --out runs/sealed", words("lessons_judging.test_set.try_train")),
        Try("pupila evaluate runs/sealed", words("lessons_judging.test_set.try_evaluate")),
    )
