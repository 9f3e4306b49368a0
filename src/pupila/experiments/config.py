"""Read recipes: TOML in, a frozen and complete `Recipe` out, every unknown key refused with the nearest valid one.

This is the only door to pydantic and tomllib, and no room below ever sees a `Recipe`: `experiments.run` hands out its
values as plain arguments.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pupila.errors import RecipeError
from pupila.experiments.shelf import recipe_names, recipe_text
from pupila.registry import nearest

_UNNAMED = "recipe"
# Bytes of a path that are no UTF-8 stand in Python as half a letter, which TOML cannot hold: in a file, letters of
# Unicode's last private plane take their place.
_BYTES_AWAY = {0xDC00 + byte: 0x10DC00 + byte for byte in range(128, 256)}
_BYTES_BACK = {away: byte for byte, away in _BYTES_AWAY.items()}
# Keys that settle what others leave to be chosen; they and a network's name are set before the rest.
_SETTLED = {
    "model.options": ("model", "widths"),
    "model.options.width": ("model", "widths"),
    "data.image_size": ("data", "image_sizes"),
}
_NAMES = ("model.name", "model.layers")
# How pydantic's kinds of finding begin, the longer of two alike first, and our sentence for each.
_WRONG = {
    "int_": "recipes.value_whole",
    "float_": "recipes.value_number",
    "finite_number": "recipes.value_number",
    "bool_": "recipes.value_truth",
    "string_type": "recipes.value_text",
    "tuple_": "recipes.value_list",
    "dict_": "recipes.value_table",
    "model_": "recipes.value_table",
    "greater_than_equal": "recipes.value_least",
    "greater_than": "recipes.value_above",
    "less_than_equal": "recipes.value_most",
    "less_than": "recipes.value_below",
}


class Section(BaseModel):
    """Hold one table of a recipe; frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Kind = TypeVar("Kind", bound=Section)
Colour = tuple[
    Annotated[int, Field(ge=0, le=255)], Annotated[int, Field(ge=0, le=255)], Annotated[int, Field(ge=0, le=255)]
]
Side = Annotated[int, Field(ge=1, le=4096)]


class Data(Section):
    """Say which images, and how they are read.

    Attributes:
        source: A name (digits, mnist, fashion_mnist, cifar10, flowers, synthetic), a folder, or an .npz file.
        image_size: Height and width that images are resized to; left out: as they are.
        image_sizes: Sizes to choose from with `train.minutes`: the costliest of them, and of `model.widths`, at which
            `train.epochs` epochs fit. Without minutes, and for data handed over from Python, `image_size` alone
            counts.
        channels: "grey", "colour", or "auto": grey where all images are.
        scale: "unit" divides by 255, "standardise" also by each channel's deviation over the training images.
        background: Colour behind transparent pixels.
        strict: Stop at the first image that cannot be read, instead of leaving it out and naming it.
    """

    source: str = "digits"
    image_size: tuple[Side, Side] | None = None
    image_sizes: tuple[tuple[Side, Side], ...] = ()
    channels: Literal["auto", "grey", "colour"] = "auto"
    scale: Literal["unit", "standardise"] = "unit"
    background: Colour = (255, 255, 255)
    strict: bool = False


class Split(Section):
    """Say how examples are divided, where the data does not say so itself.

    Attributes:
        val: Part of the training examples held out for validation, from 0 to 0.9; 0: no validation, and nothing is
            chosen.
        test: Part of all examples sealed for the test, where the data brings no test set.
        seed: Seed of the split; left out: the run's seed.
    """

    val: Annotated[float, Field(ge=0, le=0.9)] = 0.15
    test: Annotated[float, Field(ge=0, le=0.9)] = 0.15
    seed: Annotated[int, Field(ge=0)] | None = None

    @field_validator("val", mode="before")
    @classmethod
    def _sealed(cls, value: Any) -> Any:
        if value == "test":
            raise RecipeError("recipes.sealed")
        return value


class Augment(Section):
    """Say how training images are changed at random.

    Attributes:
        lines: Such as "flip horizontal", "rotate 20deg", "shift 20%", "zoom 10%", "crop 4", "cutout 8".
    """

    lines: tuple[str, ...] = ()


