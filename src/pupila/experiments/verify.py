"""Check a run again that somebody hands in: nothing in its folder is believed that can be computed.

    files -> recipe -> history -> data -> split -> labels -> start -> predictions -> training -> figures -> audit

Sums in a manifest can be written anew by whoever changes a file; splits, predictions and figures cannot be made to fit
each other, the data and the weights without doing the training.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pupila import files
from pupila.data.dataset import Dataset
from pupila.errors import DataError, PupilaError, RunError
from pupila.evaluation.metrics import evaluate
from pupila.evaluation.predictions import Predictions
from pupila.experiments import record
from pupila.experiments.audit.examine import audit_run
from pupila.experiments.audit.facts import HELD_OUT, Facts, part_name
from pupila.experiments.audit.findings import FILE as AUDIT
from pupila.experiments.audit.parity import tolerance
from pupila.experiments.classifier import Classifier, load_classifier
from pupila.experiments.evidence import weights_digest
from pupila.experiments.prepare import DataProgress, Material, prepare_data, prepare_network, remeasured_rows
from pupila.experiments.record import Run
from pupila.language import LANGUAGES, Phrase, number, say, visible
from pupila.training.choice import best_epoch

Outcome = Literal["passed", "failed", "not possible"]
NAMES = (
    "files", "recipe", "history", "data", "split", "labels", "start", "predictions", "training", "figures", "audit",
)  # fmt: skip
_EXACT = 1e-9  # the same sum on another processor may end in another last digit
_MEASURED = 1e-3  # of training figures, measured again from the weights
_DIGITS, _MOST_DIGITS = 4, 17  # behind the point, where two figures are told apart
_FIRST = 5
_BATCH = 512
_BROKEN = (PupilaError, OSError, KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError)


@dataclass(frozen=True)
class Check:
    """Hold one check of a run.

    Args:
        name: One of `NAMES`, or "comparison".
        outcome: "passed", "failed", or "not possible": what it needs is not at hand.
        variant: Which sentence tells it: `verify.<name>_<variant>`, or `verify.any_<variant>`.
        values: What the sentence asks for, plain values.
        words: What else it asks for.
    """

    name: str
    outcome: Outcome
    variant: str
    values: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)

    def title(self, language: str = "en") -> str:
        """Name what was checked."""
        return say(f"verify.{self.name}_title", language)

    def message(self, language: str = "en") -> str:
        """Tell how it stands."""
        name = "any" if self.variant in ("damaged", "no_data", "module") else self.name
        return say(f"verify.{name}_{self.variant}", language, **{**self.values, **self.words})

    def to_json(self) -> dict[str, Any]:
        """Return the check as `pupila verify --json` prints it."""
        return {
            "name": self.name,
            "outcome": self.outcome,
            "message": {language: self.message(language) for language in LANGUAGES},
            "evidence": dict(self.values),
        }


@dataclass(frozen=True, eq=False)
class _Handed:
    """Hold the run that is checked, and what is loaded once for several checks."""

    folder: Path
    source: str | None
    progress: DataProgress | None
    dataset: Dataset | None = None

    @property
    def run(self) -> Run:
        return Run(self.folder)

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.folder)

    @cached_property
    def classifier(self) -> Classifier:
        """Return what the run deploys; never unsure, for the stored predictions are not."""
        return load_classifier(self.run, engine="torch", always_answer=True)

    @cached_property
    def material(self) -> Material | DataError:
        """Return the data, divided anew by the recipe; the error where they are not at hand."""
        recipe = self.run.recipe
        if self.source is not None:
            recipe = recipe.with_values({"data.source": self.source})
        try:
            return prepare_data(recipe, self.dataset, progress=self.progress)
        except DataError as error:
            return error

    @property
    def data(self) -> Material:
        """Return the data where they are at hand and those of the run.

        Raises:
            DataError: They are not.
        """
        if isinstance(self.material, DataError):
            raise self.material
        if self.material.dataset.fingerprint != self.facts.environment["data"]["fingerprint"]:
            raise DataError("verify.data_other", source=self.material.dataset.source)
        return self.material


def verify_run(
    run: Run, *, source: str | None = None, dataset: Dataset | None = None, progress: DataProgress | None = None
) -> tuple[Check, ...]:
    """Check a run from its files to its figures.

    Args:
        run: The run.
        source: Where its data are, if not where the recipe says.
        dataset: Its data, where they are in memory already.
        progress: Told of images read.

    Returns:
        One check for each of `NAMES`, in that order.

    Raises:
        RunError: The run is not finished.
        DataError: `source` is given and cannot be loaded.
    """
    if run.status != "done":
        raise RunError("verify.not_done", path=run.path, status=run.status)
    handed = _Handed(run.path, source, progress, dataset)
    if source is not None:
        _refuse_absent(handed)
    return tuple(guarded(name, partial(_CHECKS[name], handed)) for name in NAMES)


def _refuse_absent(handed: _Handed) -> None:
    """Refuse data that were given and cannot be loaded; what else is wrong is told check by check."""
    try:
        material = handed.material
    except _BROKEN:
        return
    if isinstance(material, DataError):
        raise material


def guarded(name: str, check: Callable[[], Check]) -> Check:
    """Make one check; data that are not at hand make it impossible, and a record that is damaged fails it."""
    try:
        return check()
    except DataError as error:
        return Check(name, "not possible", "no_data", {"reason": visible(error.message("en"))}, {"reason": error})
    except _BROKEN as error:
        reason = error.message("en") if isinstance(error, PupilaError) else f"{type(error).__name__}: {error}"
        told = error if isinstance(error, PupilaError) else visible(reason).rstrip(".")
        return Check(name, "failed", "damaged", {"reason": visible(reason)}, {"reason": told})


def check_files(folder: Path, *, expected: Iterable[str] | None = None) -> Check:
    """Compare files with the sums in their manifest.

    Args:
        folder: Of a run or an experiment.
        expected: What the manifest of an experiment must list; that of a run lists all files, so that others were
            added.
    """
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return Check("files", "failed", "no_manifest")
    sums: dict[str, str] = files.read_json(manifest)["sha256"]
    there = {path.relative_to(folder).as_posix() for path in record.hashed_files(folder)}
    found = {
        "missing": sorted(set(sums) - there),
        "changed": sorted(name for name in there & set(sums) if files.sha256(folder / name) != sums[name]),
    }
    if expected is None:
        found["added"] = sorted(there - set(sums))
    else:
        found["unlisted"] = sorted(set(expected) - set(sums))
    values: dict[str, Any] = {"count": len(sums), **found}
    of_whom = "" if expected is None else "_lasting"
    if any(found.values()):
        words = {what: _listed(names) for what, names in found.items()}
        return Check("files", "failed", f"differ{of_whom}", values, words)
    return Check("files", "passed", f"passed{of_whom}", values)


def _listed(names: list[str]) -> str:
    shown = ", ".join(visible(name) for name in names[:_FIRST])
    return (shown + (", ..." if len(names) > _FIRST else "")) or "0"


def _recipe(handed: _Handed) -> Check:
    recipe, summary = handed.run.recipe, handed.facts.summary
    for key, told, own in (
        ("recipe", summary["recipe"], recipe.name),
        ("train.seed", summary["seed"], recipe.train.seed),
        ("train.epochs", summary.get("epochs_planned", recipe.train.epochs), recipe.train.epochs),
    ):
        if told != own:
            return Check("recipe", "failed", "other", {"key": key, "told": str(told), "own": str(own)})
    return Check("recipe", "passed", "passed", {"name": recipe.name, "seed": recipe.train.seed})


def _history(handed: _Handed) -> Check:
    facts = handed.facts
    history, summary, train = facts.history, facts.summary, facts.settings["train"]
    epochs = [line["epoch"] for line in history]
    early = train.get("patience") is not None and len(epochs) < train["epochs"]
    if epochs != list(range(1, len(epochs) + 1)) or len(epochs) != summary["epochs"]:
        return Check("history", "failed", "epochs", {"lines": len(epochs), "told": summary["epochs"]})
    if len(epochs) != train["epochs"] and not early:
        return Check("history", "failed", "epochs", {"lines": len(epochs), "told": train["epochs"]})
    chosen = summary["chosen_epoch"]
    best = best_epoch(epochs, [line.get("val") for line in history], train["monitor"])
    again = best if train["keep"] == "best" and best else len(epochs)
    if chosen != again:
        return Check("history", "failed", "chosen", {"chosen": chosen, "again": again})
    for part in ("train", "val"):
        wrong = _of_epoch(facts, part, history[chosen - 1].get(part), chosen)
        if wrong is not None:
            return wrong
    return Check("history", "passed", "passed", {"epochs": len(epochs), "chosen": chosen})


def _of_epoch(facts: Facts, part: str, line: Mapping[str, Any] | None, epoch: int) -> Check | None:
    """Compare what the history says of the chosen epoch with the figures of the run."""
    block = facts.metrics.get(part)
    if line is None or block is None:
        return Check("history", "failed", "part", {"part": part}, {"which": part_name(part)}) if line or block else None
    for name in ("accuracy", "loss"):
        told, own = float(line[name]), float(block[name]["value"])
        exact = name == "accuracy" and _on_cpu(facts)
        if abs(told - own) > (_EXACT if exact else _MEASURED * max(1.0, own)):
            values = {"part": part, "figure": name, "epoch": epoch, "told": told, "own": own}
            words = {"which": part_name(part), "figure": _figure_name(name), **apart(told, own)}
            return Check("history", "failed", "figure", values, words)
    return None


def _on_cpu(facts: Facts) -> bool:
    return str(facts.summary.get("device", "cpu")) == "cpu"


def _data(handed: _Handed) -> Check:
    material = handed.material
    if isinstance(material, DataError):
        raise material
    data = material.dataset
    values = {"source": data.name if data.source == "builtin" else data.source, "n": data.num_examples}
    if material.dataset.fingerprint != handed.facts.environment["data"]["fingerprint"]:
        return Check("data", "failed", "other", values)
    return Check("data", "passed", "passed", values)


def _split(handed: _Handed) -> Check:
    """Divide the data anew by the recipe, and compare with what the run says."""
    told = handed.facts.splits
    for one, other in (("train", "val"), ("train", "test"), ("val", "test")):
        shared = sorted(set(told[one]) & set(told[other]))
        if shared:
            pair = {"one": part_name(one), "other": part_name(other)}
            return Check("split", "failed", "shared", {"count": len(shared), "name": shared[0]}, pair)
    own = handed.data.split.to_json(handed.data.dataset.ids)
    place = {name: part for part, names in own.items() for name in names}
    for part, names in told.items():
        moved = next((name for name in names if place.get(name) != part), None)
        if moved is not None:
            known = moved in place
            words: dict[str, Any] = {"one": part_name(part), "other": part_name(place[moved]) if known else ""}
            return Check("split", "failed", "moved" if known else "unknown", {"name": moved, "part": part}, words)
    everywhere = {name for names in told.values() for name in names}
    missing = [name for names in own.values() for name in names if name not in everywhere]
    if missing:
        return Check("split", "failed", "missing", {"count": len(missing), "name": missing[0]})
    return Check("split", "passed", "passed", {part: len(names) for part, names in own.items()})


def _rows(handed: _Handed, part: str) -> NDArray[np.int64]:
    """Return the rows of the data that the stored predictions of a part are of."""
    place = {name: row for row, name in enumerate(handed.data.dataset.ids)}
    return np.array([place[str(name)] for name in handed.facts.answers[part]["ids"]], np.int64)


def _labels(handed: _Handed) -> Check:
    for part, stored in handed.facts.answers.items():
        if sorted(map(str, stored["ids"])) != sorted(handed.facts.splits[part]):
            return Check("labels", "failed", "ids", {"part": part}, {"which": part_name(part)})
        labels = handed.data.dataset.labels[_rows(handed, part)]
        wrong = np.flatnonzero(labels != stored["labels"])
        if len(wrong):
            values = {"part": part, "count": len(wrong), "name": str(stored["ids"][wrong[0]])}
            return Check("labels", "failed", "other", values, {"which": part_name(part)})
    return Check("labels", "passed", "passed", {"n": sum(len(one["labels"]) for one in handed.facts.answers.values())})


def _start(handed: _Handed) -> Check:
    """Draw the first weights anew from the seed."""
    facts = handed.facts
    told = (facts.environment.get("start") or {}).get("weights")
    if facts.from_python:
        return Check("start", "not possible", "module")
    if not told:
        return Check("start", "not possible", "unrecorded")
    import torch

    lines = " ".join(facts.model.get("layers") or ())
    same_torch = facts.environment["versions"]["torch"] == torch.__version__
    own = weights_digest(prepare_network(handed.run.recipe, handed.data).model)
    if own == told:
        return Check("start", "passed", "passed", {"seed": facts.summary["seed"], "weights": own})
    if not same_torch or "whiten" in lines:  # which is computed, and ends in other last digits elsewhere
        return Check("start", "not possible", "elsewhere", {"torch": str(facts.environment["versions"]["torch"])})
    return Check("start", "failed", "other", {"seed": facts.summary["seed"], "weights": own, "told": told})


def _predictions(handed: _Handed) -> Check:
    facts = handed.facts
    if facts.from_python:
        return Check("predictions", "not possible", "module")
    told = (facts.evidence.get("end") or {}).get("weights")
    if told and told != weights_digest(handed.classifier.model):
        return Check("predictions", "failed", "weights", {"told": told})
    limit, largest, count = tolerance(facts), 0.0, 0
    for part, stored in facts.answers.items():
        found = _ask(handed, _rows(handed, part))
        apart = np.abs(found - stored["probabilities"]).max(axis=1)
        wrong = np.flatnonzero(~(apart <= limit))
        if len(wrong):
            values = {"part": part, "count": len(wrong), "n": len(apart), "name": str(stored["ids"][wrong[0]])}
            values |= {"largest": float(apart.max()), "tolerance": limit}
            return Check("predictions", "failed", "other", values, {"which": part_name(part)})
        largest, count = max(largest, float(apart.max(initial=0.0))), count + len(apart)
    return Check("predictions", "passed", "passed", {"n": count, "largest": largest, "tolerance": limit})


def _ask(handed: _Handed, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return what the run's classifier answers for some rows of the data. Shape (n, K)."""
    classifier = handed.classifier
    pixels = handed.data.dataset.pixels
    parts = [classifier.predict(pixels[rows[start : start + _BATCH]]) for start in range(0, len(rows), _BATCH)]
    return np.concatenate(parts)


