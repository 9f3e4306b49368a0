"""Read experiments: a question, one recipe, and arms that differ from it in declared keys only.

question = { en = "Do 500 units beat 128?", es = "¿Superan 500 unidades a 128?" }
recipe = "n5-fashion-mlp"           # a name, a file, or data; settings = { "train.epochs" = 5 } change it for all arms
seeds = 5                           # or a list; margin = 0.005: up to where a difference does not matter
[arms.units-128]                    # the first arm is what the others are compared with
[arms.units-500]
model.options.units = 500
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pupila import files
from pupila.errors import DataError, UsageError
from pupila.experiments.choose import choose
from pupila.experiments.comparing.arms import flat, naming, read_arms, read_margin, read_seeds, safe
from pupila.experiments.config import Recipe, Section, build_section, read_toml, write_toml
from pupila.experiments.shelf import experiment_names, experiment_text, recipe_names
from pupila.language import Language, say
from pupila.registry import nearest

EXPERIMENTS = Path("experiments")
FILE = "experiment.toml"
MARGIN = 0.005
SEEDS = 5
_APART = 1_000_000  # between the seeds of arms that are equal
_KEYS = ("name", "question", "recipe", "settings", "arms", "seeds", "margin", "same", "threads")
# What all arms share, so that their difference is that of the keys they declare: keys, or tables ending in ".".
_SHARED = ("name", "report.", "split.", "data.source", "data.strict", "train.threads", "train.minutes")
# What changes no figure of a run.
_ASIDE = ("name", "report.", "train.threads")


class Question(Section):
    """Hold what an experiment asks, in both languages."""

    en: str
    es: str


class Experiment(Section):
    """Hold an experiment: which arms are compared, on which seeds, and when a difference matters.

    Attributes:
        name: It begins the name of the experiment's folder.
        question: What is asked.
        recipe: What all arms share.
        arms: Settings of each arm, by name; the first is what the others are compared with.
        seeds: One run of each arm for each of them.
        margin: Up to where a difference of accuracies does not matter, as a fraction.
        same: Whether arms may be equal, to see what chance alone does; equal arms then share the split only, and
            everything else that is random is dealt to each of them anew.
        threads: Of every run; None until the first one begins.
    """

    name: str
    question: Question
    recipe: Recipe
    arms: dict[str, dict[str, Any]]
    seeds: tuple[int, ...] = tuple(range(SEEDS))
    margin: float = MARGIN
    same: bool = False
    threads: int | None = None

    def arm_recipe(self, arm: str, seed: int = 0) -> Recipe:
        """Return the recipe of one run.

        Raises:
            UsageError: A setting of the arm that is unknown or does not fit; the message names the arm.
        """
        with naming(arm):
            recipe = self.recipe.with_values({**self.arms[arm], "train.seed": seed})
        values: dict[str, Any] = {} if self.threads is None else {"train.threads": self.threads}
        twins = self._twins(arm)
        if twins:
            split = seed if recipe.split.seed is None else recipe.split.seed
            values |= {"train.seed": seed + _APART * twins, "split.seed": split}
        return recipe.with_values(values) if values else recipe

    def differing_key(self, arm: str, seed: int, recipe: Recipe) -> str | None:
        """Compare the recipe of a run with the one that the experiment has for this arm and seed.

        A run of an experiment keeps its recipe as it was given: nothing in it is left to be planned. So every key
        counts, but the names, the report and the threads.

        Returns:
            The first dotted key with another value; None where all are equal.

        Raises:
            UsageError: A setting of the arm that is unknown or does not fit.
        """
        own, found = (flat(one.model_dump(mode="json"), "recipe") for one in (self.arm_recipe(arm, seed), recipe))
        aside = tuple(one for one in _ASIDE if one.endswith("."))
        keys = (key for key in {**own, **found} if key not in _ASIDE and not key.startswith(aside))
        return next((key for key in keys if own.get(key) != found.get(key)), None)

    def _twins(self, arm: str) -> int:
        """Return how many of the arms before this one are equal to it."""
        if not self.same:
            return 0
        before = list(self.arms)[: list(self.arms).index(arm)]
        own = self.recipe.with_values(self.arms[arm])
        return sum(self.recipe.with_values(self.arms[other]) == own for other in before)

    @property
    def digest(self) -> str:
        """Return eight hexadecimal digits that tell recipe and arms, whatever the seeds, the margin and the names."""
        # What has its default is left out, so that a key of a later version changes nothing.
        shared = self.recipe.model_dump(
            mode="json", exclude={"name": True, "report": True, "train": {"seed"}}, exclude_defaults=True
        )
        content = files.to_json([shared, list(self.arms.items()), self.same])
        return hashlib.sha256(content.encode()).hexdigest()[:8]

    @property
    def folder(self) -> Path:
        """Return where the experiment is kept unless told otherwise: the same command finds it again."""
        return EXPERIMENTS / f"{safe(self.name)}-{self.digest}"

    def to_toml(self) -> str:
        """Write the experiment with everything in it, as `experiment.toml`."""
        content = self.model_dump(mode="json", exclude_none=True)
        arms, recipe = content.pop("arms"), content.pop("recipe")
        return write_toml({**content, "arms": arms, "recipe": recipe})


def find_experiment(
    target: str,
    *,
    arms: Mapping[str, Mapping[str, Any]] | None = None,
    settings: Mapping[str, Any] | None = None,
    seeds: int | Sequence[int] | None = None,
    margin: float | None = None,
) -> Experiment:
    """Return the experiment that a person means.

    Args:
        target: The name or the TOML file of an experiment, or the folder of one that was begun; with `arms` a recipe,
            its file, or data.
        arms: Settings of each arm, by name.
        settings: Values for the recipe that all arms share.
        seeds: How many, from 0, or which.
        margin: Up to where a difference does not matter.

    Raises:
        UsageError: Nothing of that name, or arms that cannot be compared.
        DataError: A path that is not there.
    """
    content, place = _content(target, arms)
    given = {"seeds": seeds, "margin": margin}
    content |= {key: value for key, value in given.items() if value is not None}
    own, asked = flat(content.get("settings") or {}, "settings"), flat(settings or {}, "settings")
    named = read_arms(content.get("arms"))
    for key in asked:
        if all(key in arm for arm in named.values()):
            raise UsageError("compare.set_in_arms", key=key)
    content["settings"] = {**own, **asked}
    if "train.threads" in asked:
        content.pop("threads", None)
    return build_experiment(content, place=place)


def _content(target: str, arms: Mapping[str, Mapping[str, Any]] | None) -> tuple[dict[str, Any], Path]:
    """Return the content of what stands behind a name, and the folder that its paths start from."""
    path = begun(target)
    file = path / FILE if path else Path(target) if target.endswith(".toml") else None
    found: dict[str, Any] | None = None
    if file is not None:
        found = _parse(file)
    elif target in experiment_names():
        found = {"name": target, **read_toml(experiment_text(target))}
    if found is not None and "arms" in found:
        if arms is not None:
            raise UsageError("compare.arms_twice", name=target, arms=", ".join(read_arms(found["arms"])))
        return found, file.parent if file else Path()
    if arms is None:
        raise _no_arms(target)
    # Of "synthetic:size=8,noise=0.2" the first word is name enough.
    name = "synthetic" if target.startswith("synthetic:") else Path(target).stem or target
    return {"name": name, "recipe": target, "arms": dict(arms)}, Path()


def begun(target: str) -> Path | None:
    """Return the folder of an experiment that was begun, by its path or its name among `experiments/`."""
    return next((one for one in (Path(target), EXPERIMENTS / target) if (one / FILE).is_file()), None)


def _no_arms(target: str) -> UsageError | DataError:
    names = experiment_names()
    if target in recipe_names() or Path(target).exists():
        return UsageError("compare.needs_arms", name=target)
    if target.endswith(".toml") or "/" in target:
        return DataError("compare.no_such_path", path=target)
    guess = nearest(target, names)
    code = "compare.unknown_guess" if guess else "compare.unknown"
    return UsageError(code, name=target, guess=guess, valid=", ".join(names))


def _parse(file: Path) -> dict[str, Any]:
    if not file.exists():
        raise DataError("compare.no_such_path", path=file)
    try:
        return {"name": file.stem, **read_toml(file.read_text(encoding="utf-8"))}
    except (OSError, ValueError) as error:
        raise UsageError("compare.unreadable", path=file, reason=error) from None


def build_experiment(content: Mapping[str, Any], *, place: Path = Path()) -> Experiment:
    """Check the content of an experiment.

    Args:
        content: As in its TOML file.
        place: Where the path of a recipe's file starts from.

    Raises:
        UsageError: An unknown key, a value that does not fit, or arms that cannot be compared.
    """
    for key in content:
        if key not in _KEYS:
            guess = nearest(str(key), _KEYS)
            code = "compare.unknown_key_guess" if guess else "compare.unknown_key"
            raise UsageError(code, key=key, guess=guess, valid=", ".join(_KEYS))
    if "recipe" not in content:
        raise UsageError("compare.no_recipe")
    settings = flat(content.get("settings") or {}, "settings")
    recipe = _recipe(content["recipe"], place, settings)
    arms = read_arms(content.get("arms"))
    experiment = build_section(
        Experiment,
        {
            "name": content.get("name", recipe.name),
            "question": _question(content.get("question"), list(arms)),
            "recipe": recipe,
            "arms": arms,
            "seeds": read_seeds(content.get("seeds", SEEDS)),
            "margin": read_margin(content.get("margin", MARGIN)),
            "same": content.get("same", False),
            "threads": content.get("threads", recipe.train.threads),
        },
    )
    _check_arms(experiment)
    return experiment


def _recipe(given: Any, place: Path, settings: Mapping[str, Any]) -> Recipe:
    if isinstance(given, Mapping):
        given = build_section(Recipe, given)
    if isinstance(given, Recipe):
        return given.with_values(settings)
    beside = place / str(given)
    return choose(str(beside) if str(given).endswith(".toml") and beside.is_file() else str(given), settings).recipe


def _question(given: Any, arms: list[str]) -> Any:
    """Return the question in both languages; one that is written in one language only is asked in it."""
    if given is None:
        spoken: tuple[Language, ...] = ("en", "es")
        return {language: say("compare.question", language, arms=", ".join(arms)) for language in spoken}
    if isinstance(given, Mapping) and len(given) == 1:
        given = next(iter(given.values()))
    return {"en": given, "es": given} if isinstance(given, str) else given


def _check_arms(experiment: Experiment) -> None:
    """Refuse arms that differ in what they must share, or in nothing."""
    if experiment.recipe.train.minutes is not None:
        raise UsageError("compare.minutes")
    seen: dict[str, str] = {}
    for arm, settings in experiment.arms.items():
        for key in settings:
            if key == "train.seed":
                raise UsageError("compare.arm_seed", arm=arm)
            if key in _SHARED or key.startswith(tuple(one for one in _SHARED if one.endswith("."))):
                raise UsageError("compare.arm_shared", arm=arm, key=key)
        resolved = experiment.arm_recipe(arm).to_toml()
        if resolved in seen:
            raise UsageError("compare.arms_equal", first=seen[resolved], second=arm)
        seen[resolved] = arm
