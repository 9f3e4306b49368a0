"""The data that a recipe names, loaded as the recipe says."""

from __future__ import annotations

from pupila.data.dataset import Dataset
from pupila.data.decoding import Progress
from pupila.data.sources import load
from pupila.experiments.config import Data


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
