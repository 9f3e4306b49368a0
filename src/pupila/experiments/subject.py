"""Find the network that a person means: a named model, a recipe, or a run. No torch."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pupila import files
from pupila.data.preprocess import Preprocess
from pupila.errors import RecipeError, RunError, UsageError
from pupila.experiments.config import Recipe, read_recipe
from pupila.experiments.record import RUNS, Run, open_run
from pupila.experiments.shelf import recipe_names
from pupila.inspection.explanation import Explanation, Note, explain_layers
from pupila.models.parsing import format_layer, parse_layers
from pupila.models.presets import PRESETS, parse_preset, preset
from pupila.models.shapes import Shape
from pupila.registry import nearest

if TYPE_CHECKING:
    from pupila.inspection.insight import Insight

# Images that the named data sets have, (channels, height, width), and their classes: known without loading them.
_DATA: dict[str, tuple[Shape, int]] = {
    "digits": ((1, 8, 8), 10),
    "mnist": ((1, 28, 28), 10),
    "fashion_mnist": ((1, 28, 28), 10),
    "cifar10": ((3, 32, 32), 10),
    "flowers": ((3, 180, 180), 5),
}
# What a named model is made for.
_MADE_FOR = {"lenet5": "mnist", "mlp": "fashion_mnist", "flowers_cnn": "flowers"}
_CHANNELS = {"grey": 1, "colour": 3}


@dataclass(frozen=True)
class Subject:
    """Hold a network that can be explained.

    Args:
        name: What it is called.
        lines: Its layers.
        input_shape: (channels, height, width) of an image.
        num_classes: How many logits come out.
        run: The run that it was trained in; None for one that is not trained.
        preprocess: How pixels become its input.
        class_names: Of a run; else empty.
    """

    name: str
    lines: tuple[str, ...]
    input_shape: Shape
    num_classes: int
    run: Run | None
    preprocess: Preprocess
    class_names: tuple[str, ...] = ()

    def explain(self, *, with_image: bool = False) -> Explanation:
        """Explain it from its list of layers, without torch."""
        found = explain_layers(
            parse_layers(self.lines),
            input_shape=self.input_shape,
            num_classes=self.num_classes,
            name=self.name,
            class_names=self.class_names,
        )
        code = "inspection.note_untrained" if self.run is None else "inspection.note_no_image"
        noted = with_image == (self.run is None)
        notes = (*found.notes, Note(code)) if noted else found.notes
        return Explanation(found.name, found.input_shape, found.layers, found.parameters, notes, found.class_names)

    def look(self, image: str | Path) -> Insight:
        """Show it an image file; a network that is not trained gets random weights, always the same."""
        from pupila import runtime
        from pupila.experiments.classifier import load_classifier
        from pupila.inspection.look import look_into
        from pupila.models.build import build

        if self.run is not None:
            classifier = load_classifier(self.run)
            names = classifier.class_names
            return look_into(classifier.model, image, preprocess=classifier.preprocess, class_names=names)
        network = build(
            parse_layers(self.lines),
            input_shape=self.input_shape,
            num_classes=self.num_classes,
            generator=runtime.torch_generator(0, "weights"),
        )
        return look_into(network, image, preprocess=self.preprocess)


def find_subject(target: str, *, input_shape: Shape | None = None, num_classes: int | None = None) -> Subject:
    """Find what stands after `pupila explain`.

    Args:
        target: A named model such as "mlp(units=500)", a recipe's name or TOML file, a run's folder, or its name
            (or the beginning of it) among `runs/`.
        input_shape: (channels, height, width), for a model or a recipe; by default that of the data it is made for,
            and 32x32x3 where nothing says which.
        num_classes: For a model or a recipe; by default that of the data it is made for, or 10.

    Raises:
        UsageError: None of these, or a shape for a run, which has one.
        RunError: A run that is damaged, or whose network came from Python.
    """
    name = target.partition("(")[0].strip()
    if name in PRESETS:
        shape, classes = _DATA[_MADE_FOR.get(name, "cifar10")]
        lines = parse_preset(target)
        return _untrained(target, lines, input_shape or shape, num_classes or classes)
    if target in recipe_names() or target.endswith(".toml"):
        recipe = read_recipe(target)
        shape, classes = _data_of(recipe)
        return _untrained(recipe.name, model_lines(recipe), input_shape or shape, num_classes or classes)
    run = _find_run(target)
    if input_shape is not None or num_classes is not None:
        raise UsageError("inspection.fixed_by_run", path=target)
    return subject_of(run)


def subject_of(run: Run) -> Subject:
    """Return the network of a run.

    Raises:
        RunError: The run is damaged or has no model yet, or its network came from Python.
    """
    path = run.path / "model.json"
    if not path.is_file():
        raise RunError("runs.not_finished", path=run.path, status=run.status)
    content = files.read_json(path)
    try:
        lines, names = content["layers"], tuple(map(str, content["class_names"]))
        preprocess = Preprocess.from_json(content["preprocess"])
        shape = (preprocess.channels, *preprocess.image_size)
    except (KeyError, TypeError, AttributeError) as error:
        raise RunError("runs.file_damaged", path=path, reason=error) from None
    if lines is None:
        raise RunError("inspection.foreign_network", path=run.path)
    return Subject(run.path.resolve().name, tuple(lines), shape, len(names), run, preprocess, names)


def from_lines(lines: Sequence[str], *, input_shape: Shape | None = None, num_classes: int | None = None) -> Subject:
    """Return the network of a list of lines, for images of 32x32x3 and ten classes where nothing else is said."""
    shape, classes = _DATA["cifar10"]
    written = tuple(format_layer(layer) for layer in parse_layers(lines))
    return _untrained("", written, input_shape or shape, num_classes or classes)


def model_lines(recipe: Recipe) -> tuple[str, ...]:
    """Return the recipe's network in the layer language, one line a layer, a named model written out."""
    if recipe.model.layers:
        return recipe.model.layers
    name = str(recipe.model.name)
    if recipe.model.options and "(" in name:
        raise RecipeError("recipes.options_twice", name=name)
    return preset(name, **recipe.model.options) if recipe.model.options else parse_preset(name)


def _untrained(name: str, lines: tuple[str, ...], shape: Shape, classes: int) -> Subject:
    preprocess = Preprocess(image_size=(shape[1], shape[2]), channels=shape[0])
    return Subject(name, lines, shape, classes, None, preprocess)


def _data_of(recipe: Recipe) -> tuple[Shape, int]:
    """Return the images of a recipe and its number of classes, as far as the recipe says so."""
    shape, classes = _DATA.get(recipe.data.source.partition(":")[0], ((3, 32, 32), 10))
    channels = _CHANNELS.get(recipe.data.channels, shape[0])
    height, width = recipe.data.image_size or shape[1:]
    return (channels, height, width), classes


def _find_run(target: str) -> Run:
    if Path(target).exists() or "/" in target or "\\" in target or any(RUNS.glob(f"{glob.escape(target)}*")):
        return open_run(target)
    guess = nearest(target, [*PRESETS, *recipe_names()])
    code = "inspection.unknown_target_guess" if guess else "inspection.unknown_target"
    models, recipes = ", ".join(PRESETS), ", ".join(recipe_names())
    raise UsageError(code, name=target, guess=guess, models=models, recipes=recipes)
