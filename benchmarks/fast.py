"""Train for a tenth of a notebook's time, or for the minutes given, and see whether the accuracy named is reached.

    python benchmarks/fast.py                                   every plan that needs no folder, five seeds each
    python benchmarks/fast.py --plans n1 n2 --seeds 3
    python benchmarks/fast.py --plans photos --folder FOLDER    a folder of photos in classes
    python benchmarks/fast.py --plans colour grey               folders for which no rule of `auto` was made

Every plan is fixed before its first run: epochs or minutes stand here, nothing is stopped or chosen by what comes out,
and the test set is read once, at the end. The time is that of the whole training, measuring after every epoch included,
and for a plan in minutes that of the whole run; what the notebooks need in Keras was measured on two quiet cores (see
NOTEBOOKS below). Runs are kept in `fast.jsonl`, and what is known stands in RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tables
from PIL import Image

import pupila
from pupila import runtime
from pupila.evaluation.intervals import wilson_interval

KEPT = Path(__file__).parent / "fast.jsonl"
_WORDS = (
    "Every plan was fixed before its runs, nothing was stopped or chosen by what came out, and the test set was read "
    "once a run; a folder of photos is judged on its validation part, on which a run chooses nothing either; the split "
    "of seed 0, by which the rules of `auto` were found, is left out. Mean, standard deviation and range over seeds. "
    "Seconds are those of the training, measuring included, and for a plan in minutes those of the whole run (median "
    "and range). The plans themselves were found on validation data (see LOG.md). For the two folders of 4,000 images "
    "no rule of `auto` was made, but its network for small images was found on CIFAR-10; they end early, with as many "
    "epochs as a plan may have. The rows of ten minutes and of the photos, and one of the two runs of half an hour, "
    "were run before pooling and convolutions were written in C, when an epoch took longer."
)


@dataclass(frozen=True)
class Goal:
    """Say what is to be reached: accuracy on the part that judges, and the seconds that it may take."""

    what: str
    recipe: str
    settings: dict[str, Any]
    accuracy: float
    seconds: float
    judged: str = "test"
    first_seed: int = 0

    @property
    def clock(self) -> str:
        """What is timed: minutes are those of the whole run, with data, plan and report."""
        return "total_seconds" if "train.minutes" in self.settings else "train_seconds"


# Seconds of training in Keras 3.15 on TensorFlow 2.21, two quiet cores of the same kind (Xeon with AVX-512).
NOTEBOOKS = {"n1": 105, "n2": 329, "n4": 387, "n5": 39}
_MLP = {
    "model.name": "mlp",
    "model.options": {"units": 256},
    "model.mirror": False,
    "augment.lines": [],
    "data.scale": "standardise",
    "train.optimizer": "adamw",
    "train.momentum": 0.0,
    "train.nesterov": False,
    "train.weight_decay": 0.05,
    "train.label_smoothing": 0.0,
    "train.learning_rate": 0.006,
    "train.epochs": 4,
    "train.last_epoch": 0.5,
}
PLANS = {
    "n1": Goal(
        "N1's accuracy in a tenth of its time",
        "fast-cifar10",
        {"model.options": {"width": 16}, "model.mirror": False, "train.epochs": 1, "train.last_epoch": 0.6},
        0.701,
        NOTEBOOKS["n1"] / 10,
    ),
    "n2": Goal(
        "N2's accuracy in a tenth of its time",
        "fast-cifar10",
        {"model.options": {"width": 24}, "train.epochs": 1},
        0.7642,
        NOTEBOOKS["n2"] / 10,
    ),
    "n4": Goal("N4's accuracy in a tenth of its time", "fast-mnist", {"train.epochs": 2}, 0.988, NOTEBOOKS["n4"] / 10),
    "n5": Goal("N5's accuracy in a tenth of its time", "fast-fashion", _MLP, 0.88, NOTEBOOKS["n5"] / 10),
    "cifar10": Goal("90 % on CIFAR-10 in N2's time", "fast-cifar10", {}, 0.90, NOTEBOOKS["n2"]),
    "cifar10-30": Goal("93.5 % on CIFAR-10 in 30 minutes", "fast-cifar10", {"train.minutes": 30}, 0.935, 1.1 * 1800),
    "fashion": Goal("93 % on Fashion-MNIST in ten minutes", "fast-fashion", {}, 0.93, 600),
    "photos": Goal(
        "80 % on a folder of photos in five minutes", "auto", {"train.minutes": 5}, 0.80, 1.1 * 300, "val", 1
    ),
    "colour": Goal(
        "80 % on a folder of 4,000 of CIFAR-10's images in five minutes",
        "auto",
        {"train.minutes": 5},
        0.80,
        1.1 * 300,
        "val",
    ),
    "grey": Goal(
        "80 % on a folder of 4,000 of Fashion-MNIST's images in five minutes",
        "auto",
        {"train.minutes": 5},
        0.80,
        1.1 * 300,
        "val",
    ),
}
MADE = {"colour": "cifar10", "grey": "fashion_mnist"}  # folders that are made here, of so many images a class:
_A_CLASS = 400
_ONE = """import json, sys, tempfile, pathlib, pupila
recipe, settings, judged = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder) / "run"
    run = pupila.train(recipe, settings=settings, out=out, language="en", listener=lambda event: None)
    summary, accuracy = run.summary, run.metrics[judged]["accuracy"]
    found = {"accuracy": accuracy["value"], "n": accuracy["n"], "train_seconds": summary["seconds"]["train"]}
    found |= {"total_seconds": summary["seconds"]["total"], "images_per_second": summary["images_per_second"]}
    print(json.dumps(found | {"precision": summary["precision"], "epochs": summary["epochs"]}))
