"""Compare Pupila with Keras on TensorFlow, network by network, and write `benchmarks/RESULTS.md`.

    make bench                          both tables
    python benchmarks/run.py --peer-python .venv-bench/bin/python --only speed --rounds 5

Speed: both sides read the same arrays from the same file, in processes of their own, in turn (A B, B A, A B, ...), so
that a machine that drifts drifts for both; what counts is the ratio within each pair. Rates are those of the epochs
after the first, which pays for tracing and warm-up.

Accuracy: three seeds a side on the real data, the same number of training images and epochs. These runs take hours, so
that each one's result is kept in `benchmarks/accuracy.jsonl` and only missing ones are run. The speed table is kept in
`benchmarks/speed.json`, so that `--only accuracy` can write the whole page again.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import pupila
from pupila.errors import DataError
from pupila.runtime import core_count, processor_name

HERE = Path(__file__).parent
KEPT = HERE / "accuracy.jsonl"
SPEED = HERE / "speed.json"
RESULTS = HERE / "RESULTS.md"
# Data set, image shape, classes; images for one timed epoch; validation part of the recipe.
NETWORKS: dict[str, tuple[str, tuple[int, int, int], int, int, float]] = {
    "n1": ("cifar10", (32, 32, 3), 10, 12_800, 0.05),
    "n2": ("cifar10", (32, 32, 3), 10, 4_000, 0.2),
    "n3": ("flowers", (180, 180, 3), 5, 512, 0.2),
    "n3-regularised": ("flowers", (180, 180, 3), 5, 512, 0.2),
    "n4": ("mnist", (28, 28, 1), 10, 19_200, 0.05),
    "n5": ("fashion_mnist", (28, 28, 1), 10, 32_000, 0.05),
}
EPOCHS_TIMED = 4
TEST_IMAGES = 500
PEER_POLICIES = ("float32", "mixed_bfloat16")
SEEDS = (0, 1, 2)


def training_arrays(name: str) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return images and labels for timing: the real ones, or random ones of the same shape where there is no data."""
    data, shape, classes, count, _ = NETWORKS[name]
    try:
        dataset = pupila.load(data, image_size=shape[:2] if data == "flowers" else None)
    except DataError:
        dice = np.random.default_rng(0)
        count += TEST_IMAGES
        return dice.integers(0, 256, (count, *shape), np.uint8), np.arange(count) % classes, False
    rows = np.flatnonzero(dataset.given_split != "test")
    rows = np.random.default_rng(0).permutation(rows)[: count + TEST_IMAGES]
    return np.ascontiguousarray(dataset.pixels[rows]), dataset.labels[rows], True


