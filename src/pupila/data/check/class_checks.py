"""Check classes: names that are meant to be one, few examples, imbalance."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import numpy as np

from pupila.data.check.evidence import CHECKS, Evidence
from pupila.data.check.finding import Finding
from pupila.data.dataset import Dataset
from pupila.data.remarks import Note, first_of

FEW, FEW_TO_JUDGE = 20, 30  # training examples of a class; test examples of a class
UNEVEN, VERY_UNEVEN = 3.0, 10.0  # the largest class by the smallest


@CHECKS.register("class_names_alike")
def class_names_alike(evidence: Evidence) -> Finding | None:
    """Find classes whose names differ in nothing but case, spaces or the way in which accents are stored."""
    groups = alike_names(evidence.dataset.class_names)
    if not groups:
        return None
    return Finding("class_names_alike", "error", (), {"names": _listed(groups)}, groups=groups)


@CHECKS.register("class_names_accents")
def class_names_accents(evidence: Evidence) -> Finding | None:
    """Find classes whose names differ in nothing but accents."""
    same = {name for group in alike_names(evidence.dataset.class_names) for name in group}
    groups = tuple(
        group for group in _grouped(evidence.dataset.class_names, _without_accents) if not same.issuperset(group)
    )
    if not groups:
        return None
    return Finding("class_names_accents", "warning", (), {"names": _listed(groups)}, groups=groups)


@CHECKS.register("class_without_training")
def class_without_training(evidence: Evidence) -> Finding | None:
    """Find classes without a training example."""
    names = [name for name, count in _training_counts(evidence.dataset).items() if not count]
    return (
        Finding("class_without_training", "error", (), {"names": first_of(names), "number": len(names)})
        if names
        else None
    )


@CHECKS.register("few_to_learn")
def few_to_learn(evidence: Evidence) -> Finding | None:
    """Find classes with few training examples."""
    few = {name: count for name, count in _training_counts(evidence.dataset).items() if 0 < count < FEW}
    return Finding("few_to_learn", "warning", (), _told(few, FEW)) if few else None


@CHECKS.register("few_to_judge")
def few_to_judge(evidence: Evidence) -> Finding | None:
    """Find classes of a given test set that are too small for a figure of their own."""
    data = evidence.dataset
    in_test = data.given_split == "test"
    if not in_test.any():
        return None
    counts = np.bincount(data.labels[in_test], minlength=data.num_classes).tolist()
    few = {name: count for name, count in zip(data.class_names, counts, strict=True) if count < FEW_TO_JUDGE}
    return Finding("few_to_judge", "warning", (), _told(few, FEW_TO_JUDGE)) if few else None


@CHECKS.register("imbalance")
def imbalance(evidence: Evidence) -> Finding | None:
    """Find classes of very different size."""
    counts = {name: count for name, count in _training_counts(evidence.dataset).items() if count}
    largest, smallest = max(counts, key=lambda name: counts[name]), min(counts, key=lambda name: counts[name])
    ratio = counts[largest] / counts[smallest]
    if ratio < UNEVEN:
        return None
    values = {
        "ratio": ratio,
        "largest": largest,
        "most": counts[largest],
        "smallest": smallest,
        "least": counts[smallest],
        "share": counts[largest] / sum(counts.values()),
    }
    return Finding("imbalance", "warning" if ratio >= VERY_UNEVEN else "remark", (), values)


def alike_names(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return groups of names that differ in nothing but case, spaces or the way in which accents are stored.

    Example:
        >>> alike_names(["Cat", "cat ", "dog"])
        (('Cat', 'cat '),)
    """
    return _grouped(names, _plain)


def class_notes(dataset: Dataset) -> tuple[Note, ...]:
    """Return what training says of classes in a line each: names that are alike, classes too small to learn."""
    notes = []
    groups = alike_names(dataset.class_names)
    if groups:
        notes.append(Note("check.note_names_alike", {"names": _listed(groups)}))
    few = {name: count for name, count in _training_counts(dataset).items() if 0 < count < FEW}
    if few:
        notes.append(Note("check.note_few", _told(few, FEW)))
    return tuple(notes)


def _grouped(names: Sequence[str], reduce: Callable[[str], str]) -> tuple[tuple[str, ...], ...]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(reduce(name), []).append(name)
    return tuple(tuple(group) for group in found.values() if len(group) > 1)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("_", " ").replace("-", " ").split())


def _without_accents(name: str) -> str:
    parts = unicodedata.normalize("NFKD", _plain(name))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _training_counts(dataset: Dataset) -> dict[str, int]:
    learned = np.isin(dataset.given_split, ("", "train"))
    counts = np.bincount(dataset.labels[learned], minlength=dataset.num_classes).tolist()
    return dict(zip(dataset.class_names, counts, strict=True))


def _told(few: dict[str, int], limit: int) -> dict[str, str | int]:
    named = [f"{name} ({count})" for name, count in sorted(few.items(), key=lambda item: item[1])]
    return {"names": first_of(named), "number": len(few), "limit": limit}


def _listed(groups: tuple[tuple[str, ...], ...]) -> str:
    return first_of([" = ".join(f"'{name}'" for name in group) for group in groups])