"""


def make_folder(name: str, root: Path) -> None:
    """Write the first training images of each class of a data set as files, a folder a class."""
    data = pupila.load(name)
    training = np.flatnonzero(data.given_split == "train")
    for label, class_name in enumerate(data.class_names):
        folder = root / class_name.replace("/", " or ")
        folder.mkdir(parents=True)
        for row in training[data.labels[training] == label][:_A_CLASS]:
            Image.fromarray(np.squeeze(data.pixels[row])).save(folder / f"{row:05d}.png")


def run_once(plan: str, seed: int, folder: Path | None) -> dict[str, Any]:
    """Do one run in a process of its own."""
    goal = PLANS[plan]
    source = {} if folder is None else {"data.source": str(folder)}
    settings = json.dumps({**goal.settings, **source, "train.seed": seed})
    command = [sys.executable, "-c", _ONE, goal.recipe, settings, goal.judged]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {"plan": plan, "seed": seed, "settings": goal.settings, **found, "machine": machine()}


def machine() -> str:
    """Name the processor and the cores in use."""
    return f"{runtime.processor_name()}, {runtime.core_count()} cores, matrix units: {runtime.has_matrix_units()}"


def kept_runs() -> list[dict[str, Any]]:
    """Read what was run before."""
    return [json.loads(line) for line in KEPT.read_text().splitlines()] if KEPT.exists() else []


def row(plan: str) -> str | None:
    """Write the table row of a plan, or None where it was never run."""
    goal = PLANS[plan]
    runs = [one for one in kept_runs() if one["plan"] == plan and one["settings"] == goal.settings]
    if not runs:
        return None
    seconds = sorted(one[goal.clock] for one in runs)
    kept = sum(one["accuracy"] >= goal.accuracy and one[goal.clock] <= goal.seconds for one in runs)
    spread = f" ({seconds[0]:,.1f} to {seconds[-1]:,.1f})" if len(runs) > 1 else ""
    return (
        f"| {goal.what} | {goal.accuracy:.2%} in {goal.seconds:,.1f} s | {accuracy_cell(runs)} "
        f"| {statistics.median(seconds):,.1f}{spread} | {kept} of {len(runs)} | {runs[0]['precision']} |"
    )


def accuracy_cell(runs: Sequence[dict[str, Any]]) -> str:
    """Tell mean, standard deviation and range over seeds; of one run, the interval that its images allow."""
    accuracies = sorted(one["accuracy"] for one in runs)
    if len(runs) > 1:
        spread = f"± {statistics.stdev(accuracies):.2%} ({accuracies[0]:.2%} to {accuracies[-1]:.2%})"
        return f"{statistics.mean(accuracies):.2%} {spread}"
    count = runs[0]["n"]
    low, high = wilson_interval(round(accuracies[0] * count), count)
    return f"{accuracies[0]:.2%} (one run; 95 % interval {low:.2%} to {high:.2%} by its {count:,} images)"


def write_table() -> None:
    """Write all that is known into the page of results."""
    machines = sorted({one["machine"] for one in kept_runs()})
    tables.keep(
        "fast",
        "As accurate as the notebooks in a fraction of their time, and what minutes give",
        words=[f"Machine: {'; '.join(machines)}. `benchmarks/fast.py`", _WORDS],
        header="| goal | accuracy in time | accuracy reached | seconds | seeds that reached it | precision |",
        rows=[found for found in map(row, PLANS) if found],
    )


def main() -> None:
    """Run what is missing, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--plans", nargs="+", choices=list(PLANS))
    parser.add_argument("--folder", type=Path, help='photos in a folder a class, for the plan "photos"')
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    if "photos" in (arguments.plans or ()) and arguments.folder is None:
        parser.error("the plan photos needs a --folder")
    for plan in arguments.plans or [name for name in PLANS if name != "photos" or arguments.folder]:
        done = {one["seed"] for one in kept_runs() if one["plan"] == plan and one["settings"] == PLANS[plan].settings}
        with tempfile.TemporaryDirectory() as place:
            folder = arguments.folder if plan == "photos" else Path(place) / plan if plan in MADE else None
            if plan in MADE:
                make_folder(MADE[plan], Path(place) / plan)
            for seed in sorted(set(range(PLANS[plan].first_seed, PLANS[plan].first_seed + arguments.seeds)) - done):
                found = run_once(plan, seed, folder)
                with KEPT.open("a") as file:
                    file.write(json.dumps(found) + "\n")
                took = f"{found['train_seconds']:.1f} s"
                print(f"  {plan} seed {seed}: {found['accuracy']:.2%} in {took}", file=sys.stderr, flush=True)
    write_table()
    print(tables.RESULTS.read_text())


if __name__ == "__main__":
    main()
