"""Write files so that a reader, now or after a crash, sees the old content or the new one, never half of it.

This is the only door to writing: a temporary file in the same folder, flush, fsync, replace, fsync of the folder.
Nothing else in Pupila opens a file for writing, which a test in `tests/house` holds.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import hashlib
import io
import json
import math
import mmap
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from pupila.errors import RunError

TEMPORARY_SUFFIX = ".tmp"
# What a spreadsheet takes for a formula (OWASP, "CSV Injection"), also written in the wide letters of East Asia.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ASKED_AGAIN, _PAUSE = 10, 0.01  # a lock's holder writes its name a moment after it took the lock


class Disk:
    """Ask the system for what writing needs, one call a method: tests put a disk in its place that fails anywhere."""

    def create(self, path: Path) -> IO[bytes]:
        """Open a file that is not there yet."""
        return open(path, "xb")

    def extend(self, path: Path) -> IO[bytes]:
        """Open a file to write at its end; where there is none yet, it is made."""
        return open(path, "ab")

    def flush(self, file: IO[bytes]) -> None:
        """Hand to the system what was written."""
        file.flush()

    def sync(self, file: IO[bytes]) -> None:
        """Wait until what was written is on the disk."""
        os.fsync(file.fileno())

    def replace(self, source: Path, target: Path) -> None:
        """Give `source` the name of `target`, whose content is gone."""
        os.replace(source, target)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name, which nothing has yet."""
        os.link(source, target)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in a folder are on the disk."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)


disk = Disk()


class DiskFull(OSError):
    """Say how many bytes found no room.

    Args:
        error: What the system said.
        path: The file that was to be written; it holds what it held before.
        needed: Bytes of its new content.
    """

    def __init__(self, error: OSError, path: Path, needed: int) -> None:
        super().__init__(error.errno, error.strerror, str(path))
        self.needed = needed


@contextlib.contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """Open a binary file whose content takes the place of `path` when the block ends without an error.

    Args:
        path: The file.
        durable: Wait for the disk, so that a power cut cannot leave a new file half written; False for what can be made
            again and is checked when it is read.

    Raises:
        OSError: The disk is full, or the folder may not be written to; `path` then holds what it held before.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
    try:
        with disk.create(temporary) as file:
            yield file
            disk.flush(file)
            if durable:
                disk.sync(file)
        disk.replace(temporary, path)
    except BaseException:
        disk.remove(temporary)
        raise
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable; a system that cannot is left alone."""
    with contextlib.suppress(OSError):
        disk.sync_folder(folder)


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the content of `path` by `content`, whole or not at all.

    Raises:
        DiskFull: There is no room for it.
        OSError: The system refused for another reason.
    """
    try:
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(error, path, len(content)) from None
        raise


def write_text(path: Path, content: str) -> None:
    """Replace the content of `path` by `content` as UTF-8; names that are no UTF-8 are written escaped."""
    write_bytes(path, content.encode("utf-8", "backslashreplace"))


def write_json(path: Path, content: Any) -> None:
    """Replace the content of `path` by `content` as JSON, for people and machines."""
    write_text(path, to_json(content, indent=2) + "\n")


def append_line(path: Path, line: str) -> None:
    """Add one whole line to the end of `path`, durably; where the last one was cut off, the new one begins below it."""
    make_folder(path.parent)
    new = not path.exists()
    content = line.encode("utf-8", "backslashreplace") + b"\n"
    with disk.extend(path) as file:
        file.write(content if new or _ends_whole(path) else b"\n" + content)
        disk.flush(file)
        disk.sync(file)
    if new:
        sync_folder(path.parent)


def _ends_whole(path: Path) -> bool:
    with open(path, "rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def move(source: Path, target: Path) -> None:
    """Move a file to a place where nothing lies yet; whatever happens, the file is at one of both places, whole.

    Whoever is ended in the midst of it leaves the file at both.

    Raises:
        FileExistsError: Something lies at `target`; nothing was changed.
        OSError: The system refused; the file is where it was.
    """
    make_folder(target.parent)
    _put(source, target)
    sync_folder(target.parent)
    try:
        disk.remove(source)
    except OSError:
        if os.path.lexists(source):
            with contextlib.suppress(OSError):
                disk.remove(target)
        raise
    sync_folder(source.parent)


def _put(source: Path, target: Path) -> None:
    """Lay a file at a second place: under a second name, or as a copy."""
    try:
        disk.link(source, target)  # refuses, in one step, to take another file's place
    except FileExistsError:
        raise
    except OSError:  # another disk, or one that knows no second names
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        with open(source, "rb") as content, replacing(target) as file:
            shutil.copyfileobj(content, file)
        with contextlib.suppress(OSError):  # some disks keep neither times nor rights
            shutil.copystat(source, target)


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it lies in, where they are missing.

    Raises:
        NotADirectoryError: A file stands there.
        OSError: The system refused for another reason.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None


def at_home(source: str | Path) -> Path:
    """Return a path whose "~" has become the home of its user; a user who has none leaves it as it is."""
    try:
        return Path(source).expanduser()
    except RuntimeError:
        return Path(source)


def cache_root() -> Path:
    """Return $PUPILA_CACHE, or the user's cache folder for Pupila."""
    chosen = os.environ.get("PUPILA_CACHE")
    if chosen:
        return at_home(chosen)
    from platformdirs import user_cache_path

    try:
        return user_cache_path("pupila")
    except RuntimeError:  # a user without a home, as containers have them: then nothing can be kept
        return Path(os.devnull) / "pupila"


