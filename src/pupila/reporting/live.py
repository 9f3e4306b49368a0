"""Show how a training goes, as it goes, on standard error: for the command line and for Python alike."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pupila.language import Language, number, say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from pupila.training.events import Event


_LINE_EVERY = 3.0  # seconds, where there is no terminal to draw a bar on


class LiveProgress:
    """Show a training: a bar with the time left on a terminal, plain lines elsewhere.

    Both end each epoch with one line of figures.

    Args:
        language: "en" or "es".
        quiet: Show nothing.
    """

    def __init__(self, language: Language, *, quiet: bool = False) -> None:
        self.language = language
        self.quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._told = time.monotonic()

    def __enter__(self) -> LiveProgress:
        if self._live:
            self._bar = new_bars()
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def data(self, done: int, total: int, code: str) -> None:
        """Show how far the reading of images is."""
        label = say(code, self.language)
        if self._bar is not None:
            self._show(label, done, total, "")
            if done >= total:
                self._forget()
        elif not self.quiet and time.monotonic() - self._told >= _LINE_EVERY:
            self._told = time.monotonic()
            self._line(f"{label} {number(done, ',', self.language)}/{number(total, ',', self.language)}")

    def tell(self, sentence: str) -> None:
        """Show a sentence on a line of its own."""
        if not self.quiet:
            self._line(sentence)

    def listen(self, event: Event) -> None:
        """Show steps as a bar, and epochs as lines."""
        from pupila.training.events import EpochDone, Planned

        if isinstance(event, EpochDone):
            if not self.quiet:
                self._line(self._epoch_line(event))
        elif isinstance(event, Planned):
            if not self.quiet:
                codes = ["live.planned_size"] if event.size else []
                codes += ["live.planned_network"] if event.network else []
                for code in (*codes, "live.planned_capped" if event.capped else "live.planned"):
                    self._line(say(code, self.language, **vars(event)))
        elif self._bar is not None:
            done = (event.epoch - 1) * event.steps_an_epoch + event.step
            label = say("live.epoch_of", self.language, epoch=event.epoch, epochs=event.epochs)
            figures = say(
                "live.figures",
                self.language,
                loss=event.loss,
                accuracy=event.accuracy,
                rate=event.images_per_second,
            )
            self._show(label, done, event.steps_in_all, figures)

    def _epoch_line(self, event: Any) -> str:
        code = "live.epoch_line" if event.val else "live.epoch_line_no_val"
        val = event.val or {"loss": 0.0, "accuracy": 0.0}
        return say(
            code,
            self.language,
            epoch=event.epoch,
            train_loss=event.train["loss"],
            train_accuracy=event.train["accuracy"],
            val_loss=val["loss"],
            val_accuracy=val["accuracy"],
            seconds=event.seconds,
            rate=event.images_per_second,
        )

    def _show(self, label: str, done: int, total: int, figures: str) -> None:
        if self._bar is None:
            return
        if self._task is None:
            self._task = self._bar.add_task(label, total=total, figures=figures)
        self._bar.update(self._task, description=label, completed=done, total=total, figures=figures)

    def _forget(self) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.remove_task(self._task)
        self._task = None

    def _line(self, sentence: str) -> None:
        write_line(sentence, self._bar)


def new_bars(*, timed: bool = True) -> Progress:
    """Return bars on standard error, which go away at their end; each has a field `figures`.

    Args:
        timed: Whether each bar shows the time left.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f}%"),
        *([TimeRemainingColumn(elapsed_when_finished=True)] if timed else []),
        TextColumn("{task.fields[figures]}", markup=False),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5)


def write_line(sentence: str, bars: Progress | None = None) -> None:
    """Write one line on standard error, above the bars where there are some."""
    from rich.console import Console

    if bars is not None:
        bars.console.print(sentence, highlight=False, markup=False)
    else:
        Console(stderr=True).print(sentence, highlight=False, markup=False, soft_wrap=True)
