"""pupila predict: what a classifier says of images."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import show_json, show_plain, table
from pupila.errors import DataError, UsageError
from pupila.language import Language, number, say, visible

if TYPE_CHECKING:
    from pupila.experiments.classifier import Answer, Classifier

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_IMAGES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff"})
_BAR = 20


@options.command("predict")
@click.argument("run")
@click.argument("images", nargs=-1, required=True, metavar="FILE|FOLDER|URL...")
@click.option("--top", type=click.IntRange(min=1), default=3, show_default=True, help=options.text("option_top"))
@click.option("--csv", "as_csv", is_flag=True, help=options.text("option_csv"))
@options.device
@options.common
def command(
    run: str,
    images: tuple[str, ...],
    device: str | None,
    lang: Language,
    as_json: bool,
    as_csv: bool,
    debug: bool,
    top: int,
) -> int:
    """Predict; the help stands in the catalogue of sentences."""
    if as_json and as_csv:
        raise UsageError("cli.json_or_csv")
    from pupila.experiments.classifier import load_classifier
    from pupila.experiments.record import open_run
    from pupila.runtime import choose_device

    classifier = load_classifier(open_run(run), device=choose_device(device or "cpu"))
    answers = list(_answers(classifier, images))
    if as_json:
        show_json([_as_object(answer, lang) for answer in answers])
    elif as_csv:
        show_plain(_as_csv(answers, classifier.class_names, lang))
    else:
        _tell(answers, top, lang)
    return 3 if any(answer.error for answer in answers) else 0


def _answers(classifier: Classifier, images: tuple[str, ...]) -> Iterator[Answer]:
    from pupila.data.remote import fetch_image, is_url
    from pupila.experiments.classifier import Answer

    for image in images:
        if is_url(image):
            try:
                yield classifier.predict_bytes(image, fetch_image(image))
            except DataError as error:
                yield Answer(image, error=error)
        elif Path(image).is_dir():
            yield from classifier.predict_files(_files(Path(image)))
        else:
            yield from classifier.predict_files([image])


def _files(folder: Path) -> list[Path]:
    """Return the image files below a folder, in order."""
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _IMAGES and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not found:
        raise DataError("cli.no_images", path=folder)
    return found


def _note(answer: Answer, language: Language) -> str | None:
    return say(answer.note, language, count=1, paths=answer.file) if answer.note else None


def _as_object(answer: Answer, language: Language) -> dict[str, Any]:
    if answer.error is not None:
        return {"file": answer.file, "error": answer.error.message(language)}
    return {
        "file": answer.file,
        "class": answer.class_name,
        "confidence": answer.confidence,
        "probabilities": answer.probabilities,
        "note": _note(answer, language),
    }


def _as_csv(answers: list[Answer], class_names: tuple[str, ...], language: Language) -> str:
    """Write one line an image; a cell that a spreadsheet would take for a formula gets an apostrophe (OWASP)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["file", "class", "confidence", "note", "error", *map(_inert, class_names)])
    for answer in answers:
        error = answer.error.message(language) if answer.error else ""
        known = [
            _inert(answer.file),
            _inert(answer.class_name or ""),
            answer.confidence,
            _note(answer, language),
            _inert(error),
        ]
        writer.writerow([*known, *(answer.probabilities.get(name) for name in class_names)])
    return buffer.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _tell(answers: list[Answer], top: int, language: Language) -> None:
    rows = []
    for answer in answers:
        if answer.error is not None:
            continue
        best = list(answer.probabilities.items())[:top]
        for position, (name, probability) in enumerate(best):
            bar = "█" * max(1, round(_BAR * probability)) if probability >= 0.5 / _BAR else ""
            rows.append((answer.file if position == 0 else "", name, number(probability, ".1%", language), bar))
    if rows:
        head = (say("cli.file", language), say("cli.class", language), say("cli.probability", language), "")
        table(head, rows, right=(2,))
    for answer in answers:
        remark = answer.error.message(language) if answer.error else _note(answer, language)
        if remark:
            click.echo(visible(remark), err=answer.error is not None)
