"""pupila predict: what a classifier says of images."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import note, show_json, show_plain, table
from pupila.errors import DataError, UsageError
from pupila.files import to_csv
from pupila.language import Language, number, say, visible

if TYPE_CHECKING:
    from pupila.experiments.answer import Answer
    from pupila.experiments.classifier import Classifier

_IMAGES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff"})
_BAR = 20
_TOP, _TOP_OF_ONE = 3, 20  # classes listed for each of several images, and for a single one


@options.command("predict")
@click.argument("run")
@click.argument("images", nargs=-1, required=True, metavar="FILE|FOLDER|URL...")
@click.option("--top", type=click.IntRange(min=1), default=None, help=options.text("option_top"))
@click.option("--plot", type=click.Path(path_type=Path), default=None, help=options.text("option_plot"))
@click.option("--always-answer", is_flag=True, help=options.text("option_always_answer"))
@click.option("--csv", "as_csv", is_flag=True, help=options.text("option_csv"))
@options.device
@options.common
def command(
    run: str, images: tuple[str, ...], lang: Language, as_json: bool, as_csv: bool, debug: bool, **given: Any
) -> int:
    """Predict; the help stands in the catalogue of sentences."""
    if as_json and as_csv:
        raise UsageError("cli.json_or_csv")
    plot: Path | None = given["plot"]
    most = _room(plot) if plot else 0
    from pupila.experiments.classifier import load_classifier
    from pupila.experiments.record import open_run
    from pupila.runtime import choose_device

    opened = open_run(run)
    device = choose_device(given["device"] or "cpu")
    classifier = load_classifier(opened, device=device, always_answer=given["always_answer"])
    asked = list(_answers(classifier, images, pictures=most))
    answers = [answer for answer, _ in asked]
    if as_json:
        show_json([_as_object(answer, lang) for answer in answers])
    elif as_csv:
        show_plain(_as_csv(answers, classifier.class_names, lang))
    else:
        _tell(answers, given["top"], lang)
    if why := classifier.why_never_unsure(lang):
        note(why)
    if plot:
        _draw(plot, asked, opened.path.name, lang)
    return 3 if any(answer.error for answer in answers) else 0


def _answers(classifier: Classifier, images: tuple[str, ...], *, pictures: int) -> Iterator[tuple[Answer, str | None]]:
    """Answer for what was asked; images in folders that are named after classes come with their true class.

    Args:
        classifier: Answers.
        images: Files, folders and addresses.
        pictures: How many of the answers, from the first on, keep their picture.
    """
    done = 0
    for image in images:
        left = max(0, pictures - done)
        if _is_address(image):
            yield _answer_address(classifier, image, picture=left > 0), None
            done += 1
            continue
        folder = Path(image).is_dir()
        for answer in classifier.predict_files(_files(Path(image)) if folder else [image], pictures=left):
            name = Path(answer.file).absolute().parent.name
            yield answer, name if folder and name in classifier.class_names else None
            done += 1


def _is_address(image: str) -> bool:
    if "://" not in image:
        return False
    from pupila.data.remote import is_url  # what speaks with the web takes its time to load

    return is_url(image)


def _answer_address(classifier: Classifier, image: str, *, picture: bool) -> Answer:
    from pupila.data.remote import fetch_image
    from pupila.experiments.answer import Answer

    try:
        return classifier.predict_bytes(image, fetch_image(image), picture=picture)
    except DataError as error:
        return Answer(image, error=error)


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


def _room(plot: Path) -> int:
    """Return how many answers the file to draw has room for; refuse one that would take the place of anything else.

    `pupila predict RUN --plot photo.png` is soon typed by someone who wants to see that photo.
    """
    from pupila.reporting.predictions import is_own, most_drawn

    most = most_drawn(plot)
    if plot.exists() and not is_own(plot):
        raise UsageError("predictions.plot_taken", path=plot)
    return most


def _draw(plot: Path, asked: list[tuple[Answer, str | None]], title: str, language: Language) -> None:
    from pupila.reporting.predictions import write_predictions

    answers, labels = [answer for answer, _ in asked], [label for _, label in asked]
    shown = write_predictions(plot, answers, title=title, labels=labels, language=language)
    code = "cli.picture" if plot.suffix.lower() == ".png" else "cli.page"
    note(say(code, language, path=visible(plot)))
    if shown < len(answers):
        note(say("predictions.drawn", language, shown=shown, count=len(answers)))


def _note(answer: Answer, language: Language) -> str | None:
    return " ".join(answer.remarks(language)) or None


def _as_object(answer: Answer, language: Language) -> dict[str, Any]:
    if answer.error is not None:
        return {"file": answer.file, "error": answer.error.message(language)}
    return {
        "file": answer.file,
        "class": answer.class_name,
        "confidence": answer.confidence,
        "unsure": answer.unsure,
        "probabilities": answer.probabilities,
        "note": _note(answer, language),
    }


def _as_csv(answers: list[Answer], class_names: tuple[str, ...], language: Language) -> str:
    """Write one line an image, with the probability of each class in a column of its own."""
    rows: list[list[Any]] = [["file", "class", "confidence", "unsure", "note", "error", *class_names]]
    for answer in answers:
        known = [
            answer.file,
            answer.class_name or "",
            answer.confidence,
            "" if answer.error else str(answer.unsure).lower(),
            _note(answer, language) or "",
            answer.error.message(language) if answer.error else "",
        ]
        rows.append([*known, *(answer.probabilities.get(name) for name in class_names)])
    return to_csv(rows)


def _tell(answers: list[Answer], top: int | None, language: Language) -> None:
    """Print a table, and below it what is to be known: of a single image all classes, of several the first ones."""
    read = [answer for answer in answers if answer.error is None]
    most = top or (_TOP_OF_ONE if len(answers) == 1 else _TOP)
    if read:
        head = (say("cli.file", language), "", say("cli.class", language), say("cli.probability", language), "")
        rows = [row for answer in read for row in _rows(answer, most, language)]
        marked = any(answer.unsure for answer in read)  # without one, its column is left out
        kept = [0, 1, 2, 3, 4] if marked else [0, 2, 3, 4]
        table([head[place] for place in kept], [[row[place] for place in kept] for row in rows], right=(kept.index(3),))
    if len(answers) == 1 and read and len(read[0].probabilities) > most:
        rest = list(read[0].probabilities.values())[most:]
        click.echo(say("predictions.rest", language, count=len(rest), share=sum(rest)))
    _explain(answers, language)


def _rows(answer: Answer, most: int, language: Language) -> Iterator[tuple[str, ...]]:
    for position, (name, probability) in enumerate(list(answer.probabilities.items())[:most]):
        bar = "█" * max(1, round(_BAR * probability)) if probability >= 0.5 / _BAR else ""
        mark = say("predictions.mark", language) if answer.unsure else ""
        first = (answer.file, mark) if position == 0 else ("", "")
        yield (*first, name, number(probability, ".1%", language), bar)


def _explain(answers: list[Answer], language: Language) -> None:
    """Print errors, notes, and once why images are marked: each by itself would say the same."""
    from pupila.experiments.answer import explain_unsure

    single = len(answers) == 1
    for answer in answers:
        if answer.error is not None:
            click.echo(visible(answer.error.message(language)), err=True)
            continue
        for remark in answer.remarks(language)[int(answer.unsure and not single) :]:
            click.echo(visible(remark))
    why = None if single else explain_unsure(answers, language)
    if why:
        click.echo(why)
