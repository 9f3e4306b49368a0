"""Do runs one after another, as told on standard input: python -m pupila.experiments.comparing.worker.

A job is one JSON line: {"job": name, "folder": path, "recipe": {...}}. What is told about it goes to standard output as
JSON lines: {"job": name, "kind": ..., ...}, of the kinds of `queue.JobEvent`. When standard input ends, the run in hand
is left after the step, saved.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pupila import files
from pupila.errors import Interrupted, PupilaError, RunError
from pupila.experiments.comparing.queue import told
from pupila.experiments.config import Recipe, build_recipe
from pupila.experiments.record import SUMMARY, Run

if TYPE_CHECKING:
    from pupila.data.dataset import Dataset
    from pupila.training.events import Event

_STEPS_EVERY = 0.3  # seconds between two reports of steps
_PATIENCE = 120.0  # seconds to wait for a process that is still saving the same run
_BEGINNING = ("recipe.toml", "environment.json", SUMMARY)

Tell = Callable[..., None]


def standing(folder: Path) -> Literal["done", "begun", "absent"]:
    """Tell how a run stands: done; begun, with a checkpoint to go on from; or with nothing worth keeping."""
    try:
        status = Run(folder).status if (folder / SUMMARY).is_file() else None
    except RunError:
        return "absent"
    if status == "done":
        return "done"
    whole = all((folder / name).is_file() for name in _BEGINNING)
    return "begun" if whole and any((folder / "checkpoint").glob("*.json")) else "absent"


class Worker:
    """Do the runs of one process.

    Args:
        tell: Called with the kind of what is told, and its values.
        should_stop: Whether the run in hand is to be left.
    """

    def __init__(self, tell: Tell, should_stop: Callable[[], bool]) -> None:
        self._tell = tell
        self._should_stop = should_stop
        self._data: tuple[str, Dataset] | None = None

    def do(self, name: str, folder: Path, recipe: Recipe) -> None:
        """Begin or go on with one run, and tell how it ended."""
        tell = _Teller(lambda kind, **more: self._tell(kind, job=name, **more), recipe.train.epochs)
        try:
            with contextlib.ExitStack() as stack:
                _hold(stack, folder, self._should_stop)
                tell.tell("begun")
                self._run(folder, recipe, tell)
        except Interrupted:
            tell.tell("interrupted")
        except PupilaError as error:
            tell.tell("failed", reason=told(error), exit_code=error.exit_code)
        else:
            tell.tell("done")

    def _run(self, folder: Path, recipe: Recipe, tell: _Teller) -> None:
        from pupila.experiments.run import Watch, resume, train

        watch = Watch(listener=tell.listen, data=tell.data, should_stop=self._should_stop)
        how = standing(folder)
        if how == "begun":
            resume(folder, dataset=self._load(folder, recipe, tell), watch=watch)
        elif how == "absent":
            shutil.rmtree(folder, ignore_errors=True)
            train(recipe, out=folder, loaded=self._load(folder, recipe, tell), watch=watch)

    def _load(self, folder: Path, recipe: Recipe, tell: _Teller) -> Dataset:
        """Return the data of a recipe; those of the last run are still there.

        Raises:
            Interrupted: The run is to be left; while its data are read there is nothing to save.
        """
        from pupila.experiments.source import load_source

        def heed(done: int, total: int, code: str) -> None:
            if self._should_stop():
                raise Interrupted("runs.interrupted", path=folder, epoch=0)
            tell.data(done, total, code)

        known = recipe.data.model_dump_json()
        if self._data is None or self._data[0] != known:
            self._data = None  # room for the next
            self._data = known, load_source(recipe.data, progress=heed)
        return self._data[1]


class _Teller:
    """Turn what a training tells into messages, not too many of them."""

    def __init__(self, tell: Tell, epochs: int) -> None:
        self.tell = tell
        self._epochs = epochs
        self._told = 0.0

    def data(self, done: int, total: int, code: str) -> None:
        if self._due():
            self.tell("data", values={"share": done / max(1, total), "code": code})

    def listen(self, event: Event) -> None:
        from pupila.training.events import EpochDone, StepsDone

        if isinstance(event, EpochDone):
            val = event.val["accuracy"] if event.val else None
            values = {"epoch": event.epoch, "epochs": self._epochs, "train": event.train["accuracy"], "val": val}
            self.tell("epoch", values=values)
        elif isinstance(event, StepsDone) and self._due():
            done = (event.epoch - 1) * event.steps_an_epoch + event.step
            values = {"epoch": event.epoch, "epochs": event.epochs, "share": done / event.steps_in_all}
            self.tell("step", values={**values, "images_per_second": event.images_per_second})

    def _due(self) -> bool:
        now = time.monotonic()
        due = now - self._told >= _STEPS_EVERY
        self._told = now if due else self._told
        return due


def _hold(stack: contextlib.ExitStack, folder: Path, should_stop: Callable[[], bool]) -> None:
    """Take a run for oneself, as long as the stack lasts; a process that was just orphaned may still be saving it."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            stack.enter_context(files.lock(folder.with_name(f".{folder.name}.lock")))
            return
        except RunError:
            if time.monotonic() > end:
                raise
        if should_stop():
            raise Interrupted("runs.interrupted", path=folder, epoch=0)
        time.sleep(0.1)


def main() -> None:
    """Do the jobs of standard input, until it ends."""
    # What libraries print is no message: it goes to standard error, and messages to where standard output led.
    channel = os.dup(1)
    os.dup2(2, 1)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    jobs: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            jobs.put(json.loads(line))
        stop.set()
        jobs.put(None)

    def tell(kind: str, **values: Any) -> None:
        try:
            rest = (files.to_json({"kind": kind, **values}) + "\n").encode()
            while rest:
                rest = rest[os.write(channel, rest) :]
        except OSError:
            stop.set()  # nobody listens any more

    threading.Thread(target=read, daemon=True).start()
    worker = Worker(tell, stop.is_set)
    while (job := jobs.get()) is not None and not stop.is_set():
        worker.do(job["job"], Path(job["folder"]), build_recipe(job["recipe"]))


if __name__ == "__main__":
    main()
