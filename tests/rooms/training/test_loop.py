"""The loop against plain torch, and what it promises about measuring, choosing and stopping."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from pupila.errors import DivergenceError, PupilaError
from pupila.evaluation.inference import predict
from pupila.evaluation.metrics import evaluate
from pupila.training import loop
from pupila.training.events import EpochDone, StepsDone
from pupila.training.schedules import SCHEDULES

Equal = Callable[[nn.Module, nn.Module], bool]
MEASURE = loop.measure

NAIVE = {
    "sgd": (lambda p: torch.optim.SGD(p, lr=0.005, foreach=False), {}),
    "momentum": (lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9, nesterov=True, foreach=False), {}),
    "adam": (lambda p: torch.optim.Adam(p, lr=0.005, foreach=False), {}),
    "adamw": (lambda p: torch.optim.AdamW(p, lr=0.005, weight_decay=0.0, foreach=False), {}),
}
OURS = {
    "sgd": {"name": "sgd"},
    "momentum": {"name": "sgd", "momentum": 0.9, "nesterov": True},
    "adam": {"name": "adam"},
    "adamw": {"name": "adamw"},
}
CONVOLUTION = ("conv 4 3x3 tanh", "avgpool 2", "flatten", "dense classes")


@pytest.mark.parametrize("kind", NAIVE)
@pytest.mark.parametrize("lines", [("flatten", "dense 16 relu", "dense 8 tanh", "dense classes"), CONVOLUTION])
@pytest.mark.parametrize("schedule", ["constant", "one-cycle"])
def test_training_is_what_a_plain_loop_does(new_task: Any, kind: str, lines: tuple[str, ...], schedule: str) -> None:
    plan = {"schedule": schedule, "keep": "last", "label_smoothing": 0.1}
    task = new_task(lines=lines, optimizer={**OURS[kind], "learning_rate": 0.005}, plan=plan)
    trainer = task.trainer()
    naive = copy.deepcopy(trainer.model)
    optimizer = NAIVE[kind][0](naive.parameters())
    loader = task.loader("train", augmented=True)
    for epoch in (1, 2):
        batches = [batch for part in loader.shuffled(seed=0, epoch=epoch) for batch in part]
        for step, batch in enumerate(batches):
            optimizer.param_groups[0]["lr"] = 0.005 * SCHEDULES[schedule]((epoch - 1 + step / len(batches)) / 2)
            optimizer.zero_grad()
            nn.functional.cross_entropy(naive(batch.images), batch.labels, label_smoothing=0.1).backward()
            optimizer.step()
    assert task.fit(trainer)
    for ours, plain in zip(trainer.model.parameters(), naive.parameters(), strict=True):
        assert (ours - plain).abs().max().item() < 5e-6


def test_training_learns(new_task: Any) -> None:
    lines = ("conv 8 3x3 same relu", "maxpool 2", "flatten", "dense 24 relu", "dense classes")
    task = new_task(lines=lines, examples=450, epochs=8, batch_size=16, optimizer={"learning_rate": 0.005})
    trainer = task.trainer()
    task.fit(trainer)
    assert trainer.progress.history[-1]["train"]["accuracy"] > 0.75
    assert max(line["val"]["accuracy"] for line in trainer.progress.history) > 0.6, "chance is a third"


def test_every_epoch_is_told_in_full(new_task: Any) -> None:
    heard: list[Any] = []
    task = new_task()
    trainer = task.trainer(listener=heard.append)
    task.fit(trainer)
    epochs = [event for event in heard if isinstance(event, EpochDone)]
    assert [event.to_json() for event in epochs] == trainer.progress.history
    assert [event.epoch for event in epochs] == [1, 2]
    assert {event.samples_seen for event in epochs} == {event.samples_expected for event in epochs} == {60}
    assert all(event.val is not None and event.val["n"] == 30 and event.train["n"] == 60 for event in epochs)
    assert all(event.seconds > 0 and event.images_per_second > 0 for event in epochs)
    assert all(math.isfinite(event.train_running["loss"]) for event in epochs)
    steps = [event for event in heard if isinstance(event, StepsDone)]
    assert steps[-1].step == steps[-1].steps_an_epoch == 8
    assert all(0 <= event.accuracy <= 1 for event in steps)


def test_the_running_average_is_over_all_images(new_task: Any) -> None:
    """Without learning, the average on the way equals the measure after, last small batch included."""
    task = new_task(epochs=1, optimizer={"learning_rate": 1e-12})
    trainer = task.trainer()
    task.fit(trainer)
    line = trainer.progress.history[0]
    assert line["train_running"]["loss"] == pytest.approx(line["train"]["loss"], abs=1e-5)
    assert line["train_running"]["accuracy"] == line["train"]["accuracy"]


def test_measuring_is_what_an_independent_evaluation_finds(full_task: Any) -> None:
    full_task.plan["keep"] = "last"
    trainer = full_task.trainer()
    full_task.fit(trainer)
    for part in ("train", "val"):
        loader = full_task.loader(part)
        found = evaluate(predict(trainer.model, loader.in_order(), class_names=full_task.data.class_names))
        told = trainer.progress.history[-1][part]
        assert told["accuracy"] == found["accuracy"]["value"]
        assert told["loss"] == pytest.approx(found["loss"]["value"], abs=1e-5)


def test_a_missing_image_stops_the_run(new_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    task = new_task()
    trainer = task.trainer()
    whole = trainer._count

    def forgetful(part: Any, losses: Any, logits: Any, rate: float) -> None:
        whole(part, losses, logits, rate)
        trainer.progress.samples -= 1

    monkeypatch.setattr(trainer, "_count", forgetful)
    with pytest.raises(PupilaError, match="59 images where 60"):
        task.fit(trainer)


def scripted(monkeypatch: pytest.MonkeyPatch, results: list[tuple[float, float]]) -> None:
    """Let validation (30 examples) reach these accuracies and losses, epoch by epoch."""
    left = iter(results)

    def measure(model: nn.Module, batches: Any) -> dict[str, float]:
        found = MEASURE(model, batches)
        if found["n"] == 30:
            accuracy, loss = next(left)
            return {"accuracy": accuracy, "loss": loss, "n": 30}
        return found

    monkeypatch.setattr(loop, "measure", measure)


RESULTS = [(0.5, 1.0), (0.7, 0.9), (0.7, 0.8), (0.6, 0.5), (0.7, 0.8)]


@pytest.mark.parametrize(("monitor", "best"), [("accuracy", 3), ("loss", 4)])
def test_the_best_epoch_on_validation_data_is_kept(
    new_task: Any, monkeypatch: pytest.MonkeyPatch, equal_weights: Equal, monitor: str, best: int
) -> None:
    scripted(monkeypatch, RESULTS)
    task = new_task(epochs=5, plan={"monitor": monitor})
    trainer = task.trainer()
    task.fit(trainer)
    assert trainer.chosen_epoch == best
    kept = new_task(epochs=5, plan={"keep": "last"})
    exact = kept.trainer()
    train, measured = kept.loader("train", augmented=True), kept.loader("train")
    scripted(monkeypatch, RESULTS)
    while exact.progress.epoch <= best:
        exact.run_epoch(train)
        exact._finish_epoch(train, measured, kept.loader("val"))
    assert equal_weights(trainer.model, exact.model)


def test_the_last_epoch_is_kept_where_asked_for(new_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, RESULTS)
    task = new_task(epochs=5, plan={"keep": "last"})
    trainer = task.trainer()
    task.fit(trainer)
    assert trainer.chosen_epoch == 5
    assert trainer.best_weights == {}


def test_without_validation_nothing_is_chosen(new_task: Any) -> None:
    task = new_task(epochs=2)
    trainer = task.trainer()
    task.fit(trainer, val=False)
    assert trainer.chosen_epoch == 2
    assert trainer.progress.history[0]["val"] is None
    assert trainer.best_weights == {}


@pytest.mark.parametrize(("patience", "epochs"), [(1, 5), (2, 6), (9, 8)])
def test_patience_ends_a_training(new_task: Any, monkeypatch: pytest.MonkeyPatch, patience: int, epochs: int) -> None:
    scripted(monkeypatch, [(0.1, 1), (0.2, 1), (0.3, 1), (0.4, 1), *[(0.2, 1)] * 4])
    task = new_task(epochs=8, plan={"patience": patience})
    trainer = task.trainer()
    assert task.fit(trainer)
    assert len(trainer.progress.history) == epochs
    assert trainer.chosen_epoch == 4


def test_a_loss_that_is_not_finite_stops_at_its_step(new_task: Any) -> None:
    task = new_task(epochs=3)
    trainer = task.trainer()
    step = trainer.train_step

    def poisoned(batch: Any) -> Any:
        loss, logits = step(batch)
        return (loss * float("nan") if (trainer.progress.epoch, trainer.progress.step) == (2, 4) else loss), logits

    trainer.train_step = poisoned
    with pytest.raises(DivergenceError) as caught:
        task.fit(trainer)
    values = caught.value.values
    assert (values["epoch"], values["step"], values["last_good"]) == (2, 5, 1)
    assert values["rate"] == 0.01
    assert caught.value.exit_code == 5
    assert "step 5 of epoch 2" in str(caught.value)
    assert "después" not in caught.value.message("en")
    assert len(trainer.progress.history) == 1


@pytest.mark.parametrize("kind", ["sgd", "adam"])
def test_a_senseless_learning_rate_diverges_at_once(new_task: Any, kind: str) -> None:
    task = new_task(optimizer={"name": kind, "learning_rate": 1e30}, epochs=3)
    with pytest.raises(DivergenceError, match="epoch 1"):
        task.fit(task.trainer())


def test_weights_broken_by_the_last_step_are_not_kept(new_task: Any) -> None:
    """The loss of the only step is fine; what it did to the weights is not."""
    saved: list[int] = []
    task = new_task(optimizer={"name": "sgd", "learning_rate": 1e38}, epochs=1, batch_size=100)
    trainer = task.trainer(save=lambda trainer: saved.append(trainer.progress.epoch))
    with pytest.raises(DivergenceError):
        task.fit(trainer, val=False)
    assert saved == []


def test_a_validation_loss_that_is_not_finite_is_never_the_best(new_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [(0.9, math.nan), (0.4, 1.0), (0.95, math.inf)])
    task = new_task(epochs=3)
    trainer = task.trainer()
    task.fit(trainer)
    assert trainer.chosen_epoch == 2


@pytest.mark.parametrize("seed", [0, 3])
def test_the_same_seed_gives_the_same_bits(full_task: Any, equal_weights: Equal, without_clock: Any, seed: int) -> None:
    full_task.seed = seed
    one, other = full_task.trainer(), full_task.trainer()
    full_task.fit(one)
    torch.rand(7)  # whatever others roll must not matter
    full_task.fit(other)
    assert equal_weights(one.model, other.model)
    assert without_clock(one.progress.history) == without_clock(other.progress.history)


def test_another_seed_gives_another_network(full_task: Any, equal_weights: Equal) -> None:
    one = full_task.trainer()
    full_task.fit(one)
    full_task.seed = 1
    other = full_task.trainer()
    full_task.fit(other)
    assert not equal_weights(one.model, other.model)


class Foreign(nn.Module):
    """A network from outside, which rolls torch's global dice in two ways."""

    def __init__(self) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(5)
            self.first = nn.LazyLinear(10)
            self.first(torch.zeros(1, 300))
            self.second = nn.Linear(10, 3)
        self.drop = nn.Dropout(0.4)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        hidden = self.drop(torch.relu(self.first(images.flatten(1))))
        return self.second(nn.functional.dropout(hidden, 0.2, self.training))


