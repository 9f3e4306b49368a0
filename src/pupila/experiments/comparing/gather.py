"""Put what the runs of an experiment reached side by side: the figures of `comparison.json`, before any verdict."""

from __future__ import annotations

import io
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila import files
from pupila.errors import RunError
from pupila.experiments.record import Run

_SHARED = ("train", "val", "test")


@dataclass(frozen=True)
class Gathered:
    """Hold the finished runs of an experiment.

    Args:
        folder: The experiment's folder.
        runs: For each arm one run a seed, in the order of the seeds.
    """

    folder: Path
    runs: Mapping[str, Sequence[Run]]

    def arms(self, settings: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return the figures of every arm, one value a seed."""
        return {name: _figures(self.folder, runs, settings[name]) for name, runs in self.runs.items()}

    def same_start(self) -> bool:
        """Tell whether the arms of every seed began with the same weights."""
        return all(len({_start(run) for run in runs}) == 1 for runs in zip(*self.runs.values(), strict=True))

    def check_splits(self) -> None:
        """Refuse runs of one seed that learned from, or were judged by, different examples, and data that changed.

        Raises:
            RunError: The message names the two runs.
        """
        for runs in self.runs.values():
            for run in runs[1:]:
                if run.fingerprint != runs[0].fingerprint:
                    raise RunError("compare.other_data", first=runs[0].path.name, second=run.path.name)
        for first, *others in zip(*self.runs.values(), strict=True):
            known = _split(first)
            for other in others:
                if _split(other) != known:
                    raise RunError("compare.other_split", first=first.path.name, second=other.path.name)

    def examples(self) -> int:
        """Return how many test images judge a run, the fewest over all of them."""
        return min(int(run.metrics["test"]["accuracy"]["n"]) for runs in self.runs.values() for run in runs)

    def supports(self) -> dict[str, int]:
        """Return how many test images of each class judge a run, the fewest over all of them."""
        blocks = [run.metrics["test"]["per_class"] for runs in self.runs.values() for run in runs]
        return {name: min(int(block[name]["support"]) for block in blocks) for name in blocks[0]}

    def data(self) -> str:
        """Return the name of the data set."""
        return str(next(iter(self.runs.values()))[0].summary["data"]["name"])

    def hits(self) -> dict[str, list[NDArray[np.bool_]]]:
        """Return, for each arm and seed, which test images were recognised, in an order that the arms share."""
        return {name: [_hits(run) for run in runs] for name, runs in self.runs.items()}


def _figures(folder: Path, runs: Sequence[Run], settings: Mapping[str, Any]) -> dict[str, Any]:
    metrics, histories, models = [run.metrics for run in runs], [run.history for run in runs], _models(runs)
    accuracy = {part: [one[part]["accuracy"]["value"] for one in metrics] for part in ("test", "train")}
    loss = {part: [one[part]["loss"]["value"] for one in metrics] for part in ("test", "train")}
    seconds = [sum(line["seconds"] for line in history) for history in histories]
    seen = [sum(line["samples_seen"] for line in history) for history in histories]
    costs = models[0]["costs"]
    return {
        "settings": dict(settings),
        "runs": [run.path.relative_to(folder).as_posix() for run in runs],
        "test_accuracy": accuracy["test"],
        "train_accuracy": accuracy["train"],
        "gap": [train - test for train, test in zip(accuracy["train"], accuracy["test"], strict=True)],
        "test_loss": loss["test"],
        "loss_gap": [test - train for train, test in zip(loss["train"], loss["test"], strict=True)],
        "seconds": seconds,
        "seconds_per_image": [time / images for time, images in zip(seconds, seen, strict=True)],
        "parameters": int(runs[0].summary["parameters"]),
        "multiply_adds": sum(cost["multiply_adds"] for cost in costs) if costs else None,
        "per_class": _recalls(metrics),
        "history": [[_epoch(line) for line in history] for history in histories],
    }


def _models(runs: Sequence[Run]) -> list[dict[str, Any]]:
    return [files.read_json(run.path / "model.json") for run in runs]


def _recalls(metrics: Sequence[Mapping[str, Any]]) -> dict[str, list[float | None]]:
    blocks = [one["test"]["per_class"] for one in metrics]
    return {name: [block[name]["recall"]["value"] for block in blocks] for name in blocks[0]}


def _epoch(line: Mapping[str, Any]) -> dict[str, Any]:
    train, val = line["train"], line["val"] or {}
    return {
        "epoch": line["epoch"],
        "train": train["accuracy"],
        "val": val.get("accuracy"),
        "train_loss": train["loss"],
        "val_loss": val.get("loss"),
    }


def _start(run: Run) -> str:
    start = files.read_json(run.path / "environment.json").get("start") or {}
    return str(start.get("weights", run.path))


def _split(run: Run) -> dict[str, Any]:
    content = files.read_json(run.path / "splits.json")
    return {part: content.get(part) for part in _SHARED}


def _hits(run: Run) -> NDArray[np.bool_]:
    path = run.path / "predictions" / "test.npz"
    predictions = run.predictions("test")
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
        order = np.argsort(arrays["ids"], kind="stable")
    return np.asarray(predictions.correct[order])


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return mean and standard deviation over the seeds; of one seed the deviation is none.

    Example:
        >>> spread([0.5, 0.7])["mean"], round(spread([0.5, 0.7])["deviation"], 3)
        (0.6, 0.141)
    """
    deviation = statistics.stdev(values) if len(values) > 1 else float("nan")
    return {"mean": statistics.fmean(values), "deviation": deviation}
