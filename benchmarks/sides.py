"""Hold what the sides of the benchmarks share: sizes of the notebooks, their arrays, and the JSON line they print.

This file imports nothing of Pupila, so that each side can run in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

BATCH = {"n1": 64, "n2": 80, "n3": 32, "n3-regularised": 32, "n4": 64, "n5": 32}
EPOCHS = {"n1": 10, "n2": 8, "n3": 10, "n3-regularised": 15, "n4": 50, "n5": 10}
ANSWER_ROUNDS = 6


def arguments_of(description, networks=tuple(BATCH), *, arrays=True):
    """Return a parser with what every side understands."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("network", choices=list(networks))
    parser.add_argument("--arrays", required=arrays, help="an .npz file with x_train, y_train and x_test, y_test")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--threads", type=int, default=2)
    return parser


def read_arrays(path, val_fraction=0.0):
    """Read the arrays as float32 in [0, 1]; hold out a random part of the training set where asked."""
    import numpy as np

    with np.load(path, allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files if key[:2] in ("x_", "y_")}
    for key, value in arrays.items():
        if key.startswith("x_"):
            value = value[..., None] if value.ndim == 3 else value
            arrays[key] = value.astype("float32") / 255
        else:
            arrays[key] = value.astype("int32").ravel()
    if val_fraction:
        order = np.random.default_rng().permutation(len(arrays["x_train"]))
        cut = round(val_fraction * len(order))
        for name in "xy":
            whole = arrays[f"{name}_train"]
            arrays[f"{name}_val"], arrays[f"{name}_train"] = whole[order[:cut]], whole[order[cut:]]
    return arrays


def time_each(work, count):
    """Return the seconds of `count` calls of `work`; the first pays for tracing and warm-up."""
    seconds = []
    for _ in range(count):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return seconds


def report(seconds, images, **facts):
    """Print the JSON line of a side: the rate is that of all calls but the first, which pays for warm-up."""
    settled = seconds[1:] or seconds
    found = {**facts, "seconds": sum(seconds), "first_seconds": seconds[0]}
    found["images_per_second"] = images * len(settled) / sum(settled)
    found["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found), flush=True)
