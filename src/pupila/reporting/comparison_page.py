"""Lay out what an experiment found as one HTML file in both languages: no script, nothing fetched."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from pupila.errors import UsageError
from pupila.evaluation.intervals import LEVEL
from pupila.experiments.comparing import verdict_remarks, verdict_words
from pupila.experiments.comparing.verdict_words import percentage, points
from pupila.files import write_text
from pupila.language import LANGUAGES, Language, default_language, say
from pupila.reporting import comparison_parts as parts
from pupila.reporting.comparison_curves import curves
from pupila.reporting.comparison_view import EXPERIMENT, ComparisonView, read_comparison
from pupila.reporting.pages import REPORT_NAME, render_page

_AGAIN = "again"


def write_comparison(folder: Path, *, language: Language = "en") -> Path:
    """Write the page of a comparison into the folder of its experiment.

    Read are `comparison.json`, and where they are there `experiment.toml` and `audit.json`; neither torch nor the runs
    are needed. The reports of the runs are linked by their place in the folder.

    Args:
        folder: The experiment's folder.
        language: "en" or "es": the one shown first; the other is in the same file.

    Returns:
        The path of `report.html`.

    Raises:
        RunError: No finished comparison there, a damaged one, or one written by a newer Pupila.
        UsageError: Another language.
    """
    path = folder / REPORT_NAME
    write_text(path, render_comparison(read_comparison(folder), language=language))
    return path


def render_comparison(view: ComparisonView, *, language: Language = "en") -> str:
    """Return the page of a comparison as HTML; see `write_comparison`."""
    if language not in LANGUAGES:
        raise UsageError("report.language", got=language, valid=", ".join(LANGUAGES))
    order: tuple[Language, ...] = (language, *(one for one in LANGUAGES if one != language))
    pages = [(one, render_page("comparison_page.html.j2", _context(view, one), language=one)) for one in order]
    title = view.spoken("question", language) or str(view.content["experiment"])
    return render_page("comparison.html.j2", {"title": title, "pages": pages}, language=language)


def comparison_card(folder: Path, *, language: Language | None = None) -> str:
    """Return HTML that shows a comparison in a notebook: verdict, differences, arms, curves; names in it are escaped.

    Args:
        folder: The experiment's folder; only what lies in it is read.
        language: "en" or "es"; that of the locale by default.

    Raises:
        RunError: No finished comparison there, or a damaged one.
    """
    spoken = language or default_language()
    view = read_comparison(folder)
    report = folder / REPORT_NAME
    context = {
        **_common(view, spoken),
        "curves": curves(view, spoken, key=f"{folder.resolve().name}-card-"),
        "report": say("comparison.card_report", spoken, path=str(report)) if report.exists() else "",
    }
    return render_page("comparison_card.html.j2", context, language=spoken)


def _common(view: ComparisonView, language: Language) -> dict[str, Any]:
    """Gather what page and card both show."""
    content = view.content
    return {
        "say": partial(_say, language=language),
        "view": view,
        "question": view.spoken("question", language) or str(content["experiment"]),
        "data": str((content.get("data") or {}).get("name") or ""),
        "hero": parts.hero(view, language),
        "sentence": view.spoken("sentence", language) or verdict_words.sentence(content, language),
        "cautions": verdict_remarks.cautions(content, language),
        "differences": parts.differences(view, language),
        "leans": [_leans(view, place, language) for place in ("first", "second")] if len(view.arms) == 2 else None,
        "margin": points(language, content["margin"])[0],
        "arms": parts.arm_rows(view, language),
    }


def _context(view: ComparisonView, language: Language) -> dict[str, Any]:
    """Gather everything that the page of one language shows."""
    content = view.content
    found = [parts.pair_part(view, pair, language) for pair in view.pairs]
    runs = _runs(view)
    scope = verdict_remarks.scope(content, view.pairs[0], language) if len(view.seeds) > 1 else ""
    return {
        **_common(view, language),
        "pair_table": parts.pair_table(view, language),
        "pair_remarks": parts.remarks(view, language),
        "curves": curves(view, language),
        "gaps": parts.gaps(view, language),
        "pairs": found,
        "level": percentage(LEVEL, language),
        "shared": [one for one in (verdict_remarks.start(content, language), scope) if one],
        "findings": parts.findings(view, language),
        "runs": runs,
        "linked": any(address for _, links in runs for _, address in links),
        "command": f"pupila compare {EXPERIMENT} --out {_AGAIN}",
        "experiment": view.experiment,
    }


def _say(code: str, *, language: Language, **values: Any) -> str:
    return say(f"comparison.{code}", language, **values)


def _leans(view: ComparisonView, place: str, language: Language) -> str:
    pair = view.pairs[0]
    return say(f"comparison.leans_{place}", language, **{place: pair[place]})


def _runs(view: ComparisonView) -> list[tuple[int, list[tuple[str, str]]]]:
    """Return for each seed the name of every arm with the address of its run's report, empty where there is none."""
    arms = view.content["arms"]
    return [
        (seed, [(name, _address(view.folder, arm["runs"][place])) for name, arm in arms.items()])
        for place, seed in enumerate(view.seeds)
    ]


def _address(folder: Path, run: str) -> str:
    """Return the relative address of a run's report; a path that leads out of the folder is no link."""
    report = Path(run) / REPORT_NAME
    inside = not report.is_absolute() and ".." not in report.parts
    return report.as_posix() if inside and (folder / report).is_file() else ""
