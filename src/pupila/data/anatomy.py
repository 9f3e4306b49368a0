"""Look at how an image file is put together before it is decoded: some files of a few kilobytes would take minutes.

A decoder goes through a file part by part, and what it does for each part was made for files that have a few: a JPEG
that repeats one scan two thousand times is unpacked two thousand times, a comment of a GIF that comes in a million
blocks is copied a million times. This walk follows the lengths alone and stops at the first limit. What is wrong in
other ways is left to the decoder.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Take = Callable[[int, int], bytes]

MAX_PARTS = 10_000  # a file may have so many, and one more for each _BYTES_A_PART of its length
MAX_NOTES = 1 << 20  # bytes of comments, camera data and what lies between parts
MAX_VALUES = 200_000  # of one field of a TIFF; a 16-bit palette has 196,608
MAX_SCANNED = 1_000_000_000  # pixels of a JPEG times its scans: about a second
_BYTES_A_PART = 64
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")  # what ends the data of a scan
_BYTE_TYPES = (1, 2, 6, 7)


def overlong(take: Take, length: int) -> str | None:
    """Name what a decoder would have to go through far too often, or None where nothing is.

    Args:
        take: Returns so many bytes from a place on, fewer at the end of the file.
        length: Of the file.

    Example:
        >>> content = b"GIF89a" + bytes(7) + b"\\x21\\xfe" + b"\\x01x" * 60_000
        >>> overlong(lambda at, count: content[at : at + count], len(content))
        'parts'
    """
    start = take(0, 8)
    most = MAX_PARTS + length // _BYTES_A_PART
    if start[:2] == b"\xff\xd8":
        return _jpeg(take, most)
    if start[:4] == b"\x89PNG":
        return _png(take, most)
    if start[:4] == b"GIF8":
        return _gif(take, most)
    if start[:4] in (b"II*\0", b"MM\0*"):
        return _tiff(take, "little" if start[:1] == b"I" else "big")
    return None


def too_many_scans(content: bytes, pixels: int) -> bool:
    """Tell whether the scans of a JPEG, each of which covers all its pixels, add up to minutes."""
    # The two bytes come by chance in other data too, such as a film behind the photo: only then is it worth a look.
    if content.count(b"\xff\xda") * pixels <= MAX_SCANNED:
        return False
    scans = at = 0
    while scans * pixels <= MAX_SCANNED:
        found = _MARKER.search(content, at)
        if found is None or content[found.start() + 1] == 0xD9:
            return False
        code, at = content[found.start() + 1], found.end()
        scans += code == 0xDA
        at += 0 if code == 0xD8 else int.from_bytes(content[at : at + 2], "big")
    return True


def _jpeg(take: Take, most: int) -> str | None:
    """Follow the segments up to the first scan."""
    at, notes = 2, 0
    for _ in range(most):
        head = take(at, 10)
        if len(head) < 4 or head[:2] == b"\xff\xda":
            return None
        if head[0] != 0xFF or head[1] in (0x00, 0xFF):  # padding, or rubbish between segments
            at, notes = at + 1, notes + 64
        else:
            size = int.from_bytes(head[2:4], "big")
            notes += size if head[4:] == b"Exif\0\0" else 0
            at += 2 if 0xD0 <= head[1] <= 0xD9 else 2 + size
        if notes > MAX_NOTES:
            return "notes"
    return "parts"


def _png(take: Take, most: int) -> str | None:
    at = 8
    for _ in range(most):
        head = take(at, 8)
        if len(head) < 8 or head[4:] == b"IEND":
            return None
        size = int.from_bytes(head[:4], "big")
        if head[4:] == b"eXIf" and size > MAX_NOTES:
            return "notes"
        at += 12 + size
    return "parts"


def _gif(take: Take, most: int) -> str | None:
    """Follow the blocks up to the second picture, which is as far as one looks to know an animation."""
    flags = take(10, 1)
    at = 13 + (3 * 2 ** (1 + (flags[0] & 7)) if flags and flags[0] & 0x80 else 0)
    parts = pictures = 0
    while parts < most:
        head = take(at, 10)
        parts += 1
        if len(head) < 2 or head[:1] == b";" or pictures == 2:
            return None
        if head[:1] == b",":
            pictures += 1
            local = head[9] if len(head) == 10 else 0
            at += 11 + (3 * 2 ** (1 + (local & 7)) if local & 0x80 else 0)
        elif head[:1] == b"!":
            at += 2
        else:
            at += 1
            continue
        first = at
        while parts < most and (size := take(at, 1)) and size[0]:
            at, parts = at + 1 + size[0], parts + 1
        if head[:2] == b"!\xfe" and at - first > MAX_NOTES:
            return "notes"
        at += 1
    return "parts"


def _tiff(take: Take, order: str) -> str | None:
    """Look at the fields of the first directory, and of no other: only the first picture is read."""

    def number(at: int, count: int) -> int:
        return int.from_bytes(take(at, count), "little" if order == "little" else "big")

    start = number(4, 4)
    for entry in range(number(start, 2)):
        at = start + 2 + 12 * entry
        if number(at + 2, 2) not in _BYTE_TYPES and number(at + 4, 4) > MAX_VALUES:
            return "values"
    return None
