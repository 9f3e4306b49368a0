"""Read a finished comparison: arms, figures, verdict, as they stand in its folder."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pupila import files
from pupila.errors import RunError
from pupila.experiments.record import Run
from pupila.language import Language, default_language, visible

COMPARISON = "comparison.json"
SCHEMA = 1
Drawer = Callable[[Path], str]
_drawers: list[Drawer] = []


class Comparison:
    """Hold a finished comparison: a folder, and what it says.

    Args:
        path: The experiment's folder.

    Raises:
        RunError: The folder holds no finished comparison, or a damaged one.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not (self.path / COMPARISON).is_file():
            raise RunError("compare.not_one", path=self.path, missing=COMPARISON)
        content = files.read_json(self.path / COMPARISON)
        if not isinstance(content, dict) or content.get("schema", SCHEMA) > SCHEMA:
            raise RunError("runs.file_damaged", path=self.path / COMPARISON, reason="schema")
        self.content: dict[str, Any] = content

    @property
    def verdict(self) -> str | None:
        """Return "better", "equivalent" or "not shown"; None for one seed."""
        return self.content["verdict"]  # type: ignore[no-any-return]

    @property
    def winner(self) -> str | None:
        """Return the better arm; None unless the verdict is "better"."""
        return self.content["winner"]  # type: ignore[no-any-return]

    @property
    def difference(self) -> dict[str, Any]:
        """Return the difference of accuracies that decided, second arm minus first, with its interval."""
        return dict(self.content["difference"])

    @property
    def runs(self) -> dict[str, list[Run]]:
        """Return the runs of every arm, in the order of the seeds."""
        return {name: [Run(self.path / run) for run in arm["runs"]] for name, arm in self.content["arms"].items()}

    @property
    def run_folders(self) -> list[Path]:
        """Return the folders of all runs."""
        return [run.path for runs in self.runs.values() for run in runs]

    def sentence(self, language: Language | None = None) -> str:
        """Return the verdict in words; of one seed, why there is none."""
        return str(self.content["sentence"][language or default_language()])

    def __repr__(self) -> str:
        return f"Comparison({str(self.path)!r}: {self.sentence('en')})"

    def _repr_html_(self) -> str:
        """Show arms, verdict and curves inside a notebook; without a drawer the sentence."""
        return _drawers[-1](self.path) if _drawers else f"<p>{html.escape(visible(self.sentence()))}</p>"


def draw_comparisons_with(drawer: Drawer) -> None:
    """Say who draws comparisons in a notebook: drawing stands a floor above, so it is handed down from there."""
    _drawers[:] = [drawer]