def set_aside(parts: Iterable[bytes | memoryview], folder: Path) -> mmap.mmap:
    """Write what memory has no room for into a file without a name, and return it mapped; what is changed stays here.

    The file is gone with the mapping, however the process ends.

    Args:
        parts: The content, not empty.
        folder: On whose disk it lies.

    Raises:
        OSError: The disk is full, or the folder may not be written to.
    """
    make_folder(folder)
    with tempfile.TemporaryFile(dir=folder) as file:
        for part in parts:
            file.write(part)
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Lend a folder to another program that writes files; it is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="pupila-") as folder:
        yield Path(folder)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; at its place it is whole or gone, whatever happens meanwhile."""
    if not folder.exists():
        return
    hidden = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
    disk.replace(folder, hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what writers that were killed left in a folder; only for who holds its lock."""
    for path in sorted(folder.rglob(f".*{TEMPORARY_SUFFIX}"), reverse=True):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            disk.remove(path)


def to_json(content: Any, indent: int | None = None) -> str:
    """Write `content` as JSON; numbers that are not finite, which JSON does not know, become null."""
    return json.dumps(_finite(content), indent=indent, ensure_ascii=False, allow_nan=False)


def to_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Write rows as CSV; text that a spreadsheet would take for a formula gets an apostrophe in front of it.

    Text is always quoted, so that no other separator can open a cell of its own; numbers are written as they are.

    Example:
        >>> print(to_csv([("file", "share"), ("=1+1.png", -0.5)]), end="")
        "file","share"
        "'=1+1.png",-0.5
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def _inert(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _finite(content: Any) -> Any:
    if isinstance(content, float):
        return content if math.isfinite(content) else None
    if isinstance(content, dict):
        return {str(key): _finite(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_finite(value) for value in content]
    return _finite(content.tolist()) if hasattr(content, "tolist") else content


def read_json(path: Path) -> Any:
    """Read a JSON file of a run.

    Raises:
        RunError: The file is missing or damaged.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError("runs.file_missing", path=path) from None
    except (ValueError, OSError, RecursionError) as error:
        raise RunError("runs.file_damaged", path=path, reason=error) from None


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the file `path` as a lock; the kernel frees it however the process ends.

    Raises:
        RunError: Another process holds it; the message names that process.
    """
    with _held(path):
        yield


def _held(path: Path) -> IO[str]:
    import fcntl

    make_folder(path.parent)
    while True:
        file = open(path, "a+", encoding="utf-8")  # noqa: SIM115  # held for as long as the lock is
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            with file:
                raise RunError("common.locked", path=path.parent, holder=_holder(file)) from None
        # Who held it before may have removed it, after it was opened here: then this lock keeps nobody out.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), os.stat(path)):
                file.truncate(0)
                file.write(f"pid {os.getpid()}")
                file.flush()
                return file
        file.close()


def _holder(file: IO[str]) -> str:
    """Return who holds the lock; until it has written its name, that of one before it may stand there."""
    named = ""
    for _ in range(_ASKED_AGAIN):
        file.seek(0)
        named = file.read().strip()
        if named and _is_running(named):
            return named
        time.sleep(_PAUSE)
    return named or "?"


def _is_running(named: str) -> bool:
    """Tell whether a process of that name, "pid 123", may be at work here."""
    number = named.removeprefix("pid ")
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except OSError:  # another user's
        return True
    return True
