"""Hand lessons to Python: they draw themselves in a notebook, and `print` writes them out."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pupila.errors import UsageError
from pupila.language import LANGUAGES, Language, default_language, say
from pupila.lessons.catalogue import LESSONS
from pupila.lessons.catalogue import lesson as build_lesson
from pupila.lessons.lesson import Lesson, Plot
from pupila.reporting.inline import as_html
from pupila.reporting.lesson_notebook import notebook
from pupila.reporting.lesson_page import render_lesson, write_lesson
from pupila.reporting.lesson_parts import plot_svg
from pupila.reporting.lesson_text import lesson_text


@dataclass(frozen=True, eq=False)
class ShownLesson:
    """Hold a lesson for Python: it draws itself in a notebook, and `print` writes it out.

    Args:
        lesson: What it shows.
        language: "en" or "es".
    """

    lesson: Lesson
    language: Language

    def __str__(self) -> str:
        return lesson_text(self.lesson, self.language)

    def __repr__(self) -> str:
        return f"<lesson '{self.lesson.name}': {self.lesson.title.say(self.language)}>"

    def _repr_html_(self) -> str:
        page = html.escape(render_lesson(self.lesson, language=self.language), quote=True)
        title = html.escape(self.lesson.title.say(self.language), quote=True)
        return f'<iframe title="{title}" srcdoc="{page}" sandbox style="width:100%;height:80vh;border:0"></iframe>'

    def plot(self, key: str) -> Drawing:
        """Return one chart of the lesson.

        Raises:
            UsageError: The lesson has no such chart.
        """
        plots = {block.key: block for block in self.lesson.blocks if isinstance(block, Plot)}
        if key not in plots:
            raise UsageError("lessons.no_plot", name=self.lesson.name, key=key, valid=", ".join(plots) or "-")
        return Drawing(plot_svg(plots[key], self.language, prefix=f"{self.lesson.name}-"))

    def write(self, path: str | Path) -> Path:
        """Write the page of the lesson, in both languages."""
        return write_lesson(self.lesson, Path(path), language=self.language)

    def notebook(self) -> dict[str, Any]:
        """Return the lesson as a notebook (nbformat 4), its code not yet run."""
        return notebook(self.lesson, self.language)


@dataclass(frozen=True)
class Drawing:
    """Hold a chart that draws itself in a notebook, with its style inside.

    Args:
        svg: One `<svg>` element.
    """

    svg: str

    def __repr__(self) -> str:
        return "<chart>"

    def _repr_svg_(self) -> str:
        head, _, rest = self.svg.partition(">")
        style = (Path(__file__).parent / "templates" / "chart.css").read_text(encoding="utf-8")
        where = ' xmlns="http://www.w3.org/2000/svg" class="pupila-chart" width="560"'
        return f"{head}{where}><style>{style}</style>{rest}"


class LessonList(tuple[str, ...]):
    """Hold the names of all lessons; in a notebook it draws itself as a table with their titles."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        language = default_language()
        head = "".join(f"<th>{say(f'lessons.{one}', language)}</th>" for one in ("name", "title", "summary"))
        rows = "".join(
            f"<tr><td><code>{name}</code></td><td>{html.escape(LESSONS[name].title.say(language))}</td>"
            f"<td>{as_html(LESSONS[name].summary.say(language))}</td></tr>"
            for name in self
        )
        return f"<table><tr>{head}</tr>{rows}</table>"


def show_lesson(name: str, language: Language) -> ShownLesson:
    """Build a lesson, to be shown in a language.

    Raises:
        UsageError: No lesson of that name, where the nearest is suggested, or another language.
    """
    if language not in LANGUAGES:
        raise UsageError("report.language", got=language, valid=", ".join(LANGUAGES))
    return ShownLesson(_build(name), language)


@cache
def _build(name: str) -> Lesson:
    """Build a lesson once: a notebook asks for its charts one by one."""
    return build_lesson(name)


def all_lessons() -> LessonList:
    """Return the names of all lessons, in their order."""
    return LessonList(LESSONS)
