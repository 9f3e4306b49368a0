"""`pupila check`, from the call to what is on the screen and on the disk."""

from __future__ import annotations

import csv
import errno
import json
import os
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


def test_nothing_is_moved_where_page_or_list_cannot_be_written(pupila: Any, faulty: Path, tmp_path: Path) -> None:
    before = files_in(faulty)
    (tmp_path / "file").write_text("no folder")
    for option, name in (("--page", "p.html"), ("--write-csv", "l.csv")):
        answer = pupila(
            "check", faulty, "--no-labels", "--move-to", tmp_path / "aside", option, tmp_path / "file" / name
        )
        assert answer.code == 2
        assert "a file stands where a folder is needed" in answer.err
    assert files_in(faulty) == before
    assert not (tmp_path / "aside").exists()


def test_what_is_moved_is_on_the_page_which_says_where_it_went(pupila: Any, faulty: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    pupila("check", faulty, "--only", "copies", "--page", page)
    kept = page.read_text(encoding="utf-8")
    assert "nothing was changed in the data" in kept
    assert pupila("check", faulty, "--only", "copies", "--page", page, "--move-to", tmp_path / "aside").code == 0
    moved = page.read_text(encoding="utf-8")
    assert not (faulty / "cat" / "copy.png").exists()
    assert moved.count("<use") == kept.count("<use") == 4
    assert "nothing was changed in the data" not in moved
    for words in ("was to go to", "debía pasar a", f"pupila check --undo {tmp_path / 'aside'}"):
        assert words in moved


def test_a_move_that_fails_is_told_and_ends_with_three(pupila: Any, faulty: Path) -> None:
    before = files_in(faulty)
    call = ("check", faulty, "--only", "copies", "--move-to", "/proc/nowhere")
    answer = pupila(*call)
    assert (answer.code, files_in(faulty)) == (3, before)
    assert "Not moved: 'cat/copy.png' (it is not there)." in answer.err
    for language, words in (("en", "it is not there"), ("es", "no existe")):
        left = pupila(*call, "--json", "--lang", language).json["moved"]["left"]
        assert left == [{"file": "cat/copy.png", "reason": words}]


def test_a_torn_list_of_moves_is_read_as_far_as_it_goes(pupila: Any, faulty: Path, tmp_path: Path) -> None:
    before, aside = files_in(faulty), tmp_path / "aside"
    pupila("check", faulty, "--only", "copies", "--move-to", aside)
    with (aside / "moved.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"from": "/half')
    answer = pupila("check", "--undo", aside)
    assert answer.code == 0
    assert "cannot be read, and were passed over: 1." in answer.err
    assert files_in(faulty) == before
    assert pupila("check", "--undo", aside, "--json").json["moved"]["unread"] == 1


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


def test_what_cannot_be_laid_beside_a_run_is_shown_all_the_same(
    pupila: Any, run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pupila.experiments.lookalikes.keep_check", full)
    answer = pupila("check", "--run", run_folder, "--no-labels", "--lang", "es")
    assert answer.code == 0
    assert "ejemplos en 2 clases" in answer.out
    assert "(el disco está lleno), así que su auditoría" in answer.err


def test_images_that_are_all_one_are_said_to_be_nothing_to_judge(pupila: Any, tmp_path: Path) -> None:
    np.savez(tmp_path / "black.npz", x_train=np.zeros((40, 24, 24), np.uint8), y_train=np.arange(40) % 2)
    answer = pupila("check", tmp_path / "black.npz", "--labels", "--device", "cpu")
    assert answer.code == 3  # identical images with different labels
    assert "all images are copies of one" in answer.out


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
