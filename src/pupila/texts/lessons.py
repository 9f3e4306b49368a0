"""Words around the lessons: on their pages, in notebooks and on the command line."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "lessons.lesson": ("lesson {place:d} of {total:d}", "lección {place:d} de {total:d}"),
    "lessons.skip": ("To the lesson", "Ir a la lección"),
    "lessons.parts": ("Parts of the lesson", "Partes de la lección"),
    "lessons.try": ("Try it", "Pruébelo"),
    "lessons.code": ("In Python", "En Python"),
    "lessons.sources": ("Sources", "Fuentes"),
    "lessons.next": ("Next: {title}.", "Siguiente: {title}."),
    "lessons.first": ("All lessons: `pupila learn`.", "Todas las lecciones: `pupila learn`."),
    "lessons.footer": (
        "Every picture and number on this page was computed by Pupila: `pupila learn {name}`.",
        "Pupila calculó cada imagen y cada número de esta página: `pupila learn {name}`.",
    ),
    "lessons.notebook_again": (
        "Made by Pupila. Every cell can be run again: `Shift` + `Enter`.",
        "Hecho por Pupila. Cada celda se puede volver a ejecutar: `Shift` + `Enter`.",
    ),
    "lessons.terminal": ("In a terminal: `{command}`", "En una terminal: `{command}`"),
    "lessons.picture": ("[Picture: {caption} {alt}]", "[Imagen: {caption} {alt}]"),
    "lessons.plot": ("[Chart: {title}. {alt}]", "[Gráfico: {title}. {alt}]"),
    "lessons.name": ("lesson", "lección"),
    "lessons.title": ("title", "título"),
    "lessons.summary": ("what one learns", "lo que se aprende"),
    "lessons.list": (
        "'pupila learn LESSON' shows one here and writes it as a page; --all writes all.",
        "'pupila learn LECCIÓN' muestra una aquí y la escribe como página; --all las escribe todas.",
    ),
    "lessons.written": ("Page, in English and Spanish: {path}", "Página, en español e inglés: {path}"),
    "lessons.written_notebook": ("Notebook: {path}", "Cuaderno: {path}"),
    "lessons.one_or_all": (
        "'{name}' and --all were both given. Name one lesson, or leave the name out.",
        "Se dieron '{name}' y --all a la vez. Nombre una lección o quite el nombre.",
    ),
    "lessons.nothing_to_write": (
        "--out and --notebook need a lesson. Name one ('pupila learn' lists them), or give --all.",
        "--out y --notebook necesitan una lección. Nombre una ('pupila learn' las enumera) o dé --all.",
    ),
    "lessons.no_plot": (
        "The lesson '{name}' has no plot '{key}'. It has: {valid}.",
        "La lección '{name}' no tiene el gráfico '{key}'. Tiene: {valid}.",
    ),
}
