"""Tell from the learning curves how a training fitted: too much, too little, well, or so that one cannot tell.

Only training and validation figures are read; the test set has no say in what to try next. The rules are few, their
thresholds stand here by name with the reason, and the figures that a diagnosis quotes are those of the history, not
smoothed ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pupila.evaluation.intervals import difference_interval

Kind = Literal["overfit", "underfit", "good", "improving", "diverging", "noisy", "too_short", "unmeasured"]
MoreEpochs = Literal["yes", "no", "unclear"]

FEWEST_EPOCHS = 4  # three points lie on too many curves
LARGE_GAP = 0.05  # training minus validation accuracy: one image in twenty is more than a different sample explains
OPEN_GAP = 0.03  # from here a gap counts as open: two samples of a few thousand images may lie closer by chance
RISING_LOSS = 0.06  # relative rise of the smoothed validation loss after its lowest point that is overfitting
RISING_NOISE = 2.5  # and that rise must be so many times the jitter of the curve
DIVERGING_LOSS = 0.25  # relative rise of the training loss above its lowest point: learning well never undoes so much
NOISY_LOSS = 0.10  # jitter of the validation loss, relative to its level, from which its trends cannot be read
FALLING_LOSS = 0.05  # relative fall of the validation loss over the last quarter from which more epochs may help
FALLING_NATS = 0.01  # and in nats, because halving a loss of 0.004 changes no answer
HIGH_ERROR = 0.3  # errors on its own training images, as a share of those that guessing would make: it fits too little
FEW_IMAGES = 500  # validation images below which the jitter may be theirs
_LAST_PART = 4  # the end of a training is its last quarter


@dataclass(frozen=True)
class Evidence:
    """Hold the figures behind a diagnosis, each as it stands in the history; None where the history lacks it.

    Args:
        epochs: How many epochs were measured.
        last_epoch: The last of them.
        train_accuracy: Training accuracy at the last epoch.
        val_accuracy: Validation accuracy at the last epoch.
        best_epoch: Epoch of the lowest validation loss.
        best_loss: That loss, in nats.
        last_loss: Validation loss at the last epoch.
        lowest_train_loss: The lowest training loss.
        last_train_loss: Training loss at the last epoch; None where it was not finite.
        jitter: How far the validation loss jumps from epoch to epoch, relative to its level.
        val_examples: Number of validation images; 0 where unknown.
    """

    epochs: int
    last_epoch: int
    train_accuracy: float | None = None
    val_accuracy: float | None = None
    best_epoch: int | None = None
    best_loss: float | None = None
    last_loss: float | None = None
    lowest_train_loss: float | None = None
    last_train_loss: float | None = None
    jitter: float | None = None
    val_examples: int = 0

    @property
    def gap(self) -> float | None:
        """Return training minus validation accuracy at the last epoch."""
        if self.train_accuracy is None or self.val_accuracy is None:
            return None
        return self.train_accuracy - self.val_accuracy


@dataclass(frozen=True)
class Diagnosis:
    """Hold how a training fitted.

    Args:
        kind: "overfit", "underfit", "good", "improving" (it ended while still falling), "diverging", "noisy" (trends
            cannot be read), "too_short", or "unmeasured" (no validation).
        since: For "overfit" the epoch from which on the gap was open; for "diverging" the epoch of the lowest training
            loss, after which it rose; otherwise None.
        more_epochs: Whether going on in the same way may help: "yes", "no" or "unclear".
        evidence: The figures behind it.
    """

    kind: Kind
    since: int | None
    more_epochs: MoreEpochs
    evidence: Evidence


@dataclass(frozen=True)
class Setup:
    """Hold what a recipe already does, as far as known, so that advice does not repeat it; None: unknown.

    Args:
        augmented: Whether training images are augmented.
        dropout: Whether the network has dropout.
        weight_decay: Strength of the weight decay.
        learning_rate: The highest learning rate.
        constant_rate: Whether the learning rate never falls.
        keeps_best: Whether the best epoch is kept, not the last.
    """

    augmented: bool | None = None
    dropout: bool | None = None
    weight_decay: float | None = None
    learning_rate: float | None = None
    constant_rate: bool | None = None
    keeps_best: bool | None = None


@dataclass(frozen=True)
class _Curves:
    """Hold the measured epochs as arrays of equal length."""

    epochs: NDArray[np.int64]
    train_loss: NDArray[np.float64]
    train_accuracy: NDArray[np.float64]
    val_loss: NDArray[np.float64]
    val_accuracy: NDArray[np.float64]
    train_n: int
    val_n: int


def diagnose(history: Sequence[Mapping[str, Any]], *, num_classes: int | None = None) -> Diagnosis:
    """Diagnose a training from its history.

    A training loss that was not finite, or that rose for good, is diverging whatever else. Then: curves too short or
    too jumpy to read are called so. A validation loss that rose after its lowest point, or a training accuracy ahead by
    `LARGE_GAP` and more than chance explains, is overfitting. What still fell in the last quarter is improving. What
    then still errs on its own training images is underfitting; the rest is good.

    Args:
        history: Lines of `history.jsonl`: `epoch`, `train` and `val` with `loss`, `accuracy` and `n`, training measured
            as validation is (no dropout, no augmentation).
        num_classes: How many classes there are; None judges against a guess that is never right.

    Example:
        >>> line = lambda epoch, train, val: {"epoch": epoch, "train": {"loss": train, "accuracy": 0.9, "n": 1000},
        ...                                   "val": {"loss": val, "accuracy": 0.8, "n": 1000}}
        >>> losses = [(1.0, 1.1), (0.6, 0.8), (0.4, 0.7), (0.3, 0.75), (0.2, 0.85), (0.1, 0.95)]
        >>> found = diagnose([line(epoch, *pair) for epoch, pair in enumerate(losses, start=1)])
        >>> found.kind, found.evidence.best_epoch, found.more_epochs
        ('overfit', 3, 'no')
    """
    blown = _blown_up(history)
    curves = _curves(history)
    evidence = _evidence(history, curves)
    if blown or (curves is not None and _diverges(curves)):
        return Diagnosis("diverging", _lowest_train_epoch(history), "no", evidence)
    if curves is None:
        return Diagnosis("unmeasured", None, "unclear", evidence)
    if len(curves.epochs) < FEWEST_EPOCHS:
        return Diagnosis("too_short", None, "unclear", evidence)
    if (evidence.jitter or 0.0) > NOISY_LOSS:
        return Diagnosis("noisy", None, "unclear", evidence)
    return _read(curves, evidence, num_classes)


def advise(diagnosis: Diagnosis, setup: Setup = Setup()) -> tuple[str, ...]:
    """Return codes of what to try next, the likeliest first; nothing that the recipe already does.

    The codes are "more_epochs", "fewer_epochs", "keep_best", "augment", "dropout", "weight_decay", "more_images",
    "smaller_network", "larger_network", "less_regularisation", "higher_rate", "lower_rate", "falling_rate",
    "more_validation", "hold_out", "leave".

    Example:
        >>> advise(Diagnosis("overfit", 3, "no", Evidence(9, 9, best_epoch=3)), Setup(augmented=True, dropout=False))
        ('keep_best', 'dropout', 'weight_decay')
    """
    kind, evidence = diagnosis.kind, diagnosis.evidence
    if kind == "overfit":
        return _against_overfitting(diagnosis, setup)
    if kind == "underfit":
        eased = setup.dropout or setup.augmented or bool(setup.weight_decay)
        return ("larger_network", *(("less_regularisation",) if eased else ()), "higher_rate")
    if kind == "noisy":
        few = 0 < evidence.val_examples < FEW_IMAGES
        falling = () if setup.constant_rate is False else ("falling_rate",)
        return ("lower_rate", *falling, *(("more_validation",) if few else ()))
    fixed: dict[str, tuple[str, ...]] = {
        "diverging": ("lower_rate",),
        "improving": ("more_epochs",),
        "too_short": ("more_epochs",),
        "unmeasured": ("hold_out",),
    }
    return fixed.get(kind, ("leave",))


def _against_overfitting(diagnosis: Diagnosis, setup: Setup) -> tuple[str, ...]:
    evidence = diagnosis.evidence
    beyond = evidence.last_epoch - (evidence.best_epoch or evidence.last_epoch)
    late = diagnosis.more_epochs == "no" and beyond >= max(2, evidence.epochs // _LAST_PART)
    keeps = () if not late else ("fewer_epochs",) if setup.keeps_best else ("keep_best",)
    tries = [
        code
        for code, done in (
            ("augment", setup.augmented),
            ("dropout", setup.dropout),
            ("weight_decay", setup.weight_decay),
        )
        if not done
    ]
    return (*keeps, *tries, "more_images", "smaller_network")[:3]


def _read(curves: _Curves, evidence: Evidence, num_classes: int | None) -> Diagnosis:
    """Tell overfit, underfit, improving and good apart, on curves long and calm enough to be read."""
    rises, falls = _rises(curves), _falls(curves.val_loss)
    more: MoreEpochs = "yes" if falls and not rises else "no"
    if rises or _gap_is_large(curves):
        return Diagnosis("overfit", _opening(curves), more, evidence)
    if falls:
        return Diagnosis("improving", None, more, evidence)
    guess_errors = 1 - 1 / num_classes if num_classes else 1.0
    misses = 1 - float(_smooth(curves.train_accuracy)[-1])
    return Diagnosis("underfit" if misses > HIGH_ERROR * guess_errors else "good", None, more, evidence)


def _curves(history: Sequence[Mapping[str, Any]]) -> _Curves | None:
    """Return the epochs that have all four figures, or None where there is none."""
    rows, sizes = [], (0, 0)
    for line in history:
        train, val = line.get("train") or {}, line.get("val") or {}
        values = [train.get("loss"), train.get("accuracy"), val.get("loss"), val.get("accuracy")]
        if all(value is not None and math.isfinite(value) for value in values):
            rows.append([int(line["epoch"]), *values])
            sizes = int(train.get("n") or 0), int(val.get("n") or 0)
    if not rows:
        return None
    columns = np.array(rows, dtype=np.float64).T
    epochs, train_loss, train_accuracy, val_loss, val_accuracy = columns
    return _Curves(epochs.astype(np.int64), train_loss, train_accuracy, val_loss, val_accuracy, *sizes)


def _evidence(history: Sequence[Mapping[str, Any]], curves: _Curves | None) -> Evidence:
    losses = [(line.get("train") or {}).get("loss") for line in history]
    finite = [float(loss) for loss in losses if loss is not None and math.isfinite(loss)]
    last = losses[-1] if losses else None
    lowest, end = min(finite, default=None), float(last) if last is not None and math.isfinite(last) else None
    last_epoch = int(history[-1]["epoch"]) if history else 0
    if curves is None:
        return Evidence(len(history), last_epoch, lowest_train_loss=lowest, last_train_loss=end)
    best = int(np.argmin(curves.val_loss))
    return Evidence(
        epochs=len(history),
        last_epoch=last_epoch,
        train_accuracy=float(curves.train_accuracy[-1]),
        val_accuracy=float(curves.val_accuracy[-1]),
        best_epoch=int(curves.epochs[best]),
        best_loss=float(curves.val_loss[best]),
        last_loss=float(curves.val_loss[-1]),
        jitter=_jitter(curves.val_loss),
        val_examples=curves.val_n,
        lowest_train_loss=lowest,
        last_train_loss=end,
    )


def _blown_up(history: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a training loss is there and not a finite number, or missing from a line that has the entry."""
    for line in history:
        train = line.get("train")
        if train and "loss" in train and (train["loss"] is None or not math.isfinite(train["loss"])):
            return True
    return False


