"""pupila runs: the runs here, what each reached, and removing one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import show_json, table
from pupila.language import Language, number, say, visible

if TYPE_CHECKING:
    from pupila.experiments.record import Run

_STATUSES = ("done", "running", "interrupted", "diverged", "damaged")


@options.group("runs")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("runs"),
    show_default=True,
    help=options.text("option_folder"),
)
@options.common
@click.pass_context
def command(context: click.Context, folder: Path, lang: Language, as_json: bool, debug: bool) -> int:
    """List the runs; the help stands in the catalogue of sentences."""
    if context.invoked_subcommand is not None:
        return 0
    from pupila.experiments.record import list_runs

    rows = [_row_or_damage(run) for run in list_runs(folder)]
    if as_json:
        show_json(rows)
    elif rows:
        _tell(rows, lang)
    else:
        click.echo(say("cli.no_runs", lang, folder=visible(folder)))
    return 0


def _row_or_damage(run: Run) -> dict[str, Any]:
    """Return a run's row; one that cannot be read does not hide the others."""
    from pupila.errors import RunError

    try:
        return _row(run)
    except RunError:
        unknown = dict.fromkeys(("recipe", "seed", "epochs", "val", "test", "seconds"))
        return {"run": str(run.path), **unknown, "status": "damaged"}


def _row(run: Run) -> dict[str, Any]:
    summary, metrics = run.summary, run.metrics
    accuracy = {part: (metrics.get(part) or {}).get("accuracy", {}).get("value") for part in ("val", "test")}
    seconds = (summary.get("seconds") or {}).get("total")
    known = {key: summary.get(key) for key in ("recipe", "seed", "status", "epochs")}
    return {"run": str(run.path), **known, **accuracy, "seconds": seconds}


def _status(status: Any, language: Language) -> str:
    """Name how a run stands; a word that a newer version wrote is shown as it is."""
    return say(f"cli.status_{status}", language) if status in _STATUSES else visible(str(status))


def _count(value: int | None) -> str:
    return "-" if value is None else str(value)


def _tell(rows: list[dict[str, Any]], language: Language) -> None:
    def share(value: float | None) -> str:
        return "-" if value is None else number(value, ".2%", language)

    lines = [
        (
            row["run"],
            _status(row["status"], language),
            _count(row["seed"]),
            _count(row["epochs"]),
            share(row["val"]),
            share(row["test"]),
            number(row["seconds"] or 0, ",.0f", language),
        )
        for row in rows
    ]
    heads = ("run", "status", "seed", "epochs", "val", "test", "seconds")
    table(
        [say(f"cli.head_{name}", language) for name in heads], lines, right=(2, 3, 4, 5, 6), whole=(0,)
    )  # a name is there to be copied


@command.command("show", help=options.text("help_runs_show"))
@click.argument("run")
@options.common
def show(run: str, lang: Language, as_json: bool, debug: bool) -> int:
    """Show one run's summary and figures."""
    from pupila.experiments.record import open_run

    opened = open_run(run)
    content = {"run": str(opened.path), "summary": opened.summary, "metrics": opened.metrics}
    if as_json:
        show_json(content)
        return 0
    _tell([_row(opened)], lang)
    click.echo()
    click.echo("\n".join(map(visible, opened.recipe.to_toml().splitlines())))
    return 0


@command.command("remove", help=options.text("help_runs_remove"))
@click.argument("run")
@click.option("--yes", is_flag=True, help=options.text("option_yes"))
@options.common
def remove(run: str, yes: bool, lang: Language, as_json: bool, debug: bool) -> int:
    """Remove a run for good, after asking; one that another process is writing to stays."""
    from pupila import files
    from pupila.experiments.record import LOCK, open_run

    opened = open_run(run)
    if not yes:
        click.confirm(say("cli.remove_run", lang, path=visible(opened.path)), abort=True, err=True)
    with files.lock(opened.path / LOCK):
        files.remove_folder(opened.path)
    if as_json:
        show_json({"removed": str(opened.path)})
    else:
        click.echo(say("cli.removed", lang, path=visible(opened.path)))
    return 0
