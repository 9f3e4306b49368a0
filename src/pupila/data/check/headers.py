"""Read what the first bytes of an image file say of it: depth, transparency, orientation, frames. No pixel is decoded.

`image_io` turns whatever is readable into 8-bit pixels and need not say what it started from. What was lost on the way
(16-bit depth, transparency, all frames but one) stands in the header, in a few bytes of each format. A header that
cannot be followed says nothing: whether the file can be read is the decoder's to judge.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

HEAD_BYTES = 256 * 1024
_ORIENTATION, _BITS, _EXTRA, _PHOTOMETRIC = 0x0112, 0x0102, 0x0152, 0x0106
_PNG_MODES = {0: "grey", 2: "colour", 3: "palette", 4: "grey", 6: "colour"}
_CMYK_PHOTOMETRIC = 5
_MOST_STEPS = 10_000  # blocks of one file that are followed


@dataclass(frozen=True, slots=True)
class Header:
    """Hold what a file says of its image.

    Attributes:
        kind: "JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", or "" where it is none of these.
        mode: "grey", "colour", "palette", "cmyk", or "" where it does not say.
        depth: Bits a channel.
        alpha: Whether it has transparency.
        frames: 1, or 2 where there are more.
        orientation: EXIF's, 1 (upright) to 8.
    """

    kind: str = ""
    mode: str = ""
    depth: int = 8
    alpha: bool = False
    frames: int = 1
    orientation: int = 1


def read_head(content: bytes) -> Header:
    """Return what the beginning of an image file says.

    Args:
        content: The file, or its first `HEAD_BYTES`.
    """
    for magic, kind, reader in _READERS:
        if content.startswith(magic):
            try:
                return reader(content)
            except (struct.error, IndexError, ValueError):  # cut or damaged: what was understood is not enough
                return Header(kind)
    return Header()


def _png(content: bytes) -> Header:
    found = Header("PNG")
    for name, start, length in _png_chunks(content):
        if name == b"IHDR":
            depth, colours = content[start + 8], content[start + 9]
            found = replace(found, mode=_PNG_MODES.get(colours, ""), depth=depth, alpha=colours in (4, 6))
        elif name == b"tRNS":
            found = replace(found, alpha=True)
        elif name == b"acTL":
            found = replace(found, frames=min(2, struct.unpack_from(">I", content, start)[0]))
        elif name == b"eXIf":
            found = replace(found, orientation=_exif_orientation(content[start : start + length]))
    return found


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    place = 8
    while place + 8 <= len(content):
        length = struct.unpack_from(">I", content, place)[0]
        name = content[place + 4 : place + 8]
        if name in (b"IDAT", b"IEND"):
            return
        yield name, place + 8, length
        place += 12 + length


def _jpeg(content: bytes) -> Header:
    found = Header("JPEG")
    place = 2
    for _ in range(_MOST_STEPS):
        while content[place] == 0xFF and content[place + 1] == 0xFF:
            place += 1
        marker, length = content[place + 1], struct.unpack_from(">H", content, place + 2)[0]
        if content[place] != 0xFF or marker == 0xDA or length < 2:
            return found
        body = place + 4
        if marker == 0xE1 and content[body : body + 6] == b"Exif\0\0":
            found = replace(found, orientation=_exif_orientation(content[body + 6 : place + 2 + length]))
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            mode = {1: "grey", 3: "colour", 4: "cmyk"}.get(content[body + 5], "")
            return replace(found, mode=mode, depth=content[body])
        place += 2 + length
    return found


def _gif(content: bytes) -> Header:
    flags = content[10]
    place = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    found, images = Header("GIF", "palette"), 0
    for _ in range(_MOST_STEPS):
        if place >= len(content) or content[place] == 0x3B:
            break
        if content[place] == 0x21:
            control = content[place + 1] == 0xF9
            found = replace(found, alpha=found.alpha or (control and bool(content[place + 3] & 1)))
            place = _after_blocks(content, place + 2)
        else:
            images += 1
            local = content[place + 9]
            place = _after_blocks(content, place + 11 + (3 << ((local & 7) + 1) if local & 0x80 else 0))
    return replace(found, frames=2 if images > 1 else 1)


def _after_blocks(content: bytes, place: int) -> int:
    while place < len(content) and content[place]:
        place += 1 + content[place]
    return place + 1


def _webp(content: bytes) -> Header:
    if content[8:12] != b"WEBP":
        return Header()
    found, place = Header("WEBP", "colour"), 12
    while place + 8 <= len(content):
        name, length = content[place : place + 4], struct.unpack_from("<I", content, place + 4)[0]
        body = content[place + 8 : place + 8 + length]
        if name == b"VP8X":
            found = replace(found, alpha=bool(body[0] & 0x10), frames=2 if body[0] & 0x02 else 1)
        elif name == b"VP8L":
            found = replace(found, alpha=bool(body[4] & 0x10))
        elif name == b"EXIF":
            found = replace(found, orientation=_exif_orientation(body.removeprefix(b"Exif\0\0")))
        place += 8 + length + length % 2
    return found


def _tiff(content: bytes) -> Header:
    tags, more = _tags(content)
    mode = "cmyk" if tags.get(_PHOTOMETRIC) == _CMYK_PHOTOMETRIC else ""
    turned = tags.get(_ORIENTATION, 1)
    return Header(
        "TIFF",
        mode,
        depth=tags.get(_BITS, 1),
        alpha=tags.get(_EXTRA, 0) in (1, 2),
        frames=2 if more else 1,
        orientation=turned if 1 <= turned <= 8 else 1,
    )


def _bmp(content: bytes) -> Header:
    bits = struct.unpack_from("<H", content, 28)[0]
    return Header("BMP", "palette" if bits <= 8 else "colour", depth=8)


def _exif_orientation(block: bytes) -> int:
    try:
        turned = _tags(block)[0].get(_ORIENTATION, 1)
    except (struct.error, IndexError, ValueError):
        return 1
    return turned if 1 <= turned <= 8 else 1


def _tags(block: bytes) -> tuple[dict[int, int], bool]:
    """Return the first value of each short or long tag of a TIFF's first directory, and whether another follows."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        raise ValueError(block[:2])
    start = struct.unpack_from(order + "I", block, 4)[0]
    count = struct.unpack_from(order + "H", block, start)[0]
    found = {}
    for entry in range(start + 2, start + 2 + 12 * min(count, _MOST_STEPS), 12):
        tag, kind, number = struct.unpack_from(order + "HHI", block, entry)
        form, size = {3: ("H", 2), 4: ("I", 4)}.get(kind, ("", 0))
        if not form:
            continue
        place = entry + 8 if number * size <= 4 else struct.unpack_from(order + "I", block, entry + 8)[0]
        found[tag] = int(struct.unpack_from(order + form, block, place)[0])
    end = start + 2 + 12 * count
    more = end + 4 <= len(block) and struct.unpack_from(order + "I", block, end)[0] != 0
    return found, more


_READERS = (
    (b"\x89PNG\r\n\x1a\n", "PNG", _png),
    (b"\xff\xd8\xff", "JPEG", _jpeg),
    (b"GIF8", "GIF", _gif),
    (b"RIFF", "WEBP", _webp),
    (b"II*\0", "TIFF", _tiff),
    (b"MM\0*", "TIFF", _tiff),
    (b"BM", "BMP", _bmp),
)
