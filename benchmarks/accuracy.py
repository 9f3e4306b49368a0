"""Compare accuracies with Keras's: three seeds a side on the real data, same epochs, same number of training images.

These runs take hours, so that each one's result is kept in `benchmarks/accuracy.jsonl` and only missing ones are run.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tables
from race import OURS, run_side

import pupila

KEPT = Path(__file__).parent / "accuracy.jsonl"
SEEDS = (0, 1, 2)
_WORDS = (
    "Three seeds a side (`benchmarks/accuracy.py`). Mean and standard error over seeds. Pupila's test accuracy is that "
    "of its recipe (weights of the best epoch on validation data); Keras's is that of its last epoch, as in the "
    "notebooks. Threads, seed and seconds of each run stand in `accuracy.jsonl`."
)
_HEADER = "| network | figure | Pupila | Keras | difference | twice its standard error |"


def kept_results() -> list[dict[str, Any]]:
    """Return every run so far."""
    return [json.loads(line) for line in KEPT.read_text().splitlines()] if KEPT.exists() else []


def complete(
    name: str,
    commands: Mapping[str, Callable[[int], list[str]]],
    *,
    data: str,
    size: tuple[int, int] | None,
    file: Path,
) -> None:
    """Run what is missing of three seeds a side.

    Args:
        name: The network.
        commands: By side, what gives the command of a seed.
        data: Name of the data set.
        size: What folders are resized to.
        file: Where the peer finds the whole data set; written here.
    """
    missing = {side: SEEDS[len(_runs(name, side)) :] for side in commands}
    if not any(missing.values()):
        return
    dataset = pupila.load(data, image_size=size)
    test = dataset.given_split == "test"
    parts = {"x_train": dataset.pixels[~test], "y_train": dataset.labels[~test]}
    parts |= {"x_test": dataset.pixels[test], "y_test": dataset.labels[test]} if test.any() else {}
    np.savez(file, **parts)
    for side, seeds in missing.items():
        for seed in seeds:
            found = run_side(commands[side](seed))
            with KEPT.open("a") as kept:
                kept.write(json.dumps(found) + "\n")
            print(f"  {name} {side}: {found}", file=sys.stderr, flush=True)


def write_table(networks: list[str]) -> None:
    """Put what is known into the page."""
    rows = [row for row in map(_row, networks) if row]
    if rows:
        title = "Accuracy, same epochs, same number of training images"
        tables.keep("accuracy", title, words=[_WORDS], header=_HEADER, rows=rows)


def _runs(name: str, side: str) -> list[dict[str, Any]]:
    return [one for one in kept_results() if one["network"] == name and one["framework"].startswith(side)]


def _row(name: str) -> str | None:
    """Compare like with like: the test accuracy where there is one, else the validation accuracy of the last epoch."""
    ours, theirs = _runs(name, OURS), _runs(name, "keras")
    if not (ours and theirs):
        return None
    has_test = all("test" in one for one in [*ours, *theirs])
    mean, error = _mean_and_error([one["test" if has_test else "last_val"]["accuracy"] for one in ours])
    peer_mean, peer_error = _mean_and_error([one["test" if has_test else "val"]["accuracy"] for one in theirs])
    doubled = 2 * math.hypot(error, peer_error)
    what = "test" if has_test else "validation, last epoch"
    return (
        f"| {name} | {what} | {_told(mean, error, len(ours))} | {_told(peer_mean, peer_error, len(theirs))} "
        f"| {mean - peer_mean:+.2%} | {'unknown' if math.isnan(doubled) else f'{doubled:.2%}'} |"
    )


def _mean_and_error(values: list[float]) -> tuple[float, float]:
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return statistics.mean(values), error


def _told(mean: float, error: float, count: int) -> str:
    return f"{mean:.2%} {'' if math.isnan(error) else f'± {error:.2%} '}(n = {count})"
