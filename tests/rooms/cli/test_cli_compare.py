"""pupila compare: results, mistakes, and being interrupted."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from pupila import api
from pupila.cli.compare import folded
from pupila.experiments.comparing.queue import Job, JobEvent, Outcome, Told
from pupila.experiments.comparing.worker import Worker
from pupila.reporting.live_runs import LiveRuns

ARMS = ("--arm", "short", "train.epochs=1", "--arm", "long", "train.epochs=2")
SETTINGS = (
    "--set", 'model.layers=["flatten", "dense 8 relu", "dense classes"]', "--set", "train.threads=1",
    "--set", "train.learning_rate=0.02", "--device", "cpu",
)  # fmt: skip
AA_EXPERIMENTS = 20
TIMES = ("seconds", "seconds_per_image")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Carry out runs in this process, and take down which."""
    done: list[str] = []

    class AtOnce:
        def __init__(self, workers: int) -> None:
            self.workers = workers

        def carry_out(
            self, jobs: Sequence[Job], *, listener: Callable[[JobEvent], None], should_stop: Callable[[], bool]
        ) -> list[Outcome]:
            outcomes: list[Outcome] = []

            def tell(kind: str, *, job: str, values: Any = None, reason: Any = None, exit_code: int = 0) -> None:
                if kind in ("done", "interrupted", "failed"):
                    told = Told((reason[0], reason[1])) if reason else None
                    outcomes.append(Outcome(job, kind, told, exit_code))  # type: ignore[arg-type]
                listener(JobEvent(job, kind, values or {}))

            worker = Worker(tell, should_stop)
            for job in jobs:
                if not should_stop():
                    done.append(job.name)
                    worker.do(job.name, job.folder, job.recipe)
            return outcomes

    monkeypatch.setattr("pupila.experiments.comparing.compare.Processes", AtOnce)
    return done


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        (["n5-width", "--seeds", "2"], ["n5-width", "--seeds", "2"]),
        (["--arm", "a", "x.y=1", "z=2", "digits"], ["--arm", "a\x1fx.y=1\x1fz=2", "digits"]),
        (["--arm=a", "x.y=1", "--json"], ["--arm=a\x1fx.y=1", "--json"]),
        (["--set", "x.y=1", "--arm", "a", "--set", "x.y=1"], ["--set", "x.y=1", "--arm", "a", "--set", "x.y=1"]),
        (["--arm", "a", "synthetic:size=8"], ["--arm", "a", "synthetic:size=8"]),
        (["--arm"], ["--arm"]),
        (["--arm", "a", "l=['b c', 'd=e']"], ["--arm", "a\x1fl=['b c', 'd=e']"]),
    ],
    ids=str,
)
def test_settings_after_an_arm_are_its_own(words: list[str], joined: list[str]) -> None:
    assert folded(words) == joined


def test_json_is_the_comparison(pupila: Any, shapes: str, at_once: list[str]) -> None:
    result = pupila("compare", shapes, *ARMS, *SETTINGS, "--seeds", "2", "--json")
    assert result.code == 0, result.err
    folder = Path(result.json["folder"])
    assert folder.parent == Path("experiments")
    assert folder.name.startswith("synthetic-")
    assert {**json.loads((folder / "comparison.json").read_text()), "folder": str(folder)} == result.json
    assert list(result.json["arms"]) == ["short", "long"]
    assert result.json["seeds"] == [0, 1]
    assert [len(history) for history in result.json["arms"]["long"]["history"]] == [2, 2]
    assert result.json["difference"].keys() == {"value", "interval"}
    assert result.json["verdict"] in ("better", "equivalent", "not shown")
    assert set(result.json["sentence"]) == {"en", "es"}
    assert (folder / "report.html").exists()
    assert (folder / "runs" / "long-1" / "report.html").exists()
    assert at_once == ["short-0", "long-0", "short-1", "long-1"]


