"""Find images that a run's network sees as nearly one: another shot of the same scene, the same thing from one side.

Pixels do not tell: laid upon each other two shots of one flower differ everywhere. What the layers see of them does.
How near is near differs from network to network, so the network itself says: as near as most images lie to what is left
of them when a twentieth is cut from each edge.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila import files, runtime
from pupila.data import image_io
from pupila.data.check.evidence import LOOKALIKES
from pupila.data.check.finding import COPIES, Finding, Report, by_severity
from pupila.data.check.measure import at_once, gather
from pupila.data.check.near import LEAST_SIDE, groups_of
from pupila.data.dataset import Dataset
from pupila.data.remarks import Note
from pupila.data.split import Split
from pupila.experiments import record
from pupila.experiments.audit.examine import audit_run
from pupila.experiments.audit.facts import CHECK
from pupila.experiments.classifier import Classifier
from pupila.experiments.record import Run
from pupila.experiments.source import load_as_read
from pupila.files import cache_root
from pupila.inspection.embeddings import fit_axes, nearest_pairs

Progress = Callable[[int, int, str], None]
Change = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]

RUN_DROPPED = "check.run_dropped"  # the note of a data set that examples were left out of
CUT = 0.05  # of each edge
MOST_SHARE = 0.25  # where more images have a partner, all are alike to this network, and none is named
_SAMPLE, _YARDSTICK = 2_000, 500  # images that the axes, and the distance, are taken from
_BATCH = 512


def data_of_run(
    run: Run, classifier: Classifier, source: str | None = None, *, progress: Progress | None = None
) -> tuple[Dataset, bool]:
    """Load data as a run's network reads them.

    Args:
        run: A finished run.
        classifier: Its classifier.
        source: Other data than those of its recipe.
        progress: Told of images read.

    Returns:
        The data, and whether they are those that the run learned from; then their parts are those of the run, and what
        the run left out, copies of images of its test or validation data, is left out here too.

    Raises:
        DataError: The source is not there, or cannot be used.
        RunError: The run does not say what it learned from.
    """
    dataset = load_as_read(run.recipe.data, classifier.preprocess, source, progress=progress)
    if run.fingerprint != dataset.fingerprint:
        return dataset, False
    split = Split.from_json(files.read_json(run.path / "splits.json"), dataset.ids)
    parts = np.full(dataset.num_examples, "", "<U5")
    for part, rows in (("train", split.train), ("val", split.val), ("test", split.test)):
        parts[rows] = part
    dataset = dataclasses.replace(dataset, given_split=parts)
    if not len(split.dropped):
        return dataset, True
    note = Note(RUN_DROPPED, {"count": len(split.dropped)})
    kept = some_of(dataset, np.setdiff1d(np.arange(dataset.num_examples), split.dropped))
    return dataclasses.replace(kept, notes=(*kept.notes, note)), True


def some_of(dataset: Dataset, rows: NDArray[np.int64], images: NDArray[np.uint8] | None = None) -> Dataset:
    """Return a data set of some of the examples.

    Args:
        dataset: All of them.
        rows: Which.
        images: Theirs, where they are to be others than those of the data set, channels last. Shape (n, h, w, C).
    """
    pixels = gather(dataset.pixels, rows, folder=cache_root()) if images is None else images
    return dataclasses.replace(
        dataset,
        images=pixels.transpose(0, 3, 1, 2),
        labels=dataset.labels[rows],
        ids=tuple(dataset.ids[row] for row in rows),
        digests=dataset.digests[rows],
        given_split=dataset.given_split[rows],
        original_sizes=dataset.original_sizes[rows],
    )


def with_lookalikes(report: Report, classifier: Classifier, *, progress: Progress | None = None) -> Report:
    """Add to a report what the network of a run sees as nearly one image; copies that are in it already are left out.

    Args:
        report: Of data that have the size and the channels that the classifier reads.
        classifier: Of the run.
        progress: Told (done, all, code of what is being done).
    """
    dataset = report.dataset
    if min(dataset.image_size) < LEAST_SIDE or dataset.num_examples < 3:
        return report
    rows, limit = _embed(dataset, classifier, progress)

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(done, total, "check.doing_lookalikes")

    pairs, distances = nearest_pairs(rows, limit=limit, progress=tell)
    new = ~_told(report, pairs) & (dataset.digests[pairs[:, 0]] != dataset.digests[pairs[:, 1]])
    share = len(np.unique(pairs[new])) / dataset.num_examples
    if share > MOST_SHARE:
        return dataclasses.replace(report, notes=(*report.notes, ("lookalikes_many", {"share": share})))
    if not new.any():
        return report
    finding = _finding(dataset, pairs[new], distances[new] / limit)
    return dataclasses.replace(report, findings=by_severity([*report.findings, finding]))


def keep_check(run: Run, report: Report) -> None:
    """Lay what a check found of a run's own data beside the run, where its audit reads it.

    Raises:
        OSError: The folder may not be written to, or the disk is full.
        RunError: Another process is changing the run.
    """
    with record.changing(run.path):
        files.write_json(run.path / CHECK, report.to_json())
        record.update_manifest(run.path, CHECK)
        audit_run(run.path, ask=False)


def _embed(dataset: Dataset, classifier: Classifier, progress: Progress | None) -> tuple[NDArray[np.float32], float]:
    """Return what the network sees of each image, shape (N, axes), and how far apart two of a kind may lie."""
    order = runtime.numpy_generator(0, "lookalikes").permutation(dataset.num_examples)
    pixels = dataset.pixels
    axes = fit_axes(np.concatenate(list(_seen(classifier, pixels, np.sort(order[:_SAMPLE])))))
    chosen = np.sort(order[:_YARDSTICK])
    whole, cut = (
        np.concatenate([axes.shorten(part) for part in _seen(classifier, pixels, chosen, change)])
        for change in (None, _cut)
    )
    limit = float(np.median(np.linalg.norm(whole.astype(np.float64) - cut, axis=1)))
    rows, done = np.empty((dataset.num_examples, whole.shape[1]), np.float32), 0
    for part in _seen(classifier, pixels, np.arange(len(rows))):
        rows[done : done + len(part)] = axes.shorten(part)
        done += len(part)
        if progress is not None:
            progress(done, len(rows), "check.doing_embeddings")
    return rows, limit


def _seen(
    classifier: Classifier, pixels: NDArray[np.uint8], rows: NDArray[np.int64], change: Change | None = None
) -> Iterator[NDArray[np.float32]]:
    """Yield the embeddings of some images, a few images at a time, each of them changed first."""
    step = min(_BATCH, at_once(pixels.shape[1:]))
    for start in range(0, len(rows), step):
        part = pixels[rows[start : start + step]]
        yield classifier.embed(part if change is None else np.stack([change(image) for image in part]))


def _cut(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return what is left of an image (H, W, C) without its edges, at its size."""
    height, width = pixels.shape[:2]
    down, across = max(1, round(CUT * height)), max(1, round(CUT * width))
    left = np.ascontiguousarray(pixels[down : height - down, across : width - across])
    return image_io.resize(left, (height, width))


