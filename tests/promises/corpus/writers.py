"""Write image files byte by byte, from the definitions of the formats.

Pillow, which reads them in Pupila, has no part in it: what comes out of the decoder is compared with what went in here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.integer]
Tag = tuple[int, int, int, bytes]  # number, type, count, value or offset (4 bytes)

PNG_START = b"\x89PNG\r\n\x1a\n"
# First column, first row, step to the right, step down of the seven passes of an interlaced PNG.
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(kind: bytes, content: bytes = b"", *, crc: int | None = None) -> bytes:
    """Write one chunk of a PNG, with a wrong checksum where one is given."""
    sum_ = zlib.crc32(kind + content) if crc is None else crc
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", sum_)


def ihdr(width: int, height: int, *, depth: int = 8, colour: int = 2, interlace: int = 0) -> bytes:
    """Write the header chunk of a PNG; colour 0 is grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def png(
    samples: Samples, *, depth: int = 8, colour: int = 2, chunks: Sequence[bytes] = (), interlace: bool = False
) -> bytes:
    """Write a PNG of (H, W, samples) values; `chunks` stand between header and pixels."""
    height, width = samples.shape[:2]
    if interlace:
        passes = [samples[y::down, x::right] for x, y, right, down in _ADAM7]
        lines = b"".join(_scanlines(one, depth) for one in passes if one.size)
    else:
        lines = _scanlines(samples, depth)
    head = PNG_START + ihdr(width, height, depth=depth, colour=colour, interlace=int(interlace))
    return head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND")


def _scanlines(samples: Samples, depth: int) -> bytes:
    return b"".join(b"\0" + _packed(row.reshape(-1), depth) for row in samples)


