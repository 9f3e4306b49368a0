"""Ask the finished classifier again, the way a user would, for images whose answers are stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pupila import files
from pupila.errors import PupilaError
from pupila.experiments.audit.facts import HELD_OUT, Facts
from pupila.experiments.classifier import Classifier, load_classifier
from pupila.language import LANGUAGES, visible

if TYPE_CHECKING:
    from torch import nn

MOST = 64
# Largest difference of a probability. Graphics cards multiply with fewer digits.
TOLERANCE, TOLERANCE_ELSEWHERE = 1e-4, 5e-3


def tolerance(facts: Facts) -> float:
    """Return how far a probability may lie from the stored one, on the device that the run used."""
    return TOLERANCE if facts.summary.get("device", "cpu") == "cpu" else TOLERANCE_ELSEWHERE


def kept_examples(facts: Facts) -> dict[str, NDArray[Any]] | None:
    """Return the held-out examples whose picture the run keeps, validation first: ids, indices, answers, images."""
    found: dict[str, list[NDArray[Any]]] = {"ids": [], "indices": [], "probabilities": [], "images": []}
    for part in HELD_OUT:
        stored = facts.answers.get(part)
        if stored is not None and len(stored["gallery_rows"]):
            for name in ("ids", "indices", "probabilities"):
                found[name].append(stored[name][stored["gallery_rows"]])
            found["images"].append(stored["gallery_images"])
    return {name: np.concatenate(parts)[:MOST] for name, parts in found.items()} if found["ids"] else None


def ask_again(facts: Facts, *, module: nn.Module | None = None, device: str = "cpu") -> dict[str, Any] | None:
    """Do what `measure_parity` does; a classifier that cannot be loaded is told as `{"error": why, by language}`."""
    try:
        return measure_parity(facts, module=module, device=device)
    except PupilaError as error:
        return {"error": {language: visible(error.message(language)) for language in LANGUAGES}}


def measure_parity(facts: Facts, *, module: nn.Module | None = None, device: str = "cpu") -> dict[str, Any] | None:
    """Compare answers of the classifier, loaded from the run's folder, with the stored predictions.

    Images come from their files, where the data are a folder whose files are still what they were, and from the
    pictures kept in the run, where these are no smaller than what the network reads.

    Args:
        facts: The run.
        module: The network, where it was given from Python.
        device: Where to compute.

    Returns:
        `n`, `files` and `images` (how many answers of each kind), `largest` difference of a probability, and
        `refused` (files that could not be answered); None where there is nothing to ask about.

    Raises:
        RunError: The classifier cannot be loaded.
    """
    shown = kept_examples(facts)
    if shown is None or (facts.from_python and module is None):
        return None
    classifier = load_classifier(facts.run, module=module, device=device, always_answer=True)
    expected = shown["probabilities"]
    apart, refused, paths = [np.zeros(0)], 0, _files(facts, [str(name) for name in shown["ids"]])
    if paths:
        answers = _of_files(classifier, [path for _, path in paths])
        known = [(row, found) for (row, _), found in zip(paths, answers, strict=True) if found is not None]
        refused = len(paths) - len(known)
        apart += [np.abs(found - expected[row]) for row, found in known]
    images = shown["images"]
    whole = len(images) and images.shape[1:3] == classifier.preprocess.image_size
    if whole:
        apart.append(np.abs(classifier.predict(images) - expected).reshape(-1))
    if not paths and not whole:
        return None
    largest = float(np.concatenate(apart).max(initial=0.0))
    counts = {"files": len(paths), "images": len(images) if whole else 0}
    return {"n": len(expected), **counts, "largest": largest, "refused": refused}


def _files(facts: Facts, ids: list[str]) -> list[tuple[int, Path]]:
    """Return which rows have a file that is still what it was in training, and where."""
    sums = facts.evidence.get("sample") or []
    root = Path(str((facts.environment.get("data") or {}).get("source")))
    found = [(row, root / name, known) for row, (name, known) in enumerate(zip(ids, sums, strict=False)) if known]
    return [(row, path) for row, path, known in found if path.is_file() and files.sha256(path) == known]


def _of_files(classifier: Classifier, paths: list[Path]) -> list[NDArray[np.float64] | None]:
    answers = classifier.predict_files([str(path) for path in paths])
    return [
        None if one.error is not None else np.array([one.probabilities[name] for name in classifier.class_names])
        for one in answers
    ]
