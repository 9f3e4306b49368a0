"""The display of an experiment: lines where there is no terminal, bars where there is one."""

from __future__ import annotations

import io
import sys

import pytest

from pupila.experiments.comparing.compare import Begun
from pupila.experiments.comparing.queue import JobEvent
from pupila.reporting import live_runs
from pupila.reporting.live_runs import LiveRuns

PLAN = Begun("tiny", {"a-0": 2, "b-0": 2}, kept=2, arms=2, seeds=2, workers=2, threads=1)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def steps(screen: LiveRuns) -> None:
    screen.data(1, 2, "data.doing_decode")
    screen.data(2, 2, "data.doing_decode")
    screen.begun(PLAN)
    for job in ("a-0", "b-0"):
        screen.listen(JobEvent(job, "begun"))
        screen.listen(JobEvent(job, "data", {"share": 0.5, "code": "data.doing_decode"}))
        screen.listen(JobEvent(job, "step", {"epoch": 1, "epochs": 2, "share": 0.25, "images_per_second": 100.0}))
    screen.listen(JobEvent("a-0", "epoch", {"epoch": 1, "epochs": 2, "train": 0.9, "val": 0.875}))
    screen.listen(JobEvent("b-0", "epoch", {"epoch": 1, "epochs": 2, "train": 0.75, "val": None}))
    screen.listen(JobEvent("b-0", "again"))
    screen.listen(JobEvent("a-0", "done"))
    screen.listen(JobEvent("b-0", "failed"))


def test_lines_tell_each_run_that_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with LiveRuns("en") as screen:
        steps(screen)
    shown = capsys.readouterr()
    assert shown.out == ""
    lines = [line.split() for line in shown.err.splitlines()]
    assert " ".join(lines[0]).startswith(
        "tiny: 4 runs (arms: 2, seeds: 2); done before: 2; at once: 2; threads of each: 1"
    )
    assert lines[1][0] == "b-0:"
    assert lines[2] == ["1/2", "a-0", "done", "val", "accuracy", "87.5%"]
    assert lines[3] == ["2/2", "b-0", "failed", "train", "accuracy", "75.0%"]
    assert len(lines) == 4


def test_the_time_left_follows_from_what_is_done(monkeypatch: pytest.MonkeyPatch, capsys: object) -> None:
    now = 0.0
    monkeypatch.setattr(live_runs.time, "monotonic", lambda: now)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with LiveRuns("en") as screen:
        screen.begun(PLAN)
        now = 30.0
        screen.listen(JobEvent("a-0", "step", {"epoch": 2, "epochs": 2, "share": 0.75, "images_per_second": 1.0}))
        screen.listen(JobEvent("b-0", "step", {"epoch": 1, "epochs": 2, "share": 0.25, "images_per_second": 1.0}))
        now = 60.0
        screen.listen(JobEvent("a-0", "done"))
    lines = sys.stderr.getvalue().splitlines()  # type: ignore[attr-defined]
    # After 30 s three eighths of all epochs: 50 s left. After 60 s five eighths: 36 s.
    assert lines[1].split() == ["Runs", "0/2", "38%", "about", "50", "s", "left"]
    assert lines[2].split() == ["1/2", "a-0", "done", "about", "36", "s", "left"]


def test_bars_are_drawn_on_a_terminal_and_go_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen_text = Terminal()
    monkeypatch.setattr(sys, "stderr", screen_text)
    monkeypatch.setenv("TERM", "xterm")
    with LiveRuns("es") as screen:
        steps(screen)
    shown = screen_text.getvalue()
    assert "tiny: 4 ejecuciones (brazos: 2, semillas: 2)" in shown
    assert "a-0  época 1/2" in shown
    assert "terminada" in shown
    assert "falló" in shown


def test_a_finished_experiment_has_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with LiveRuns("en") as screen:
        screen.begun(Begun("tiny", {}, kept=4, arms=2, seeds=2, workers=1, threads=1))
    assert capsys.readouterr().err == "tiny: all 4 runs were done before.\n"


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with LiveRuns("en", quiet=True) as screen:
        steps(screen)
    assert capsys.readouterr().err == ""
