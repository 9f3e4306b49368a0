from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.data.image_io import decode, encode_jpeg
from pupila.experiments.photos import Photos
from pupila.files import read_json, write_json
from pupila.reporting.pages import write_report
from pupila.reporting.saw import change


def with_photos(folder: Path, *, files: list[bytes] | None = None, side: int = 180) -> Path:
    """Add photos of the first gallery rows to a run of the conftest."""
    path = folder / "predictions" / "test.npz"
    stored = dict(np.load(path))
    rows = stored["gallery_rows"][:4]
    dice = np.random.default_rng(0)
    seen = dice.integers(0, 256, (4, side, side, 3), np.uint8)
    small = files or [encode_jpeg(dice.integers(0, 256, (120, 160, 3), np.uint8)) for _ in rows]
    sizes = np.array([[240, 320], [180, 180], [360, 360], [320, 240]], np.int32)
    np.savez_compressed(path, **stored, **Photos(rows, sizes, tuple(small), seen).to_arrays())
    model = read_json(folder / "model.json")
    model["preprocess"]["image_size"] = [side, side]
    write_json(folder / "model.json", model)
    return folder


def part(html: str, language: str) -> str:
    found = re.search(
        r'<ul class="sights">(.*?)</ul>', html.split(f'<div class="page" lang="{language}">')[1], re.DOTALL
    )
    return found.group(1) if found else ""


def test_the_photo_stands_beside_every_pixel_that_the_network_read(new_run: Any) -> None:
    folder = with_photos(new_run())
    html = write_report(folder, language="en").read_text(encoding="utf-8")
    stored = np.load(folder / "predictions" / "test.npz")
    used = re.findall(r'href="#(p\d+)"', part(html, "en"))
    assert len(used) == 8
    for place, key in enumerate(used):
        kind, content = re.findall(rf'id="{key}"[^>]*href="data:image/(\w+);base64,([^"]+)"', html)[0]
        pixels = decode(base64.b64decode(content)).pixels
        assert kind == ("jpeg", "png")[place % 2]
        assert place % 2 == 0 or np.array_equal(pixels, stored["photo_seen"][place // 2])
    for row in stored["photo_rows"]:
        assert str(stored["ids"][row]) in part(html, "en")
    assert re.findall(r'href="#(p\d+)"', part(html, "es")) == used


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("the width shrank to 75%", "left at its size", "in the same proportions", "the width grew to 133%")),
        ("es", ("se redujo al 75\xa0%", "conserva su tamaño", "las mismas proporciones", "creció hasta el 133\xa0%")),
    ],
)
def test_what_was_changed_is_told(new_run: Any, language: str, words: tuple[str, ...]) -> None:
    html = write_report(with_photos(new_run()), language="en").read_text(encoding="utf-8")
    sentences = re.findall(r"<p>(.*?)</p>", part(html, language))
    assert len(sentences) == 4
    for sentence, expected in zip(sentences, words, strict=True):
        assert expected in sentence


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((100, 200), (50, 100), "same proportions"),
        ((100, 201), (50, 100), "same proportions"),
        ((333, 500), (224, 224), "shrank to 67%"),
        ((500, 333), (224, 224), "grew to 150%"),
        ((28, 28), (28, 28), "left at its size"),
    ],
)
def test_proportions(before: tuple[int, int], after: tuple[int, int], words: str) -> None:
    assert words in change(before, after, "en")


def test_how_values_were_prepared_is_told(new_run: Any) -> None:
    folder = with_photos(new_run())
    model = read_json(folder / "model.json")
    model["preprocess"] |= {"scale": "standardise", "channels": 1}
    write_json(folder / "model.json", model)
    html = write_report(folder, language="es").read_text(encoding="utf-8")
    assert "se restó la media de las imágenes" in html
    assert "turned to grey" in html


def test_without_photos_the_part_is_left_out(ten_classes: Path) -> None:
    assert 'class="sights"' not in write_report(ten_classes, language="en").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff nothing more"])
def test_what_is_no_jpeg_is_not_embedded(new_run: Any, content: bytes) -> None:
    good = encode_jpeg(np.zeros((10, 10, 3), np.uint8))
    folder = with_photos(new_run(), files=[content, good, good, good])
    html = write_report(folder, language="en").read_text(encoding="utf-8")
    assert part(html, "en").count("<li>") == 3


def test_the_page_stays_small(new_run: Any) -> None:
    folder = with_photos(new_run(counts=(100, 10_000), side=96), side=256)
    assert write_report(folder, language="en").stat().st_size < 3_000_000
