"""Image files that are cut, altered, lie about themselves, or are something else altogether."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from corpus import golden
from corpus.writers import (
    PNG_START,
    bmp,
    bmp_head,
    chunk,
    exif,
    gif,
    ifd,
    ihdr,
    jpeg_segment,
    long,
    png,
    riff,
    short,
    tiff,
    tiff_head,
    with_exif,
)
from PIL import Image

Case = tuple[str, bytes]
GREY = np.tile(np.arange(16), (12, 1)).reshape(12, 16, 1) * 15
RGB = np.repeat(GREY, 3, axis=2)
LINES = b"".join(b"\0" + row.astype("u1").tobytes() for row in GREY)
TABLE = bytes(range(128)) * 3


@cache
def seeds() -> dict[str, bytes]:
    """Return a good file of each kind, to be changed."""
    return {
        "jpg": _by_pillow("JPEG", quality=90),
        "png": png(RGB),
        "gif": gif([GREY[..., 0] // 2, GREY[::-1, :, 0] // 2], TABLE),
        "bmp": bmp(RGB),
        "webp": _by_pillow("WEBP", quality=80),
        "tif": tiff(RGB.astype("u1").tobytes(), width=16, height=12, samples=3, photometric=2),
    }


@cache
def more_seeds() -> tuple[bytes, ...]:
    """Return good files of every path through the decoders that is worth a mutant."""
    deep = golden.picture(16, 1, 65_536)
    shown = {one.name: one.content for one in golden.golden_images()}
    return (
        *seeds().values(),
        _by_pillow("JPEG", quality=60, progressive=True),
        _by_pillow("WEBP", lossless=True),
        _by_pillow("TIFF", compression="tiff_lzw"),
        _by_pillow("TIFF", compression="tiff_adobe_deflate"),
        png(deep, depth=16, colour=0),
        png(RGB, interlace=True),
        shown["palette-trns.png"],
        shown["exif-6.jpg"],
        shown["exif-6.png"],
        shown["moving.png"],
        shown["palette.bmp"],
    )


def _by_pillow(kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.fromarray(RGB.astype(np.uint8)).save(target, kind, **options)
    return target.getvalue()


def hostile_images() -> list[Case]:
    """Return name and content of all of them."""
    makers: tuple[Callable[[], Iterator[Case]], ...] = (
        _cut, _altered, _pngs, _jpegs, _gifs, _bmps, _tiffs, _webps, _others,
    )  # fmt: skip
    return [case for make in makers for case in make()]


def _cut() -> Iterator[Case]:
    for kind, content in seeds().items():
        lengths = {"one": 1, "eight": 8, "quarter": len(content) // 4, "half": len(content) // 2, "last": -1}
        for name, length in lengths.items():
            yield f"cut-{name}.{kind}", content[:length]
    yield "empty.jpg", b""


def _altered() -> Iterator[Case]:
    dice = np.random.default_rng(1)
    for kind, content in seeds().items():
        half = len(content) // 2
        yield f"first-byte.{kind}", bytes([content[0] ^ 0x20]) + content[1:]
        yield f"noise-inside.{kind}", content[:half] + dice.bytes(16) + content[half + 16 :]
        yield f"zeros-behind.{kind}", content[:half] + bytes(len(content) - half)
        yield f"noise-behind.{kind}", content + dice.bytes(500)
        yield f"twice.{kind}", content + content
        yield f"shifted.{kind}", b"\0" + content


def _pngs() -> Iterator[Case]:
    pixels, end = chunk(b"IDAT", zlib.compress(LINES)), chunk(b"IEND")
    grey = ihdr(16, 12, colour=0)
    heads = {
        "no-width": ihdr(0, 12),
        "no-height": ihdr(16, 0),
        "negative": ihdr(0xFFFFFFFF, 12),
        "depth-3": ihdr(16, 12, depth=3),
        "colour-7": ihdr(16, 12, colour=7),
        "interlace-9": ihdr(16, 12, colour=0, interlace=9),
        "no-header": b"",
        "two-headers": grey + ihdr(9, 9, colour=0),
        "short-header": chunk(b"IHDR", bytes(5)),
        "wrong-sum": chunk(b"IHDR", grey[8:21], crc=1),
        "no-palette": ihdr(16, 12, colour=3),
        "short-palette": ihdr(16, 12, colour=3) + chunk(b"PLTE", b"abc"),
        "long-palette": ihdr(16, 12, colour=3) + chunk(b"PLTE", bytes(3000)),
        "odd-palette": ihdr(16, 12, colour=3) + chunk(b"PLTE", bytes(100)),
        "long-trns": ihdr(16, 12, colour=3) + chunk(b"PLTE", bytes(48)) + chunk(b"tRNS", bytes(2000)),
        "empty-trns": grey + chunk(b"tRNS", b""),
        "exif-noise": grey + chunk(b"eXIf", b"II*\0" + b"\xff" * 50),
        "exif-loop": grey + chunk(b"eXIf", tiff_head() + ifd([short(0x0112, 3)], following=8)),
        "no-frames": grey + chunk(b"acTL", bytes(8)),
        "profile-noise": grey + chunk(b"iCCP", b"name\0\0noise"),
        "text-noise": grey + chunk(b"zTXt", b"key\0\0noise") + chunk(b"iTXt", b"\xff" * 20),
        "critical": grey + chunk(b"ABCD", b"unknown"),
    }
    for name, head in heads.items():
        yield f"{name}.png", PNG_START + head + pixels + end
    bodies = {
        "no-end": pixels,
        "no-pixels": end,
        "empty-pixels": chunk(b"IDAT") + end,
        "pixel-noise": chunk(b"IDAT", b"noise" * 9) + end,
        "pixel-sum": chunk(b"IDAT", zlib.compress(LINES), crc=1) + end,
        "too-many": chunk(b"IDAT", zlib.compress(LINES * 9)) + end,
        "too-few": chunk(b"IDAT", zlib.compress(LINES[:40])) + end,
        "filter-9": chunk(b"IDAT", zlib.compress(b"\x09" + LINES[1:])) + end,
        "endless-chunk": struct.pack(">I", 0x7FFFFFFF) + b"IDAT" + b"x" * 30,
        "million-chunks": chunk(b"tEXt", b"a\0b") * 3000 + pixels + end,
    }
    for name, body in bodies.items():
        yield f"{name}.png", PNG_START + grey + body


def _jpegs() -> Iterator[Case]:
    good = seeds()["jpg"]
    frame = good.index(b"\xff\xc0")
    scan = good.index(b"\xff\xda")
    height = frame + 5

    def size(tall: int, wide: int) -> bytes:
        return good[:height] + struct.pack(">HH", tall, wide) + good[height + 4 :]

    def marker(code: int) -> bytes:
        return good[: frame + 1] + bytes([code]) + good[frame + 2 :]

    yield "no-end.jpg", good[:-2]
    yield "two-starts.jpg", good[:2] + good
    yield "no-tables.jpg", good[:2] + good[frame:]
    yield "no-size.jpg", size(0, 0)
    yield "larger.jpg", size(900, 900)
    yield "smaller.jpg", size(3, 3)
    yield "largest.jpg", size(65_500, 65_500)
    yield "arithmetic.jpg", marker(0xC9)
    yield "lossless.jpg", marker(0xC3)
    yield "progressive-lie.jpg", marker(0xC2)
    yield "twelve-bits.jpg", good[: frame + 4] + b"\x0c" + good[frame + 5 :]
    yield "no-parts.jpg", good[: frame + 9] + b"\0" + good[frame + 10 :]
    yield "many-parts.jpg", good[: frame + 9] + b"\xff" + good[frame + 10 :]
    yield "exif-noise.jpg", with_exif(good, b"\xff" * 60)
    yield "exif-loop.jpg", with_exif(good, tiff_head() + ifd([long(0x8769, 8), short(0x0112, 6)], following=8))
    yield "exif-cut.jpg", with_exif(good, exif(6)[:15])
    yield "turned-77.jpg", with_exif(good, exif(77))
    yield "segments.jpg", good[:2] + jpeg_segment(0xED, b"x" * 900) * 300 + good[2:]
    yield "comment.jpg", good[:2] + jpeg_segment(0xFE, b"\x1b[31m" * 9000) + good[2:]
    yield "adobe-lie.jpg", good[:2] + jpeg_segment(0xEE, b"Adobe\0d\0\0\0\0\x02") + good[2:]
    yield "restarts.jpg", good[:scan] + jpeg_segment(0xDD, b"\0\1") + good[scan:]
    yield "mpo-lie.jpg", good[:2] + jpeg_segment(0xE2, b"MPF\0" + tiff_head() + ifd([long(0xB001, 900)])) + good[2:]


def _gifs() -> Iterator[Case]:
    good = seeds()["gif"]
    frame = GREY[..., 0] // 2
    yield "no-screen.gif", gif([frame], TABLE, size=(0, 0))
    yield "beyond-the-screen.gif", gif([frame], TABLE, size=(2, 2))
    yield "large-screen.gif", gif([frame], TABLE, size=(4000, 4000))
    yield "no-colours.gif", good[:10] + b"\0" + good[11:13] + good[13 + 384 :]
    yield "no-image.gif", good[: 13 + 384] + b";"
    for code in (0, 1, 12, 255):
        yield f"code-{code}.gif", good.replace(b"\x07", bytes([code]), 1)
    yield "transparent-200.gif", gif([frame], TABLE, transparent=200)
    yield "frames.gif", gif([frame] * 300, TABLE)
    yield "comment-cut.gif", good[: 13 + 384] + b"\x21\xfe\xff" + b"cut"


def _bmps() -> Iterator[Case]:
    body = bytes(16 * 12 * 3)
    yield "negative-width.bmp", bmp_head(-16, 12) + body
    yield "no-height.bmp", bmp_head(16, 0) + body
    yield "lowest-height.bmp", bmp_head(16, -(2**31)) + body
    yield "bits-5.bmp", bmp_head(16, 12, bits=5) + body
    yield "bits-64.bmp", bmp_head(16, 12, bits=64) + body
    yield "compression-9.bmp", bmp_head(16, 12, compression=9) + body
    yield "run-lengths.bmp", bmp_head(16, 12, bits=8, compression=1) + b"\xff\x01" * 90
    yield "colours.bmp", bmp_head(16, 12, bits=8, colours=0x7FFFFFFF) + body
    yield "beyond-the-end.bmp", bmp_head(16, 12, start=0x7FFFFFFF) + body
    yield "no-masks.bmp", bmp_head(16, 12, bits=16, compression=3, start=66) + bytes(12) + body
    yield "header-12.bmp", b"BM" + struct.pack("<IHHIIHHHH", 900, 0, 0, 26, 12, 16, 12, 1, 24) + body
    yield "header-999.bmp", b"BM" + struct.pack("<IHHII", 900, 0, 0, 54, 999) + bmp_head(16, 12)[18:] + body


def _tiffs() -> Iterator[Case]:
    raw, sides = GREY.astype("u1").tobytes(), {"width": 16, "height": 12}
    yield "loop.tif", tiff_head(8) + ifd([long(256, 16), long(257, 12)], following=8)
    yield "beyond-the-end.tif", tiff_head(0x7FFFFFF0) + bytes(40)
    yield "no-directory.tif", tiff_head(8)
    yield "no-width.tif", tiff_head(8) + ifd([long(257, 12), short(258, 8)])
    tags = {
        "bits-3": short(258, 3),
        "samples-200": short(277, 200),
        "compression-9999": short(259, 9999),
        "jpeg-inside": short(259, 7),
        "lzw-lie": short(259, 5),
        "fax-lie": short(259, 4),
        "strip-beyond": long(273, 0x7FFFFFF0),
        "strip-length": long(279, 0xFFFFFFFF),
        "no-rows": long(278, 0),
        "planes-lie": short(284, 2),
        "prediction": short(317, 77),
        "turned-99": short(274, 99),
        "signed": short(339, 2),
        "kind-9": short(339, 9),
        "photometric-99": short(262, 99),
        "endless-tag": (270, 2, 0xFFFFFFFF, struct.pack("<I", 8)),
        "loop-below": long(330, 8),
    }
    for name, tag in tags.items():
        yield f"{name}.tif", tiff(raw, **sides, tags=[tag])
    yield "tiles-lie.tif", tiff(raw, **sides, tags=[long(322, 16), long(323, 16), long(324, 8), long(325, 9)])
    yield "entries.tif", tiff_head(8) + struct.pack("<H", 65_535) + bytes(500)
    yield "big.tif", b"II+\0\x08\0\0\0" + struct.pack("<Q", 16) + bytes(60)


def _webps() -> Iterator[Case]:
    good = seeds()["webp"]
    body = good[20:]
    extended = struct.pack("<I", 0x10) + b"\x0f\0\0\x0b\0\0"
    yield "length-lie.webp", good[:4] + b"\xff\xff\xff\x7f" + good[8:]
    yield "size-lie.webp", riff((b"VP8X", struct.pack("<I", 0) + b"\xff\x0f\0\xff\x0f\0"), (b"VP8 ", body))
    yield "no-frames.webp", riff((b"VP8X", struct.pack("<I", 2) + extended[4:]), (b"ANIM", bytes(6)))
    yield "signature.webp", riff((b"VP8L", b"\x30" + bytes(40)))
    yield "lossless-lie.webp", riff((b"VP8L", b"\x2f" + b"\xff" * 40))
    yield "empty.webp", riff((b"VP8 ", b""))
    yield "alpha-noise.webp", riff((b"VP8X", extended), (b"ALPH", b"\xff" * 30), (b"VP8 ", body))
    exif_noise = (b"VP8X", struct.pack("<I", 8) + extended[4:]), (b"VP8 ", body), (b"EXIF", b"\xff" * 30)
    yield "exif-noise.webp", riff(*exif_noise)


def _others() -> Iterator[Case]:
    dice = np.random.default_rng(2)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.txt", "text")
    tape = b"\0\0\x02" + bytes(9) + struct.pack("<HHBB", 16, 12, 24, 0) + bytes(16 * 12 * 3)
    yield "text.jpg", b"I am no picture\n" * 40
    yield "page.jpg", b"<!doctype html><title>404</title><p>Not found"
    yield "drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    yield "letters.png", "UTF-16 text".encode("utf-16") * 20
    yield "table.jpg", json.dumps({"no": "picture"}).encode() * 20
    yield "zip.jpg", zipped.getvalue()
    yield "program.jpg", b"\x7fELF" + dice.bytes(400)
    yield "pickle.jpg", b"\x80\x04\x8c\x08builtins\x94\x8c\x04eval\x94\x93."
    yield "film.jpg", b"\0\0\0\x20ftypisom" + dice.bytes(400)
    yield "zeros.jpg", bytes(5000)
    yield "ones.jpg", b"\xff" * 5000
    yield "noise.jpg", dice.bytes(100_000)
    yield "tape.tga", tape
    yield "plain.ppm", b"P6 16 12 255\n" + bytes(16 * 12 * 3)
    yield "both.gif", b"GIF89a/*" + dice.bytes(100) + b"*/=1;alert(1)//;"
    yield "both.png", seeds()["png"] + zipped.getvalue()
    yield "start-only.jpg", b"\xff\xd8\xff\xe0"
    yield "start-only.png", PNG_START
