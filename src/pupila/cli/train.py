"""pupila train: from a recipe, or from data, to a trained and judged classifier."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import note, percent, show_json
from pupila.cli.stopping import StopSignal
from pupila.errors import Interrupted, UsageError
from pupila.language import Language, say, visible
from pupila.reporting.live import LiveProgress

if TYPE_CHECKING:
    from pupila.experiments.config import Recipe
    from pupila.experiments.record import Run


@options.command("train")
@click.argument("target", required=False, metavar="[RECIPE|DATA]")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help=options.text("option_set"))
@click.option("--seed", type=click.IntRange(min=0), help=options.text("option_seed"))
@click.option("--epochs", type=click.IntRange(min=1), help=options.text("option_epochs"))
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help=options.text("option_minutes"))
@options.device
@options.out("option_out_run")
@click.option("--resume", type=click.Path(path_type=Path), metavar="RUN", help=options.text("option_resume"))
@click.option("--allow-drift", is_flag=True, help=options.text("option_allow_drift"))
@options.common
def command(
    target: str | None,
    settings: tuple[str, ...],
    resume: Path | None,
    allow_drift: bool,
    lang: Language,
    as_json: bool,
    debug: bool,
    **given: Any,
) -> int:
    """Train; the help stands in the catalogue of sentences."""
    if (target is None) == (resume is None):
        raise UsageError("cli.target_or_resume")
    if resume is not None and (settings or any(value is not None for value in given.values())):
        raise UsageError("cli.resume_alone")
    if allow_drift and resume is None:
        raise UsageError("cli.drift_alone")
    if given["epochs"] is not None and given["minutes"] is not None:
        raise UsageError("cli.epochs_or_minutes")
    with StopSignal() as stop, LiveProgress(lang) as screen:
        try:
            if resume is not None:
                run = _resume(resume, stop, screen, allow_drift=allow_drift)
            else:
                run = _train(str(target), settings, given, stop, screen)
        except Interrupted as error:
            raise Interrupted(error.code, signal_number=stop.number or signal.SIGINT, **error.values) from None
    from pupila.reporting.pages import write_report

    report = write_report(run.path, language=run.recipe.report.language or lang)
    for remark in run.summary["notes"]:
        note(visible(say(remark["code"], lang, **remark["values"])))
    if as_json:
        show_json(outcome(run))
    else:
        _tell(run, report, lang)
    return 0


def _resume(path: Path, stop: StopSignal, screen: LiveProgress, *, allow_drift: bool) -> Run:
    from pupila.experiments import run as runs

    watch = runs.Watch(listener=screen.listen, data=stop.heeding(screen.data), should_stop=stop.asked)
    return runs.resume(path, watch=watch, allow_drift=allow_drift)


def _train(
    target: str, settings: tuple[str, ...], given: dict[str, Any], stop: StopSignal, screen: LiveProgress
) -> Run:
    from pupila.experiments import run as runs

    data = stop.heeding(screen.data)
    watch = runs.Watch(listener=screen.listen, data=data, should_stop=stop.asked)
    recipe = _recipe(target, settings, given, screen.language, data)
    return runs.train(recipe, out=given["out"], watch=watch)


def _recipe(
    target: str,
    settings: tuple[str, ...],
    given: dict[str, Any],
    language: Language,
    data: Callable[[int, int, str], None],
) -> Recipe:
    from pupila.experiments.choose import choose
    from pupila.experiments.config import parse_setting

    values = dict(parse_setting(text) for text in settings)
    values |= {f"train.{key}": given[key] for key in ("seed", "epochs", "minutes", "device") if given[key] is not None}
    choice = choose(target, values, progress=data)
    recipe = choice.recipe
    note(say("cli.training", language, recipe=recipe.name, source=recipe.data.source, seed=recipe.train.seed))
    for remark in choice.remarks:
        note(visible(say(remark.code, language, **remark.values)))
    return recipe


def outcome(run: Run) -> dict[str, Any]:
    """Return what --json prints: the run, its figures, and what they took."""
    summary = run.summary
    return {
        "run": str(run.path),
        "metrics": run.metrics,
        "seconds": summary["seconds"],
        "images_per_second": summary["images_per_second"],
        "epochs": summary["epochs"],
    }


def _tell(run: Run, report: Path, language: Language) -> None:
    metrics, summary = run.metrics, run.summary
    for part in ("val", "test"):
        if metrics.get(part):
            click.echo(say(f"cli.result_{part}", language, figure=percent(metrics[part]["accuracy"], language)))
    took = {"seconds": summary["seconds"]["total"], "rate": summary["images_per_second"]}
    if summary["epochs"] == 1:
        click.echo(say("cli.result_time_one", language, **took))
    else:
        counted = {"epochs": summary["epochs"], "chosen": summary["chosen_epoch"]}
        click.echo(say("cli.result_time", language, **took, **counted))
    click.echo(say("cli.result_run", language, run=visible(run.path), report=visible(report)))
