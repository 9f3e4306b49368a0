"""What every lesson promises: both languages, something to see, something to run, something to try."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import time
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import click
import numpy as np
import pytest

from pupila.cli.main import cli
from pupila.language import LANGUAGES
from pupila.lessons import catalogue
from pupila.lessons.catalogue import LESSONS
from pupila.lessons.lesson import Code, Grid, Heading, Lesson, Numbers, Picture, Plot, Row, Try, Words
from pupila.reporting.lesson_notebook import notebook
from pupila.reporting.lesson_page import render_lesson
from pupila.reporting.lesson_text import lesson_text

NAMES = list(LESSONS)
LARGEST_PAGE = 150_000
BROKEN = re.compile(r"\bNone(?! [a-z])|\bnan\b|\binf\b|\{\w*(:[^}]*)?\}|\blessons(_\w+)?\.[a-z]")


@cache
def lesson(name: str) -> Lesson:
    return catalogue.lesson(name)


class Page(HTMLParser):
    """Collect what a page holds, its texts apart from its style."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.alts: list[str] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self._open.append(tag)
        self.ids += [str(given["id"])] if "id" in given else []
        self.addresses += [str(given[name]) for name in ("href", "src", "srcset", "action", "data") if name in given]
        self.alts += [str(given.get("aria-label") or "")] if given.get("role") == "img" else []

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "code", "pre"} & set(self._open):
            self.texts.append(data)


@cache
def page(name: str) -> Page:
    return Page(render_lesson(lesson(name)))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_quick(name: str) -> None:
    import torch  # noqa: F401  # what all lessons share is not charged to one

    begin = time.process_time()
    lesson(name)
    assert time.process_time() - begin < 8  # two seconds on a quiet machine; this one may be anything


@pytest.mark.parametrize("name", NAMES)
def test_it_has_something_to_see_to_run_and_to_try(name: str) -> None:
    kinds = [type(block) for block in lesson(name).blocks]
    assert {Picture, Plot} & set(kinds)
    assert {Code, Try, Words, Heading} <= set(kinds)
    assert len({block.key for block in lesson(name).blocks if isinstance(block, Plot)}) == kinds.count(Plot)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_its_text_is_whole(name: str, language: str) -> None:
    found = lesson(name)
    told = lesson_text(found, language)  # type: ignore[arg-type]
    prose = told.replace("\n", " ")
    for code in (block.source for block in found.blocks if isinstance(block, Code)):
        prose = prose.replace(" ".join(f"    {line}" if line else line for line in code.split("\n")), "")
    assert not BROKEN.search(re.sub(r"'[^']*'", "", prose))
    assert found.title.say(language) in told
    other = lesson_text(found, "es" if language == "en" else "en")
    assert other != told


@pytest.mark.parametrize("name", NAMES)
def test_its_page_opens_in_both_languages_and_fetches_nothing(name: str) -> None:
    found = page(name)
    assert not {"script", "iframe", "object", "embed"} & set(found.tags)
    assert all(re.match(r"#|data:|[\w-]+\.html$", address) for address in found.addresses)
    assert {address[1:] for address in found.addresses if address.startswith("#")} <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    text = " ".join(found.texts)
    assert not BROKEN.search(text)
    for language in LANGUAGES:
        assert lesson(name).title.say(language) in text
    assert all(len(alt) > 15 for alt in found.alts if alt)


@pytest.mark.parametrize("name", NAMES)
def test_its_page_is_small(name: str) -> None:
    assert len(render_lesson(lesson(name)).encode()) < LARGEST_PAGE


@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_same_every_time(name: str) -> None:
    assert render_lesson(catalogue.lesson(name)) == render_lesson(lesson(name))


@pytest.mark.parametrize("name", NAMES)
def test_what_it_shows_can_be_shown(name: str) -> None:
    for block in lesson(name).blocks:
        if isinstance(block, Picture):
            height, width, channels = block.pixels.shape
            assert block.pixels.dtype == np.uint8
            assert channels in (1, 3)
            assert height > 40
            assert 40 < width <= 1000
            assert block.pixels.std() > 0, "a picture of one colour"
        elif isinstance(block, Plot):
            assert all(len(curve.values) == len(block.positions) for curve in block.curves)
            assert all(value is None or np.isfinite(value) for curve in block.curves for value in curve.values)
        elif isinstance(block, Grid):
            assert all(len(row) == len(block.head) for row in block.rows)
        elif isinstance(block, (Numbers, Row)):
            parts = (block,) if isinstance(block, Numbers) else block.parts
            assert all(np.isfinite(part.values).all() for part in parts if isinstance(part, Numbers))
            assert all(part.values.ndim == 2 for part in parts if isinstance(part, Numbers))


@pytest.mark.parametrize("name", NAMES)
def test_what_it_has_one_try_is_understood(name: str) -> None:
    for command in (block.command for block in lesson(name).blocks if isinstance(block, Try)):
        program, *words = shlex.split(command)
        assert program == "pupila"
        parse(cli, words)


def parse(command: click.Command, words: list[str], parent: click.Context | None = None) -> None:
    """Read a command line as it would be read, without doing it."""
    context = command.make_context("pupila", list(words), parent=parent)
    if isinstance(command, click.Group) and words and not words[0].startswith("-"):
        inner = command.get_command(context, words[0])
        assert inner is not None, f"there is no command {words[0]}"
        parse(inner, words[1:], context)


def run(source: str) -> str:
    """Run lines of Python as a notebook would, and return what they print or show."""
    *lines, last = source.rstrip().split("\n")
    said = io.StringIO()
    space: dict[str, object] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(said):
        try:
            compile(last, "cell", "eval")
        except SyntaxError:
            exec(compile(source, "cell", "exec"), space)
            return said.getvalue()
        exec(compile("\n".join(lines), "cell", "exec"), space)
        value = eval(last, space)
    return said.getvalue() + (repr(value) if value is not None else "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_its_notebook_runs(
    name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PUPILA_LANG", language)
    cells = notebook(lesson(name), language)["cells"]  # type: ignore[arg-type]
    for source in (cell["source"] for cell in cells if cell["cell_type"] == "code"):
        said = run(source)
        assert said.strip(), f"shows nothing: {source}"
        assert not re.search(r"\bnan\b|0x[0-9a-f]{6}", said)
    for code in (block.source for block in lesson(name).blocks if isinstance(block, Code)):
        assert len(code.splitlines()) <= 20
        assert set(re.findall(r"^\s*(?:import|from) (\w+)", code, re.MULTILINE)) <= {"pupila", "numpy", "itertools"}


@pytest.mark.parametrize("name", NAMES)
def test_its_notebook_has_the_form_of_one(name: str) -> None:
    content = notebook(lesson(name), "es")
    ids = [cell["id"] for cell in content["cells"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", one) for one in ids)
    for cell in content["cells"]:
        shown = re.findall(r"\(attachment:([^)]+)\)", cell["source"]) if cell["cell_type"] == "markdown" else []
        assert set(shown) == set(cell.get("attachments", {}))
        if cell["cell_type"] == "markdown":
            assert cell["source"].count("$$") % 2 == 0
            assert not BROKEN.search(re.sub(r"`[^`]*`|\$\$.*?\$\$|\(attachment[^)]*\)", "", cell["source"]))
