"""Divide a data set into train, val and test: stratified, seeded, copies on one side, a given test set sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.data.remarks import first_of
from pupila.errors import DataError, UsageError

Rows = NDArray[np.int64]
_PARTS = ("train", "val", "test", "dropped")


@dataclass(frozen=True, eq=False)
class Split:
    """Hold the rows of each part of a data set, sorted; together they are all rows, each once.

    Args:
        train: Examples to learn from.
        val: Examples that may choose an epoch or a model; may be empty.
        test: Examples that choose nothing.
        dropped: Examples left out because the identical image stands in the test or val set that the data brings.
    """

    train: Rows
    val: Rows
    test: Rows
    dropped: Rows

    def to_json(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the ids of each part, as kept in a run's `splits.json`."""
        return {part: [ids[row] for row in getattr(self, part)] for part in _PARTS}

    @classmethod
    def from_json(cls, record: Mapping[str, Any], ids: Sequence[str]) -> Split:
        """Find the rows of the parts again, in a data set whose order may have changed.

        Raises:
            DataError: Examples of the record that the data set does not have; the first five are named.
        """
        place = {name: row for row, name in enumerate(ids)}
        missing = [name for part in _PARTS for name in record.get(part, ()) if name not in place]
        if missing:
            raise DataError("data.split_unknown", count=len(missing), names=first_of(missing))
        parts = {part: np.array(sorted(place[name] for name in record.get(part, ())), np.int64) for part in _PARTS}
        return cls(**parts)


def make_split(
    labels: NDArray[np.integer[Any]],
    digests: NDArray[Any],
    given_split: NDArray[np.str_],
    *,
    val: float,
    test: float,
    generator: np.random.Generator,
) -> Split:
    """Divide the examples, class by class in the same proportion.

    What the data itself says stands: a given test (or val) set is taken whole. Examples of train that are identical
    to one of it would leak, and are dropped; so are examples of a given val set identical to test. Where a set is not
    given it is drawn from the training
    examples: first test, then val from what remains. Identical images go together, so a class with many copies may
        miss its share by more
    than one example; otherwise each class is within one of it. Every class keeps at least one training example.

    Args:
        labels: Shape (N,).
        digests: Equal for identical images. Shape (N,).
        given_split: "", "train", "val" or "test". Shape (N,).
        val: Fraction of the training examples held out for validation; 0 for none. Without effect where the data
            brings a val set.
        test: Fraction held out for the test; without effect where the data brings a test set.
        generator: Rolls the dice.

    Raises:
        UsageError: A fraction outside [0, 1).
        DataError: Arrays of different lengths, or no example left to train on.
    """
    if not len(labels) == len(digests) == len(given_split):
        raise DataError("data.split_lengths", labels=len(labels), digests=len(digests), given=len(given_split))
    for name, fraction in (("val", val), ("test", test)):
        if not 0 <= fraction < 1:
            raise UsageError("data.split_fraction", name=name, value=fraction)
    groups = np.unique(digests, return_inverse=True)[1].reshape(-1)
    test_rows = np.flatnonzero(given_split == "test")
    val_rows, val_leaks = _without(np.flatnonzero(given_split == "val"), groups, sealed=test_rows)
    pool, leaks = _without(
        np.flatnonzero((given_split != "test") & (given_split != "val")),
        groups,
        sealed=np.concatenate([test_rows, val_rows]),
    )
    if not len(test_rows):
        pool, test_rows = _hold_out(pool, labels, groups, fraction=test, generator=generator)
    if not len(val_rows):
        pool, val_rows = _hold_out(pool, labels, groups, fraction=val, generator=generator)
    if not len(pool):
        raise DataError("data.split_no_training")
    return Split(pool, val_rows, test_rows, np.sort(np.concatenate([leaks, val_leaks])))


def _without(rows: Rows, groups: Rows, *, sealed: Rows) -> tuple[Rows, Rows]:
    """Part `rows` into those unlike any sealed example, and those identical to one."""
    leaking = np.isin(groups[rows], groups[sealed])
    return rows[~leaking], rows[leaking]


def _hold_out(
    pool: Rows, labels: NDArray[np.integer[Any]], groups: Rows, *, fraction: float, generator: np.random.Generator
) -> tuple[Rows, Rows]:
    """Part `pool` into what is kept and what is held out, both sorted."""
    if fraction == 0 or not len(pool):
        return pool, pool[:0]
    # Groups of identical images are drawn as one; a group counts for the class of its first example.
    members, first, inverse, sizes = np.unique(groups[pool], return_index=True, return_inverse=True, return_counts=True)
    owner = labels[pool][first]
    classes, class_of = np.unique(owner, return_inverse=True)
    available = np.bincount(class_of, weights=sizes).astype(np.int64)
    wanted = _shares(available, fraction)
    chosen = np.zeros(len(members), bool)
    order = generator.permutation(len(members))
    for index in range(len(classes)):
        own = order[class_of[order] == index]
        chosen[own] = _fill(sizes[own], int(wanted[index]))
    _give_back(chosen, inverse, labels[pool])
    held = chosen[inverse]
    return pool[~held], pool[held]


def _shares(available: Rows, fraction: float) -> Rows:
    """Round each class's share so that they add up to the whole's (largest remainders), less than all."""
    exact = available * fraction
    shares: Rows = np.minimum(np.floor(exact + 1e-9).astype(np.int64), available - 1)
    missing = round(float(available.sum() * fraction)) - int(shares.sum())
    remainders = np.where(shares < available - 1, exact - shares, -1.0)
    for index in np.argsort(-remainders, kind="stable")[: max(missing, 0)]:
        if remainders[index] > 1e-9:
            shares[index] += 1
    return shares


def _fill(sizes: Rows, wanted: int) -> NDArray[np.bool_]:
    """Take groups in order as long as they fit into what is wanted."""
    taken = np.zeros(len(sizes), bool)
    left = wanted
    for index, size in enumerate(sizes.tolist()):
        if left == 0:
            break
        if size <= left:
            taken[index] = True
            left -= size
    return taken


def _give_back(chosen: NDArray[np.bool_], inverse: Rows, labels: NDArray[np.integer[Any]]) -> None:
    """Return groups to the kept side until every class has an example there.

    Needed only where identical images bear different labels: a class may then live in groups that count for another.
    """
    for label in np.setdiff1d(labels, labels[~chosen[inverse]]):
        chosen[inverse[np.flatnonzero(labels == label)[0]]] = False
