"""Decode, resize and encode images: the only door to Pillow.

Training, prediction, the studio and the report all come through `decode`, so that one file always gives the same
pixels. The recipe: at most 64 MB are read; the format is recognised by content among six; the size is taken from the
header and refused above 25 megapixels before a pixel is unpacked; the EXIF orientation is applied; 16-bit is scaled
to 8-bit; transparency is laid on a declared background; then grey or RGB, and resized with an antialiased bilinear
filter. Nothing is ever replaced by something else: what cannot be read is refused with the reason. Colour profiles
are ignored, as by the other tools of the field.
"""

from __future__ import annotations

import logging
import os
import stat
import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

import numpy as np
import PIL
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from pupila.data.anatomy import overlong, too_many_scans
from pupila.errors import DataError

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")
MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 25_000_000
MAX_SIDE = 20_000
DECODER = f"pupila-2/pillow-{PIL.__version__}"
WHITE = (255, 255, 255)

Channels = Literal["grey", "colour"]

_SUFFIXES = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jpe": "JPEG",
    ".png": "PNG",
    ".apng": "PNG",
    ".gif": "GIF",
    ".bmp": "BMP",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
IMAGE_SUFFIXES = frozenset(_SUFFIXES)
_GREY_MODES = ("1", "L", "LA", "La", "I", "I;16", "I;16B", "I;16L", "I;16N")
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
EMBEDDED_LETTERS = frozenset(map(chr, range(32, 127))) | frozenset("©«°±´·»‘’“”…")
_SYSTEM_FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# What Pillow warns of we refuse, or it does no harm; its words would only clutter the terminal.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", module=r"PIL\.")
logging.getLogger("PIL").addHandler(logging.NullHandler())


@dataclass(frozen=True, eq=False)
class Decoded:
    """Hold one decoded image.

    Args:
        pixels: Shape (height, width, channels), uint8, C-contiguous; one channel for grey, three for colour.
        original_size: (height, width) of the file's upright image, before resizing.
        mode: Pillow's name for what the file held: "RGB", "P", "I;16", ...
        format: "JPEG", "PNG", "GIF", "BMP", "WEBP" or "TIFF".
        notes: Codes of `pupila.texts.data`, such as "data.note_animation".
    """

    pixels: NDArray[np.uint8]
    original_size: tuple[int, int]
    mode: str
    format: str
    notes: tuple[str, ...]

    @property
    def grey(self) -> bool:
        """Tell whether the file held no colour."""
        return self.mode in _GREY_MODES


@dataclass(frozen=True)
class Header:
    """Hold what a file says of its image before it is unpacked: upright (height, width), and whether it is grey."""

    size: tuple[int, int]
    grey: bool


def read_file(path: Path) -> bytes:
    """Read an image file of at most 64 MB; a pipe or a device is never waited for.

    Raises:
        DataError: It is missing, no regular file, too big, empty, or may not be read.
    """
    try:
        with _open_regular(path) as file:
            # Asked for 64 MB, Python would first make room for them; one more than there are tells whether it grows.
            content = file.read(min(os.fstat(file.fileno()).st_size, MAX_BYTES) + 1)
    except FileNotFoundError:
        raise DataError("data.image_missing", path=path) from None
    except PermissionError:
        raise DataError("data.image_unreadable", path=path) from None
    except OSError as error:
        raise DataError("data.image_refused", path=path, reason=OSError(error.errno, error.strerror)) from None
    _check_length(content, str(path))
    return content


