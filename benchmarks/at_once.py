"""Measure how long one waits for an answer: from the start of the command to its end, each in a process of its own.

    python benchmarks/at_once.py                     a small run on the digits, trained first, and a photo made for it
    python benchmarks/at_once.py RUN PHOTO           any finished run and image

Commands take turns, so that a machine that drifts drifts for all; the first round warms the disk's cache and is not
counted. Wall time tells what a person waits, and needs a quiet machine; processor time tells what there is to do.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import tables
from race import machine

import pupila
from pupila.data.image_io import encode_jpeg

_MAIN = "from pupila.cli.main import main; main()"
_IN_TORCH = (
    "import pupila, sys; print(*pupila.load_classifier(sys.argv[1], engine='torch').predict_files(sys.argv[2:]))"
)
_LIMITS = {"predict": 0.6, "runs": 0.2, "recipes": 0.2, "--help": 0.2}  # seconds on two quiet cores


def commands(run: Path, photo: Path) -> dict[str, list[str]]:
    """Return what is measured, by the name it has in the table."""
    return {
        "predict": ["-c", _MAIN, "predict", str(run), str(photo)],
        "predict, in torch": ["-c", _IN_TORCH, str(run), str(photo)],
        "runs": ["-c", _MAIN, "runs", "--folder", str(run.parent)],
        "recipes": ["-c", _MAIN, "recipes"],
        "--help": ["-c", _MAIN, "--help"],
        "import numpy": ["-c", "import numpy"],
        "import torch": ["-c", "import torch"],
        "Python alone": ["-c", "pass"],
    }


def measure(arguments: list[str]) -> tuple[float, float]:
    """Return wall and processor seconds of one process."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    wall, after = time.perf_counter() - begin, os.times()
    children = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return wall, children


def make_run(place: Path) -> tuple[Path, Path]:
    """Train the digits for two epochs, and make a photo of 12 million pixels, as telephones take them."""
    run = pupila.train("digits", settings={"train.epochs": 2, "train.device": "cpu"}, out=place / "runs" / "digits")
    noise = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
    (place / "photo.jpg").write_bytes(encode_jpeg(noise.repeat(100, axis=0).repeat(100, axis=1)))
    return run.path, place / "photo.jpg"


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", nargs="?", type=Path, help="a finished run")
    parser.add_argument("photo", nargs="?", type=Path, help="an image file")
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    if (given.run is None) != (given.photo is None):
        parser.error("give both, RUN and PHOTO, or neither")
    with tempfile.TemporaryDirectory() as folder:
        run, photo = (given.run, given.photo) if given.run else make_run(Path(folder))
        named = commands(run.resolve(), photo.resolve())
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in named}
        for count in range(given.rounds + 1):
            for name, arguments in named.items():
                found = measure(arguments)
                times[name] += [found] if count else []
    rows = []
    for name, found in times.items():
        cells = [
            f"{statistics.median(part):.2f} ({min(part):.2f} to {max(part):.2f})" for part in zip(*found, strict=True)
        ]
        rows.append(f"| {name} | {' | '.join(cells)} | {_LIMITS.get(name, '')} |")
    what = "a small run on the digits and a photo of 12 million pixels" if given.run is None else str(run)
    tables.keep(
        "at once",
        "Answers at once: seconds from the start of a command to its end",
        words=[f"Machine: {machine()}. `benchmarks/at_once.py`, {what}; n = {given.rounds}, median and range."],
        header="| command | wall | processor | goal (wall) |",
        rows=rows,
    )
    print("\n".join(rows))


if __name__ == "__main__":
    main()
