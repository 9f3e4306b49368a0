"""Show how the runs of an experiment go, all in one display, on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pupila.language import Language, Phrase, number, say, visible
from pupila.reporting.live import new_bars, write_line

if TYPE_CHECKING:
    from pupila.experiments.comparing.compare import Begun
    from pupila.experiments.comparing.queue import JobEvent

_LINE_EVERY = 20.0  # seconds between two lines on the whole, where there is no terminal to draw bars on
_SCALE = 1_000


class LiveRuns:
    """Show an experiment: a bar for all runs and one for each that is being done, with the time left.

    Where there is no terminal, a line for each run that ends, and one now and then on the whole.

    Args:
        language: "en" or "es".
        quiet: Show nothing.
    """

    def __init__(self, language: Language, *, quiet: bool = False) -> None:
        self.language = language
        self.quiet = quiet
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}
        self._shares: dict[str, float] = {}
        self._figures: dict[str, str] = {}
        self._plan: Begun | None = None
        self._ended = 0
        self._started = self._told = time.monotonic()

    def __enter__(self) -> LiveRuns:
        if sys.stderr.isatty() and not self.quiet:
            self._bars = new_bars(timed=False)
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def data(self, done: int, total: int, code: str) -> None:
        """Show how far the reading of images is, before the first run."""
        self._show(code, say(code, self.language), done / max(1, total), "")
        if done >= total:
            self._forget(code)
        elif self._bars is None and time.monotonic() - self._told >= _LINE_EVERY:
            self._told = time.monotonic()
            self._line(f"{say(code, self.language)}  {number(done / max(1, total), '.0%', self.language)}")

    def begun(self, plan: Begun) -> None:
        """Say what is about to be done."""
        self._plan = plan
        self._started = self._told = time.monotonic()
        total = plan.arms * plan.seeds
        name = visible(plan.name)
        if not plan.epochs:
            self._line(say("live.runs_all_done", self.language, name=name, total=total))
            return
        values = {"arms": plan.arms, "seeds": plan.seeds, "kept": plan.kept, "left": len(plan.epochs)}
        side = {"workers": plan.workers, "threads": plan.threads}
        self._line(say("live.runs_begin", self.language, name=name, total=total, **values, **side))
        self._whole()

    def listen(self, event: JobEvent) -> None:
        """Show how one run goes."""
        told = event.values
        if event.kind == "data":
            self._show(event.job, event.job, 0.0, say(told["code"], self.language))
        elif event.kind == "again":
            self._line(say("live.run_again", self.language, run=event.job))
        elif event.kind == "epoch":
            self._shares[event.job] = told["epoch"] / max(1, told["epochs"])
            self._figures[event.job] = self._accuracy(told)
            self._update(event.job, told)
        elif event.kind == "step":
            self._shares[event.job] = told["share"]
            self._update(event.job, told)
        elif event.kind in ("done", "failed", "interrupted"):
            self._end(event)

    def _update(self, job: str, told: dict[str, Any]) -> None:
        label = say("live.run_epoch", self.language, run=job, epoch=told["epoch"], epochs=told["epochs"])
        self._show(job, label, self._shares[job], self._figures.get(job, ""))
        self._whole()

    def _accuracy(self, told: dict[str, Any]) -> str:
        code, value = ("live.run_val", told["val"]) if told["val"] is not None else ("live.run_train", told["train"])
        return say(code, self.language, accuracy=value)

    def _end(self, event: JobEvent) -> None:
        self._forget(event.job)
        if event.kind == "done":
            self._shares[event.job] = 1.0
        self._ended += 1
        total = len(self._plan.epochs) if self._plan else self._ended
        self._line(
            say(
                "live.run_ended",
                self.language,
                ended=self._ended,
                total=total,
                run=event.job,
                how=Phrase(f"live.run_{event.kind}"),
                figures=self._figures.get(event.job, ""),
                left=self._left() if self._ended < total else "",
            ).rstrip()
        )
        self._told = time.monotonic()
        self._whole()

    def _done(self) -> float:
        """Return the share of all epochs that is done; each run counts as its epochs do."""
        epochs = self._plan.epochs if self._plan else {}
        whole = sum(epochs.values())
        return sum(epochs.get(job, 0) * share for job, share in self._shares.items()) / whole if whole else 0.0

    def _left(self) -> str:
        """Return the time left in words, as soon as there is something to go by."""
        done, spent = self._done(), time.monotonic() - self._started
        if not 0.02 <= done < 1 or spent < 1:
            return ""
        seconds = spent * (1 - done) / done
        if seconds < 90:
            return say("live.left_seconds", self.language, seconds=seconds)
        return say("live.left_minutes", self.language, minutes=seconds / 60)

    def _whole(self) -> None:
        """Show all runs as one."""
        if self._plan is None:
            return
        label = say("live.runs_whole", self.language, ended=self._ended, total=len(self._plan.epochs))
        if self._bars is not None:
            self._show("", label, self._done(), self._left())
        elif time.monotonic() - self._told >= _LINE_EVERY:
            self._told = time.monotonic()
            self._line(f"{label}  {number(self._done(), '.0%', self.language)}  {self._left()}".rstrip())

    def _show(self, key: str, label: str, share: float, figures: str) -> None:
        if self._bars is None:
            return
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(label, total=_SCALE, figures=figures)
        self._bars.update(self._tasks[key], description=label, completed=round(_SCALE * share), figures=figures)

    def _forget(self, key: str) -> None:
        task = self._tasks.pop(key, None)
        if task is not None:
            self._bars.remove_task(task)

    def _line(self, sentence: str) -> None:
        if not self.quiet:
            write_line(sentence, self._bars)
