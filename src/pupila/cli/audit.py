"""pupila audit: whether what a run or an experiment concludes can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pupila.cli import options
from pupila.cli.screen import note, show_json, table
from pupila.errors import DataError
from pupila.language import Language, say, visible

if TYPE_CHECKING:
    from pupila.experiments.audit.findings import Finding

FAULTS_FOUND = DataError.exit_code
_LOUD = ("fault", "warning")


@options.command("audit")
@click.argument("target", metavar="RUN|EXPERIMENT")
@click.option("--strict", is_flag=True, help=options.text("option_audit_strict"))
@options.common
def command(target: str, strict: bool, lang: Language, as_json: bool, debug: bool) -> int:
    """Audit; the help stands in the catalogue of sentences."""
    from pupila.experiments.comparing.audit import audit_named

    folder, findings = audit_named(target)
    counts = {severity: sum(one.severity == severity for one in findings) for severity in _LOUD}
    if as_json:
        known = {"path": str(folder), "faults": counts["fault"], "warnings": counts["warning"]}
        show_json({**known, "findings": [one.to_json() for one in findings]})
    else:
        _tell(findings, lang)
    return FAULTS_FOUND if strict and counts["fault"] else 0


def _tell(findings: Sequence[Finding], language: Language) -> None:
    names = {
        severity: say(f"audit.{severity.replace(' ', '_')}", language)
        for severity in {one.severity for one in findings}
    }
    rows = [(one.code, names[one.severity], one.title(language)) for one in findings]
    table((say("audit.code", language), say("audit.result", language), say("audit.looked_at", language)), rows)
    for one in sorted(findings, key=lambda one: one.severity != "fault"):
        if one.severity in _LOUD:
            click.echo()
            click.echo(f"{one.code} {names[one.severity]}: {visible(one.message(language))}")
            click.echo(f"    {one.remedy(language)}")
    click.echo()
    faults, warnings = (sum(one.severity == severity for one in findings) for severity in _LOUD)
    note(say("audit.total", language, faults=faults, warnings=warnings))
