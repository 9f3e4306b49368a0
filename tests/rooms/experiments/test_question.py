"""Experiments: read from files, names and arms; what cannot be compared is refused in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pupila.data.augment import parse_augmentations
from pupila.errors import DataError, PupilaError, RecipeError, UsageError
from pupila.experiments.comparing.question import Experiment, begun, build_experiment, find_experiment
from pupila.experiments.config import Recipe, read_recipe
from pupila.experiments.shelf import experiment_names, experiment_text, first_comment, recipe_names
from pupila.experiments.subject import model_lines
from pupila.models.parsing import parse_layers

ARMS: dict[str, dict[str, Any]] = {"short": {}, "long": {"train.epochs": 9}}


def content(**other: Any) -> dict[str, Any]:
    return {"recipe": "digits", "arms": ARMS, **other}


@pytest.mark.parametrize("name", experiment_names())
def test_experiments_that_ship_can_be_read_and_say_what_they_ask(name: str) -> None:
    experiment = find_experiment(name)
    assert experiment.name == name
    assert len(experiment.arms) >= 2
    assert len(experiment.seeds) == 5
    assert experiment.margin == 0.005
    assert experiment.question.en.endswith("?")
    assert experiment.question.es.startswith("¿")
    assert len(first_comment(experiment_text(name))) > 40
    for arm in experiment.arms:
        recipe = experiment.arm_recipe(arm)
        parse_augmentations(recipe.augment.lines)
        parse_layers(model_lines(recipe))


def test_the_notebooks_questions_are_those_of_the_notebooks() -> None:
    arms = {name: find_experiment(name) for name in ("n1-augmentation", "n3-regularisation", "n5-width", "n5-epochs")}
    epochs = {name: [one.arm_recipe(arm).train.epochs for arm in one.arms] for name, one in arms.items()}
    assert epochs == {
        "n1-augmentation": [10, 10],
        "n3-regularisation": [10, 15],
        "n5-width": [10, 10],
        "n5-epochs": [10, 20],
    }
    wide = arms["n5-width"]
    assert [wide.arm_recipe(arm).model.options["units"] for arm in wide.arms] == [128, 500]
    flowers = arms["n3-regularisation"].arm_recipe("regularised")
    assert (flowers.split.test, flowers.split.val) == (0.2, 0.1)
    assert "dropout 0.2" in flowers.model.layers
    assert {one.recipe.train.keep for one in arms.values()} == {"last"}, "the notebooks end with their last weights"


def test_settings_may_be_dotted_or_tables(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'recipe = "n5-fashion-mlp"\nseeds = [7, 3]\nmargin = 0.01\nquestion = "¿Más?"\n'
        '[settings]\n"train.epochs" = 2\n[arms.narrow]\n[arms.wide.model.options]\nunits = 500\n',
        encoding="utf-8",
    )
    experiment = find_experiment(str(file))
    assert experiment.name == "mine"
    assert experiment.arms == {"narrow": {}, "wide": {"model.options.units": 500}}
    assert experiment.seeds == (3, 7)
    assert experiment.margin == 0.01
    assert experiment.question.en == experiment.question.es == "¿Más?"
    assert experiment.arm_recipe("wide", 7).train.epochs == 2
    assert experiment.arm_recipe("wide", 7).train.seed == 7


def test_a_recipe_beside_the_experiment_is_found(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[model]\nlayers = ["flatten", "dense classes"]\n', encoding="utf-8")
    file = tmp_path / "experiment-1.toml"
    file.write_text('recipe = "own.toml"\n[arms.a]\n[arms.b]\ntrain.epochs = 3\n', encoding="utf-8")
    assert find_experiment(str(file)).recipe.model.layers == ("flatten", "dense classes")


def test_what_is_written_is_read_back_equal(tmp_path: Path) -> None:
    experiment = find_experiment("n3-regularisation", seeds=[4, 9]).model_copy(update={"threads": 2})
    (tmp_path / "experiment.toml").write_text(experiment.to_toml(), encoding="utf-8")
    assert begun(str(tmp_path)) == tmp_path
    again = find_experiment(str(tmp_path))
    assert again == experiment
    assert again.digest == experiment.digest


def test_the_digest_is_that_of_recipe_and_arms_alone() -> None:
    one = find_experiment("n5-width")
    assert find_experiment("n5-width", seeds=9, margin=0.1).digest == one.digest
    assert one.model_copy(update={"threads": 4, "name": "other"}).digest == one.digest
    assert find_experiment("n5-width", settings={"train.seed": 3}).digest == one.digest
    assert find_experiment("n5-width", settings={"train.epochs": 3}).digest != one.digest
    two, three = (find_experiment("digits", arms=arms) for arms in (ARMS, {**ARMS, "c": {"train.epochs": 2}}))
    assert two.digest != three.digest
    assert one.folder == Path("experiments") / f"n5-width-{one.digest}"


def test_arms_change_the_settings_of_all() -> None:
    experiment = find_experiment("digits", arms=ARMS, settings={"train.epochs": 4, "train.batch_size": 8})
    assert [experiment.arm_recipe(arm).train.epochs for arm in ARMS] == [4, 9]
    assert experiment.arm_recipe("long").train.batch_size == 8


def test_equal_arms_share_the_split_and_no_other_dice() -> None:
    experiment = build_experiment(content(arms={"a": {}, "b": {}, "c": {"train.epochs": 15}}, same=True))
    a, b, c = (experiment.arm_recipe(arm, 3) for arm in "abc")
    assert len({one.train.seed for one in (a, b, c)}) == 3, "15 epochs are those of the recipe: c is equal, too"
    assert (a.split.seed, b.split.seed, c.split.seed) == (None, 3, 3), "the run's seed is that of its split"
    assert a.train.seed == 3


def kept(recipe: Recipe, folder: Path) -> Recipe:
    """Return a recipe as a run keeps it: written as TOML, and read back."""
    (folder / "recipe.toml").write_text(recipe.to_toml(), encoding="utf-8")
    return read_recipe(folder / "recipe.toml")


@pytest.mark.parametrize("target", [*experiment_names(), *recipe_names()])
def test_a_run_has_the_recipe_of_its_arm_and_seed_and_of_no_other(target: str, tmp_path: Path) -> None:
    if target in recipe_names():
        arms: dict[str, dict[str, Any]] = {"plain": {}, "slow": {"train.learning_rate": 1e-9}}
        experiment = find_experiment(target, arms=arms, settings={"train.minutes": None})
    else:
        experiment = find_experiment(target)
    places = [(arm, seed) for arm in experiment.arms for seed in (0, 3)]
    for arm, seed in places:
        values = {"name": "own", "report.examples": 3, "report.language": "es", "train.threads": 7}
        found = kept(experiment.arm_recipe(arm, seed).with_values(values), tmp_path)
        same = [place for place in places if experiment.differing_key(*place, found) is None]
        assert same == [(arm, seed)]


def test_the_first_key_that_differs_is_named(tmp_path: Path) -> None:
    arms: dict[str, dict[str, Any]] = {"narrow": {"model.options.units": 8}, "wide": {"data.image_size": [14, 14]}}
    experiment = find_experiment("n5-fashion-mlp", arms=arms)
    found = kept(experiment.arm_recipe("narrow", 2), tmp_path)
    assert experiment.differing_key("narrow", 1, found) == "train.seed"
    assert experiment.differing_key("wide", 2, found) == "data.image_size"
    for key, value in (
        ("data.channels", "colour"),
        ("split.seed", 2),
        ("model.options.units", 9),
        ("model.options.depth", 9),
        ("augment.lines", ["rotate 10deg"]),
        ("train.patience", 3),
        ("train.learning_rate", 0.0010000001),
    ):
        assert experiment.differing_key("narrow", 2, kept(found.with_values({key: value}), tmp_path)) == key


def test_equal_arms_have_each_their_own_recipe(tmp_path: Path) -> None:
    experiment = build_experiment(content(arms={"a": {}, "b": {}, "c": {"train.epochs": 15}}, same=True))
    for arm in "abc":
        found = kept(experiment.arm_recipe(arm, 3), tmp_path)
        keys = {other: experiment.differing_key(other, 3, found) for other in "abc"}
        assert keys.pop(arm) is None
        assert set(keys.values()) <= {"split.seed", "train.seed"}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"arms": {"a": {}}}, "at least two"),
        ({"arms": {}}, "at least two"),
        ({"arms": {"a": {}, "b": {}}}, "'a' and 'b' are equal"),
        ({"arms": {"a": {}, "b": {"train.epochs": 15}}}, "'a' and 'b' are equal"),
        ({"arms": {"a": {}, "A": {"train.epochs": 2}}}, "Two arms are called 'A'"),
        ({"arms": {"a": {}, "b/c": {"train.epochs": 2}}}, "'b/c' is no name"),
        ({"arms": {"a": {}, "x" * 41: {"train.epochs": 2}}}, "is no name"),
        ({"arms": {"a": {}, ".b": {"train.epochs": 2}}}, "is no name"),
        ({"arms": {"a": {}, "b": 3}}, "arms.b"),
        ({"arms": {"a": {}, "b": {"train.seed": 3}}}, "--seeds"),
        ({"arms": {"a": {}, "b": {"split.val": 0.3}}}, "split.val"),
        ({"arms": {"a": {}, "b": {"split": {"test": 0.3}}}}, "split.test"),
        ({"arms": {"a": {}, "b": {"data.source": "mnist"}}}, "data.source"),
        ({"arms": {"a": {}, "b": {"train.minutes": 1}}}, "train.minutes"),
        ({"arms": {"a": {}, "b": {"train.threads": 1}}}, "train.threads"),
        ({"arms": {"a": {}, "b": {"train.epoch": 3}}}, "train.epochs"),
        ({"arms": {"a": {}, "b": {"train.epochs": "many"}}}, "Arm 'b'"),
        ({"settings": {"train.minutes": 1}}, "train.minutes"),
        ({"settings": {"train.epok": 1}}, "train.epochs"),
        ({"settings": 4}, "settings"),
        ({"seeds": 0}, "0 seeds"),
        ({"seeds": []}, "0 seeds"),
        ({"seeds": [1, 2, 1]}, "Seed 1 is given twice"),
        ({"seeds": [1, -2]}, "-2"),
        ({"seeds": "many"}, "many"),
        ({"seeds": True}, "True"),
        ({"seeds": 100_000}, "1000"),
        ({"margin": 0}, "0.005"),
        ({"margin": 0.5}, "half a point"),
        ({"margin": "wide"}, "wide"),
        ({"same": "yes, please"}, "same"),
        ({"question": 3}, "question"),
        ({"arm": {}}, "'arms'"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_in_one_sentence(other: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        build_experiment(content(**other))
    assert words in str(caught.value)
    assert caught.value.exit_code == 2
    assert caught.value.message("es") != caught.value.message("en")
    assert "\n" not in str(caught.value)


def test_an_experiment_needs_a_recipe() -> None:
    with pytest.raises(UsageError, match="recipe"):
        build_experiment({"arms": ARMS})


@pytest.mark.parametrize(
    ("target", "kind", "words"),
    [
        ("n5-widht", UsageError, "'n5-width'"),
        ("zzz", UsageError, "n1-augmentation"),
        ("digits", UsageError, "--arm"),
        ("not-there.toml", DataError, "not-there.toml"),
        ("not/there", DataError, "not/there"),
    ],
)
def test_a_name_that_is_none_is_answered_with_what_there_is(target: str, kind: type[PupilaError], words: str) -> None:
    with pytest.raises(kind, match=words):
        find_experiment(target)


def test_arms_belong_to_a_recipe() -> None:
    with pytest.raises(UsageError, match=r"plain, augmented"):
        find_experiment("n1-augmentation", arms=ARMS)
    with pytest.raises(RecipeError, match="digits"):
        find_experiment("digit", arms=ARMS)


def test_a_setting_that_every_arm_replaces_is_refused() -> None:
    with pytest.raises(UsageError, match=r"train\.epochs"):
        find_experiment("n5-epochs", settings={"train": {"epochs": 1}})


@pytest.mark.parametrize("arms", ["arms = 3", "arms = []", "[arms]\na = 1\nb = 2"])
def test_arms_that_are_none_are_told_whatever_else_is_asked_for(tmp_path: Path, arms: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'recipe = "digits"\n{arms}\n', encoding="utf-8")
    for asked in ({}, {"settings": {"train.epochs": 1}}, {"arms": ARMS}):
        with pytest.raises(UsageError):
            find_experiment(str(file), **asked)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("[arms", encoding="utf-8")
    with pytest.raises(UsageError, match=r"broken\.toml"):
        find_experiment(str(file))


def test_a_recipe_as_a_file_of_arms_is_not_an_experiment(tmp_path: Path) -> None:
    file = tmp_path / "recipe.toml"
    file.write_text('[model]\nlayers = ["flatten", "dense classes"]\n', encoding="utf-8")
    with pytest.raises(UsageError, match="--arm"):
        find_experiment(str(file))
    assert isinstance(find_experiment(str(file), arms=ARMS), Experiment)
