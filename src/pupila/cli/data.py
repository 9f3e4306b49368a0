"""pupila data: the named data sets: where they lie, fetching, removing, and writing images out as files."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from pupila.cli import options
from pupila.cli.screen import show_json, table
from pupila.errors import DataError, UsageError
from pupila.language import Language, say, visible
from pupila.reporting.live import LiveProgress


@options.group("data")
@options.common
@click.pass_context
def command(context: click.Context, lang: Language, as_json: bool, debug: bool) -> int:
    """List the named data sets; the help stands in the catalogue of sentences."""
    if context.invoked_subcommand is not None:
        return 0
    from pupila.data.sources import BUILTIN, NAMES, locate

    rows = []
    for name in NAMES:
        if name in BUILTIN:
            rows.append((name, say("cli.builtin", lang)))
            continue
        try:
            rows.append((name, str(locate(name, download=False))))
        except DataError:
            rows.append((name, say("cli.not_here", lang, name=name)))
    if as_json:
        show_json([{"name": name, "place": place} for name, place in rows])
    else:
        table((say("cli.name", lang), say("cli.place", lang)), rows)
    return 0


@command.command("fetch", help=options.text("help_data_fetch"))
@click.argument("name")
@options.common
def fetch(name: str, lang: Language, as_json: bool, debug: bool) -> int:
    """Download a named data set, unless it is here."""
    from pupila.data.sources import BUILTIN, NAMES, locate
    from pupila.registry import unknown_name

    if name not in NAMES:
        raise unknown_name("data set", name, NAMES)
    with LiveProgress(lang) as screen:
        path = say("cli.builtin", lang) if name in BUILTIN else locate(name, progress=screen.data)
    if as_json:
        show_json({"name": name, "place": str(path)})
    else:
        click.echo(say("cli.lies_at", lang, name=name, path=visible(path)))
    return 0


@command.command("remove", help=options.text("help_data_remove"))
@click.argument("name")
@options.common
def remove(name: str, lang: Language, as_json: bool, debug: bool) -> int:
    """Remove what was downloaded; data in $PUPILA_DATA are the user's own and stay."""
    from pupila.data.sources import NAMES
    from pupila.files import cache_root
    from pupila.registry import unknown_name

    if name not in NAMES:
        raise unknown_name("data set", name, NAMES)
    folder = cache_root() / "data"
    found = [path for path in (folder / f"{name}.npz", folder / name) if path.exists()]
    for path in found:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if as_json:
        show_json({"removed": [str(path) for path in found]})
    else:
        click.echo(
            say("cli.removed", lang, path=", ".join(map(visible, found)))
            if found
            else say("cli.nothing_removed", lang, name=name)
        )
    return 0


@command.command("export", help=options.text("help_data_export"))
@click.argument("run")
@click.option(
    "--split",
    type=click.Choice(["train", "val", "test"]),
    default="test",
    show_default=True,
    help=options.text("option_split"),
)
@click.option(
    "--count", type=click.IntRange(min=1), default=12, show_default=True, help=options.text("option_export_count")
)
@options.out("option_out_folder")
@options.common
def export(run: str, split: str, count: int, out: Path | None, lang: Language, as_json: bool, debug: bool) -> int:
    """Write some images of a run's split as PNG files, each named by its class and its id."""
    from pupila import files
    from pupila.data.image_io import encode_png
    from pupila.data.split import Split
    from pupila.experiments.record import open_run
    from pupila.experiments.source import load_source

    opened = open_run(run)
    dataset = load_source(opened.recipe.data)
    parts = Split.from_json(files.read_json(opened.path / "splits.json"), dataset.ids)
    rows = {"train": parts.train, "val": parts.val, "test": parts.test}[split][:count]
    if not len(rows):
        raise UsageError("cli.empty_split", split=split, run=run)
    folder = out or Path(f"{opened.path.name}-{split}")
    written = []
    for row in rows:
        name = f"{dataset.class_names[dataset.labels[row]]}-{dataset.ids[row]}"
        safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
        path = folder / f"{safe.removesuffix('.jpg')}.png"
        # Names that differ only in what a file name cannot hold must not take each other's place.
        written.append(path if path not in written else path.with_stem(f"{path.stem}-{row}"))
        files.write_bytes(written[-1], encode_png(dataset.pixels[row]))
    if as_json:
        show_json({"files": [str(path) for path in written]})
    else:
        click.echo(say("cli.exported", lang, count=len(written), folder=visible(folder)))
    return 0
