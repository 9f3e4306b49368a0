"""Take files out of a data set, and bring them back: nothing is deleted or overwritten, every step is listed."""

from __future__ import annotations

import errno
import filecmp
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pupila import files
from pupila.data.check.finding import Report
from pupila.errors import DataError, UsageError

JOURNAL = "moved.jsonl"
_HEAD = b'{"from": "/'  # how each of its lines begins
# Findings whose files can go without a second look; others are moved where they are named.
SAFE = (
    "empty_file",
    "truncated_file",
    "unreadable_file",
    "too_large_file",
    "not_an_image",
    "copies_across_splits",
    "copies",
)


@dataclass(frozen=True)
class Moved:
    """Hold what was moved.

    Attributes:
        done: (from, to) of each file.
        left: (file, why) of those that were not moved.
        unread: Lines of the list that cannot be read: what they name was not brought back.
    """

    done: tuple[tuple[Path, Path], ...]
    left: tuple[tuple[str, Exception], ...]
    unread: int = 0


def movable(report: Report, *, named: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return the files that one would take out: of the findings named, or of those that need no second look."""
    wanted = SAFE if named is None else named
    files_ = [name for finding in report.findings if finding.code in wanted for name in finding.movable]
    return tuple(dict.fromkeys(files_))


def check_place(root: Path | None, folder: Path) -> None:
    """Refuse a folder that files cannot be moved to, before anything is computed.

    Raises:
        UsageError: The data are no folder, or `folder` lies inside it, where it would be a class.
    """
    if root is None:
        raise UsageError("check.move_arrays")
    here, there = root.resolve(), folder.resolve()
    if there.is_relative_to(here):
        raise UsageError("check.move_inside", folder=folder, root=root)


def move_out(root: Path, names: Sequence[str], folder: Path) -> Moved:
    """Move files of a data set into a folder, keeping the folders of classes and splits.

    What is about to be moved is first added to the list `moved.jsonl` in that folder; `move_back` reads it.

    Args:
        root: The data set's folder.
        names: Paths below it.
        folder: Where they go; made where it is missing.
    """
    done: list[tuple[Path, Path]] = []
    left: list[tuple[str, Exception]] = []
    for name in names:
        source, target = root.resolve() / name, folder.resolve() / name
        error = _move(source, target, folder)
        if error is None:
            done.append((source, target))
        else:
            left.append((name, error))
    return Moved(tuple(done), tuple(left))


def move_back(folder: Path) -> Moved:
    """Bring back what `move_out` moved into a folder, the last file first.

    Lines that cannot be read are passed over and counted: a move that was cut off may leave half of one, whose file
    was not moved.

    Raises:
        DataError: No list there, or one in which nothing can be read.
    """
    done: list[tuple[Path, Path]] = []
    left: list[tuple[str, Exception]] = []
    listed, unread = _listed(folder / JOURNAL)
    for source, target in reversed(listed):
        if not target.exists():
            continue  # it was never moved, or is back already
        try:
            _bring(target, source)
            done.append((target, source))
        except OSError as error:
            left.append((str(target), error))
    return Moved(tuple(done), tuple(left), unread)


def _bring(target: Path, source: Path) -> None:
    """Move a file back; where its move was cut off it still lies at both places, and the second one goes."""
    if not _same(source, target):
        files.move(target, source)
        return
    files.disk.remove(target)
    files.sync_folder(target.parent)


def _same(source: Path, target: Path) -> bool:
    """Tell whether two places hold one file, or one content; a link to a file is none."""
    if source.is_symlink() or target.is_symlink() or not source.is_file():
        return False
    return os.path.samefile(source, target) or filecmp.cmp(source, target, shallow=False)


def _move(source: Path, target: Path, folder: Path) -> Exception | None:
    if source.is_symlink() or not source.is_file():
        return DataError("check.move_link")
    if target.exists() or target.is_symlink():
        return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    try:
        # Names that are no UTF-8 survive as JSON's own escapes.
        files.append_line(folder / JOURNAL, json.dumps({"from": str(source), "to": str(target)}))
        files.move(source, target)
    except OSError as error:
        return error
    return None


def _listed(journal: Path) -> tuple[list[tuple[Path, Path]], int]:
    """Return (from, to) of each line of a list, and how many lines cannot be read."""
    found: list[tuple[Path, Path]] = []
    reasons: list[Exception] = []
    try:
        lines = [line for line in journal.read_bytes().split(b"\n") if line.strip()]
    except OSError as error:
        raise DataError("check.no_journal", path=journal, reason=error) from None
    for line in lines:
        try:
            record = json.loads(line)
            found.append((Path(record["from"]), Path(record["to"])))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            reasons.append(error)
    foreign = [line for line in lines if not _HEAD.startswith(line[: len(_HEAD)])]
    if not found and foreign:
        raise DataError("check.no_journal", path=journal, reason=reasons[0])
    return found, len(reasons)
