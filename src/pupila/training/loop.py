"""Train a network, as a chain of short named steps: fit, run_epoch, train_part, train_step.

After every epoch the network is measured in evaluation mode, on validation data and on a fixed part of the training
data; the average that a training keeps on the way has dropout, augmentation and old weights in it, and compares with
nothing.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from pupila.data.loader import Batch, Loader
from pupila.data.remarks import first_of
from pupila.errors import DivergenceError, PupilaError
from pupila.evaluation.inference import measure
from pupila.models.build import set_dropout_generator
from pupila.models.modules import DropoutLayer, Network
from pupila.runtime import computing_in, derive_seed, foreign_randomness, seed_foreign
from pupila.training.captured import CapturedStep, capture_step
from pupila.training.choice import Monitor
from pupila.training.dense import dense_pass
from pupila.training.events import EpochDone, Listener, StepsDone, silent
from pupila.training.schedules import SCHEDULES
from pupila.training.state import Progress, batch_digests, copy_weights

_TOLD_APART = 2  # epochs whose first batch is taken down: order and augmentation must differ between them


@dataclass(frozen=True)
class Plan:
    """Say how long to train, and what validation data may decide.

    Attributes:
        epochs: How many epochs at most.
        last_epoch: How much of the last of them is done, from above 0 to 1.
        schedule: A key of `SCHEDULES`.
        label_smoothing: Share of the target that is spread over all classes.
        patience: Stop after so many epochs without a better one on validation data; None: never.
        monitor: What makes an epoch better: validation accuracy or loss.
        keep: "best" ends with the weights of the best epoch on validation data, "last" with those of the last.
        precision: "float32" or "bfloat16", of the matrix products: see `runtime.choose_precision`.
    """

    epochs: int
    last_epoch: float = 1.0
    schedule: str = "constant"
    label_smoothing: float = 0.0
    patience: int | None = None
    monitor: Monitor = "accuracy"
    keep: str = "best"
    precision: str = "float32"

    @property
    def length(self) -> float:
        """Return how many epochs that is, the last one counted as far as it goes."""
        return self.epochs - 1 + self.last_epoch

    def share(self, epoch: int) -> float:
        """Return how much of an epoch is done."""
        return self.last_epoch if epoch == self.epochs else 1.0


class Trainer:
    """Train one model once.

    Args:
        model: Gives logits; already on the device of the loaders.
        optimizer: Over the model's parameters; its learning rate is the peak of the schedule.
        plan: How long, and by which rules.
        seed: The run's seed; order, augmentation and dropout of every step follow from it.
        listener: Told of steps and epochs.
        save: Called with this trainer after every epoch and before an interruption.
        should_stop: Asked after every step; True leaves `fit` early, to be taken up later.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        *,
        plan: Plan,
        seed: int,
        listener: Listener = silent,
        save: Callable[[Trainer], None] | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.model, self.optimizer, self.plan, self.seed = model, optimizer, plan, seed
        self.listener, self.save, self.should_stop = listener, save, should_stop
        self.progress = Progress()
        self.best_weights: dict[str, torch.Tensor] = {}
        self._schedule = SCHEDULES[plan.schedule]
        self._peaks = [group["lr"] for group in optimizer.param_groups]
        self._device = next(model.parameters()).device.type
        self._dropout = torch.Generator(device=self._device)
        by_hand = self._device == "cpu" and plan.precision == "float32"
        self._dense = dense_pass(model) if by_hand else None
        set_dropout_generator(model, self._dropout)
        self._rolls_dice = any(isinstance(part, DropoutLayer) for part in model.modules())
        # A network of ours rolls only its dropouts' dice; any other may roll those of torch's global generator.
        self._foreign_dice = not isinstance(model, Network)
        # A network of ours does the same work at every step; another one may decide on the way.
        self._to_capture = self._device == "cuda" and isinstance(model, Network)
        self._captured: CapturedStep | None = None
        self._last: tuple[Batch, ...] = ()  # the last batch, as one part

    def fit(self, train: Loader, *, remeasure: Loader, val: Loader | None) -> bool:
        """Train until the plan ends, going on from `progress`.

        Args:
            train: Shuffled and augmented.
            remeasure: A fixed part of the training set, not augmented.
            val: Validation data, or None: then nothing is chosen.

        Returns:
            False where `should_stop` ended it early, else True; then the model has the weights that the plan keeps.

        Raises:
            DivergenceError: A loss that is not finite.
        """
        while self.progress.epoch <= self.plan.epochs and not self._out_of_patience():
            if not self.run_epoch(train):
                self._save()
                return False
            self._finish_epoch(train, remeasure, val)
        if self.plan.keep == "best" and self.best_weights:
            self.model.load_state_dict(self.best_weights)
        return True

    @property
    def chosen_epoch(self) -> int:
        """Return the epoch whose weights are kept."""
        done = self.progress.epoch - 1
        return self.progress.best_epoch if self.plan.keep == "best" and self.progress.best_epoch else done

    def run_epoch(self, train: Loader) -> bool:
        """Train on what is left of the epoch; return False where it was left early."""
        self.model.train()
        progress = self.progress
        begin = time.monotonic()
        share = self.plan.share(progress.epoch)
        for part in train.shuffled(seed=self.seed, epoch=progress.epoch, first_step=progress.step, share=share):
            if progress.step == 0 and progress.epoch <= _TOLD_APART:
                progress.first_batch = batch_digests(part[0].images, part[0].indices)
            finished = self.train_part(part, train)
            # The making of the part counts, as it does for everyone; what listeners do with the report does not.
            progress.seconds += time.monotonic() - begin
            self._report(train)
            if not finished:
                return False
            begin = time.monotonic()
        return True

    def train_part(self, part: tuple[Batch, ...], train: Loader) -> bool:
        """Train on a few batches; return False where it was asked to stop between two of them."""
        progress, losses, outputs = self.progress, [], []
        finished = True
        with self._dice():
            for position, batch in enumerate(part, start=1):
                rate = self._set_learning_rate(progress.step, train.num_steps)
                loss, logits = self.train_step(batch)
                losses.append(loss)
                outputs.append(logits)
                progress.step += 1
                if self.should_stop():
                    steps = train.first(self.plan.share(progress.epoch))[1]
                    finished = position == len(part) and progress.step == steps
                    break
        self._last = part[len(losses) - 1 : len(losses)]
        self._count(part[: len(losses)], torch.stack(losses), torch.cat(outputs), rate)
        return finished

    def train_step(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Do one step; return its mean loss and its logits (B, K)."""
        self._roll()
        if self._foreign_dice:
            seed_foreign(self.seed, "foreign", self.progress.epoch, self.progress.step)
        if self._dense is not None:
            loss, logits = self._dense(batch.images, batch.labels, label_smoothing=self.plan.label_smoothing)
            self.optimizer.step()
            return loss, logits
        if self._to_capture:
            self._to_capture = False
            self._captured = self._capture(batch)
        if self._captured is not None and self._captured.fits(batch):
            loss, logits = self._captured(batch)
        else:
            loss, logits = self._compute(batch.images, batch.labels)
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self.optimizer.step()
        # Also after a captured step, whose gradients another one must not add to; it lays them back itself.
        self.optimizer.zero_grad(set_to_none=True)
        return loss.detach(), logits.detach()

    def _compute(self, images: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Go forward; return mean loss and logits."""
        with computing_in(self.plan.precision, self._device):
            logits = self.model(images)
            loss = nn.functional.cross_entropy(logits.float(), labels, label_smoothing=self.plan.label_smoothing)
        return loss, logits

    def _capture(self, batch: Batch) -> CapturedStep | None:
        dice = [self._dropout] * self._rolls_dice
        return capture_step(self.model, self._compute, batch, roll=self._roll, dice=dice)

    def _roll(self) -> None:
        """Set the dropouts' dice as this step wants them."""
        if self._rolls_dice:
            self._dropout.manual_seed(derive_seed(self.seed, "dropout", self.progress.epoch, self.progress.step))

    def _dice(self) -> contextlib.AbstractContextManager[object]:
        if self._foreign_dice:
            return foreign_randomness(self._device)
        return contextlib.nullcontext()

    def _set_learning_rate(self, step: int, steps_an_epoch: int) -> float:
        done = (self.progress.epoch - 1 + step / steps_an_epoch) / self.plan.length
        factor = self._schedule(done)
        for group, peak in zip(self.optimizer.param_groups, self._peaks, strict=True):
            group["lr"] = peak * factor
        return float(self._peaks[0] * factor)

    def _count(self, part: tuple[Batch, ...], losses: torch.Tensor, logits: torch.Tensor, rate: float) -> None:
        """Add a part to the epoch's sums, once for all its steps, so that no step waits for a number."""
        sizes = torch.tensor([len(batch.labels) for batch in part], dtype=torch.float64)
        values = losses.to("cpu", torch.float64)
        if not bool(torch.isfinite(values).all()):
            self._diverged(values, rate, part)
        labels = torch.cat([batch.labels for batch in part])
        self.progress.loss_sum += float((values * sizes).sum())
        self.progress.correct += int((logits.argmax(dim=1) == labels).sum())
        self.progress.samples += int(sizes.sum())

    def _diverged(self, losses: torch.Tensor, rate: float, batches: tuple[Batch, ...]) -> None:
        first = int((~torch.isfinite(losses)).nonzero()[0])
        step = self.progress.step - len(losses) + first + 1
        last_good = self.progress.epoch - 1
        rows = batches[first].indices.tolist() if batches else []
        raise DivergenceError(
            "training.diverged" if last_good else "training.diverged_at_once",
            loss=float(losses[first]),
            epoch=self.progress.epoch,
            step=step,
            rate=rate,
            last_good=last_good,
            rows=rows,
            images=first_of([str(row) for row in rows]),
        )

    def _report(self, train: Loader) -> None:
        progress = self.progress
        self.listener(
            StepsDone(
                epoch=progress.epoch,
                step=progress.step,
                steps_an_epoch=train.num_steps,
                epochs=self.plan.epochs,
                steps_in_all=train.num_steps * (self.plan.epochs - 1) + train.first(self.plan.last_epoch)[1],
                loss=progress.loss_sum / max(1, progress.samples),
                accuracy=progress.correct / max(1, progress.samples),
                images_per_second=progress.samples / max(progress.seconds, 1e-9),
            )
        )

    def _finish_epoch(self, train: Loader, remeasure: Loader, val: Loader | None) -> None:
        progress = self.progress
        expected = train.first(self.plan.share(progress.epoch))[0]
        if progress.samples != expected:
            raise PupilaError("training.samples", seen=progress.samples, expected=expected)
        measured_train = measure(self.model, remeasure.in_order())
        if not math.isfinite(measured_train["loss"]):
            # The epoch's last step did it, after its own loss was taken.
            self._diverged(torch.tensor([measured_train["loss"]]), self.optimizer.param_groups[0]["lr"], self._last)
        measured = measure(self.model, val.in_order()) if val is not None else None
        done = EpochDone(
            epoch=progress.epoch,
            train=measured_train,
            train_running={
                "loss": progress.loss_sum / progress.samples,
                "accuracy": progress.correct / progress.samples,
            },
            val=measured,
            learning_rate=self.optimizer.param_groups[0]["lr"],
            seconds=progress.seconds,
            images_per_second=progress.samples / max(progress.seconds, 1e-9),
            samples_seen=progress.samples,
            samples_expected=expected,
            first_batch=progress.first_batch or None,
        )
        if measured is not None and math.isfinite(measured["loss"]) and progress.consider(measured, self.plan.monitor):
            self.best_weights = copy_weights(self.model) if self.plan.keep == "best" else {}
        progress.history.append(done.to_json())
        progress.next_epoch()
        self._save()
        self.listener(done)

    def _out_of_patience(self) -> bool:
        patience, progress = self.plan.patience, self.progress
        return patience is not None and progress.best_epoch > 0 and progress.epoch - 1 - progress.best_epoch >= patience

    def _save(self) -> None:
        if self.save is not None:
            self.save(self)
