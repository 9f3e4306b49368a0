"""P43 and P44: the same run gives the same bytes of a report; no picture tells what its photo told of its owner."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from corpus.writers import bmp, chunk, ifd, jpeg_segment, png, tiff_head, with_exif
from PIL import Image

pytestmark = pytest.mark.timeout(600)
Counted = Callable[[int], None]
SECRET = b"SECRET-GPS-48.8584N-2.2945E"


def report_bytes(run: Path, place: Path, **variables: str) -> bytes:
    """Write the report of a run in a process of its own."""
    copy = Path(shutil.copytree(run, place / "run", dirs_exist_ok=True))
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PUPILA_LANG": "en", **variables}
    done = subprocess.run(
        [sys.executable, "-m", "pupila.cli.main", "report", str(copy), "--lang", "en"],
        capture_output=True, text=True, cwd=place, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return (copy / "report.html").read_bytes()


def test_p43_the_same_run_gives_the_same_report(three_colours: Path, tmp_path: Path, counted: Counted) -> None:
    """Whatever the folder, the seed of Python's hashes, the time zone, the locale, the terminal."""
    surroundings = (
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "COLUMNS": "40"},
        {"PYTHONHASHSEED": "99", "TZ": "America/Lima", "LC_ALL": "C", "TERM": "dumb", "PYTHONOPTIMIZE": "1"},
    )
    reports = []
    for number, variables in enumerate(surroundings):
        place = tmp_path / f"place {number}"
        place.mkdir()
        reports.append(report_bytes(three_colours, place, **variables))
    assert len(set(reports)) == 1
    counted(len(surroundings))


def test_p43_written_twice_it_does_not_change(
    three_colours: Path, tmp_path: Path, command: Callable[..., tuple[int, str, str]], counted: Counted
) -> None:
    run = Path(shutil.copytree(three_colours, tmp_path / "run"))
    for language in ("en", "es"):
        written = []
        for _ in range(2):
            assert command("report", run, "--lang", language)[0] == 0
            written.append((run / "report.html").read_bytes())
        assert written[0] == written[1]
    counted(2)


def _gps() -> bytes:
    """Write camera data that hold the secret as a description, and a place on the globe."""
    text = (270, 2, len(SECRET) + 1, struct.pack("<I", 8 + 2 + 2 * 12 + 4))
    place = (0x8825, 4, 1, struct.pack("<I", 8 + 2 + 2 * 12 + 4 + len(SECRET) + 1))
    latitude = (1, 2, 2, b"N\0\0\0")
    return tiff_head() + ifd([text, place]) + SECRET + b"\0" + ifd([latitude])


def _by_pillow(pixels: np.ndarray, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(target, kind, **options)
    return target.getvalue()


def telling(kind: str, pixels: np.ndarray) -> bytes:
    """Return a photo that tells the secret in every place that its format has."""
    text = b"Comment\0" + SECRET
    if kind == "jpg":
        parts = [jpeg_segment(0xFE, SECRET), jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)]
        parts += [jpeg_segment(0xED, b"Photoshop 3.0\0" + SECRET), jpeg_segment(0xE2, b"ICC_PROFILE\0\1\1" + SECRET)]
        plain = with_exif(_by_pillow(pixels, "JPEG", quality=95), _gps())
        return plain[:2] + b"".join(parts) + plain[2:] + SECRET
    if kind == "png":
        packed = zlib.compress(SECRET)
        parts = [chunk(b"tEXt", text), chunk(b"zTXt", b"Key\0\0" + packed), chunk(b"eXIf", _gps())]
        parts += [chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET), chunk(b"iCCP", b"name\0\0" + packed)]
        return png(pixels, chunks=parts) + SECRET
    if kind == "gif":
        return _by_pillow(pixels[..., 0], "GIF", comment=SECRET) + SECRET
    if kind == "webp":
        return _by_pillow(pixels, "WEBP", exif=_gps(), xmp=SECRET, icc_profile=SECRET, lossless=True)
    return bmp(pixels) + SECRET


KINDS = ("jpg", "png", "gif", "webp", "bmp")


@pytest.fixture(scope="module")
def telling_run(tmp_path_factory: pytest.TempPathFactory, train_tiny: Callable[[Path, Path], None]) -> Path:
    """Return a run on photos that tell where they were taken."""
    place, dice = tmp_path_factory.mktemp("telling"), np.random.default_rng(0)
    for name in ("here", "there"):
        (place / "photos" / name).mkdir(parents=True)
        for number in range(15):
            kind = KINDS[number % len(KINDS)]
            content = telling(kind, dice.integers(0, 256, (40, 30, 3)))
            assert SECRET in content or kind == "png"
            (place / "photos" / name / f"{number}.{kind}").write_bytes(content)
    train_tiny(place / "photos", place / "run")
    return place / "run"


def pictures(content: bytes) -> list[bytes]:
    """Return the pictures inside a page or a notebook, or the file itself where it is one."""
    if content.startswith((b"\x89PNG", b"\xff\xd8")):
        return [content]
    found = re.findall(rb"data:image/(?:png|jpeg|webp|gif);base64,([A-Za-z0-9+/=]+)", content)
    return [base64.b64decode(one) for one in found]


def is_bare(picture: bytes) -> bool:
    """Tell whether a picture is made of pixels alone: no camera data, comments, profiles or texts."""
    if picture.startswith(b"\x89PNG"):
        kinds, at = set(), 8
        while at < len(picture):
            kinds.add(picture[at + 4 : at + 8])
            at += 12 + int.from_bytes(picture[at : at + 4], "big")
        return kinds <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs", b"acTL", b"fcTL", b"fdAT"}
    markers, at = set(), 2
    while picture[at + 1] != 0xDA:
        markers.add(picture[at + 1])
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return not markers & ({0xFE} | set(range(0xE1, 0xF0)))


def test_p44_no_picture_in_any_output_tells_where_it_was_taken(
    telling_run: Path, tmp_path: Path, command: Callable[..., tuple[int, str, str]], counted: Counted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    photos, run = telling_run.parent / "photos", telling_run
    first = photos / "here" / "0.jpg"
    for arguments in (
        ("report", run),
        ("look", photos, "--image", "here/0.jpg", "--overview", "--augment", "flip horizontal", "--page", "look.html"),
        ("predict", run, photos, "--plot", "answers.html"),
        ("predict", run, first, "--plot", "answers.png"),
        ("explain", run, "--image", first, "--out", "explained"),
        ("data", "export", run, "--count", "4", "--out", "exported"),
    ):
        code, _, err = command(*arguments)
        assert code in (0, 3), (arguments, err)
    outputs = [path for folder in (tmp_path, run) for path in folder.rglob("*") if path.is_file()]
    found = 0
    for path in outputs:
        content = path.read_bytes()
        assert SECRET not in content, path
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as arrays:
                for name in arrays.files:
                    assert SECRET not in arrays[name].tobytes(), (path, name)
        for picture in pictures(content):
            found += 1
            assert SECRET not in picture, path
            assert path.suffix != ".html" or is_bare(picture), path
    assert found > 50
    counted(found)


@pytest.mark.parametrize("kind", KINDS)
def test_p44_a_secret_that_was_kept_would_be_found(kind: str) -> None:
    picture = telling(kind, np.zeros((40, 30, 3), int))
    assert SECRET in picture or not is_bare(picture)
