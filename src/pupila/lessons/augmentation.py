"""Change training images, drop values, and find out by a fair experiment whether either helps."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pupila.lessons.lesson import Block, Code, Curve, Grid, Heading, Number, Picture, Plot, Try, Words, words
from pupila.lessons.pairs import (
    ARMS,
    CHANGES,
    HELD_OUT,
    IMAGES,
    RATE,
    SEEDS,
    Comparison,
    Dropped,
    augmented,
    compare,
    dropped_values,
    experiment,
)
from pupila.lessons.subjects import photo

Pixels = NDArray[np.uint8]

LINES_SHOWN = ("rotate 20deg", "shift 20%", "flip horizontal")  # as in the course notebook on CIFAR-10
# Test accuracies of the course notebook, without and with augmentation: as it reports them, and rerun twice as written.
NOTEBOOK = ((0.7010, 0.6960), (0.7049, 0.6642), (0.6963, 0.7004))
_SIDE = 48  # as small as the images of many data sets, so that the page stays small too
_CODE = """\
import numpy as np

dice = np.random.default_rng(0)
values = dice.uniform(0, 2, 10_000)
kept = dice.random(10_000) < 0.75
dropped = values * kept / 0.75
print(f"mean before {values.mean():.3f}, after {dropped.mean():.3f}, zeros {np.mean(dropped == 0):.1%}")
"""


def augmentation() -> tuple[Block, ...]:
    """Make the lesson."""
    return (*_versions(), *_dropout(dropped_values()), *_experiment(experiment()), *_notebook(), *_practice())


def _versions() -> tuple[Block, ...]:
    return (
        words("lessons_learning.augmentation.idea"),
        Picture(
            _flower(),
            words("lessons_learning.augmentation.versions", lines=", ".join(f"`{line}`" for line in LINES_SHOWN)),
            words("lessons_learning.augmentation.versions_alt"),
        ),
        words("lessons_learning.augmentation.fresh"),
        Picture(
            _flipped(),
            words("lessons_learning.augmentation.flipped"),
            words("lessons_learning.augmentation.flipped_alt"),
        ),
        words("lessons_learning.augmentation.sense"),
    )


def _flower() -> Pixels:
    """Draw one photo and nine versions of it."""
    from pupila.data.image_io import decode
    from pupila.data.sheet import variants_sheet

    original = photo("flower", _SIDE)
    return decode(variants_sheet(original, augmented(original, LINES_SHOWN, count=9), caption="0", columns=5)).pixels


def _flipped() -> Pixels:
    """Draw digits beside their mirror images."""
    from pupila.data.image_io import decode
    from pupila.data.sheet import sheet
    from pupila.data.sources import load

    data = load("digits")
    rows = [int(np.flatnonzero(data.labels == digit)[0]) for digit in (2, 3, 7)]
    pairs = np.stack([version for row in rows for version in (data.pixels[row], data.pixels[row][:, ::-1])])
    names = [caption for row in rows for caption in (str(data.labels[row]), "?")]
    return decode(sheet(pairs, names, columns=6, accent=[False, True] * 3)).pixels


def _dropout(found: Dropped) -> tuple[Block, ...]:
    return (
        Heading(words("lessons_learning.augmentation.dropout_heading")),
        words("lessons_learning.augmentation.dropout", rate=RATE, factor=1 / (1 - RATE)),
        Grid(
            words("lessons_learning.augmentation.dropout_table", rate=RATE),
            (words("lessons_learning.augmentation.measured"), words("lessons_learning.augmentation.value")),
            (
                (words("lessons_learning.augmentation.alive"), Number(found.values, ",")),
                (words("lessons_learning.augmentation.zeroed"), Number(found.zeroed, ".1%")),
                (words("lessons_learning.augmentation.factor"), Number(found.factor, ".3f")),
                (words("lessons_learning.augmentation.before"), Number(found.before, ".3f")),
                (words("lessons_learning.augmentation.after"), Number(found.after, ".3f")),
                (
                    words("lessons_learning.augmentation.evaluation"),
                    words("lessons_learning.augmentation.unchanged")
                    if found.unchanged
                    else words("lessons_learning.augmentation.changed"),
                ),
            ),
        ),
        words("lessons_learning.augmentation.dropout_why"),
        words("lessons_learning.augmentation.dropout_off"),
    )


def _experiment(found: dict[str, tuple[float, ...]]) -> tuple[Block, ...]:
    compared = {arm: compare(found["plain"], found[arm]) for arm in CHANGES}
    return (
        Heading(words("lessons_learning.augmentation.experiment_heading")),
        words("lessons_learning.augmentation.experiment", images=IMAGES, held_out=HELD_OUT, seeds=len(SEEDS)),
        words("lessons_learning.augmentation.paired"),
        _gains(compared),
        _table(found, compared),
        words("lessons_learning.augmentation.rule"),
        *(_verdict(arm, one) for arm, one in compared.items()),
        words("lessons_learning.augmentation.one_seed", **_luck(compared["dropped"])),
    )


def _gains(compared: dict[str, Comparison]) -> Plot:
    styles: tuple[Literal["val", "train", "other"], ...] = ("val", "other", "train")
    return Plot(
        key="gains",
        title=words("lessons_learning.augmentation.plot_title"),
        alt=words("lessons_learning.augmentation.plot_alt", **{arm: 100 * one.mean for arm, one in compared.items()}),
        positions=SEEDS,
        curves=tuple(
            Curve(words(f"lessons_learning.augmentation.{arm}"), tuple(100 * gain for gain in one.differences), style)
            for (arm, one), style in zip(compared.items(), styles, strict=True)
        ),
        x_label=words("lessons_learning.augmentation.seed"),
        caption=words("lessons_learning.augmentation.plot_caption"),
    )


def _table(found: dict[str, tuple[float, ...]], compared: dict[str, Comparison]) -> Grid:
    """Show every pair: the accuracy of the plain network, and how far each change lies above it, in points."""
    plain = found["plain"]
    rows: list[tuple[Words | Number | str, ...]] = [
        (
            str(seed),
            Number(plain[place], ".1%"),
            *(Number(100 * one.differences[place], "+.1f") for one in compared.values()),
        )
        for place, seed in enumerate(SEEDS)
    ]
    means: tuple[Words | Number | str, ...] = (
        words("lessons_learning.augmentation.mean"),
        Number(float(np.mean(plain)), ".1%"),
        *(Number(100 * one.mean, "+.1f") for one in compared.values()),
    )
    return Grid(
        words("lessons_learning.augmentation.table"),
        tuple(words(f"lessons_learning.augmentation.{name}") for name in ("seed", *ARMS)),
        (*rows, means),
    )


def _verdict(arm: str, found: Comparison) -> Words:
    """Say what the pairs show of one arm: nothing more than their interval carries."""
    values = {
        "arm": words(f"lessons_learning.augmentation.name_{arm}"),
        "mean": 100 * found.mean,
        "low": 100 * found.interval[0],
        "high": 100 * found.interval[1],
        "spread": 100 * float(np.std(found.differences, ddof=1)),
        "n": len(found.differences),
    }
    if not found.shown:
        return words("lessons_learning.augmentation.not_shown", **values)
    return words(f"lessons_learning.augmentation.{'helps' if found.mean > 0 else 'harms'}", **values)


def _luck(found: Comparison) -> dict[str, float]:
    """Count what people who trained once would have read off their only pair."""
    differences = np.asarray(found.differences)
    return {
        "n": len(differences),
        "up": int((differences > 0).sum()),
        "down": int((differences < 0).sum()),
        "best": 100 * float(differences.max()),
        "worst": 100 * float(differences.min()),
    }


def _notebook() -> tuple[Block, ...]:
    names = ("reported", "rerun_one", "rerun_two")
    rows = tuple(
        (
            words(f"lessons_learning.augmentation.{name}"),
            Number(plain, ".2%"),
            Number(changed, ".2%"),
            Number(100 * (changed - plain), "+.2f"),
        )
        for name, (plain, changed) in zip(names, NOTEBOOK, strict=True)
    )
    differences = [100 * (changed - plain) for plain, changed in NOTEBOOK]
    head = ("run", "without", "with", "gain")
    return (
        Heading(words("lessons_learning.augmentation.notebook_heading")),
        words("lessons_learning.augmentation.notebook", plain=NOTEBOOK[0][0], changed=NOTEBOOK[0][1]),
        Grid(
            words("lessons_learning.augmentation.notebook_table"),
            tuple(words(f"lessons_learning.augmentation.{name}") for name in head),
            rows,
        ),
        words("lessons_learning.augmentation.notebook_spread", low=min(differences), high=max(differences)),
        words("lessons_learning.augmentation.notebook_faults"),
        words("lessons_learning.augmentation.notebook_end"),
    )


def _practice() -> tuple[Block, ...]:
    asked = " ".join(f'--augment "{line}"' for line in LINES_SHOWN)
    return (
        Code(_CODE, words("lessons_learning.augmentation.code")),
        Try(f"pupila look synthetic {asked}", words("lessons_learning.augmentation.try")),
    )
