"""Say things in Spanish or English, by code, with numbers written as each language writes them.

Every sentence that a person reads stands in `pupila.texts`, in both languages side by side. The first part of a code
names the module there: `say("data.empty_folder", "es", path=...)` looks in `pupila.texts.data`, which is imported only
when one of its sentences is needed.
"""

from __future__ import annotations

import errno
import importlib
import os
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")
_SWAP_MARKS = str.maketrans(",.", ".,")
_REFUSALS = {
    errno.EACCES: "common.system_denied",
    errno.EPERM: "common.system_denied",
    errno.EROFS: "common.system_read_only",
    errno.ENOSPC: "common.system_full",
    errno.EDQUOT: "common.system_full",
    errno.ENOTDIR: "common.system_file",
    errno.EEXIST: "common.system_taken",
    errno.EISDIR: "common.system_folder",
    errno.ENOENT: "common.system_missing",
    errno.ENAMETOOLONG: "common.system_long",
    errno.ECONNREFUSED: "common.system_refused",
}


def default_language() -> Language:
    """Return the language of the locale: "es" where LC_ALL, LC_MESSAGES, LANG or PUPILA_LANG ask for it, else "en"."""
    for variable in ("PUPILA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "es" if value.lower().startswith("es") else "en"
    return "en"


@dataclass(frozen=True)
class Phrase:
    """A value that is itself in the catalogue, and is said in the language of the sentence that it stands in.

    Args:
        code: Its key in `pupila.texts`.
    """

    code: str


@cache
def texts(module: str) -> Mapping[str, tuple[str, str]]:
    """Return the sentences of one module of `pupila.texts`: code to (English, Spanish)."""
    found: Mapping[str, tuple[str, str]] = importlib.import_module(f"pupila.texts.{module}").TEXTS
    return found


def say(code: str, language: str = "en", /, **values: Any) -> str:
    """Write the sentence of `code` in `language`.

    Numbers given with a format, as in `{accuracy:.1%}` or `{count:,}`, get the decimal and thousands marks of the
    language, and Spanish percentages the space that it puts before the sign. An OSError is told in the language too.

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


def visible(name: Any) -> str:
    r"""Write a name from outside so that nothing in it is hidden: what cannot be seen is shown as an escape.

    A name of a file or class is data. Control characters in it could steer a terminal, and bidirectional ones turn
    a sentence around.

    Example:
        >>> visible("cat\n\u202egpj")
        'cat\\n\\u202egpj'
    """
    return "".join(letter if is_seen(letter) else ascii(letter)[1:-1] for letter in str(name))


def is_seen(letter: str) -> bool:
    """Tell whether a letter can be seen, or joins others by their spelling; control and format characters cannot."""
    # U+200D joins emoji and letters of some scripts, U+200C parts letters of others: both belong to spelling.
    return letter in "\u200c\u200d" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")


class _LanguageFormatter(string.Formatter):
    """Format numbers that carry a specification with the marks of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Phrase):
            return say(value.code, self.language)
        speak = getattr(value, "say", None)
        if callable(speak):  # words of a lesson inside other words
            return str(speak(self.language))
        tell = getattr(value, "message", None) if isinstance(value, Exception) else None
        if callable(tell):  # an error of ours, told inside another
            return str(tell(self.language)).rstrip(".")
        if isinstance(value, OSError):
            return _refusal(value, self.language)
        if format_spec and isinstance(value, (int, float)):
            return number(value, format_spec, self.language)
        return str(super().format_field(value, format_spec))


def _refusal(error: OSError, language: str) -> str:
    """Say why the system refused, in words of ours where we have some: its own are English on most machines."""
    code = _REFUSALS.get(error.errno or 0)
    return say(code, language) if code else error.strerror or str(error) or type(error).__name__


_FORMATTERS: dict[str, _LanguageFormatter] = {language: _LanguageFormatter(language) for language in LANGUAGES}
