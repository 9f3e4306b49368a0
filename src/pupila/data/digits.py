"""Load the digits that scikit-learn brings along: 1,797 grey images of 8x8, no network needed."""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.data.dataset import Dataset, make_dataset

_TABLE = "datasets/data/digits.csv.gz"


def load_digits() -> Dataset:
    """Load the 1,797 handwritten digits, their 17 grey levels spread over 0..255.

    Source:
        E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI repository; the copy in
        scikit-learn.
    """
    table = _table()
    grey = (table[:, :-1] * 255 + 8) // 16
    images = grey.astype(np.uint8).reshape(-1, 8, 8, 1)
    return make_dataset(images, table[:, -1], name="digits", class_names=tuple("0123456789"), source="builtin")


def _table() -> NDArray[np.int64]:
    """Read scikit-learn's file without importing scikit-learn, which would take seconds."""
    spec = find_spec("sklearn")
    path = Path(spec.origin).parent / _TABLE if spec is not None and spec.origin else Path(_TABLE)
    if not path.exists():
        from sklearn.datasets import load_digits as load

        found = load()
        return np.column_stack([found.data, found.target]).astype(np.int64)
    with gzip.open(path, "rt", encoding="ascii") as lines:
        return np.loadtxt(lines, delimiter=",", dtype=np.float64).astype(np.int64)
