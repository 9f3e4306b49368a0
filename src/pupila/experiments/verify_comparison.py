"""Check an experiment again that somebody hands in: each of its runs, and the comparison computed from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pupila import files, runtime
from pupila.errors import DataError
from pupila.evaluation.verdict import judge
from pupila.experiments.audit.comparison import COMPARISON
from pupila.experiments.gather import Gathered
from pupila.experiments.prepare import DataProgress, prepare_data
from pupila.experiments.question import Experiment, find_experiment
from pupila.experiments.record import Run
from pupila.experiments.verdict_words import reasons, sentences
from pupila.experiments.verify import Check, check_files, guarded, same, verify_run

_JUDGED = ("first", "second", "difference", "level", "verdict", "winner", "seeds_needed")


def verify_experiment(
    folder: Path, *, source: str | None = None, progress: DataProgress | None = None
) -> tuple[tuple[Check, ...], dict[str, tuple[Check, ...]]]:
    """Check an experiment from its runs to its verdict.

    Args:
        folder: The experiment's folder.
        source: Where its data are, if not where the recipe says.
        progress: Told of images read.

    Returns:
        The checks of the experiment's own files and of the comparison, and those of each run by its name.

    Raises:
        UsageError: An experiment that cannot be read.
        DataError: `source` is given and cannot be loaded.
    """
    experiment = find_experiment(str(folder))
    recipe = experiment.recipe if source is None else experiment.recipe.with_values({"data.source": source})
    names = [f"{arm}-{seed}" for seed in experiment.seeds for arm in experiment.arms]
    dataset = None
    if not any(key.startswith("data.") for arm in experiment.arms.values() for key in arm):
        try:
            dataset = prepare_data(recipe, progress=progress).dataset
        except DataError:
            if source is not None:
                raise  # else each run says what could not be checked without its data
    runs = {
        name: verify_run(Run(folder / "runs" / name), source=source, dataset=dataset, progress=progress)
        for name in names
    }
    own = (
        guarded("files", lambda: check_files(folder, whole=False)),
        guarded("comparison", lambda: _comparison(folder, experiment)),
    )
    return own, runs


def _comparison(folder: Path, experiment: Experiment) -> Check:
    if not (folder / COMPARISON).exists():
        return Check("comparison", "not possible", "none")
    told = files.read_json(folder / COMPARISON)
    own = _again(folder, experiment, told)
    wrong = same({key: told.get(key) for key in own}, own)
    if wrong is not None:
        path, one, other = wrong
        return Check("comparison", "failed", "other", {"figure": path, "told": str(one), "own": str(other)})
    return Check("comparison", "passed", "passed", {"runs": len(experiment.seeds) * len(experiment.arms)})


def _again(folder: Path, experiment: Experiment, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return arms, judgement and sentences, computed from the runs."""
    places = {arm: [folder / "runs" / f"{arm}-{seed}" for seed in experiment.seeds] for arm in experiment.arms}
    gathered = Gathered(folder, {arm: [Run(place) for place in own] for arm, own in places.items()})
    gathered.check_splits()
    arms = gathered.arms(experiment.arms)
    judgement = judge(
        {name: arm["test_accuracy"] for name, arm in arms.items()},
        margin=experiment.margin,
        examples=gathered.examples(),
        generator=runtime.numpy_generator(0, "verdict"),
    ).to_json()
    pairs = [{key: pair[key] for key in _JUDGED} for pair in judgement["pairs"]]
    beside = [{**old, **new} for old, new in zip(told["pairs"], pairs, strict=True)]
    found = {
        "margin": experiment.margin,
        "seeds": list(experiment.seeds),
        "arms": arms,
        "same_start": gathered.same_start(),
        **judgement,
        "pairs": beside,
    }
    whole = {**told, **found}
    return {**found, "sentence": sentences(whole), "why_none": reasons(whole)}
