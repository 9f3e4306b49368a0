"""Measure folders: photos read against Keras; what an image costs among 1,000 and among 200,000.

    python benchmarks/folders.py --peer-python .venv-bench/bin/python            both tables
    python benchmarks/folders.py --only many --counts 1000 10000 200000
    python benchmarks/folders.py --make FOLDER --counts 5000                     make such a folder and keep it

Photos: the flowers at 180x180 into an empty cache, against one pass of `image_dataset_from_directory` in the fastest of
three batch sizes. Files lie in the system's memory on both sides: each round reads what the round before has read.
Libraries are imported before on both sides. Pupila's C is compiled before the first round, as it is once on every
machine; how long that took is said beside the table.

Many: small JPEG files in ten classes, made for it and all different; read into an empty cache, read again, and N1's
network trained on them for an epoch.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import tables
from PIL import Image
from race import OURS, Result, fastest, frameworks, machine, median, memory_cell, ratio_cell, run_side

from pupila.data import photos as reader
from pupila.data.sources import locate
from pupila.errors import DataError
from pupila.runtime import core_count

HERE = Path(__file__).parent
SIDE = str(HERE / "folder_side.py")
PHOTO_SIZE, SMALL_SIZE, CLASSES = 180, 48, 10
BATCHES = (0, 32, 128)
COUNTS = (1_000, 10_000, 200_000)


def make_folder(root: Path, count: int) -> None:
    """Make `count` small images in ten classes: coloured blocks whose pattern tells the class, and noise."""
    names = [root / f"class{label}" for label in range(CLASSES)]
    for name in names:
        name.mkdir(parents=True)
    step = 2_000
    with ProcessPoolExecutor(core_count()) as pool:
        list(pool.map(_make_some, [(root, start, min(start + step, count)) for start in range(0, count, step)]))


def _make_some(task: tuple[Path, int, int]) -> None:
    root, start, stop = task
    patterns = np.random.default_rng(0).integers(40, 216, (CLASSES, 6, 6, 3))
    dice = np.random.default_rng([1, start])
    for number in range(start, stop):
        label = number % CLASSES
        blocks = np.clip(patterns[label] + dice.normal(0, 30, (6, 6, 3)), 0, 255).astype(np.uint8)
        target = BytesIO()
        Image.fromarray(blocks.repeat(SMALL_SIZE // 6, 0).repeat(SMALL_SIZE // 6, 1)).save(target, "JPEG", quality=85)
        (root / f"class{label}" / f"{number:06d}.jpg").write_bytes(target.getvalue())


def side(what: str, folder: Path, size: int, cache: Path) -> Result:
    """Run one measurement in a process of its own, with a cache of its own."""
    os.environ["PUPILA_CACHE"] = str(cache)
    return run_side([sys.executable, SIDE, what, str(folder), "--size", str(size)])


def compile_first(cache: Path) -> float:
    """Compile what reads photos into a cache, and return the seconds that a first folder would wait longer for it."""
    os.environ["PUPILA_CACHE"] = str(cache)
    begin = time.perf_counter()
    reader.ready()
    return time.perf_counter() - begin


def forget_images(cache: Path) -> None:
    """Remove all of a cache but what was compiled."""
    for path in cache.iterdir():
        if path.name != "compiled":
            shutil.rmtree(path)


def photos(arguments: argparse.Namespace, cache: Path, compiling: float) -> None:
    """Read the flowers with both, in turn, and write the table."""
    try:
        flowers = locate("flowers", download=False)
    except DataError as error:
        print(f"  photos left out: {error}", file=sys.stderr)
        return
    theirs = [arguments.peer_python, str(HERE / "keras_folder_side.py"), str(flowers), "--size", str(PHOTO_SIZE)]
    theirs = fastest(theirs, [("--batch", str(batch)) for batch in BATCHES])
    rounds: list[dict[str, Result]] = []
    for count in range(arguments.rounds):
        found = {"keras": run_side(theirs)} if count % 2 else {}
        found |= {OURS: side("read", flowers, PHOTO_SIZE, cache), "again": side("read", flowers, PHOTO_SIZE, cache)}
        found |= {} if count % 2 else {"keras": run_side(theirs)}
        forget_images(cache)
        rounds.append(found)
        told = ", ".join(f"{name} {one['seconds']:.2f} s" for name, one in found.items())
        print(f"  photos round {count + 1}: {told}", file=sys.stderr, flush=True)
    row = (
        f"| {rounds[0][OURS]['images']:,} photos, {PHOTO_SIZE}x{PHOTO_SIZE} | {median(rounds, OURS, 'seconds'):.2f} "
        f"| {median(rounds, 'keras', 'seconds'):.2f} | {ratio_cell(rounds, 'keras', 'seconds')} "
        f"| {median(rounds, 'again', 'seconds'):.2f} | {memory_cell(rounds, 'keras')} | {rounds[0]['keras']['form']} |"
    )
    tables.keep(
        "photos",
        "Photos read, seconds",
        words=[
            f"Machine: {machine()}. {frameworks(rounds, 'keras')} `benchmarks/folders.py`. Compiling, once on a "
            f"machine and before the first round, took {compiling:.1f} seconds."
        ],
        header="| folder | Pupila, into the cache | Keras, one pass | ratio (range, rounds) | Pupila, second run "
        "| peak MiB, Pupila / Keras | Keras's form |",
        rows=[row],
    )


def many(arguments: argparse.Namespace, place: Path, cache: Path, compiling: float) -> None:
    """Read and train folders of growing size, and write the table."""
    rows = []
    for count in arguments.counts:
        folder = place / f"many{count}"
        make_folder(folder, count)
        if not rows:
            side("train", folder, SMALL_SIZE, cache)  # what training needs is compiled as well
            forget_images(cache)
        first, second, trained = (side(what, folder, SMALL_SIZE, cache) for what in ("read", "read", "train"))
        forget_images(cache)
        shutil.rmtree(folder)
        rows.append(
            f"| {count:,} ({first['distinct']:,} different) | {first['seconds'] / count * 1e6:,.0f} "
            f"| {first['processor_seconds'] / count * 1e6:,.0f} | {first['busy_cores']:.2f} "
            f"| {first['own_mib']:,.0f} / {first['resident_mib']:,.0f} "
            f"| {second['seconds']:.2f} | {trained['images_per_second']:,.0f} | {trained['epoch_busy_cores']:.2f} "
            f"| {trained['own_mib']:,.0f} / {trained['resident_mib']:,.0f} "
            f"| {trained['other_seconds']:.1f} | {trained['run_mib']:.1f} |"
        )
        print(f"  {rows[-1]}", file=sys.stderr, flush=True)
    tables.keep(
        "folders",
        f"Folders of small images ({SMALL_SIZE}x{SMALL_SIZE}), from few to many",
        words=[
            f"Machine: {machine()}. `benchmarks/folders.py`, one measurement each. What reads and trains was compiled "
            f"before, once on a machine (reading: {compiling:.1f} seconds). Own memory is what cannot be taken back; "
            "resident memory has the pixels that were looked at beside it, which are a mapped file. Everything else of "
            "a run is what is not its epoch: reading the cache, splitting, measuring, predictions, its files and the "
            "report.",
        ],
        header="| images | reading, µs an image | processor, µs an image | busy cores "
        "| MiB reading, own / resident | second run, seconds "
        "| training, images a second | busy cores | MiB training, own / resident | everything else, seconds "
        "| run folder, MiB |",
        rows=rows,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peer-python", help="a Python that has keras and tensorflow-cpu; without it no photos")
    parser.add_argument("--only", choices=("photos", "many"))
    parser.add_argument("--counts", nargs="+", type=int, default=list(COUNTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--make", type=Path, metavar="FOLDER", help="make a folder of the first count, and stop")
    arguments = parser.parse_args()
    if arguments.make:
        make_folder(arguments.make, arguments.counts[0])
        return
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "cache"
        compiling = compile_first(cache)
        if arguments.only != "many" and arguments.peer_python:
            photos(arguments, cache, compiling)
        if arguments.only != "photos":
            many(arguments, Path(place), cache, compiling)


if __name__ == "__main__":
    main()