def _training(handed: _Handed) -> Check:
    """Measure the training images again that the run measured."""
    if handed.facts.from_python:
        return Check("training", "not possible", "module")
    rows = remeasured_rows(handed.run.recipe, handed.data)
    data = handed.data.dataset
    found = evaluate(Predictions(_ask(handed, rows), data.labels[rows], rows, data.class_names))
    for name in ("accuracy", "loss"):
        told, own = float(handed.facts.metrics["train"][name]["value"]), float(found[name]["value"])
        if abs(told - own) > _MEASURED * max(1.0, abs(own)):
            values = {"figure": name, "told": told, "own": own}
            return Check("training", "failed", "other", values, {"figure": _figure_name(name), **apart(told, own)})
    return Check("training", "passed", "passed", {"n": len(rows)})


def _figures(handed: _Handed) -> Check:
    """Compute every figure again from the stored predictions."""
    facts, count = handed.facts, 0
    for part in HELD_OUT:
        block = facts.metrics.get(part)
        if bool(block) != (part in facts.answers):
            return Check("figures", "failed", "part", {"part": part}, {"which": part_name(part)})
        if not block:
            continue
        own = evaluate(handed.run.predictions(part))
        wrong = same(block, own)
        if wrong is not None:
            path, one, other = wrong
            values = {"part": part, "figure": path, "told": str(one), "own": str(other)}
            return Check("figures", "failed", "other", values, {"which": part_name(part), **apart(one, other)})
        count += len(_leaves(own))
    return Check("figures", "passed", "passed", {"count": count})