@pytest.mark.filterwarnings("ignore:Lazy modules:UserWarning")
@pytest.mark.parametrize("module", [None, Foreign], ids=["ours", "from outside"])
def test_every_step_drops_other_units(new_task: Any, module: Any) -> None:
    lines = ("flatten", "dense 32 relu", "dropout 0.5", "dense classes")
    task = new_task(lines=lines, module=module, optimizer={"name": "sgd", "learning_rate": 1e-30})
    trainer = task.trainer()
    batch = next(task.loader("train").in_order())
    with trainer._dice():
        losses = []
        for place in [(1, 0), (1, 1), (2, 0), (1, 0)]:
            trainer.progress.epoch, trainer.progress.step = place
            losses.append(trainer.train_step(batch)[0].item())
    assert len(set(losses[:3])) == 3
    assert losses[3] == losses[0]


@pytest.mark.filterwarnings("ignore:Lazy modules:UserWarning")
def test_a_network_from_outside_with_dropout_can_be_repeated(new_task: Any, equal_weights: Equal) -> None:
    task = new_task(module=Foreign)
    state = torch.get_rng_state()
    one, other = task.trainer(), task.trainer()
    task.fit(one)
    assert torch.equal(torch.get_rng_state(), state)
    torch.rand(3)
    task.fit(other)
    assert equal_weights(one.model, other.model)


@pytest.mark.filterwarnings("ignore:Lazy modules:UserWarning")
@pytest.mark.parametrize("stop", [1, 5, 11])
def test_a_network_from_outside_goes_on_where_it_was_stopped(new_task: Any, equal_weights: Equal, stop: int) -> None:
    task = new_task(module=Foreign)
    whole, parts = task.trainer(), task.trainer()
    task.fit(whole)
    asked = iter(range(1, 1000))
    parts.should_stop = lambda: next(asked) == stop
    assert not task.fit(parts)
    assert task.fit(parts)
    assert equal_weights(whole.model, parts.model)


def test_training_leaves_the_network_in_the_mode_of_measuring_untouched(full_task: Any) -> None:
    trainer = full_task.trainer()
    full_task.fit(trainer)
    norm = next(part for part in trainer.model.modules() if isinstance(part, nn.BatchNorm2d))
    before = norm.running_mean.clone()
    predict(trainer.model, full_task.loader("val").in_order(), class_names=full_task.data.class_names)
    assert torch.equal(before, norm.running_mean)
    assert np.isfinite(before.numpy()).all()
