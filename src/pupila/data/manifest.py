"""Walk a folder of images: one sub-folder a class, or train/val/test folders with the classes below them.

The walk opens no file. Hidden files and those that operating systems leave behind are passed over; symbolic links are
followed, a class that is a link takes the link's name, and a loop of links is walked once. Classes stand in
alphabetical order over all splits together, so that a test folder that lacks a class shifts no label.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from pupila.data.remarks import Skipped, first_of
from pupila.errors import DataError

SPLIT_FOLDERS = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
}
_IGNORED = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "lost+found", "icon\r"}
)


class Entry(NamedTuple):  # made faster than a data class: there may be hundreds of thousands
    """Name one file of a data set: its path relative to the root, class, split, and what tells that it changed."""

    path: str
    label: int
    split: str
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class Manifest:
    """List the files of a folder, in order of their paths.

    Args:
        root: The folder.
        class_names: In alphabetical order.
        entries: Regular files, not opened yet.
        skipped: Pipes, devices and broken links.
    """

    root: Path
    class_names: tuple[str, ...]
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]


def scan(root: Path) -> Manifest:
    """List the image files of `root` with class and split.

    Raises:
        DataError: No folder, no class, one class, a class without a file (or without one in train), or classes beside
            train/val/test folders.
    """
    tops = _subfolders(root)
    if not tops:
        raise DataError("data.no_classes", path=root)
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    folders = list(_class_folders(root, tops))
    class_names = tuple(sorted({top.name for _, top in folders}))
    index = {name: label for label, name in enumerate(class_names)}
    members: set[tuple[str, str]] = set()
    for split, top in folders:
        label = index[top.name]
        for path, status in _files(top, top.relative_to(root).as_posix()):
            if status is None:
                skipped.append(Skipped(path, "data.image_broken_link"))
            elif stat.S_ISREG(status.st_mode):
                entries.append(Entry(path, label, split, status.st_size, status.st_mtime_ns))
                members.add((top.name, split))
            else:
                skipped.append(Skipped(path, "data.image_special"))
    if len(class_names) < 2:
        raise DataError("data.one_class", path=root, found=first_of(list(class_names)))
    check_classes(class_names, members, root=root)
    return Manifest(root, class_names, tuple(sorted(entries, key=attrgetter("path"))), tuple(skipped))


def check_classes(class_names: tuple[str, ...], members: Collection[tuple[str, str]], *, root: Path) -> None:
    """Refuse classes that have no example to train on.

    Args:
        class_names: All classes.
        members: (class name, split) of the examples; once is enough.
        root: The folder, for the message.

    Raises:
        DataError: Naming the classes.
    """
    trained = {name for name, split in members if split in ("", "train")}
    empty = [name for name in class_names if name not in trained]
    if empty:
        elsewhere = {name for name, _ in members}
        code = "data.class_not_in_train" if any(name in elsewhere for name in empty) else "data.empty_class"
        raise DataError(code, path=root, names=first_of(empty))


def _class_folders(root: Path, tops: list[Path]) -> Iterator[tuple[str, Path]]:
    """Yield (split, class folder), split "" where the folder brings none."""
    splits = [top for top in tops if top.name.lower() in SPLIT_FOLDERS]
    below = {top: _subfolders(top) for top in splits}
    if not any(SPLIT_FOLDERS[top.name.lower()] == "train" and below[top] for top in splits):
        yield from (("", top) for top in tops)
        return
    if len(splits) < len(tops):
        others = [top.name for top in tops if top not in below]
        raise DataError("data.folder_mixed", path=root, names=first_of(others))
    for top in splits:
        yield from ((SPLIT_FOLDERS[top.name.lower()], folder) for folder in below[top])


def _subfolders(folder: Path) -> list[Path]:
    return [folder / name for name, status in _listing(folder) if status is not None and stat.S_ISDIR(status.st_mode)]


def _files(folder: Path, relative: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Yield what is no folder below `folder`, by its path below the root; each real folder is walked once."""
    seen: set[tuple[int, int]] = set()
    waiting = [(folder, relative)]
    while waiting:
        current, prefix = waiting.pop()
        status = current.stat()
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        for name, found in _listing(current):
            if found is not None and stat.S_ISDIR(found.st_mode):
                waiting.append((current / name, f"{prefix}/{name}"))
            else:
                yield f"{prefix}/{name}", found


def _listing(folder: Path) -> list[tuple[str, os.stat_result | None]]:
    """List what is not ignored in a folder, by name, with the status behind each link: None for a broken one."""
    try:
        with os.scandir(folder) as entries:
            return sorted(((entry.name, _status(entry)) for entry in entries if not _ignored(entry.name)), key=_name)
    except FileNotFoundError:
        raise DataError("data.not_found", path=folder) from None
    except OSError as error:
        raise DataError("data.folder_unreadable", path=folder, reason=error) from None


def _name(item: tuple[str, object]) -> str:
    return item[0]


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:
        return None


def _ignored(name: str) -> bool:
    return name.startswith(".") or name.lower() in _IGNORED
