# ruff: noqa: E501
"""What was found is told on the command line, as JSON, as a page, and from Python, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import pupila
from pupila.cli import main
from pupila.language import LANGUAGES

CELLS = (
    "## <script>alert(1)</script> & a title",
    "import keras\n(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()\nmodel = keras.models.load_model('<b>m')",
    "model.fit(x_train, y_train, validation_data=(x_test, y_test), epochs=2)  # \u202e <i>turned</i>",
    "model.fit((",
)
CLEAN = "import torch\nx = 1\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notebook: Callable[..., str]) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "faulty.ipynb").write_text(notebook(*CELLS), encoding="utf-8")
    (tmp_path / "clean.py").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def test_a_notebook_is_told_in_words(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["autopsy", "faulty.ipynb"]) == 0
    told = capsys.readouterr().out
    assert "cell 3, line 1  A1  fault" in told
    assert "validation_data=(x_test, y_test)" in told
    assert "\u202e" not in told
    assert "Cell 4 cannot be parsed" in told
    assert "Faults: 1; warnings: 0; remarks: 0." in told


def test_in_spanish_and_strictly(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["autopsy", "faulty.ipynb", "--lang", "es", "--strict"]) == 3
    told = capsys.readouterr().out
    assert "celda 3, línea 1  A1  fallo" in told
    assert "En su lugar:" in told
    assert main.run(["autopsy", "clean.py", "--strict"]) == 0
    assert "Nothing found" in capsys.readouterr().out


def test_several_files_as_json_one_of_them_missing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["autopsy", "clean.py", "none.ipynb", "faulty.ipynb", "--json"]) == 3
    told = capsys.readouterr()
    files = {one["file"]: one for one in json.loads(told.out)["files"]}
    assert files["clean.py"]["findings"] == []
    assert "none.ipynb" in files["none.ipynb"]["error"]
    assert "none.ipynb" in told.err
    (found,) = files["faulty.ipynb"]["findings"]
    assert (found["detector"], found["code"], found["severity"]) == ("test_as_validation", "A1", "fault")
    assert (found["certainty"], found["cell"], found["line"]) == ("seen", 3, 1)
    assert set(found["reason"]) == set(found["remedy"]) == set(LANGUAGES)
    assert files["faulty.ipynb"]["not_read"][0]["cell"] == 4


def test_one_file_that_is_not_there(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["autopsy", "none.ipynb"]) == 3
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_the_cells_and_does_nothing(language: str, place: Path) -> None:
    assert main.run(["autopsy", "faulty.ipynb", "clean.py", "--page", "page.html", "--lang", language]) == 0
    page = (place / "page.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page
    assert "\\u202e" in page
    anchors = re.findall(r'href="#(f\d[^"]+)"', page)
    assert anchors == ["f1-3-1-test_as_validation"]
    assert 'id="f1-3-1-test_as_validation"' in page
    assert not re.search(r'(src|href)="(?!#|data:)', page)


def test_a_page_ends_in_html(place: Path) -> None:
    assert main.run(["autopsy", "clean.py", "--page", "page.txt"]) == 2


def test_from_python(place: Path) -> None:
    for _ in range(2):  # the name stays a function after its rooms were imported
        found = pupila.autopsy("faulty.ipynb", page="page.html")
    assert found.counts == {"fault": 1, "warning": 0, "remark": 0}
    assert str(found).startswith("cell 3, line 1: fault: ")
    assert (place / "page.html").exists()
    assert str(pupila.autopsy(place / "clean.py")).startswith("Nothing found")


def test_torch_is_not_loaded(place: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom pupila.autopsies.examine import examine\n"
        "examine(Path('faulty.ipynb'))\nassert not {'torch', 'keras', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