def _packed(values: Samples, depth: int) -> bytes:
    """Pack values of `depth` bits, the first into the highest bits; 16 bits are big-endian."""
    if depth == 16:
        return values.astype(">u2").tobytes()
    bits = (values[:, None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(-1).astype(np.uint8)).tobytes()


def bmp(pixels: Samples, *, bits: int = 24, top_down: bool = False, palette: bytes = b"") -> bytes:
    """Write a BMP: (H, W, 3) RGB with 24 or 32 bits, (H, W, 1) indices with 8, (H, W, 1) 5-6-5 words with 16."""
    height, width = pixels.shape[:2]
    rows = []
    for row in pixels if top_down else pixels[::-1]:
        if bits == 16:
            line = row.astype("<u2").tobytes()
        elif bits == 8:
            line = row.astype(np.uint8).tobytes()
        else:
            line = np.pad(row[:, ::-1], ((0, 0), (0, bits // 8 - 3))).astype(np.uint8).tobytes()
        rows.append(line + bytes(-len(line) % 4))
    masks = struct.pack("<III", 0xF800, 0x07E0, 0x001F) if bits == 16 else b""
    content = b"".join(rows)
    start = 54 + len(masks) + len(palette)
    head = bmp_head(
        width,
        -height if top_down else height,
        bits=bits,
        compression=3 if bits == 16 else 0,
        start=start,
        colours=len(palette) // 4,
        size=start + len(content),
    )
    return head + masks + palette + content


def bmp_head(
    width: int,
    height: int,
    *,
    bits: int = 24,
    compression: int = 0,
    start: int = 54,
    colours: int = 0,
    size: int = 1000,
) -> bytes:
    """Write both headers of a BMP, true or not."""
    file = b"BM" + struct.pack("<IHHI", size & 0xFFFFFFFF, 0, 0, start)
    return file + struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, colours, 0)


def gif(
    frames: Sequence[Samples], palette: bytes, *, transparent: int | None = None, size: tuple[int, int] | None = None
) -> bytes:
    """Write a GIF of (H, W) indices below 128 and a palette of 128 colours; `size` lies about the screen."""
    height, width = frames[0].shape
    screen = size or (width, height)
    parts = [b"GIF89a", struct.pack("<HHBBB", *screen, 0xF6, 0, 0), palette.ljust(384, b"\0")]
    for frame in frames:
        flags = 1 if transparent is not None else 0
        parts.append(b"\x21\xf9\x04" + struct.pack("<BHB", flags, 10, transparent or 0) + b"\0")
        parts.append(b"," + struct.pack("<HHHHB", 0, 0, frame.shape[1], frame.shape[0], 0))
        parts.append(b"\x07" + _blocks(_lzw(frame.reshape(-1))) + b"\0")
    return b"".join(parts) + b";"


def _lzw(values: Samples) -> bytes:
    """Write codes of 8 bits, and "clear" before the table grows so far that 9 would be needed."""
    codes = bytearray()
    for start in range(0, len(values), 100):
        codes += b"\x80" + bytes(values[start : start + 100].tolist())
    return bytes(codes + b"\x81")


def _blocks(content: bytes) -> bytes:
    return b"".join(bytes([len(part)]) + part for at in range(0, len(content), 255) if (part := content[at : at + 255]))


def short(number: int, value: int, order: str = "<") -> Tag:
    """Return a tag of one 16-bit value."""
    return number, 3, 1, struct.pack(f"{order}HH", value, 0)


def long(number: int, value: int, order: str = "<") -> Tag:
    """Return a tag of one 32-bit value."""
    return number, 4, 1, struct.pack(f"{order}I", value & 0xFFFFFFFF)


def ifd(tags: Sequence[Tag], *, order: str = "<", following: int = 0) -> bytes:
    """Write a directory of a TIFF."""
    entries = [struct.pack(f"{order}HHI", number, kind, count) + value for number, kind, count, value in sorted(tags)]
    return struct.pack(f"{order}H", len(entries)) + b"".join(entries) + struct.pack(f"{order}I", following)


def tiff_head(start: int = 8, order: str = "<") -> bytes:
    """Write the first eight bytes of a TIFF."""
    return (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, start)


def tiff(
    content: bytes,
    *,
    width: int,
    height: int,
    bits: int = 8,
    samples: int = 1,
    photometric: int = 1,
    kind: int = 1,
    order: str = "<",
    tags: Sequence[Tag] = (),
) -> bytes:
    """Write a TIFF of one uncompressed strip; tags of the same number replace the true ones.

    Args:
        content: The pixels.
        width: In pixels.
        height: In pixels.
        bits: Of a sample.
        samples: Of a pixel.
        photometric: 0 white is zero, 1 black is zero, 2 RGB, 5 CMYK.
        kind: 1 unsigned, 2 signed, 3 floating point.
        order: "<" or ">".
        tags: More of them.
    """
    # The bits of up to two samples fit into the tag itself; those of more stand behind the pixels.
    at_bits, at_pixels = 8 + len(content), 8
    many = struct.pack(f"{order}{samples}H", *[bits] * samples)
    bits_tag = (258, 3, samples, struct.pack(f"{order}I", at_bits) if samples > 2 else many.ljust(4, b"\0"))
    own = [
        long(256, width, order),
        long(257, height, order),
        bits_tag,
        short(259, 1, order),
        short(262, photometric, order),
        long(273, at_pixels, order),
        short(277, samples, order),
        long(278, height, order),
        long(279, len(content), order),
        short(339, kind, order),
    ]
    replaced = {tag[0] for tag in tags}
    kept = [tag for tag in own if tag[0] not in replaced] + list(tags)
    behind = many if samples > 2 else b""
    body = content + behind + bytes((len(content) + len(behind)) % 2)
    return tiff_head(8 + len(body), order) + body + ifd(kept, order=order)


def exif(orientation: int, order: str = "<") -> bytes:
    """Write the EXIF block of a camera that was held as the value says."""
    return tiff_head(8, order) + ifd([short(0x0112, orientation, order)], order=order)


def jpeg_segment(marker: int, content: bytes = b"") -> bytes:
    """Write one segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def with_exif(jpeg: bytes, block: bytes) -> bytes:
    """Put an EXIF block at the beginning of a JPEG."""
    return jpeg[:2] + jpeg_segment(0xE1, b"Exif\0\0" + block) + jpeg[2:]


def riff(*chunks: tuple[bytes, bytes], size: int | None = None) -> bytes:
    """Write the container of a WebP, with a wrong length where one is given."""
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2) for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) if size is None else size) + body
