"""Experiments carried out: figures, verdict, and nothing lost or done twice whatever happens in between."""

from __future__ import annotations

import io
import json
import shutil
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from pupila import files
from pupila.data.dataset import Dataset
from pupila.errors import DataError, Interrupted, PupilaError, RunError, UsageError
from pupila.experiments import source
from pupila.experiments.comparing import comparison as finished
from pupila.experiments.comparing.compare import Begun, Onlooker, compare
from pupila.experiments.comparing.comparison import Comparison
from pupila.experiments.comparing.question import Experiment, build_experiment
from pupila.experiments.comparing.queue import Job, JobEvent, Outcome, Told
from pupila.experiments.comparing.worker import Worker
from pupila.experiments.config import Data

SHAPES = "synthetic:size=8,examples=150,classes=3,noise=0.4"
TIMES = ("seconds", "seconds_per_image")


class AtOnce:
    """Carry out jobs in this process: another engine, of the same interface."""

    def __init__(self, most_epochs: int | None = None) -> None:
        self.done: list[str] = []
        self.left = most_epochs

    def carry_out(
        self, jobs: Sequence[Job], *, listener: Callable[[JobEvent], None], should_stop: Callable[[], bool]
    ) -> list[Outcome]:
        outcomes: list[Outcome] = []

        def tell(kind: str, *, job: str, values: Any = None, reason: Any = None, exit_code: int = 0) -> None:
            if kind in ("done", "interrupted", "failed"):
                told = Told((reason[0], reason[1])) if reason else None
                outcomes.append(Outcome(job, kind, told, exit_code))  # type: ignore[arg-type]
            if kind == "epoch" and self.left is not None:
                self.left -= 1
            listener(JobEvent(job, kind, values or {}))

        worker = Worker(tell, lambda: should_stop() or (self.left is not None and self.left <= 0))
        for job in jobs:
            if self.left is None or self.left > 0:
                self.done.append(job.name)
                worker.do(job.name, job.folder, job.recipe)
        return outcomes


def tiny(arms: dict[str, dict[str, Any]] | None = None, **other: Any) -> Experiment:
    settings = {
        "split": {"val": 0.2, "test": 0.3},
        "model.layers": ["flatten", "dense 8 relu", "dense classes"],
        "train": {"epochs": 2, "batch_size": 16, "learning_rate": 0.01, "device": "cpu", "threads": 1},
        "report.examples": 2,
        **other.pop("settings", {}),
    }
    arms = arms or {"slow": {}, "fast": {"train.learning_rate": 0.05}}
    recipe = other.pop("recipe", SHAPES)
    content = {"name": "tiny", "recipe": recipe, "settings": settings, "arms": arms, "seeds": 3, **other}
    return build_experiment(content)


