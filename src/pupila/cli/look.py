"""pupila look: what a data set holds, in figures and as pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import show_json, table
from pupila.errors import UsageError
from pupila.language import Language, number, say, visible
from pupila.reporting.live import LiveProgress

if TYPE_CHECKING:
    from pupila.data.dataset import Dataset


@options.command("look")
@click.argument("data")
@options.out("option_out_picture")
@click.option("--count", type=click.IntRange(1, 1000), default=30, show_default=True, help=options.text("option_count"))
@click.option("--image", metavar="N|ID", help=options.text("option_look_image"))
@click.option("--overview", is_flag=True, help=options.text("option_overview"))
@click.option("--augment", multiple=True, metavar="LINE", help=options.text("option_augment"))
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE.html", help=options.text("option_page"))
@click.option("--image-size", nargs=2, type=click.IntRange(1, 4096), help=options.text("option_image_size"))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help=options.text("option_seed"))
@options.common
def command(
    data: str,
    out: Path | None,
    image_size: tuple[int, int] | None,
    lang: Language,
    as_json: bool,
    debug: bool,
    **given: Any,
) -> int:
    """Look; the help stands in the catalogue of sentences."""
    from pupila import files
    from pupila.data.augment import parse_augmentations
    from pupila.data.sources import load

    parse_augmentations(given["augment"])  # a wrong line is refused before the data are read
    picture = out or Path(f"{Path(data.partition(':')[0]).stem or 'data'}.png")
    page: Path | None = given["page"]
    _check_ending(picture, ".png", "cli.png_only")
    if page is not None:
        _check_ending(page, ".html", "cli.html_only")
    with LiveProgress(lang) as screen:
        dataset = load(data, image_size=image_size or None, progress=screen.data)
    written = []
    for ending, content in _pictures(dataset, given, lang):
        written.append(picture.with_name(f"{picture.stem}{ending}.png"))
        files.write_bytes(written[-1], content)
    if page is not None:
        from pupila.reporting.look_page import write_look

        asked = {key: given[key] for key in ("count", "image", "augment", "seed")}
        write_look(dataset, page, language=lang, **asked)
    if as_json:
        show_json({**_facts(dataset, written), "page": str(page) if page else None})
    else:
        _tell(dataset, written, page, lang)
    return 0


def _check_ending(path: Path, ending: str, code: str) -> None:
    if path.suffix.lower() != ending:
        raise UsageError(code, path=path)


def _pictures(dataset: Dataset, given: dict[str, Any], language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures that were asked for: what is added to the file's name, and its content."""
    image = given["image"]
    chosen = None if image is None else dataset.show(image, language=language).png  # refused before anything is written
    yield "", dataset.sheet(given["count"])
    if chosen is not None:
        yield "-image", chosen
    if given["overview"]:
        yield "-overview", dataset.overview(language=language).png
    if given["augment"]:
        yield "-augmented", dataset.augmented(*given["augment"], example=image, seed=given["seed"]).png


def _sizes(dataset: Dataset) -> list[tuple[str, int]]:
    """Return the original sizes (height x width) and how many images have each, the most frequent first."""
    import numpy as np

    sizes, counts = np.unique(dataset.original_sizes, axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [(f"{sizes[row][0]}x{sizes[row][1]}", int(counts[row])) for row in order]


def _splits(dataset: Dataset) -> dict[str, int]:
    import numpy as np

    names, counts = np.unique(dataset.given_split, return_counts=True)
    return {str(name): int(count) for name, count in zip(names, counts, strict=True) if name}


def _facts(dataset: Dataset, pictures: list[Path]) -> dict[str, Any]:
    sizes = _sizes(dataset)
    return {
        "name": dataset.name,
        "examples": dataset.num_examples,
        "classes": dataset.counts,
        "splits": _splits(dataset),
        "image_size": list(dataset.image_size),
        "channels": dataset.channels,
        "original_sizes": dict(sizes[:20]),
        "distinct_sizes": len(sizes),
        "skipped": [{"file": item.path, "reason": item.message("en")} for item in dataset.skipped],
        "pictures": [str(path) for path in pictures],
    }


def _tell(dataset: Dataset, pictures: list[Path], page: Path | None, language: Language) -> None:
    height, width = dataset.image_size
    click.echo(
        say(
            "cli.look_title",
            language,
            name=visible(dataset.name),
            examples=dataset.num_examples,
            classes=dataset.num_classes,
            shape=f"{height}x{width}x{dataset.channels}",
        )
    )
    for name, count in _splits(dataset).items():
        click.echo(f"  {name}: {number(count, ',', language)}")
    click.echo()
    total = dataset.num_examples
    rows = [
        (
            name,
            number(count, ",", language),
            number(count / total, ".1%", language),
            "#" * round(40 * count / max(dataset.counts.values())),
        )
        for name, count in dataset.counts.items()
    ]
    table((say("cli.class", language), say("cli.examples", language), "", ""), rows, right=(1, 2))
    sizes = _sizes(dataset)
    if len(sizes) > 1:
        click.echo()
        shown = [(size, number(count, ",", language)) for size, count in sizes[:8]]
        rest = sum(count for _, count in sizes[8:])
        shown += [(say("cli.other_sizes", language, count=len(sizes) - 8), number(rest, ",", language))] if rest else []
        table((say("cli.size", language), say("cli.examples", language)), shown, right=(1,))
    for item in dataset.skipped[:20]:
        click.echo(say("cli.skipped", language, message=visible(item.message(language))))
    for remark in dataset.notes[:20]:
        click.echo(visible(remark.message(language)))
    click.echo()
    for path in pictures:
        click.echo(say("cli.picture", language, path=visible(path)))
    if page is not None:
        click.echo(say("cli.page", language, path=visible(page)))
