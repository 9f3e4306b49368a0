"""pupila predict on strange images, its pictures, and how many classes it lists."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pupila import files
from pupila.cli import main
from pupila.experiments import record

SETTINGS = {
    "model.layers": '["conv 8 3x3 same relu", "maxpool 2", "conv 8 3x3 relu", "flatten", "dense 24 relu", '
    '"dense classes"]',
    "train.threads": "1",
    "train.learning_rate": "0.005",
    "augment.lines": "[]",
}


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place with a finished run on the digits, images it never saw, and noise; not to be changed."""
    place = tmp_path_factory.mktemp("unsure")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(place / "cache"))
        patch.setenv("PUPILA_LANG", "en")
        settings = [part for key, value in SETTINGS.items() for part in ("--set", f"{key}={value}")]
        run = str(place / "run")
        assert main.run(["train", "digits", *settings, "--epochs", "6", "--out", run, "--device", "cpu"]) == 0
        assert main.run(["data", "export", run, "--count", "60", "--out", str(place / "unseen")]) == 0
    dice = np.random.default_rng(0)
    (place / "strange").mkdir()
    for number in range(10):
        Image.fromarray(dice.integers(0, 256, (20, 20), dtype=np.uint8)).save(place / "strange" / f"noise{number}.png")
    return place


@pytest.fixture
def run(digits: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(digits / "run", tmp_path / "run"))


def test_noise_is_declined_and_digits_are_answered(pupila: Any, digits: Path) -> None:
    strange = pupila("predict", digits / "run", digits / "strange", "--json")
    assert strange.code == 0
    assert sum(one["unsure"] for one in strange.json) >= 9
    unseen = pupila("predict", digits / "run", digits / "unseen", "--json").json
    assert sum(one["unsure"] for one in unseen) <= 10
    for one in [*strange.json, *unseen]:
        assert one["class"] == max(one["probabilities"], key=one["probabilities"].get)
        assert ("--always-answer" in (one["note"] or "")) == one["unsure"]