def same(told: Any, own: Any) -> tuple[str, Any, Any] | None:
    """Return the path of the first value that differs, and both values; None where all are equal to nine digits."""
    one, other = dict(_leaves(told)), dict(_leaves(json.loads(files.to_json(own))))
    wrong = next((key for key in {**other, **one} if not _equal(one.get(key, key), other.get(key, key))), None)
    return None if wrong is None else (wrong, one.get(wrong), other.get(wrong))


def _leaves(content: Any, path: str = "") -> list[tuple[str, Any]]:
    """Return every value of nested mappings and lists with its dotted path."""
    if isinstance(content, Mapping):
        return [
            leaf for key, value in content.items() for leaf in _leaves(value, f"{path}.{key}" if path else str(key))
        ]
    if isinstance(content, (list, tuple)):
        return [leaf for place, value in enumerate(content) for leaf in _leaves(value, f"{path}[{place}]")]
    return [(path, content)]


def _equal(one: Any, other: Any) -> bool:
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (one, other))
    return bool(abs(one - other) <= _EXACT * max(1.0, abs(other))) if numbers else one == other


@dataclass(frozen=True)
class _Figure:
    """Hold a number with a format, to be written with the marks of the language it is told in."""

    value: float
    spec: str

    def say(self, language: str) -> str:
        return number(self.value, self.spec, language)


