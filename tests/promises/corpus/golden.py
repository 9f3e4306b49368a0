"""Golden images: files written by hand, and the pixels that a person would expect of them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from corpus.writers import bmp, chunk, exif, gif, long, png, short, tiff, with_exif
from numpy.typing import NDArray
from PIL import Image

HEIGHT, WIDTH = 6, 8
Pixels = NDArray[np.integer]


@dataclass(frozen=True)
class Golden:
    """Hold one file and what it must become.

    Args:
        name: File name.
        content: The file.
        pixels: RGB, shape (H, W, 3); None where the file is to be refused.
        code: Of the refusal.
        tolerance: How far a value may lie off: 0 but for lossy formats and for rounding of 16 to 8 bits.
        notes: What is to be said of the file.
    """

    name: str
    content: bytes
    pixels: Pixels | None = None
    code: str = ""
    tolerance: int = 0
    notes: tuple[str, ...] = ()


def golden_images() -> list[Golden]:
    """Return all of them; the same on every machine."""
    return [*_upright(), *_grey(), *_colour(), *_palettes(), *_transparent(), *_tiffs(), *_bmps(), *_animations()]


def picture(seed: int = 0, channels: int = 3, high: int = 256) -> Pixels:
    """Return seeded noise of shape (HEIGHT, WIDTH, channels): any slip of a row or a channel changes it."""
    return np.random.default_rng(seed).integers(0, high, (HEIGHT, WIDTH, channels))


def as_rgb(grey: Pixels) -> Pixels:
    """Return grey values of shape (H, W, 1) as RGB."""
    return np.repeat(grey, 3, axis=2)


def over_white(colour: Pixels, alpha: Pixels) -> Pixels:
    """Lay colours on white by the formula of Porter and Duff."""
    return np.rint((colour * alpha + 255 * (255 - alpha)) / 255).astype(int)


def soft() -> Pixels:
    """Return a large picture of four corners, which survives a JPEG."""
    corners = np.array([[[250, 20, 20], [20, 230, 30]], [[30, 40, 240], [240, 240, 240]]])
    return corners.repeat(16, 0).repeat(24, 1)


def jpeg(pixels: Pixels, mode: str = "RGB", **options: object) -> bytes:
    """Compress by Pillow, as nearly without loss as a JPEG can: nobody writes one by hand."""
    target = io.BytesIO()
    image = (
        Image.fromarray(pixels.astype(np.uint8), mode) if mode == "CMYK" else Image.fromarray(pixels.astype(np.uint8))
    )
    image.save(target, "JPEG", quality=100, subsampling=0, **options)
    return target.getvalue()


# What a camera stored of the upright picture, by EXIF value: the inverse of what a viewer must do.
_STORED: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.transpose(1, 0, 2),
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: np.rot90(upright, 2).transpose(1, 0, 2),
    8: lambda upright: np.rot90(upright, -1),
}


def _upright() -> list[Golden]:
    found = []
    for value, store in _STORED.items():
        upright = picture(value)
        found.append(
            Golden(f"exif-{value}.png", png(store(upright), chunks=[chunk(b"eXIf", exif(value, ">"))]), upright)
        )
        stored = with_exif(jpeg(np.ascontiguousarray(store(soft()))), exif(value))
        found.append(Golden(f"exif-{value}.jpg", stored, soft(), tolerance=6))
    turned = np.ascontiguousarray(_STORED[6](picture(6)))
    raw = turned.astype(np.uint8).tobytes()
    sides = {"width": turned.shape[1], "height": turned.shape[0]}
    content = tiff(raw, **sides, samples=3, photometric=2, tags=[short(274, 6)])
    return [*found, Golden("exif-6.tif", content, picture(6))]


def _grey() -> list[Golden]:
    found = []
    for depth in (1, 2, 4, 8):
        grey = picture(depth, 1, 2**depth)
        found.append(
            Golden(f"grey-{depth}.png", png(grey, depth=depth, colour=0), as_rgb(grey * 255 // (2**depth - 1)))
        )
    deep = picture(16, 1, 65_536)
    rounded = as_rgb(np.rint(deep / 257).astype(int))
    found.append(Golden("grey-16.png", png(deep, depth=16, colour=0), rounded))
    hidden = deep.copy()
    hidden[0, :3] = 1234
    white = rounded.copy()
    white[0, :3] = 255
    transparent = chunk(b"tRNS", struct.pack(">H", 1234))
    found.append(Golden("grey-16-trns.png", png(hidden, depth=16, colour=0, chunks=[transparent]), white))
    found.append(Golden("grey-interlaced.png", png(picture(9, 1), colour=0, interlace=True), as_rgb(picture(9, 1))))
    return found


def _colour() -> list[Golden]:
    plain, deep = picture(20), picture(21, 3, 65_536)
    profile = chunk(b"iCCP", b"anything\0\0" + zlib.compress(bytes(200)))
    gamma = chunk(b"gAMA", struct.pack(">I", 100_000))
    cmyk = np.array([0, 255, 255, 0]) * np.ones((16, 16, 1))
    return [
        Golden("rgb-8.png", png(plain), plain),
        Golden("rgb-16.png", png(deep, depth=16), np.rint(deep / 257).astype(int), tolerance=1),
        Golden("rgb-interlaced.png", png(plain, interlace=True), plain),
        Golden("rgb-profile.png", png(plain, chunks=[profile]), plain),
        Golden("rgb-gamma.png", png(plain, chunks=[gamma]), plain),
        Golden("photo.jpg", jpeg(soft()), soft(), tolerance=6),
        Golden("progressive.jpg", jpeg(soft(), progressive=True), soft(), tolerance=6),
        Golden("grey.jpg", jpeg(np.full((16, 16), 77)), np.full((16, 16, 3), 77), tolerance=2),
        Golden("cmyk.jpg", jpeg(cmyk, "CMYK"), np.array([255, 0, 0]) * np.ones((16, 16, 1), int), tolerance=6),
        Golden("named.jpg", png(plain), plain, notes=("data.note_extension",)),
    ]


def _palettes() -> list[Golden]:
    colours = np.random.default_rng(30).integers(0, 256, (256, 3))
    found = []
    for depth in (1, 2, 4, 8):
        indices = picture(30 + depth, 1, 2**depth)
        table = chunk(b"PLTE", colours[: 2**depth].astype(np.uint8).tobytes())
        content = png(indices, depth=depth, colour=3, chunks=[table])
        found.append(Golden(f"palette-{depth}.png", content, colours[indices[..., 0]]))
    alpha = np.random.default_rng(31).integers(0, 256, (16, 1))
    indices = picture(35, 1, 16)
    chunks = [
        chunk(b"PLTE", colours[:16].astype(np.uint8).tobytes()),
        chunk(b"tRNS", alpha.astype(np.uint8).tobytes()),
    ]
    content = png(indices, depth=4, colour=3, chunks=chunks)
    shown = over_white(colours[indices[..., 0]], alpha[indices[..., 0]])
    return [*found, Golden("palette-trns.png", content, shown, tolerance=1)]


def _transparent() -> list[Golden]:
    found = []
    for channels, colour, name in ((1, 4, "grey"), (3, 6, "rgb")):
        below, alpha = picture(40 + channels, channels), picture(41 + channels, 1)
        expected = over_white(below if channels == 3 else as_rgb(below), alpha)
        both = np.concatenate([below, alpha], axis=2)
        found.append(Golden(f"{name}-alpha-8.png", png(both, colour=colour), expected, tolerance=1))
        deep = png(both * 257, depth=16, colour=colour)
        found.append(Golden(f"{name}-alpha-16.png", deep, expected, tolerance=1))
    plain, grey = picture(45), picture(46, 1, 4)
    key = chunk(b"tRNS", struct.pack(">HHH", *plain[2, 3].tolist()))
    shown = plain.copy()
    shown[2, 3] = 255
    found.append(Golden("rgb-trns.png", png(plain, chunks=[key]), shown))
    expected = as_rgb(np.where(grey == 2, 255, grey * 85))
    key = chunk(b"tRNS", struct.pack(">H", 2))
    found.append(Golden("grey-2-trns.png", png(grey, depth=2, colour=0, chunks=[key]), expected))
    deep = plain * 257
    key = chunk(b"tRNS", struct.pack(">HHH", *deep[2, 3].tolist()))
    found.append(Golden("rgb-16-trns.png", png(deep, depth=16, chunks=[key]), shown))
    bits = picture(47, 1, 2)
    key = chunk(b"tRNS", struct.pack(">H", 0))
    content = png(bits, depth=1, colour=0, chunks=[key])
    found.append(Golden("grey-1-trns.png", content, np.full((HEIGHT, WIDTH, 3), 255)))
    target = io.BytesIO()
    clear = np.concatenate([plain, np.where(np.arange(WIDTH) % 2, 255, 0)[None, :, None].repeat(HEIGHT, 0)], axis=2)
    Image.fromarray(clear.astype(np.uint8)).save(target, "WEBP", lossless=True, exact=True)
    found.append(Golden("alpha.webp", target.getvalue(), over_white(plain, clear[..., 3:])))
    return found


def _tiffs() -> list[Golden]:
    sides = {"width": WIDTH, "height": HEIGHT}
    grey, deep, cmyk = picture(50, 1), picture(51, 1, 65_536), picture(52, 4)
    rounded = as_rgb(np.rint(deep / 257).astype(int))
    inks = np.rint((255 - cmyk[..., :3]) * (255 - cmyk[..., 3:]) / 255).astype(int)
    wide = deep.copy()
    wide[0, 0] = 70_000
    planes = picture(53).transpose(2, 0, 1).astype(np.uint8).tobytes()
    size = WIDTH * HEIGHT
    offsets = struct.pack("<III", 8, 8 + size, 8 + 2 * size)
    counts = struct.pack("<III", size, size, size)
    # The lists of the three strips stand behind the planes, and behind the bits of the samples.
    apart = [
        short(284, 2),
        (273, 4, 3, struct.pack("<I", 8 + 3 * size)),
        (279, 4, 3, struct.pack("<I", 8 + 3 * size + 12)),
    ]
    planar = tiff(planes + offsets + counts, **sides, samples=3, photometric=2, tags=apart)
    return [
        Golden("grey.tif", tiff(grey.astype("u1").tobytes(), **sides), as_rgb(grey)),
        Golden("white-is-zero.tif", tiff(grey.astype("u1").tobytes(), **sides, photometric=0), as_rgb(255 - grey)),
        Golden("grey-16-little.tif", tiff(deep.astype("<u2").tobytes(), **sides, bits=16), rounded),
        Golden("grey-16-big.tif", tiff(deep.astype(">u2").tobytes(), **sides, bits=16, order=">"), rounded),
        Golden("grey-32.tif", tiff(deep.astype("<u4").tobytes(), **sides, bits=32), rounded),
        Golden("too-deep.tif", tiff(wide.astype("<u4").tobytes(), **sides, bits=32), code="data.image_depth"),
        Golden(
            "float.tif",
            tiff((deep / 65_535).astype("<f4").tobytes(), **sides, bits=32, kind=3),
            code="data.image_float",
        ),
        Golden("rgb.tif", tiff(picture(54).astype("u1").tobytes(), **sides, samples=3, photometric=2), picture(54)),
        Golden("planes.tif", planar, picture(53)),
        Golden("cmyk.tif", tiff(cmyk.astype("u1").tobytes(), **sides, samples=4, photometric=5), inks, tolerance=1),
        Golden("big-rows.tif", tiff(grey.astype("u1").tobytes(), **sides, tags=[long(278, 2**32 - 1)]), as_rgb(grey)),
    ]


def _bmps() -> list[Golden]:
    plain = picture(60)[:, :7]  # rows of 21 bytes are padded to 24
    colours = np.random.default_rng(61).integers(0, 256, (256, 3))
    table = np.pad(colours[:, ::-1], ((0, 0), (0, 1))).astype(np.uint8).tobytes()
    indices = picture(62, 1)
    words = picture(63, 1, 65_536)
    parts = [(words >> 11) & 31, (words >> 5) & 63, words & 31]
    wide = [parts[0] * 255 / 31, parts[1] * 255 / 63, parts[2] * 255 / 31]
    return [
        Golden("padded.bmp", bmp(plain), plain),
        Golden("top-down.bmp", bmp(plain, top_down=True), plain),
        Golden("four-bytes.bmp", bmp(plain, bits=32), plain),
        Golden("palette.bmp", bmp(indices, bits=8, palette=table), colours[indices[..., 0]]),
        Golden(
            "five-six-five.bmp", bmp(words, bits=16), np.rint(np.concatenate(wide, axis=2)).astype(int), tolerance=1
        ),
    ]


def _animations() -> list[Golden]:
    colours = np.random.default_rng(70).integers(0, 256, (128, 3))
    table = colours.astype(np.uint8).tobytes()
    frames = [picture(71 + index, 1, 128)[..., 0] for index in range(3)]
    clear = colours[frames[0]].copy()
    clear[frames[0] == frames[0][0, 0]] = 255
    animated = ("data.note_animation",)
    moving = [
        chunk(b"acTL", struct.pack(">II", 2, 0)),
        chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0)),
    ]
    second = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 1, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0))
    lines = b"".join(b"\0" + row.astype(np.uint8).tobytes() for row in picture(75))
    second += chunk(b"fdAT", struct.pack(">I", 2) + zlib.compress(lines))
    apng = png(picture(74), chunks=moving)
    return [
        Golden("still.gif", gif(frames[:1], table), colours[frames[0]]),
        Golden("moving.gif", gif(frames, table), colours[frames[0]], notes=animated),
        Golden("clear.gif", gif(frames[:1], table, transparent=int(frames[0][0, 0])), clear),
        Golden("moving.png", apng[:-12] + second + apng[-12:], picture(74), notes=animated),
    ]
