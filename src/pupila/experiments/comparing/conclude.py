"""Judge an experiment whose runs are done: the content of `comparison.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pupila import runtime
from pupila.evaluation.paired import mcnemar, paired
from pupila.evaluation.verdict import Pair, judge
from pupila.experiments.comparing.comparison import COMPARISON, SCHEMA, Comparison
from pupila.experiments.comparing.gather import Gathered
from pupila.experiments.comparing.question import Experiment
from pupila.experiments.comparing.verdict_words import reasons, sentences
from pupila.experiments.record import Run


def conclude(folder: Path, experiment: Experiment) -> dict[str, Any]:
    """Judge an experiment whose runs are all done; nothing is written.

    Returns:
        The content of `comparison.json`: all of it follows from the runs and `experiment.toml`, but `extended`, which
        goes on from the one that stands there.

    Raises:
        RunError: A run that is damaged, or runs of one seed that did not share their split.
    """
    names = {arm: [f"{arm}-{seed}" for seed in experiment.seeds] for arm in experiment.arms}
    gathered = Gathered(folder, {arm: [Run(folder / "runs" / name) for name in own] for arm, own in names.items()})
    gathered.check_splits()
    arms, examples = gathered.arms(experiment.arms), gathered.examples()
    accuracies = {name: arm["test_accuracy"] for name, arm in arms.items()}
    dice = runtime.numpy_generator(0, "verdict")
    judgement = judge(accuracies, margin=experiment.margin, examples=examples, generator=dice)
    told = judgement.to_json()
    hits, supports = gathered.hits(), gathered.supports()
    for pair, content in zip(judgement.pairs, told["pairs"], strict=True):
        content |= _beside(pair, arms, experiment.seeds, hits, supports)
    found = {
        "schema": SCHEMA,
        "experiment": experiment.name,
        "question": experiment.question.model_dump(),
        "margin": experiment.margin,
        "seeds": list(experiment.seeds),
        "extended": _looks(folder, len(experiment.seeds)),
        "data": {"name": gathered.data(), "test_images": examples},
        "arms": arms,
        "same_start": gathered.same_start(),
        **told,
    }
    return {**found, "sentence": sentences(found), "why_none": reasons(found)}


def _looks(folder: Path, seeds: int) -> list[int]:
    """Return at which counts of seeds a result was looked at: more than one means that seeds were added after."""
    before = list(Comparison(folder).content["extended"]) if (folder / COMPARISON).is_file() else []
    return before if seeds in before[-1:] else [*before, seeds]


def _beside(
    pair: Pair,
    arms: Mapping[str, Mapping[str, Any]],
    seeds: Sequence[int],
    hits: Mapping[str, Sequence[Any]],
    supports: Mapping[str, int],
) -> dict[str, Any]:
    """Return what else is known of two arms: image by image, the gaps between training and test, class by class."""
    first, second = arms[pair.first], arms[pair.second]
    answers = zip(seeds, hits[pair.first], hits[pair.second], strict=True)
    return {
        "mcnemar": [mcnemar(one, other).to_json(seed) for seed, one, other in answers],
        "gap": paired(first["gap"], second["gap"]).brief(),
        "loss_gap": paired(first["loss_gap"], second["loss_gap"]).brief(),
        "per_class": [
            {"name": name, **paired(recalls, second["per_class"][name], step=1 / supports[name]).brief()}
            for name, recalls in first["per_class"].items()
            if None not in recalls and None not in second["per_class"][name]
        ],
    }
