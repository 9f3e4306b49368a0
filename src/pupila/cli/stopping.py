"""Stop when someone asks: a training after the step in hand, saved; everything else at once, nothing left behind."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

_GRACE = 0.7  # seconds until a process that was asked twice is ended, whatever it computes


class Terminated(KeyboardInterrupt):
    """Leave because of SIGTERM, as one leaves at Ctrl-C: files that are half written are removed on the way."""


def exit_code(error: BaseException) -> int:
    """Return what a shell expects of a process that a signal ended: 143 for SIGTERM, 130 for Ctrl-C."""
    terminated = isinstance(error, Terminated) or isinstance(error.__cause__, Terminated)  # click turns it into another
    return 128 + (signal.SIGTERM if terminated else signal.SIGINT)


def heed_termination() -> None:
    """Let SIGTERM end this process as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(number: int, frame: FrameType | None = None) -> None:
    raise Terminated if number == signal.SIGTERM else KeyboardInterrupt


class StopSignal:
    """Take note of Ctrl-C and SIGTERM, so that training ends after the step in hand; the second one ends it at once."""

    def __init__(self) -> None:
        self.number = 0

    def __enter__(self) -> StopSignal:
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.number:
            end = threading.Timer(_GRACE, os._exit, (128 + number,))
            end.daemon = True  # where the way out is short, nobody waits for it
            end.start()
            _leave(number)
        self.number = number

    def asked(self) -> bool:
        """Return whether someone asked to stop."""
        return bool(self.number)

    def heeding(self, progress: Callable[[int, int, str], None]) -> Callable[[int, int, str], None]:
        """Leave from within `progress` where someone asked to stop: while data are read there is nothing to save."""

        def heed(*facts: Any) -> None:
            if self.number:
                _leave(self.number)
            progress(*facts)

        return heed
