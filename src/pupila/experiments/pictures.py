"""Keep what a run's report shows: pictures of some predictions, the photos behind them, some training images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila import runtime
from pupila.data.image_io import resize
from pupila.evaluation.gallery import choose_gallery
from pupila.evaluation.predictions import Predictions
from pupila.experiments import record
from pupila.experiments.config import Recipe
from pupila.experiments.photos import take_photos
from pupila.experiments.prepare import Material

_SIDE = 96  # pixels of the longer side of pictures kept for the report, which is to stay under 3 MB
_EXAMPLES, _EXAMPLES_A_CLASS = 30, 3
_PHOTOS = 3  # errors, and as many random examples, of which the photo on disk is kept beside what the network read


def save_predictions(folder: Path, recipe: Recipe, material: Material, part: str, predictions: Predictions) -> None:
    """Save the predictions of "val" or "test", with the pictures of those that the report shows."""
    data, dice = material.dataset, runtime.numpy_generator(recipe.train.seed, "gallery", part)
    shown = choose_gallery(predictions, count=recipe.report.examples, generator=dice)
    pictures = shown.rows, _small(data.pixels[predictions.indices[shown.rows]])
    parts = {"errors": shown.errors, "hits": shown.hits, "random": shown.random, "cells": shown.cells}
    photos = _photos(material, part, predictions, [*shown.errors[:_PHOTOS], *shown.random[:_PHOTOS]])
    record.write_predictions(folder, part, predictions, ids=data.ids, pictures=pictures, parts=parts, photos=photos)


def _photos(material: Material, part: str, predictions: Predictions, rows: list[int]) -> dict[str, Any] | None:
    """Return the photos behind some predictions, where the data are a folder and the report shows this part."""
    if part != ("test" if len(material.split.test) else "val"):
        return None
    chosen = list(dict.fromkeys(int(row) for row in rows))
    background = material.preprocess.background
    taken = take_photos(material.dataset, predictions.indices, chosen, background=background)
    return taken.to_arrays() if taken else None


def save_examples(folder: Path, recipe: Recipe, material: Material) -> None:
    """Save some training images of each class, as the network gets them, for the report."""
    data, dice = material.dataset, runtime.numpy_generator(recipe.train.seed, "examples")
    drawn = dice.permutation(material.split.train)
    each = min(_EXAMPLES_A_CLASS, max(1, _EXAMPLES // data.num_classes))
    rows = [row for label in range(data.num_classes) for row in drawn[data.labels[drawn] == label][:each]][:_EXAMPLES]
    images = _small(data.pixels[rows])
    record.write_examples(folder, labels=data.labels[rows], ids=[data.ids[row] for row in rows], images=images)


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return pictures (N, H, W, C) no larger than a report needs, their proportions kept."""
    height, width = pixels.shape[1:3]
    share = _SIDE / max(height, width)
    if share >= 1:
        return np.ascontiguousarray(pixels)
    size = max(1, round(height * share)), max(1, round(width * share))
    empty = np.zeros((0, *size, pixels.shape[3]), dtype=np.uint8)
    return np.concatenate([empty, *(resize(np.ascontiguousarray(one), size)[None] for one in pixels)])
