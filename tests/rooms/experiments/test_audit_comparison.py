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
from pupila.experiments.audit.findings import CODES, Finding
from pupila.experiments.comparing.audit import audit_comparison
from pupila.experiments.comparing.question import FILE, Experiment, build_experiment
from pupila.experiments.comparing.verify import verify_experiment
from pupila.experiments.record import write_manifest
from pupila.experiments.run import train
from pupila.language import say

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


def other_recipe(folder: Path, run: str = "turned-1") -> None:
    path = folder / "runs" / run / "recipe.toml"
    path.write_text(path.read_text().replace("learning_rate = 0.02", "learning_rate = 0.03"))


def exchange(folder: Path) -> None:
    """Let every run of one arm stand where that of the other belongs."""
    runs = folder / "runs"
    for seed in (0, 1):
        (runs / f"plain-{seed}").rename(runs / "away")
        (runs / f"turned-{seed}").rename(runs / f"plain-{seed}")
        (runs / "away").rename(runs / f"turned-{seed}")


def other_seed(folder: Path) -> None:
    """Let the runs of a seed be those of another: each pair shares its split, and counts twice."""
    for arm in ARMS:
        shutil.rmtree(folder / "runs" / f"{arm}-0")
        shutil.copytree(folder / "runs" / f"{arm}-1", folder / "runs" / f"{arm}-0")


def go_on(folder: Path) -> None:
    """Let an arm begin where the other ended, as in a notebook whose second cell trains the same network."""
    end = json.loads((folder / "runs" / "plain-0" / "evidence.json").read_text())["end"]["weights"]
    edit(folder / "runs" / "turned-0" / "environment.json", lambda content: content["start"].update(weights=end))


def environment(**values: Any) -> Callable[[Path], object]:
    return lambda folder: edit(folder / "runs" / "turned-1" / "environment.json", lambda e: e.update(values))


def other_split(folder: Path) -> None:
    edit(folder / "runs" / "turned-0" / "splits.json", lambda parts: parts["train"].append(parts["val"].pop()))


def other_labels(folder: Path) -> None:
    own = folder / "runs" / "turned-0" / "evidence.json"
    edit(own, lambda content: content["data"]["parts"]["test"].update(labels="other"))


PLANTED: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "A3 continued": ("fault", "arm_continued", go_on),
    "A4 recipe": ("fault", "recipe", other_recipe),
    "A4 seed": ("fault", "recipe", other_seed),
    "A4 both arms": ("fault", "recipe", lambda folder: (other_recipe(folder), other_recipe(folder, "plain-1"))),
    "A4 exchanged": ("fault", "recipe", exchange),
    "A4 data": ("fault", "data", environment(data={"fingerprint": "other"})),
    "A4 split": ("fault", "split", other_split),
    "A4 labels": ("fault", "labels", other_labels),
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
    assert "fault here: 1 of 4. 'plain-1', for example: Test examples" in finding.message("en")
    assert "fallo aquí: 1 de 4. 'plain-1', por ejemplo: Ejemplos" in finding.message("es")


def test_what_one_run_says_is_not_said_of_all(own: Path) -> None:
    """Only one arm is augmented, so that what the runs say of their dice differs."""
    finding = found(own, "A12")
    assert finding.message("en").startswith(
        "None of the 4 runs shows a fault here; 'plain-0', for example: The first two"
    )
    assert finding.message("es").startswith(
        "Ninguna de las 4 ejecuciones muestra aquí un fallo; 'plain-0', por ejemplo:"
    )
    alike = {one.code: one for one in audit_comparison(own)}["A16"]
    assert alike.message("en") == "The same in each of the 4 runs. This run suspects no labels."


def told(own: Path, code: str, *severities: str) -> str:
    """Let each run's own audit say something else, and return what the experiment's says of it."""
    for place, severity in enumerate(severities):
        own_audit = own / "runs" / ("plain-0", "turned-0", "plain-1", "turned-1")[place] / "audit.json"
        one = {"code": code, "severity": severity, "message": {"en": f"{place}.", "es": f"{place}."}}
        edit(own_audit, lambda content, one=one: content.update(findings=[one]))
    return found(own, code).message("en")


def test_each_severity_has_its_own_sentence(own: Path) -> None:
    idle = "not applicable"
    assert told(own, "A5", "passed", idle, "passed", idle) == (
        "None of the 4 runs shows a fault here; 2 of them could be looked at, 'plain-0', for example: 0."
    )
    assert told(own, "A5", *[idle] * 4) == "None of the 4 runs could be looked at here; 'plain-0', for example: 0."
    assert told(own, "A5", *["warning"] * 4) == "Runs with a warning here: 4 of 4. 'plain-0', for example: 0."
    assert told(own, "A5", "passed", "warning", "fault", "fault") == (
        "Runs with a fault here: 2 of 4. 'plain-1', for example: 2."
    )


def test_a_run_that_is_not_what_its_name_says_is_named(own: Path) -> None:
    exchange(own)
    finding = found(own, "A4")
    assert (finding.evidence["run"], finding.evidence["key"]) == ("plain-0", "augment.lines")
    assert "'plain-0' is not the run that its name stands for: 'augment.lines' in its recipe" in finding.message("en")


