"""pupila report: write a run's report again."""

from __future__ import annotations

import click

from pupila.cli import options
from pupila.cli.screen import show_json
from pupila.language import Language, say, visible


@options.command("report")
@click.argument("run")
@options.common
def command(run: str, lang: Language, as_json: bool, debug: bool) -> int:
    """Report; the help stands in the catalogue of sentences."""
    from pupila.experiments.record import open_run
    from pupila.reporting.pages import write_report

    path = write_report(open_run(run).path, language=lang)
    if as_json:
        show_json({"report": str(path)})
    else:
        click.echo(say("cli.report_at", lang, path=visible(path)))
    return 0
