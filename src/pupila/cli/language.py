"""Tell which language this call speaks: errors and help need it before the command line has been parsed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pupila.language import LANGUAGES, Language, default_language


def language(arguments: Sequence[str] | None = None) -> Language:
    """Return the language asked for by --lang anywhere on the line, else that of the locale.

    Args:
        arguments: The words after `pupila`; those of this process by default.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    for position, word in enumerate(words):
        asked = "".join(words[position + 1 : position + 2]) if word == "--lang" else word.removeprefix("--lang=")
        for known in LANGUAGES:
            if asked == known and word.startswith("--lang"):
                return known
    return default_language()
