"""pupila check: what is wrong with a data set, and what to do about it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pupila.cli import options
from pupila.cli.screen import note, show_json, table
from pupila.errors import DataError, RunError, UsageError
from pupila.files import to_csv, write_text
from pupila.language import Language, number, say, visible
from pupila.reporting.live import LiveProgress

if TYPE_CHECKING:
    from pupila.data.check.finding import Finding, Report
    from pupila.data.check.moving import Moved
    from pupila.data.dataset import Dataset
    from pupila.experiments.classifier import Classifier
    from pupila.experiments.record import Run

_NAMED = 3  # files of a finding that are named in the terminal


@options.command("check")
@click.argument("data", required=False)
@click.option("--labels/--no-labels", default=None, help=options.text("option_labels"))
@click.option("--run", metavar="RUN", help=options.text("option_check_run"))
@click.option("--only", multiple=True, metavar="CODE", help=options.text("option_only"))
@click.option(
    "--page", "--out", type=click.Path(path_type=Path), metavar="FILE.html", help=options.text("option_check_page")
)
@click.option("--write-csv", type=click.Path(path_type=Path), metavar="FILE.csv", help=options.text("option_write_csv"))
@click.option("--move-to", type=click.Path(path_type=Path), metavar="FOLDER", help=options.text("option_move_to"))
@click.option("--undo", type=click.Path(path_type=Path), metavar="FOLDER", help=options.text("option_undo"))
@click.option("--image-size", nargs=2, type=click.IntRange(1, 4096), help=options.text("option_image_size"))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help=options.text("option_seed"))
@options.device
@options.common
def command(data: str | None, undo: Path | None, lang: Language, as_json: bool, debug: bool, **given: Any) -> int:
    """Check; the help stands in the catalogue of sentences."""
    if (data is None and given["run"] is None) == (undo is None):
        raise UsageError("check.data_or_undo")
    if undo is not None:
        return _undo(undo, lang, as_json)
    _check_endings(given)
    _check_codes(given)
    report, run = _report_of_run(data, given, lang) if given["run"] is not None else _report(str(data), given, lang)
    _write(report, given, lang)
    moved = _move(report, given) if given["move_to"] is not None else None
    if as_json:
        told = {"moved": _moves(moved, lang)} if moved is not None else {}
        show_json({**report.to_json(), **_places(given), **told})
    else:
        _tell(report, given, moved, lang)
    if run is not None:
        _keep(run, report, lang)
    bad = report.worst == "error" or (moved is not None and moved.left)
    return DataError.exit_code if bad else 0


def _write(report: Report, given: dict[str, Any], language: Language) -> None:
    """Write list and page, which needs the files where they are: before any of them is moved."""
    if given["write_csv"] is not None:
        write_text(given["write_csv"], _as_csv(report, language))
    if given["page"] is not None:
        from pupila.reporting.check_page import write_check

        write_check(report, given["page"], language=language, moved_to=given["move_to"])


def _check_endings(given: dict[str, Any]) -> None:
    for key, ending, code in (("page", ".html", "cli.html_only"), ("write_csv", ".csv", "check.csv_only")):
        if given[key] is not None and given[key].suffix.lower() != ending:
            raise UsageError(code, path=given[key])


def _check_codes(given: dict[str, Any]) -> None:
    """Refuse unknown codes, and what does not go together, before the data are read."""
    from pupila.data.check.evidence import LOOKALIKES
    from pupila.data.check.examine import refuse_unknown

    refuse_unknown(given["only"])
    if LOOKALIKES in given["only"] and given["run"] is None:
        raise UsageError("check.needs_run", check=LOOKALIKES)
    if given["image_size"] and given["run"] is not None:
        raise UsageError("check.size_of_run")


def _report(data: str, given: dict[str, Any], language: Language) -> tuple[Report, None]:
    from pupila.data.check.evidence import SUSPECT_LABELS
    from pupila.data.check.examine import examine
    from pupila.data.check.moving import check_place
    from pupila.data.sources import load

    only: list[str] | None = list(given["only"]) or None
    with LiveProgress(language) as screen:
        dataset = load(data, image_size=given["image_size"] or None, progress=screen.data)
        if given["move_to"] is not None:
            check_place(dataset.root, given["move_to"])
        if given["labels"] is False or (only is not None and SUSPECT_LABELS not in only):
            return examine(dataset, only=only, progress=screen.data), None
        return _examined(dataset, given, language, screen), None


def _report_of_run(data: str | None, given: dict[str, Any], language: Language) -> tuple[Report, Run | None]:
    """Check data as a run read them; return the run too where what is found is to be laid beside it."""
    from pupila.data.check.moving import check_place
    from pupila.experiments.classifier import load_classifier
    from pupila.experiments.lookalikes import data_of_run
    from pupila.experiments.record import open_run

    run = open_run(given["run"])
    classifier = load_classifier(run, always_answer=True)
    with LiveProgress(language) as screen:
        dataset, own = data_of_run(run, classifier, data, progress=screen.data)
        if given["move_to"] is not None:
            check_place(dataset.root, given["move_to"])
        report = _examined(dataset, given, language, screen, classifier=classifier)
    if not own:
        note(say("check.other_data", language, run=visible(run.path)))
    return report, run if own and not given["only"] and os.access(run.path, os.W_OK) else None


def _keep(run: Run, report: Report, language: Language) -> None:
    """Lay what was found beside the run; where that cannot be done it is said, and what was shown stands."""
    from pupila.experiments.lookalikes import keep_check

    try:
        keep_check(run, report)
    except (OSError, RunError) as error:
        note(say("check.not_kept", language, path=visible(run.path), reason=error))


def _examined(
    dataset: Dataset,
    given: dict[str, Any],
    language: Language,
    screen: LiveProgress,
    classifier: Classifier | None = None,
) -> Report:
    from pupila.experiments.check import check

    return check(
        dataset,
        labels=given["labels"],
        only=list(given["only"]) or None,
        classifier=classifier,
        seed=given["seed"],
        device=given["device"] or "auto",
        progress=screen.data,
        told=lambda code, values: note(say(f"check.{code}", language, **values)),
    )


def _move(report: Report, given: dict[str, Any]) -> Moved:
    from pupila.data.check.moving import movable, move_out

    root = report.dataset.root
    if root is None:
        raise UsageError("check.move_arrays")
    return move_out(root, movable(report, named=given["only"] or None), given["move_to"])


def _undo(folder: Path, language: Language, as_json: bool) -> int:
    from pupila.data.check.moving import move_back

    moved = move_back(folder)
    if as_json:
        show_json({"moved": {**_moves(moved, language), "unread": moved.unread}})
    else:
        click.echo(say("check.undone", language, count=len(moved.done), path=visible(folder)))
        _tell_left(moved, language)
        if moved.unread:
            note(say("check.unread_lines", language, count=moved.unread, path=visible(folder)))
    return DataError.exit_code if moved.left else 0


def _moves(moved: Moved, language: Language) -> dict[str, Any]:
    left = [(name, say("check.left_reason", language, reason=error)) for name, error in moved.left]
    return {
        "done": [{"from": str(source), "to": str(target)} for source, target in moved.done],
        "left": [{"file": name, "reason": reason} for name, reason in left],
    }


def _places(given: dict[str, Any]) -> dict[str, Any]:
    return {key: str(given[key]) if given[key] else None for key in ("page", "write_csv", "move_to")}


def _as_csv(report: Report, language: Language) -> str:
    """Write one line a file and finding."""
    data = report.dataset
    place = {name: row for row, name in enumerate(data.ids)}
    keys = ("given", "suggested", "confidence_given", "confidence_suggested", "fold")
    rows: list[list[Any]] = [["severity", "code", "file", "class", "split", "group", "move", *keys, "reason"]]
    for finding in report.findings:
        group = {name: at for at, names in enumerate(finding.groups, start=1) for name in names}
        details = {detail["file"]: detail for detail in finding.details if "file" in detail}
        moved = set(finding.movable)
        for name in finding.files:
            row, detail = place.get(name), details.get(name, {})
            known = ["", ""] if row is None else [data.class_names[data.labels[row]], str(data.given_split[row])]
            reason = detail["reason"][language] if "reason" in detail else finding.title(language)
            values = [detail.get(key, "") for key in keys]
            move = "yes" if name in moved else ""
            rows.append([finding.severity, finding.code, name, *known, group.get(name, ""), move, *values, reason])
    return to_csv(rows)


def _tell(report: Report, given: dict[str, Any], moved: Moved | None, language: Language) -> None:
    data = report.dataset
    values = {"name": visible(data.name), "examples": data.num_examples, "classes": data.num_classes}
    click.echo(say("check.heading", language, **values))
    click.echo()
    if report.findings:
        _table(report, language)
    else:
        click.echo(say("check.nothing", language))
    for finding in report.findings:
        click.echo()
        _tell_finding(finding, language)
    if report.notes:
        click.echo()
    for code, told in report.notes:
        click.echo(say(f"check.{code}", language, **told))
    click.echo()
    for key, code in (("page", "cli.page"), ("write_csv", "check.csv_written")):
        if given[key] is not None:
            click.echo(say(code, language, path=visible(given[key])))
    if moved is not None:
        click.echo(say("check.moved", language, count=len(moved.done), path=visible(given["move_to"])))
        _tell_left(moved, language)
    elif given["page"] is None and report.findings:
        click.echo(say("check.next", language))


def _table(report: Report, language: Language) -> None:
    head = [say(f"check.head_{name}", language) for name in ("severity", "code", "files", "what")]
    rows = [
        (
            say(f"check.severity_{finding.severity}", language),
            finding.code,
            number(len(finding.files), ",", language) if finding.files else "",
            finding.title(language),
        )
        for finding in report.findings
    ]
    table(head, rows, right=(2,))


def _tell_finding(finding: Finding, language: Language) -> None:
    click.echo(f"[{finding.code}] {visible(finding.message(language))}")
    for line in _examples(finding, language):
        click.echo(f"  {visible(line)}")
    click.echo(f"  ({visible(finding.caveat(language))})")


def _examples(finding: Finding, language: Language) -> list[str]:
    if finding.details and "suggested" in finding.details[0]:
        lines = [say("check.line_suspect", language, **detail) for detail in finding.details[:_NAMED]]
    elif finding.details and "reason" in finding.details[0]:
        lines = [detail["reason"][language] for detail in finding.details[:_NAMED]]
    elif finding.details and "files" in finding.details[0]:
        lines = [" = ".join(detail["files"]) for detail in finding.details[:_NAMED]]
    elif finding.groups:
        lines = [" = ".join(group[:4]) + (" = ..." if len(group) > 4 else "") for group in finding.groups[:_NAMED]]
    else:
        lines = list(finding.files[:_NAMED])
    total = len(finding.details or finding.groups or finding.files)
    return lines + ([say("check.line_more", language, count=total - len(lines))] if total > len(lines) else [])


def _tell_left(moved: Moved, language: Language) -> None:
    for name, error in moved.left[:20]:
        note(visible(say("check.not_moved", language, name=name, reason=error)))
