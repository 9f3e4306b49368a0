"""Write docs/lessons: every lesson as a page in both languages, and as a notebook that has been run, in each.

    python docs/build.py            # or: make docs

Pages and the list need Pupila only; to run the notebooks takes the extra `docs`. Writing them again changes nothing:
no times, no versions, cell ids that are counted. Tests in tests/house hold them against what the code makes now.
"""

from __future__ import annotations

import json
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pupila.language import LANGUAGES, Language
from pupila.lessons.catalogue import LESSONS
from pupila.lessons.catalogue import lesson as build_lesson
from pupila.lessons.lesson import Lesson
from pupila.reporting.lesson_notebook import notebook
from pupila.reporting.lesson_page import render_lesson

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "lessons"
LIST = FOLDER / "README.md"
_TIMEOUT = 300
_WORDS = {
    "en": {
        "title": "# Lessons",
        "intro": "Made by `make docs`: do not edit. Short lessons on how networks see images, each with pictures that "
        "Pupila computes itself and something to try. `pupila learn` lists them in a terminal, `pupila learn kernels` "
        "shows one and writes its page. The pages here hold both languages: download one and open it in a browser. "
        "The notebooks have been run, and can be run again cell by cell.",
        "head": "| lesson | what one learns | page | notebook |",
        "page": "page",
        "notebook": "notebook",
    },
    "es": {
        "title": "# Lecciones",
        "intro": "Hecho por `make docs`: no lo edite. Lecciones breves sobre cómo ven las redes las imágenes, cada una "
        "con imágenes que calcula el propio Pupila y algo que probar. `pupila learn --lang es` las enumera en una "
        "terminal; `pupila learn kernels --lang es` muestra una y escribe su página. Las páginas de aquí tienen los "
        "dos idiomas: descargue una y ábrala en un navegador. Los cuadernos ya se han ejecutado, y se pueden ejecutar "
        "de nuevo celda por celda.",
        "head": "| lección | lo que se aprende | página | cuaderno |",
        "page": "página",
        "notebook": "cuaderno",
    },
}


def page(lesson: Lesson) -> str:
    """Return the page of a lesson; English is shown first."""
    return render_lesson(lesson, language="en", linked=True)


def lesson_list() -> str:
    """Write the list of all lessons, in both languages."""
    parts = []
    for language in LANGUAGES:
        words = _WORDS[language]
        rows = [
            f"| {entry.title.say(language)} | {entry.summary.say(language)} | [{words['page']}]({name}.html) "
            f"| [{words['notebook']}]({language}/{name}.ipynb) |"
            for name in LESSONS
            if (entry := LESSONS[name])
        ]
        parts += [words["title"], words["intro"], "\n".join([words["head"], "|---|---|---|---|", *rows])]
    return "\n\n".join(parts) + "\n"


def executed(content: dict[str, Any], language: Language) -> dict[str, Any]:
    """Run every cell of a notebook in a kernel of its own, and take out what differs from one run to the next."""
    import nbformat
    from nbclient import NotebookClient

    os.environ["PUPILA_LANG"] = language
    book = nbformat.from_dict(content)
    nbformat.validate(book)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            book, timeout=_TIMEOUT, kernel_name="python3", record_timing=False, resources={"metadata": {"path": folder}}
        )
        client.execute()
    done: dict[str, Any] = json.loads(nbformat.writes(book))
    return {**done, "metadata": content["metadata"]}


def build() -> list[Path]:
    """Write all of docs/lessons; without the extra `docs` all but the notebooks."""
    can_run = find_spec("nbformat") is not None and find_spec("nbclient") is not None
    if not can_run:
        print("the notebooks stay as they are: pip install -e '.[docs]' brings what runs them")
    FOLDER.mkdir(exist_ok=True)
    LIST.write_text(lesson_list(), encoding="utf-8")
    written = [LIST]
    for name in LESSONS:
        lesson = build_lesson(name)
        written.append(FOLDER / f"{name}.html")
        written[-1].write_text(page(lesson), encoding="utf-8")
        for language in LANGUAGES if can_run else ():
            content = executed(notebook(lesson, language), language)
            written.append(FOLDER / language / f"{name}.ipynb")
            written[-1].parent.mkdir(exist_ok=True)
            written[-1].write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return written
