from __future__ import annotations

import errno
import json
import os
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pupila.data import image_io
from pupila.data.remarks import Skipped
from pupila.errors import DataError

Encode = Callable[..., bytes]

# Four different corners tell every one of the eight orientations apart.
CORNERS = np.array([[[250, 0, 0], [0, 250, 0]], [[0, 0, 250], [250, 250, 250]]], np.uint8).repeat(8, 0).repeat(12, 1)
# How the camera stored the upright picture, by EXIF value: the inverse of what a viewer must do.
STORED: dict[int, Callable[[Any], Any]] = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.transpose(1, 0, 2),
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: np.rot90(upright, 2).transpose(1, 0, 2),
    8: lambda upright: np.rot90(upright, -1),
}


def oriented(value: int, kind: str, encode: Encode) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = value
    image = Image.fromarray(np.ascontiguousarray(STORED.get(value, STORED[1])(CORNERS)))
    options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    return encode(image, kind, exif=exif, **options)


@pytest.mark.parametrize("value", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_every_orientation_comes_out_upright(value: int, kind: str, encode: Encode) -> None:
    found = image_io.decode(oriented(value, kind, encode))
    assert found.original_size == (16, 24)
    assert found.pixels.shape == CORNERS.shape
    assert np.abs(found.pixels.astype(int) - CORNERS)[4::8, 6::12].max() < 40  # well inside each corner


@pytest.mark.parametrize("value", [0, 9, 77])
def test_an_orientation_that_does_not_exist_changes_nothing(value: int, encode: Encode) -> None:
    assert image_io.decode(oriented(value, "PNG", encode)).pixels.tolist() == CORNERS.tolist()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_not_clipped(kind: str, encode: Encode) -> None:
    values = np.array([[0, 257, 400, 32_768, 40_000, 65_535]], np.uint16)
    found = image_io.decode(encode(Image.fromarray(values), kind), channels="grey")
    assert found.pixels[0, :, 0].tolist() == [round(value / 257) for value in values[0].tolist()]


def test_a_32_bit_image_is_taken_if_it_fits_16_bits_and_else_refused(encode: Encode) -> None:
    fits = Image.fromarray(np.array([[0, 65_535]], np.int32))
    assert image_io.decode(encode(fits, "TIFF"), channels="grey").pixels[0, :, 0].tolist() == [0, 255]
    with pytest.raises(DataError, match="65,535"):
        image_io.decode(encode(Image.fromarray(np.array([[0, 70_000]], np.int32)), "TIFF"), name="deep.tif")


def test_a_floating_point_image_is_refused_with_the_remedy(encode: Encode) -> None:
    with pytest.raises(DataError, match=r"'a.tif' holds floating-point values.*8 or 16 bits"):
        image_io.decode(encode(Image.fromarray(np.ones((2, 2), np.float32)), "TIFF"), name="a.tif")


@pytest.mark.parametrize("background", [(255, 255, 255), (0, 0, 0), (10, 200, 30)])
def test_transparency_shows_the_declared_background_not_hidden_colours(
    background: tuple[int, int, int], encode: Encode
) -> None:
    image = Image.new("RGBA", (3, 1), (255, 0, 0, 255))
    image.putpixel((1, 0), (255, 0, 0, 0))
    image.putpixel((2, 0), (255, 0, 0, 128))
    found = image_io.decode(encode(image), background=background).pixels[0]
    assert found[0].tolist() == [255, 0, 0]
    assert found[1].tolist() == list(background)
    blend = (128 * np.array([255, 0, 0]) + 127 * np.array(background)) / 255
    assert np.abs(found[2] - blend).max() <= 1


def test_grey_with_alpha_is_laid_on_the_background(encode: Encode) -> None:
    image = Image.new("LA", (2, 1), (40, 255))
    image.putpixel((1, 0), (40, 0))
    assert image_io.decode(encode(image), channels="grey").pixels[0, :, 0].tolist() == [40, 255]


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_transparent_palette_entry_shows_the_background(kind: str, encode: Encode) -> None:
    image = Image.new("P", (2, 1), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    found = image_io.decode(encode(image, kind, transparency=1), background=(1, 2, 3))
    assert found.pixels[0].tolist() == [[255, 0, 0], [1, 2, 3]]


def test_a_transparent_colour_shows_the_background(encode: Encode) -> None:
    image = Image.new("RGB", (2, 1), (9, 9, 9))
    image.putpixel((1, 0), (0, 255, 0))
    found = image_io.decode(encode(image, transparency=(0, 255, 0)), background=(7, 7, 7))
    assert found.pixels[0].tolist() == [[9, 9, 9], [7, 7, 7]]


def test_cmyk_one_bit_and_grey_become_colour(encode: Encode) -> None:
    cmyk = image_io.decode(encode(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", quality=100))
    assert cmyk.mode == "CMYK"
    assert np.abs(cmyk.pixels.astype(int) - [255, 0, 0]).max() < 12
    bits = Image.new("1", (2, 1), 0)
    bits.putpixel((1, 0), 1)
    assert image_io.decode(encode(bits)).pixels[0].tolist() == [[0, 0, 0], [255, 255, 255]]
    assert image_io.decode(encode(Image.new("L", (1, 1), 77))).pixels[0].tolist() == [[77, 77, 77]]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF", "PNG"])
def test_of_an_animation_the_first_frame_is_taken_and_noted(kind: str, encode: Encode) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ((250, 0, 0), (0, 250, 0), (0, 0, 250))]
    options = {"lossless": True} if kind == "WEBP" else {}
    content = encode(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    found = image_io.decode(content)
    assert found.notes == ("data.note_animation",)
    assert np.abs(found.pixels.astype(int) - [250, 0, 0]).max() <= 1


def test_the_second_picture_of_a_phone_photo_is_no_animation(encode: Encode) -> None:
    two = [Image.new("RGB", (16, 16), colour) for colour in ((250, 0, 0), (0, 250, 0))]
    found = image_io.decode(encode(two[0], "MPO", save_all=True, append_images=two[1:]), name="IMG_1.jpg")
    assert found.notes == ()
    assert found.format == "JPEG"
    assert found.pixels[0, 0, 0] > 240


def test_a_wrong_extension_is_noted_and_the_content_believed(plain: Encode) -> None:
    found = image_io.decode(plain(), name="photo.jpg")
    assert (found.format, found.notes) == ("PNG", ("data.note_extension",))
    assert image_io.decode(plain(), name="photo.PNG").notes == ()
    assert image_io.decode(plain(), name="photo").notes == ()


def test_resizing_averages_instead_of_dropping_pixels(encode: Encode) -> None:
    board = (np.indices((64, 64)).sum(0) % 2 * 255).astype(np.uint8)
    found = image_io.decode(encode(Image.fromarray(board)), channels="grey", image_size=(8, 16))
    assert found.pixels.shape == (8, 16, 1)
    assert found.original_size == (64, 64)
    assert np.abs(found.pixels.astype(int) - 127).max() < 8


def test_a_large_photo_unpacked_small_is_nearly_the_whole_one_resized(encode: Encode) -> None:
    ramp = np.linspace(0, 255, 1200)[None, :, None] * np.linspace(0.2, 1, 800)[:, None, None] * np.ones(3)
    content = encode(Image.fromarray(ramp.astype(np.uint8)), "JPEG", quality=95)
    fast = image_io.decode(content, image_size=(60, 90))
    whole = image_io.resize(image_io.decode(content).pixels, (60, 90))
    assert fast.original_size == (800, 1200)
    assert np.abs(fast.pixels.astype(int) - whole).max() <= 3


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    content = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", content) + png_chunk(b"IEND", b"")


def bmp_bomb(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 1000, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def gif_bomb(width: int, height: int) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0, 0, 0)
        + b","
        + struct.pack("<HHHHB", 0, 0, width, height, 0)
        + b"\2\2\x4c\1\0;"
    )


@pytest.mark.parametrize("bomb", [png_bomb, bmp_bomb, gif_bomb])
@pytest.mark.parametrize("size", [(5001, 5000), (20_001, 1), (12_000, 12_000), (30_000, 30_000), (65_000, 65_000)])
def test_a_bomb_is_refused_from_its_header(bomb: Callable[[int, int], bytes], size: tuple[int, int]) -> None:
    start = time.monotonic()
    with pytest.raises(DataError, match=r"'bomb'.*25 million pixels"):
        image_io.decode(bomb(*size), name="bomb")
    assert time.monotonic() - start < 1


def test_exactly_25_megapixels_are_let_through(encode: Encode) -> None:
    found = image_io.decode(encode(Image.new("1", (5000, 5000)), "PNG"), channels="grey", image_size=(4, 4))
    assert found.pixels.max() == 0


def test_what_is_cut_or_foreign_is_refused_with_name_and_reason(plain: Encode) -> None:
    photo = plain(kind="JPEG", size=(64, 64))
    for content, reason in (
        (b"", "empty"),
        (b"hello, I am a text\n" * 9, "not an image"),
        (photo[: len(photo) // 2], "damaged"),
        (plain()[:50], "damaged"),
        (b"%PDF-1.4 %%EOF", "not an image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not an image"),
        (b"8BPS" + bytes(60), "not an image"),
        (b"SIMPLE  =                    T" + bytes(2880), "not an image"),
    ):
        with pytest.raises(DataError, match=rf"'bad.jpg' .*{reason}"):
            image_io.decode(content, name="bad.jpg")


@pytest.mark.parametrize("kind", ["ICO", "TGA", "PPM", "ICNS", "PCX"])
def test_other_formats_are_refused_though_pillow_knows_them(kind: str, encode: Encode) -> None:
    with pytest.raises(DataError, match="not an image of a kind"):
        image_io.decode(encode(Image.new("RGB", (32, 32)), kind), name="x")


def test_a_file_above_64_mb_is_not_parsed(monkeypatch: pytest.MonkeyPatch, plain: Encode, tmp_path: Path) -> None:
    monkeypatch.setattr(image_io, "MAX_BYTES", 50)
    path = tmp_path / "big.png"
    path.write_bytes(plain())
    with pytest.raises(DataError, match="larger than"):
        image_io.read_file(path)
    with pytest.raises(DataError, match="larger than"):
        image_io.decode(plain())


def test_reading_refuses_what_is_no_file_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(DataError, match=r"pipe.jpg.*pipe, a socket or a device"):
        image_io.read_file(tmp_path / "pipe.jpg")
    with pytest.raises(DataError, match="is not there"):
        image_io.read_file(tmp_path / "gone.jpg")
    assert image_io.read_header(tmp_path / "gone.jpg") is None


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, ("permission denied", "permiso denegado")),
        (errno.EPERM, ("permission denied", "permiso denegado")),
        (errno.ENAMETOOLONG, ("the name is too long", "el nombre es demasiado largo")),
        (errno.ENOTDIR, ("a file stands where a folder is needed", "hay un archivo donde hace falta una carpeta")),
    ],
)
def test_what_the_system_refuses_is_told_in_the_language(
    number: int, words: tuple[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, flags: int) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(image_io.os, "open", refuse)
    with pytest.raises(DataError) as caught:
        image_io.read_file(Path("a.png"))
    assert f"'a.png'{' cannot be read' if language == 'en' else ''}: {words[language == 'es']}." in (
        caught.value.message(language)
    )
    left_out = Skipped.from_error("a.png", caught.value)
    assert json.loads(json.dumps(dict(left_out.values))) == left_out.values
    assert "a.png" in left_out.message(language)


@pytest.mark.parametrize("value", [1, 6])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_header_tells_the_upright_size(kind: str, value: int, encode: Encode, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(oriented(value, kind, encode))
    header = image_io.read_header(path)
    assert header is not None
    assert (header.size, header.grey) == ((16, 24), False)


SEEDS = [
    one
    for kind in ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")
    for one in [(kind, Image.effect_mandelbrot((24, 20), (-2, -1, 1, 1), 10))]
]


@given(seed=st.sampled_from(SEEDS), data=st.data())
def test_no_mutant_raises_anything_but_a_data_error(
    seed: tuple[str, Image.Image], data: st.DataObject, encode: Encode
) -> None:
    content = bytearray(encode(seed[1].convert("L"), seed[0]))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    message = "mutant"
    try:
        assert image_io.decode(bytes(content), image_size=(6, 7), name="mutant").pixels.shape == (6, 7, 3)
    except DataError as error:
        message = str(error)
    assert "mutant" in message
    assert "0x" not in message  # no address: the same file always gives the same words


@pytest.mark.parametrize("channels", [1, 3])
def test_a_png_written_is_read_back_and_carries_nothing_else(channels: int) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 9, channels), np.uint8)
    content = image_io.encode_png(pixels)
    kinds = {content[at : at + 4] for at in range(len(content) - 4) if content[at : at + 4].isalpha()}
    assert not kinds & {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"iCCP"}
    found = image_io.decode(content, channels="grey" if channels == 1 else "colour")
    assert found.pixels.tolist() == pixels.tolist()