class Model(Section):
    """Say which network.

    Attributes:
        layers: Its layers, one line each; or leave them out and give a name.
        name: A named model, such as "lenet5" or "mlp(units=128)".
        options: Parameters of the named model.
        widths: Values of the option `width` to choose from with `train.minutes`, as `data.image_sizes` has it. Without
            minutes `options.width` counts.
        init: How weights start: "glorot", "he" or "dirac".
        mirror: Answer with the mean over the image and its mirror image; training sees them one by one.
    """

    layers: tuple[str, ...] = ()
    name: str | None = None
    options: dict[str, bool | int | float | str] = {}
    widths: tuple[Annotated[int, Field(ge=1, le=10_000)], ...] = ()
    init: Literal["glorot", "he", "dirac"] = "glorot"
    mirror: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Model:
        if bool(self.layers) == bool(self.name):
            raise RecipeError("recipes.layers_or_name")
        if self.widths and not self.name:
            raise RecipeError("recipes.widths_of_layers")
        return self


class Train(Section):
    """Say how to train.

    Attributes:
        epochs: Passes over the training set.
        last_epoch: How much of the last pass is done, above 0 and at most 1.
        minutes: What the whole run may take; epochs and last_epoch are then planned on the machine that trains, by
            measuring its speed, and written into the run's recipe. Left out: as long as the epochs take.
        batch_size: Images a step.
        optimizer: "adam", "adamw", "sgd" or "muon".
        learning_rate: The (peak) learning rate.
        schedule: "constant", "cosine" or "one-cycle".
        weight_decay: Pull of the weights towards zero.
        momentum: Share of the last step that is kept (sgd, muon).
        nesterov: Look ahead along the momentum (sgd, muon).
        label_smoothing: Share of the target spread over all classes.
        patience: Stop after so many epochs without a better one on validation data.
        monitor: What makes an epoch better: validation "accuracy" or "loss".
        keep: Weights of the "best" epoch on validation data, or of the "last".
        remeasure: How many training images are measured again after every epoch, in evaluation mode: 5,000 give half a
            point. Measuring takes time from training.
        seed: Seed of everything that is random in the run.
        device: "auto", "cpu", "cuda" or "mps".
        threads: Processor threads; left out: one for each core.
        precision: Of the matrix products in training: "float32", "bfloat16", or "auto": bfloat16 where the hardware
            is faster with it. Weights are float32 always, and so is every measurement.
    """

    epochs: Annotated[int, Field(ge=1, le=100_000)] = 10
    last_epoch: Annotated[float, Field(gt=0, le=1)] = 1.0
    minutes: Annotated[float, Field(gt=0)] | None = None
    batch_size: Annotated[int, Field(ge=1, le=65_536)] = 64
    optimizer: Literal["adam", "adamw", "sgd", "muon"] = "adam"
    learning_rate: Annotated[float, Field(gt=0)] = 0.001
    schedule: Literal["constant", "cosine", "one-cycle"] = "constant"
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    nesterov: bool = False
    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0.0
    patience: Annotated[int, Field(ge=1)] | None = None
    monitor: Literal["accuracy", "loss"] = "accuracy"
    keep: Literal["best", "last"] = "best"
    remeasure: Annotated[int, Field(ge=1)] = 5_000
    seed: Annotated[int, Field(ge=0)] = 0
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    precision: Literal["auto", "float32", "bfloat16"] = "auto"


class Report(Section):
    """Say how the report is written.

    Attributes:
        language: "en" or "es"; left out: the language of the command.
        examples: How many errors it shows as pictures.
    """

    language: Literal["en", "es"] | None = None
    examples: Annotated[int, Field(ge=0, le=200)] = 12


class Recipe(Section):
    """Hold a whole recipe, every default written out.

    Attributes:
        name: The recipe's name; it begins the name of the run's folder.
    """

    name: str = _UNNAMED
    data: Data = Data()
    split: Split = Split()
    augment: Augment = Augment()
    model: Model
    train: Train = Train()
    report: Report = Report()

    def to_toml(self) -> str:
        """Write the recipe as TOML, defaults included; what is not set is left out."""
        content = self.model_dump(mode="json", exclude_none=True)
        return tomli_w.dumps(content, multiline_strings=False).translate(_BYTES_AWAY)

    def with_values(self, values: Mapping[str, Any]) -> Recipe:
        """Return a recipe with other values, as `--set` gives them.

        Args:
            values: Dotted keys ("train.epochs") to values.

        Raises:
            RecipeError: An unknown key, or a value that does not fit.
        """
        content = self.model_dump(mode="python", exclude_none=True)
        # A network's name takes the place of the options of the one before it, not of those given beside it.
        for key in sorted(values, key=lambda key: (key not in _NAMES, key not in _SETTLED)):
            _set(content, key, values[key])
        return build_recipe(content)


