"""Decode files in processes of our own: python -m pupila.data.decoders, asked on standard input, a JSON line a part.

The answer is a JSON line as well, followed by digests and pixels as bytes. A process that cannot be started or asked is
done without: `Decoders.decode` then returns None, and whoever asked decodes the part itself.
"""

from __future__ import annotations

import contextlib
import json
import queue
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np

from pupila.data.decoding import Part, Surprise, Wanted, decode_part
from pupila.data.remarks import Skipped

_Process = subprocess.Popen[bytes]


class Decoders:
    """Keep some processes that decode, as a context that ends them.

    Args:
        root: The folder.
        wanted: What its files become.
        count: How many processes.
    """

    def __init__(self, root: Path, wanted: Wanted, count: int) -> None:
        self._first_line = {"root": str(root), **asdict(wanted)}
        self._wanted = wanted
        self._idle: queue.SimpleQueue[_Process | None] = queue.SimpleQueue()
        self._all: list[_Process] = []
        for _ in range(count):
            with contextlib.suppress(OSError, ValueError):
                self._start()
        for number in range(count):
            self._idle.put(self._all[number] if number < len(self._all) else None)

    def __enter__(self) -> Decoders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._all:
            process.kill()  # nothing is lost: what it was asked for is here, or nobody wants it any more
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def decode(self, paths: Sequence[str], first: int) -> Part | None:
        """Decode some files, of which the first is number `first` of all; None where no process can be asked.

        May be called from as many threads as there are processes.

        Raises:
            Surprise: A file that contradicts what is wanted.
        """
        process = self._idle.get()
        try:
            found = _ask(process, {"paths": list(paths), "first": first}, self._wanted) if process else None
        except (OSError, ValueError, KeyError):
            process = found = None  # it has died; the others go on
        finally:
            self._idle.put(process)
        return found

    def _start(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "pupila.data.decoders"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._all.append(process)
        _tell(process, self._first_line)


def _tell(process: _Process, content: dict[str, Any]) -> None:
    if process.stdin is not None:
        process.stdin.write(json.dumps(content).encode("ascii") + b"\n")  # ASCII: names that are no UTF-8 get through
        process.stdin.flush()


def _ask(process: _Process, question: dict[str, Any], wanted: Wanted) -> Part:
    if process.stdout is None:
        raise OSError
    _tell(process, question)
    facts = json.loads(process.stdout.readline())
    if facts["surprise"]:
        raise Surprise
    count = len(facts["rows"])
    digests = _read(process.stdout, np.empty(count, "S32").view(np.uint8)).view("S32")
    pixels = _read(process.stdout, np.empty((count, *wanted.shape), np.uint8))
    return Part(
        pixels=pixels,
        rows=facts["rows"],
        digests=digests,
        sizes=np.array(facts["sizes"], np.int32).reshape(-1, 2),
        skipped=[Skipped(**item) for item in facts["skipped"]],
        notes=[(path, code) for path, code in facts["notes"]],
    )


def _read(pipe: IO[bytes], target: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Fill an array from a pipe.

    Raises:
        OSError: It ended before.
    """
    room = target.reshape(-1).data
    while len(room):
        count = pipe.readinto(room)  # type: ignore[attr-defined]  # a buffered reader, whatever the types say
        if not count:
            raise OSError
        room = room[count:]
    return target


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until there are no more questions."""
    content: dict[str, Any] = json.loads(questions.readline())
    root = Path(content.pop("root"))
    lists = {name: tuple(value) for name, value in content.items() if isinstance(value, list)}
    wanted = Wanted(**{**content, **lists})
    for line in questions:
        question = json.loads(line)
        try:
            part = decode_part(root, question["paths"], wanted, first=question["first"])
        except Surprise:
            answers.write(b'{"surprise": true}\n')
            answers.flush()
            continue
        facts = {"surprise": False, "rows": part.rows, "sizes": part.sizes.tolist(), "notes": part.notes}
        facts["skipped"] = [asdict(item) for item in part.skipped]
        answers.write(json.dumps(facts).encode("ascii") + b"\n")
        answers.write(part.digests.tobytes())
        answers.write(part.pixels.data)
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer)
