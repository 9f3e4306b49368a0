"""Gather what checks look at, each thing once and only when a check asks for it; register the checks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io
from pupila.data.check.finding import Finding
from pupila.data.check.headers import HEAD_BYTES, Header, read_head
from pupila.data.check.measure import Measures, measure
from pupila.data.check.near import NearPairs, find_near
from pupila.data.dataset import Dataset
from pupila.data.decoding import in_threads
from pupila.registry import Registry

Progress = Callable[[int, int, str], None]
_FILES = 64  # whose headers one thread reads before it hands them over
_WHOLE = (b"GIF8", b"II*\0", b"MM\0*")  # formats that tell their frames or tags anywhere in the file


class Evidence:
    """Hold a data set and what was measured of it.

    Args:
        dataset: What is examined.
        progress: Told (done, all, code of what is being done).
    """

    def __init__(self, dataset: Dataset, progress: Progress | None = None) -> None:
        self.dataset = dataset
        self._progress = progress

    @cached_property
    def headers(self) -> tuple[Header, ...]:
        """Return what the file of each example says of itself; nothing for arrays."""
        root = self.dataset.root
        if root is None:
            return ()
        ids = self.dataset.ids

        def work(start: int) -> list[Header]:
            return [_head(root / name) for name in ids[start : start + _FILES]]

        found: list[Header] = []
        known: dict[Header, Header] = {}  # most files say the same: it is kept once
        for part in in_threads(work, range(0, len(ids), _FILES)):
            found += [known.setdefault(header, header) for header in part]
            self._tell(len(found), len(ids), "check.doing_headers")
        return tuple(found)

    @cached_property
    def measures(self) -> Measures:
        """Return tones, contrast, sharpness and fingerprint of each image."""
        return measure(self.dataset.pixels, lambda done, total: self._tell(done, total, "check.doing_measure"))

    @cached_property
    def near(self) -> NearPairs:
        """Return the pairs of images that are nearly one."""
        return find_near(self.dataset, self.measures.fingerprints, self._tell)

    @cached_property
    def copies(self) -> list[NDArray[np.int64]]:
        """Return the rows of each group of identical images."""
        order = np.argsort(self.dataset.digests, kind="stable")
        ordered = self.dataset.digests[order]
        edges = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1], [True]]))
        begins, ends = edges[:-1], edges[1:]
        several = np.flatnonzero(ends - begins > 1)
        parts = (np.sort(order[begins[at] : ends[at]]) for at in several)
        return sorted(parts, key=lambda part: int(part[0]))

    def names(self, rows: NDArray[np.int64] | list[int]) -> tuple[str, ...]:
        """Return the ids of some rows."""
        return tuple(self.dataset.ids[int(row)] for row in rows)

    def _tell(self, done: int, total: int, code: str) -> None:
        if self._progress is not None:
            self._progress(done, total, code)


# What networks find, on a floor above: who doubts labels, and what a run's network takes for one image.
SUSPECT_LABELS, LOOKALIKES = "suspect_labels", "lookalikes"

Check = Callable[[Evidence], Finding | None]
# Name of each finding to the function that looks for it.
CHECKS: Registry[Check] = Registry("check")


def _head(path: Path) -> Header:
    try:
        with open(path, "rb") as file:
            content = file.read(HEAD_BYTES)
        if content.startswith(_WHOLE) and len(content) == HEAD_BYTES:
            content = image_io.read_file(path)
    except Exception:  # it could be read a moment ago; what it lacks now is the decoder's to say
        return Header()
    return read_head(content)
