"""The pages and notebooks in docs/lessons are what the code makes now.

Numbers may differ in their last digits and pictures by a shade between processors: what was trained a little
differently must still tell the same. All else is compared letter by letter.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import re
import types
from functools import cache

import numpy as np
import pytest
from house_source import ROOT

from pupila.data.image_io import decode
from pupila.language import LANGUAGES
from pupila.lessons.catalogue import LESSONS, lesson
from pupila.lessons.lesson import Lesson
from pupila.reporting.lesson_notebook import notebook

FOLDER = ROOT / "docs" / "lessons"
STALE = "docs/lessons is stale: run 'make docs'"
_PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
_DECIMAL = re.compile(r"-?\d+[.,]\d+")


@cache
def docs() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("docs_lessons", ROOT / "docs" / "lessons.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@cache
def built(name: str) -> Lesson:
    return lesson(name)


def alike(one: str, other: str) -> bool:
    """Compare two pages: letters exactly, decimal numbers nearly, pictures by their pixels."""
    if _DECIMAL.sub("#", _PICTURE.sub("@", one)) != _DECIMAL.sub("#", _PICTURE.sub("@", other)):
        return False
    bare_one, bare_other = _PICTURE.sub("@", one), _PICTURE.sub("@", other)
    decimals = zip(_DECIMAL.findall(bare_one), _DECIMAL.findall(bare_other), strict=True)
    if any(abs(float(a.replace(",", ".")) - float(b.replace(",", "."))) > 0.15 for a, b in decimals):
        return False
    pictures = zip(_PICTURE.findall(one), _PICTURE.findall(other), strict=True)
    return all(same_picture(a, b) for a, b in pictures)


def same_picture(one: str, other: str) -> bool:
    first, second = (decode(base64.b64decode(picture)).pixels.astype(float) for picture in (one, other))
    return first.shape == second.shape and float(np.abs(first - second).mean()) < 1.5


def test_the_list_is_current() -> None:
    assert docs().LIST.read_text(encoding="utf-8") == docs().lesson_list(), STALE


def test_there_is_nothing_else() -> None:
    expected = {"README.md", *(f"{name}.html" for name in LESSONS)}
    expected |= {f"{language}/{name}.ipynb" for language in LANGUAGES for name in LESSONS}
    assert {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.is_file()} == expected


@pytest.mark.parametrize("name", list(LESSONS))
def test_pages_are_current(name: str) -> None:
    stored = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    assert alike(stored, docs().page(built(name))), STALE


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(LESSONS))
def test_notebooks_are_current_and_have_been_run(name: str, language: str) -> None:
    stored = json.loads((FOLDER / language / f"{name}.ipynb").read_text(encoding="utf-8"))
    fresh = notebook(built(name), language)  # type: ignore[arg-type]
    assert stored["metadata"] == fresh["metadata"]
    for old, new in zip(stored["cells"], fresh["cells"], strict=True):
        assert old["id"] == new["id"]
        assert alike("".join(old["source"]), new["source"]), STALE
        assert set(old.get("attachments", {})) == set(new.get("attachments", {}))
        for file, content in new.get("attachments", {}).items():
            assert same_picture(old["attachments"][file]["image/png"], content["image/png"]), STALE
        if old["cell_type"] == "code":
            assert old["outputs"], "a cell without an answer"
            assert all(output["output_type"] != "error" for output in old["outputs"])
            assert all(output.get("name") != "stderr" for output in old["outputs"])


def test_a_changed_page_is_found() -> None:
    page = docs().page(built("pooling"))
    assert alike(page, page)
    assert not alike(page, page.replace("Pooling", "Poling", 1))
    assert not alike(page, page.replace("99", "98", 1)) or "99" not in page
    first = _PICTURE.findall(page)[0]
    white = np.full_like(decode(base64.b64decode(first)).pixels, 255)
    from pupila.data.image_io import encode_png

    assert not alike(page, page.replace(first, base64.b64encode(encode_png(white)).decode("ascii")))
