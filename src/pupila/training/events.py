"""Tell a listener what a training does; the progress bar, the history file and a studio all listen to these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class StepsDone:
    """Report some steps of an epoch, for progress bars."""

    epoch: int
    step: int
    steps_an_epoch: int
    epochs: int
    steps_in_all: int
    loss: float
    accuracy: float
    images_per_second: float


@dataclass(frozen=True)
class EpochDone:
    """Report a whole epoch: one line of `history.jsonl`.

    Attributes:
        epoch: From 1.
        train: Loss and accuracy on a fixed part of the training set, measured after the epoch in evaluation mode, and
            its n. This is what compares with `val`; `train_running` does not.
        train_running: The same as an average over the epoch's batches, while the weights still changed, with dropout
            and augmentation.
        val: Loss and accuracy on the validation set and its n, or None.
        learning_rate: At the last step.
        seconds: Of training, without measuring.
        images_per_second: Of training.
        samples_seen: Images that went through training in this epoch.
        samples_expected: Images that the epoch has, as far as it is planned; a difference stops the run.
        first_batch: Digests of the first batch, of its rows (`order`) and its pixels (`images`); only of the first
            epochs, which must differ.
    """

    epoch: int
    train: dict[str, float]
    train_running: dict[str, float]
    val: dict[str, float] | None
    learning_rate: float
    seconds: float
    images_per_second: float
    samples_seen: int
    samples_expected: int
    first_batch: dict[str, str] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the line of `history.jsonl`."""
        line = asdict(self)
        return line if self.first_batch else {key: value for key, value in line.items() if key != "first_batch"}


@dataclass(frozen=True)
class Planned:
    """Report how long a training for a given time will be.

    Attributes:
        minutes: What the run may take.
        epochs: How many epochs that allows, as one number, such as 2.4.
        seconds: What the run is expected to take.
        images_per_second: Of training, as measured before it.
        capped: Whether more time would allow more epochs than make sense.
        size: Of the images, such as "96x96", where the recipe left it to the time; else empty.
        network: Its name and options, where the recipe left something of them to the time; else empty.
    """

    minutes: float
    epochs: float
    seconds: float
    images_per_second: float
    capped: bool
    size: str = ""
    network: str = ""


Event = StepsDone | EpochDone | Planned
Listener = Callable[[Event], None]


def silent(event: Event) -> None:
    """Listen to nothing."""