def decode(
    content: bytes,
    *,
    channels: Channels = "colour",
    image_size: tuple[int, int] | None = None,
    background: tuple[int, int, int] = WHITE,
    name: str = "",
) -> Decoded:
    """Decode the bytes of an image file into upright 8-bit pixels.

    A JPEG much larger than asked for is unpacked at a half, a quarter or an eighth of its size, never below twice the
    size asked for, which is several times faster. Of an animation the first frame is taken, and a note says so.

    Args:
        content: The whole file.
        channels: "grey" (one channel, ITU-R 601 luminance) or "colour" (RGB).
        image_size: (height, width) to resize to, without keeping the aspect ratio; None keeps the original.
        background: Colour under transparent pixels.
        name: File name, for messages and to notice a wrong extension.

    Raises:
        DataError: Empty, above a limit, of another format, floating point, or broken; the message names file and
            reason.
    """
    _check_length(content, name)
    try:
        return _decode(content, channels, image_size, background, name)
    except DataError:
        raise
    except UnidentifiedImageError:
        raise DataError("data.image_format", path=name, valid=", ".join(FORMATS)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DataError("data.image_too_large", path=name, limit=MAX_PIXELS // 1_000_000, side=MAX_SIDE) from None
    except Exception as error:  # Pillow's plug-ins raise whatever their parser stumbled over
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        raise DataError("data.image_broken", path=name, reason=reason) from error


def read_header(path: Path) -> Header | None:
    """Return an image file's upright size and whether it is grey, without unpacking it; None if it is no image."""
    try:
        with _open_regular(path) as file:
            _check_parts(file)
            file.seek(0)
            return _header(file)
    except Exception:  # whatever is wrong here is named by `decode`
        return None


def _header(file: BinaryIO) -> Header:
    with Image.open(file, formats=FORMATS) as image:
        width, height = image.size
        # Asked for EXIF that it has not met yet, Pillow unpacks a whole PNG; the size of a TIFF it gives upright.
        asked = image.format != "TIFF" and (image.format != "PNG" or "exif" in image.info)
        turned = asked and _orientation(image) >= 5
        grey = image.mode in _GREY_MODES
        return Header((width, height) if turned else (height, width), grey)


def resize(pixels: NDArray[np.uint8], image_size: tuple[int, int]) -> NDArray[np.uint8]:
    """Resize (height, width, channels) pixels to `image_size`, (height, width), in the way of `decode`."""
    if pixels.shape[:2] == image_size:
        return pixels
    image = _to_image(pixels)
    return _to_pixels(image.resize((image_size[1], image_size[0]), Image.Resampling.BILINEAR))


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Write (height, width, 1 or 3) pixels as PNG: made of pixels alone, it carries no one's metadata."""
    target = BytesIO()
    _to_image(pixels).save(target, format="PNG", optimize=True)
    return target.getvalue()


def encode_jpeg(pixels: NDArray[np.uint8], *, quality: int = 85) -> bytes:
    """Write (height, width, 1 or 3) pixels as JPEG: a tenth of a PNG for a photo, at the price of exact values."""
    target = BytesIO()
    _to_image(pixels).save(target, format="JPEG", quality=quality, optimize=True)
    return target.getvalue()


def draw_text(text: str, size: int) -> NDArray[np.uint8]:
    """Draw one line of text: shape (line height, text width), 0 for none to 255 for full ink.

    The line height depends on `size` alone, so that captions stand on one base line. The font is the one inside
    Pillow, which has `EMBEDDED_LETTERS` and no others; `lettering.text_mask` adds accents. Where it lacks a letter a
    font of the system is tried.
    """
    font = _font_for(text, size)
    canvas = Image.new("L", (max(1, round(font.getlength(text)) + 1), round(size * 1.4)), 0)
    ImageDraw.Draw(canvas).text((0, round(size * 0.1)), text, fill=255, font=font)
    return np.asarray(canvas)


def text_width(text: str, size: int) -> float:
    """Return the width of `text` as `draw_text` draws it, in pixels."""
    return float(_font_for(text, size).getlength(text))


def _decode(
    content: bytes, channels: Channels, image_size: tuple[int, int] | None, background: tuple[int, int, int], name: str
) -> Decoded:
    file = BytesIO(content)
    _check_parts(file, name)
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        kind = "JPEG" if image.format == "MPO" else str(image.format)
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise DataError("data.image_too_large", path=name, limit=MAX_PIXELS // 1_000_000, side=MAX_SIDE)
        if kind == "JPEG" and too_many_scans(content, width * height):
            raise DataError("data.image_overlong", path=name)
        notes = _notes(image, kind, name)
        mode = image.mode
        _widen_key(image)
        if image_size is not None and kind == "JPEG":
            # Twice the larger side leaves the antialiasing filter enough to work on, whichever way the photo is turned.
            image.draft(None, (2 * max(image_size), 2 * max(image_size)))
        image.load()
        orientation = _orientation(image)
        if orientation >= 5:
            width, height = height, width
        plain = _flatten(image, background, name)
        kept = "L" if channels == "grey" else "RGB"
        plain = plain if plain.mode == kept else plain.convert(kept)  # to convert to the same mode would copy
    if orientation > 1:
        plain = plain.transpose(_UPRIGHT[orientation])
    if image_size is not None and plain.size != (image_size[1], image_size[0]):
        plain = plain.resize((image_size[1], image_size[0]), Image.Resampling.BILINEAR)
    return Decoded(_to_pixels(plain), (height, width), mode, kind, notes)


def _flatten(image: Image.Image, background: tuple[int, int, int], name: str) -> Image.Image:
    """Bring depth to 8 bits and lay transparency on the background."""
    if image.mode == "F":
        raise DataError("data.image_float", path=name)
    if image.mode.startswith("I"):
        values = np.asarray(image).astype(np.int64)
        if values.min() < 0 or values.max() > 65_535:
            raise DataError("data.image_depth", path=name)
        grey = ((values + 128) // 257).astype(np.uint8)
        key = image.info.get("transparency")
        if not isinstance(key, int):
            return Image.fromarray(grey)
        behind = np.array(background, np.uint8)
        return Image.fromarray(np.where((values == key)[..., np.newaxis], behind, grey[..., np.newaxis]))
    if image.has_transparency_data:
        under = Image.new("RGBA", image.size, (*background, 255))
        return Image.alpha_composite(under, image.convert("RGBA")).convert("RGB")
    return image


def _widen_key(image: Image.Image) -> None:
    """Bring the transparent colour of a PNG to the depth that Pillow gives the pixels, which it forgets."""
    key, tile = image.info.get("transparency"), getattr(image, "tile", None)
    depth = tile[0][3] if tile else ""
    if depth in ("L;2", "L;4") and isinstance(key, int):
        image.info["transparency"] = key * (85 if depth == "L;2" else 17)
    elif depth == "RGB;16B" and isinstance(key, tuple):
        image.info["transparency"] = tuple(part >> 8 for part in key)


def _notes(image: Image.Image, kind: str, name: str) -> tuple[str, ...]:
    expected = _SUFFIXES.get(PurePosixPath(name).suffix.lower())
    notes = ("data.note_extension",) if expected is not None and expected != kind else ()
    # A phone's JPEG often carries a second picture (MPO); that is no animation.
    animated = kind != "JPEG" and bool(getattr(image, "is_animated", False))
    return (*notes, "data.note_animation") if animated else notes


def _open_regular(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise DataError("data.image_special", path=path)
    return open(descriptor, "rb")


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # a damaged EXIF block says nothing; the pixels are still good
        return 1
    return value if value in _UPRIGHT else 1


def _check_length(content: bytes, name: str) -> None:
    if not content:
        raise DataError("data.image_empty", path=name)
    if len(content) > MAX_BYTES:
        raise DataError("data.image_too_many_bytes", path=name, limit=MAX_BYTES // (1024 * 1024))


def _check_parts(file: BinaryIO, name: str = "") -> None:
    """Refuse, before anything parses it, a file that is too long or put together so that this would take minutes."""
    length = file.seek(0, os.SEEK_END)

    def take(at: int, count: int) -> bytes:
        file.seek(at)
        return file.read(count)

    if length > MAX_BYTES or overlong(take, length):
        raise DataError("data.image_overlong", path=name)


def _to_pixels(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode != "RGB":
        pixels = np.array(image, dtype=np.uint8)
        return pixels[:, :, np.newaxis] if pixels.ndim == 2 else pixels
    # Pillow keeps four bytes a pixel; to take three of them is faster here than there.
    wide = np.frombuffer(image.tobytes("raw", "RGBX"), np.uint8).reshape(image.height, image.width, 4)
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    for channel in range(3):
        pixels[:, :, channel] = wide[:, :, channel]
    return pixels


def _to_image(pixels: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels))


def _font_for(text: str, size: int) -> Font:
    return _font(size) if EMBEDDED_LETTERS.issuperset(text) else _system_font(size) or _font(size)


@lru_cache(maxsize=32)
def _font(size: int) -> Font:
    return ImageFont.load_default(size)


@lru_cache(maxsize=32)
def _system_font(size: int) -> Font | None:
    for name in _SYSTEM_FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None
