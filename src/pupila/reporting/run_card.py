"""Show a run in a notebook: its figures with their intervals, its learning curves, some right and wrong answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pupila.data.image_io import encode_png
from pupila.language import Language, say
from pupila.reporting import fitting, learning, narrative, sections
from pupila.reporting.names import isolated
from pupila.reporting.pages import REPORT_NAME, render_page
from pupila.reporting.pictures import Album, Picture, gallery
from pupila.reporting.record_view import RunView, read_run

_PARTS = {"errors": "look.run_errors", "random": "look.run_random"}
_EACH = 3  # pictures of each part
_SIDE, _SHOWN = 64, 96  # pixels of a picture, and on the page
_BUDGET = 60_000  # bytes of the pictures of one part


@dataclass(frozen=True)
class Answered:
    """Hold one picture of the card: its address, what was said of it, and whether it was right."""

    source: str
    words: str
    hit: bool
    width: int
    enlarged: bool


def run_card(folder: Path, *, language: Language = "en") -> str:
    """Return HTML of less than 200 KB that shows the run in `folder`; names in it are escaped.

    Args:
        folder: The run's folder; only what lies in it is read.
        language: "en" or "es".

    Raises:
        RunError: No run there, or a damaged file.
    """
    run = read_run(folder)
    found = fitting.fit(run, language)
    report = folder / REPORT_NAME
    context: dict[str, Any] = {
        "name": run.summary.get("name") or run.folder,
        "status": narrative.status(run, language),
        "headline": sections.headline(run, language),
        "cards": sections.cards(run, language),
        "curves": learning.curves(run, language),
        "verdict": found.verdict if found else "",
        "parts": [(say(code, language), _answered(run, part, language)) for part, code in _PARTS.items()],
        "report": say("look.run_report", language, path=isolated(str(report))) if report.exists() else "",
    }
    return render_page("run_card.html.j2", context, language=language)


def _answered(run: RunView, part: str, language: Language) -> list[Answered]:
    album = Album(encode_png, budget=_BUDGET, side=_SIDE)
    found = gallery(run, language, part=part, album=album)[:_EACH]
    sources = {stamp.key: source for stamp, source in album.pages}
    return [_one(picture, sources[picture.stamp.key], language) for picture in found]


def _one(picture: Picture, source: str, language: Language) -> Answered:
    names = {"label": isolated(picture.label), "predicted": isolated(picture.predicted)}
    code = "look.run_right" if picture.hit else "look.run_taken"
    words = say(code, language, confidence=picture.confidence, **names)
    stamp = picture.stamp
    longest = max(stamp.width, stamp.height)
    width = round(stamp.width * _SHOWN / longest)
    return Answered(source, words, picture.hit, width, enlarged=longest <= _SIDE // 2)
