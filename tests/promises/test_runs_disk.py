"""Disks that fail, fill up or forget: on them is the old or the new; what is neither is noticed (P03 to P05, P08)."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
import pytest
import torch
from nursery import Nursery

from pupila import files
from pupila.data.check.moving import JOURNAL, move_back, move_out
from pupila.errors import Interrupted, RunError
from pupila.experiments import record
from pupila.experiments.config import build_recipe
from pupila.experiments.record import Run
from pupila.experiments.run import Watch, resume, train
from pupila.models.build import build
from pupila.models.parsing import parse_layers
from pupila.training.checkpoint import load_checkpoint, save_checkpoint
from pupila.training.loop import Plan, Trainer
from pupila.training.optimizers import build_optimizer

Counted = Callable[[int], None]
pytestmark = pytest.mark.timeout(600)  # for a machine that others use too
Command = Callable[..., tuple[int, str, str]]
FAILURES = {"full": errno.ENOSPC, "broken": errno.EIO, "denied": errno.EACCES, "exit": None}
PARTS = ("checkpoint", "history.jsonl", "summary.json", "predictions")


class Gone(BaseException):
    """The process is no more: nothing that it would have done on its way out is done."""


class FailingDisk(files.Disk):
    """Fail at one call: with an error of the system, or by the end of the process (None)."""

    def __init__(self, at: int = 0, number: int | None = None) -> None:
        self.at, self.number, self.calls, self.gone = at, number, 0, False

    def call(self) -> None:
        if self.gone:
            raise Gone
        self.calls += 1
        if self.calls == self.at:
            if self.number is None:
                self.gone = True
                raise Gone
            raise OSError(self.number, os.strerror(self.number))

    def create(self, path: Path) -> IO[bytes]:
        self.call()
        return FailingFile(self, path, "x")  # type: ignore[return-value]  # as much of a file as is asked for

    def extend(self, path: Path) -> IO[bytes]:
        self.call()
        return FailingFile(self, path, "a")  # type: ignore[return-value]

    def flush(self, file: IO[bytes]) -> None:
        self.call()

    def sync(self, file: IO[bytes]) -> None:
        self.call()

    def replace(self, source: Path, target: Path) -> None:
        self.call()
        super().replace(source, target)

    def link(self, source: Path, target: Path) -> None:
        self.call()
        super().link(source, target)

    def sync_folder(self, folder: Path) -> None:
        self.call()

    def remove(self, path: Path) -> None:
        self.call()
        super().remove(path)


class FailingFile:
    """Write to a file without a buffer; where that fails, half of it is written all the same."""

    def __init__(self, disk: FailingDisk, path: Path, mode: str) -> None:
        self._disk, self._file = disk, io.FileIO(path, mode)

    def __enter__(self) -> FailingFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def write(self, content: bytes) -> int:
        try:
            self._disk.call()
        except BaseException:
            self._file.write(content[: len(content) // 2])
            raise
        return self._file.write(content)


def new_trainer(mark: int) -> Trainer:
    """Return a trainer after one step of its own, at the end of epoch `mark`."""
    layers = parse_layers(("flatten", "dense 4 relu", "dense classes"))
    dice = torch.Generator().manual_seed(mark)
    model = build(layers, input_shape=(1, 4, 4), num_classes=3, generator=dice)
    optimizer = build_optimizer("adam", model.parameters(), learning_rate=0.01)
    trainer = Trainer(model, optimizer, plan=Plan(epochs=9), seed=mark)
    model(torch.rand(2, 1, 4, 4, generator=dice)).square().sum().backward()
    optimizer.step()
    optimizer.zero_grad()
    trainer.progress.epoch = mark + 1
    trainer.progress.history = [{"epoch": epoch, "loss": 1.0 / epoch} for epoch in range(1, mark + 1)]
    return trainer


def state_of(trainer: Trainer) -> dict[str, bytes]:
    tensors = {f"model/{name}": tensor for name, tensor in trainer.model.state_dict().items()}
    for index, state in trainer.optimizer.state_dict()["state"].items():
        tensors |= {f"{index}/{name}": value for name, value in state.items()}
    return {name: tensor.numpy().tobytes() for name, tensor in tensors.items()} | {
        "epoch": str(trainer.progress.epoch).encode()
    }


def end_epoch(folder: Path, trainer: Trainer) -> None:
    """Write what a run writes at the end of an epoch, and of itself."""
    mark = trainer.progress.epoch
    save_checkpoint(folder / "checkpoint", trainer, identity="one")
    record.write_history(folder, trainer.progress.history)
    files.write_json(folder / "summary.json", {"epochs": mark})
    files.write_bytes(folder / "predictions" / "val.npz", bytes([mark]) * 200)


def shown(folder: Path) -> dict[str, Any]:
    """Return what a reader finds: every part for itself."""
    trainer = new_trainer(9)
    load_checkpoint(folder / "checkpoint", trainer, identity="one")
    return {
        "checkpoint": state_of(trainer),
        "history": Run(folder).history,
        "summary": Run(folder).summary,
        "predictions": (folder / "predictions" / "val.npz").read_bytes(),
    }


def test_p03_whichever_call_fails_there_is_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    before, folder = tmp_path / "before", tmp_path / "run"
    for mark in (1, 2):
        end_epoch(before, new_trainer(mark))
    old, newer = shown(before), new_trainer(3)
    counter = FailingDisk()
    monkeypatch.setattr(files, "disk", counter)
    shutil.copytree(before, folder)
    end_epoch(folder, newer)
    new, calls, points = shown(folder), counter.calls, 0
    assert all(old[part] != new[part] for part in old)
    for number in FAILURES.values():
        for at in range(1, calls + 1):
            shutil.rmtree(folder)
            shutil.copytree(before, folder)
            check_point(folder, newer, FailingDisk(at, number), old, new)
            points += 1
    assert points >= 120
    counted(points)


def check_point(folder: Path, newer: Trainer, disk: FailingDisk, old: dict[str, Any], new: dict[str, Any]) -> None:
    files.disk = disk
    try:
        end_epoch(folder, newer)
    except (OSError, Gone):
        pass
    else:
        assert disk.number is not None, "only what is not needed may fail without a word"
    files.disk = files.Disk()
    found = shown(folder)
    for part, content in found.items():
        assert content in (old[part], new[part]), (part, disk.at, disk.number)
    left = list(folder.rglob("*.tmp"))
    assert not left or disk.gone, "who is still alive clears away what is half written"
    files.sweep(folder)
    assert not list(folder.rglob("*.tmp"))
    end_epoch(folder, newer)
    assert shown(folder) == new


class NoSecondNames(FailingDisk):
    """Know no second names, as memory cards do: a file is copied."""

    def link(self, source: Path, target: Path) -> None:
        self.call()
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def held(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("kind", [FailingDisk, NoSecondNames])
def test_whichever_call_fails_files_set_aside_are_whole_and_come_back(
    kind: type[FailingDisk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, points = ["a/1.png", "a/2.png"], 0
    counter = kind()
    monkeypatch.setattr(files, "disk", counter)
    for number in (0, *FAILURES.values()):  # the first time nothing fails, and calls are counted
        calls = counter.calls if number != 0 else 1
        for at in range(1, calls + 1):
            place = tmp_path / f"{number}-{at}"
            for name in names:
                (place / "photos" / name).parent.mkdir(parents=True, exist_ok=True)
                (place / "photos" / name).write_text(name * 9)
            before, aside = held(place / "photos"), place / "aside"
            files.disk = counter if number == 0 else kind(at, number)
            with contextlib.suppress(Gone):
                moved = move_out(place / "photos", names, aside)
                lost = len(names) - len(moved.done) - len(moved.left)
                assert lost == 0
            files.disk = files.Disk()
            found = [path.read_text() for path in place.rglob("[12].png")]
            assert set(found) == set(before.values()), (at, number)
            assert len(found) == len(names) or number is None, "only who is ended leaves a file at two places"
            files.append_line(aside / JOURNAL, json.dumps({"from": str(place / "new"), "to": str(aside / "new")}))
            assert move_back(aside).left == ()
            assert held(place / "photos") == before, (at, number)
            files.sweep(aside)
            assert set(held(aside)) == {JOURNAL}
            points += number != 0
    assert points >= 60


@pytest.fixture
def two_generations(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """Return a checkpoint folder of two generations, and the state of the older one."""
    for mark in (1, 2):
        save_checkpoint(tmp_path / "checkpoint", new_trainer(mark), identity="one")
    return tmp_path / "checkpoint", state_of(new_trainer(1))


def falls_back(folder: Path, older: dict[str, bytes], trainer: Trainer) -> bool:
    return load_checkpoint(folder, trainer, identity="one") == 1 and state_of(trainer) == older


def damages(content: bytes, *, bits: int, dice: np.random.Generator) -> Iterator[bytes]:
    """Yield a file cut every 37 bytes, with zeros in it, and with single bits turned."""
    for end in range(0, len(content), 37):
        yield content[:end]
    yield bytes(len(content))
    for start in range(0, len(content), 512):
        if any(content[start : start + 16]):
            yield content[:start] + bytes(16) + content[start + 16 :]
    for place in dice.integers(0, len(content), bits):
        turned = bytearray(content)
        turned[place] ^= 1 << int(dice.integers(8))
        yield bytes(turned)


def test_p04_a_damaged_checkpoint_never_loads(two_generations: tuple[Path, dict[str, bytes]], counted: Counted) -> None:
    folder, older = two_generations
    dice, count, trainer = np.random.default_rng(0), 0, new_trainer(5)
    for suffix, bits in ((".safetensors", 1_400), (".json", 600)):
        path = max(folder.glob(f"*{suffix}"))
        content = path.read_bytes()
        for damaged in damages(content, bits=bits, dice=dice):
            path.write_bytes(damaged)
            assert falls_back(folder, older, trainer), (suffix, count)
            count += 1
        path.write_bytes(content)
    assert load_checkpoint(folder, trainer, identity="one") == 0
    assert state_of(trainer) == state_of(new_trainer(2))
    assert count > 2_000
    counted(count)


@pytest.mark.parametrize("swapped", [(".safetensors",), (".json",), (".safetensors", ".json")], ids=" ".join)
def test_p04_files_of_another_run_are_not_taken(
    two_generations: tuple[Path, dict[str, bytes]], tmp_path: Path, swapped: tuple[str, ...]
) -> None:
    folder, older = two_generations
    other = new_trainer(2)
    with torch.no_grad():
        next(other.model.parameters()).add_(1)
    save_checkpoint(tmp_path / "other", other, identity="other")
    for suffix in swapped:
        shutil.copy(max((tmp_path / "other").glob(f"*{suffix}")), max(folder.glob(f"*{suffix}")))
    trainer = new_trainer(5)
    if len(swapped) == 2:
        with pytest.raises(RunError, match="belongs to another run"):
            load_checkpoint(folder, trainer, identity="one")
        assert state_of(trainer) == state_of(new_trainer(5))
    else:
        assert falls_back(folder, older, trainer)


RECIPE = {
    "name": "tiny",
    "data": {"source": "synthetic:size=8,examples=60,classes=3", "image_size": [8, 8]},
    "model": {"layers": ["flatten", "dense 8 relu", "dense classes"]},
    "train": {"epochs": 4, "batch_size": 8, "device": "cpu", "threads": 1},
}


@pytest.fixture(scope="session")
def whole_and_stopped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return an unbroken run, and the same one interrupted in its third epoch; not to be changed."""
    place = tmp_path_factory.mktemp("stopped")
    steps = iter(range(1, 1_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        train(build_recipe(RECIPE), out=place / "whole")
        with pytest.raises(Interrupted):
            train(build_recipe(RECIPE), out=place / "stopped", watch=Watch(should_stop=lambda: next(steps) > 11))
    assert len(Run(place / "stopped").history) == 2
    return place / "whole", place / "stopped"


@pytest.fixture
def stopped(whole_and_stopped: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole_and_stopped[1], tmp_path / "stopped"))


def as_whole(run: Path, whole_and_stopped: tuple[Path, Path]) -> bool:
    names = ("weights.safetensors", "metrics.json", "predictions/val.npz", "predictions/test.npz")
    return all((run / name).read_bytes() == (whole_and_stopped[0] / name).read_bytes() for name in names)


@pytest.mark.parametrize(("language", "words"), [("en", "1 damaged checkpoint"), ("es", "1 punto(s) de control")])
def test_p04_who_resumes_from_an_older_one_is_told(
    stopped: Path, whole_and_stopped: tuple[Path, Path], command: Command, language: str, words: str
) -> None:
    newest = max((stopped / "checkpoint").glob("*.safetensors"))
    newest.write_bytes(newest.read_bytes()[:-1])
    code, _, err = command("train", "--resume", stopped, "--lang", language)
    assert code == 0
    assert words in err
    assert as_whole(stopped, whole_and_stopped)


def checkpoint_of(run: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (run / "checkpoint").iterdir()}


@pytest.mark.parametrize(("language", "words"), [("en", "The disk is full"), ("es", "El disco está lleno")])
def test_p05_a_disk_that_fills_up_ends_the_run_with_its_last_state_whole(
    stopped: Path, whole_and_stopped: tuple[Path, Path], command: Command, monkeypatch: pytest.MonkeyPatch,
    language: str, words: str,
) -> None:  # fmt: skip
    class FullDisk(files.Disk):
        """Have no room for tensors."""

        def sync(self, file: IO[bytes]) -> None:
            if ".safetensors" in file.name:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = checkpoint_of(stopped)
    size = len(max(before.values(), key=len))
    with monkeypatch.context() as patch:
        patch.setattr(files, "disk", FullDisk())
        code, out, err = command("train", "--resume", stopped, "--lang", language)
    assert (code, out) == (4, "")
    assert words in err
    assert f"{size:,}".replace(",", "." if language == "es" else ",") in err or f"{size:,}" in err
    assert f"pupila train --resume {stopped}" in err
    assert checkpoint_of(stopped) == before
    assert not list(stopped.rglob("*.tmp"))
    assert Run(stopped).status != "done"
    assert command("train", "--resume", stopped)[0] == 0
    assert as_whole(stopped, whole_and_stopped)


def test_p05_a_limit_of_the_system_is_met_as_a_full_disk(
    stopped: Path, whole_and_stopped: tuple[Path, Path], nursery: Nursery, tmp_path: Path
) -> None:
    before = checkpoint_of(stopped)
    limit = len(max(before.values(), key=len)) // 2
    refused = nursery.run("train", "--resume", stopped, cwd=tmp_path, limit=limit)
    assert refused.code == 4, refused.err
    assert "The disk is full" in refused.err
    assert checkpoint_of(stopped) == before
    assert nursery.run("train", "--resume", stopped, cwd=tmp_path).code == 0
    assert as_whole(stopped, whole_and_stopped)


def test_p05_other_commands_say_how_many_bytes_they_need(
    whole_and_stopped: tuple[Path, Path], command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = shutil.copytree(whole_and_stopped[0], tmp_path / "run")
    assert command("report", run)[0] == 0
    before = (run / "report.html").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(files, "disk", FailingDisk(2, errno.ENOSPC))
        code, _, err = command("report", run)
    assert code == 2
    assert f"{len(before):,} bytes" in err
    assert (run / "report.html").read_bytes() == before


def test_p08_a_history_that_is_cut_anywhere_has_whole_lines(stopped: Path, counted: Counted) -> None:
    lines = [{"epoch": epoch, "val": None, "loss": 1.0 / epoch} for epoch in range(1, 61)]
    record.write_history(stopped, lines)
    path = stopped / "history.jsonl"
    content = path.read_bytes()
    for cut in np.random.default_rng(0).integers(0, len(content) + 1, 200):
        path.write_bytes(content[:cut])
        found = Run(stopped).history
        assert found == lines[: content[:cut].count(b"\n")]
    counted(200)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_p08_a_resumed_run_has_every_epoch_once(
    stopped: Path, whole_and_stopped: tuple[Path, Path], share: float
) -> None:
    path = stopped / "history.jsonl"
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    finished, whole = resume(stopped).history, Run(whole_and_stopped[0]).history
    assert [line["epoch"] for line in finished] == [1, 2, 3, 4]
    assert json.dumps([line["val"] for line in finished]) == json.dumps([line["val"] for line in whole])
