"""pupila explain: a network, layer by layer, and what it makes of an image."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import show_json, table
from pupila.language import Language, say, visible

if TYPE_CHECKING:
    from pupila.inspection.explanation import Explanation

_RIGHT = (3, 4, 5, 6)  # columns of figures
_WIDEST = 100


@options.command("explain")
@click.argument("target", metavar="MODEL|RECIPE|RUN")
@click.option(
    "--input", "shape", nargs=3, type=click.IntRange(min=1), metavar="H W C", help=options.text("option_input")
)
@click.option("--classes", type=click.IntRange(min=2), default=None, help=options.text("option_classes"))
@click.option("--image", type=click.Path(path_type=Path), default=None, help=options.text("option_image"))
@options.out("option_out_explain")
@options.common
def command(
    target: str,
    shape: tuple[int, int, int] | None,
    classes: int | None,
    lang: Language,
    as_json: bool,
    debug: bool,
    **given: Any,
) -> int:
    """Explain; the help stands in the catalogue of sentences."""
    from pupila.experiments.subject import find_subject

    input_shape = (shape[2], shape[0], shape[1]) if shape else None
    subject = find_subject(target, input_shape=input_shape, num_classes=classes)
    image: Path | None = given["image"]
    explanation = subject.explain(with_image=image is not None)
    page, files = _write(subject, explanation, image, given["out"], lang)
    if as_json:
        written = {"page": str(page), "pictures": [str(file) for file in files]} if page else {}
        show_json({**explanation.to_json(), **written})
        return 0
    _tell(explanation, lang)
    if page is not None:
        click.echo(say("inspection.written", lang, path=visible(page)))
    if page is not None and files:
        click.echo(say("inspection.picture_files", lang, count=len(files), folder=visible(files[0].parent)))
    return 0


def _write(
    subject: Any, explanation: Explanation, image: Path | None, out: Path | None, language: Language
) -> tuple[Path | None, list[Path]]:
    """Write the page where one is asked for; an image always asks for one."""
    if image is None and out is None:
        return None, []
    from pupila.reporting.explain_page import write_explanation

    insight = subject.look(image) if image is not None else None
    return write_explanation(explanation, out or _default_folder(subject.name), insight=insight, language=language)


def _default_folder(name: str) -> Path:
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name).strip("-.")
    return Path(f"explain-{safe[:80]}")


def _tell(explanation: Explanation, language: Language) -> None:
    """Print the table, and then each layer in words."""
    width = min(_WIDEST, max(40, shutil.get_terminal_size().columns))
    _paragraph(f"{visible(explanation.name)}: {explanation.intro(language)}", width)
    head, rows = explanation.table(language)
    table(head, rows, right=_RIGHT)
    for position, layer in enumerate(explanation.layers, start=1):
        words = layer.words[language]
        line = layer.line.partition(":")[2].strip() if ":" in layer.line else layer.line
        click.echo(f"\n{position}. {visible(layer.name)}: {line}")
        for sentence in (words.what, words.shape, words.parameters, words.products, words.memory, words.field):
            _paragraph(sentence, width, indent="   ")
    click.echo()
    for note in explanation.notes:
        _paragraph(note.message(language), width)


def _paragraph(text: str, width: int, *, indent: str = "") -> None:
    click.echo(textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False))
