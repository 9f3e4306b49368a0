"""An experiment that is handed in: runs in each other's place, and a record that does not follow from its runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pupila
from pupila import files
from pupila.errors import RunError, UsageError
from pupila.experiments.comparing.compare import compare
from pupila.experiments.comparing.conclude import conclude
from pupila.experiments.comparing.question import FILE, build_experiment, find_experiment
from pupila.experiments.comparing.verify import verify_experiment
from pupila.experiments.record import update_manifest, write_manifest
from pupila.experiments.run import train
from pupila.experiments.verify import Check

ARMS = {"plain": {}, "turned": {"augment.lines": ["rotate 10deg"]}}
Forge = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def carried_out(photos: Path, new_recipe: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two arms, two seeds, and what is concluded of them; not to be changed."""
    folder = tmp_path_factory.mktemp("experiments") / "turned"
    recipe = new_recipe(str(photos), train__epochs=1)
    question = build_experiment({"name": "turned", "recipe": recipe, "arms": ARMS, "seeds": 2, "threads": 1})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(tmp_path_factory.mktemp("cache")))
        files.write_text(folder / FILE, question.to_toml())
        for seed in question.seeds:
            for arm in question.arms:
                train(question.arm_recipe(arm, seed), out=folder / "runs" / f"{arm}-{seed}")
        compare(question, out=folder)
        yield folder


@pytest.fixture
def own(carried_out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(carried_out, tmp_path / "turned"))


def edit(path: Path, change: Forge) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    files.write_json(path, content)


def seal(folder: Path) -> None:
    """Conclude anew, and write all sums anew, as whoever forges can."""
    files.write_json(folder / "comparison.json", conclude(folder, find_experiment(str(folder))))
    for run in (folder / "runs").iterdir():
        write_manifest(run)
    for name in json.loads((folder / "manifest.json").read_text())["sha256"]:
        update_manifest(folder, name)


def exchange(folder: Path, one: str, other: str) -> None:
    runs = folder / "runs"
    (runs / one).rename(runs / "away")
    (runs / other).rename(runs / one)
    (runs / "away").rename(runs / other)


def failed(folder: Path) -> dict[str, Check]:
    """Return the checks that failed, the experiment's own and "run: name"."""
    own, runs = verify_experiment(folder)
    found = {check.name: check for check in own if check.outcome == "failed"}
    for run, checks in runs.items():
        found |= {f"{run}: {check.name}": check for check in checks if check.outcome == "failed"}
    for check in found.values():
        assert "{" not in check.message("en") + check.message("es")
    return found


def test_a_sound_experiment_holds(own: Path) -> None:
    assert failed(own) == {}
    seal(own)
    assert failed(own) == {}
    sums = verify_experiment(own)[0][0]
    assert sums.values["count"] == 3 + 4 * 4
    assert "added" not in sums.message("en"), "of an experiment's folder nobody can say so"


def test_python_has_the_same_doors(own: Path) -> None:
    found = pupila.verify(own)
    assert sorted(found) == ["plain-0", "plain-1", "turned", "turned-0", "turned-1"]
    assert list(found)[-1] == "turned"
    assert {one.outcome for checks in found.values() for one in checks} == {"passed"}
    assert pupila.verify(pupila.load_run(own / "runs" / "plain-0"))["plain-0"] == found["plain-0"]
    assert [one.code for one in pupila.audit(own)] == [f"A{number}" for number in range(1, 17)]
    (own / "audit.json").unlink()
    assert pupila.audit(own / "runs" / "plain-0")[0].code == "A1"
    with pytest.raises(RunError):
        pupila.audit(own.parent / "nothing")
    with pytest.raises(UsageError, match="of type int"):
        pupila.audit(3)  # type: ignore[arg-type]