def test_nothing_is_written_where_nothing_may_be(own: Path) -> None:
    for path in own.rglob("audit.json"):
        path.unlink()
    for ask in (False, True):
        assert found(own, "A1", ask=ask, write=False).severity == "passed"
    assert not list(own.rglob("audit.json"))
    audit_comparison(own)
    assert len(list(own.rglob("audit.json"))) == 5


@pytest.fixture
def arms_of(photos: Path, tmp_path: Path, new_recipe: Any) -> Callable[..., Path]:
    """Return what trains any arms for an epoch, on one seed."""

    def carry(arms: dict[str, Any], **values: Any) -> Path:
        given = {"recipe": new_recipe(str(photos), train__epochs=1), "arms": arms, "seeds": 1, **values}
        return carry_out(experiment(photos, new_recipe, **given), tmp_path / "own")

    return carry


def test_arms_of_other_shapes_share_the_seed(arms_of: Callable[..., Path]) -> None:
    layers = ["conv 6 3x3 same relu", "flatten", "dense classes"]
    folder = arms_of({"narrow": {}, "wide": {"model.layers": layers}})
    assert found(folder, "A3").variant == "same_seed"
    assert found(folder, "A4").severity == "passed"


def test_weights_drawn_otherwise_are_not_called_another_shape(arms_of: Callable[..., Path]) -> None:
    finding = found(arms_of({"glorot": {}, "he": {"model.init": "he"}}), "A3")
    assert "differ in shape, or in how weights are drawn" in finding.message("en")


def test_equal_arms_are_allowed_where_they_are_declared(arms_of: Callable[..., Path]) -> None:
    folder = arms_of({"one": {}, "other": {"train.epochs": 1}}, same=True)
    assert (found(folder, "A3").variant, found(folder, "A4").variant) == ("twins", "passed_same")
    assert "shape" not in found(folder, "A3").message("en")


def test_arms_beside_equal_ones_are_not_called_equal(arms_of: Callable[..., Path]) -> None:
    folder = arms_of({"one": {}, "again": {}, "turned": ARMS["turned"]}, same=True)
    finding = found(folder, "A4")
    assert (found(folder, "A3").variant, finding.variant, finding.evidence["twins"]) == ("twins", "passed", ["again"])
    assert "declared (augment.lines) and in nothing else" in finding.message("en")
    assert "por sí solo: 'again'." in finding.message("es")


def test_different_arms_are_not_called_equal_because_they_might_be(arms_of: Callable[..., Path]) -> None:
    folder = arms_of(ARMS, same=True)
    assert (found(folder, "A3").variant, found(folder, "A4").variant) == ("same", "passed")
    assert found(folder, "A4").evidence["twins"] == []


def test_several_changes_at_once_are_named(arms_of: Callable[..., Path]) -> None:
    """Changed one by one, arms tell what each change does; a network that is named has its own options."""
    several = {"train.batch_size": 12, "train.learning_rate": 0.01, "train.epochs": 1}
    arms = {"plain": {}, "one": {"train.epochs": 2}, "network": {"model.name": "mlp", "model.options.units": 8}}
    finding = found(arms_of({**arms, "many": several}), "A4")
    assert (finding.severity, finding.evidence["several"]) == (
        "passed",
        {"many": ["train.batch_size", "train.learning_rate"]},
    )
    assert "at once against 'plain': 'many' (train.batch_size, train.learning_rate)." in finding.message("en")
    assert "frente a 'plain': 'many' (train.batch_size, train.learning_rate)." in finding.message("es")
    assert "one thing" not in finding.title("en")


def test_images_of_another_size_are_no_other_data(
    arms_of: Callable[..., Path], tmp_path: Path, new_photos: Any, new_recipe: Any
) -> None:
    """Where the data bring their parts; parts that are drawn go by the images, and differ with their size."""
    for seed, part in enumerate(("train", "val", "test")):
        new_photos(tmp_path / "photos" / part, count=6, seed=seed)
    recipe = new_recipe(str(tmp_path / "photos"), train__epochs=1)
    folder = arms_of({"small": {}, "large": {"data.image_size": [16, 16]}}, recipe=recipe)
    finding = found(folder, "A4")
    assert (finding.severity, finding.variant) == ("passed", "passed")
    assert "same in the runs of every seed: labels of the examples, split, threads" in finding.message("en")
    edit(folder / "runs" / "large-0" / "evidence.json", lambda e: e["data"]["parts"]["val"].update(labels="other"))
    assert found(folder, "A4").variant == "labels"


def test_a_number_format_that_was_declared_is_no_surprise(arms_of: Callable[..., Path]) -> None:
    folder = arms_of({"whole": {"train.precision": "float32"}, "half": {"train.precision": "bfloat16"}})
    finding = found(folder, "A4")
    assert (finding.severity, finding.variant) == ("passed", "passed")
    assert "number format" not in finding.message("en")


def test_faults_and_warnings_are_called_what_they_are_called_elsewhere() -> None:
    for severity in ("fault", "warning"):
        assert say(f"audit.{severity}", "es") == say(f"autopsy.severity_{severity}", "es")


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
    from pupila.experiments.comparing.compare import compare
    from pupila.experiments.comparing.question import find_experiment

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
