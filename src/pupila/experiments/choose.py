"""Choose the recipe that a person means: by name, by file, or by the data it is for."""

from __future__ import annotations

from pathlib import Path

from pupila.data.sources import NAMES
from pupila.errors import DataError
from pupila.experiments.config import Recipe, build_recipe, read_recipe
from pupila.experiments.shelf import recipe_names

# A data set that a recipe was made for is trained by it.
_MADE_FOR = {
    "digits": "digits",
    "mnist": "n4-mnist-lenet5",
    "fashion_mnist": "n5-fashion-mlp",
    "cifar10": "n2-cifar10-deep",
    "flowers": "n3-flowers-regularised",
}


def choose_recipe(target: str) -> Recipe:
    """Return the recipe for what stands after `pupila train`.

    Args:
        target: A recipe's name, a TOML file, the name of a data set, a folder, or an .npz file.

    Raises:
        RecipeError: None of these.
        DataError: A path that is not there.
    """
    if target.endswith(".toml") and not Path(target).exists():
        raise DataError("recipes.no_such_path", path=target)
    if target in recipe_names() or target.endswith(".toml"):
        return read_recipe(target)
    if target in _MADE_FOR:
        return read_recipe(_MADE_FOR[target])
    name = target.partition(":")[0]
    if name not in NAMES and not Path(target).exists():
        if "/" in target or "\\" in target or target.endswith(".npz"):
            raise DataError("recipes.no_such_path", path=target)
        return read_recipe(target)
    content = read_recipe("auto").model_dump(mode="python", exclude_none=True)
    content["data"]["source"] = target
    if name in NAMES or Path(target).is_file():
        # Arrays have a size already; only photos of many sizes need one.
        del content["data"]["image_size"]
    return build_recipe(content)
