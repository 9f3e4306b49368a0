"""pupila look: what a data set holds, in figures and as a picture."""

from __future__ import annotations

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

_VERSIONS = 14


@options.command("look")
@click.argument("data")
@options.out("option_out_picture")
@click.option("--count", type=click.IntRange(1, 1000), default=30, show_default=True, help=options.text("option_count"))
@click.option("--augment", multiple=True, metavar="LINE", help=options.text("option_augment"))
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

    lines = parse_augmentations(given["augment"])
    picture = out or Path(f"{Path(data.partition(':')[0]).stem or 'data'}.png")
    if picture.suffix.lower() != ".png":
        raise UsageError("cli.png_only", path=picture)
    with LiveProgress(lang) as screen:
        dataset = load(data, image_size=image_size or None, progress=screen.data)
    files.write_bytes(picture, dataset.sheet(given["count"]))
    pictures = [picture]
    if lines:
        pictures.append(picture.with_name(f"{picture.stem}-augmented.png"))
        files.write_bytes(pictures[1], _augmented(dataset, lines, given["seed"]))
    if as_json:
        show_json(_facts(dataset, pictures))
    else:
        _tell(dataset, pictures, lang)
    return 0


def _augmented(dataset: Dataset, lines: Any, seed: int) -> bytes:
    """Draw one image of the data set and versions of it that training would see."""
    import numpy as np
    import torch

    from pupila.data.augment import Augmenter
    from pupila.data.preprocess import Preprocess
    from pupila.data.sheet import variants_sheet

    row = int(dataset.example_rows(1)[0])
    original = dataset.pixels[row]
    preprocess = Preprocess(dataset.image_size, dataset.channels)
    copies = torch.from_numpy(np.repeat(original[None], _VERSIONS, axis=0))
    changed = Augmenter(lines, seed=seed)(preprocess.to_unit(copies), 0)
    versions = changed.mul(255).round_().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
    return variants_sheet(np.ascontiguousarray(original), versions, caption=dataset.class_names[dataset.labels[row]])


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


def _tell(dataset: Dataset, pictures: list[Path], language: Language) -> None:
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
        click.echo(say("cli.picture", language, path=path))
