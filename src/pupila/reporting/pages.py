"""Lay out the report of a run as one HTML file: no script, nothing fetched, the same run the same bytes.

The file holds the page in every language, and shows one: two radio buttons and a rule of CSS change it. Pictures are
embedded once and used by both.

The only door to Jinja2. Escaping is on for every template, and the page forbids by its own policy whatever might slip
through.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from pupila.errors import UsageError
from pupila.files import write_text
from pupila.language import LANGUAGES, Language, number, say, visible
from pupila.reporting import fitting, learning, method, mistakes, narrative, pictures, reliability, saw, sections
from pupila.reporting.names import FIRST_STRONG_ISOLATE, POP_ISOLATE
from pupila.reporting.pictures import Album, Encoder
from pupila.reporting.record_view import RunView, figure, read_run

REPORT_NAME = "report.html"
_LONG_NAME = 30
GALLERY = ("errors", "hits", "random")
_TEMPLATES = Path(__file__).parent / "templates"


def write_report(run_folder: Path, *, language: Language = "en") -> Path:
    """Write the report of a run into its folder.

    Only the run folder is read: neither torch nor the data are needed, and a run that is unfinished, has no test set or
    no validation gets a report that says so.

    Args:
        run_folder: Folder of the run.
        language: "en" or "es": the one shown first; the other is in the same file.

    Returns:
        The path of `report.html`.

    Raises:
        RunError: No run there, a damaged file, or a run written by a newer Pupila.
        UsageError: Another language.
    """
    if language not in LANGUAGES:
        raise UsageError("report.language", got=language, valid=", ".join(LANGUAGES))
    path = run_folder / REPORT_NAME
    write_text(path, render_report(read_run(run_folder), language=language))
    return path


def render_report(run: RunView, *, language: str, encode_png: Encoder | None = None) -> str:
    """Return the page of a run as HTML.

    Args:
        run: What the run folder holds.
        language: "en" or "es": the one shown first.
        encode_png: Turns uint8 pixels (height, width, channels) into a PNG file; None takes Pupila's own encoder.
    """
    album = Album(encode_png or _encode_png)
    order = (language, *(other for other in LANGUAGES if other != language))
    pages = [(one, Markup(_page(run, one, album))) for one in order]  # each escaped its own texts
    shell = _environment(language).get_template("report.html.j2")
    return shell.render(run=run, headline=sections.headline(run, language), pages=pages, album=album.pages)


def _page(run: RunView, language: str, album: Album) -> str:
    return _environment(language).get_template("page.html.j2").render(_context(run, language, album))


def render_page(template: str, context: Mapping[str, Any], *, language: Language) -> str:
    """Lay out another page of Pupila in the style of the report.

    Args:
        template: Name of a file in `templates/`.
        context: What it shows.
        language: "en" or "es".

    Raises:
        UsageError: Another language.
    """
    if language not in LANGUAGES:
        raise UsageError("report.language", got=language, valid=", ".join(LANGUAGES))
    return _environment(language).get_template(template).render(context)


def _context(run: RunView, language: str, album: Album) -> dict[str, Any]:
    """Gather everything that the templates of one language show."""
    judged = run.metrics.get(run.judged or "")
    # In the order of their worth: where the budget for pictures ends, the last ones stay out.
    galleries = {part: pictures.gallery(run, language, part=part, album=album) for part in GALLERY}
    sights = saw.sights(run, language, album=album)
    examples = pictures.examples(run, language, album=album)
    cells = pictures.confusions(run, language, album=album)
    return {
        "run": run,
        "data": run.summary.get("data") or {},
        "headline": sections.headline(run, language),
        "status": narrative.status(run, language),
        "summary": narrative.summary(run, language),
        "cards": sections.cards(run, language),
        "curves": learning.curves(run, language),
        "fit": fitting.fit(run, language),
        "error_words": narrative.errors(run, language),
        "confidence_words": narrative.calibration(run, language),
        "unsure_words": narrative.unsure(run, language),
        "reliability": reliability.reliability(run, language),
        "judged_n": figure(judged, "accuracy").n,
        "all_right": figure(judged, "accuracy").value == 1.0,
        "shares": mistakes.shares(run, language),
        "matrix": mistakes.confusion(run, language, pictured={group.anchor for group in cells}),
        "cells": cells,
        "classes": mistakes.class_rows(run, language),
        "class_limit": mistakes.CLASS_LIMIT,
        "galleries": galleries,
        "saw": sights,
        "examples": examples,
        "network": sections.network(run, language),
        "network_intro": sections.network_intro(run, language),
        "data_intro": sections.data_intro(run, language),
        "data_sizes": sections.sizes(run, language),
        "data_table": sections.data_table(run, language),
        "notes": sections.notes(run, language),
        "method": method.of_run(run, language),
        "environment": sections.environment(run, language),
        "command": sections.command(run),
    }


@cache
def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "t": partial(_translate, language=language),
        "id": lambda name: f"{language}-{name}",
        "language": language,
        "languages": LANGUAGES,
        "style": Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8")),  # ours, not the run's
    }
    environment.filters |= {
        "named": _named,
        "path": partial(_named, direction=Markup(' dir="ltr"')),
        "visible": visible,
        "prose": _prose,
        "drawing": Markup,  # SVG from figures.line_chart, which escapes its texts
        "count": lambda value: number(int(value), ",", language),
        "css_percent": lambda share: f"{100 * share:.2f}%",
    }
    return environment


def _translate(code: str, *, language: str, **values: Any) -> str:
    return say(f"report.{code}", language, **values)


def _named(name: object, *, direction: str = "") -> Markup:
    """Return a name from outside, escaped and set apart: neither its letters nor its direction act on the page.

    A long one, which the page may cut, is whole in what the pointer shows. A path is read from left to right, whatever
    the script of its first folder.
    """
    shown = visible(str(name))
    whole = Markup(' title="{}"').format(shown) if len(shown) > _LONG_NAME else ""
    return Markup("<bdi{}{}>{}</bdi>").format(direction, whole, shown)


def _prose(sentence: str) -> Markup:
    """Return a sentence, escaped, its isolated names as `<bdi>` elements."""
    safe = str(escape(sentence))
    return Markup(safe.replace(FIRST_STRONG_ISOLATE, "<bdi>").replace(POP_ISOLATE, "</bdi>"))


def _encode_png(pixels: Any) -> bytes:
    from pupila.data.image_io import encode_png

    return encode_png(pixels)
