"""Read a folder of images with Pupila, or train on it, and print one JSON line: time, processor time and memory.

    python benchmarks/folder_side.py read FOLDER --size 180       PUPILA_CACHE says where decoded images are kept
    python benchmarks/folder_side.py train FOLDER --size 180      N1's network, one epoch

"resident" is the peak of all memory that is the process's, the mapped pixels that it read among it, which the system
takes back when it needs room; "own" is the peak of what cannot be taken back.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

import pupila
import pupila.data.folder
import pupila.data.sources

_EVERY = 0.02  # seconds between two looks at the memory
RECIPE = "n1-cifar10-small"


@contextlib.contextmanager
def watched(facts: dict[str, Any]) -> Iterator[None]:
    """Measure a block: seconds, busy cores, and the peak of memory."""
    stop, peaks = threading.Event(), {"resident_mib": 0.0, "own_mib": 0.0}

    def watch() -> None:
        while not stop.wait(_EVERY):
            lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
            own, mapped = (int(lines[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile"))
            peaks["own_mib"] = max(peaks["own_mib"], own)
            peaks["resident_mib"] = max(peaks["resident_mib"], own + mapped)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    before, begin = os.times(), time.perf_counter()
    yield
    facts["seconds"] = time.perf_counter() - begin
    after = os.times()
    stop.set()
    thread.join()
    busy = sum(after[:4]) - sum(before[:4])  # children too: many files are decoded in processes
    facts |= {"busy_cores": busy / facts["seconds"], "processor_seconds": busy, **peaks}


def read(arguments: argparse.Namespace, facts: dict[str, Any]) -> None:
    """Load the folder: decoded the first time, from the cache the second."""
    load = pupila.load  # what it needs is imported here, as TensorFlow is on the other side,
    Image.preinit()  # the decoders of Pillow among it
    with watched(facts):
        dataset = load(arguments.folder, image_size=(arguments.size, arguments.size))
    facts |= {"images": dataset.num_examples, "peak_mib": facts["resident_mib"]}
    facts["distinct"] = len(set(dataset.digests.tolist()))


def train(arguments: argparse.Namespace, facts: dict[str, Any]) -> None:
    """Train for an epoch; what is not training is told apart: data, measuring, the run's files and its report."""
    steps: list[tuple[float, float]] = []

    def listen(event: Any) -> None:
        if hasattr(event, "steps_an_epoch"):
            steps.append((time.perf_counter(), sum(os.times()[:2])))

    settings = {
        "data.source": str(arguments.folder),
        "data.image_size": [arguments.size, arguments.size],
        "train.epochs": 1,
    }
    with tempfile.TemporaryDirectory() as folder, watched(facts):
        run = pupila.train(RECIPE, settings=settings, out=Path(folder) / "run", listener=listen)
        facts["run_mib"] = sum(file.stat().st_size for file in run.path.rglob("*") if file.is_file()) / 2**20
        summary = run.summary
    (begin, begin_busy), (end, end_busy) = steps[0], steps[-1]
    facts["epoch_busy_cores"] = (end_busy - begin_busy) / (end - begin)
    facts["images_per_second"] = summary["images_per_second"]
    facts["images"] = summary["data"]["num_examples"]
    facts["other_seconds"] = facts["seconds"] - (end - begin)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("read", "train"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=180)
    arguments = parser.parse_args()
    facts: dict[str, Any] = {"framework": f"pupila {pupila.__version__}"}
    (read if arguments.what == "read" else train)(arguments, facts)
    if arguments.what == "read":
        facts["images_per_second"] = facts["images"] / facts["seconds"]
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
