"""Find the recipes that come with Pupila, as they are written: listing them needs nothing that reads or checks them."""

from __future__ import annotations

from pathlib import Path

RECIPES = Path(__file__).parent / "recipes"


def recipe_names() -> list[str]:
    """Return the names of the recipes that come with Pupila."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def recipe_text(name: str) -> str:
    """Return a recipe of ours as written, its first comment included."""
    return (RECIPES / f"{name}.toml").read_text(encoding="utf-8")


def first_comment(text: str) -> str:
    """Return the comment that a recipe begins with, as one line of plain text."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    return " ".join(lines)