def apart(told: Any, own: Any) -> dict[str, Any]:
    """Return two values that differ as words for a sentence; numbers with as many digits as tell them apart."""
    values = {"told": told, "own": own}
    kinds = {type(value) for value in values.values()}
    if kinds == {int}:
        return {name: _Figure(value, ",") for name, value in values.items()}
    if kinds <= {int, float}:
        specs = (f".{digits}f" for digits in range(_DIGITS, _MOST_DIGITS))
        spec = next((one for one in specs if format(told, one) != format(own, one)), f".{_MOST_DIGITS}f")
        return {name: _Figure(value, spec) for name, value in values.items()}
    return {name: Phrase("verify.nothing") if value is None else visible(value) for name, value in values.items()}


def _figure_name(name: str) -> Phrase:
    return Phrase("verify.accuracy" if name == "accuracy" else "verify.loss")


def _audit(handed: _Handed) -> Check:
    """Audit the run again: what is found now must stand in the audit that was handed in."""
    findings = audit_run(handed.folder, write=False)
    loud = {one.code: one.severity for one in findings if one.severity in ("fault", "warning")}
    values = {"codes": sorted(loud)}
    if not (handed.folder / AUDIT).exists():
        return Check("audit", "not possible", "none", values)
    told = {one["code"]: one["severity"] for one in files.read_json(handed.folder / AUDIT)["findings"]}
    for code, severity in loud.items():
        if told.get(code) not in (severity, "fault"):
            found = next(one for one in findings if one.code == code)
            return Check("audit", "failed", "other", {**values, "code_found": code}, {"message": found})
    return Check("audit", "passed", "passed", {**values, "count": len(loud)})


_CHECKS: dict[str, Callable[[_Handed], Check]] = {
    "files": lambda handed: check_files(handed.folder),
    "recipe": _recipe,
    "history": _history,
    "data": _data,
    "split": _split,
    "labels": _labels,
    "start": _start,
    "predictions": _predictions,
    "training": _training,
    "figures": _figures,
    "audit": _audit,
}
