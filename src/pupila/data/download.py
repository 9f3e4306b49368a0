"""Fetch files, whole or not at all: SHA-256 before anything is parsed, mirrors in turn, careful unpacking."""

from __future__ import annotations

import logging
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pupila.errors import DataError, DownloadError

Progress = Callable[[int, int, str], None]
_CHUNK = 1 << 16
_TIMEOUT = (10, 30)  # seconds to connect, and of silence
_MAX_MEMBERS = 100_000


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

    The bytes go to a temporary file of their own, are hashed there, and take the final name only when the hash is
    right: two processes may fetch at once, and a wrong or cut file is never seen.

    Args:
        remote: The file.
        folder: Where it is put.
        manual: Where a person can put the data by hand, for the message of a failure.
        progress: Called with (bytes, total bytes, "data.doing_download").

    Raises:
        DownloadError: No mirror gave the right file; the message tells the first URL, the reasons, and the manual way.
    """
    import pooch  # brings requests, which only a download needs

    pooch.get_logger().setLevel(logging.WARNING)
    reasons = []
    for url in remote.urls:
        bar = _Bar(remote.size, progress)
        downloader = pooch.HTTPDownloader(
            progressbar=bar, chunk_size=_CHUNK, timeout=_TIMEOUT, headers={"Accept-Encoding": "identity"}
        )
        try:
            found = pooch.retrieve(
                url, f"sha256:{remote.sha256}", fname=remote.file_name, path=folder, downloader=downloader
            )
        except Exception as error:  # requests, urllib3 and pooch raise a dozen kinds; each means: try the next mirror
            reasons.append(f"{url}: {_reason(error)}")
        else:
            return Path(found)
    raise DownloadError("data.download", url=remote.urls[0], reason="; ".join(reasons), manual=manual)


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
        with tarfile.open(path, "r|gz") as archive:
            for count, member in enumerate(archive):
                total += max(member.size, 0)
                if count >= _MAX_MEMBERS or total > max_total:
                    raise DataError("data.archive_limit", path=path)
                if not member.isreg() or not wanted(member.name):
                    continue
                if member.name in seen or not 0 <= member.size <= max_bytes:
                    raise DataError("data.archive_member", path=path, name=member.name)
                seen.add(member.name)
                yield member.name, _content(archive, member, path)
    except (tarfile.TarError, OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError("data.archive_damaged", path=path, reason=f"{type(error).__name__}: {error}") from None


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> bytes:
    file = archive.extractfile(member)
    content = file.read() if file is not None else b""
    if len(content) != member.size:
        raise DataError("data.archive_member", path=path, name=member.name)
    return content


def _reason(error: Exception) -> str:
    """Return one short line; the message of a failed connection can be a page long."""
    if isinstance(error, ValueError) and "hash" in str(error):
        return "SHA-256"
    response = getattr(error, "response", None)
    if response is not None:
        return f"HTTP {response.status_code}"
    return "too long" if isinstance(error, TooLongError) else type(error).__name__


class TooLongError(Exception):
    """Stop a server that sends more than the file is long."""


class _Bar:
    """Stand in for tqdm: report progress, and stop what does not end."""

    def __init__(self, size: int, progress: Progress | None) -> None:
        self.size = size
        self.total = size
        self.done = 0
        self.progress = progress

    def update(self, count: int) -> None:
        self.done += count
        if self.done > self.size + 2 * _CHUNK:
            raise TooLongError
        if self.progress is not None:
            self.progress(min(self.done, self.size), self.size, "data.doing_download")

    def reset(self) -> None:
        self.done = 0
        self.total = 0

    def close(self) -> None:
        """Do nothing; pooch calls it at the end."""
