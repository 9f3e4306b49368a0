"""Choose image size, network, augmentation and schedule for data that nothing is said about: plain rules.

The rules know facts of the data alone (`facts.py`), never a figure of a test set. What they choose is written into the
run's recipe, so that the run can be done again, and told to whoever started it. What a person sets wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pupila.data.remarks import Note
from pupila.experiments.config import Recipe
from pupila.experiments.facts import Facts

Size = tuple[int, int]

# Photos are read in a size of their own: so many pixels show what they show, and a processor has time for them.
PHOTO_SIDE, LARGER_SIDES = 64, (96, 128)
SMALL_SIDE, TINY_SIDE = 48, 16  # up to the first, images keep their pixels; below the second, pooling leaves nothing
WIDTHS = (32, 64)
MANY = 20_000  # images from which on they need little help against being learned by heart
SHOWN, FEWEST_EPOCHS, MOST_EPOCHS = 150_000, 10, 100  # images that a training shows to the network, epoch by epoch
ONE_WAY = 0.1  # a class faces one way if so much of what its images differ from their mirror images is common to them
LEANING = 6  # ... or if it is so sure, in standard deviations of what chance gives, that its edges lean one way
UNBALANCED = 5  # times the images of the smallest class that the largest has


def choose_values(facts: Facts, *, image_size: Size | None = None) -> dict[str, Any]:
    """Return what the rules choose, as dotted keys of a recipe and their values.

    Args:
        facts: Of the data.
        image_size: Where a person has set it; the network is then chosen for it.
    """
    size = image_size or _image_size(facts)
    mirrored = faces_both_ways(facts)
    return {
        "data.image_size": None if facts.fixed else size,
        "data.image_sizes": _larger_sizes(facts, size) if image_size is None else (),
        "augment.lines": _augmentations(facts, min(size), mirrored=mirrored),
        "model.mirror": mirrored,
        **_network(min(size), facts.examples),
        **_schedule(facts.examples),
    }


def faces_both_ways(facts: Facts) -> bool:
    """Tell whether images may be mirrored: no class faces one way, as digits do, or shoes, or arrows on signs.

    New images of such a class will face that way too, and the mirror image of one class may be another. Where there are
    too few images to tell, they are not mirrored.
    """
    return facts.facing is not None and _one_way(facts) is None


def _one_way(facts: Facts) -> str | None:
    """Return the class that faces one way most, or most surely; None where none does."""
    for found, limit in ((facts.facing, ONE_WAY), (facts.leaning, LEANING)):
        if found is not None and found[0] >= limit:
            return found[1]
    return None


def _image_size(facts: Facts) -> Size:
    side = min(facts.image_size)
    if facts.fixed or (facts.one_size and side <= SMALL_SIDE):
        return facts.image_size
    if side > SMALL_SIDE:
        return PHOTO_SIDE, PHOTO_SIDE
    # Small images of many sizes, such as cut-outs: a multiple of 8 that keeps most of their pixels.
    side = max(2 * TINY_SIDE, -(-side // 8) * 8)
    return side, side


def _larger_sizes(facts: Facts, size: Size) -> tuple[Size, ...]:
    """Return what the images may be read in where there is time: never larger than most of them are."""
    if facts.fixed or size != (PHOTO_SIDE, PHOTO_SIDE):
        return ()
    larger = tuple((side, side) for side in LARGER_SIDES if side <= min(facts.image_size))
    return (size, *larger) if larger else ()


def _network(side: int, examples: int) -> dict[str, Any]:
    if side < TINY_SIDE:
        return {"model.name": "resnet_small"}
    if side <= SMALL_SIDE:
        # Small images cannot grow with the time; where there are many, the network does.
        widths = WIDTHS if examples >= MANY else ()
        return {"model.name": "whitened_cnn", "model.options": {"width": WIDTHS[0]}, "model.widths": widths}
    # One more halving for every doubling of the image, so that the last maps stay about 8 pixels wide.
    stages = 3 if side <= 128 else 4 if side <= 256 else 5
    return {"model.name": "photo_cnn", "model.options": {"width": WIDTHS[0], "stages": stages}}


def _augmentations(facts: Facts, side: int, *, mirrored: bool) -> tuple[str, ...]:
    flips = ("flip alternating",) if mirrored else ()
    if side < TINY_SIDE:
        return (*flips, "shift 8%")
    if facts.examples >= MANY and side <= SMALL_SIDE:
        return (*flips, *(() if mirrored else ("rotate 10deg",)), "crop 2")
    light = ("brightness 15%", "contrast 15%") if facts.channels == 3 else ()
    return (*flips, "rotate 10deg", "zoom 20%", "shift 8%", *light)


def _schedule(examples: int) -> dict[str, Any]:
    """Return epochs, batch size and learning rate: few images are seen often, in small batches."""
    epochs = round(min(max(SHOWN / max(1, examples), FEWEST_EPOCHS), MOST_EPOCHS))
    batch_size = 128 if examples >= MANY else 64 if examples >= 1_000 else 32 if examples >= 300 else 16
    return {
        "train.epochs": epochs,
        "train.batch_size": batch_size,
        "train.learning_rate": 0.03 if batch_size == 128 else 0.02,
    }


def remarks(recipe: Recipe, facts: Facts, given: Mapping[str, Any]) -> tuple[Note, ...]:
    """Say what was chosen, and what a reader of the run should know.

    Args:
        recipe: As it will be carried out.
        facts: Of the data.
        given: Keys that a person set.
    """
    sizes = recipe.data.image_sizes or (recipe.data.image_size or facts.image_size,)
    values = {
        "examples": facts.examples,
        "classes": len(facts.counts),
        "size": ", ".join(
            f"{height}x{width}" for height, width in sizes[: 1 if recipe.train.minutes is None else None]
        ),
        "network": write_network(recipe),
    }
    if recipe.train.minutes is None:
        found = [Note("recipes.auto_epochs", {**values, "epochs": recipe.train.epochs})]
    else:
        found = [Note("recipes.auto_minutes", {**values, "minutes": recipe.train.minutes})]
    if "augment.lines" not in given:
        found.append(_mirror_remark(facts))
    by_size = sorted((count, name) for name, count in facts.counts.items())
    (few, smallest), (many, largest) = by_size[0], by_size[-1]
    if many >= UNBALANCED * few:
        known = {"smallest": smallest, "few": few, "largest": largest, "many": many}
        found.append(Note("recipes.auto_unbalanced", known))
    return tuple(found)


def write_network(recipe: Recipe) -> str:
    """Write a recipe's network as a call, such as "whitened_cnn(width=32)"."""
    options = ", ".join(f"{key}={value}" for key, value in recipe.model.options.items())
    return f"{recipe.model.name or 'model.layers'}{f'({options})' if options else ''}"


def _mirror_remark(facts: Facts) -> Note:
    if facts.facing is None:
        return Note("recipes.auto_mirror_unknown")
    name = _one_way(facts)
    return Note("recipes.auto_mirrored") if name is None else Note("recipes.auto_not_mirrored", {"name": name})
