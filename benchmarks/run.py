"""Compare Pupila with its peers, network by network, and write `benchmarks/RESULTS.md`.

    make bench                          every table
    python benchmarks/run.py --peer-python .venv-bench/bin/python --only speed --peers keras --rounds 5

Speed: all sides read the same arrays from the same file, in processes of their own, in turn (see `race.py`). Rates are
those of the epochs after the first, which pays for tracing and warm-up. Each side computes in the number format that is
fastest for it, or in float32 (`--precision float32`).

Answers: 10,000 images predicted by a classifier that is loaded, in float32 on both sides; rates as above.

Accuracy: see `accuracy.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import accuracy
import numpy as np
import tables
from race import OURS, Result, fastest, frameworks, machine, median, memory_cell, race, ratio_cell

import pupila
from pupila.errors import DataError
from pupila.runtime import core_count

HERE = Path(__file__).parent
EPOCHS_TIMED = 3
TEST_IMAGES = 500
ANSWERED = 10_000
ANSWERING = {"n4": (500, 1000, 2500), "n2": (100, 200, 500)}  # batches that Keras may choose from


@dataclass(frozen=True)
class Network:
    """Say what a network is timed on: data, image shape, classes, images of an epoch; and its part for validation."""

    data: str
    shape: tuple[int, int, int]
    classes: int
    images: int
    val: float

    @property
    def size(self) -> tuple[int, int] | None:
        """What a folder's images are resized to."""
        return self.shape[:2] if self.data == "flowers" else None


@dataclass(frozen=True)
class Peer:
    """Say how a peer is called, what it knows, and which number formats it may choose from."""

    name: str
    script: str
    networks: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]
    apart: bool = False  # in the environment of `--peer-python`

    def command(self, arguments: argparse.Namespace) -> list[str]:
        """Return what starts it."""
        return [arguments.peer_python if self.apart else sys.executable, str(HERE / self.script)]


NETWORKS = {
    "n1": Network("cifar10", (32, 32, 3), 10, 12_800, 0.05),
    "n2": Network("cifar10", (32, 32, 3), 10, 4_000, 0.2),
    "n3": Network("flowers", (180, 180, 3), 5, 512, 0.2),
    "n3-regularised": Network("flowers", (180, 180, 3), 5, 512, 0.2),
    "n4": Network("mnist", (28, 28, 1), 10, 19_200, 0.05),
    "n5": Network("fashion_mnist", (28, 28, 1), 10, 32_000, 0.05),
}
PEERS = {
    "keras": Peer(
        "Keras", "keras_side.py", tuple(NETWORKS), (("--policy", "float32"), ("--policy", "mixed_bfloat16")), apart=True
    ),
    "torch": Peer(
        "PyTorch",
        "torch_side.py",
        ("n1", "n2", "n4", "n5"),
        (("--precision", "float32"), ("--precision", "bfloat16")),
    ),
    "sklearn": Peer("scikit-learn", "sklearn_side.py", ("n5",), ((),)),
}


