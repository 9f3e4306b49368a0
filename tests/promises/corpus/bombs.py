"""Small files that ask for much: of memory, of time. Run as a program, it tells what they cost.

    python tests/promises/corpus/bombs.py FOLDER

Writes the files into FOLDER, decodes each as training and prediction do, and prints one line of JSON for each. In a
process of its own, so that it measures memory that nothing else has taken.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus.writers import (
    PNG_START,
    Tag,
    bmp_head,
    chunk,
    gif,
    ifd,
    ihdr,
    jpeg_segment,
    long,
    riff,
    short,
    tiff,
    tiff_head,
    with_exif,
)

ZEROS = 1 << 20


def bombs() -> dict[str, Callable[[], bytes]]:
    """Return a maker for each file: those that are large are made only when they are wanted."""
    return {
        "pixels.png": lambda: _png(12_000, 12_000),
        "just-above.png": lambda: _png(5_001, 5_000),
        "side.png": lambda: _png(20_001, 3),
        "stream.png": lambda: PNG_START + ihdr(64, 64) + chunk(b"IDAT", _zeros(400)) + chunk(b"IEND"),
        "text.png": lambda: _png(8, 8, chunk(b"zTXt", b"key\0\0" + _zeros(200)) * 4),
        "international.png": lambda: _png(8, 8, chunk(b"iTXt", b"key\0\1\0\0\0" + _zeros(200)) * 4),
        "profile.png": lambda: _png(8, 8, chunk(b"iCCP", b"name\0\0" + _zeros(300))),
        "screen.gif": lambda: gif([_blank()], b"", size=(65_535, 65_535)),
        "frame.gif": lambda: _gif_with_large_frame(65_000),
        "huge.bmp": lambda: bmp_head(65_000, 65_000),
        "huge.tif": lambda: tiff(bytes(9), width=60_000, height=60_000, tags=[long(279, 0xFFFFFFFF)]),
        "many-samples.tif": lambda: tiff(bytes(9), width=5_000, height=5_000, tags=[short(277, 60_000)]),
        "huge.jpg": lambda: _jpeg_of_size(65_500, 65_500),
        "scans.jpg": _scans,
        "canvas.webp": lambda: riff((b"VP8X", struct.pack("<I", 2) + b"\xff\x3f\0\xff\x3f\0"), (b"ANIM", bytes(6))),
        "lossless.webp": lambda: riff((b"VP8L", b"\x2f" + struct.pack("<I", 0x0FFFFFFF) + bytes(60))),
        "rubbish.jpg": lambda: _photo()[:20] + bytes(9 << 20) + _photo()[20:],
        "segments.jpg": lambda: _photo()[:2] + b"\xff\xe0\0\2" * (9 << 18) + _photo()[2:],
        "chunks.png": lambda: _png(8, 8, chunk(b"abCd") * (9 << 17)),
        "blocks.gif": lambda: _gif_with_blocks(b"\xf0"),
        "comment.gif": lambda: _gif_with_blocks(b"\xfe"),
        "strips.tif": lambda: tiff(bytes(9 << 20), width=16, height=12, tags=[_many_values(273, 4)]),
        "turned.png": lambda: _png(8, 8, chunk(b"eXIf", tiff_head() + ifd([_many_values(274, 3)]) + bytes(9 << 20))),
        "comments.jpg": lambda: _photo()[:2] + jpeg_segment(0xFE, bytes(65_000)) * 200 + _photo()[2:],
        "exif.jpg": lambda: with_exif(_photo(), b"II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x05\0\xff\xff\xff\x1f" * 7_000),
    }


def _zeros(megabytes: int) -> bytes:
    squeezer = zlib.compressobj(9)
    block = bytes(ZEROS)
    return b"".join(squeezer.compress(block) for _ in range(megabytes)) + squeezer.flush()


def _png(width: int, height: int, extra: bytes = b"") -> bytes:
    pixels = chunk(b"IDAT", zlib.compress(bytes(ZEROS)))
    return PNG_START + ihdr(width, height, colour=0) + extra + pixels + chunk(b"IEND")


def _blank() -> NDArray[np.integer]:
    return np.zeros((4, 4), int)


def _many_values(number: int, kind: int) -> Tag:
    return number, kind, 2 << 20, struct.pack("<I", 8)


def _gif_with_blocks(kind: bytes) -> bytes:
    good = gif([_blank()], b"")
    at = 13 + 384
    return good[:at] + b"\x21" + kind + b"\x01x" * (9 << 19) + b"\0" + good[at:]


def _gif_with_large_frame(side: int) -> bytes:
    good = gif([_blank()], b"")
    return good.replace(struct.pack("<HHHHB", 0, 0, 4, 4, 0), struct.pack("<HHHHB", 0, 0, side, side, 0))


def _photo(side: int = 64, **options: object) -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.new("L", (side, side), 90).save(target, "JPEG", **options)
    return target.getvalue()


def _jpeg_of_size(height: int, width: int) -> bytes:
    good = _photo()
    at = good.index(b"\xff\xc0") + 5
    return good[:at] + struct.pack(">HH", height, width) + good[at + 4 :]


def _scans() -> bytes:
    """Repeat one scan of a progressive JPEG of 25 million pixels: each costs as much as a whole photo."""
    good = _photo(4_990, progressive=True)
    starts = [at for at in range(len(good) - 1) if good[at : at + 2] == b"\xff\xda"]
    tables = good.rfind(b"\xff\xc4", 0, starts[-1])
    last = good[tables if tables > starts[-2] else starts[-1] : -2]
    return good[:-2] + last * 2_000 + good[-2:]


def measure(folder: Path) -> Iterator[dict[str, object]]:
    """Decode every bomb twice, by header and whole; tell the processor seconds, megabytes, and what came of it."""
    from pupila.data import image_io
    from pupila.errors import DataError

    good = folder / "good.png"
    good.write_bytes(_png(64, 64))
    image_io.read_header(good)
    image_io.decode(good.read_bytes(), image_size=(32, 32))
    for name, make in bombs().items():
        path = folder / name
        path.write_bytes(make())
        forget_peak()
        before, begin = memory("VmRSS"), time.process_time()
        image_io.read_header(path)
        try:
            found = image_io.decode(image_io.read_file(path), image_size=(32, 32), name=name)
            said = f"decoded {found.original_size}"
        except DataError as error:
            said = error.code
        seconds = time.process_time() - begin
        yield {
            "name": name,
            "said": said,
            "seconds": round(seconds, 3),
            "megabytes": round(max(0.0, memory("VmHWM") - before)),
            "length": path.stat().st_size,
        }
        path.unlink()


def forget_peak() -> None:
    """Let the system count the highest memory anew, where it can."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def memory(kind: str) -> float:
    """Return VmRSS or VmHWM, the present and the highest memory of this process, in megabytes."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(kind))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    for result in measure(Path(sys.argv[1])):
        print(json.dumps(result), flush=True)
