"""pupila learn: short lessons, shown in the terminal and written as pages and notebooks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import show_json, show_plain, table
from pupila.errors import UsageError
from pupila.language import LANGUAGES, Language, say, visible

if TYPE_CHECKING:
    from pupila.lessons.lesson import Lesson

_FOLDER = Path("lessons")
_WIDEST = 100


@options.command("learn")
@click.argument("name", metavar="[LESSON]", required=False)
@click.option("--all", "every", is_flag=True, help=options.text("option_all"))
@options.out("option_out_learn")
@click.option("--notebook", type=click.Path(path_type=Path), default=None, help=options.text("option_notebook"))
@options.common
def command(name: str | None, every: bool, lang: Language, as_json: bool, debug: bool, **given: Any) -> int:
    """List, show and write lessons; the help stands in the catalogue of sentences."""
    out: Path | None = given["out"]
    book: Path | None = given["notebook"]
    if name and every:
        raise UsageError("lessons.one_or_all", name=name)
    if every:
        _write_all(lang, out or _FOLDER, book, as_json=as_json)
    elif name:
        _show(name, lang, out, book, as_json=as_json)
    elif out or book:
        raise UsageError("lessons.nothing_to_write")
    else:
        _list(lang, as_json=as_json)
    return 0


def _list(language: Language, *, as_json: bool) -> None:
    from pupila.lessons.catalogue import LESSONS

    if as_json:
        show_json([_told(name) for name in LESSONS])
        return
    head = tuple(say(f"lessons.{column}", language) for column in ("name", "title", "summary"))
    table(head, [(name, LESSONS[name].title.say(language), LESSONS[name].summary.say(language)) for name in LESSONS])
    click.echo(f"\n{say('lessons.list', language)}")


def _told(name: str) -> dict[str, Any]:
    from pupila.lessons.catalogue import LESSONS

    entry = LESSONS[name]
    title = {language: entry.title.say(language) for language in LANGUAGES}
    return {"name": name, "title": title, "summary": {language: entry.summary.say(language) for language in LANGUAGES}}


def _show(name: str, language: Language, out: Path | None, book: Path | None, *, as_json: bool) -> None:
    from pupila.lessons.catalogue import lesson
    from pupila.reporting.lesson_text import lesson_text

    found = lesson(name)
    written = _write(found, language, out or _FOLDER / f"{name}.html", book)
    if as_json:
        show_json({**_told(name), **{kind: str(path) for kind, path in written.items()}})
        return
    width = min(_WIDEST, max(40, shutil.get_terminal_size().columns))
    show_plain(lesson_text(found, language, width=width) + "\n\n")
    _tell(written, language)


def _write_all(language: Language, folder: Path, books: Path | None, *, as_json: bool) -> None:
    from pupila.lessons.catalogue import LESSONS, lesson

    answers = []
    for name in LESSONS:
        book = books / f"{name}.ipynb" if books else None
        written = _write(lesson(name), language, folder / f"{name}.html", book, linked=True)
        answers.append({**_told(name), **{kind: str(path) for kind, path in written.items()}})
        if not as_json:
            _tell(written, language)
    if as_json:
        show_json(answers)


def _write(
    lesson: Lesson, language: Language, page: Path, book: Path | None, *, linked: bool = False
) -> dict[str, Path]:
    from pupila.files import write_json
    from pupila.reporting.lesson_notebook import notebook
    from pupila.reporting.lesson_page import write_lesson

    written = {"page": write_lesson(lesson, page, language=language, linked=linked)}
    if book is not None:
        write_json(book, notebook(lesson, language))
        written["notebook"] = book
    return written


def _tell(written: dict[str, Path], language: Language) -> None:
    click.echo(say("lessons.written", language, path=visible(written["page"])))
    if "notebook" in written:
        click.echo(say("lessons.written_notebook", language, path=visible(written["notebook"])))
