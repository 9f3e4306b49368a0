"""Runs as processes: fed, heard, taken up when one of them ends by itself, stopped when asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pupila.experiments.comparing import queue
from pupila.experiments.comparing.queue import Job, JobEvent, Outcome, Processes
from pupila.experiments.comparing.worker import standing
from pupila.experiments.config import Recipe
from pupila.experiments.run import train

SHAPES = "synthetic:size=8,examples=90,classes=3"
# A stand-in for a worker: what it does with a job stands in the job's name, and every job it got in a file.
STAND_IN = """
import json, os, pathlib, sys, time
def tell(**what):
    os.write(1, (json.dumps(what) + "\\n").encode())
for line in sys.stdin:
    job = json.loads(line)
    name, place = job["job"], pathlib.Path(job["folder"])
    place.mkdir(parents=True, exist_ok=True)
    tries = len(list(place.iterdir()))
    (place / f"try-{tries}").write_text(str(os.getpid()))
    tell(job=name, kind="begun")
    if "dies" in name or ("falls" in name and not tries):
        os.write(2, b"first line\\nMemoryError: no more\\n")
        os.write(1, b'{"job": "' )
        os.kill(os.getpid(), 9) if "killed" in name else sys.exit(3)
    if "waits" in name:
        sys.stdin.read()
        time.sleep(60 if "deaf" in name else 0)
        tell(job=name, kind="interrupted")
        break
    if "wrong" in name:
        code = 3 if "data" in name else 5
        tell(job=name, kind="failed", reason=["No images.", "No hay imágenes."], exit_code=code)
        continue
    tell(job=name, kind="step", values={"epoch": 1})
    tell(job=name, kind="done")
"""


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "COMMAND", (sys.executable, "-c", STAND_IN))


@pytest.fixture
def jobs(tmp_path: Path, new_recipe: Callable[..., Recipe]) -> Callable[..., list[Job]]:
    def make(*names: str, **values: Any) -> list[Job]:
        return [Job(name, tmp_path / "runs" / name, new_recipe(SHAPES, **values)) for name in names]

    return make


def carry_out(
    jobs: Sequence[Job], workers: int = 2, should_stop: Callable[[], bool] = lambda: False
) -> tuple[dict[str, Outcome], list[JobEvent]]:
    events: list[JobEvent] = []
    outcomes = Processes(workers).carry_out(jobs, listener=events.append, should_stop=should_stop)
    assert len({outcome.job for outcome in outcomes}) == len(outcomes), "no job ends twice"
    return {outcome.job: outcome for outcome in outcomes}, events


@pytest.fixture
def ctrl_c_heard() -> Iterator[None]:
    """Hear Ctrl-C also where the tests were started in the background of a shell, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("stand_in")
