"""Train fast-cifar10 on a graphics card beside airbench94 on the same card, and print accuracy and seconds of both.

    python benchmarks/card.py --seeds 5         airbench94 too where it is installed: pip install airbench

The goal is 94 % on CIFAR-10 within 1.1 times airbench94's time (Jordan 2024, arXiv:2404.00498). Both sides train once
before the clock runs, since a card's first training pays for its kernels. Where no card is, that is said and nothing is
measured.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import torch

import pupila

GOAL, TIMES = 0.94, 1.1
PLAN = {"model.options": {"width": 64}, "train.epochs": 10, "train.batch_size": 1024, "train.device": "cuda"}


def ours(seed: int, *, epochs: int) -> tuple[float, float]:
    """Return test accuracy and seconds of training."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {**PLAN, "train.seed": seed, "train.epochs": epochs}
        run = pupila.train("fast-cifar10", settings=settings, out=Path(folder) / "run", listener=lambda event: None)
        return run.metrics["test"]["accuracy"]["value"], run.summary["seconds"]["train"]


def theirs() -> tuple[float, float]:
    """Return what airbench94 prints last, and its seconds."""
    import airbench

    said = io.StringIO()
    begin = time.perf_counter()
    with contextlib.redirect_stdout(said):
        airbench.train94()
    torch.cuda.synchronize()
    figures = re.findall(r"0\.\d+", said.getvalue())
    return float(figures[-1]) if figures else float("nan"), time.perf_counter() - begin


def told(name: str, found: list[tuple[float, float]]) -> float:
    """Print what a side reached; return its median seconds."""
    accuracies, seconds = zip(*found, strict=True)
    middle = statistics.median(seconds)
    print(f"{name}: {statistics.mean(accuracies):.2%} ({min(accuracies):.2%} to {max(accuracies):.2%}), {middle:.2f} s")
    return middle


def main() -> None:
    """Measure both sides, in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("There is no graphics card here that torch can use: nothing was measured.")
    known = importlib.util.find_spec("airbench") is not None
    ours(0, epochs=1)
    if known:
        importlib.import_module("airbench").warmup94()
    found, peer = [], []
    for seed in range(arguments.seeds):
        found.append(ours(seed, epochs=int(PLAN["train.epochs"])))
        peer += [theirs()] if known else []
    print(torch.cuda.get_device_name())
    own = told(f"pupila {pupila.__version__}", found)
    if peer:
        whole = told("airbench94", peer)
        print(f"{own / whole:.2f} times airbench94's time (goal: {GOAL:.0%} within {TIMES})")
    else:
        print("airbench is not installed: pip install airbench")


if __name__ == "__main__":
    main()
