"""pupila predict and evaluate: for people, programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image


def test_json_is_a_list_of_the_promised_shape(pupila: Any, run_folder: Path, photos: Path) -> None:
    result = pupila("predict", run_folder, photos / "red" / "0.png", photos / "blue" / "1.png", "--json")
    assert result.code == 0
    assert [one["class"] for one in result.json] == ["red", "blue"]
    for one in result.json:
        assert one.keys() == {"file", "class", "confidence", "unsure", "probabilities", "note"}
        assert one["probabilities"].keys() == {"blue", "red"}
        assert one["confidence"] == one["probabilities"][one["class"]] == max(one["probabilities"].values())
        assert one["note"] is None
    assert result.json[0]["file"] == str(photos / "red" / "0.png")


def test_a_folder_is_answered_in_order(pupila: Any, run_folder: Path, photos: Path) -> None:
    found = pupila("predict", run_folder, photos, "--json").json
    assert [one["file"] for one in found] == sorted(str(path) for path in photos.rglob("*.png"))
    assert [one["class"] for one in found] == ["blue"] * 8 + ["red"] * 8


def test_what_cannot_be_read_is_named_and_the_others_answered(pupila: Any, run_folder: Path, photos: Path) -> None:
    Path("broken.png").write_bytes(b"no")
    arguments = ("predict", run_folder, "broken.png", "absent.png", photos / "red" / "0.png")
    result = pupila(*arguments, "--json")
    assert result.code == 3
    assert [sorted(one) for one in result.json[:2]] == [["error", "file"]] * 2
    assert result.json[2]["class"] == "red"
    table = pupila(*arguments)
    assert table.code == 3
    assert "broken.png" in table.err
    assert "red" in table.out


@pytest.mark.parametrize(("language", "mark"), [("en", "%"), ("es", "\xa0%")])
def test_the_table_has_the_numbers_of_the_language(
    pupila: Any, run_folder: Path, photos: Path, language: str, mark: str
) -> None:
    out = pupila("predict", run_folder, photos / "red" / "0.png", "--lang", language).out
    assert mark in out
    assert "\\" not in out.replace("\\\\", "")
    assert ("," in out) == (language == "es")


def test_csv_is_inert_in_a_spreadsheet(pupila: Any, run_folder: Path, photos: Path) -> None:
    names = ["=1+1.png", "+x.png", "@sum.png", "a,b.png", 'quote".png', "normal.png"]
    for name in names:
        shutil.copy(photos / "red" / "0.png", name)
    shutil.copy(photos / "red" / "0.png", "-minus.png")
    result = pupila("predict", run_folder, "--csv", "--", *names, "-minus.png", "=absent.png")
    assert result.code == 3
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [row["file"] for row in rows] == [
        "'=1+1.png",
        "'+x.png",
        "'@sum.png",
        *names[3:],
        "'-minus.png",
        "'=absent.png",
    ]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values() if cell)
    assert float(rows[0]["confidence"]) == float(rows[0][rows[0]["class"]])
    assert rows[-1]["error"]


HOSTILE = ["es\x1b[31mcape.png", "new\nline.png", "rtl\u202egnp.png", "bell\x07.png", "emoji 😀 ñ.png"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_hostile_names_steer_no_terminal(pupila: Any, run_folder: Path, photos: Path, language: str) -> None:
    for name in HOSTILE:
        shutil.copy(photos / "red" / "0.png", name)
    Path("bad\x1b[2J.png").write_bytes(b"no")
    result = pupila("predict", run_folder, *HOSTILE, "bad\x1b[2J.png", "--lang", language)
    shown = result.out + result.err
    assert not set(shown) & set("\x1b\x07\u202e")
    assert "new\nline" not in shown
    assert "emoji 😀 ñ.png" in shown
    assert [one["file"] for one in pupila("predict", run_folder, *HOSTILE, "--json").json] == HOSTILE


def test_a_name_that_is_no_utf8_is_answered_too(pupila: Any, run_folder: Path, photos: Path) -> None:
    name = os.fsdecode(b"caf\xe9.png")
    shutil.copy(photos / "red" / "0.png", name)
    assert pupila("predict", run_folder, name, "--json").json[0]["file"] == name
    assert "caf\\udce9.png" in pupila("predict", run_folder, name, "--csv").out
    assert "caf\\udce9.png" in pupila("predict", run_folder, name).out


def test_a_note_goes_with_an_animation(pupila: Any, run_folder: Path) -> None:
    frames = [Image.new("RGB", (10, 9), colour) for colour in ((200, 20, 20), (20, 20, 200))]
    frames[0].save("two.gif", save_all=True, append_images=frames[1:])
    assert pupila("predict", run_folder, "two.gif", "--json").json[0]["note"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--json", "--csv", "x.png"], 2), ([], 2), (["--top", "0", "x.png"], 2), (["."], 3)],
    ids=str,
)
def test_mistakes_have_their_codes(pupila: Any, run_folder: Path, arguments: list[str], code: int) -> None:
    assert pupila("predict", run_folder, *arguments).code == code


@pytest.mark.parametrize("name", ["weights.safetensors", "model.json", "manifest.json"])
def test_a_damaged_run_is_refused(pupila: Any, run_folder: Path, photos: Path, name: str) -> None:
    path = run_folder / name
    path.write_bytes(path.read_bytes()[:-20])
    for arguments in (("predict", run_folder, photos), ("evaluate", run_folder)):
        result = pupila(*arguments)
        assert result.code == 4
        assert result.err.startswith("pupila: ")


def test_evaluate_prints_the_promised_object(pupila: Any, run_folder: Path) -> None:
    before = json.loads((run_folder / "metrics.json").read_text())
    result = pupila("evaluate", run_folder, "--device", "cpu", "--json")
    assert result.code == 0
    assert result.json.keys() == {"run", "metrics", "seconds", "images_per_second", "epochs"}
    assert result.json["run"] == str(run_folder)
    assert result.json["metrics"]["test"]["confusion"] == before["test"]["confusion"]
    assert result.json["metrics"]["test_reads"] == 2
    assert pupila("evaluate", run_folder, "--device", "cpu", "--json").json["metrics"]["test_reads"] == 3


def test_evaluate_judges_new_data(pupila: Any, run_folder: Path, new_photos: Any) -> None:
    folder = new_photos(Path("new"), count=3)
    result = pupila("evaluate", run_folder, folder, "--device", "cpu", "--json")
    assert result.json["metrics"]["test"]["accuracy"]["n"] == 6
    assert result.json["metrics"]["test_reads"] == 1
    told = pupila("evaluate", run_folder, folder, "--device", "cpu", "--lang", "es")
    assert told.code == 0
    assert np.all([word in told.out for word in ("blue", "red", "%")])
    (folder / "blue").rename(folder / "azul")
    assert pupila("evaluate", run_folder, folder, "--device", "cpu").code == 3
