"""Measure how much of the machine's matrix products a training uses, where convolutions are most of its work.

    python benchmarks/products.py

The yardstick is the rate of one large matrix product in single precision, in the same minutes. A training counts the
multiply-adds of its layers three times, forward, for the gradient of the weights and for that of the images; the first
layer's images need none.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import tables
import torch
from pupila_side import RECIPES
from race import OURS, machine, race
from run import EPOCHS_TIMED, HERE, NETWORKS, TEST_IMAGES, write_arrays

from pupila.experiments.config import read_recipe
from pupila.experiments.subject import model_lines
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs
from pupila.runtime import core_count, set_threads

_SIZE = 4096


def product_rate(number_format: torch.dtype) -> float:
    """Return the floating-point operations a second of a large matrix product: the best of five."""
    left = torch.randn(_SIZE, _SIZE).to(number_format)
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        left @ left
        seconds.append(time.perf_counter() - begin)
    return 2 * _SIZE**3 / min(seconds)


def operations(name: str) -> int:
    """Return the floating-point operations of training on one image."""
    network, lines = NETWORKS[name], model_lines(read_recipe(RECIPES[name]))
    height, width, channels = network.shape
    costs = layer_costs(parse_layers(lines), input_shape=(channels, height, width), num_classes=network.classes)
    adds = [cost.multiply_adds for cost in costs]
    return 2 * (3 * sum(adds) - adds[0])


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--networks", nargs="+", choices=list(NETWORKS), default=["n2", "n3"])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    threads = set_threads(core_count())
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.networks:
            arrays = Path(folder) / f"{name}.npz"
            write_arrays(arrays, NETWORKS[name], NETWORKS[name].images, TEST_IMAGES)
            for precision in ("float32", "auto"):
                command = [sys.executable, str(HERE / "pupila_side.py"), name, "--arrays", str(arrays), "--val", "0"]
                command += ["--epochs", str(EPOCHS_TIMED), "--threads", str(threads), "--precision", precision]
                rates = []
                for _ in range(arguments.rounds):
                    [found] = race({OURS: command}, rounds=1, what=f"{name} {precision}")
                    rates.append((found[OURS]["images_per_second"] * operations(name), product_rate(torch.float32)))
                done, yardstick = (statistics.median(part) for part in zip(*rates, strict=True))
                shares = sorted(ours / whole for ours, whole in rates)
                rows.append(
                    f"| {name}, {precision} | {done / 1e9:,.0f} | {yardstick / 1e9:,.0f} "
                    f"| {done / yardstick:.0%} ({shares[0]:.0%} to {shares[-1]:.0%}, n = {len(shares)}) |"
                )
    tables.keep(
        "products",
        "Matrix work while training, beside the machine's matrix products in single precision",
        words=[
            f"Machine: {machine(threads)}. `benchmarks/products.py`, thousand million operations a second. "
            f"In bfloat16, which `auto` takes here, a large product reaches {product_rate(torch.bfloat16) / 1e9:,.0f}."
        ],
        header="| network, precision | training | product in float32 | share (range, rounds) |",
        rows=rows,
    )
    print("\n".join(rows))


if __name__ == "__main__":
    main()