def test_the_table_the_sentence_and_the_places(pupila: Any, shapes: str, at_once: list[str]) -> None:
    command = ("compare", shapes, *ARMS, *SETTINGS, "--seeds", "2")
    english = pupila(*command)
    assert english.code == 0, english.err
    lines = english.out.splitlines()
    assert lines[0].split("  ")[0] == "arm"
    assert lines[2].startswith("short ")
    assert " ± " in lines[3]
    (folder,) = Path("experiments").iterdir()
    content = json.loads((folder / "comparison.json").read_text())
    assert content["sentence"]["en"] in english.out
    assert f"Experiment  {folder}" in english.out
    spanish = pupila(*command, "--lang", "es")
    assert content["sentence"]["es"] in spanish.out
    assert "brazo" in spanish.out
    assert len(at_once) == 4, "the second call found all runs done"
    assert 'lang="es"' in (folder / "report.html").read_text(encoding="utf-8")


def test_seeds_are_added_by_the_folder_alone(pupila: Any, shapes: str, at_once: list[str]) -> None:
    first = pupila("compare", shapes, *ARMS, *SETTINGS, "--seeds", "1", "--margin", "0.1", "--out", "mine", "--json")
    assert first.json["verdict"] is None
    assert first.json["why_none"]["en"]
    more = pupila("compare", "mine", "--seeds", "0,5", "--json")
    assert more.code == 0, more.err
    assert (more.json["seeds"], more.json["extended"], more.json["margin"]) == ([0, 5], [1, 2], 0.1)
    assert at_once[2:] == ["short-5", "long-5"]
    assert not Path("experiments").exists()


def test_from_python_it_is_the_same(shapes: str, at_once: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"model.layers": ["flatten", "dense 8 relu", "dense classes"], "train.threads": 1, "train.device": "cpu"}
    arms = {"short": {"train.epochs": 1}, "long": {"train": {"epochs": 2}}}
    found = api.compare(shapes, arms=arms, settings=settings, seeds=[3, 1], margin=0.01, out="mine", language="es")
    assert found.path == Path("mine")
    assert at_once == ["short-1", "long-1", "short-3", "long-3"]
    assert list(found.runs) == ["short", "long"]
    assert found.sentence("es") in found.content["sentence"]["es"]
    assert "<svg" in found._repr_html_()
    assert "brazos: 2" in capsys.readouterr().err
    assert api.compare("mine").content == found.content


def test_files_that_are_left_out_are_named_once(pupila: Any, new_photos: Any, at_once: list[str]) -> None:
    folder = new_photos(Path("photos"))
    (folder / "red" / "broken.png").write_bytes(b"not an image")
    size = ("--set", "data.image_size=[9,10]", "--set", "augment.lines=[]")
    result = pupila("compare", folder, *ARMS, *SETTINGS, *size, "--seeds", "1")
    assert result.code == 0, result.err
    assert result.err.count("broken.png") == 1
    assert len(at_once) == 2


