"""pupila learn, and the same from Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import pupila
from pupila.cli.main import run
from pupila.errors import UsageError
from pupila.lessons.catalogue import LESSONS

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.mark.parametrize("language, title", [("en", "Padding and stride"), ("es", "Relleno y paso")])
def test_lessons_are_listed(language: str, title: str, capsys: Captured) -> None:
    assert run(["learn", "--lang", language]) == 0
    told = capsys.readouterr().out
    assert title in told
    assert [line.split()[0] for line in told.splitlines()[2 : 2 + len(LESSONS)]] == list(LESSONS)
    assert list(Path().iterdir()) == []


def test_the_list_as_json(capsys: Captured) -> None:
    assert run(["learn", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found] == list(LESSONS)
    assert set(found[0]["title"]) == {"en", "es"}


def test_listing_computes_nothing() -> None:
    code = (
        "import sys; from pupila.cli.main import run; code = run(['learn'])\n"
        "heavy = {'torch', 'numpy', 'jinja2', 'scipy'} & set(sys.modules); sys.exit(repr(heavy) if heavy else code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_lesson_is_told_and_written(capsys: Captured) -> None:
    assert run(["learn", "padding", "--lang", "es"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Relleno y paso\n======")
    assert "(28 + 2 x 2 - 5) / 1 + 1 = 28" in told
    assert told.rstrip().endswith("lessons/padding.html")
    page = Path("lessons/padding.html").read_text(encoding="utf-8")
    assert '<html lang="es">' in page
    assert "Padding and stride" in page


def test_page_and_notebook_go_where_they_are_wanted(capsys: Captured) -> None:
    assert run(["learn", "pixels", "--out", "new/p.html", "--notebook", "new/p.ipynb", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["name"], found["page"], found["notebook"]) == ("pixels", "new/p.html", "new/p.ipynb")
    book = json.loads(Path("new/p.ipynb").read_text(encoding="utf-8"))
    assert (book["nbformat"], book["cells"][0]["source"].split("\n")[0]) == (4, "# Pixels and channels")
    assert Path("new/p.html").exists()
    assert not Path("lessons").exists()


def test_all_lessons_are_written(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    for name in [name for name in LESSONS if name not in ("pixels", "padding")]:
        monkeypatch.delitem(LESSONS._builders, name)
    assert run(["learn", "--all", "--out", "pages", "--notebook", "books"]) == 0
    assert sorted(file.name for file in Path("pages").iterdir()) == ["padding.html", "pixels.html"]
    assert sorted(file.name for file in Path("books").iterdir()) == ["padding.ipynb", "pixels.ipynb"]
    assert 'href="padding.html"' in Path("pages/pixels.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out.count("\n") == 4


@pytest.mark.parametrize(
    "arguments, part",
    [
        (["kernls"], "Did you mean 'kernels'?"),
        (["kernels", "--all"], "'kernels' and --all were both given"),
        (["--out", "x.html"], "need a lesson"),
        (["--notebook", "x.ipynb"], "need a lesson"),
    ],
)
def test_mistakes_are_answered(arguments: list[str], part: str, capsys: Captured) -> None:
    assert run(["learn", *arguments, "--lang", "en"]) == 2
    assert part in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_an_unknown_lesson_is_answered_in_spanish(capsys: Captured) -> None:
    assert run(["learn", "pixles", "--lang", "es"]) == 2
    assert "No existe 'pixles' (lección)" in capsys.readouterr().err


def test_from_python_the_same() -> None:
    assert list(pupila.lesson_names()) == list(LESSONS)
    shown = pupila.lesson("padding", language="es")
    assert "Relleno y paso" in str(shown)
    assert "<iframe" in shown._repr_html_()
    with pytest.raises(UsageError, match="Did you mean 'padding'"):
        pupila.lesson("pading")
