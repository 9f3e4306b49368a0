"""Write the pages of an experiment: its own, and those of its runs that have none yet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pupila.language import Language
from pupila.reporting.comparison_page import write_comparison
from pupila.reporting.pages import REPORT_NAME, write_report


def write_experiment_pages(folder: Path, runs: Iterable[Path], *, language: Language) -> Path:
    """Write the report of every run that lacks one, then the page that leads to them.

    Args:
        folder: The experiment's folder.
        runs: The folders of its runs.
        language: Which of both languages the pages open in.

    Returns:
        The experiment's page.
    """
    for run in runs:
        if not (run / REPORT_NAME).is_file():
            write_report(run, language=language)
    return write_comparison(folder, language=language)
