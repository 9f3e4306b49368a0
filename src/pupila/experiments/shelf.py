"""Find the recipes that come with Pupila, as they are written: listing them needs nothing that reads or checks them."""

from __future__ import annotations

from pathlib import Path

RECIPES = Path(__file__).parent / "recipes"
QUESTIONS = Path(__file__).parent / "questions"


def recipe_names() -> list[str]:
    """Return the names of the recipes that come with Pupila."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def recipe_text(name: str) -> str:
    """Return a recipe of ours as written, its first comment included."""
    return (RECIPES / f"{name}.toml").read_text(encoding="utf-8")


def experiment_names() -> list[str]:
    """Return the names of the experiments that come with Pupila."""
    return sorted(path.stem for path in QUESTIONS.glob("*.toml"))


def experiment_text(name: str) -> str:
    """Return an experiment of ours as it is written, its first comment included."""
    return (QUESTIONS / f"{name}.toml").read_text(encoding="utf-8")


def first_comment(text: str) -> str:
    """Return the comment that a recipe or an experiment begins with, as one line of plain text."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    return " ".join(lines)
