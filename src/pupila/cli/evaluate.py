"""pupila evaluate: a run's figures on its own test set, or on new labelled data."""

from __future__ import annotations

from typing import Any

import click

from pupila.cli import options
from pupila.cli.screen import percent, show_json, table
from pupila.language import Language, number, say
from pupila.reporting.live import LiveProgress


@options.command("evaluate")
@click.argument("run")
@click.argument("data", required=False)
@options.device
@options.common
def command(run: str, data: str | None, device: str | None, lang: Language, as_json: bool, debug: bool) -> int:
    """Evaluate; the help stands in the catalogue of sentences."""
    from pupila.experiments.assess import assess
    from pupila.experiments.record import open_run

    opened = open_run(run)
    with LiveProgress(lang) as screen:
        result = assess(opened, data, device=device or "auto", progress=screen.data)
    reads = opened.metrics.get("test_reads", 0)
    if as_json:
        metrics = {
            **(opened.metrics if data is None else {"schema": 1, "test_reads": reads}),
            "test": result["metrics"],
        }
        rate, epochs = result["images_per_second"], opened.summary["epochs"]
        known = {"run": str(opened.path), "metrics": metrics, "seconds": result["seconds"]}
        show_json({**known, "images_per_second": rate, "epochs": epochs})
    else:
        _tell(result["metrics"], lang)
        if data is None:
            click.echo(say("cli.test_reads", lang, count=reads))
    return 0


def _tell(metrics: dict[str, Any], language: Language) -> None:
    for name in ("accuracy", "balanced_accuracy", "ece"):
        click.echo(f"{say(f'cli.{name}', language)}: {percent(metrics[name], language)}")
    loss = metrics["loss"]["value"]
    click.echo(f"{say('cli.loss', language)}: {number(loss, '.4f', language)}")
    click.echo()
    names = ("precision", "recall", "f1")
    rows = [
        (name, *(_share(block[figure]["value"], language) for figure in names), number(block["support"], ",", language))
        for name, block in metrics["per_class"].items()
    ]
    head = (
        say("cli.class", language),
        *(say(f"cli.{name}", language) for name in names),
        say("cli.examples", language),
    )
    table(head, rows, right=(1, 2, 3, 4))


def _share(value: float | None, language: Language) -> str:
    return "-" if value is None else number(value, ".1%", language)
