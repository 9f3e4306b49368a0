"""An experiment: arms that differ in more than they declare, that go on from one another, that conclude too much."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pupila import files
from pupila.cli.main import run as command_line
from pupila.errors import RunError
from pupila.experiments.audit.comparison import audit_comparison
from pupila.experiments.audit.findings import CODES, Finding
from pupila.experiments.question import FILE, Experiment, build_experiment
from pupila.experiments.record import write_manifest
from pupila.experiments.run import train
from pupila.experiments.verify_comparison import verify_experiment

ARMS = {"plain": {}, "turned": {"augment.lines": ["rotate 10deg"]}}


def experiment(photos: Path, new_recipe: Any, **values: Any) -> Experiment:
    recipe = new_recipe(str(photos), train__epochs=2)
    return build_experiment({"name": "turned", "recipe": recipe, "arms": ARMS, "seeds": 2, "threads": 1, **values})


def carry_out(question: Experiment, folder: Path) -> Path:
    files.write_text(folder / FILE, question.to_toml())
    for seed in question.seeds:
        for arm in question.arms:
            train(question.arm_recipe(arm, seed), out=folder / "runs" / f"{arm}-{seed}")
    return folder


@pytest.fixture(scope="module")
def carried_out(photos: Path, new_recipe: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two arms, two seeds; not to be changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield carry_out(experiment(photos, new_recipe), tmp_path_factory.mktemp("experiments") / "turned")


@pytest.fixture
def own(carried_out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(carried_out, tmp_path / "turned"))


def edit(path: Path, change: Callable[[Any], object]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    files.write_json(path, content)


def found(folder: Path, code: str, **options: Any) -> Finding:
    return {one.code: one for one in audit_comparison(folder, **options)}[code]


def judged(folder: Path, **values: Any) -> None:
    """Write what a comparison says of two arms."""
    pair = {"first": "plain", "second": "turned", "verdict": "not shown", "difference": {"interval": [-0.1, 0.2]}}
    content = {"seeds": [0, 1], "margin": 0.005, "verdict": "not shown", "extended": [2], "pairs": [pair]}
    files.write_json(folder / "comparison.json", {**content, **values})


def conclude(folder: Path, verdict: str) -> None:
    judged(folder, verdict=verdict)
    edit(folder / "comparison.json", lambda content: content["pairs"][0].update(verdict=verdict))


def other_recipe(folder: Path) -> None:
    path = folder / "runs" / "turned-1" / "recipe.toml"
    path.write_text(path.read_text().replace("learning_rate = 0.02", "learning_rate = 0.03"))


def go_on(folder: Path) -> None:
    """Let an arm begin where the other ended, as in a notebook whose second cell trains the same network."""
    end = json.loads((folder / "runs" / "plain-0" / "evidence.json").read_text())["end"]["weights"]
    edit(folder / "runs" / "turned-0" / "environment.json", lambda content: content["start"].update(weights=end))


def environment(**values: Any) -> Callable[[Path], object]:
    return lambda folder: edit(folder / "runs" / "turned-1" / "environment.json", lambda e: e.update(values))


def other_split(folder: Path) -> None:
    edit(folder / "runs" / "turned-0" / "splits.json", lambda parts: parts["train"].append(parts["val"].pop()))


PLANTED: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "A3 continued": ("fault", "arm_continued", go_on),
    "A4 keys": ("fault", "keys", other_recipe),
    "A4 data": ("fault", "data", environment(data={"fingerprint": "other"})),
    "A4 split": ("fault", "split", other_split),
    "A4 threads": ("warning", "surroundings", environment(threads=7)),
    "A4 torch": ("warning", "surroundings", environment(versions={"torch": "1.0"})),
    "A10 one seed": ("warning", "one_seed", lambda folder: judged(folder, seeds=[0], verdict=None)),
    "A10 one seed judged": ("fault", "one_seed", lambda folder: judged(folder, seeds=[0], verdict="better")),
    "A10 beyond": ("fault", "beyond", lambda folder: conclude(folder, "better")),
    "A10 equal": ("fault", "beyond", lambda folder: conclude(folder, "equivalent")),
    "A10 looked": ("warning", "extended", lambda folder: judged(folder, extended=[1, 2])),
}


def test_a_sound_experiment_passes(own: Path) -> None:
    judged(own)
    findings = audit_comparison(own)
    assert tuple(one.code for one in findings) == CODES
    severities = {one.code: one.severity for one in findings}
    assert {code for code, severity in severities.items() if severity != "passed"} == {"A16"}
    variants = {one.code: one.variant for one in findings}
    assert (variants["A3"], variants["A4"], variants["A10"]) == ("same", "passed", "not_shown")
    content = json.loads((own / "audit.json").read_text(encoding="utf-8"))
    for one in content["findings"]:
        assert "{" not in one["message"]["en"] + one["message"]["es"]
    assert "each of the 4 runs" in content["findings"][0]["message"]["en"]


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(own: Path, name: str) -> None:
    code, (severity, variant, plant) = name.split()[0], PLANTED[name]
    judged(own)
    assert found(own, code, write=False).severity == "passed"
    plant(own)
    finding = found(own, code, write=False)
    assert (finding.severity, finding.variant) == (severity, variant)
    for language in ("en", "es"):
        assert "{" not in finding.message(language)


def test_a_fault_of_one_run_is_told_with_its_name(own: Path) -> None:
    edit(own / "runs" / "plain-1" / "splits.json", lambda parts: parts["val"].append(parts["test"][0]))
    assert found(own, "A1").severity == "passed", "the run's own audit says nothing yet"
    finding = found(own, "A1", ask=True)
    assert (finding.severity, finding.evidence["run"], finding.evidence["count"]) == ("fault", "plain-1", 1)
    assert "In 1 of 4 runs, such as 'plain-1': Test examples" in finding.message("en")


def test_arms_of_other_shapes_share_the_seed(photos: Path, tmp_path: Path, new_recipe: Any) -> None:
    layers = ["conv 6 3x3 same relu", "flatten", "dense classes"]
    question = experiment(photos, new_recipe, arms={"narrow": {}, "wide": {"model.layers": layers}}, seeds=1)
    assert found(carry_out(question, tmp_path / "wide"), "A3").variant == "same_seed"
    assert found(tmp_path / "wide", "A4").severity == "passed"


def test_equal_arms_are_allowed_where_they_are_declared(photos: Path, tmp_path: Path, new_recipe: Any) -> None:
    question = experiment(photos, new_recipe, arms={"one": {}, "other": {}}, seeds=1, same=True)
    assert found(carry_out(question, tmp_path / "same"), "A4").variant == "passed_same"


def test_without_a_finished_run_there_is_nothing_to_audit(photos: Path, tmp_path: Path, new_recipe: Any) -> None:
    files.write_text(tmp_path / FILE, experiment(photos, new_recipe).to_toml())
    with pytest.raises(RunError, match="no finished run"):
        audit_comparison(tmp_path)


def test_the_command_line_audits_experiments(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged(own)
    assert command_line(["audit", str(own), "--strict"]) == 0
    conclude(own, "better")
    assert command_line(["audit", str(own), "--strict", "--lang", "es"]) == 3
    assert "solo dice 'no demostrado'" in capsys.readouterr().out


def test_an_experiment_is_verified_run_by_run(own: Path) -> None:
    (sums, judgement), runs = verify_experiment(own)
    assert (sums.variant, judgement.outcome) == ("no_manifest", "not possible")
    assert list(runs) == ["plain-0", "turned-0", "plain-1", "turned-1"]
    assert {check.outcome for checks in runs.values() for check in checks} == {"passed"}
    edit(own / "runs" / "turned-1" / "metrics.json", lambda m: m["test"]["accuracy"].update(value=0.999))
    write_manifest(own / "runs" / "turned-1")
    failed = {name for name, checks in verify_experiment(own)[1].items() for one in checks if one.outcome == "failed"}
    assert failed == {"turned-1"}


def test_a_comparison_is_computed_again(own: Path) -> None:
    from pupila.experiments.compare import compare
    from pupila.experiments.question import find_experiment

    compare(find_experiment(str(own)), out=own)
    assert [check.outcome for check in verify_experiment(own)[0]] == ["passed", "passed"]
    audit_comparison(own, ask=True)
    assert [check.outcome for check in verify_experiment(own)[0]] == ["passed", "passed"]
    for change in (
        lambda content: content["pairs"][0].update(verdict="better", winner="turned"),
        lambda content: content["arms"]["plain"]["test_accuracy"].__setitem__(0, 0.1),
        lambda content: content["sentence"].update(en="Turning helps."),
        lambda content: content.update(seeds=[0, 1, 2]),
    ):
        before = (own / "comparison.json").read_bytes()
        edit(own / "comparison.json", change)
        assert [check.outcome for check in verify_experiment(own)[0]] == ["failed", "failed"]
        (own / "comparison.json").write_bytes(before)
