"""pupila verify: check a run again that somebody hands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import note, show_json
from pupila.errors import RunError
from pupila.language import Language, say, visible
from pupila.reporting.live import LiveProgress

if TYPE_CHECKING:
    from pupila.experiments.verify import Check

DOES_NOT_HOLD = RunError.exit_code
_OUTCOMES = ("passed", "failed", "not_possible")


@options.command("verify")
@click.argument("target", metavar="RUN|EXPERIMENT")
@click.argument("data", required=False)
@options.common
def command(target: str, data: str | None, lang: Language, as_json: bool, debug: bool) -> int:
    """Verify; the help stands in the catalogue of sentences."""
    from pupila.experiments.comparing.verify import verify_named

    with LiveProgress(lang, quiet=as_json) as screen:
        path, checks, runs = verify_named(target, source=data, progress=screen.data)
    every = [*checks, *(check for own in runs.values() for check in own)]
    failed = sum(check.outcome == "failed" for check in every)
    if as_json:
        known: dict[str, Any] = {"path": str(path), "verified": not failed, "checks": [one.to_json() for one in checks]}
        each = {name: [one.to_json() for one in own] for name, own in runs.items()}
        show_json({**known, "runs": each} if runs else known)
    else:
        for name, own in {**runs, path.name: checks}.items():
            _tell(name, own, lang)
        passed = sum(check.outcome == "passed" for check in every)
        code = "verify.does_not_hold" if failed else "verify.holds"
        note(say(code, lang, all=len(every), passed=passed, failed=failed))
    return DOES_NOT_HOLD if failed else 0


def _tell(name: str, checks: Sequence[Check], language: Language) -> None:
    """Print the checks of a folder under its name."""
    width = max(len(say(f"verify.{outcome}", language)) for outcome in _OUTCOMES)
    click.echo(f"{visible(name)}")
    for check in checks:
        outcome = say(f"verify.{check.outcome.replace(' ', '_')}", language)
        click.echo(f"  {outcome:<{width}}  {check.title(language)}")
        click.echo(f"  {'':<{width}}    {visible(check.message(language))}")
    click.echo()
