"""Keep the tables of the benchmarks and write them as one page, `benchmarks/RESULTS.md`.

Every table is kept in `benchmarks/tables.json`, so that one of them can be measured again without the others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

KEPT = Path(__file__).parent / "tables.json"
RESULTS = KEPT.with_name("RESULTS.md")
# In this order; a name that is not here stands at the end.
ORDER = (
    "fast",
    "keras auto",
    "keras float32",
    "torch auto",
    "torch float32",
    "sklearn auto",
    "sklearn float32",
    "products",
    "answers",
    "at once",
    "photos",
    "folders",
    "accuracy",
)
_HEAD = """# Measured against peers in their best form

Written by `make bench`, each table by the file in `benchmarks/` that it names. Ratios above 1: Pupila is faster. A
ratio is that of the medians, and its range that of the rounds, in which the sides took turns, each run in a process of
its own; n is the number of rounds. Memory is the peak resident one of the process. Peers: Keras on TensorFlow, plain
PyTorch with its DataLoader, scikit-learn's MLPClassifier."""


def keep(name: str, title: str, *, words: Sequence[str], header: str, rows: Sequence[str]) -> None:
    """Keep a table in place of the one of that name, and write the page again.

    Args:
        name: One of `ORDER`.
        title: Its heading.
        words: Paragraphs before it: machine, versions, what was measured.
        header: The names of its columns, between bars.
        rows: Its rows, between bars.
    """
    tables = kept() | {name: {"title": title, "words": list(words), "header": header, "rows": list(rows)}}
    KEPT.write_text(json.dumps(tables, indent=1, ensure_ascii=False) + "\n")
    RESULTS.write_text(page(tables))


def kept() -> dict[str, dict[str, Any]]:
    """Return the tables of the last measurements."""
    found: dict[str, dict[str, Any]] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return found


def page(tables: dict[str, dict[str, Any]]) -> str:
    """Write all tables as a page."""
    places = {name: place for place, name in enumerate(ORDER)}
    parts = [_HEAD]
    for _, table in sorted(tables.items(), key=lambda item: places.get(item[0], len(ORDER))):
        lines = [table["header"], "|" + "---|" * (table["header"].count("|") - 1), *table["rows"]]
        parts += [f"## {table['title']}", *table["words"], "\n".join(lines)]
    return "\n\n".join(parts) + "\n"
