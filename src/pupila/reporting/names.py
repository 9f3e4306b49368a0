"""Let names from outside (classes, files) stand in a sentence without doing anything to it.

A name is data: it may hold HTML, right-to-left letters or invisible characters. In plain text it is set apart by
Unicode's isolates; the page turns these into `<bdi>` elements once everything else has been escaped.
"""

from __future__ import annotations

from pupila.language import visible

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def isolated(name: str) -> str:
    """Return `name` made visible and set apart, so that its direction does not reach its neighbours."""
    return f"{FIRST_STRONG_ISOLATE}{visible(name)}{POP_ISOLATE}"
