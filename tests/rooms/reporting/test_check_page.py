from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from pupila.data.check.examine import examine
from pupila.data.check.finding import Finding, Report
from pupila.data.dataset import Dataset, make_dataset
from pupila.errors import UsageError
from pupila.reporting.check_page import render_check, write_check

EVIL = "<script>alert(1)</script>\u202egpj"


@pytest.fixture
def data() -> Dataset:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 16, 16, 3), np.uint8)
    pixels[5] = pixels[1]
    return make_dataset(pixels, np.arange(40) % 2, name=EVIL, class_names=(EVIL, "plain"))


def test_it_shows_the_images_once_in_both_languages(data: Dataset, tmp_path: Path) -> None:
    page = write_check(examine(data), tmp_path / "page.html", language="es").read_text(encoding="utf-8")
    assert "imágenes idénticas" in page
    assert "identical images" in page
    assert len(re.findall(r"<image ", page)) == 2
    assert len(re.findall(r'<use href="#p', page)) == 4
    assert re.findall(r'(?:src|href)="(?!#|data:)', page) == []
    assert "<script" not in page
    assert "\u202e" not in page
    assert page.index('lang="es">') < page.index('class="page" lang="en"')


def test_a_suspect_is_shown_with_both_labels_and_its_judge(data: Dataset) -> None:
    detail = {
        "file": data.ids[3], "given": "plain", "suggested": EVIL, "confidence_given": 0.0123,
        "confidence_suggested": 0.95, "fold": 3,
    }  # fmt: skip
    values = {"accuracy": 0.9, "share": 0.025}
    finding = Finding("suspect_labels", "warning", (data.ids[3],), values, details=(detail,))
    page = render_check(Report(data, (finding,)))
    for words in ("1.2%", "95.0%", "1,2\u00a0%", "judged by network 3", "juzgada por la red 3"):
        assert words in page
    assert "<script" not in page


def test_long_lists_are_cut_and_counted(data: Dataset) -> None:
    finding = Finding(
        "copies",
        "warning",
        data.ids,
        {"groups": 30},
        groups=tuple((data.ids[row], data.ids[row + 5]) for row in range(30)),
    )
    page = render_check(Report(data, (finding,)))
    assert "and 6 more" in page
    assert "y 6 más" in page


def test_files_without_pictures_are_named_with_their_reason(data: Dataset) -> None:
    reason = {"en": f"'{EVIL}' is empty", "es": f"'{EVIL}' está vacío"}
    finding = Finding("empty_file", "error", (EVIL,), details=({"file": EVIL, "reason": reason},))
    page = render_check(Report(data, (finding,), notes=(("no_near", {"height": 8, "width": 8, "least": 16}),)))
    assert "is empty" in page
    assert "está vacío" in page
    assert "Near-duplicates were not looked for" in page
    assert "<script" not in page


def test_nothing_found_is_said(data: Dataset) -> None:
    assert "Nothing was found." in render_check(Report(data, ()))


def test_another_language_is_refused(data: Dataset) -> None:
    with pytest.raises(UsageError):
        render_check(Report(data, ()), language="fr")  # type: ignore[arg-type]