def test_arms_in_each_others_place_are_named(own: Path) -> None:
    for seed in (0, 1):
        exchange(own, f"plain-{seed}", f"turned-{seed}")
    seal(own)
    found = failed(own)
    assert set(found) == {f"{arm}-{seed}: recipe" for arm in ARMS for seed in (0, 1)}
    assert found["plain-1: recipe"].values["key"] == "augment.lines"
    for word in ("'plain'", "seed 1", "augment.lines", "'plain-1'"):
        assert word in found["plain-1: recipe"].message("en")


def test_seeds_in_each_others_place_are_named(own: Path) -> None:
    for arm in ARMS:
        exchange(own, f"{arm}-0", f"{arm}-1")
    seal(own)
    keys = {name: check.values.get("key") for name, check in failed(own).items()}
    assert keys == {f"{arm}-{seed}: recipe": "train.seed" for arm in ARMS for seed in (0, 1)}


@pytest.mark.parametrize("arms", [("turned",), ("plain", "turned")], ids=str)
def test_a_run_with_another_value_of_a_key_is_named(own: Path, arms: tuple[str, ...]) -> None:
    for arm in arms:
        shutil.rmtree(own / "runs" / f"{arm}-1")
        values = {"augment.lines": ["rotate 30deg"]} if arms == ("turned",) else {"train.batch_size": 4}
        recipe = find_experiment(str(own)).arm_recipe(arm, 1).with_values(values)
        train(recipe, out=own / "runs" / f"{arm}-1")
    seal(own)
    keys = {name: check.values.get("key") for name, check in failed(own).items()}
    assert keys == {f"{arm}-1: recipe": next(iter(values)) for arm in arms}


FORGED: dict[str, Forge] = {
    "name": lambda content: content.update(experiment="other"),
    "question": lambda content: content["question"].update(en="Does turning help?"),
    "margin": lambda content: content.update(margin=0.02),
    "data": lambda content: content["data"].update(name="ImageNet"),
    "images": lambda content: content["data"].update(test_images=10_000),
    "mcnemar": lambda content: content["pairs"][0]["mcnemar"][0].update(p=0.0001),
    "gap": lambda content: content["pairs"][0]["gap"].update(value=-0.2, interval=[-0.3, -0.1]),
    "loss gap": lambda content: content["pairs"][0]["loss_gap"].update(value=-0.2),
    "class": lambda content: content["pairs"][0]["per_class"][0].update(value=0.4),
    "classes": lambda content: content["pairs"][0]["per_class"].pop(),
    "verdict": lambda content: content.update(verdict="better"),
    "sentence": lambda content: content["sentence"].update(es="Girar ayuda."),
    "looks": lambda content: content.update(extended=[1]),
    "no looks": lambda content: content.pop("extended"),
    "more": lambda content: content.update(note="checked by hand"),
}


@pytest.mark.parametrize("name", FORGED)
def test_whatever_follows_from_the_runs_is_computed_again(own: Path, name: str) -> None:
    edit(own / "comparison.json", FORGED[name])
    update_manifest(own, "comparison.json")
    assert set(failed(own)) == {"comparison"}


@pytest.mark.parametrize("name", ["comparison.json", "experiment.toml", "runs/plain-0/predictions/test.npz", None])
def test_a_manifest_that_leaves_files_out_is_named(own: Path, name: str | None) -> None:
    def forge(content: dict[str, Any]) -> None:
        content["sha256"] = {key: own for key, own in content["sha256"].items() if name not in (key, None)}

    edit(own / "manifest.json", forge)
    found = failed(own)
    assert set(found) == {"files"}
    unlisted = found["files"].values["unlisted"]
    assert unlisted == [name] if name else len(unlisted) == 19
    assert unlisted[0] in found["files"].message("es")


def test_files_that_changed_are_named(own: Path) -> None:
    (own / "experiment.toml").write_text((own / "experiment.toml").read_text() + "# later\n")
    (own / "audit.json").unlink()
    found = failed(own)["files"].values
    assert (found["changed"], found["missing"], found["unlisted"]) == (["experiment.toml"], ["audit.json"], [])
