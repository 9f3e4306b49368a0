"""Carry out runs side by side: jobs in, outcomes out.

`Engine` is all that an experiment asks of whatever carries out its runs, so that another one can take the place of
`Processes`: worker processes on the cores of this machine, fed with jobs as JSON lines and telling how they go as JSON
lines. Nothing is pickled. A worker whose standard input ends, because this process asked it or is no more, leaves its
run after the step in hand, saved.
"""

from __future__ import annotations

import collections
import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from pupila import files
from pupila.errors import DataError, PupilaError, UsageError
from pupila.experiments.config import Recipe
from pupila.language import LANGUAGES

ATTEMPTS = 2  # a run whose process ended by itself is taken up once more
# -P: what lies in the folder one works in, such as a torch.py of one's own, is not imported.
COMMAND = (sys.executable, "-P", "-m", "pupila.experiments.comparing.worker")
_TICK = 0.1  # seconds between two looks at whether someone asked to stop
_TAIL = 5  # last lines that a process wrote on standard error, kept to say why it ended
Status = Literal["done", "interrupted", "failed"]


@dataclass(frozen=True)
class Job:
    """Hold one run that is to be done, or to be gone on with.

    Args:
        name: What it is called, such as "plain-0".
        folder: The run's folder.
        recipe: What to do.
    """

    name: str
    folder: Path
    recipe: Recipe


@dataclass(frozen=True)
class Told:
    """Hold an error's sentence in both languages: it came from another process."""

    sentences: tuple[str, str]

    def say(self, language: str) -> str:
        """Tell it, to stand inside another sentence."""
        return self.sentences[LANGUAGES.index("es" if language == "es" else "en")].rstrip(".")


@dataclass(frozen=True)
class Outcome:
    """Hold how a job ended.

    Args:
        job: Its name.
        status: "done", "interrupted" (saved, and to be gone on with) or "failed".
        reason: Why it failed.
        exit_code: That of the error.
    """

    job: str
    status: Status
    reason: Told | None = None
    exit_code: int = 0


@dataclass(frozen=True)
class JobEvent:
    """Tell how one job goes.

    Args:
        job: Its name.
        kind: "begun", "data", "step", "epoch", "again" (its process ended by itself, and it is taken up), or how it
            ended: a `Status`.
        values: "step": epoch, epochs, share of all steps, images_per_second; "epoch": epoch, epochs, train and val
            accuracy.
    """

    job: str
    kind: str
    values: dict[str, Any] = field(default_factory=dict)


Listener = Callable[[JobEvent], None]


class Engine(Protocol):
    """Carry out jobs, in whatever order and wherever."""

    def carry_out(self, jobs: Sequence[Job], *, listener: Listener, should_stop: Callable[[], bool]) -> list[Outcome]:
        """Return how each job ended; those that were never begun, because someone asked to stop, have no outcome."""


def told(error: PupilaError) -> list[str]:
    """Return an error's sentence in each language, to be sent."""
    return [error.message(language) for language in LANGUAGES]