def _set(content: dict[str, Any], key: str, value: Any) -> None:
    *tables, last = key.split(".")
    place = content
    for table in tables:
        place = place.setdefault(table, {})
        if not isinstance(place, dict):
            raise RecipeError("recipes.not_a_table", key=key)
    # A network is given by its layers or by its name: setting one takes the place of the other.
    if tables == ["model"] and last in ("layers", "name"):
        place.pop("name", None)
        place.pop("layers", None)
        place.pop("options", None)
        place.pop("widths", None)
    # What is set is no longer chosen.
    if key in _SETTLED:
        content.get(_SETTLED[key][0], {}).pop(_SETTLED[key][1], None)
    place[last] = value


def build_recipe(content: Mapping[str, Any]) -> Recipe:
    """Check the content of a recipe.

    Raises:
        RecipeError: An unknown key (the message names the nearest valid one) or a value that does not fit.
    """
    try:
        return Recipe.model_validate(content)
    except ValidationError as error:
        raise _explain(error) from None


def _explain(error: ValidationError) -> RecipeError:
    """Turn the first of pydantic's findings into a sentence of ours."""
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        *tables, last = [str(part) for part in first["loc"]]
        valid = keys(tables)
        guess = nearest(last, valid)
        code = "recipes.unknown_key_guess" if guess else "recipes.unknown_key"
        place = ".".join([*tables, guess]) if guess else None
        return RecipeError(code, key=key, guess=place, valid=", ".join(valid))
    if first["type"] == "missing":
        return RecipeError("recipes.missing_key", key=key)
    received = first["input"]
    if first["type"] == "literal_error":
        expected = str(first["ctx"]["expected"]).replace(" or ", ", ")
        return RecipeError("recipes.not_one_of", key=key, received=received, expected=expected)
    bound = next(iter((first.get("ctx") or {}).values()), None)
    code = next((code for start, code in _WRONG.items() if first["type"].startswith(start)), "recipes.wrong_value")
    return RecipeError(code, key=key, received=received, bound=bound, reason=first["msg"])


def keys(tables: Sequence[str] = ()) -> list[str]:
    """Return the valid keys of one table of a recipe."""
    section: type[BaseModel] = Recipe
    for table in tables:
        found = section.model_fields[table].annotation if table in section.model_fields else None
        if not (isinstance(found, type) and issubclass(found, BaseModel)):
            return []
        section = found
    return list(section.model_fields)


def read_recipe(source: str | Path) -> Recipe:
    """Read a recipe by name, or from a TOML file.

    Raises:
        RecipeError: No such recipe, a file that is no TOML, an unknown key, a value that does not fit.
    """
    path = Path(source)
    if path.suffix == ".toml":
        return _parse(_read_file(path), path.stem)
    if str(source) not in recipe_names():
        guess = nearest(str(source), recipe_names())
        code = "recipes.unknown_guess" if guess else "recipes.unknown"
        raise RecipeError(code, name=source, guess=guess, valid=", ".join(recipe_names()))
    return _parse(recipe_text(str(source)), str(source))


def _read_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError("recipes.unreadable", path=path, reason=error) from None


def _parse(text: str, name: str) -> Recipe:
    try:
        content = tomllib.loads(text.translate(_BYTES_BACK))
    except tomllib.TOMLDecodeError as error:
        raise RecipeError("recipes.not_toml", name=name, reason=error) from None
    return build_recipe({"name": name, **content})


def read_toml(text: str) -> dict[str, Any]:
    """Read TOML that is not a recipe.

    Raises:
        ValueError: It is no TOML; the message tells the line.
    """
    return tomllib.loads(text)


def write_toml(content: Mapping[str, Any]) -> str:
    """Write TOML; lists stand on lines of their own."""
    return tomli_w.dumps(content)


def build_section(kind: type[Kind], content: Mapping[str, Any]) -> Kind:
    """Check the content of a table that is no recipe; its keys are known already.

    Raises:
        RecipeError: A value that does not fit its key.
    """
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise _explain(error) from None


def parse_setting(text: str) -> tuple[str, Any]:
    """Read `key=value`; the value is TOML where it can be, else a plain string.

    Example:
        >>> parse_setting("train.epochs=3"), parse_setting("data.source=photos/mine")
        (('train.epochs', 3), ('data.source', 'photos/mine'))
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise RecipeError("recipes.setting", text=text)
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()
