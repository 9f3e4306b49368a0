"""Let names from outside (classes, files) stand in a sentence without doing anything to it.

A name is data: it may hold HTML, right-to-left letters or invisible characters. In plain text it is set apart by
Unicode's isolates; the page turns these into `<bdi>` elements once everything else has been escaped.
"""

from __future__ import annotations

import unicodedata

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def visible(name: str) -> str:
    r"""Return `name` with what cannot be seen (control, bidirectional and other format characters) written as escapes.

    Example:
        >>> visible("cat\n\u202egpj")
        'cat\\n\\u202egpj'
    """
    return "".join(letter if _is_seen(letter) else ascii(letter)[1:-1] for letter in name)


def isolated(name: str) -> str:
    """Return `name` made visible and set apart, so that its direction does not reach its neighbours."""
    return f"{FIRST_STRONG_ISOLATE}{visible(name)}{POP_ISOLATE}"


def _is_seen(letter: str) -> bool:
    # U+200D joins emoji and letters of some scripts, U+200C parts letters of others: both belong to spelling.
    return letter in "\u200c\u200d" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")
