from __future__ import annotations

import dataclasses
import json
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pupila.data.check.class_checks import alike_names, class_notes
from pupila.data.check.examine import examine
from pupila.data.check.headers import read_head
from pupila.data.dataset import Dataset
from pupila.data.folder import DecodeSettings, load_folder
from pupila.errors import UsageError

Make = Callable[..., Any]


def codes(data: Dataset) -> dict[str, str]:
    return {finding.code: finding.severity for finding in examine(data).findings}


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def deep_png() -> bytes:
    """Write by hand what Pillow cannot: 16 bits a channel in colour."""
    rows = b"".join(b"\0" + bytes(range(6 * 20)) for _ in range(20))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 20, 20, 16, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    parts = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture
def folder(tmp_path: Path, scenes: Make) -> Path:
    """Write a folder with one fault of each kind among 60 good photos."""
    images = [Image.fromarray(one) for one in scenes(64, 96)]
    good = {f"{'ab'[row % 2]}/{row:02d}.png": saved(image, "PNG") for row, image in enumerate(images[:60])}
    frames = images[60:63]
    photo = saved(images[63], "JPEG", quality=90)
    exif = Image.Exif()
    exif[0x0112] = 6
    glass = images[61].convert("RGBA")
    glass.putalpha(120)
    faults = {
        "a/empty.jpg": b"",
        "a/cut.jpg": photo[: len(photo) // 2],
        "a/noise.png": b"\x89PNG\r\n\x1a\n" + b"nothing" * 20,
        "a/other.heic.jpg": b"\0\0\0\x18ftypheic" * 9,
        "a/readme.txt": b"these are photos",
        "a/jpeg.png": photo,
        "a/film.gif": saved(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "b/film.webp": saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "b/film.png": saved(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "b/pages.tif": saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]),
        "b/deep.png": deep_png(),
        "b/clear.png": saved(glass, "PNG"),
        "b/clear.webp": saved(glass, "WEBP", lossless=True),
        "b/turned.jpg": saved(images[62], "JPEG", exif=exif.tobytes()),
        "b/print.jpg": saved(images[62].convert("CMYK"), "JPEG"),
        "a/grey.png": saved(images[60].convert("L"), "PNG"),
        "a/icon.png": saved(images[60].resize((12, 12)), "PNG"),
        "a/strip.png": saved(Image.fromarray(scenes(1, 900)[0]).crop((0, 0, 900, 90)), "PNG"),
    }
    for name, content in {**good, **faults}.items():
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "photos"


def test_every_kind_of_file_is_named(folder: Path) -> None:
    report = examine(load_folder(folder, DecodeSettings(image_size=(64, 64))))
    files = {finding.code: set(finding.files) for finding in report.findings}
    assert files["empty_file"] == {"a/empty.jpg"}
    assert files["truncated_file"] >= {"a/cut.jpg"}
    assert files["unreadable_file"] | files["truncated_file"] == {"a/noise.png", "a/other.heic.jpg", "a/cut.jpg"}
    assert files["not_an_image"] == {"a/readme.txt"}
    assert files["wrong_extension"] == {"a/jpeg.png"}
    assert files["animated"] == {"a/film.gif", "b/film.webp", "b/film.png", "b/pages.tif"}
    assert files["deep_colour"] == {"b/deep.png"}
    assert {"b/clear.png", "b/clear.webp"} <= files["transparent"]
    assert files["rotated"] == {"b/turned.jpg"}
    assert {"b/print.jpg", "a/grey.png"} == files["odd_mode"]
    assert files["tiny_image"] == {"a/icon.png"}
    assert files["long_image"] == {"a/strip.png"}
    assert report.worst == "error"
    assert [finding.severity for finding in report.findings] == sorted(
        (finding.severity for finding in report.findings), key=("error", "warning", "remark").index
    )
    reasons = {detail["file"]: detail["reason"] for detail in report["truncated_file"].details}
    assert "truncated" in reasons["a/cut.jpg"]["en"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
def test_headers_agree_with_pillow(kind: str, mode: str) -> None:
    image = Image.fromarray(
        np.arange(300, dtype=np.uint8).reshape(10, 10, 3) if mode == "RGB" else np.eye(9, dtype=np.uint8)
    )
    content = saved(image.convert("RGB" if (kind, mode) == ("JPEG", "P") else mode), kind)
    header = read_head(content)
    with Image.open(BytesIO(content)) as opened:
        assert header.kind == opened.format
        assert header.frames == (2 if getattr(opened, "n_frames", 1) > 1 else 1)
        assert header.orientation == 1
        assert not header.alpha
        if kind in ("PNG", "JPEG"):
            assert header.mode == {"L": "grey", "RGB": "colour", "P": "palette"}[opened.mode]


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_orientation_is_read_from_every_format(turn: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    content = saved(
        Image.new("RGB", (20, 10)),
        kind,
        **({"tiffinfo": {0x0112: turn}} if kind == "TIFF" else {"exif": exif.tobytes()}),
    )
    assert read_head(content).orientation == turn


@given(st.data())
def test_a_damaged_header_is_never_an_error(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"]))
    content = bytearray(saved(Image.fromarray(np.arange(81, dtype=np.uint8).reshape(9, 9)), kind))
    for _ in range(data.draw(st.integers(0, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    header = read_head(bytes(content[: data.draw(st.integers(0, len(content)))]))
    assert header.kind in ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "")
    assert 1 <= header.orientation <= 8


def test_a_clean_set_gives_nothing(clean: Dataset) -> None:
    assert codes(clean) == {}


def test_all_identical_images_are_found(scenes: Make, data_of: Make) -> None:
    images = scenes(60)
    dice = np.random.default_rng(0)
    source = dice.integers(0, 60, 45)
    pixels = np.concatenate([images, images[source]])
    given = np.array(["train"] * 60 + ["test"] * 45)
    labels = np.concatenate([np.arange(60) % 2, np.where(np.arange(45) < 30, source % 2, 1 - source % 2)])
    report = examine(data_of(pixels, labels, given_split=given))
    across = report["copies_across_splits"]
    assert {name for group in across.groups for name in group} == set(across.files)
    assert len(across.groups) == len(set(source.tolist()))
    assert set(across.movable) == {f"train/{row:05d}" for row in source}
    between = {name for group in report["copies_between_classes"].groups for name in group}
    assert {f"test/{row:05d}" for row in range(30, 45)} <= between
    within: dict[tuple[int, int], list[str]] = {}
    for row, origin in enumerate(source.tolist()):
        within.setdefault((origin, int(labels[60 + row])), []).append(f"test/{row:05d}")
    assert set(report["copies"].groups) == {tuple(group) for group in within.values() if len(group) > 1}


def test_looks_are_judged(scenes: Make, data_of: Make) -> None:
    images = scenes(60, 64)
    images[3] = 90
    images[5] = (images[5] * 0.15).astype(np.uint8)
    images[7] = np.clip(244 + 0.2 * (images[7][..., :1] - images[7][..., :1].mean()), 0, 255)
    soft = np.asarray(
        Image.fromarray(images[9]).resize((6, 6), Image.Resampling.BOX).resize((64, 64), Image.Resampling.BICUBIC)
    )
    images[9] = soft
    report = examine(data_of(images))
    found = {finding.code: finding.files for finding in report.findings}
    assert found == {
        "low_information": ("planted/00003",), "dark": ("planted/00005",), "bright": ("planted/00007",),
        "blurred": ("planted/00009",),
    }  # fmt: skip


def test_unequal_and_small_classes(scenes: Make, data_of: Make) -> None:
    labels = np.repeat([0, 1, 2], [150, 40, 10])
    given = np.array((["train"] * 140 + ["test"] * 10) + ["train"] * 40 + ["train"] * 10)
    report = examine(data_of(scenes(200, 16), labels, given_split=given))
    assert report["imbalance"].severity == "warning"
    assert "14.0 times" in report["imbalance"].message()
    assert "14,0 veces" in report["imbalance"].message("es")
    assert report["few_to_learn"].values["names"] == "class 2 (10)"
    assert report["few_to_judge"].values["number"] == 3
    assert report.worst == "warning"


def test_a_class_that_is_never_trained(scenes: Make, data_of: Make) -> None:
    data = data_of(scenes(60, 16), [1, 2] * 30)
    assert codes(data)["class_without_training"] == "error"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Cat", "cat", "dog"], {"class_names_alike": "error"}),
        (["piña", unicodedata.normalize("NFD", "piña"), "kiwi"], {"class_names_alike": "error"}),
        (["STRASSE", "straße", "weg"], {"class_names_alike": "error"}),
        (["stop sign", "stop_sign", "yield"], {"class_names_alike": "error"}),
        (["camión", "camion", "coche"], {"class_names_accents": "warning"}),
        (["camión", "Camion", "Camión"], {"class_names_alike": "error", "class_names_accents": "warning"}),
        (["a", "b", "c"], {}),
    ],
)
def test_names_that_are_one(names: list[str], expected: dict[str, str], scenes: Make, data_of: Make) -> None:
    data = data_of(scenes(90, 16), np.arange(90) % 3, class_names=tuple(names))
    assert {code: severity for code, severity in codes(data).items() if "names" in code} == expected


@given(st.lists(st.text("aáÁA_ ñ-", min_size=1, max_size=4), min_size=2, max_size=6, unique=True))
def test_alike_names_are_groups_of_what_was_given(names: list[str]) -> None:
    groups = alike_names(names)
    assert all(len(group) > 1 and set(group) <= set(names) for group in groups)
    assert len({name for group in groups for name in group}) == sum(map(len, groups))


def test_training_is_told_in_a_line_each(clean: Dataset) -> None:
    assert class_notes(clean) == ()
    odd = dataclasses.replace(clean, class_names=("Rose", "rose"), labels=np.repeat([0, 1], [75, 5]))
    said = [note.message() for note in class_notes(odd)]
    assert len(said) == 2
    assert "'Rose' = 'rose'" in said[0]
    assert "rose (5)" in said[1]


def test_an_unknown_check_is_answered_with_the_nearest(clean: Dataset) -> None:
    with pytest.raises(UsageError, match=re.escape("near_copies")):
        examine(clean, only=["near_copy"])


def test_progress_counts_to_the_end(clean: Dataset) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    examine(clean, progress=lambda done, total, code: told.setdefault(code, []).append((done, total)))
    assert {"check.doing_measure", "check.doing_candidates"} <= told.keys()
    assert all(steps[-1][0] == steps[-1][1] for steps in told.values())
    json.dumps(examine(clean).to_json())
