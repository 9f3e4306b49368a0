"""A training taken up anywhere ends exactly as an unbroken one, and a damaged checkpoint is never believed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from pupila.errors import RunError
from pupila.training.checkpoint import GENERATIONS, load_checkpoint, save_checkpoint

OPTIMIZERS: dict[str, dict[str, Any]] = {
    "adam": {"name": "adam"},
    "adamw": {"name": "adamw", "weight_decay": 0.01},
    "sgd": {"name": "sgd"},
    "nesterov": {"name": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.001},
}
STEPS_AN_EPOCH = 8


def after(steps: int) -> Callable[[], bool]:
    """Ask to stop once so many steps have been done."""
    left: Iterator[int] = iter(range(1, 10_000))
    return lambda: next(left) >= steps


def saving(folder: Path) -> Callable[[Any], None]:
    return lambda trainer: save_checkpoint(folder, trainer)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("stops", [(1,), (8,), (3, 1, 6), (15,), (23,)], ids=str)
def test_a_resumed_training_equals_an_unbroken_one(
    full_task: Any, tmp_path: Path, equal_weights: Any, without_clock: Any, optimizer: str, stops: tuple[int, ...]
) -> None:
    full_task.optimizer = {"learning_rate": 0.02, **OPTIMIZERS[optimizer]}
    unbroken = full_task.trainer()
    assert full_task.fit(unbroken)
    for stop in stops:
        part = full_task.trainer(save=saving(tmp_path), should_stop=after(stop))
        if any(tmp_path.iterdir()):
            load_checkpoint(tmp_path, part)
        assert not full_task.fit(part)
    last = full_task.trainer(save=saving(tmp_path))
    assert load_checkpoint(tmp_path, last) == 0
    assert full_task.fit(last)
    assert equal_weights(last.model, unbroken.model)
    assert without_clock(last.progress.history) == without_clock(unbroken.progress.history)
    assert last.chosen_epoch == unbroken.chosen_epoch


def test_stopping_at_the_very_last_step_is_finishing(full_task: Any, tmp_path: Path) -> None:
    trainer = full_task.trainer(should_stop=after(3 * STEPS_AN_EPOCH))
    assert full_task.fit(trainer)
    assert len(trainer.progress.history) == 3


@pytest.fixture
def two_generations(full_task: Any, tmp_path: Path) -> Path:
    """Train three epochs, saving each."""
    full_task.fit(full_task.trainer(save=saving(tmp_path)))
    assert len(list(tmp_path.glob("*.json"))) == GENERATIONS == 2
    assert len(list(tmp_path.iterdir())) == 4
    return tmp_path


def newest(folder: Path, suffix: str) -> Path:
    return max(folder.glob(f"*{suffix}"))


def flip_bit(path: Path, position: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(position * (len(content) - 1))] ^= 1
    path.write_bytes(bytes(content))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "first bit": lambda path: flip_bit(path, 0.0),
    "middle bit": lambda path: flip_bit(path, 0.5),
    "late bit": lambda path: flip_bit(path, 0.97),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b" x"),
    "swapped": lambda path: shutil.copy(min(path.parent.glob(f"*{path.suffix}")), path),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("suffix", [".safetensors", ".json"])
def test_a_damaged_generation_is_passed_over(
    full_task: Any, two_generations: Path, equal_weights: Any, damage: str, suffix: str
) -> None:
    DAMAGES[damage](newest(two_generations, suffix))
    trainer = full_task.trainer()
    assert load_checkpoint(two_generations, trainer) == 1
    assert trainer.progress.epoch == 3
    unbroken = full_task.trainer()
    full_task.fit(unbroken)
    full_task.fit(trainer)
    assert equal_weights(trainer.model, unbroken.model)


def test_a_missing_half_of_a_generation_is_damage(full_task: Any, two_generations: Path) -> None:
    newest(two_generations, ".safetensors").unlink()
    assert load_checkpoint(two_generations, full_task.trainer()) == 1


@pytest.mark.parametrize("body", ["[]", "3", '"x"', '{"schema": 1}', '{"body": 1, "sha256": 2}', "null"])
def test_json_of_another_shape_is_damage(full_task: Any, two_generations: Path, body: str) -> None:
    newest(two_generations, ".json").write_text(body)
    assert load_checkpoint(two_generations, full_task.trainer()) == 1


def test_every_single_bit_counts(full_task: Any, two_generations: Path) -> None:
    path = newest(two_generations, ".safetensors")
    content = path.read_bytes()
    for position in range(60):
        flip_bit(path, position / 59)
        assert load_checkpoint(two_generations, full_task.trainer()) == 1
        path.write_bytes(content)
    assert load_checkpoint(two_generations, full_task.trainer()) == 0


def test_without_a_whole_generation_nothing_is_loaded(full_task: Any, two_generations: Path) -> None:
    for path in two_generations.glob("*.safetensors"):
        flip_bit(path, 0.5)
    with pytest.raises(RunError, match=r"no usable checkpoint.*2 damaged") as caught:
        load_checkpoint(two_generations, full_task.trainer())
    assert caught.value.exit_code == 4


def test_the_checkpoint_of_another_network_is_refused(full_task: Any, new_task: Any, two_generations: Path) -> None:
    with pytest.raises(RunError, match="another network"):
        load_checkpoint(two_generations, new_task().trainer())


def test_stale_temporary_files_are_swept(full_task: Any, tmp_path: Path) -> None:
    (tmp_path / ".000001-00000000.json.ab12cd34.tmp").write_bytes(b"half")
    (tmp_path / "000000-00000007.safetensors").write_bytes(b"without its other half")
    full_task.epochs = 1
    full_task.fit(full_task.trainer(save=saving(tmp_path)))
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".safetensors"}
    assert len(list(tmp_path.iterdir())) == 2


def test_a_save_that_fails_leaves_the_one_before(
    full_task: Any, two_generations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in two_generations.iterdir()}
    trainer = full_task.trainer()
    load_checkpoint(two_generations, trainer)
    trainer.progress.epoch += 1

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        save_checkpoint(two_generations, trainer)
    assert {path.name: path.read_bytes() for path in two_generations.iterdir()} == before


def test_nothing_is_pickled(two_generations: Path) -> None:
    for path in two_generations.glob("*.json"):
        assert json.loads(path.read_text()).keys() == {"sha256", "body"}
    header = newest(two_generations, ".safetensors").read_bytes()[8:9]
    assert header == b"{"


def test_the_best_weights_come_back(full_task: Any, two_generations: Path) -> None:
    trainer = full_task.trainer()
    load_checkpoint(two_generations, trainer)
    assert trainer.best_weights.keys() == trainer.model.state_dict().keys()
    assert all(torch.isfinite(one).all() for one in trainer.best_weights.values())


def test_the_checkpoint_of_another_run_is_refused(full_task: Any, tmp_path: Path) -> None:
    """The same network and data: everything would fit."""
    full_task.fit(full_task.trainer(save=lambda trainer: save_checkpoint(tmp_path, trainer, identity="one")))
    trainer = full_task.trainer()
    before = [one.clone() for one in trainer.model.state_dict().values()]
    with pytest.raises(RunError, match="belongs to another run") as caught:
        load_checkpoint(tmp_path, trainer, identity="other")
    assert caught.value.exit_code == 4
    assert all(map(torch.equal, before, trainer.model.state_dict().values()))
    assert load_checkpoint(tmp_path, trainer, identity="one") == 0


def test_a_checkpoint_without_identity_serves_a_run_without(full_task: Any, two_generations: Path) -> None:
    """So were both, before there were identities."""
    for path in two_generations.glob("*.json"):
        body = json.loads(json.loads(path.read_text())["body"])
        del body["identity"]
        content = json.dumps(body)
        path.write_text(json.dumps({"sha256": hashlib.sha256(content.encode()).hexdigest(), "body": content}))
    with pytest.raises(RunError, match="belongs to another run"):
        load_checkpoint(two_generations, full_task.trainer(), identity="one")
    assert load_checkpoint(two_generations, full_task.trainer()) == 0
