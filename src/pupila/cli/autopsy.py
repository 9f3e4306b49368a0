"""pupila autopsy: the faults of method that a notebook or script shows; it is read, never run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pupila.cli import options
from pupila.cli.screen import note, show_json
from pupila.errors import DataError, UsageError
from pupila.language import Language, say, visible

if TYPE_CHECKING:
    from pupila.autopsies.finding import Autopsy

FAULTS_FOUND = DataError.exit_code


@options.command("autopsy")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help=options.text("option_autopsy_strict"))
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE.html", help=options.text("option_autopsy_page"))
@options.common
def command(
    files: tuple[Path, ...], strict: bool, page: Path | None, lang: Language, as_json: bool, debug: bool
) -> int:
    """Name the faults; the help stands in the catalogue of sentences."""
    from pupila.autopsies.examine import examine

    if page is not None and page.suffix.lower() != ".html":
        raise UsageError("cli.html_only", path=page)
    done: list[Autopsy] = []
    refused: list[tuple[Path, DataError]] = []
    for file in files:
        try:
            done.append(examine(file))
        except DataError as error:
            if len(files) == 1:
                raise
            refused.append((file, error))
    if page is not None and done:
        from pupila.reporting.autopsy_page import write_autopsy

        write_autopsy(done, page, language=lang)
    if as_json:
        errors = [{"file": str(file), "error": refusal.message(lang)} for file, refusal in refused]
        show_json({"schema": 1, "files": [one.to_json() for one in done] + errors})
    else:
        for one in done:
            _tell(one, lang)
    for _, refusal in refused:
        note(f"pupila: {visible(refusal.message(lang))}")
    if page is not None and done and not as_json:
        click.echo(say("cli.page", lang, path=visible(page)))
    faults = any(one.counts["fault"] for one in done)
    return FAULTS_FOUND if refused or (strict and faults) else 0


def _tell(found: Autopsy, language: Language) -> None:
    """Print what was found in one file."""
    kind = say(f"autopsy.{found.kind}", language, cells=len(found.cells))
    libraries = ", ".join(found.libraries)
    click.echo(f"{visible(found.path)}: {kind}{', ' + libraries if libraries else ''}")
    if not found.libraries:
        click.echo(say("autopsy.no_library", language))
    for cell in found.not_read:
        line, reason = cell.problem or (1, "")
        click.echo(
            say("autopsy.cell_not_read", language, cell=cell.number, line=line, reason=visible(reason.rstrip(".")))
        )
    for finding in found.findings:
        head = (
            found.where(finding).say(language),
            finding.method or "",
            say(f"autopsy.severity_{finding.severity}", language),
            say("autopsy.certainty_possible", language) if finding.certainty == "possible" else "",
        )
        click.echo()
        click.echo("  ".join(part for part in head if part))
        click.echo(f"    {visible(finding.source)}")
        for sentence in (finding.reason(language), say("autopsy.remedy", language, remedy=finding.remedy(language))):
            click.echo(click.wrap_text(visible(sentence), 98, "  ", "  "))
    click.echo()
    counts = found.counts
    if found.findings:
        numbers = {"faults": counts["fault"], "warnings": counts["warning"], "remarks": counts["remark"]}
        click.echo(say("autopsy.counted", language, **numbers))
    else:
        click.echo(say("autopsy.clean", language))