def _lowest_train_epoch(history: Sequence[Mapping[str, Any]]) -> int | None:
    found = [((line.get("train") or {}).get("loss"), int(line["epoch"])) for line in history]
    finite = [(loss, epoch) for loss, epoch in found if loss is not None and math.isfinite(loss)]
    return min(finite)[1] if finite else None


def _diverges(curves: _Curves) -> bool:
    """Tell whether the training loss left its lowest point for good: every later epoch of the end lies far above."""
    loss = curves.train_loss
    if len(loss) < FEWEST_EPOCHS:
        return False
    place = int(np.argmin(loss))
    after = loss[place + 1 :]
    if len(after) < 2:
        return False
    tail = after[-min(3, len(after)) :]
    jitter = _jitter(loss[: place + 1]) * float(loss[place]) if place >= 2 else 0.0
    left, gone = (float(loss[place]) * (1 + rise) + 3 * jitter for rise in (DIVERGING_LOSS / 2, DIVERGING_LOSS))
    # A jumpy curve comes back down: there the end is lower than what came before it.
    return bool(tail.min() > left and tail[-1] > gone and tail[-1] >= 0.9 * after.max())


def _gap_is_large(curves: _Curves) -> bool:
    gaps = _smooth(curves.train_accuracy) - _smooth(curves.val_accuracy)
    return bool(gaps[-1] >= LARGE_GAP) and _beyond_chance(curves, len(gaps) - 1)


