"""Steps that are recorded. What stands in for a graphics card here does the work again and leaves it where it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from torch import nn

from pupila.training import captured, loop
from pupila.training.captured import CapturedStep, record_graph
from pupila.training.loop import Trainer

Equal = Callable[[nn.Module, nn.Module], bool]
Work = Callable[[], None]
LINES = ("conv 6 3x3 same relu", "batchnorm", "maxpool 2", "dropout 0.3", "flatten", "dense 12 relu", "dense classes")


def play_again(work: Any, dice: Sequence[torch.Generator]) -> Callable[[], None]:
    """Do the work at every replay, and leave what comes out in the memory of the first time, as a graph does."""
    step: CapturedStep = work.__self__

    def results() -> list[torch.Tensor]:
        return [step._loss, step._logits, *(one.grad for one in step._parameters if one.grad is not None)]

    work()
    places = results()

    def replay() -> None:
        kept = [one.grad for one in step._parameters]
        work()
        for place, fresh in zip(places, results(), strict=True):
            place.copy_(fresh)
        step._loss, step._logits = places[:2]
        for one, gradient in zip(step._parameters, kept, strict=True):
            one.grad = gradient

    return replay


def stale(work: Any, dice: Sequence[torch.Generator]) -> Callable[[], None]:
    """Play what was recorded once, whatever is in the batch."""
    work()
    return lambda: None


def refuse(work: Work, dice: Sequence[torch.Generator]) -> Callable[[], None]:
    work()
    raise RuntimeError("operation not permitted when stream is capturing")


def recording(trainer: Trainer, record: captured.Recorder, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let a trainer on the processor record its steps."""
    made: list[Any] = []

    def capture(*arguments: Any, **options: Any) -> CapturedStep | None:
        made.append(captured.capture_step(*arguments, **options, record=record))
        return made[-1]

    monkeypatch.setattr(loop, "capture_step", capture)
    trainer._to_capture = True
    return made


@pytest.mark.parametrize("record", [play_again, stale, refuse])
@pytest.mark.parametrize("examples", [90, 96])  # 60 and 64 images of training: a last batch that is smaller, and none
def test_training_is_the_same_whatever_the_recording_does(
    record: captured.Recorder, examples: int, new_task: Any, equal_weights: Equal, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = new_task(
        lines=LINES, examples=examples, augment=("flip horizontal", "crop 1"), plan={"schedule": "one-cycle"}
    )
    plain, recorded = task.trainer(), task.trainer()
    task.fit(plain)
    made = recording(recorded, record, monkeypatch)
    task.fit(recorded)
    assert len(made) == 1, "it is tried once"
    assert (made[0] is not None) == (record is play_again)
    assert equal_weights(plain.model, recorded.model)


def test_a_recorded_step_leaves_the_model_as_it_was(new_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    task = new_task(lines=LINES)
    trainer = task.trainer()
    before = {name: content.clone() for name, content in trainer.model.state_dict().items()}
    batch = next(iter(task.loader("train", augmented=True).shuffled(seed=0, epoch=1)))[0]
    step = captured.capture_step(
        trainer.model, trainer._compute, batch, roll=trainer._roll, dice=[trainer._dropout], record=play_again
    )
    assert step is not None
    assert all(torch.equal(content, before[name]) for name, content in trainer.model.state_dict().items())
    assert all(one.grad is None for one in trainer.model.parameters())


def test_only_networks_of_ours_on_a_graphics_card_are_recorded(new_task: Any) -> None:
    assert not new_task(lines=LINES).trainer()._to_capture


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no graphics card that torch can use")
def test_a_graphics_card_plays_what_it_computes(new_task: Any) -> None:
    task = new_task(lines=LINES)
    trainer = task.trainer()
    model = trainer.model.to("cuda").to(memory_format=torch.channels_last)
    dice = torch.Generator(device="cuda")
    loop.set_dropout_generator(model, dice)
    batch = next(iter(task.loader("train", augmented=True).shuffled(seed=0, epoch=1)))[0]
    there = type(batch)(batch.images.cuda(), batch.labels.cuda(), batch.indices)

    def compute(images: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logits = model(images)
        return nn.functional.cross_entropy(logits, labels), logits

    step = captured.capture_step(
        model, compute, there, roll=lambda: dice.manual_seed(1), dice=[dice], record=record_graph
    )
    assert step is not None
