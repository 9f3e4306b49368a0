"""Archives and IDX files that reach out of their folder, lie about their lengths, or unpack to far too much."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
from collections.abc import Callable

Header = tuple[tarfile.TarInfo, bytes]
MEGABYTE = 1 << 20
SECRET = b"dead"


def member(name: str, content: bytes = SECRET, kind: bytes = tarfile.REGTYPE, target: str = "") -> Header:
    """Return one entry; only regular files have content."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    info.size = len(content) if kind in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE) else 0
    return info, content[: info.size]


def tar(*members: Header, kind: int = tarfile.PAX_FORMAT) -> bytes:
    """Write a tar archive, not compressed."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=kind) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


def patched(raw: bytes, at: int, content: bytes, *, header: int = 0) -> bytes:
    """Change bytes of a header, and set its checksum right again."""
    changed = bytearray(raw)
    changed[header + at : header + at + len(content)] = content
    changed[header + 148 : header + 156] = b" " * 8
    changed[header + 148 : header + 156] = b"%06o\0 " % sum(changed[header : header + 512])
    return bytes(changed)


def squeezed(*parts: tuple[bytes, int]) -> bytes:
    """Compress blocks, each so many times over: a compressed file may be made of several."""
    return b"".join(gzip.compress(block, mtime=0) * times for block, times in parts)


def packed(*members: Header) -> Callable[[], bytes]:
    """Return what writes a compressed archive."""
    return lambda: gzip.compress(tar(*members), mtime=0)


def _sized(size: bytes, content: bytes = SECRET) -> Callable[[], bytes]:
    """Return what writes an archive whose first entry claims a size."""
    return lambda: gzip.compress(patched(tar(member("good/1", content), member("good/2")), 124, size), mtime=0)


def _announced(kind: bytes, megabytes: int) -> Callable[[], bytes]:
    """Return what writes an archive whose first header announces a name or attributes of so many megabytes."""

    def make() -> bytes:
        header = patched(tar(member("good/1"))[:512], 124, b"%011o\0" % (megabytes * MEGABYTE))
        return squeezed((patched(header, 156, kind), 1), (b"a" * MEGABYTE, megabytes), (bytes(1024), 1))

    return make


GOOD = member("good/1", b"one")
_RAW = tar(GOOD, member("good/2", b"two"))
_LINKS = (tarfile.SYMTYPE, tarfile.LNKTYPE)
# What must come of each: the names of the files that are let out, or None where it is refused.
ARCHIVES: dict[str, tuple[Callable[[], bytes], set[str] | None]] = {
    "good": (packed(GOOD), {"good/1"}),
    "above": (packed(member("../canary"), GOOD), {"good/1"}),
    "far above": (packed(member("../" * 40 + "etc/canary"), GOOD), {"good/1"}),
    "inside and above": (packed(member("good/../../canary"), GOOD), {"good/1"}),
    "absolute": (packed(member("/tmp/canary"), GOOD), {"good/1"}),
    "drive": (packed(member("C:\\canary"), GOOD), {"good/1"}),
    "backslashes": (packed(member("good\\..\\..\\canary"), GOOD), {"good/1"}),
    "nul": (lambda: gzip.compress(patched(_RAW, 0, b"good/1\0/../canary"), mtime=0), {"good/1", "good/2"}),
    "no name": (lambda: gzip.compress(patched(_RAW, 0, bytes(100)), mtime=0), {"good/2"}),
    "dot": (packed(member("."), GOOD), {"good/1"}),
    "folder": (packed(member("good", kind=tarfile.DIRTYPE), GOOD), {"good/1"}),
    "folder with a file's name": (packed(member("good/1", kind=tarfile.DIRTYPE), GOOD), {"good/1"}),
    "link to a password": (packed(member("good/2", kind=tarfile.SYMTYPE, target="/etc/passwd"), GOOD), {"good/1"}),
    "link above": (packed(member("good/2", kind=tarfile.SYMTYPE, target="../canary"), GOOD), {"good/1"}),
    "hard link": (packed(GOOD, member("good/2", kind=tarfile.LNKTYPE, target="good/1")), {"good/1"}),
    "hard link above": (packed(GOOD, member("good/2", kind=tarfile.LNKTYPE, target="../canary")), {"good/1"}),
    "hard link to itself": (packed(GOOD, member("good/2", kind=tarfile.LNKTYPE, target="good/2")), {"good/1"}),
    "link, then a file through it": (
        packed(member("good", kind=tarfile.SYMTYPE, target=".."), member("good/canary"), GOOD),
        {"good/canary", "good/1"},  # in memory, by its name: no link is ever made
    ),
    "links in a circle": (
        packed(*(member(f"good/{a}", kind=tarfile.SYMTYPE, target=b) for a, b in ("ab", "ba")), GOOD),
        {"good/1"},
    ),
    "long link": (packed(member("good/2", kind=tarfile.SYMTYPE, target="x/" * 2000), GOOD), {"good/1"}),
    "pipe": (packed(member("good/2", kind=tarfile.FIFOTYPE), GOOD), {"good/1"}),
    "character device": (packed(member("good/2", kind=tarfile.CHRTYPE), GOOD), {"good/1"}),
    "block device": (packed(member("good/2", kind=tarfile.BLKTYPE), GOOD), {"good/1"}),
    "unknown kind": (packed(member("good/2", kind=b"Z"), GOOD), {"good/1"}),
    "long name": (packed(member("good/" + "n" * 3000), GOOD), {"good/1", "good/" + "n" * 3000}),
    "twice": (packed(GOOD, GOOD), None),
    "negative size": (_sized(b"\xff" * 12), None),
    "most negative size": (_sized(b"\x80" + b"\xff" * 11), None),
    "size beyond all": (_sized(b"\x80" + b"\x7f" * 11), None),
    "size of letters": (_sized(b"elephants..\0"), None),
    "longer than the archive": (lambda: gzip.compress(patched(_RAW[:600], 124, b"%011o\0" % 900)), None),
    "file too large": (packed(member("good/2", bytes(2000))), None),
    "all too large": (packed(*(member(f"x/{index}", bytes(900)) for index in range(20))), None),
    "announced file of 8 GB": (_sized(b"%011o\0" % (8 << 30)), None),
    "too many": (packed(*(member(f"x/{index}", b"") for index in range(1200))), None),
    "attributes of 400 MB": (_announced(b"x", 400), None),
    "global attributes of 400 MB": (_announced(b"g", 400), None),
    "name of 400 MB": (_announced(b"L", 400), None),
    "link of 400 MB": (_announced(b"K", 400), None),
    "unwanted file of 400 MB": (
        lambda: squeezed(
            (patched(tar(member("x/1"))[:512], 124, b"%011o\0" % (400 * MEGABYTE)), 1), (bytes(MEGABYTE), 400)
        ),
        None,
    ),
    "wrong checksum": (lambda: gzip.compress(b"x" + _RAW[1:], mtime=0), None),
    "empty": (lambda: b"", None),
    "no archive": (lambda: b"I am a text", None),
    "compressed text": (lambda: gzip.compress(b"I am a text" * 200, mtime=0), None),
    "cut": (lambda: gzip.compress(_RAW, mtime=0)[:-40], None),
    "cut inside": (lambda: gzip.compress(_RAW[:700], mtime=0), None),
    "a bit flipped": (lambda: _flipped(gzip.compress(tar(member("good/1", bytes(range(256)) * 3)), mtime=0)), None),
    "only zeros": (lambda: squeezed((bytes(MEGABYTE), 400)), None),
    "zeros behind": (lambda: gzip.compress(_RAW) + squeezed((bytes(MEGABYTE), 400)), None),
}


def _flipped(content: bytes) -> bytes:
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 4
    return bytes(changed)


def idx(shape: tuple[int, ...], content: bytes, *, start: bytes = b"\0\0\x08", dimensions: int | None = None) -> bytes:
    """Write an IDX file, true or not."""
    sides = b"".join(struct.pack(">I", side & 0xFFFFFFFF) for side in shape)
    return start + bytes([len(shape) if dimensions is None else dimensions]) + sides + content


_TINY = idx((2, 3, 4), bytes(range(24)))
_ZIPPED = gzip.compress(_TINY, mtime=0)
# Compressed files that are no IDX of three dimensions, whatever they say.
IDX: dict[str, Callable[[], bytes]] = {
    **{
        f"cut at {length}": (lambda n=length: gzip.compress(_TINY[:n], mtime=0))
        for length in (0, 1, 3, 4, 9, 15, 16, 39)
    },
    **{
        f"compressed, cut at {length}": (lambda n=length: _ZIPPED[:n])
        for length in (0, 1, 5, 12, 30, len(_ZIPPED) - 8, len(_ZIPPED) - 1)
    },
    **{
        f"type {kind:#x}": (lambda k=kind: gzip.compress(idx((2, 3, 4), bytes(24), start=bytes([0, 0, k]))))
        for kind in (0x00, 0x09, 0x0B, 0x0C, 0x0D, 0x0E, 0xFF)
    },
    **{
        f"{count} dimensions": (lambda c=count: gzip.compress(idx((2, 3, 4), bytes(24), dimensions=c)))
        for count in (0, 1, 2, 4, 255)
    },
    **{
        f"shape {'x'.join(map(str, shape))}": (lambda s=shape: gzip.compress(idx(s, bytes(24))))
        for shape in (
            (0, 3, 4), (3, 3, 4), (1, 3, 4), (-1, 3, 4), (-1, -1, -1), (2**31, 2, 2**31), (65_536, 65_536, 65_536),
            (60_000, 28, 28), (2**32 - 1, 1, 1), (1, 2**31, 0),
        )
    },
    "first byte": lambda: gzip.compress(b"\1" + _TINY[1:]),
    "one byte more": lambda: gzip.compress(_TINY + b"\0"),
    "400 MB more": lambda: squeezed((_TINY, 1), (bytes(MEGABYTE), 400)),
    "400 MB announced": lambda: squeezed((idx((400, 1024, 1024), b""), 1), (bytes(MEGABYTE), 400)),
    "4 GB announced": lambda: squeezed((idx((4000, 1024, 1024), b""), 1), (bytes(MEGABYTE), 100)),
    "not compressed": lambda: _TINY,
    "page": lambda: b"<html>not here</html>",
    "compressed page": lambda: gzip.compress(b"<html>not here</html>"),
    "a bit flipped": lambda: _flipped(_ZIPPED),
    "an archive": lambda: gzip.compress(_RAW),
}  # fmt: skip