def _told(report: Report, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which pairs stand in one group of copies or near copies already. Shape (P,)."""
    place = {name: row for row, name in enumerate(report.dataset.ids)}
    told = np.zeros(len(pairs), np.bool_)
    for finding in report.findings:
        if finding.code.startswith(COPIES):
            own = np.arange(report.dataset.num_examples)
            for number, names in enumerate(finding.groups):
                own[[place[name] for name in names]] = -1 - number
            told |= own[pairs[:, 0]] == own[pairs[:, 1]]
    return told


def _finding(dataset: Dataset, pairs: NDArray[np.int64], apart: NDArray[np.floating[Any]]) -> Finding:
    given, labels = dataset.given_split, dataset.labels
    groups = groups_of(pairs)
    across = given[pairs[:, 0]] != given[pairs[:, 1]]
    held = np.unique(pairs[across][given[pairs[across]] == "test"])
    values = {
        "pairs": len(pairs),
        "groups": len(groups),
        "across": int(across.sum()),
        "touched": len(held),
        "unlike": int((labels[pairs[:, 0]] != labels[pairs[:, 1]]).sum()),
    }
    names = [[dataset.ids[row] for row in rows] for rows in groups]
    details = tuple(
        {
            "files": [dataset.ids[row] for row in rows],
            "splits": given[rows].tolist(),
            "distance": round(float(distance), 3),
        }
        for rows, distance in zip(pairs.tolist(), apart, strict=True)
    )
    files_of = tuple(name for own in names for name in own)
    return Finding(LOOKALIKES, "remark", files_of, values, groups=tuple(map(tuple, names)), details=details)
