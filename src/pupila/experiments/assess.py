"""Judge a finished run again: on its own sealed test set, or on new labelled data."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from pupila import files, runtime
from pupila.data.dataset import Dataset
from pupila.data.loader import Loader
from pupila.data.split import Split
from pupila.errors import DataError, RunError
from pupila.evaluation.inference import predict
from pupila.evaluation.metrics import evaluate
from pupila.evaluation.predictions import Predictions
from pupila.experiments import record
from pupila.experiments.audit.examine import audit_run
from pupila.experiments.classifier import Classifier, load_classifier
from pupila.experiments.prepare import DataProgress, measured_at_once
from pupila.experiments.record import Run
from pupila.experiments.source import load_as_read


def assess(
    run: Run, source: str | None = None, *, device: str = "auto", progress: DataProgress | None = None
) -> dict[str, Any]:
    """Measure a run's classifier.

    Args:
        run: A finished run.
        source: New labelled data; its test examples where it says which these are, else all of it. None reads the run's
            own test set again, and counts that reading; the figures that the run keeps stay those of its end.
        device: Where to compute.
        progress: Told of images read.

    Returns:
        One block of `metrics.json`, with `seconds` (nothing is trained; data includes the classifier) and
        `images_per_second` beside it.

    Raises:
        RunError: The run has no test set, its data have changed, or another process is changing it.
        DataError: The new data have classes that the classifier does not know.
    """
    started = time.monotonic()
    classifier = load_classifier(run, device=runtime.choose_device(device))
    dataset = load_as_read(run.recipe.data, classifier.preprocess, source, progress=progress)
    if source is None:
        rows = _own_test_rows(run, dataset)
    else:
        given = np.flatnonzero(dataset.given_split == "test")
        rows = given if len(given) else np.arange(dataset.num_examples)
    begin = time.monotonic()
    predictions = _predict(classifier, dataset, rows)
    seconds = time.monotonic() - begin
    taken = {"total": time.monotonic() - started, "train": 0.0, "data": begin - started}
    figures = evaluate(predictions)
    if source is None:
        _count_reading(run)
    return {"metrics": figures, "seconds": taken, "images_per_second": len(rows) / max(seconds, 1e-9)}


def _own_test_rows(run: Run, dataset: Dataset) -> np.ndarray[Any, np.dtype[np.int64]]:
    record.check_data(run, dataset.fingerprint)
    rows = Split.from_json(files.read_json(run.path / "splits.json"), dataset.ids).test
    if not len(rows):
        raise RunError("runs.no_test", path=run.path)
    return rows


def _predict(classifier: Classifier, dataset: Dataset, rows: np.ndarray[Any, np.dtype[np.int64]]) -> Predictions:
    """Predict `rows`, their labels told in the classifier's own order of classes, which is matched by name."""
    place = {name: index for index, name in enumerate(classifier.class_names)}
    unknown = [name for name in dataset.class_names if name not in place]
    if unknown:
        raise DataError(
            "runs.unknown_classes", names=", ".join(unknown[:5]), valid=", ".join(classifier.class_names[:20])
        )
    labels = np.array([place[name] for name in dataset.class_names], np.int64)[dataset.labels]
    loader = Loader(
        dataset.images,
        labels,
        rows,
        preprocess=classifier.preprocess,
        batch_size=measured_at_once(dataset.images.shape[1:]),
        device=next(classifier.model.parameters()).device.type,
    )
    return predict(classifier.model, loader.in_order(), class_names=classifier.class_names)


def _count_reading(run: Run) -> None:
    """Take one reading more down; the audit, which tells how many there were, is made again."""
    with record.changing(run.path):
        metrics = run.metrics
        files.write_json(run.path / "metrics.json", {**metrics, "test_reads": int(metrics.get("test_reads", 0)) + 1})
        record.update_manifest(run.path, "metrics.json")
        audit_run(run.path, ask=False)
