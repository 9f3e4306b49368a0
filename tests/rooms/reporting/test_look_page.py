from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from pupila.data.dataset import Dataset, make_dataset
from pupila.data.remarks import Note
from pupila.errors import DataError
from pupila.reporting.look_page import write_look

NAMES = ("<script>alert(1)</script>", "=1+1", "شَجَرَة", "\u202egpj", "x" * 200)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


@pytest.fixture
def data() -> Dataset:
    dice = np.random.default_rng(0)
    pixels = dice.integers(0, 256, (40, 8, 8, 3), np.uint8)
    parts = np.array((["train"] * 30) + ["test"] * 10, dtype="<U5")
    made = make_dataset(pixels, np.arange(40) % 5, name="<b>data", class_names=NAMES, given_split=parts)
    return dataclasses.replace(made, original_sizes=dice.integers(50, 900, (40, 2)).astype(np.int32))


@pytest.mark.parametrize("language", ["en", "es"])
def test_everything_is_on_one_page(data: Dataset, tmp_path: Path, language: str) -> None:
    page = write_look(data, tmp_path / "look.html", augment=["rotate 20deg"], language=language)  # type: ignore[arg-type]
    html = page.read_text(encoding="utf-8")
    found = Tags(html)
    pictures = [one for tag, one in found.tags if tag == "img"]
    assert len(pictures) == 4  # grid, sizes, one image, augmented
    assert all(one["alt"] and one["src"].startswith("data:image/png;base64,") for one in pictures)
    assert [one["href"][1:] for tag, one in found.tags if tag == "a"][1:] == [
        one["id"] for tag, one in found.tags if tag == "section"
    ]
    assert ("30 for training" in html, "30 para entrenar" in html) == (language == "en", language == "es")
    assert not re.search(r"\blook\.[a-z]|\{[a-z_]+\}|\bNone\b", html)


def test_names_are_inert_and_nothing_is_fetched(data: Dataset, tmp_path: Path) -> None:
    noted = dataclasses.replace(data, notes=(Note("data.note_animation", {"count": 1, "paths": "<i>\u202e.gif"}),))
    html = write_look(noted, tmp_path / "look.html").read_text(encoding="utf-8")
    found = Tags(html)
    assert not {"script", "b", "i", "iframe"} & {tag for tag, _ in found.tags}
    assert "\u202e" not in html
    assert "http" not in html.replace("http-equiv", "")
    assert not [name for _, one in found.tags for name in one if name.startswith("on")]
    assert "&lt;script&gt;alert(1)" in html


def test_parts_without_content_are_left_out(data: Dataset, tmp_path: Path) -> None:
    alike = dataclasses.replace(data, original_sizes=np.full((40, 2), 8, np.int32))
    html = write_look(alike, tmp_path / "look.html").read_text(encoding="utf-8")
    assert html.count("<img") == 2
    assert 'id="augmented"' not in html
    assert 'id="notes"' not in html
    assert "All images measure 8 × 8" in html


def test_the_image_is_chosen_by_row_or_id(data: Dataset, tmp_path: Path) -> None:
    by_row = write_look(data, tmp_path / "a.html", image=3).read_bytes()
    assert by_row == write_look(data, tmp_path / "b.html", image="train/00003").read_bytes()
    assert by_row != write_look(data, tmp_path / "c.html", image=4).read_bytes()
    with pytest.raises(DataError, match="no example 'nobody'"):
        write_look(data, tmp_path / "d.html", image="nobody")
    assert not (tmp_path / "d.html").exists()
