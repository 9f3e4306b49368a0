from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.errors import RunError
from pupila.experiments.record import Run, draw_runs_with
from pupila.files import write_json
from pupila.reporting.pages import write_report
from pupila.reporting.run_card import run_card


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("test images right", "95% interval", "Accuracy by epoch", "Its most confident errors", "taken for")),
        ("es", ("imágenes de prueba", "Intervalo del 95", "Exactitud por época", "Sus errores más seguros", "como")),
    ],
)
def test_figures_curves_and_answers_are_shown(ten_classes: Path, language: str, words: tuple[str, ...]) -> None:
    page = run_card(ten_classes, language=language)  # type: ignore[arg-type]
    for expected in words:
        assert expected in page
    assert page.count("<img") == 6
    assert page.count("<svg") == 2
    assert not re.search(r"\breport\.[a-z]+\.|\blook\.[a-z]|\{[a-z_]+\}", page)
    assert len(page) < 200_000


def test_noise_keeps_it_small(new_run: Any) -> None:
    folder = new_run(epochs=60, side=96)
    path = folder / "predictions" / "test.npz"
    stored = dict(np.load(path))
    noise = np.random.default_rng(0).integers(0, 256, stored["gallery_images"].shape, dtype=np.uint8)
    np.savez(path, **(stored | {"gallery_images": noise}))
    assert len(run_card(folder)) < 200_000


def test_hostile_names_do_nothing(hostile: Path) -> None:
    page = run_card(hostile)
    found = Tags(page)
    assert "script" not in found.tags
    assert not [name for name in found.attributes if name.startswith("on")]
    assert found.tags.count("style") == 1
    assert "\u202e" not in page
    assert "http" not in page


def test_an_unfinished_run_has_a_card(tmp_path: Path) -> None:
    write_json(tmp_path / "summary.json", {"schema": 1, "name": "x", "status": "running"})
    assert "This run is not finished" in run_card(tmp_path)


def test_it_leads_to_the_whole_report(ten_classes: Path) -> None:
    report = write_report(ten_classes)
    assert str(report) in run_card(ten_classes)


def test_a_run_draws_itself_and_tells_what_is_damaged(new_run: Any) -> None:
    draw_runs_with(run_card)
    folder = new_run(epochs=1, counts=(40, 40))
    assert "pupila-run" in Run(folder)._repr_html_()
    (folder / "metrics.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError):
        run_card(folder)
    assert "metrics.json" in Run(folder)._repr_html_()
