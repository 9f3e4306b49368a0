"""Choose the recipe that a person means: by name, by file, or by the data it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pupila.data.dataset import Dataset
from pupila.data.official import OFFICIAL
from pupila.data.remarks import Note
from pupila.data.sources import BUILTIN, NAMES, load, locate
from pupila.errors import DataError
from pupila.experiments.auto import choose_values, remarks
from pupila.experiments.config import Recipe, read_recipe
from pupila.experiments.facts import Facts, facts_of_dataset, facts_of_folder
from pupila.experiments.shelf import recipe_names
from pupila.files import at_home

AUTO = "auto"
# A data set that a recipe was made for is trained by it.
_MADE_FOR = {
    "digits": "digits",
    "mnist": "n4-mnist-lenet5",
    "fashion_mnist": "n5-fashion-mlp",
    "cifar10": "n2-cifar10-deep",
    "flowers": "n3-flowers-regularised",
}

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Choice:
    """Hold the recipe that was meant, and what was decided where nothing was said.

    Attributes:
        recipe: Complete, with what a person set.
        remarks: What the rules of `auto` decided; empty for recipes that say all themselves.
    """

    recipe: Recipe
    remarks: tuple[Note, ...] = ()


def choose_recipe(target: str) -> Recipe:
    """Return the recipe for what stands after `pupila train`, see `choose`."""
    return choose(target).recipe


def choose(
    target: str | Dataset, given: Mapping[str, Any] | None = None, *, progress: Progress | None = None
) -> Choice:
    """Choose the recipe for what stands after `pupila train`.

    Args:
        target: A recipe's name, a TOML file, the name of a data set, a folder, an .npz file, or a data set in memory.
        given: What a person set, dotted keys of the recipe to values; it wins over what recipe and rules say.
        progress: Told of images that are read or fetched: done, total, code of what is being done.

    Raises:
        RecipeError: None of these, or a setting that does not fit.
        DataError: A path that is not there, or data that cannot be used.
    """
    given = given or {}
    if isinstance(target, Dataset):
        return _by_rules(facts_of_dataset(target), {}, given)
    name = target.partition(":")[0]
    if target.endswith(".toml") and not Path(target).exists():
        raise DataError("recipes.no_such_path", path=target)
    if target != AUTO and (target in recipe_names() or target.endswith(".toml")):
        return Choice(read_recipe(target).with_values(given))
    if target in _MADE_FOR:
        return Choice(read_recipe(_MADE_FOR[target]).with_values(given))
    if target != AUTO and name not in NAMES and not Path(target).exists():
        if "/" in target or "\\" in target or target.endswith(".npz"):
            raise DataError("recipes.no_such_path", path=target)
        return Choice(read_recipe(target).with_values(given))
    # What was set wrongly is said before anything is read.
    source = {} if target == AUTO else {"data.source": target}
    settings = read_recipe(AUTO).with_values(source).with_values(given).data
    return _by_rules(_facts(settings.source, channels=settings.channels, progress=progress), source, given)


def _by_rules(facts: Facts, source: Mapping[str, Any], given: Mapping[str, Any]) -> Choice:
    base = read_recipe(AUTO)
    size = base.with_values(given).data.image_size if "data.image_size" in given else None
    chosen = base.with_values({**choose_values(facts, image_size=size), **source})
    recipe = chosen.with_values(given)
    return Choice(recipe, remarks(recipe, facts, given))


def _facts(source: str, *, channels: Any, progress: Progress | None) -> Facts:
    path = locate(source, progress=progress) if source in OFFICIAL else at_home(source)
    if path.is_dir() and source not in BUILTIN:
        return facts_of_folder(path)
    return facts_of_dataset(load(source, channels=channels, progress=progress), fixed=False)
