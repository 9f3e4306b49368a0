"""Lessons as page, notebook and text, on one that has every kind of block and hostile words in it."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.data.image_io import decode
from pupila.errors import UsageError
from pupila.language import texts
from pupila.lessons.catalogue import LESSONS, Entry
from pupila.lessons.lesson import (
    Code,
    Curve,
    Grid,
    Heading,
    Lesson,
    Number,
    Numbers,
    Picture,
    Plot,
    Row,
    Try,
    Words,
    words,
)
from pupila.reporting.inline import as_html, as_markdown, as_text, signs
from pupila.reporting.lesson_notebook import notebook
from pupila.reporting.lesson_page import render_lesson, write_lesson
from pupila.reporting.lesson_show import Drawing, ShownLesson, all_lessons, show_lesson
from pupila.reporting.lesson_text import lesson_text

PIXELS = np.random.default_rng(0).integers(0, 256, (30, 50, 3)).astype(np.uint8)


def hostile(text: str = "<script>alert(1)</script>") -> Words:
    """Return words whose value is text from outside."""
    return words("lessons.next", title=text)


MATRIX = np.array([[-255.0, 0.0], [127.5, 255.0]])
BLOCKS = (
    hostile(),
    Heading(words("lessons.code")),
    Picture(PIXELS, hostile("caption"), hostile('alt" onload="x')),
    Plot(
        key="curve",
        title=hostile("plot"),
        alt=hostile("alt of the plot"),
        positions=(1, 2, 3),
        curves=(
            Curve(words("lessons.name"), (0.25, None, 0.5)),
            Curve(words("lessons.title"), (0.1, 0.2, 0.3), "other"),
        ),
        x_label=words("lessons.name"),
        percent=True,
        mark=2,
        mark_label=words("lessons.title"),
        caption=words("lessons.sources"),
    ),
    Grid(
        hostile("grid"),
        (words("lessons.name"), words("lessons.title")),
        ((hostile("<b>"), Number(1234567)), ("3 x 3 <= |9|", Number(0.5, ".1%"))),
    ),
    Numbers(MATRIX, hostile("matrix"), spec=".1f", colours="signed"),
    Row(
        (
            Numbers(np.array([[0, 200]]), hostile("grey"), colours="grey", frame=(0, 1, 1, 2)),
            "x",
            Numbers(np.array([[1234.5]]), words("lessons.name"), spec=",.1f"),
            "->",
            Number(-0.25, ".0f"),
            words("lessons.title"),
        )
    ),
    Code('print("<&>")', hostile("code")),
    Try("pupila learn 'a<b'", hostile("try")),
)
LESSON = Lesson("every", hostile("title"), hostile("summary"), BLOCKS, ("A <b>book</b> (1900).",))


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    LESSONS._builders["every"] = Entry(LESSON.title, LESSON.summary, "nowhere:nothing")
    yield
    del LESSONS._builders["every"]


# Sentences


@pytest.mark.parametrize(
    "sentence, html, markdown, text",
    [
        ("3 x 3 <= 9 -> a", "3\xa0×\xa03 ≤ 9 → a", "3\xa0×\xa03 ≤ 9 → a", "3 x 3 <= 9 -> a"),
        ("**two** *one*", "<strong>two</strong> <em>one</em>", "**two** *one*", "two one"),
        ("`a x b`", "<code>a x b</code>", "`a x b`", "'a x b'"),
        ("<i> & _", "&lt;i&gt; &amp; _", r"\<i\> & \_", "<i> & _"),
        ("2^10", "2<sup>10</sup>", "2<sup>10</sup>", "2^10"),
        ("[a](b) | $c$", "[a](b) | $c$", r"\[a\](b) \| \$c\$", "[a](b) | $c$"),
    ],
)
def test_sentences_are_marked_for_each_place(sentence: str, html: str, markdown: str, text: str) -> None:
    assert as_html(sentence) == html
    assert as_markdown(sentence) == markdown
    assert as_text(sentence) == text
    assert signs(signs(sentence)) == signs(sentence)


@pytest.mark.parametrize("value, spec, said", [(-0.2, ".0f", "0"), (-0.0, ".2f", "0.00"), (-1.0, "+d", "-1")])
def test_zero_has_no_sign(value: float, spec: str, said: str) -> None:
    assert Number(int(value) if spec.endswith("d") else value, spec).say("en") == said


# Page


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_shows_every_block_in_both_languages(language: Any) -> None:
    page = render_lesson(LESSON, language=language)
    assert "<script" not in page
    assert "onload=" not in page.replace("onload=&#34;", "")
    assert page.count("&lt;script&gt;alert(1)") == 2
    assert page.count('<div class="page" lang=') == 2
    assert page.index(f'class="page" lang="{language}"') == page.index('class="page" lang=')
    assert "A &lt;b&gt;book&lt;/b&gt; (1900)." in page
    assert "1,234,567" in page
    assert "1.234.567" in page
    assert "50.0%" in page
    assert "50,0\xa0%" in page
    assert page.count('<figure class="plot">') == 2
    assert page.count("data:image/png;base64,") == 1, "embedded once for both"
    assert page.count('href="#p0"') == 2
    assert "3\xa0×\xa03 ≤ |9|" in page


def test_the_picture_on_the_page_is_the_picture() -> None:
    (source,) = re.findall(r"data:image/png;base64,([^\"]+)", render_lesson(LESSON))
    assert np.array_equal(decode(base64.b64decode(source)).pixels, PIXELS)


def test_numbers_are_coloured_by_what_they_are() -> None:
    page = render_lesson(LESSON)
    assert re.search(r"background: rgb\(var\(--right-rgb\) / 0\.55\)\">-255\.0<", page)
    assert re.search(r"background: rgb\(var\(--wrong-rgb\) / 0\.28\)\">127\.5<", page)
    assert re.search(r"<td>0\.0<", page)
    assert re.search(
        r'<td class="framed top left bottom right" style="background: rgb\(200 200 200\); color: #000">', page
    )
    assert re.search(r'<td style="background: rgb\(0 0 0\); color: #fff">0<', page)


def test_the_page_leads_to_the_next_only_where_it_lies_beside() -> None:
    first, second = list(LESSONS)[:2]
    found = Lesson(first, LESSON.title, LESSON.summary, ())
    assert f'href="{second}.html"' not in render_lesson(found)
    assert f'href="{second}.html"' in render_lesson(found, linked=True)
    assert "pupila learn" in render_lesson(LESSON)


def test_another_language_is_refused() -> None:
    for refused in (lambda: render_lesson(LESSON, language="fr"), lambda: show_lesson("xor", "fr")):  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="Valid: en, es"):
            refused()


def test_a_page_is_written_into_a_new_folder(tmp_path: Path) -> None:
    path = write_lesson(LESSON, tmp_path / "new" / "page.html", language="es")
    assert path.read_text(encoding="utf-8") == render_lesson(LESSON, language="es")


@pytest.mark.browser
def test_a_browser_shows_one_language_and_asks_for_nothing(chromium: str, tmp_path: Path) -> None:
    tell = "<script>document.title = JSON.stringify(document.body.innerText)</script></body>"
    page = re.sub(r"<meta http-equiv[^>]*>", "", render_lesson(LESSON, language="es")).replace("</body>", tell)
    (tmp_path / "lesson.html").write_text(page, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--no-first-run"]
    options += [
        "--disable-background-networking",
        "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND",
    ]
    options += [f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={tmp_path / 'net.json'}", "--dump-dom"]
    address = (tmp_path / "lesson.html").as_uri()
    done = subprocess.run([chromium, *options, address], capture_output=True, text=True, timeout=100, check=True)
    assert "CONSOLE" not in done.stderr
    shown = unescape(re.findall(r"<title>(.*?)</title>", done.stdout, re.DOTALL)[0])
    assert "Siguiente: title." in shown
    assert "Next: title." not in shown
    asked = set(re.findall(r'"url":"([a-z]+:[^"]*)"', (tmp_path / "net.json").read_text(encoding="utf-8")))
    mine = {url for url in asked if not re.match(r"https?://([a-z0-9-]+\.)*(google|googleapis|gvt1)\.com/", url)}
    assert {url.partition(":")[0] for url in mine} <= {"file", "data", "chrome"}, mine


# Notebook


@pytest.fixture
def cells() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = notebook(LESSON, "es")["cells"]
    return found


def test_code_and_charts_are_cells_to_run(cells: list[dict[str, Any]]) -> None:
    chart, code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert chart["source"].endswith('pupila.lesson("every", language="es").plot("curve")')
    assert code["source"] == 'print("<&>")'
    for cell in (chart, code):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_words_become_markdown(cells: list[dict[str, Any]]) -> None:
    text = "\n\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    assert text.startswith("# Siguiente: title.")
    assert r"\<script\>" in text
    assert "| Siguiente: \\<b\\>. | 1.234.567 |" in text
    assert "| --- | ---: |" in text
    assert "```console\n$ pupila learn 'a<b'\n```" in text
    assert r"- A \<b\>book\</b\> (1900)." in text


def test_matrices_become_formulas(cells: list[dict[str, Any]]) -> None:
    text = "\n\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    assert r"\begin{bmatrix} -255{,}0 & 0{,}0 \\ 127{,}5 & 255{,}0 \end{bmatrix}" in text
    assert r"\begin{bmatrix} 0 & \mathbf{200} \end{bmatrix}" in text
    assert r"\times" in text
    assert r"\rightarrow \mathbf{0}" in text


def test_pictures_travel_inside_the_notebook(cells: list[dict[str, Any]]) -> None:
    ((file, content),) = [one for cell in cells for one in cell.get("attachments", {}).items()]
    assert np.array_equal(decode(base64.b64decode(content["image/png"])).pixels, PIXELS)
    assert any(f"](attachment:{file})" in cell["source"] for cell in cells)


# Text


def test_the_text_has_tables_and_matrices_in_columns() -> None:
    told = lesson_text(LESSON, "es", width=60)
    assert "  lección              título\n  ---------------   ---------\n" in told
    assert "  Siguiente: <b>.   1.234.567\n" in told
    assert "  -255,0    0,0\n   127,5  255,0" in told
    assert "     0  [200]        x   1.234,5   ->   0   título" in told
    assert "[Imagen: Siguiente: caption." in told
    assert "[Gráfico: Siguiente: plot.. Siguiente: alt of the plot.]" in told
    assert "    $ pupila learn 'a<b'" in told
    assert "Fuentes:\n  A <b>book</b> (1900)." in told
    assert all(len(line) <= 60 for line in told.splitlines() if "Siguiente" in line)


# For Python


def test_a_shown_lesson_draws_itself(tmp_path: Path) -> None:
    shown = ShownLesson(LESSON, "es")
    assert str(shown) == lesson_text(LESSON, "es")
    frame = shown._repr_html_()
    assert frame.startswith("<iframe ")
    assert frame.count("<") == 2, "the page inside is escaped"
    assert "sandbox" in frame
    assert shown.write(tmp_path / "x.html").exists()
    assert shown.notebook() == notebook(LESSON, "es")
    assert "every" in repr(shown)


def test_a_chart_carries_its_style() -> None:
    drawing = ShownLesson(LESSON, "es").plot("curve")
    assert isinstance(drawing, Drawing)
    svg = drawing._repr_svg_()
    assert svg.startswith("<svg ")
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg
    assert ".pupila-chart" in svg
    assert repr(drawing) == "<chart>"
    with pytest.raises(UsageError, match=r"has no plot 'loss'\. It has: curve"):
        ShownLesson(LESSON, "es").plot("loss")


def test_the_list_of_lessons_is_a_table() -> None:
    names = all_lessons()
    assert tuple(names) == tuple(LESSONS)
    table = names._repr_html_()
    assert table.count("<tr>") == len(LESSONS) + 1
    assert "<script" not in table


def test_labels_of_lessons_have_both_languages() -> None:
    assert all(english and spanish for english, spanish in texts("lessons").values())