def run_side(command: list[str]) -> dict[str, Any]:
    """Run one side in a process of its own and return its JSON line."""
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def speed(name: str, arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Time both sides in turn."""
    images, labels, real = training_arrays(name)
    arrays = folder / f"{name}.npz"
    cut = len(labels) - TEST_IMAGES
    np.savez(arrays, x_train=images[:cut], y_train=labels[:cut], x_test=images[cut:], y_test=labels[cut:])
    common = [name, "--arrays", str(arrays), "--epochs", str(EPOCHS_TIMED), "--threads", str(arguments.threads)]
    ours = [sys.executable, str(HERE / "pupila_side.py"), *common, "--val", "0", "--precision", arguments.precision]
    theirs = [arguments.peer_python, str(HERE / "keras_side.py"), *common]
    # Which number format suits the peer depends on the processor: each is tried, and the faster one competes.
    policies = PEER_POLICIES if arguments.precision == "auto" else ("float32",)
    trials = {policy: run_side([*theirs, "--policy", policy]) for policy in policies}
    theirs += ["--policy", max(trials, key=lambda policy: trials[policy]["images_per_second"])]
    pairs = []
    for round_number in range(arguments.rounds):
        order = [("ours", ours), ("theirs", theirs)]
        pair = {side: run_side(command) for side, command in (order if round_number % 2 == 0 else reversed(order))}
        pairs.append(pair)
        print(f"  {name} round {round_number + 1}: {ratio(pair):.2f}", file=sys.stderr, flush=True)
    return {"name": name, "pairs": pairs, "real": real}


def ratio(pair: dict[str, Any]) -> float:
    return float(pair["ours"]["images_per_second"] / pair["theirs"]["images_per_second"])


def speed_row(result: dict[str, Any]) -> str:
    pairs = result["pairs"]
    ratios = sorted(map(ratio, pairs))
    rates = {side: statistics.median(pair[side]["images_per_second"] for pair in pairs) for side in ("ours", "theirs")}
    peaks = {side: statistics.median(pair[side]["peak_mib"] for pair in pairs) for side in ("ours", "theirs")}
    peer = pairs[0]["theirs"]
    form = (
        f"{peer['policy']}, XLA {'on' if peer['jit'] else 'off'}, {peer['steps_per_execution']} step(s) per execution"
    )
    return (
        f"| {result['name']}{'' if result['real'] else ' (random images)'} "
        f"| {rates['ours']:,.0f} | {rates['theirs']:,.0f} "
        f"| **{statistics.median(ratios):.2f}** ({ratios[0]:.2f} to {ratios[-1]:.2f}, n = {len(ratios)}) "
        f"| {peaks['ours']:,.0f} / {peaks['theirs']:,.0f} | {form} |"
    )


def kept_results() -> list[dict[str, Any]]:
    return [json.loads(line) for line in KEPT.read_text().splitlines()] if KEPT.exists() else []


def accuracy(name: str, arguments: argparse.Namespace, folder: Path) -> None:
    """Run what is missing of three seeds a side, on the whole data set."""
    data, shape, _, _, val = NETWORKS[name]
    dataset = pupila.load(data, image_size=shape[:2] if data == "flowers" else None)
    arrays = folder / f"whole-{name}.npz"
    test = dataset.given_split == "test"
    parts = {"x_train": dataset.pixels[~test], "y_train": dataset.labels[~test]}
    parts |= {"x_test": dataset.pixels[test], "y_test": dataset.labels[test]} if test.any() else {}
    np.savez(arrays, **parts)
    for side, script, python in (
        ("pupila", "pupila_side.py", sys.executable),
        ("keras", "keras_side.py", arguments.peer_python),
    ):
        done = [one for one in kept_results() if one["network"] == name and one["framework"].startswith(side)]
        for seed in SEEDS[len(done) :]:
            command = [python, str(HERE / script), name, "--threads", str(arguments.threads)]
            command += ["--seed", str(seed)] if side == "pupila" else ["--arrays", str(arrays), "--val", str(val)]
            found = run_side(command)
            with KEPT.open("a") as file:
                file.write(json.dumps(found) + "\n")
            print(f"  {name} {side}: {found}", file=sys.stderr, flush=True)


def mean_and_error(values: list[float]) -> tuple[float, float]:
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return statistics.mean(values), error


def accuracy_row(name: str) -> str | None:
    """Compare like with like: the test accuracy where there is one, else the validation accuracy of the last epoch."""
    results = [one for one in kept_results() if one["network"] == name]
    sides = {side: [one for one in results if one["framework"].startswith(side)] for side in ("pupila", "keras")}
    if not all(sides.values()):
        return None
    has_test = all("test" in one for one in results)
    ours = [one["test"]["accuracy"] if has_test else one["last_val"]["accuracy"] for one in sides["pupila"]]
    theirs = [one["test"]["accuracy"] if has_test else one["val"]["accuracy"] for one in sides["keras"]]
    (mean, error), (peer_mean, peer_error) = mean_and_error(ours), mean_and_error(theirs)
    doubled = 2 * math.hypot(error, peer_error)
    what = "test" if has_test else "validation, last epoch"
    return (
        f"| {name} | {what} | {told(mean, error, len(ours))} | {told(peer_mean, peer_error, len(theirs))} "
        f"| {mean - peer_mean:+.2%} | {'unknown' if math.isnan(doubled) else f'{doubled:.2%}'} |"
    )


def told(mean: float, error: float, count: int) -> str:
    return f"{mean:.2%} {'' if math.isnan(error) else f'± {error:.2%} '}(n = {count})"


def machine(threads: int) -> str:
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{processor_name()}, {core_count()} cores, {threads} threads, {system}"


def kept_tables() -> dict[str, dict[str, Any]]:
    """Read the speed tables of the last runs, by precision."""
    return json.loads(SPEED.read_text()) if SPEED.exists() else {}


def page(tables: dict[str, dict[str, Any]], where: str) -> str:
    """Write all tables as a page."""
    lines = [
        "# Measured against Keras on TensorFlow",
        "",
        "Written by `make bench`; `benchmarks/run.py` says how. Ratios above 1: Pupila is faster.",
        "",
    ]
    for precision, table in tables.items():
        best = "each side in the number format that is fastest here"
        lines += [
            f"## Training speed, images a second: {best if precision == 'auto' else 'both sides in float32'}",
            "",
            f"Machine: {table['machine']}. {table['frameworks']}",
            "",
            "| network | Pupila | Keras | median ratio (range, pairs) | peak MiB, Pupila / Keras | Keras's best form |",
            "|---|---|---|---|---|---|",
            *table["rows"],
            "",
        ]
    lines += [] if tables else [f"Machine: {where}.", ""]
    found = [row for row in map(accuracy_row, NETWORKS) if row]
    if found:
        lines += [
            "## Accuracy, same epochs, same number of training images",
            "",
            "Mean and standard error over seeds. Pupila's test accuracy is that of its recipe (weights of the best",
            "epoch on validation data); Keras's is that of its last epoch, as in the notebooks. Threads, seed",
            "and seconds of each run stand in `accuracy.jsonl`.",
            "",
            "| network | figure | Pupila | Keras | difference | twice its standard error |",
            "|---|---|---|---|---|---|",
            *found,
            "",
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer-python", required=True, help="a Python that has keras and tensorflow-cpu")
    parser.add_argument("--networks", nargs="+", choices=list(NETWORKS), default=list(NETWORKS))
    parser.add_argument("--only", choices=("speed", "accuracy"), help="one of the two tables")
    parser.add_argument("--precision", choices=("auto", "float32"), default="auto", help="auto: what is fastest here")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=core_count())
    arguments = parser.parse_args()
    rows, frameworks, where = [], "", machine(arguments.threads)
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.networks if arguments.only != "accuracy" else []:
            result = speed(name, arguments, Path(folder))
            frameworks = " Against ".join(result["pairs"][0][side]["framework"] for side in ("ours", "theirs")) + "."
            rows.append(speed_row(result))
            table = {"rows": rows, "frameworks": frameworks, "machine": where}
            SPEED.write_text(json.dumps({**kept_tables(), arguments.precision: table}, indent=1) + "\n")
        for name in arguments.networks if arguments.only != "speed" else []:
            accuracy(name, arguments, Path(folder))
    text = page(kept_tables(), where)
    RESULTS.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
