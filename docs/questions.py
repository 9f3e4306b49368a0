"""Answer the third and fourth question of the Fashion-MNIST notebook by experiment; the lesson reads the figures.

    PUPILA_DATA=FOLDER python docs/questions.py        # a few minutes on two cores

Three arms, five seeds each: the notebook's perceptron, one with 500 hidden units instead of 128, and one trained for 20
epochs instead of 10. Runs of one seed draw from the same dice. Nothing is held out and nothing is chosen, so that the
questions are about the last epoch, as the notebook asks them; the training figures are measured after training on 5,000
training images, the same ones in every arm.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

import pupila
from pupila import runtime

RECIPE = "n5-fashion-mlp"
SEEDS = (0, 1, 2, 3, 4)
ARMS: dict[str, dict[str, Any]] = {
    "base": {},
    "width": {"model.options": {"units": 500}},
    "epochs": {"train.epochs": 20},
}
KEPT = Path(pupila.__file__).parent / "lessons" / "questions.json"
_CONFUSIONS = 6


def figures(metrics: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return accuracy and loss on the training images and on the test images."""
    return {part: {name: metrics[part][name]["value"] for name in ("accuracy", "loss")} for part in ("train", "test")}


def main() -> None:
    """Train every arm with every seed, the arms of one seed one after the other."""
    started = time.monotonic()
    runs: dict[str, list[dict[str, Any]]] = {arm: [] for arm in ARMS}
    confused: Counter[tuple[str, str]] = Counter()
    recalls: dict[str, list[float]] = {}
    for seed in SEEDS:
        for arm, changes in ARMS.items():
            settings = {"split.val": 0.0, "train.seed": seed, **changes}
            with tempfile.TemporaryDirectory() as folder:
                run = pupila.train(RECIPE, settings=settings, out=Path(folder) / "run", language="en")
                metrics, summary = run.metrics, run.summary
            runs[arm].append(
                {
                    "seed": seed,
                    **figures(metrics),
                    "parameters": summary["parameters"],
                    "seconds": round(summary["seconds"]["train"], 2),
                }
            )
            if arm == "base":
                names = list(metrics["test"]["per_class"])
                counts = np.array(metrics["test"]["confusion"])
                confused.update(
                    {(names[row], names[column]): int(counts[row, column]) for row, column in np.argwhere(counts)}
                )
                for name in names:
                    recalls.setdefault(name, []).append(metrics["test"]["per_class"][name]["recall"]["value"])
    wrong = [(pair, count) for pair, count in confused.most_common() if pair[0] != pair[1]][:_CONFUSIONS]
    found = {
        "schema": 1,
        "recipe": RECIPE,
        "seeds": list(SEEDS),
        "machine": f"{runtime.processor_name()}, {runtime.core_count()} core(s), pupila {pupila.__version__}",
        "minutes": round((time.monotonic() - started) / 60, 1),
        "arms": {arm: {"settings": ARMS[arm], "runs": runs[arm]} for arm in ARMS},
        "confusions": [
            {"true": true, "predicted": predicted, "count": count / len(SEEDS)} for (true, predicted), count in wrong
        ],
        "per_class": {name: sum(values) / len(values) for name, values in recalls.items()},
    }
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {KEPT.name}")


if __name__ == "__main__":
    main()
