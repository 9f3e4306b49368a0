"""Train one of the notebooks' recipes with Pupila and print one JSON line: what the other sides are compared with.

    python benchmarks/pupila_side.py n1 --arrays cifar10.npz --epochs 3 --threads 2
    python benchmarks/pupila_side.py n4 --arrays mnist.npz --answer-of FOLDER     answer instead; FOLDER keeps the run

Through the public API alone, with nothing switched off but validation, which the other sides do not do either.
"""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sides import ANSWER_ROUNDS, arguments_of, report, time_each

import pupila

RECIPES = {
    "n1": "n1-cifar10-small",
    "n2": "n2-cifar10-deep",
    "n3": "n3-flowers",
    "n3-regularised": "n3-flowers-regularised",
    "n4": "n4-mnist-lenet5",
    "n5": "n5-fashion-mlp",
}


def train(arguments: Any, facts: dict[str, Any]) -> None:
    """Train, and report the rate of all epochs but the first."""
    settings: dict[str, Any] = {"train.threads": arguments.threads, "train.seed": arguments.seed}
    settings["train.precision"] = arguments.precision
    settings |= {"data.source": arguments.arrays} if arguments.arrays else {}
    settings |= {"split.val": arguments.val} if arguments.val is not None else {}
    settings |= {"train.epochs": arguments.epochs} if arguments.epochs else {}
    epochs: list[Any] = []

    def listen(event: Any) -> None:
        if hasattr(event, "samples_seen"):
            epochs.append(event)

    with tempfile.TemporaryDirectory() as folder:
        run = pupila.train(RECIPES[arguments.network], settings=settings, out=Path(folder) / "run", listener=listen)
        summary, metrics, history = run.summary, run.metrics, run.history
    facts |= {"parameters": summary["parameters"], "seed": arguments.seed, "epochs": summary["epochs"]}
    for part in ("val", "test"):
        if metrics.get(part):
            facts[part] = {name: metrics[part][name]["value"] for name in ("loss", "accuracy")}
            facts[part]["n"] = metrics[part]["accuracy"]["n"]
    if history[-1]["val"]:
        facts["last_val"] = history[-1]["val"]
    report([epoch.seconds for epoch in epochs], epochs[0].samples_seen, **facts)


def answer(arguments: Any, facts: dict[str, Any]) -> None:
    """Answer for the test images with a classifier that is loaded; the first use trains it, for one epoch."""
    folder = Path(arguments.answer_of)
    if not folder.exists():
        settings = {"data.source": arguments.arrays, "train.epochs": 1}
        pupila.train(RECIPES[arguments.network], settings=settings, out=folder, listener=lambda event: None)
    pixels = np.load(arguments.arrays)["x_test"]
    pixels = pixels[..., None] if pixels.ndim == 3 else pixels
    classifier = pupila.load_classifier(folder, engine="torch")  # the faster one where there is much to answer
    report(time_each(lambda: classifier.predict(pixels), ANSWER_ROUNDS), len(pixels), **facts)


def main() -> None:
    parser = arguments_of(__doc__ or "", tuple(RECIPES), arrays=False)
    parser.add_argument("--val", type=float, help="hold out this part of the training set")
    parser.add_argument("--precision", choices=("auto", "float32"), default="auto")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--answer-of", help="the run that answers; trained first where it is not there")
    arguments = parser.parse_args()
    facts = {
        "framework": f"pupila {pupila.__version__}, torch {version('torch')}",
        "network": arguments.network,
        "threads": arguments.threads,
    }
    (answer if arguments.answer_of else train)(arguments, facts)


if __name__ == "__main__":
    main()
