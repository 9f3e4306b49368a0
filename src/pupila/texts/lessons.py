"""Labels around the lessons: on their pages, in notebooks and on the command line."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "lessons.lesson": ("Lesson", "Lección"),
}
