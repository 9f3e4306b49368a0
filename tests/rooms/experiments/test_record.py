"""A run's folder: found by name, checked by sums, read without believing it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pupila.data.sources import load
from pupila.errors import RunError, UsageError
from pupila.experiments import record
from pupila.experiments.assess import assess
from pupila.experiments.classifier import load_classifier
from pupila.experiments.record import Run, draw_runs_with, list_runs, new_folder, open_run
from pupila.experiments.run import resume

FILES = [
    "recipe.toml",
    "environment.json",
    "splits.json",
    "history.jsonl",
    "summary.json",
    "metrics.json",
    "model.json",
    "evidence.json",
    "audit.json",
]
MORE = ["weights.safetensors", "examples.npz", "manifest.json", "predictions/val.npz", "predictions/test.npz"]


def assess_folder(folder: Path) -> object:
    return assess(Run(folder), device="cpu")


def test_a_finished_run_has_all_its_files_and_no_other(finished: Run) -> None:
    found = {path.relative_to(finished.path).as_posix() for path in finished.path.rglob("*") if path.is_file()}
    assert found - {"report.html"} == {*FILES, *MORE}


def test_the_manifest_has_the_sum_of_every_file(finished: Run) -> None:
    sums = json.loads((finished.path / "manifest.json").read_text())["sha256"]
    assert sums.keys() == {*FILES, *MORE} - {"manifest.json"}
    for name, value in sums.items():
        assert hashlib.sha256((finished.path / name).read_bytes()).hexdigest() == value
        record.check_file(finished.path, name)


@pytest.mark.parametrize("name", ["weights.safetensors", "model.json", "predictions/val.npz"])
def test_a_changed_file_is_noticed(own_run: Run, name: str) -> None:
    path = own_run.path / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(RunError, match=f"{path.name}.*SHA-256"):
        record.check_file(own_run.path, name)


@pytest.mark.parametrize("content", ["[]", "{}", "{", '{"sha256": 3}'])
def test_a_damaged_manifest_is_noticed(own_run: Run, content: str) -> None:
    (own_run.path / "manifest.json").write_text(content)
    with pytest.raises(RunError, match=r"manifest\.json"):
        record.check_file(own_run.path, "model.json")


def test_a_new_sum_leaves_the_others_as_they_were(own_run: Run) -> None:
    (own_run.path / "model.json").write_text("damaged since")
    record.update_manifest(own_run.path, "metrics.json")
    record.check_file(own_run.path, "metrics.json")
    with pytest.raises(RunError):
        record.check_file(own_run.path, "model.json")


def test_a_run_is_found_by_folder_or_the_beginning_of_its_name(
    finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("tiny-20260101-ab12", "tiny-20260202-cd34"):
        shutil.copytree(finished.path, tmp_path / "runs" / name)
    assert open_run("tiny-20260202").path.name == "tiny-20260202-cd34"
    assert open_run(tmp_path / "runs" / "tiny-20260101-ab12").summary["recipe"] == "tiny"
    assert len(list_runs()) == 2
    with pytest.raises(RunError, match=r"Several runs.*ab12, tiny-20260202"):
        open_run("tiny")


@pytest.mark.parametrize("name", ["nothing", "a**b", "[", "", "."])
def test_what_is_no_run_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunError) as caught:
        open_run(name)
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"", b"\x93NUMPY"])
def test_damaged_predictions_are_named(own_run: Run, content: bytes) -> None:
    (own_run.path / "predictions" / "test.npz").write_bytes(content)
    with pytest.raises(RunError, match=r"test\.npz"):
        own_run.predictions("test")


def test_truncated_predictions_are_named(own_run: Run) -> None:
    path = own_run.path / "predictions" / "test.npz"
    whole = path.read_bytes()
    for length in range(1, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(RunError):
            own_run.predictions("test")


def test_predictions_without_sense_are_named(own_run: Run) -> None:
    with np.load(own_run.path / "predictions" / "test.npz") as arrays:
        content = dict(arrays)
    content["probabilities"] = content["probabilities"] * 2
    np.savez(own_run.path / "predictions" / "test.npz", **content)
    with pytest.raises(RunError, match=r"test\.npz"):
        own_run.predictions("test")


def test_missing_predictions_are_named(finished: Run) -> None:
    with pytest.raises(RunError, match="no predictions for 'train'"):
        finished.predictions("train")


def test_a_torn_last_line_of_the_history_is_passed_over(own_run: Run) -> None:
    path = own_run.path / "history.jsonl"
    path.write_text(path.read_text() + '{"epoch": 5, "tra')
    assert [line["epoch"] for line in own_run.history] == [1, 2, 3, 4]


def test_a_damaged_history_is_named(own_run: Run) -> None:
    (own_run.path / "history.jsonl").write_text("{}\n{\n{}\n")
    with pytest.raises(RunError, match=r"history\.jsonl"):
        _ = own_run.history


def test_a_newer_record_is_refused(own_run: Run) -> None:
    (own_run.path / "summary.json").write_text('{"schema": 99}')
    with pytest.raises(RunError, match="newer Pupila"):
        _ = own_run.summary


@pytest.mark.parametrize("schema", ['"2"', "null", "[]", "{}"])
def test_a_version_that_is_none_is_named(own_run: Run, schema: str) -> None:
    (own_run.path / "metrics.json").write_text(f'{{"schema": {schema}}}')
    with pytest.raises(RunError, match=r"metrics\.json.*schema"):
        _ = own_run.metrics


def test_a_model_of_a_newer_version_is_not_called_damaged(own_run: Run) -> None:
    path = own_run.path / "model.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema": 2, "preprocess": {"new": 1}}))
    record.update_manifest(own_run.path, "model.json")
    with pytest.raises(RunError, match="newer Pupila"):
        load_classifier(own_run)


def test_a_run_names_its_data(finished: Run, photos: Path) -> None:
    assert finished.source == str(photos)
    assert finished.fingerprint == load(photos).fingerprint
    record.check_data(finished, finished.fingerprint)
    with pytest.raises(RunError, match="have changed"):
        record.check_data(finished, "another")


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"data": []}', '{"data": {"source": "x"}}', '{"data": 3, "run": "a"}']
)
@pytest.mark.parametrize("ask", [record.identity, lambda folder: Run(folder).fingerprint, resume, assess_folder])
def test_a_run_that_does_not_name_its_data_is_damaged(
    own_run: Run, content: str, ask: Callable[[Path], object]
) -> None:
    (own_run.path / "environment.json").write_text(content)
    if ask is resume:
        shutil.copytree(own_run.path / "predictions", own_run.path / "checkpoint")
    elif ask is record.identity and '"run"' not in content and content != "[]":
        assert ask(own_run.path) == "", "a run of an earlier version has no mark"
        return
    with pytest.raises(RunError, match=r"environment\.json.*damaged"):
        ask(own_run.path)


def test_a_change_holds_the_run_and_leaves_no_lock(own_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "PATIENCE", 0.1)
    with record.changing(own_run.path), pytest.raises(RunError, match="another process"), record.changing(own_run.path):
        pytest.fail("two at once")
    with pytest.raises(KeyboardInterrupt), record.changing(own_run.path):
        raise KeyboardInterrupt
    assert not (own_run.path / record.LOCK).exists()


def test_a_run_that_is_just_being_removed_is_none(own_run: Run) -> None:
    (own_run.path.parent / ".other.0a1b2c3d.tmp").mkdir()
    shutil.copy(own_run.path / "summary.json", own_run.path.parent / ".other.0a1b2c3d.tmp")
    assert list_runs(own_run.path.parent) == [own_run]


def test_a_folder_of_ones_own_must_be_empty(tmp_path: Path) -> None:
    assert new_folder("x", tmp_path) == tmp_path
    (tmp_path / "file").write_text("mine")
    for taken in (tmp_path, tmp_path / "file"):
        with pytest.raises(UsageError, match=re.escape(str(taken))):
            new_folder("x", taken)
    assert (tmp_path / "file").read_text() == "mine"


def test_new_folders_stand_under_runs_whatever_the_name() -> None:
    folders = [new_folder(name) for name in ("tiny", "tiny", "../../etc/x", "a/b", "ñandú", "." * 3, "x" * 300)]
    assert len(set(folders)) == len(folders)
    assert all(folder.parent == record.RUNS and len(folder.name) < 120 for folder in folders)
    assert folders[4].name.startswith("ñandú-")


def test_a_run_is_drawn_by_whom_it_is_told_and_else_says_what_it_is(
    own_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pupila.experiments.record._drawers", [])
    assert "own" in own_run._repr_html_()
    draw_runs_with(lambda path: f"<i>{path.name}</i>")
    assert own_run._repr_html_() == "<i>own</i>"

    def refuse(path: Path) -> str:
        raise RunError("runs.file_damaged", path="<b>", reason="x")

    draw_runs_with(refuse)
    assert "&lt;b&gt;" in own_run._repr_html_()
