"""A run judged again: on its own test set, counted, and on new data, matched by name."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila import files
from pupila.errors import DataError, RunError
from pupila.experiments import assess as assess_module
from pupila.experiments import prepare, record
from pupila.experiments.assess import assess
from pupila.experiments.record import Run
from pupila.experiments.run import train
from pupila.experiments.verify import verify_run


def test_the_own_test_set_gives_the_same_figures_and_is_counted(own_run: Run) -> None:
    before = own_run.metrics
    result = assess(own_run, device="cpu")
    assert result["metrics"]["confusion"] == before["test"]["confusion"]
    assert result["metrics"]["accuracy"] == before["test"]["accuracy"]
    assert own_run.metrics["test_reads"] == 2
    assess(own_run, device="cpu")
    assert own_run.metrics["test_reads"] == 3
    assert own_run.metrics["val"] == before["val"]
    record.check_file(own_run.path, "metrics.json")


def test_a_run_that_was_evaluated_again_is_still_whole(own_run: Run) -> None:
    """What it keeps of its test set is what it said at its end; only the count of readings goes up, and the audit."""
    before = own_run.metrics
    for reads in (2, 3):
        result = assess(own_run, device="cpu")
        assert own_run.metrics == {**before, "test_reads": reads}
        assert [one.name for one in verify_run(own_run) if one.outcome == "failed"] == []
    assert set(result) == {"metrics", "seconds", "images_per_second"}
    assert not (own_run.path / record.LOCK).exists()
    (found,) = [one for one in files.read_json(own_run.path / "audit.json")["findings"] if one["code"] == "A1"]
    assert (found["evidence"]["reads"], found["severity"]) == (3, "warning")


def test_the_figures_that_are_told_are_those_measured_now(own_run: Run) -> None:
    before = own_run.metrics
    files.write_json(own_run.path / "metrics.json", {**before, "test": {"accuracy": "as it was"}})
    assert assess(own_run, device="cpu")["metrics"]["accuracy"]["n"] == before["test"]["accuracy"]["n"]
    assert own_run.metrics["test"] == {"accuracy": "as it was"}


def test_readings_at_once_are_all_counted(own_run: Run) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: assess(own_run, device="cpu"), range(3)))
    assert own_run.metrics["test_reads"] == 4
    record.check_file(own_run.path, "metrics.json")
    record.check_file(own_run.path, "audit.json")


def test_a_run_that_another_process_changes_for_long_is_not_waited_for(
    own_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "PATIENCE", 0.1)
    with files.lock(own_run.path / record.LOCK), pytest.raises(RunError, match="another process"):
        assess(own_run, device="cpu")
    assert own_run.metrics["test_reads"] == 1


def test_large_images_are_measured_in_small_batches(
    finished: Run, new_photos: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after every epoch of the training."""
    monkeypatch.setattr(prepare, "_MEASURE_BYTES", 4 * 4 * 3 * 14 * 12 * 10)
    asked: list[int] = []
    seen = assess_module.Loader

    def watch(*arguments: Any, **options: Any) -> Any:
        asked.append(options["batch_size"])
        return seen(*arguments, **options)

    monkeypatch.setattr(assess_module, "Loader", watch)
    assess(finished, str(new_photos(tmp_path / "new", count=15)), device="cpu")
    assert asked == [40]


def test_new_data_are_not_counted_as_a_reading(own_run: Run, tmp_path: Path, new_photos: Any) -> None:
    folder = new_photos(tmp_path / "new", count=4, seed=9)
    result = assess(own_run, str(folder), device="cpu")
    assert result["metrics"]["accuracy"]["n"] == 12
    assert result["metrics"]["accuracy"]["value"] > 0.7
    assert own_run.metrics["test_reads"] == 1


@pytest.mark.parametrize("names", [("red",), ("green", "red"), ("blue", "red")], ids=str)
def test_a_folder_that_lacks_a_class_shifts_no_label(
    finished: Run, tmp_path: Path, new_photos: Any, names: tuple[str, ...]
) -> None:
    """Class indices of the folder are 0, 1, ...; those of the classifier belong to names."""
    folder = new_photos(tmp_path / "new", count=6, names=names, seed=4)
    if len(names) == 1:
        # A data set has two classes at least; the second one is told by another folder of the same.
        shutil.copytree(folder / "red", folder / "green")
        for number, path in enumerate(sorted((folder / "green").iterdir())):
            if number:
                path.unlink()
    figures = assess(finished, str(folder), device="cpu")["metrics"]
    matrix = np.array(figures["confusion"])
    classes = list(figures["per_class"])
    assert classes == ["blue", "green", "red"]
    expected = [len(list((folder / name).glob("*"))) if (folder / name).exists() else 0 for name in classes]
    assert matrix.sum(axis=1).tolist() == expected
    assert matrix[2, 2] >= 5, "red is still known as red"


def test_an_unknown_class_is_refused_by_name(finished: Run, tmp_path: Path, new_photos: Any) -> None:
    folder = new_photos(tmp_path / "new", count=2)
    (folder / "red").rename(folder / "rojo")
    with pytest.raises(DataError, match=r"rojo.*blue, green, red") as caught:
        assess(finished, str(folder), device="cpu")
    assert caught.value.exit_code == 3


def test_data_that_changed_since_are_refused(tmp_path: Path, new_photos: Any, new_recipe: Any) -> None:
    folder = new_photos(tmp_path / "photos", count=8)
    run = train(new_recipe(str(folder)), out=tmp_path / "run")
    (folder / "red" / "00.png").unlink()
    with pytest.raises(RunError, match="have changed"):
        assess(run, device="cpu")
    assert run.metrics["test_reads"] == 1


def test_a_run_without_a_test_set_asks_for_data(photos: Path, tmp_path: Path, new_recipe: Any) -> None:
    run = train(new_recipe(str(photos), split__test=0.0), out=tmp_path / "run")
    with pytest.raises(RunError, match="no test set") as caught:
        assess(run, device="cpu")
    assert caught.value.message("es").endswith(f"pupila evaluate {run.path} DATOS")


def test_new_arrays_are_judged_by_their_test_part(finished: Run, tmp_path: Path) -> None:
    dice = np.random.default_rng(0)
    np.savez(
        tmp_path / "new.npz",
        x_train=dice.integers(0, 256, (9, 14, 12, 3), np.uint8),
        y_train=np.arange(9) % 3,
        x_test=dice.integers(0, 256, (6, 14, 12, 3), np.uint8),
        y_test=np.arange(6) % 3,
        class_names=np.array(["blue", "green", "red"]),
    )
    figures = assess(finished, str(tmp_path / "new.npz"), device="cpu")["metrics"]
    assert figures["accuracy"]["n"] == 6