def training_arrays(network: Network, count: int) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return images and labels for timing: the real ones, or random ones of the same shape where there is no data."""
    try:
        dataset = pupila.load(network.data, image_size=network.size)
    except DataError:
        dice = np.random.default_rng(0)
        return dice.integers(0, 256, (count, *network.shape), np.uint8), np.arange(count) % network.classes, False
    rows = np.flatnonzero(dataset.given_split != "test")
    rows = np.random.default_rng(0).permutation(rows)[:count]
    return np.ascontiguousarray(dataset.pixels[rows]), dataset.labels[rows], True


def write_arrays(file: Path, network: Network, train: int, test: int) -> bool:
    """Write what all sides read; return whether the images are real."""
    images, labels, real = training_arrays(network, train + test)
    cut = len(labels) - test
    np.savez(file, x_train=images[:cut], y_train=labels[:cut], x_test=images[cut:], y_test=labels[cut:])
    return real


def speed(name: str, arguments: argparse.Namespace, folder: Path) -> tuple[list[dict[str, Result]], bool]:
    """Time the training of all sides that know the network, in turn."""
    arrays = folder / f"{name}.npz"
    real = write_arrays(arrays, NETWORKS[name], NETWORKS[name].images, TEST_IMAGES)
    common = [name, "--arrays", str(arrays), "--epochs", str(EPOCHS_TIMED), "--threads", str(arguments.threads)]
    ours = [sys.executable, str(HERE / "pupila_side.py"), *common, "--val", "0", "--precision", arguments.precision]
    sides = {OURS: ours}
    for key in arguments.peers:
        peer = PEERS[key]
        if name in peer.networks:
            forms = peer.forms if arguments.precision == "auto" else peer.forms[:1]
            sides[key] = fastest([*peer.command(arguments), *common], forms)
    return (race(sides, rounds=arguments.rounds, what=name) if len(sides) > 1 else []), real


def speed_tables(arguments: argparse.Namespace, folder: Path) -> None:
    """Time every network, and write a table for each peer."""
    rows: dict[str, list[str]] = {key: [] for key in arguments.peers}
    best = "each side in the number format that is fastest here" if arguments.precision == "auto" else "both in float32"
    for name in arguments.networks:
        rounds, real = speed(name, arguments, folder)
        for key in [key for key in arguments.peers if rounds and key in rounds[0]]:
            rows[key].append(
                f"| {name}{'' if real else ' (random images)'} | {median(rounds, OURS, 'images_per_second'):,.0f} "
                f"| {median(rounds, key, 'images_per_second'):,.0f} | {ratio_cell(rounds, key)} "
                f"| {memory_cell(rounds, key)} | {rounds[0][key]['form']} |"
            )
            peer = PEERS[key].name
            tables.keep(
                f"{key} {arguments.precision}",
                f"Training speed against {peer}, images a second: {best}",
                words=[f"Machine: {machine(arguments.threads)}. {frameworks(rounds, key)} `benchmarks/run.py`"],
                header=f"| network | Pupila | {peer} | ratio (range, rounds) | peak MiB, Pupila / {peer} "
                f"| {peer}'s form |",
                rows=rows[key],
            )


def answers_table(arguments: argparse.Namespace, folder: Path) -> None:
    """Time 10,000 predictions of a loaded classifier against Keras's `predict` in its best batch."""
    rows = []
    for name, batches in ANSWERING.items():
        network, arrays, run = NETWORKS[name], folder / f"answers-{name}.npz", folder / f"run-{name}"
        write_arrays(arrays, network, 2_000, ANSWERED)
        common = [name, "--arrays", str(arrays), "--threads", str(arguments.threads)]
        ours = [sys.executable, str(HERE / "pupila_side.py"), *common, "--answer-of", str(run)]
        theirs = [*PEERS["keras"].command(arguments), *common]
        theirs = fastest(theirs, [("--predict", str(batch)) for batch in batches])
        rounds = race({OURS: ours, "keras": theirs}, rounds=arguments.rounds, what=f"answers of {name}")
        rows.append(
            f"| {name} | {median(rounds, OURS, 'images_per_second'):,.0f} "
            f"| {median(rounds, 'keras', 'images_per_second'):,.0f} | {ratio_cell(rounds, 'keras')} "
            f"| {median(rounds, OURS, 'first_seconds'):.2f} / {median(rounds, 'keras', 'first_seconds'):.2f} "
            f"| {memory_cell(rounds, 'keras')} | {rounds[0]['keras']['form']} |"
        )
        told = f"Machine: {machine(arguments.threads)}. {frameworks(rounds, 'keras')} `benchmarks/run.py`"
    tables.keep(
        "answers",
        f"{ANSWERED:,} images predicted, images a second",
        words=[
            told,
            "The classifier is loaded; the first call, told apart, pays for tracing and warm-up.",
        ],
        header="| network | Pupila | Keras | ratio (range, rounds) | first call, seconds | peak MiB, Pupila / Keras "
        "| Keras's form |",
        rows=rows,
    )


def accuracy_table(arguments: argparse.Namespace, folder: Path) -> None:
    """Run what is missing of the accuracy runs, and write the table."""
    for name in arguments.networks:
        network, file = NETWORKS[name], folder / f"whole-{name}.npz"
        common = [name, "--threads", str(arguments.threads)]
        ours = [sys.executable, str(HERE / "pupila_side.py"), *common]
        theirs = [*PEERS["keras"].command(arguments), *common, "--arrays", str(file), "--val", str(network.val)]
        commands = {OURS: lambda seed, ours=ours: [*ours, "--seed", str(seed)], "keras": lambda _, peer=theirs: peer}
        accuracy.complete(name, commands, data=network.data, size=network.size, file=file)
    accuracy.write_table(list(NETWORKS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer-python", required=True, help="a Python that has keras and tensorflow-cpu")
    parser.add_argument("--networks", nargs="+", choices=list(NETWORKS), default=list(NETWORKS))
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--only", choices=("speed", "answers", "accuracy"), help="one of the parts")
    parser.add_argument("--precision", choices=("auto", "float32"), default="auto", help="auto: what is fastest here")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=core_count())
    arguments = parser.parse_args()
    parts = {"speed": speed_tables, "answers": answers_table, "accuracy": accuracy_table}
    with tempfile.TemporaryDirectory() as folder:
        for name, part in parts.items():
            if arguments.only in (None, name):
                part(arguments, Path(folder))
    print(tables.RESULTS.read_text())


if __name__ == "__main__":
    main()