def _beyond_chance(curves: _Curves, place: int) -> bool:
    """Tell whether the interval of the gap at one epoch leaves out zero; without numbers of images it is believed."""
    if not curves.train_n or not curves.val_n:
        return True
    train = round(float(curves.train_accuracy[place]) * curves.train_n), curves.train_n
    val = round(float(curves.val_accuracy[place]) * curves.val_n), curves.val_n
    return difference_interval(train, val)[0] > 0


def _opening(curves: _Curves) -> int:
    """Return the first epoch from which on training stays ahead by `OPEN_GAP`; else that of the lowest loss."""
    gaps = curves.train_accuracy - curves.val_accuracy
    closed = np.flatnonzero(_smooth(gaps) < OPEN_GAP)
    first = int(closed[-1]) + 1 if len(closed) else 0
    ahead = np.flatnonzero(gaps[first:] >= OPEN_GAP)  # the epoch itself, not only the mean with its neighbours
    place = first + int(ahead[0]) if len(ahead) else int(np.argmin(curves.val_loss))
    return int(curves.epochs[place])


def _rises(curves: _Curves) -> bool:
    """Tell whether the validation loss rose after its lowest point while the training loss did not."""
    smooth = _smooth(curves.val_loss)
    place = int(np.argmin(smooth))
    if place >= len(smooth) - 1:
        return False
    # An easy task brings the loss down to nothing at all; what it does down there changes no answer.
    rise = float(smooth[-1]) / max(float(smooth[place]), FALLING_NATS) - 1
    train = _smooth(curves.train_loss)
    return rise > max(RISING_LOSS, RISING_NOISE * _jitter(curves.val_loss)) and bool(
        train[-1] <= train[place] * (1 + RISING_LOSS / 2)
    )


def _falls(loss: NDArray[np.float64]) -> bool:
    """Tell whether the validation loss still fell over the last quarter, by more than its jitter explains."""
    width = max(2, round(len(loss) / _LAST_PART))
    smooth = _smooth(loss)
    before, last = float(smooth[-1 - width]), float(smooth[-1])
    noise = _jitter(loss) * last
    return before - last > max(FALLING_LOSS * before, FALLING_NATS, noise)


def _smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return running means of three, of two at the ends."""
    padded = np.pad(values, 1, constant_values=np.nan)
    return np.asarray(np.nanmean(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0))


def _jitter(values: NDArray[np.float64]) -> float:
    """Return how far values stand from the middle of their neighbours, as a deviation relative to their level.

    The first third, where losses fall steeply, is left out; the median lets single jumps pass.
    """
    kept = values[len(values) // 3 :] if len(values) >= 6 else values
    if len(kept) < 3:
        return 0.0
    off = kept[1:-1] - (kept[:-2] + kept[2:]) / 2
    deviation = float(np.median(np.abs(off))) / 0.6745 / math.sqrt(1.5)  # of a normal, and of such a difference
    level = float(np.median(kept))
    return deviation / level if level > 0 else 0.0