def read(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    return content


def timeless(content: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the clock decides."""
    arms = {
        name: {key: value for key, value in arm.items() if key not in TIMES} for name, arm in content["arms"].items()
    }
    return {**content, "arms": arms}


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparison]:
    """Return a finished comparison; not to be changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield compare(tiny(), out=tmp_path_factory.mktemp("experiments") / "tiny", engine=AtOnce())


@pytest.fixture
def own(whole: Comparison, tmp_path: Path) -> Path:
    """Return a copy of its folder, to be changed at will."""
    return Path(shutil.copytree(whole.path, tmp_path / "own"))


def test_the_folder_holds_what_is_promised(whole: Comparison) -> None:
    names = {path.name for path in whole.path.iterdir()}
    assert names >= {"experiment.toml", "comparison.json", "manifest.json", "runs"}
    runs = {f"{arm}-{seed}" for arm in ("slow", "fast") for seed in range(3)}
    assert {path.name for path in (whole.path / "runs").iterdir()} == runs
    assert not list(whole.path.rglob("*lock")) + list(whole.path.rglob("checkpoint")) + list(whole.path.rglob("*.tmp"))
    sums = json.loads((whole.path / "manifest.json").read_text())["sha256"]
    assert {"experiment.toml", "comparison.json", "runs/fast-2/weights.safetensors"} <= sums.keys()
    assert all(files.sha256(whole.path / name) == told for name, told in sums.items())


def test_the_record_has_every_field(whole: Comparison) -> None:
    content = whole.content
    assert content.keys() == {
        "schema", "experiment", "question", "margin", "seeds", "extended", "data", "arms", "same_start", "pairs",
        "verdict", "difference", "winner", "sentence", "why_none",
    }  # fmt: skip
    assert (content["schema"], content["experiment"], content["margin"]) == (1, "tiny", 0.005)
    assert (content["seeds"], content["extended"]) == ([0, 1, 2], [3])
    assert content["data"] == {"name": "synthetic", "test_images": 45}
    assert content["same_start"] is True
    assert content["why_none"] is None
    (pair,) = content["pairs"]
    assert pair.keys() == {
        "first", "second", "difference", "level", "verdict", "winner", "seeds_needed", "mcnemar", "gap", "loss_gap",
        "per_class",
    }  # fmt: skip
    assert content["arms"]["slow"].keys() == {
        "settings", "runs", "test_accuracy", "train_accuracy", "gap", "test_loss", "loss_gap", "seconds",
        "seconds_per_image", "parameters", "multiply_adds", "per_class", "history",
    }  # fmt: skip
    assert content["arms"]["fast"]["settings"] == {"train.learning_rate": 0.05}


def test_figures_are_those_of_the_runs(whole: Comparison) -> None:
    for name, arm in whole.content["arms"].items():
        for seed, run in enumerate(whole.runs[name]):
            assert run.path.name == f"{name}-{seed}"
            test, train = run.metrics["test"], run.metrics["train"]
            assert arm["test_accuracy"][seed] == test["accuracy"]["value"]
            assert arm["gap"][seed] == train["accuracy"]["value"] - test["accuracy"]["value"]
            assert arm["loss_gap"][seed] == test["loss"]["value"] - train["loss"]["value"]
            assert [line["val_loss"] for line in arm["history"][seed]] == [line["val"]["loss"] for line in run.history]
            assert {key: values[seed] for key, values in arm["per_class"].items()} == {
                key: block["recall"]["value"] for key, block in test["per_class"].items()
            }
            assert arm["seconds"][seed] == pytest.approx(sum(line["seconds"] for line in run.history))
            images = sum(line["samples_seen"] for line in run.history)
            assert arm["seconds_per_image"][seed] == pytest.approx(arm["seconds"][seed] / images)
        assert arm["parameters"] == 64 * 3 * 8 + 8 + 8 * 3 + 3
        assert arm["multiply_adds"] == 64 * 3 * 8 + 8 * 3


def test_the_difference_is_that_of_pairs(whole: Comparison) -> None:
    slow, fast = (whole.content["arms"][name]["test_accuracy"] for name in ("slow", "fast"))
    found = whole.content["pairs"][0]["difference"]
    values = [second - first for first, second in zip(slow, fast, strict=True)]
    assert found["values"] == pytest.approx(values)
    assert found["value"] == pytest.approx(statistics.fmean(values))
    if len(set(values)) > 1:
        interval = stats.t.interval(0.95, 2, statistics.fmean(values), stats.sem(values))
        assert found["interval"] == pytest.approx(interval)
    assert whole.difference == {"value": found["value"], "interval": found["interval"]}


def test_mcnemar_counts_the_same_images(whole: Comparison) -> None:
    def answers(arm: str, seed: int) -> dict[str, bool]:
        content = (whole.path / "runs" / f"{arm}-{seed}" / "predictions" / "test.npz").read_bytes()
        with np.load(io.BytesIO(content)) as arrays:
            hits = arrays["probabilities"].argmax(axis=1) == arrays["labels"]
            return dict(zip(arrays["ids"].tolist(), hits.tolist(), strict=True))

    for seed, told in enumerate(whole.content["pairs"][0]["mcnemar"]):
        slow, fast = answers("slow", seed), answers("fast", seed)
        assert slow.keys() == fast.keys()
        only = [sum(slow[key] > fast[key] for key in slow), sum(slow[key] < fast[key] for key in slow)]
        assert (told["seed"], told["only_first"], told["only_second"]) == (seed, *only)
        assert told["p"] == pytest.approx(stats.binomtest(only[0], sum(only)).pvalue if sum(only) else 1.0)


def test_arms_of_a_seed_share_split_and_start(whole: Comparison) -> None:
    for first, second in zip(whole.runs["slow"], whole.runs["fast"], strict=True):
        assert (first.path / "splits.json").read_bytes() == (second.path / "splits.json").read_bytes()
        starts = [json.loads((run.path / "environment.json").read_text())["start"] for run in (first, second)]
        assert starts[0] == starts[1]


def test_arms_of_other_shapes_share_the_seed_only(tmp_path: Path) -> None:
    wide = {"narrow": {}, "wide": {"model.layers": ["flatten", "dense 9 relu", "dense classes"]}}
    found = compare(tiny(wide, seeds=2), out=tmp_path / "wide", engine=AtOnce())
    assert found.content["same_start"] is False
    assert found.content["pairs"][0]["seeds_needed"] is None or found.verdict == "not shown"


def test_three_arms_make_three_pairs(tmp_path: Path) -> None:
    arms = {"a": {}, "b": {"train.learning_rate": 0.02}, "c": {"train.epochs": 1}}
    found = compare(tiny(arms, seeds=2), out=tmp_path / "three", engine=AtOnce())
    assert [(pair["first"], pair["second"]) for pair in found.content["pairs"]] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [len(history) for history in found.content["arms"]["c"]["history"]] == [1, 1]


def test_again_repeats_nothing(own: Path) -> None:
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}
    engine = AtOnce()
    begun: list[Begun] = []
    compare(tiny(), out=own, engine=engine, onlooker=Onlooker(begun=begun.append))
    assert engine.done == []
    assert (begun[0].kept, dict(begun[0].epochs)) == (6, {})
    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before


def test_seeds_are_added_to_those_before(own: Path, whole: Comparison, tmp_path: Path) -> None:
    engine = AtOnce()
    more = compare(tiny(seeds=[3, 4]), out=own, engine=engine)
    assert sorted(engine.done) == ["fast-3", "fast-4", "slow-3", "slow-4"]
    assert (more.content["seeds"], more.content["extended"]) == ([0, 1, 2, 3, 4], [3, 5])
    assert more.content["arms"]["fast"]["test_accuracy"][:3] == whole.content["arms"]["fast"]["test_accuracy"]
    at_once = compare(tiny(seeds=5), out=tmp_path / "at-once", engine=AtOnce())
    assert at_once.content["extended"] == [5]
    assert timeless({**more.content, "extended": [5], "sentence": at_once.content["sentence"]}) == timeless(
        at_once.content
    ), "a look in between changes what is said of it, and no figure"
    assert compare(tiny(seeds=2), out=own, engine=AtOnce()).content["seeds"] == [0, 1, 2, 3, 4], "none is dropped"
    assert read(own)["extended"] == [3, 5]


@pytest.mark.parametrize("epochs", [0, 1, 3, 5, 8, 11])
def test_an_interruption_anywhere_loses_nothing_and_repeats_nothing(
    tmp_path: Path, whole: Comparison, epochs: int
) -> None:
    place = tmp_path / "tiny"
    with pytest.raises(Interrupted, match="pupila compare") as caught:
        compare(tiny(), out=place, engine=AtOnce(most_epochs=epochs))
    assert caught.value.exit_code == 130
    assert not (place / "comparison.json").exists()
    done = {
        path.parent.name: (path.parent / "weights.safetensors").stat().st_mtime_ns
        for path in place.glob("runs/*/summary.json")
        if json.loads(path.read_text())["status"] == "done"
    }
    engine = AtOnce()
    assert timeless(compare(tiny(), out=place, engine=engine).content) == timeless(whole.content)
    assert not set(engine.done) & done.keys()
    assert {name: (place / "runs" / name / "weights.safetensors").stat().st_mtime_ns for name in done} == done


@pytest.mark.parametrize("left", ["recipe only", "no checkpoint", "damaged summary", "unsealed", "empty"])
def test_what_a_killed_process_left_is_put_right(own: Path, whole: Comparison, left: str) -> None:
    run = own / "runs" / "fast-1"
    (own / "comparison.json").unlink()
    if left == "recipe only":
        for path in list(run.iterdir()):
            if path.name != "recipe.toml":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif left == "no checkpoint":
        summary = json.loads((run / "summary.json").read_text())
        (run / "summary.json").write_text(json.dumps({**summary, "status": "running"}))
    elif left == "damaged summary":
        (run / "summary.json").write_text('{"status": "do')
    elif left == "unsealed":
        (run / "manifest.json").unlink()
        (run / "audit.json").unlink()
        (run / "checkpoint").mkdir()
    else:
        shutil.rmtree(run)
        run.mkdir()
    engine = AtOnce()
    assert timeless(compare(tiny(), out=own, engine=engine).content) == timeless(whole.content)
    assert engine.done == ([] if left == "unsealed" else ["fast-1"])
    assert (run / "manifest.json").exists()
    assert (run / "audit.json").exists()
    assert not (run / "checkpoint").exists()


def test_recalls_that_agree_are_as_sure_as_the_images_of_their_class_allow(tmp_path: Path) -> None:
    found = compare(tiny({"one": {}, "other": {"train.weight_decay": 1e-30}}), out=tmp_path / "alike", engine=AtOnce())
    supports = {name: block["support"] for name, block in found.runs["one"][0].metrics["test"]["per_class"].items()}
    (pair,) = found.content["pairs"]
    for line in pair["per_class"]:
        half = stats.t.ppf(0.975, 2) / (3 * supports[line["name"]])
        assert line["value"] == 0
        assert line["interval"] == pytest.approx([-half, half])


def test_one_seed_gives_no_verdict_and_says_why(tmp_path: Path) -> None:
    found = compare(tiny(seeds=1), out=tmp_path / "one", engine=AtOnce())
    assert found.verdict is None
    assert found.winner is None
    assert found.difference["interval"] is None
    assert set(found.content["why_none"]) == {"en", "es"}
    assert found.content["why_none"]["es"] in found.sentence("es")


def test_a_run_that_diverges_ends_the_comparison_and_keeps_the_others(tmp_path: Path) -> None:
    wild = {"calm": {}, "wild": {"train.learning_rate": 1e30, "train.optimizer": "sgd"}}
    with pytest.raises(PupilaError, match="wild-0") as caught:
        compare(tiny(wild, seeds=2), out=tmp_path / "wild", engine=AtOnce())
    assert caught.value.exit_code == 5
    assert "learning_rate" in str(caught.value)
    assert "2 de 4" in caught.value.message("es")
    assert not (tmp_path / "wild" / "comparison.json").exists()
    engine = AtOnce()
    with pytest.raises(PupilaError):
        compare(tiny(wild, seeds=2), out=tmp_path / "wild", engine=engine)
    assert sorted(engine.done) == ["wild-0", "wild-1"]


@pytest.mark.parametrize(
    ("experiment", "kind", "words"),
    [
        ({"recipe": "not-there.npz"}, DataError, "not-there.npz"),
        ({"settings": {"data.source": "./nowhere"}}, DataError, "nowhere"),
        ({"settings": {"split.test": 0.0}}, UsageError, "split.test"),
        ({"arms": {"a": {}, "b": {"model.layers": ["conv 3 40x40", "flatten", "dense classes"]}}}, UsageError, "'b'"),
        ({"arms": {"a": {}, "b": {"model.layers": ["konv 3"]}}}, UsageError, "konv"),
        ({"arms": {"a": {}, "large": {"data.image_size": [16, 16]}}}, UsageError, "'large' reads the images otherwise"),
    ],
    ids=str,
)
def test_what_cannot_be_carried_out_leaves_nothing_behind(
    tmp_path: Path, experiment: dict[str, Any], kind: type[PupilaError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        compare(tiny(**experiment), out=tmp_path / "none", engine=AtOnce())
    assert not (tmp_path / "none").exists()


def test_a_folder_that_holds_something_else_is_left_alone(own: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="own"):
        compare(tiny(settings={"train.epochs": 1}), out=own, engine=AtOnce())
    place = tmp_path / "thesis"
    place.mkdir()
    (place / "chapter.txt").write_text("years of work")
    with pytest.raises(UsageError, match="thesis"):
        compare(tiny(), out=place, engine=AtOnce())
    assert [path.name for path in place.iterdir()] == ["chapter.txt"]


def test_what_a_process_left_that_was_killed_at_once_blocks_nothing(tmp_path: Path) -> None:
    place = tmp_path / "early"
    with files.lock(place / "lock"), files.replacing(place / "experiment.toml"):
        left = [path.name for path in place.iterdir()]
    (place / "experiment.toml").unlink()
    for name in left:
        (place / name).write_text("")
    assert len(left) == 2
    compare(tiny(seeds=1), out=place, engine=AtOnce())
    assert {path.name for path in place.iterdir()} == {
        "experiment.toml", "comparison.json", "audit.json", "manifest.json", "runs",
    }  # fmt: skip


def test_what_is_half_written_in_a_run_is_left_to_who_has_the_run(own: Path) -> None:
    half = own / "runs" / "fast-1" / ".metrics.json.0a1b2c3d.tmp"
    half.write_text("an orphan may still be writing this")
    compare(tiny(), out=own, engine=AtOnce())
    assert half.exists()


def test_a_folder_is_looked_at_again_once_it_is_held(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process began an experiment there while this one read its data."""
    place = tmp_path / "late"

    before = source.load_source

    def load(settings: Data, **known: Any) -> Dataset:
        shutil.copytree(own, place)
        return before(settings, **known)

    monkeypatch.setattr(source, "load_source", load)
    with pytest.raises(UsageError, match="late"):
        compare(tiny(settings={"train.epochs": 1}), out=place, engine=AtOnce())
    assert (place / "experiment.toml").read_bytes() == (own / "experiment.toml").read_bytes()


def test_the_margin_is_not_changed_after_the_look(own: Path, tmp_path: Path, whole: Comparison) -> None:
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}
    for experiment in (tiny(margin=0.02), tiny(margin=0.02, seeds=5)):
        with pytest.raises(UsageError, match=r"margin of 0\.005, and 0\.02 came") as caught:
            compare(experiment, out=own, engine=AtOnce())
        assert "--margin 0.005" in caught.value.message("es")
    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before
    (own / "comparison.json").unlink()
    assert compare(tiny(margin=0.02), out=own, engine=AtOnce()).content["margin"] == 0.02, "nothing was seen before"


def exchange(folder: Path, one: str, other: str) -> None:
    runs = folder / "runs"
    (runs / one).rename(runs / "away")
    (runs / other).rename(runs / one)
    (runs / "away").rename(runs / other)


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [("slow-1", "fast-1", "train.learning_rate"), ("slow-0", "slow-2", "train.seed")],
)
def test_a_run_that_is_not_the_one_of_its_folder_is_not_kept(own: Path, one: str, other: str, key: str) -> None:
    exchange(own, one, other)
    engine = AtOnce()
    with pytest.raises(RunError, match=f"{one}.*{key}") as caught:
        compare(tiny(seeds=4), out=own, engine=engine)
    assert str(own / "runs" / one) in caught.value.message("es")
    assert engine.done == []
    shutil.rmtree(own / "runs" / one)
    shutil.rmtree(own / "runs" / other)
    compare(tiny(), out=own, engine=engine)
    assert sorted(engine.done) == sorted([one, other])


def test_a_run_that_was_begun_with_another_recipe_is_not_gone_on_with(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        compare(tiny(), out=tmp_path / "own", engine=AtOnce(most_epochs=1))
    recipe = tmp_path / "own" / "runs" / "slow-0" / "recipe.toml"
    recipe.write_text(recipe.read_text().replace("batch_size = 16", "batch_size = 8"))
    with pytest.raises(RunError, match=r"slow-0.*train\.batch_size"):
        compare(tiny(), out=tmp_path / "own", engine=AtOnce())


def test_whoever_asks_to_stop_while_data_are_read_waits_for_none(tmp_path: Path, photos: Path) -> None:
    asked: list[str] = []
    ended: list[str] = []

    def tell(kind: str, **_: Any) -> None:
        (asked if kind == "data" else ended).append(kind)

    recipe = tiny(recipe=str(photos)).arm_recipe("slow")
    worker = Worker(tell, lambda: "begun" in ended)
    worker.do("slow-0", tmp_path / "runs" / "slow-0", recipe)
    assert (asked, ended) == ([], ["begun", "interrupted"])
    assert not (tmp_path / "runs" / "slow-0").exists()


def test_a_second_process_on_the_same_folder_is_told_so(own: Path) -> None:
    with files.lock(own / "lock"), pytest.raises(RunError, match="pid"):
        compare(tiny(), out=own, engine=AtOnce())


def test_runs_that_did_not_share_their_split_are_not_compared(own: Path) -> None:
    path = own / "runs" / "fast-2" / "splits.json"
    content = json.loads(path.read_text())
    content["train"], content["test"] = content["train"][1:], [*content["test"], content["train"][0]]
    path.write_text(json.dumps(content))
    with pytest.raises(RunError, match=r"slow-2.*fast-2"):
        compare(tiny(), out=own, engine=AtOnce())


def test_data_that_changed_between_seeds_are_told(own: Path) -> None:
    path = own / "runs" / "fast-1" / "environment.json"
    content = json.loads(path.read_text())
    content["data"]["fingerprint"] = "other"
    path.write_text(json.dumps(content))
    with pytest.raises(RunError, match=r"fast-0.*fast-1"):
        compare(tiny(), out=own, engine=AtOnce())


def test_equal_arms_differ_by_chance_alone(tmp_path: Path) -> None:
    found = compare(tiny({"a": {}, "b": {}}, same=True, seeds=2), out=tmp_path / "aa", engine=AtOnce())
    assert found.content["same_start"] is False
    for first, second in zip(found.runs["a"], found.runs["b"], strict=True):
        assert (first.path / "splits.json").read_bytes() == (second.path / "splits.json").read_bytes()
        weights = [(run.path / "weights.safetensors").read_bytes() for run in (first, second)]
        assert weights[0] != weights[1]


def test_threads_stay_those_of_the_first_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = tiny(seeds=1)
    free = free.model_copy(update={"threads": None, "recipe": free.recipe.with_values({"train.threads": None})})
    monkeypatch.setattr("pupila.runtime.core_count", lambda: 4)
    begun: list[Begun] = []
    watch = Onlooker(begun=begun.append)
    compare(free, out=tmp_path / "t", engine=AtOnce(), onlooker=watch)
    assert (begun[-1].workers, begun[-1].threads) == (2, 2)
    compare(free.model_copy(update={"seeds": (0, 1, 2, 3)}), out=tmp_path / "t", engine=AtOnce(), onlooker=watch)
    assert (begun[-1].workers, begun[-1].threads) == (2, 2), "added runs compute like those before them"
    recipes = [(path / "recipe.toml").read_text() for path in (tmp_path / "t" / "runs").iterdir()]
    assert all("threads = 2" in text for text in recipes)


def test_a_folder_that_is_no_finished_comparison_is_told_so(tmp_path: Path, own: Path) -> None:
    with pytest.raises(RunError, match=r"comparison\.json"):
        Comparison(tmp_path)
    (own / "comparison.json").write_text('{"schema": 99}')
    with pytest.raises(RunError, match=r"comparison\.json"):
        Comparison(own)


def test_in_a_notebook_it_draws_itself(whole: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finished, "_drawers", [])
    assert whole.sentence("en").split("“")[0] in whole._repr_html_()
    finished.draw_comparisons_with(lambda folder: f"<b>{folder.name}</b>")
    assert whole._repr_html_() == "<b>tiny</b>"
    assert "tiny" in repr(whole)


def test_the_manifest_of_a_finished_run_is_not_made_to_fit_what_was_edited(own: Path) -> None:
    (own / "comparison.json").unlink()
    run = own / "runs" / "fast-1"
    before = (run / "manifest.json").read_bytes()
    summary = json.loads((run / "summary.json").read_text())
    (run / "summary.json").write_text(json.dumps({**summary, "epochs": 99}))
    compare(tiny(), out=own, engine=AtOnce())
    assert (run / "manifest.json").read_bytes() == before, "the forgery is for 'verify' to find"
