"""Fetch files, whole or not at all: SHA-256 before anything is parsed, mirrors in turn, careful unpacking."""

from __future__ import annotations

import errno
import gzip
import hashlib
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from pupila import files
from pupila.errors import DataError, DownloadError

Progress = Callable[[int, int, str], None]
_CHUNK = 1 << 16
_TIMEOUT = (10, 30)  # seconds to connect, and of silence
_PATIENCE = 60.0  # seconds in which _LEAST bytes must come: a server may drip for ever
_LEAST = 1 << 16
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EIO)
_MAX_MEMBERS = 100_000
_MAX_HEADERS = 1 << 20  # bytes of an archive between the contents of two files


@dataclass(frozen=True)
class Remote:
    """Describe one file to download.

    Args:
        urls: Where it lies, the best place first.
        sha256: What it must be.
        size: Its length in bytes; a server that sends more is cut off.
    """

    urls: tuple[str, ...]
    sha256: str
    size: int

    @property
    def file_name(self) -> str:
        """Return the last part of the first URL."""
        return self.urls[0].rpartition("/")[2]


def fetch(remote: Remote, folder: Path, *, manual: str, progress: Progress | None = None) -> Path:
    """Download `remote` into `folder`, unless it lies there already with the right checksum.

    The bytes go to a temporary file of their own, are hashed on the way, and take the final name only when the hash is
    right: two processes may fetch at once, and a wrong or cut file is never seen.

    Args:
        remote: The file.
        folder: Where it is put.
        manual: Where a person can put the data by hand, for the message of a failure.
        progress: Called with (bytes, total bytes, "data.doing_download").

    Raises:
        DownloadError: No mirror gave the right file; the message tells the first URL, the reasons, and the manual way.
        OSError: The folder cannot be written to, or is full.
    """
    path = folder / remote.file_name
    if path.is_file() and files.sha256(path) == remote.sha256:
        return path
    reasons = []
    for url in remote.urls:
        try:
            _download(url, remote, path, progress)
        except Exception as error:  # requests and urllib3 raise a dozen kinds; each means: try the next mirror
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                raise
            reasons.append(f"{url}: {_reason(error)}")
        else:
            return path
    raise DownloadError("data.download", url=remote.urls[0], reason="; ".join(reasons), manual=manual)


def _download(url: str, remote: Remote, path: Path, progress: Progress | None) -> None:
    import requests  # takes its time to load, and only a download needs it

    digest = hashlib.sha256()
    headers = {"Accept-Encoding": "identity"}
    with requests.get(url, stream=True, timeout=_TIMEOUT, headers=headers) as answer, files.replacing(path) as file:
        answer.raise_for_status()
        done = 0
        for piece in _pieces(answer.raw, remote.size):
            file.write(piece)
            digest.update(piece)
            done += len(piece)
            if progress is not None:
                progress(min(done, remote.size), remote.size, "data.doing_download")
        if digest.hexdigest() != remote.sha256:
            raise WrongHashError


def _pieces(source: Any, size: int) -> Iterator[bytes]:
    """Yield what comes from a server, as long as it is no more than expected and comes at a pace at which it ends."""
    # read1 returns what has come; read would wait for a whole chunk, however slowly that came.
    take = getattr(source, "read1", None) or source.read
    done, mark, due = 0, _LEAST, time.monotonic() + _PATIENCE
    while piece := take(_CHUNK):
        done += len(piece)
        if done > size + 2 * _CHUNK:
            raise TooLongError
        if done >= mark:
            mark, due = done + _LEAST, time.monotonic() + _PATIENCE
        elif time.monotonic() > due:
            raise TooSlowError
        yield piece


def tar_members(
    path: Path, wanted: Callable[[str], bool], *, max_bytes: int, max_total: int
) -> Iterator[tuple[str, bytes]]:
    """Read the wanted regular files of a `.tar.gz` in memory; nothing is extracted by the archive's own rules.

    Folders, links, devices and files of other names are passed over.

    Args:
        path: The archive.
        wanted: Says of a name whether it is expected.
        max_bytes: Limit of one file.
        max_total: Limit of all of them together.

    Yields:
        Name in the archive and content.

    Raises:
        DataError: A damaged archive, a name that comes twice, or more or larger files than allowed.
    """
    seen: set[str] = set()
    total = 0
    try:
        with gzip.open(path) as packed, _opened(source := _Limited(packed)) as archive:
            for count, member in enumerate(archive):
                total += max(member.size, 0)
                if count >= _MAX_MEMBERS or total > max_total:
                    raise DataError("data.archive_limit", path=path)
                source.allow(max(member.size, 0))
                archive.members.clear()  # type: ignore[attr-defined]  # it would keep them: a million take a gigabyte
                if not member.isreg() or not wanted(member.name):
                    continue
                if member.name in seen or not 0 <= member.size <= max_bytes:
                    raise DataError("data.archive_member", path=path, name=member.name)
                seen.add(member.name)
                yield member.name, _content(archive, member, path)
            while source.read(_CHUNK):
                pass  # to the end, where the checksum of all of it stands
    except TooLongError:
        raise DataError("data.archive_limit", path=path) from None
    except (tarfile.TarError, OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError("data.archive_damaged", path=path, reason=f"{type(error).__name__}: {error}") from None


def _opened(source: _Limited) -> tarfile.TarFile:
    # Read as a stream, an archive asks its source for nothing but `read`.
    return tarfile.open(fileobj=cast(IO[bytes], source), mode="r|")


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> bytes:
    file = archive.extractfile(member)
    content = file.read() if file is not None else b""
    if len(content) != member.size:
        raise DataError("data.archive_member", path=path, name=member.name)
    return content


class _Limited:
    """Let an archive be unpacked no further than to the end of the file that was announced, and a little beyond.

    The headers of an archive can announce a name of any length, which would be read into memory at once.
    """

    def __init__(self, source: gzip.GzipFile) -> None:
        self._source = source
        self._left = _MAX_HEADERS

    def allow(self, count: int) -> None:
        """Allow the content of the next file."""
        self._left = count + _MAX_HEADERS

    def read(self, size: int) -> bytes:
        """Unpack some bytes."""
        chunk = self._source.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise TooLongError
        return chunk


def _reason(error: Exception) -> str:
    """Return one short line; the message of a failed connection can be a page long."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"HTTP {response.status_code}"
    known = {WrongHashError: "SHA-256", TooLongError: "too long", TooSlowError: "too slow"}
    return known.get(type(error)) or type(error).__name__


class TooLongError(Exception):
    """Stop a server, or an archive, that gives more than it should."""


class TooSlowError(Exception):
    """Stop a server that sends next to nothing."""


class WrongHashError(Exception):
    """Refuse what is not the file that was wanted."""
