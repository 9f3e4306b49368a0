"""Say things in Spanish or English, by code, with numbers written as each language writes them.

Every sentence that a person reads stands in `pupila.texts`, in both languages side by side. The first part of a code
names the module there: `say("data.empty_folder", "es", path=...)` looks in `pupila.texts.data`, which is imported only
when one of its sentences is needed.
"""

from __future__ import annotations

import importlib
import os
import string
from collections.abc import Mapping
from functools import cache
from typing import Any

LANGUAGES = ("en", "es")
_SWAP_MARKS = str.maketrans(",.", ".,")


def default_language() -> str:
    """Return the language of the locale: "es" where LC_ALL, LC_MESSAGES, LANG or PUPILA_LANG ask for it, else "en"."""
    for variable in ("PUPILA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "es" if value.lower().startswith("es") else "en"
    return "en"


@cache
def texts(module: str) -> Mapping[str, tuple[str, str]]:
    """Return the sentences of one module of `pupila.texts`: code to (English, Spanish)."""
    found: Mapping[str, tuple[str, str]] = importlib.import_module(f"pupila.texts.{module}").TEXTS
    return found


def say(code: str, language: str = "en", /, **values: Any) -> str:
    """Write the sentence of `code` in `language`.

    Numbers given with a format, as in `{accuracy:.1%}` or `{count:,}`, get the decimal and thousands marks of the language, and
    Spanish percentages the space that it puts before the sign.

    Args:
        code: "module.name", a key of `pupila.texts.module`.
        language: "en" or "es".
        values: What the placeholders stand for; other values are ignored.

    Raises:
        KeyError: No such code, or a placeholder without a value: a fault of ours, found by the tests.

    Example:
        >>> number(0.7642, ".1%", "es")
        '76,4\\xa0%'
    """
    sentence = texts(code.partition(".")[0])[code][LANGUAGES.index(language)]
    return _FORMATTERS[language].vformat(sentence, (), values)


def number(value: float, spec: str, language: str = "en") -> str:
    """Write a number with Python's format `spec` and the marks of `language`.

    Example:
        >>> number(122570, ",", "es"), number(122570, ",", "en")
        ('122.570', '122,570')
    """
    written = format(value, spec)
    if language == "en":
        return written
    swapped = written.translate(_SWAP_MARKS)
    return f"{swapped[:-1]}\xa0%" if swapped.endswith("%") else swapped


class _LanguageFormatter(string.Formatter):
    """Format numbers that carry a specification with the marks of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec and isinstance(value, (int, float)):
            return number(value, format_spec, self.language)
        return str(super().format_field(value, format_spec))


_FORMATTERS = {language: _LanguageFormatter(language) for language in LANGUAGES}
