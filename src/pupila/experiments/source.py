"""The data that a recipe names, loaded and divided as the recipe says."""

from __future__ import annotations

from pupila import runtime
from pupila.data.dataset import Dataset
from pupila.data.decoding import Progress
from pupila.data.preprocess import Preprocess
from pupila.data.sources import load
from pupila.data.split import Split, make_split
from pupila.experiments.config import Data, Recipe


def load_source(settings: Data, *, progress: Progress | None = None) -> Dataset:
    """Load the data set of a recipe.

    Args:
        settings: The section `data` of the recipe.
        progress: Told of images read.

    Raises:
        DataError: The source is not there, or cannot be used.
        DownloadError: It is not on this computer and could not be fetched.
    """
    return load(
        settings.source,
        image_size=settings.image_size,
        channels=settings.channels,
        strict=settings.strict,
        progress=progress,
        background=settings.background,
    )


def load_as_read(
    settings: Data, reading: Preprocess, source: str | None = None, *, progress: Progress | None = None
) -> Dataset:
    """Load the data of a recipe, or others in their place, at the size and with the channels that its network reads.

    Args:
        settings: The section `data` of the recipe.
        reading: How the network reads images.
        source: Other data than those of the recipe.
        progress: Told of images read.

    Raises:
        DataError: The source is not there, or cannot be used.
    """
    known = {
        "source": source or settings.source,
        "image_size": reading.image_size,
        "channels": "grey" if reading.channels == 1 else "colour",
        "background": reading.background,
    }
    return load_source(settings.model_copy(update=known), progress=progress)


def split_source(recipe: Recipe, dataset: Dataset) -> Split:
    """Divide the data of a recipe, by the seed of its split where it has one, else by that of the training."""
    seed = recipe.train.seed if recipe.split.seed is None else recipe.split.seed
    return make_split(
        dataset.labels,
        dataset.digests,
        dataset.given_split,
        val=recipe.split.val,
        test=recipe.split.test,
        generator=runtime.numpy_generator(seed, "split"),
    )
