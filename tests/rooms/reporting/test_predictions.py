"""Answers beside their pictures: as PNG and as a page that fetches nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pupila.errors import DataError, UsageError
from pupila.evaluation.novelty import Gate
from pupila.experiments.answer import Answer
from pupila.reporting import narrative
from pupila.reporting.predictions import (
    MANY_BARS,
    MOST_DRAWN,
    _entries,
    is_own,
    render_predictions,
    write_predictions,
)

PICTURE = np.random.default_rng(0).integers(0, 256, (12, 16, 3)).astype(np.uint8)
NAMES = ("<script>alert(1)</script>", "=1+1", "قطة", "🐱" * 50, "n" * 200, "\u202egpj")
GATE = Gate(0.5, 9, 200)


def answer(file: str = "a.png", **values: Any) -> Answer:
    shares = {"cat": 0.6, "dog": 0.3, "=1+1": 0.1}
    return Answer(file, "cat", 0.6, values.pop("probabilities", shares), picture=PICTURE, **values)


class Parts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [str(value) for name, value in attrs if name in ("src", "href", "action", "poster")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_fetches_nothing_and_holds_both_languages(language: Any) -> None:
    answers = [answer(), answer("b.png", unsure=True, distance=0.7, gate=GATE)]
    page = render_predictions(answers, labels=[None, None], title="my run", language=language)
    found = Parts(page)
    assert not {"script", "iframe", "img", "form"} & set(found.tags)
    assert all(address.startswith(("data:", "#")) for address in found.addresses)
    assert page.count("data:image/png") == len(answers)
    first = page.index('class="page" lang="en"') < page.index('class="page" lang="es"')
    assert first == (language == "en")
    assert "60.0%" in page
    assert "60,0\xa0%" in page
    assert page.count('class="unsure"') == 2
    assert "--always-answer" in page
    assert re.search(r"0\.700 .*0\.500", page)


@pytest.mark.parametrize("name", NAMES)
def test_names_from_outside_are_only_shown(name: str, tmp_path: Path) -> None:
    hostile = Answer(name + ".png", name, 0.6, {name: 0.6, "b": 0.4}, picture=PICTURE)
    page = render_predictions([hostile, answer()], labels=[None, name], title=name)
    assert "<script" not in page
    assert "\u202e" not in page
    for suffix in MOST_DRAWN:
        assert write_predictions(tmp_path / f"x{suffix}", [hostile], title=name, labels=[name]) == 1


def test_colours_tell_right_from_wrong_only_where_the_truth_is_known() -> None:
    told = _entries([answer(), answer(), answer()], [None, "cat", "dog"], "en")
    assert [entry.hit for entry in told] == [None, True, False]
    kinds = [[bar.kind for bar in entry.bars] for entry in told]
    assert kinds == [["best", "other", "other"], ["right", "other", "other"], ["wrong", "right", "other"]]


def test_a_single_image_has_more_bars_and_the_truth_is_always_among_them() -> None:
    shares = {f"c{place}": (30 - place) / 465 for place in range(30)}
    many = answer(probabilities=shares)
    (single,) = _entries([many], [None], "en")
    assert [bar.name for bar in single.bars] == list(shares)[:MANY_BARS]
    first, _ = _entries([many, many], ["c29", None], "en")
    assert [bar.name for bar in first.bars] == ["c0", "c1", "c2", "c3", "c29"]


@pytest.mark.parametrize("suffix", [".png", ".html"])
def test_files_that_cannot_be_read_are_told(suffix: str, tmp_path: Path) -> None:
    broken = Answer("b<b>.png", error=DataError("data.image_empty", path="b<b>.png"))
    path = tmp_path / f"all{suffix}"
    assert write_predictions(path, [broken, answer()], title="run", language="es") == 2
    if suffix == ".html":
        page = path.read_text(encoding="utf-8")
        assert "ilegible" in page
        assert "b&lt;b&gt;.png" in page


def test_only_so_many_are_drawn(tmp_path: Path) -> None:
    answers = [answer(f"{place}.png") for place in range(MOST_DRAWN[".png"] + 5)]
    assert write_predictions(tmp_path / "some.PNG", answers, title="run") == MOST_DRAWN[".png"]
    many = answers * 4
    assert write_predictions(tmp_path / "some.html", many, title="run") == MOST_DRAWN[".html"]
    page = (tmp_path / "some.html").read_text(encoding="utf-8")
    assert f"The first 200 of {len(many)}" in page


def test_only_own_files_are_replaced(tmp_path: Path) -> None:
    Image.fromarray(PICTURE).save(tmp_path / "photo.png")
    (tmp_path / "page.html").write_text("<html>mine</html>", encoding="utf-8")
    assert not is_own(tmp_path / "photo.png")
    assert not is_own(tmp_path / "page.html")
    for name in ("own.png", "own.html"):
        write_predictions(tmp_path / name, [answer()], title="run")
        assert is_own(tmp_path / name)
    with Image.open(tmp_path / "own.png") as image:
        image.load()
        assert image.info["Software"] == "Pupila predictions"


def test_other_kinds_of_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.png.*\.html"):
        write_predictions(tmp_path / "x.svg", [answer()], title="run")


@pytest.mark.parametrize(
    ("model", "word"),
    [
        ({"unsure": GATE.to_json()}, "9 lie farther (4.5%)"),
        ({"unsure": Gate(None, 0, 7).to_json()}, "takes 19 validation images"),
        ({"unsure": None}, ""),
        ({}, ""),
    ],
    ids=["fitted", "few", "none", "old"],
)
def test_the_report_says_what_would_be_declined(model: dict[str, Any], word: str) -> None:
    run: Any = SimpleNamespace(model=model)
    told = narrative.unsure(run, "en")
    assert bool(told) == bool(word)
    assert word in " ".join(told)
    assert len(narrative.unsure(run, "es")) == len(told)
