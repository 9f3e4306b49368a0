"""Good files of the six formats that are read, and of others that are not."""

from __future__ import annotations

import io
import struct

from corpus.images import seeds
from PIL import Image


def _by_pillow(kind: str, mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, (32, 32), 1).save(target, kind)
    return target.getvalue()


_FITS = b"".join(
    line.ljust(80)
    for line in (
        b"SIMPLE  =                    T",
        b"BITPIX  =                    8",
        b"NAXIS   =                    2",
        b"NAXIS1  =                   32",
        b"NAXIS2  =                   32",
        b"END",
    )
).ljust(2880)
_EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 32 32\n%%EndComments\n(x) run quit\n%%EOF\n"
_PSD = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 32, 32, 8, 3) + bytes(12) + bytes(2 + 3 * 32 * 32)

ALLOWED = {{"jpg": "JPEG", "tif": "TIFF"}.get(kind, kind.upper()): content for kind, content in seeds().items()}
FOREIGN = {
    "eps": _EPS,
    "pdf": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
    "fits": _FITS + bytes(2880),
    "psd": _PSD,
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "ico": _by_pillow("ICO"),
    "icns": _by_pillow("ICNS"),
    "ppm": _by_pillow("PPM"),
    "tga": _by_pillow("TGA"),
    "pcx": _by_pillow("PCX"),
    "dds": _by_pillow("DDS"),
    "jp2": _by_pillow("JPEG2000"),
    "sgi": _by_pillow("SGI"),
    "xbm": _by_pillow("XBM", "1"),
    "avif": b"\0\0\0\x20ftypavif" + bytes(20) + b"\0\0\0\x40meta" + bytes(60),
    "heic": b"\0\0\0\x20ftypheic" + bytes(20) + b"\0\0\0\x40meta" + bytes(60),
    "wmf": b"\xd7\xcd\xc6\x9a" + bytes(80),
    "mpeg": b"\0\0\1\xb3" + bytes(80),
}