def test_without_anything_the_experiments_are_listed(pupila: Any) -> None:
    shown = pupila("compare")
    assert shown.code == 0
    for name in ("n1-augmentation", "n3-regularisation", "n5-width", "n5-epochs", "digits-augmentation"):
        assert name in shown.out
    assert {one["name"] for one in pupila("compare", "--json").json} >= {"n5-width"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["n5-widht"], 2, "n5-width"),
        (["digits"], 2, "--arm"),
        (["digits", "--arm", "a"], 2, "at least two"),
        (["digits", "--arm", "a", "--arm", "b"], 2, "equal"),
        (["digits", "--arm", "a", "--arm", "a", "train.epochs=2"], 2, "'a'"),
        (["digits", "--arm", "a", "--arm", "b", "train.epoch=2"], 2, "train.epochs"),
        (["digits", "--arm", "a", "--arm", "b", "train.seed=2"], 2, "--seeds"),
        (["digits", "--arm", "a", "--arm", "b", "split.val=0"], 2, "split.val"),
        (["digits", "--arm", "train.epochs=2", "--arm", "b"], 2, "train.epochs=2"),
        (["digits", "train.epochs=2", "--arm", "b"], 2, "train.epochs=2"),
        (["n5-width", "--arm", "a", "--arm", "b"], 2, "units-128"),
        (["n5-epochs", "--set", "train.epochs=1"], 2, "train.epochs"),
        (["n5-width", "--seeds", "many"], 2, "many"),
        (["n5-width", "--seeds", "0"], 2, "0"),
        (["n5-width", "--seeds", "1,1"], 2, "1"),
        (["n5-width", "--margin", "5"], 2, "0.005"),
        (["n5-width", "--jobs", "0"], 2, "--jobs"),
        (["--seeds", "3"], 2, "--arm"),
        (["not/there"], 3, "not/there"),
        (["not-there.toml"], 3, "not-there.toml"),
        (["digits", "--set", "data.source=./nowhere", "--arm", "a", "--arm", "b", "train.epochs=2"], 3, "nowhere"),
        (["digits", "--set", "split.test=0", "--arm", "a", "--arm", "b", "train.epochs=2"], 2, "split.test"),
    ],
    ids=str,
)
def test_mistakes_are_answered_in_one_sentence(pupila: Any, arguments: list[str], code: int, words: str) -> None:
    result = pupila("compare", *arguments)
    assert result.code == code
    assert words in result.err
    assert result.err.count("\n") == 1
    assert result.out == ""
    spanish = pupila("compare", *arguments, "--lang", "es")
    assert spanish.code == code
    assert spanish.err != result.err
    assert not list(Path().iterdir()), "a mistake leaves nothing behind"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_saves_and_the_same_command_goes_on(
    pupila: Any, shapes: str, at_once: list[str], monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    command = ("compare", shapes, *ARMS, *SETTINGS, "--seeds", "2", "--out", "mine")
    asked = iter([number])

    def listen(screen: LiveRuns, event: JobEvent) -> None:
        if event.kind == "epoch" and event.job == "long-0":
            [signal.raise_signal(one) for one in asked]

    with monkeypatch.context() as patch:
        patch.setattr(LiveRuns, "listen", listen)
        stopped = pupila(*command)
    assert stopped.code == code
    assert "pupila compare mine" in stopped.err
    assert stopped.out == ""
    assert json.loads(Path("mine/runs/long-0/summary.json").read_text())["status"] == "interrupted"
    at_once.clear()
    assert pupila("compare", "mine").code == 0
    assert at_once == ["long-0", "short-1", "long-1"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_while_data_are_read_is_heeded_at_once(
    pupila: Any, new_photos: Any, at_once: list[str], monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    folder = new_photos(Path("photos"), count=100)
    told: list[int] = []

    def data(screen: LiveRuns, done: int, total: int, code: str) -> None:
        told.append(done)
        signal.raise_signal(number)

    monkeypatch.setattr(LiveRuns, "data", data)
    size = ("--set", "data.image_size=[9,10]", "--set", "augment.lines=[]")
    result = pupila("compare", folder, *ARMS, *SETTINGS, *size, "--seeds", "1", "--out", "mine")
    assert result.code == code
    assert len(told) == 1
    assert at_once == []
    assert not Path("mine").exists()


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pupila.cli.main", "compare", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


def statuses(folder: Path) -> dict[str, str]:
    found = {}
    for path in folder.glob("runs/*/summary.json"):
        try:
            found[path.parent.name] = json.loads(path.read_text())["status"]
        except ValueError:
            continue
    return found


def at_work(pid: int) -> bool:
    """Tell whether a process still runs; one that has ended and waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for_progress(process: subprocess.Popen[str], folder: Path, *, early: bool) -> None:
    """Wait until this process has begun to change something, or not even that long."""
    begin = time.time()
    while not early and process.poll() is None and time.time() - begin < 60:
        names = ("history.jsonl", "summary.json")
        with contextlib.suppress(FileNotFoundError):
            changed = [path.stat().st_mtime for name in names for path in folder.glob(f"runs/*/{name}")]
            if max(changed, default=0) > begin:
                return
        time.sleep(0.02)


def kept(folder: Path, before: dict[str, int]) -> dict[str, int]:
    """Return when each finished run was written; none that was finished before is lost or done again."""
    done = [name for name, status in statuses(folder).items() if status == "done"]
    written = {name: (folder / "runs" / name / "weights.safetensors").stat().st_mtime_ns for name in done}
    assert {name: written.get(name) for name in before} == before
    return written


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_any_moment_nothing_is_lost_or_repeated(shapes: str) -> None:
    longer = ("--arm", "short", "train.epochs=60", "--arm", "long", "train.epochs=80")
    arguments = (shapes, *longer, *SETTINGS, "--seeds", "3", "--set", "train.batch_size=4", "--jobs", "2")
    whole = start(*arguments, "--out", "whole")
    _, err = whole.communicate(timeout=300)
    assert whole.returncode == 0, err
    dice = np.random.default_rng(0)
    finished: dict[str, int] = {}
    for attempt in range(12):
        process = start(*arguments, "--out", "mine")
        wait_for_progress(process, Path("mine"), early=attempt % 5 == 2)
        time.sleep(float(dice.uniform(0, 3)))
        workers = children(process.pid)
        process.kill()
        process.communicate()
        if attempt % 2:  # as when the machine loses its power
            for pid in workers:
                os.kill(pid, signal.SIGKILL)
        finished = kept(Path("mine"), finished)
    process = start(*arguments, "--out", "mine")
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert len(kept(Path("mine"), finished)) == 6
    found, expected = (json.loads(Path(place, "comparison.json").read_text()) for place in ("mine", "whole"))
    for content in (found, expected):
        for arm in content["arms"].values():
            for key in TIMES:
                del arm[key]
    assert found == expected
    assert not list(Path("mine").rglob("*.lock"))


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_in_a_terminal(shapes: str, times: int) -> None:
    longer = ("--arm", "short", "train.epochs=60000", "--arm", "long", "train.epochs=80000")
    process = start(shapes, *longer, *SETTINGS, "--seeds", "2", "--out", "mine")
    deadline = time.monotonic() + 90
    while len(list(Path("mine").glob("runs/*/history.jsonl"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    workers = children(process.pid)
    for _ in range(times):
        process.send_signal(signal.SIGINT)
    begin = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert time.monotonic() - begin < 20
    if times == 1:
        assert "pupila compare mine" in err
        assert set(statuses(Path("mine")).values()) == {"interrupted"}
    # Whoever leaves at once waits for nobody: its workers see that it is gone, and go.
    deadline = time.monotonic() + 5
    while any(map(at_work, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(at_work, workers))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_worker_that_is_killed_costs_no_run(shapes: str) -> None:
    longer = ("--arm", "short", "train.epochs=100", "--arm", "long", "train.epochs=150")
    process = start(shapes, *longer, *SETTINGS, "--seeds", "1", "--out", "mine", "--json")
    deadline = time.monotonic() + 90
    while not list(Path("mine").glob("runs/*/history.jsonl")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(children(process.pid)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "taken up once more" in err
    assert set(statuses(Path("mine")).values()) == {"done"}
    assert json.loads(out)["verdict"] is None


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_arms_that_are_equal_are_seldom_called_different() -> None:
    """Twenty experiments of five seeds each, whose arms differ by chance alone: at 5 % one of them is called better."""
    found = []
    for number in range(AA_EXPERIMENTS):
        seeds = list(range(100 * number, 100 * number + 5))
        file = Path(f"same-{number}.toml")
        file.write_text(
            f'recipe = "digits"\nsame = true\nseeds = {seeds}\n[settings]\n"data.image_size" = [8, 8]\n'
            '"train.epochs" = 4\n"train.batch_size" = 32\n"train.threads" = 1\n'
            '"model.layers" = ["flatten", "dense 24 relu", "dense classes"]\n[arms.a]\n[arms.b]\n',
            encoding="utf-8",
        )
        out, err = start(file.name, "--device", "cpu", "--json").communicate(timeout=120)
        found.append(json.loads(out))
        assert found[-1]["same_start"] is False, err
    differences = [one["pairs"][0]["difference"] for one in found]
    values = np.array([one["values"] for one in differences])
    assert values.shape == (AA_EXPERIMENTS, 5)
    assert np.count_nonzero(values) >= values.size / 2, "arms that share no dice differ"
    called = sum(one["verdict"] == "better" for one in found)
    assert called == sum(not one["interval"][0] <= 0 <= one["interval"][1] for one in differences)
    assert called <= stats.binom.ppf(0.995, AA_EXPERIMENTS, 0.05)
    print(f"better: {called} of {AA_EXPERIMENTS}; mean {values.mean():.5f}, deviation {values.std(ddof=1):.5f}")
