from __future__ import annotations

import base64
import io
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pupila.errors import UsageError
from pupila.files import read_json, write_json
from pupila.reporting.pages import write_report

VOID = {"meta", "link", "img", "br", "hr"}
Style = dict[str, str]
Runs = Callable[..., Path]


class Page(HTMLParser):
    """Read a page strictly: every element is closed in order; tags, attributes and text are kept."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, Style]] = []
        self.names: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)
        if tag == "bdi":
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            assert (self.get_starttag_text() or "").endswith("/>"), f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "bdi":
            self.names[-1] += data
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[Style]:
        return [attributes for name, attributes in self.tags if name == tag]


def report(folder: Path, language: Any = "en") -> Page:
    return Page(write_report(folder, language=language).read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_is_well_formed_and_asks_for_nothing(ten_classes: Path, language: str) -> None:
    page = report(ten_classes, language)
    assert page.all("html")[0]["lang"] == language
    assert not {"script", "iframe", "object", "form", "base"} & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "href", "action", "srcset", "xlink:href"):
            assert attributes.get(name, "#").startswith(("#", "data:")), (tag, attributes)
    policy = next(one["content"] for one in page.all("meta") if "http-equiv" in one)
    assert policy.startswith("default-src 'none'")
    assert "http" not in write_report(ten_classes, language="en").read_text(encoding="utf-8").replace("http-equiv", "")


def test_ids_are_unique_and_links_arrive(ten_classes: Path) -> None:
    page = report(ten_classes)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {one["href"][1:] for one in page.all("a")}
    targets |= {part for _, one in page.tags for part in one.get("aria-labelledby", "").split()}
    assert targets <= set(ids)


def test_the_same_run_gives_the_same_bytes(ten_classes: Path) -> None:
    first = write_report(ten_classes, language="es").read_bytes()
    assert write_report(ten_classes, language="es").read_bytes() == first


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Training report",
                "test images right",
                "Confusion matrix",
                "The most confident errors",
                "3,000 images",
                "kept: 7",
            ],
        ),
        (
            "es",
            [
                "Informe de entrenamiento",
                "imágenes de prueba",
                "Matriz de confusión",
                "Los errores más seguros",
                "3.000 imágenes",
                "elegida: 7",
            ],
        ),
    ],
)
def test_every_part_is_there(ten_classes: Path, language: str, words: list[str]) -> None:
    text = report(ten_classes, language).text
    for one in [
        *words,
        "conv 32 3x3 same relu",
        "batch_size = 80",
        "torch 2.13.0",
        "photos/<b>",
        "--seed 3",
        ten_classes.name,
    ]:
        assert one in text


def test_every_chart_and_picture_can_be_heard(ten_classes: Path) -> None:
    page = report(ten_classes)
    pictures = page.all("img")
    assert len(pictures) == 12
    assert all("true class" in one["alt"] for one in pictures)
    assert [one["role"] for one in page.all("svg")] == ["img", "img"]
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(one.get("scope") for one in page.all("th"))
    assert len(page.all("h1")) == 1


def test_pictures_are_the_pixels_that_the_network_saw(ten_classes: Path) -> None:
    stored = np.load(ten_classes / "predictions" / "test.npz")["gallery_images"]
    for one, pixels in zip(report(ten_classes).all("img"), stored, strict=True):
        content = base64.b64decode(one["src"].removeprefix("data:image/png;base64,"))
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(content))), pixels)
        assert (one["width"], one["height"], one["class"]) == ("128", "128", "enlarged")


def test_the_matrix_shows_rows_of_true_classes(new_run: Runs) -> None:
    folder = new_run(class_names=("cat", "dog"), epochs=2, counts=(40, 40))
    metrics = read_json(folder / "metrics.json")
    metrics["test"]["confusion"] = [[11, 2222], [3, 44]]
    write_json(folder / "metrics.json", metrics)
    html = write_report(folder, language="es").read_text(encoding="utf-8")
    cells = re.findall(r'<td class="(hit|miss|zero)"[^>]*>([^<]*)</td>', html)
    assert cells == [("hit", "11"), ("miss", "2.222"), ("miss", "3"), ("hit", "44")]


def test_zero_cells_are_faint(ten_classes: Path) -> None:
    confusion = read_json(ten_classes / "metrics.json")["test"]["confusion"]
    zeros = sum(row.count(0) for row in confusion)
    assert len([one for one in report(ten_classes).all("td") if one.get("class") == "zero"]) == zeros > 0


def test_hostile_names_are_inert(hostile: Path) -> None:
    page = report(hostile)
    assert len(page.all("img")) == 12
    assert len(page.all("title")) == 1 + 2  # the page's and those of two charts
    assert len(page.all("style")) == 1
    assert {"<script>alert(1)</script>", "حقيبة يد", "\\u202egpj.exe", "línea\\nrota \\x1b[31m"} <= set(page.names)
    assert "{{ 7 * 7 }} {% raw %}" in page.names
    assert "\u202e" not in page.text


def test_two_classes_in_grey_and_large_pictures(two_classes: Path) -> None:
    page = report(two_classes)
    assert "A grey image of 180 × 180" in page.text
    assert all((one["width"], one.get("class")) == ("180", None) for one in page.all("img"))


def test_without_a_test_set_the_validation_images_are_shown(new_run: Runs) -> None:
    text = report(new_run(counts=(200, 0))).text
    assert "No test images were set aside" in text
    assert "All of this comes from the 200 validation images" in text


def test_without_validation_there_is_one_line_and_the_reason(new_run: Runs) -> None:
    page = report(new_run(counts=(0, 200)))
    assert "There is no validation curve" in page.text
    assert [one["class"] for one in page.all("path") if one["class"].startswith("line")] == ["line train"] * 2


def test_an_unfinished_run_has_a_report(tmp_path: Path) -> None:
    write_json(tmp_path / "summary.json", {"schema": 1, "name": "x", "status": "running"})
    text = report(tmp_path).text
    for words in (
        "This run is not finished",
        "No epoch has been completed",
        "There is nothing to analyse yet",
        "list its layers",
    ):
        assert words in text


def test_an_interrupted_run_shows_what_it_has(new_run: Runs) -> None:
    folder = new_run(epochs=3, status="interrupted")
    (folder / "metrics.json").unlink()
    page = report(folder, "es")
    assert "se interrumpió" in page.text
    assert len(page.all("svg")) == 2


def test_a_run_that_diverged_leaves_a_gap(new_run: Runs) -> None:
    folder = new_run(epochs=2, status="diverged", counts=(40, 40))
    with (folder / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"epoch": 3, "train": {"loss": null, "accuracy": null, "n": 0}, "val": null}\n')
    assert "Training diverged" in report(folder).text


def test_a_faultless_classifier_has_no_errors_to_show(new_run: Runs) -> None:
    folder = new_run(class_names=("cat", "dog"), epochs=2, counts=(40, 40))
    stored = dict(np.load(folder / "predictions" / "test.npz"))
    stored |= {"gallery_rows": stored["gallery_rows"][:0], "gallery_images": stored["gallery_images"][:0]}
    np.savez(folder / "predictions" / "test.npz", **stored)
    metrics = read_json(folder / "metrics.json")
    metrics["test"]["accuracy"] = {"value": 1.0, "interval": [0.91, 1.0], "n": 40}
    write_json(folder / "metrics.json", metrics)
    assert "Every image was classified correctly" in report(folder).text


def test_many_classes_show_the_worst_and_say_so(new_run: Runs) -> None:
    names = tuple(f"class {place}" for place in range(60))
    page = report(new_run(class_names=names, epochs=1, counts=(120, 120)))
    assert "Of 60 classes, the 40 with most errors" in page.text
    assert len([one for one in page.all("td") if one.get("class") in ("hit", "miss", "zero")]) == 1600


def test_what_was_left_out_is_told(new_run: Runs) -> None:
    folder = new_run(epochs=1, counts=(40, 40), notes=[{"code": "nobody.knows", "values": {"file": "a.png"}}])
    summary = read_json(folder / "summary.json")
    summary["data"] |= {"skipped": 1, "dropped": 1234}
    write_json(folder / "summary.json", summary)
    text = report(folder, "es").text
    assert "1 archivo no se pudo leer" in text
    assert "1.234 imágenes de entrenamiento se dejaron fuera" in text
    assert "nobody.knows: file a.png" in text


def test_counts_of_each_split_add_up(ten_classes: Path) -> None:
    assert "total3,0002,000500500" in report(ten_classes).text.replace(" ", "")


def test_another_language_is_refused(ten_classes: Path) -> None:
    with pytest.raises(UsageError, match="Valid: en, es"):
        write_report(ten_classes, language="fr")  # type: ignore[arg-type]


@pytest.mark.browser
def test_a_browser_shows_it_without_a_complaint(hostile: Path, chromium: str, tmp_path: Path) -> None:
    path = write_report(hostile, language="en")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--no-first-run"]
    options += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path}"]
    done = subprocess.run(
        [chromium, *options, "--dump-dom", path.as_uri()], capture_output=True, text=True, timeout=60, check=True
    )
    assert "CONSOLE" not in done.stderr
    assert "&lt;script&gt;alert(1)" in done.stdout