def test_as_many_validation_images_are_declined_as_the_run_says(
    pupila: Any, digits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads((digits / "run" / "model.json").read_text())["unsure"]
    assert told["n"] == 216
    assert 0 < told["declined"] <= 0.05 * told["n"]
    pupila("data", "export", digits / "run", "--split", "val", "--count", "999", "--out", "val")
    answers = pupila("predict", digits / "run", "val", "--json").json
    assert len(answers) == told["n"]
    # Other batches add up in another order: one image may stand exactly on the threshold.
    assert abs(sum(one["unsure"] for one in answers) - told["declined"]) <= 1


def test_always_answer_answers_always(pupila: Any, digits: Path) -> None:
    found = pupila("predict", digits / "run", digits / "strange", "--always-answer", "--json")
    assert [one["unsure"] for one in found.json] == [False] * 10
    assert {one["note"] for one in found.json} == {None}
    table = pupila("predict", digits / "run", digits / "strange", "--always-answer")
    assert "nsure" not in table.out + table.err


@pytest.mark.parametrize(("language", "mark", "word"), [("en", "unsure", "Unsure:"), ("es", "no lo sé", "No lo sé:")])
def test_the_table_marks_and_explains_once(pupila: Any, digits: Path, language: str, mark: str, word: str) -> None:
    result = pupila("predict", digits / "run", digits / "strange", "--lang", language)
    assert result.out.count(f"  {mark}  ") >= 9
    assert result.out.count(word) == 1
    assert "--always-answer" in result.out
    single = pupila("predict", digits / "run", digits / "strange" / "noise0.png", "--lang", language)
    assert single.out.count(word) == 1
    assert not result.err


def test_csv_has_its_column(pupila: Any, digits: Path) -> None:
    out = pupila("predict", digits / "run", digits / "strange" / "noise0.png", "absent.png", "--csv").out
    assert [row["unsure"] for row in csv.DictReader(io.StringIO(out))] == ["true", ""]


@pytest.mark.parametrize(("settle", "word"), [("old", "could not yet"), ("few", "19 validation images")])
def test_a_run_without_threshold_answers_always_and_says_so(
    pupila: Any, run: Path, digits: Path, settle: str, word: str
) -> None:
    content = json.loads((run / "model.json").read_text())
    if settle == "old":
        del content["unsure"]
        (run / "familiar.safetensors").unlink()
    else:
        content["unsure"] = {"threshold": None, "declined": 0, "n": 7, "neighbours": 10}
    files.write_json(run / "model.json", content)
    record.write_manifest(run)
    result = pupila("predict", run, digits / "strange", "--json")
    assert result.code == 0
    assert not any(one["unsure"] for one in result.json)
    assert word in result.err
    assert not pupila("predict", run, digits / "strange", "--always-answer").err
    assert pupila("report", run).code == 0


def test_a_damaged_memory_of_training_is_refused(pupila: Any, run: Path, digits: Path) -> None:
    path = run / "familiar.safetensors"
    path.write_bytes(path.read_bytes()[:-9])
    assert pupila("predict", run, digits / "strange").code == 4
    record.write_manifest(run)
    assert pupila("predict", run, digits / "strange").code == 4


def test_a_single_image_lists_all_its_classes(pupila: Any, digits: Path) -> None:
    noise = digits / "strange" / "noise0.png"

    def lines(*arguments: Any) -> int:
        return sum(("%" in line and "█" in line) or line.endswith("%") for line in pupila(*arguments).out.splitlines())

    assert lines("predict", digits / "run", noise, "--always-answer") == 10
    assert lines("predict", digits / "run", noise, noise, "--always-answer") == 6
    assert lines("predict", digits / "run", noise, "--always-answer", "--top", "2") == 3  # and the rest together
    assert "8 classes together" in pupila("predict", digits / "run", noise, "--top", "2").out


@pytest.mark.parametrize(("language", "plural"), [("en", "1 animated"), ("es", "1 imágenes")])
def test_one_animation_is_told_in_the_singular(pupila: Any, digits: Path, language: str, plural: str) -> None:
    frames = [Image.new("RGB", (10, 9), colour) for colour in ("red", "blue")]
    frames[0].save("two.gif", save_all=True, append_images=frames[1:])
    out = pupila("predict", digits / "run", "two.gif", "--lang", language).out
    assert "two.gif" in out.splitlines()[-1]
    assert plural not in out


@pytest.mark.parametrize("name", ["all.png", "all.html"])
def test_pictures_are_written_beside_the_answers(pupila: Any, digits: Path, name: str) -> None:
    result = pupila("predict", digits / "run", digits / "strange", "absent.png", "--plot", name, "--json")
    assert result.code == 3
    assert len(result.json) == 11
    assert name in result.err
    assert Path(name).stat().st_size > 5000
    assert pupila("predict", digits / "run", digits / "strange", "--plot", name).code == 0  # its own file again


def test_the_folder_tells_the_truth_where_it_is_a_class(pupila: Any, digits: Path) -> None:
    seven = next((digits / "unseen").glob("7-*.png"))
    for name in ("7", "9", "other"):
        (Path("photos") / name).mkdir(parents=True)
        shutil.copy(seven, Path("photos") / name)
    pupila("predict", digits / "run", "photos", "--plot", "page.html", "--lang", "en")
    page = Path("page.html").read_text(encoding="utf-8").partition('class="page" lang="es"')[0]
    assert page.count('class="taken right"') == page.count('class="taken wrong"') == page.count('class="taken"') == 1


def test_a_photo_is_never_overwritten(pupila: Any, digits: Path) -> None:
    shutil.copy(digits / "strange" / "noise0.png", "photo.png")
    before = Path("photo.png").read_bytes()
    result = pupila("predict", digits / "run", "--plot", "photo.png", digits / "strange" / "noise1.png")
    assert result.code == 2
    assert "photo.png" in result.err
    assert Path("photo.png").read_bytes() == before
    assert pupila("predict", digits / "run", "--plot", "x.svg", "photo.png").code == 2


def test_an_answer_shows_itself_in_a_notebook(digits: Path) -> None:
    import pupila

    classifier = pupila.load_classifier(digits / "run")
    shutil.copy(digits / "strange" / "noise0.png", "<b>.png")
    (answer,) = classifier.predict_files(["<b>.png"])
    assert answer.unsure
    assert answer.picture is None
    shown = answer._repr_html_()
    assert "data:image/png" in shown
    assert "<b>" not in shown
    assert "unsure" in shown
    Path("<b>.png").unlink()
    assert "data:image/png" not in answer._repr_html_()
    classifier.always_answer = True
    assert not next(classifier.predict_files([digits / "strange" / "noise0.png"])).unsure
    (broken,) = classifier.predict_files(["<i>"])
    assert "<i>" not in broken._repr_html_()
