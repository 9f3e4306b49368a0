"""The report in a real browser: it opens without a request or a complaint, in both languages."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from house_browser import asked_for, browse, quiet

from pupila.data.image_io import encode_jpeg
from pupila.experiments.photos import Photos
from pupila.files import write_text
from pupila.reporting.pages import write_report

# Presses the other language and tells what can be read then; the page itself has no script, and forbids any.
PRESS = """<script>
const shown = () => document.body.innerText;
const before = shown();
document.querySelector("label:not([for=show-%s])").click();
const said = document.createElement("pre");
said.id = "said";
said.textContent = JSON.stringify({before: before, after: shown()}).replaceAll("<", "(");
document.body.append(said);
</script></body>"""


@pytest.fixture
def ten_thousand(new_run: Any) -> Path:
    """A run judged by 10,000 images, with photos kept beside what the network saw."""
    folder: Path = new_run(epochs=30, counts=(2_000, 10_000))
    path, dice = folder / "predictions" / "test.npz", np.random.default_rng(0)
    stored = dict(np.load(path))
    small = tuple(encode_jpeg(dice.integers(0, 256, (120, 160, 3), np.uint8)) for _ in range(6))
    seen = dice.integers(0, 256, (6, 32, 32, 3), np.uint8)
    photos = Photos(stored["gallery_rows"][:6], np.tile(np.int32([240, 320]), (6, 1)), small, seen)
    np.savez_compressed(path, **stored, **photos.to_arrays())
    return folder


@pytest.mark.browser
def test_ten_thousand_images_make_a_small_page_that_asks_for_nothing(
    ten_thousand: Path, chromium: str, tmp_path: Path
) -> None:
    path = write_report(ten_thousand, language="es")
    assert path.stat().st_size < 3_000_000
    document, complaints = browse(chromium, path, tmp_path)
    assert "CONSOLE" not in complaints
    assert "10.000 imágenes de prueba" in document
    assert document.count('class="sights"') == 2
    assert {url.partition(":")[0] for url in asked_for(tmp_path)} <= {"file", "data"}


@pytest.mark.browser
def test_a_browser_shows_hostile_names_without_a_request_or_a_complaint(
    hostile: Path, chromium: str, tmp_path: Path
) -> None:
    document, complaints = browse(chromium, write_report(hostile, language="en"), tmp_path)
    assert "CONSOLE" not in complaints
    assert "&lt;script&gt;alert(1)" in document
    assert {url.partition(":")[0] for url in asked_for(tmp_path)} <= {"file", "data"}


@pytest.mark.browser
def test_a_request_and_a_complaint_would_be_seen(chromium: str, tmp_path: Path) -> None:
    page = "<!doctype html><img src='https://pupila.example/x.png'><script>console.error('no')</script>"
    write_text(tmp_path / "loud.html", page)
    _, complaints = browse(chromium, tmp_path / "loud.html", tmp_path)
    assert "CONSOLE" in complaints
    assert "https://pupila.example/x.png" in asked_for(tmp_path)


@pytest.mark.browser
def test_one_press_shows_the_other_language_and_hides_the_first(
    ten_thousand: Path, chromium: str, tmp_path: Path
) -> None:
    language, other = "es", "en"
    html = write_report(ten_thousand, language=language).read_text(encoding="utf-8")
    write_text(tmp_path / "pressed.html", quiet(html).replace("</body>", PRESS % language))
    document, complaints = browse(chromium, tmp_path / "pressed.html", tmp_path)
    assert "CONSOLE" not in complaints
    said = json.loads(unescape(re.findall(r'<pre id="said">(.*?)</pre>', document, re.DOTALL)[0]))
    words = {"en": "Confusion matrix", "es": "Matriz de confusión"}
    assert (words[language] in said["before"], words[other] in said["before"]) == (True, False)
    assert (words[language] in said["after"], words[other] in said["after"]) == (False, True)
    for text in said.values():
        assert not re.search(r"\b(report|look|fitting)\.[a-z]|\{[a-z_]+(:[^}]*)?\}|\bNone\b|\bnan\b", text)
