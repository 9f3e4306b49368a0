from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pupila.errors import RunError
from pupila.files import append_line, write_bytes, write_json, write_text
from pupila.reporting.record_view import figure, read_run


def test_everything_is_read(ten_classes: Path) -> None:
    run = read_run(ten_classes)
    assert (run.folder, run.judged, len(run.class_names)) == (ten_classes.name, "test", 10)
    assert [line["epoch"] for line in run.history] == list(range(1, 11))
    assert run.chosen is not None
    assert run.chosen["epoch"] == 7
    assert set(run.answers) == {"val", "test"}
    test = run.answers["test"]
    assert test.gallery_images.shape == (len(test.gallery_rows), 32, 32, 3)
    assert {part: len(rows) for part, rows in test.parts.items() if part != "cells"} == {
        "errors": 12,
        "hits": 6,
        "random": 6,
    }
    assert run.examples is not None
    assert run.examples.images.shape == (30, 32, 32, 3)
    assert run.settings is not None
    assert run.settings.train.batch_size == 80


def test_a_recipe_that_is_not_understood_is_still_shown(new_run: Any) -> None:
    folder = new_run(epochs=1, counts=(40, 40))
    write_text(folder / "recipe.toml", "[train]\nlater = 3\n")
    run = read_run(folder)
    assert (run.recipe, run.settings) == ("[train]\nlater = 3\n", None)


def test_a_torn_last_line_is_left_out(new_run: Any) -> None:
    folder = new_run(epochs=2, counts=(40, 40))
    path = folder / "history.jsonl"
    write_bytes(path, path.read_bytes() + b'{"epoch": 3, "tr')
    assert len(read_run(folder).history) == 2


def test_a_run_that_has_just_begun_is_read(tmp_path: Path) -> None:
    write_json(tmp_path / "summary.json", {"schema": 1, "status": "running"})
    run = read_run(tmp_path)
    assert (run.history, run.metrics, run.recipe, run.answers, run.judged, run.chosen) == ((), {}, "", {}, None, None)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="Is this a run folder"):
        read_run(tmp_path)


@pytest.mark.parametrize(
    "name", ["metrics.json", "model.json", "history.jsonl", "predictions/test.npz", "recipe.toml", "examples.npz"]
)
def test_a_damaged_file_is_named(new_run: Any, name: str) -> None:
    folder = new_run(epochs=2, counts=(40, 40))
    write_bytes(folder / name, b"\xff{broken\n")
    with pytest.raises(RunError, match=Path(name).name):
        read_run(folder)


def test_json_that_is_no_object_is_damaged(new_run: Any) -> None:
    folder = new_run(epochs=1, counts=(40, 40))
    write_text(folder / "metrics.json", "[1]")
    with pytest.raises(RunError, match="damaged"):
        read_run(folder)


def test_a_run_of_a_later_version_is_explained(new_run: Any) -> None:
    folder = new_run(epochs=1, counts=(40, 40), schema=9)
    with pytest.raises(RunError, match="record 9") as caught:
        read_run(folder)
    assert caught.value.exit_code == 4


def test_a_line_added_later_is_seen(new_run: Any) -> None:
    folder = new_run(epochs=1, counts=(40, 40))
    append_line(folder / "history.jsonl", '{"epoch": 2}')
    assert len(read_run(folder).history) == 2


@pytest.mark.parametrize("block", [None, {}, {"loss": None}, {"loss": {"value": None, "interval": None, "n": 0}}])
def test_a_missing_figure_has_no_value(block: Any) -> None:
    found = figure(block, "loss")
    assert (found.value, found.interval, found.n) == (None, None, 0)
