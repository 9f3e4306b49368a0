"""Processes that begin at once: one process has loaded Pupila and torch, and every command line is a fork of it.

A kill, a signal or a limit then meets a process of its own, without the seconds that torch takes to load.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG in <linux/prctl.h>


@dataclass
class Started:
    """Hold a command line that runs: its process, and where it writes what it says."""

    pid: int
    place: Path
    nursery: Nursery
    code: int | None = None
    seconds: float = 0.0  # of the processor, known at its end

    def send(self, number: int) -> bool:
        """Send a signal; return whether the process was still there."""
        if self.over():
            return False
        os.kill(self.pid, number)
        return True

    def over(self) -> bool:
        """Return whether it has ended; nobody has asked for its exit status yet, so its number is not another's."""
        state = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        return state == "Z"

    def wait(self) -> int:
        """Return its exit code; negative where a signal ended it."""
        if self.code is None:
            answer = self.nursery.ask({"wait": self.pid})
            self.code, self.seconds = answer["code"], answer["seconds"]
        return self.code

    def spend(self, seconds: float) -> None:
        """Wait until it has had so many seconds of the processor, or has ended: a busy machine moves no moment."""
        while not self.over():
            spent = int(Path(f"/proc/{self.pid}/schedstat").read_text(encoding="utf-8").split()[0])
            if spent >= seconds * 1e9:
                return
            time.sleep(0.001)

    @property
    def out(self) -> str:
        return (self.place / f"{self.pid}.out").read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return (self.place / f"{self.pid}.err").read_text(encoding="utf-8")


class Nursery:
    """Start command lines of Pupila as processes."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._process: subprocess.Popen[str] | None = None

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Send a request and return the answer; who leaves in between, as at a time limit, ends all processes."""
        if self._process is None:
            single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
            command = [sys.executable, "-W", "ignore", __file__]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **single}
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        except BaseException:
            self.close()
            raise
        return answer

    def close(self) -> None:
        """End all processes."""
        if self._process is not None:
            self._process.kill()  # its children end with it
            self._process.communicate()
        self._process = None

    def start(self, *arguments: str | Path, cwd: Path, place: Path | None = None, **options: Any) -> Started:
        """Begin a command line in the folder `cwd`.

        Args:
            arguments: The words after `pupila`.
            cwd: Where it works.
            place: Where it writes what it says.
            options: `env` (variables; None takes one away), `uid`, `limit` (bytes of the largest file that it may
                write), `watch` (a file that every place it opens for writing is written to).
        """
        place = place or self.place
        words = [str(argument) for argument in arguments]
        answer = self.ask({"arguments": words, "cwd": str(cwd), "place": str(place), **options})
        return Started(answer["pid"], place, self)

    def run(self, *arguments: str | Path, cwd: Path, **options: Any) -> Started:
        """Begin a command line and wait for its end."""
        started = self.start(*arguments, cwd=cwd, **options)
        started.wait()
        return started


def _raise_children() -> None:
    """Answer requests until standard input ends: the life of the process that forks."""
    _load()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            _, status, used = os.wait4(request["wait"], 0)
            answer = {"code": os.waitstatus_to_exitcode(status), "seconds": used.ru_utime + used.ru_stime}
        else:
            answer = {"pid": os.fork()}
            if not answer["pid"]:
                _live(request)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _load() -> None:
    """Import what command lines need; no disk is waited for, because no power fails here.

    What they need is seen in a process that does their work once: another user may be unable to read Python's files.
    """
    import torch  # noqa: F401

    import pupila.cli.main

    os.fsync = lambda descriptor: None
    with tempfile.TemporaryDirectory() as place:
        child = os.fork()
        if not child:
            _rehearse(Path(place), pupila.cli.main.run)
        os.waitpid(child, 0)
        found = (Path(place) / "modules").read_text(encoding="utf-8").split()
        for name in (*found, "platformdirs", "encodings.ascii", "encodings.latin_1"):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    # Compiled here, or the first command line to need it would take longer than all others.
    for name in ("pooling", "narrow", "tiled"):
        importlib.import_module(f"pupila.models.{name}").library()


def _rehearse(place: Path, run: Callable[[list[str]], int]) -> None:
    """Do every kind of work once, write down what was imported for it, and end."""
    said = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(said, number)
    os.environ["PUPILA_CACHE"] = str(place / "cache")
    one, photos, two = (str(place / name) for name in ("one", "photos", "two"))
    layers = ("--set", 'model.layers=["flatten","dense classes"]', "--epochs", "1")
    run(["train", "synthetic:size=8,examples=60,classes=3", *layers, "--out", one])
    run(["data", "export", one, "--out", photos])
    run(["train", photos, *layers, "--set", "data.image_size=[8,8]", "--out", two])
    run(["predict", two, photos])
    (place / "modules").write_text("\n".join(name for name in sys.modules if name != "__main__"), encoding="utf-8")
    os._exit(0)


def _live(request: dict[str, Any]) -> None:
    """Be the command line, and leave with its exit code."""
    from pupila.cli.main import main

    code = 1
    try:
        _settle(request)
        sys.argv = ["pupila", *request["arguments"]]
        main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    except BaseException:
        import traceback

        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _settle(request: dict[str, Any]) -> None:
    import resource

    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    for name, number in (("out", 1), ("err", 2)):
        opened = os.open(Path(request["place"]) / f"{os.getpid()}.{name}", os.O_WRONLY | os.O_CREAT, 0o644)
        os.dup2(opened, number)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    for name, value in request.get("env", {}).items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    os.chdir(request["cwd"])
    if "watch" in request:
        _watch(os.open(request["watch"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666))
    if "limit" in request:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["limit"], request["limit"]))
    if "uid" in request:
        os.setgroups([])
        os.setgid(request["uid"])
        os.setuid(request["uid"])
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _watch(log: int) -> None:
    """Write down every place that is opened for writing, made or renamed to."""
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND

    def note(event: str, values: tuple[Any, ...]) -> None:
        place = None
        if event == "open" and (set(str(values[1])) & set("wax+") or (values[2] or 0) & writing):
            place = values[0]
        elif event in ("os.mkdir", "os.rename"):
            place = values[1] if event == "os.rename" else values[0]
        if isinstance(place, str | bytes | os.PathLike):
            os.write(log, os.path.abspath(os.fspath(place)).encode() + b"\n")

    sys.addaudithook(note)


if __name__ == "__main__":
    _raise_children()
