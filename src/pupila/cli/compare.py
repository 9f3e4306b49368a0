"""pupila compare: arms x seeds, side by side, and a verdict."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.commands import Command
from pupila.cli.screen import note, show_json, table
from pupila.cli.stopping import StopSignal
from pupila.errors import Interrupted, UsageError
from pupila.language import Language, number, say, visible
from pupila.reporting.live_runs import LiveRuns

if TYPE_CHECKING:
    from pupila.experiments.comparing.comparison import Comparison
    from pupila.experiments.comparing.question import Experiment

_SETTING = re.compile(r"[A-Za-z_]\w*(\.\w+)*=")
_BETWEEN = "\x1f"


def folded(words: Sequence[str]) -> list[str]:
    """Join each `--arm` with the settings that follow it into one value, as click wants it.

    Example:
        >>> folded(["digits", "--arm", "a", "--arm", "b", "train.epochs=3", "--json"])
        ['digits', '--arm', 'a', '--arm', 'b\\x1ftrain.epochs=3', '--json']
    """
    kept: list[str] = []
    in_arm = False
    for word in words:
        if in_arm and _SETTING.match(word):
            kept[-1] += _BETWEEN + word
            continue
        in_arm = word.startswith("--arm=") or kept[-1:] == ["--arm"]
        kept.append(word)
    return kept


class _Compare(Command):
    """A command whose option --arm takes settings after its name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words of the line."""
        return super().parse_args(ctx, folded(args))


@click.command("compare", _Compare, help=options.text("help_compare"), epilog=options.text("examples_compare"))
@click.argument("target", required=False, metavar="[EXPERIMENT|RECIPE]")
@click.option("--arm", "arms", multiple=True, metavar="NAME [KEY=VALUE]...", help=options.text("option_arm"))
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help=options.text("option_set_arms"))
@click.option("--seeds", metavar="N", help=options.text("option_seeds"))
@click.option("--margin", type=float, help=options.text("option_margin"))
@click.option("--jobs", type=click.IntRange(min=1), help=options.text("option_jobs"))
@options.device
@options.out("option_out_experiment")
@options.common
def command(target: str | None, lang: Language, as_json: bool, debug: bool, **given: Any) -> int:
    """Compare; the help stands in the catalogue of sentences."""
    if target is None:
        if any(value not in (None, ()) for value in given.values()):
            raise UsageError("compare.no_target")
        return _list(lang, as_json)
    with StopSignal() as stop, LiveRuns(lang) as screen:
        try:
            comparison = _compare(target, given, stop, screen)
        except Interrupted as error:
            raise Interrupted(error.code, signal_number=stop.number or signal.SIGINT, **error.values) from None
    from pupila.reporting.experiment_pages import write_experiment_pages

    report = write_experiment_pages(comparison.path, comparison.run_folders, language=lang)
    # Files left out and the like are those of the data, and the same for every run.
    for remark in next(iter(comparison.runs.values()))[0].summary["notes"]:
        note(visible(say(remark["code"], lang, **remark["values"])))
    if as_json:
        show_json({"folder": str(comparison.path), **comparison.content})
    else:
        _tell(comparison, report, lang)
    return 0


def _list(lang: Language, as_json: bool) -> int:
    """List the experiments that come with Pupila."""
    from pupila.experiments.shelf import experiment_names, experiment_text, first_comment

    texts = {name: experiment_text(name) for name in experiment_names()}
    if as_json:
        show_json([{"name": name, "about": first_comment(text)} for name, text in texts.items()])
    else:
        rows = [(name, first_comment(text.partition("\n")[0])) for name, text in texts.items()]
        table((say("compare.head_experiment", lang), say("cli.about", lang)), rows)
    return 0


def _compare(target: str, given: dict[str, Any], stop: StopSignal, screen: LiveRuns) -> Comparison:
    from pupila.experiments.comparing.compare import Onlooker, compare
    from pupila.experiments.comparing.question import begun

    experiment = _experiment(target, given)
    place = begun(target) if not given["settings"] and given["device"] is None else None
    out = given["out"] if given["out"] is not None else place
    data = stop.heeding(screen.data)
    onlooker = Onlooker(begun=screen.begun, listener=screen.listen, data=data, should_stop=stop.asked)
    return compare(experiment, out=out, workers=given["jobs"], onlooker=onlooker)


def _experiment(target: str, given: dict[str, Any]) -> Experiment:
    from pupila.experiments.comparing.question import find_experiment
    from pupila.experiments.config import parse_setting

    settings = dict(parse_setting(text) for text in given["settings"])
    if given["device"] is not None:
        settings["train.device"] = given["device"]
    arms: dict[str, dict[str, Any]] = {}
    for text in given["arms"]:
        name, *own = text.split(_BETWEEN)
        if name in arms:
            raise UsageError("compare.arm_twice", arm=name)
        arms[name] = dict(parse_setting(setting) for setting in own)
    return find_experiment(
        target, arms=arms or None, settings=settings, seeds=_seeds(given["seeds"]), margin=given["margin"]
    )


def _seeds(text: str | None) -> int | list[int] | None:
    """Read "5" (how many) or "3,7" (which)."""
    if text is None:
        return None
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words or not all(word.isdecimal() for word in words):
        raise UsageError("compare.seed", received=text)
    return [int(word) for word in words] if "," in text else int(text)


def _tell(comparison: Comparison, report: Path, language: Language) -> None:
    head = ("arm", "accuracy", "gap", "seconds", "parameters")
    rows = [_row(name, arm, language) for name, arm in comparison.content["arms"].items()]
    table([say(f"compare.head_{column}", language) for column in head], rows, right=(1, 2, 3, 4))
    click.echo(f"\n{comparison.sentence(language)}\n")
    click.echo(say("cli.result_experiment", language, folder=visible(comparison.path), report=visible(report)))


def _row(name: str, arm: dict[str, Any], language: Language) -> tuple[str, ...]:
    from pupila.experiments.comparing.gather import spread

    found = spread(arm["test_accuracy"])
    code = "compare.spread" if len(arm["test_accuracy"]) > 1 else "compare.alone"
    return (
        name,
        say(code, language, **found),
        number(spread(arm["gap"])["mean"], "+.2%", language),
        number(spread(arm["seconds"])["mean"], ",.1f", language),
        number(arm["parameters"], ",", language),
    )
