"""Name everything that can go wrong, and the exit code that a shell sees.

    PupilaError                 1    our fault: please report it
    |-- UsageError              2    the command line
    |   |-- RecipeError         2    a recipe: unknown key, wrong value, a test set asked for as validation data
    |   `-- LayerError          2    the layer language: unknown word, a layer that does not fit
    |-- DataError               3    the images or their labels, also a path that is not there
    |   `-- DownloadError       3    no network, a wrong checksum, a server's refusal
    |-- EvaluationError         1    a figure asked for from numbers that cannot give it
    |-- RunError                4    a run folder or model file that is missing, damaged or foreign
    |-- DivergenceError         5    training met a loss that is not finite
    `-- Interrupted           130    Ctrl-C (143 for SIGTERM): everything is saved, the run can be resumed

An error carries a code and values instead of a sentence, so that the same error reads in Spanish and in English:
`DataError("data.empty_folder", path=path)`. The sentences stand in `pupila.texts`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pupila.language import say


class PupilaError(Exception):
    """Stop with one sentence that says what came, what was expected and how to mend it.

    Args:
        code: Key of the sentence in `pupila.texts`; its first part names the module there.
        values: What the sentence's placeholders stand for.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, /, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return self.message("en")

    def message(self, language: str) -> str:
        """Tell the error in `language` ("en" or "es")."""
        return say(self.code, language, **self.values)


class UsageError(PupilaError):
    """Refuse a command line that cannot be understood."""

    exit_code = 2


class RecipeError(UsageError):
    """Refuse a recipe, or a value given for one of its keys."""


class LayerError(UsageError):
    """Refuse a line of the layer language, or a layer that does not fit the shape arriving there."""


class DataError(PupilaError):
    """Refuse images or labels that cannot be used."""

    exit_code = 3


class DownloadError(DataError):
    """Give up on a download; the message tells the manual way."""


class EvaluationError(PupilaError):
    """Refuse to compute a figure from numbers that cannot give it."""


class RunError(PupilaError):
    """Refuse a run folder or model file that is missing, damaged or of another version."""

    exit_code = 4


class DivergenceError(PupilaError):
    """Stop a training whose loss is no longer finite."""

    exit_code = 5


class Interrupted(PupilaError):
    """Leave a run that was asked to stop, after everything was saved."""

    exit_code = 130

    def __init__(self, code: str, /, *, signal_number: int = 2, **values: Any) -> None:
        super().__init__(code, **values)
        self.exit_code = 128 + signal_number  # type: ignore[misc]  # 130 for SIGINT, 143 for SIGTERM
