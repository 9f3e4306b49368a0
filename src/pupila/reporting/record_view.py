"""Read a run folder for the eyes of the report: what is there, typed; what is missing, empty.

Only `summary.json` is needed. A run that is still going, was interrupted or diverged has no figures yet, and its report
says so.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.errors import PupilaError, RunError
from pupila.experiments.config import Recipe, read_recipe
from pupila.experiments.photos import PHOTO_ARRAYS, Photos
from pupila.files import read_json
from pupila.language import visible

SCHEMA = 1
PARTS = ("errors", "hits", "random", "cells")
_ARRAYS = ("probabilities", "labels", "indices", "ids", "gallery_rows", "gallery_images")


@dataclass(frozen=True)
class Figure:
    """Hold a figure with its 95 % interval and the number of examples behind it; None where nothing can be said."""

    value: float | None
    interval: tuple[float, float] | None
    n: int


@dataclass(frozen=True, eq=False)
class SplitAnswers:
    """Hold the saved predictions of one split, with the pictures kept of some.

    Args:
        probabilities: Shape (examples, classes).
        labels: True classes. Shape (examples,).
        ids: Where each example comes from.
        gallery_rows: Rows of the other arrays. Shape (pictures,).
        gallery_images: What the network saw, before scaling, uint8. Shape (pictures, height, width, channels).
        parts: Rows shown as "errors", "hits", "random" and "cells"; only "errors" in runs of earlier versions.
        photos: What some of the examples looked like on disk, for data in folders.
    """

    probabilities: NDArray[np.floating]
    labels: NDArray[np.integer]
    ids: tuple[str, ...]
    gallery_rows: NDArray[np.integer]
    gallery_images: NDArray[np.uint8]
    parts: dict[str, NDArray[np.integer]] = field(default_factory=dict)
    photos: Photos | None = None


@dataclass(frozen=True, eq=False)
class Examples:
    """Hold the training images kept for the report: classes (E,), where they come from, pixels (E, H, W, C)."""

    labels: NDArray[np.integer]
    ids: tuple[str, ...]
    images: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class RunView:
    """Hold everything the report reads of one run.

    Args:
        folder: Name of the run's folder.
        summary: `summary.json`.
        history: One mapping for each whole line of `history.jsonl`.
        metrics: `metrics.json`, empty before the run has one.
        model: `model.json`, empty before the run has one.
        environment: `environment.json`, empty where missing.
        recipe: The resolved recipe, as text.
        settings: The same, read; None where this version does not understand it.
        answers: Saved predictions for "val" and "test", where there are any.
        examples: Training images, or None in runs of earlier versions.
        audit: `audit.json`, empty in runs of earlier versions.
    """

    folder: str
    summary: dict[str, Any]
    history: tuple[dict[str, Any], ...]
    metrics: dict[str, Any]
    model: dict[str, Any]
    environment: dict[str, Any]
    recipe: str
    answers: dict[str, SplitAnswers]
    settings: Recipe | None = None
    examples: Examples | None = None
    audit: dict[str, Any] = field(default_factory=dict)

    @property
    def judged(self) -> str | None:
        """Return the split that the errors come from: test, else validation, else None."""
        return next((split for split in ("test", "val") if self.metrics.get(split)), None)

    @property
    def class_names(self) -> tuple[str, ...]:
        """Return the names of the classes, in the order of the network's outputs."""
        names = self.model.get("class_names") or (self.summary.get("data") or {}).get("counts") or ()
        return tuple(str(name) for name in names)

    @property
    def chosen(self) -> dict[str, Any] | None:
        """Return the chosen epoch's line of the history, or None."""
        epoch = self.summary.get("chosen_epoch")
        return next((line for line in self.history if line.get("epoch") == epoch), None)


def read_run(folder: Path) -> RunView:
    """Read the run in `folder`.

    Raises:
        RunError: No run there, a damaged file, or a run written by a newer Pupila.
    """
    summary = _read_object(folder / "summary.json")
    if summary.get("schema", SCHEMA) != SCHEMA:
        raise RunError("runs.newer", path=folder, found=summary["schema"], known=SCHEMA)
    return RunView(
        folder=folder.resolve().name,
        summary=summary,
        history=_read_history(folder / "history.jsonl"),
        metrics=_read_optional(folder / "metrics.json"),
        model=_read_optional(folder / "model.json"),
        environment=_read_optional(folder / "environment.json"),
        recipe="\n".join(map(visible, _read_text(folder / "recipe.toml").split("\n"))),
        answers=_read_all_answers(folder / "predictions"),
        settings=_read_settings(folder / "recipe.toml"),
        examples=_read_examples(folder / "examples.npz"),
        audit=_read_optional(folder / "audit.json"),
    )


def figure(block: Any, name: str) -> Figure:
    """Return one figure of a block of `metrics.json`; one that is missing or null has no value."""
    found = (block or {}).get(name) or {}
    interval = found.get("interval")
    whole = (float(interval[0]), float(interval[1])) if interval else None
    value = found.get("value")
    return Figure(None if value is None else float(value), whole, int(found.get("n") or 0))


def _read_object(path: Path) -> dict[str, Any]:
    content = read_json(path)
    if not isinstance(content, dict):
        raise RunError("runs.file_damaged", path=path, reason=type(content).__name__)
    return content


def _read_optional(path: Path) -> dict[str, Any]:
    return _read_object(path) if path.exists() else {}


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (ValueError, OSError) as error:
        raise RunError("runs.file_damaged", path=path, reason=error) from None


def _read_history(path: Path) -> tuple[dict[str, Any], ...]:
    lines = _read_text(path).split("\n")
    found = []
    for line in lines[:-1]:  # what follows the last line's end is nothing, or a line still being written
        try:
            found.append(json.loads(line))
        except ValueError as error:
            raise RunError("runs.file_damaged", path=path, reason=error) from None
    return tuple(found)


def _read_all_answers(folder: Path) -> dict[str, SplitAnswers]:
    return {path.stem: _read_answers(path) for path in sorted(folder.glob("*.npz"))}


def _read_answers(path: Path) -> SplitAnswers:
    optional = (*(f"gallery_{part}" for part in PARTS), *PHOTO_ARRAYS)
    arrays = _read_arrays(path, _ARRAYS, optional=optional)
    parts = {part: arrays[f"gallery_{part}"] for part in PARTS if f"gallery_{part}" in arrays}
    return SplitAnswers(
        probabilities=arrays["probabilities"],
        labels=arrays["labels"],
        ids=tuple(str(name) for name in arrays["ids"]),
        gallery_rows=arrays["gallery_rows"],
        gallery_images=arrays["gallery_images"],
        parts=parts or {"errors": arrays["gallery_rows"]},
        photos=Photos.from_arrays(arrays),
    )


def _read_settings(path: Path) -> Recipe | None:
    """Read the recipe; one that cannot be understood is still shown as text, and only leaves advice more general."""
    try:
        return read_recipe(path) if path.exists() else None
    except PupilaError:
        return None


def _read_examples(path: Path) -> Examples | None:
    if not path.exists():
        return None
    arrays = _read_arrays(path, ("labels", "ids", "images"))
    return Examples(arrays["labels"], tuple(str(name) for name in arrays["ids"]), arrays["images"])


def _read_arrays(path: Path, names: tuple[str, ...], *, optional: tuple[str, ...] = ()) -> dict[str, NDArray[Any]]:
    try:
        # From memory: given a path, NumPy leaves a damaged file open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            return {name: stored[name] for name in (*names, *optional) if name in names or name in stored}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise RunError("runs.file_damaged", path=path, reason=error) from None
