"""Train one of the notebooks' recipes with Pupila and print one JSON line: what `keras_side.py` is compared with.

    python benchmarks/pupila_side.py n1 --arrays cifar10.npz --epochs 3 --threads 2

Through the public API alone, with nothing switched off but validation, which the other side does not do either.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pupila

RECIPES = {
    "n1": "n1-cifar10-small",
    "n2": "n2-cifar10-deep",
    "n3": "n3-flowers",
    "n3-regularised": "n3-flowers-regularised",
    "n4": "n4-mnist-lenet5",
    "n5": "n5-fashion-mlp",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", choices=list(RECIPES))
    parser.add_argument("--arrays", help="an .npz file; left out: the recipe's own data set")
    parser.add_argument("--val", type=float, help="hold out this part of the training set")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precision", choices=("auto", "float32"), default="auto")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

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
    settled = epochs[1:] or epochs
    result = {
        "framework": f"pupila {pupila.__version__}, torch {version('torch')}",
        "network": arguments.network,
        "parameters": summary["parameters"],
        "threads": arguments.threads,
        "seed": arguments.seed,
        "epochs": summary["epochs"],
        "seconds": sum(epoch.seconds for epoch in epochs),
        "images_per_second": sum(e.samples_seen for e in settled) / sum(e.seconds for e in settled),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    for part in ("val", "test"):
        if metrics.get(part):
            result[part] = {name: metrics[part][name]["value"] for name in ("loss", "accuracy")}
            result[part]["n"] = metrics[part]["accuracy"]["n"]
    if history[-1]["val"]:
        result["last_val"] = history[-1]["val"]
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