class TestCrew:
    def test_every_job_is_done_once_by_as_many_processes_as_asked_for(self, jobs: Any, tmp_path: Path) -> None:
        names = [f"job-{number}" for number in range(7)]
        outcomes, events = carry_out(jobs(*names), workers=3)
        assert {job: one.status for job, one in outcomes.items()} == dict.fromkeys(names, "done")
        marks = list(tmp_path.glob("runs/*/try-*"))
        assert len(marks) == 7
        assert len({mark.read_text() for mark in marks}) <= 3
        kinds = [event.kind for event in events if event.job == "job-0"]
        assert kinds == ["begun", "step", "done"]

    def test_no_more_processes_than_jobs(self, jobs: Any, tmp_path: Path) -> None:
        carry_out(jobs("one"), workers=8)
        assert len(list(tmp_path.glob("runs/one/try-*"))) == 1

    @pytest.mark.parametrize("name", ["falls", "falls-killed"])
    def test_a_run_whose_process_ended_is_taken_up_once(self, jobs: Any, name: str) -> None:
        outcomes, events = carry_out(jobs(name, "other"))
        assert {one.status for one in outcomes.values()} == {"done"}
        assert [event.kind for event in events if event.job == name] == ["begun", "again", "begun", "step", "done"]

    @pytest.mark.parametrize(("name", "words"), [("dies", "MemoryError: no more"), ("dies-killed", "signal 9")])
    def test_twice_is_told_as_a_failure_of_that_run_alone(self, jobs: Any, name: str, words: str) -> None:
        outcomes, _ = carry_out(jobs(name, "a", "b"))
        assert {job: one.status for job, one in outcomes.items()} == {name: "failed", "a": "done", "b": "done"}
        reason = outcomes[name].reason
        assert reason is not None
        assert words.removeprefix("signal ") in reason.say("en")
        assert reason.say("en") != reason.say("es")
        assert outcomes[name].exit_code == 1

    def test_a_failure_is_told_in_both_languages_with_its_code(self, jobs: Any) -> None:
        outcomes, _ = carry_out(jobs("wrong", "a"), workers=1)
        assert (outcomes["wrong"].status, outcomes["wrong"].exit_code) == ("failed", 5)
        assert outcomes["wrong"].reason is not None
        assert outcomes["wrong"].reason.say("es") == "No hay imágenes"
        assert outcomes["a"].status == "done", "another arm may well learn"

    def test_bad_data_stop_the_others(self, jobs: Any) -> None:
        outcomes, _ = carry_out(jobs("wrong-data", "a", "b"), workers=1)
        assert list(outcomes) == ["wrong-data"]

    def test_asked_to_stop_all_leave_and_nothing_more_is_begun(self, jobs: Any) -> None:
        asked = threading.Event()
        threading.Timer(0.5, asked.set).start()
        outcomes, events = carry_out(jobs("waits-1", "waits-2", "a"), should_stop=asked.is_set)
        assert {job: one.status for job, one in outcomes.items()} == {
            "waits-1": "interrupted",
            "waits-2": "interrupted",
        }
        assert not [event for event in events if event.job == "a"]

    def test_asked_before_the_first_nothing_is_begun(self, jobs: Any, tmp_path: Path) -> None:
        assert carry_out(jobs("a", "b"), should_stop=lambda: True) == ({}, [])
        assert not (tmp_path / "runs").exists()

    @pytest.mark.usefixtures("ctrl_c_heard")
    def test_ctrl_c_from_python_saves_first(self, jobs: Any) -> None:
        threading.Timer(0.6, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        outcomes, _ = carry_out(jobs("waits"))
        assert outcomes["waits"].status == "interrupted"

    @pytest.mark.usefixtures("ctrl_c_heard")
    def test_ctrl_c_twice_ends_at_once(self, jobs: Any, tmp_path: Path) -> None:
        for delay in (0.6, 1.2):
            threading.Timer(delay, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        begin = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            carry_out(jobs("waits-deaf"))
        assert time.monotonic() - begin < 20
        pid = int((tmp_path / "runs" / "waits-deaf" / "try-0").read_text())
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_runs_of_the_queue_are_those_of_train_bit_for_bit(jobs: Any, tmp_path: Path) -> None:
    found = jobs("seed-0", "seed-1", augment__lines=["flip horizontal"])
    found[1] = Job("seed-1", found[1].folder, found[1].recipe.with_values({"train.seed": 1}))
    outcomes, events = carry_out(found, workers=1)
    assert {one.status for one in outcomes.values()} == {"done"}
    epochs = [event.values for event in events if event.kind == "epoch" and event.job == "seed-1"]
    assert [(one["epoch"], one["epochs"]) for one in epochs] == [(1, 2), (2, 2)]
    for job in found:
        alone = train(job.recipe, out=tmp_path / "alone" / job.name)
        for name in ("weights.safetensors", "recipe.toml", "splits.json", "predictions/test.npz", "metrics.json"):
            assert (job.folder / name).read_bytes() == (alone.path / name).read_bytes(), name
        assert standing(job.folder) == "done"
    assert (found[0].folder / "weights.safetensors").read_bytes() != (
        found[1].folder / "weights.safetensors"
    ).read_bytes()


def test_a_worker_that_nobody_speaks_to_any_more_saves_and_leaves(jobs: Any) -> None:
    (job,) = jobs("long", train__epochs=100_000, train__batch_size=1)
    process = subprocess.Popen(queue.COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    recipe = job.recipe.model_dump(mode="json", exclude_none=True)
    process.stdin.write(json.dumps({"job": "long", "folder": str(job.folder), "recipe": recipe}) + "\n")
    process.stdin.flush()
    assert any(json.loads(line)["kind"] == "epoch" for line in process.stdout)
    process.stdout.close()  # nobody listens either, as when the process that started it was killed
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    assert standing(job.folder) == "begun"
    assert json.loads((job.folder / "summary.json").read_text())["status"] == "interrupted"


def test_files_of_the_folder_one_works_in_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('imported what lay about')")
    monkeypatch.chdir(tmp_path)
    done = subprocess.run(queue.COMMAND, input="", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_run_without_a_checkpoint_is_worth_nothing(jobs: Any, tmp_path: Path) -> None:
    (job,) = jobs("half")
    assert standing(job.folder) == "absent"
    job.folder.mkdir(parents=True)
    assert standing(job.folder) == "absent"
    (job.folder / "summary.json").write_text('{"status": "running"}')
    assert standing(job.folder) == "absent"
    for name in ("recipe.toml", "environment.json", "checkpoint/000001-00000002.json"):
        (job.folder / name).parent.mkdir(exist_ok=True)
        (job.folder / name).write_text("{}")
    assert standing(job.folder) == "begun"
    (job.folder / "summary.json").write_text("{")
    assert standing(job.folder) == "absent"
