"""`pupila check`, from the call to what is on the screen and on the disk."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Write two classes of different photos, with a copy, a wrong one and an empty file among them."""
    dice = np.random.default_rng(0)
    root = tmp_path / "faulty"
    for row in range(44):
        path = root / ("cat", "dog")[row % 2] / f"{row:02d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        small = Image.fromarray(dice.integers(0, 256, (12, 12, 3), np.uint8))
        small.resize((40, 40), Image.Resampling.BICUBIC).save(path)
    (root / "cat" / "copy.png").write_bytes((root / "cat" / "00.png").read_bytes())
    (root / "dog" / "other.png").write_bytes((root / "cat" / "02.png").read_bytes())
    (root / "dog" / "empty.png").write_bytes(b"")
    Image.open(root / "dog" / "01.png").transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(
        root / "dog" / "mirror.jpg", quality=80
    )
    return root


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_findings_are_told_and_the_files_left_alone(pupila: Any, faulty: Path) -> None:
    before = files_in(faulty)
    told = pupila("check", faulty, "--no-labels")
    assert told.code == 3
    for word in (
        "copies_between_classes",
        "cat/02.png = dog/other.png",
        "dog/empty.png",
        "dog/01.png = dog/mirror.jpg",
    ):
        assert word in told.out
    assert files_in(faulty) == before
    spanish = pupila("check", faulty, "--no-labels", "--lang", "es").out
    assert "idénticas con etiquetas distintas" in spanish
    assert "Archivos de 0 bytes: 1." in spanish


def test_json_holds_what_is_promised(pupila: Any, faulty: Path) -> None:
    answer = pupila("check", faulty, "--no-labels", "--json")
    assert answer.code == 3
    content = answer.json
    assert content["examples"] == 47
    assert content["classes"] == {"cat": 23, "dog": 24}
    assert {"code", "severity", "files", "message"} <= content["findings"][0].keys()
    assert all(set(finding["message"]) == {"en", "es"} for finding in content["findings"])
    assert {finding["code"]: finding["files"] for finding in content["findings"]}["copies"] == [
        "cat/00.png",
        "cat/copy.png",
    ]


def test_a_clean_set_ends_with_zero(pupila: Any, faulty: Path) -> None:
    for name in ("cat/copy.png", "dog/other.png", "dog/empty.png", "dog/mirror.jpg"):
        (faulty / name).unlink()
    told = pupila("check", faulty, "--no-labels")
    assert told.code == 0
    assert "Nothing was found." in told.out


def test_only_what_is_asked_for_is_checked(pupila: Any, faulty: Path) -> None:
    findings = pupila("check", faulty, "--only", "copies", "--only", "dark", "--json").json["findings"]
    assert [finding["code"] for finding in findings] == ["copies"]
    refused = pupila("check", faulty, "--only", "copie")
    assert refused.code == 2
    assert "copies" in refused.err


def test_files_are_moved_and_brought_back(pupila: Any, faulty: Path, tmp_path: Path) -> None:
    before, aside = files_in(faulty), tmp_path / "aside"
    moved = pupila("check", faulty, "--no-labels", "--move-to", aside, "--json").json["moved"]
    assert len(moved["done"]) == 2
    assert before - files_in(faulty) == {"cat/copy.png", "dog/empty.png"}
    assert files_in(aside) == {"cat/copy.png", "dog/empty.png", "moved.jsonl"}
    assert pupila("check", "--undo", aside).code == 0
    assert files_in(faulty) == before
    pupila("check", faulty, "--only", "copies_between_classes", "--move-to", aside)
    assert before - files_in(faulty) == {"cat/02.png", "dog/other.png"}


def test_moves_that_make_no_sense_are_refused_first(pupila: Any, faulty: Path, tmp_path: Path) -> None:
    inside = pupila("check", faulty, "--no-labels", "--move-to", faulty / "aside")
    assert (inside.code, inside.out) == (2, "")
    assert "would become a class" in inside.err
    arrays = pupila("check", "digits", "--no-labels", "--move-to", tmp_path / "aside")
    assert arrays.code == 2
    assert "arrays" in arrays.err
    assert pupila("check").code == 2
    assert pupila("check", "digits", "--undo", tmp_path).code == 2
    assert pupila("check", "--undo", tmp_path).code == 3
    assert pupila("check", faulty, "--page", "page.txt").code == 2
    assert pupila("check", faulty, "--write-csv", "list.txt").code == 2


def test_a_list_and_a_page_are_written(pupila: Any, faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    told = pupila("check", faulty, "--no-labels", "--write-csv", target, "--page", tmp_path / "page.html")
    assert "page.html" in told.out
    with target.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    copies = [row for row in rows if row["code"] == "copies"]
    assert [(row["file"], row["class"], row["group"], row["move"]) for row in copies] == [
        ("cat/00.png", "cat", "1", ""),
        ("cat/copy.png", "cat", "1", "yes"),
    ]
    assert next(row for row in rows if row["code"] == "empty_file")["class"] == ""
    assert "<img" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_suspect_labels_are_listed(pupila: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pupila.runtime.core_count", lambda: 1)
    from pupila.data.sources import load

    data = load("digits")
    labels = data.labels[:600].copy()
    labels[[3, 50, 99]] = (labels[[3, 50, 99]] + 5) % 10
    np.savez(tmp_path / "digits.npz", x_train=data.pixels[:600, :, :, 0], y_train=labels)
    answer = pupila("check", tmp_path / "digits.npz", "--labels", "--json", "--device", "cpu")
    assert answer.code == 0
    assert "--no-labels" in answer.err
    (finding,) = [one for one in answer.json["findings"] if one["code"] == "suspect_labels"]
    assert len({"train/00003", "train/00050", "train/00099"} & set(finding["files"])) >= 2
    assert {"given", "suggested", "confidence_given", "confidence_suggested", "fold"} <= finding["details"][0].keys()
    assert json.dumps(finding["message"]["es"])


def test_data_are_checked_as_a_run_read_them(pupila: Any, trained: tuple[Path, Path], tmp_path: Path) -> None:
    run = Path(shutil.copytree(trained[1], tmp_path / "run"))
    own = pupila("check", "--run", run, "--no-labels", "--json")
    assert own.code == 0
    assert own.json["examples"] == len(files_in(trained[0]))
    kept = json.loads((run / "check.json").read_text(encoding="utf-8"))
    assert kept["findings"] == own.json["findings"]
    assert pupila("verify", run).code == 0
    (run / "check.json").unlink()
    other = pupila("check", "digits", "--run", run, "--no-labels")
    assert other.code == 0
    assert "not the data that" in other.err
    assert not (run / "check.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("digits", "--only", "lookalikes"), "--run RUN"),
        (("--run", "RUN", "--image-size", "8", "8"), "--image-size and --run"),
        ((), "either DATA"),
        (("--run", "RUN", "--undo", "folder"), "either DATA"),
        (("--run", "nowhere"), "nowhere"),
    ],
)
def test_what_does_not_go_with_a_run_is_refused(
    pupila: Any, trained: tuple[Path, Path], arguments: tuple[str, ...], words: str
) -> None:
    answer = pupila("check", *(str(trained[1]) if word == "RUN" else word for word in arguments))
    assert answer.code in (2, 4)
    assert words in answer.err


def test_every_code_can_be_asked_for_alone_in_a_new_process(faulty: Path) -> None:
    """In this process the checks have registered long ago."""
    command = [sys.executable, "-m", "pupila", "check", str(faulty), "--only", "copies", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {one["code"] for one in json.loads(done.stdout)["findings"]} == {"copies"}