class Processes:
    """Carry out jobs in processes of this machine that stay for one job after another.

    Args:
        workers: How many at once.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def carry_out(self, jobs: Sequence[Job], *, listener: Listener, should_stop: Callable[[], bool]) -> list[Outcome]:
        """Return how each job ended. Ctrl-C once lets every run be saved, twice ends them at once."""
        crew = _Crew(jobs, listener)
        try:
            for _ in range(0 if should_stop() else min(self.workers, len(jobs))):
                crew.hire()
            while crew.busy:
                try:
                    if should_stop():
                        crew.dismiss()
                    crew.heed()
                except KeyboardInterrupt:
                    if crew.dismissed:
                        raise
                    crew.dismiss()
        finally:
            crew.kill()
        return crew.outcomes


class _Worker:
    """One process, and the job that it has."""

    def __init__(self, heard: queue.SimpleQueue[tuple[_Worker, dict[str, Any] | None]]) -> None:
        self.job: Job | None = None
        self.tail: collections.deque[str] = collections.deque(maxlen=_TAIL)
        # A session of its own: Ctrl-C reaches this process only, which asks the workers to stop.
        self.process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="backslashreplace",
            start_new_session=True,
        )
        self._threads = [
            threading.Thread(target=self._hear, args=(heard,), daemon=True),
            threading.Thread(target=self._keep_tail, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _hear(self, heard: queue.SimpleQueue[tuple[_Worker, dict[str, Any] | None]]) -> None:
        for line in self.process.stdout or ():
            # A line that a killed process left half written is no message.
            with contextlib.suppress(ValueError):
                heard.put((self, json.loads(line)))
        self.process.wait()
        heard.put((self, None))

    def _keep_tail(self) -> None:
        self.tail.extend(line.strip() for line in self.process.stderr or () if line.strip())

    def give(self, job: Job) -> None:
        """Send a job. A process that is no more is noticed by the end of what it says."""
        self.job = job
        recipe = job.recipe.model_dump(mode="json", exclude_none=True)
        line = files.to_json({"job": job.name, "folder": str(job.folder.absolute()), "recipe": recipe})
        with contextlib.suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()

    def dismiss(self) -> None:
        """End its standard input: it leaves after the step in hand, its run saved."""
        with contextlib.suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.close()

    def kill(self) -> None:
        """End it at once."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.dismiss()
        for thread in self._threads:
            thread.join(timeout=1)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()


class _Crew:
    """The workers of one call, the jobs that wait, and how the others ended."""

    def __init__(self, jobs: Sequence[Job], listener: Listener) -> None:
        self.outcomes: list[Outcome] = []
        self.dismissed = False
        self._waiting = collections.deque(jobs)
        self._attempts: collections.Counter[str] = collections.Counter()
        self._heard: queue.SimpleQueue[tuple[_Worker, dict[str, Any] | None]] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._listener = listener

    @property
    def busy(self) -> bool:
        return bool(self._workers)

    def hire(self) -> None:
        """Start a process for the next job that waits."""
        if self._waiting and not self.dismissed:
            worker = _Worker(self._heard)
            self._workers.append(worker)
            self._give_next(worker)

    def dismiss(self) -> None:
        """Ask all to leave after the step in hand; what waits is not begun."""
        self.dismissed = True
        self._waiting.clear()
        for worker in self._workers:
            worker.dismiss()

    def kill(self) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def heed(self) -> None:
        """Wait a little for something to be told, and act on it."""
        try:
            worker, message = self._heard.get(timeout=_TICK)
        except queue.Empty:
            return
        if message is None:
            self._gone(worker)
        elif message["kind"] in ("done", "interrupted", "failed"):
            self._ended(worker, message)
        else:
            self._listener(JobEvent(message["job"], message["kind"], message.get("values") or {}))

    def _give_next(self, worker: _Worker) -> None:
        if not self._waiting:
            worker.dismiss()
            return
        job = self._waiting.popleft()
        self._attempts[job.name] += 1
        worker.give(job)

    def _ended(self, worker: _Worker, message: dict[str, Any]) -> None:
        worker.job = None
        reason = Told((message["reason"][0], message["reason"][1])) if message.get("reason") else None
        self._note(Outcome(message["job"], message["kind"], reason, message.get("exit_code", 0)))
        if message.get("exit_code") in (UsageError.exit_code, DataError.exit_code):
            self.dismiss()  # the other runs would be refused alike
        self._give_next(worker)

    def _gone(self, worker: _Worker) -> None:
        """Look at why a process ended; a run that it left is taken up once more."""
        job = worker.job
        worker.kill()
        self._workers.remove(worker)
        if job is None:
            return
        if self.dismissed:
            self._note(Outcome(job.name, "interrupted"))
        elif self._attempts[job.name] < ATTEMPTS:
            self._listener(JobEvent(job.name, "again"))
            self._waiting.appendleft(job)
        else:
            error = _died(worker)
            english, spanish = told(error)
            self._note(Outcome(job.name, "failed", Told((english, spanish)), error.exit_code))
        self.hire()

    def _note(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self._listener(JobEvent(outcome.job, outcome.status))


def _died(worker: _Worker) -> PupilaError:
    code = worker.process.returncode
    if code < 0:
        return PupilaError("compare.died_killed", number=-code)
    return PupilaError("compare.died", reason=worker.tail[-1] if worker.tail else code)
