from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from corpus.images import hostile_images, more_seeds
from corpus.mutants import mutant
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from pupila.compiled import compile_and_load
from pupila.data import decoding, image_io, jpeg, photos, resizing
from pupila.data.dataset import image_digests
from pupila.data.decoding import Wanted, decode_part
from pupila.data.folder import DecodeSettings, load_folder

MakeTree = Callable[[Mapping[str, bytes]], Path]
# What Pillow warns of is no error for a user, and must be none here.
pytestmark = [
    pytest.mark.filterwarnings("ignore:::PIL"),
    pytest.mark.skipif(not photos.ready(), reason="no compiler, no vectors of 32 bytes, or no simplejpeg"),
]


def pixels_of(shape: tuple[int, int, int], seed: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def to_jpeg(pixels: NDArray[np.uint8], **options: Any) -> bytes:
    target = BytesIO()
    Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels).save(target, "JPEG", **options)
    return target.getvalue()


def smooth(height: int, width: int, channels: int = 3) -> NDArray[np.uint8]:
    """Look like a photo, more or less: soft edges and a little noise."""
    coarse = image_io.resize(pixels_of((5, 7, channels), 3), (height, width)) // 2
    return coarse + pixels_of((height, width, channels), 4) // 8


def read(folder: Path, content: bytes, wanted: Wanted, name: str = "photo.jpg") -> NDArray[np.uint8] | None:
    """Return what is read here, or None where `image_io` is asked."""
    (folder / name).write_bytes(content)
    target = np.zeros((1, *wanted.shape), np.uint8)
    return None if photos.read_into(folder, [name], target) == [None] else target[0]


@given(count=st.integers(0, 20), height=st.integers(1, 30), width=st.integers(1, 30), channels=st.sampled_from([1, 3]))
@example(count=9, height=180, width=180, channels=3)
@example(count=8, height=8, width=16, channels=1)  # a whole block
@example(count=8, height=8, width=8, channels=3)
def test_digests_are_those_of_hashlib(count: int, height: int, width: int, channels: int) -> None:
    images = np.random.default_rng(count).integers(0, 256, (count, height, width, channels), dtype=np.uint8)
    found = photos.digests(images)
    assert found.dtype == np.dtype("S32")
    assert found.tolist() == image_digests(images).tolist()


KINDS: dict[str, dict[str, Any]] = {
    "4:4:4": {"subsampling": 0},
    "4:2:2": {"subsampling": 1},
    "4:2:0": {"subsampling": 2},
    "progressive": {"progressive": True},
    "restart markers": {"restart_marker_blocks": 2},
    "comment": {"comment": b"hello"},
    "profile": {"icc_profile": b"p" * 300},
    "coarse": {"quality": 3},
    "fine": {"quality": 100, "optimize": True},
}


@pytest.mark.parametrize("size", [(1, 1), (7, 9), (16, 16), (33, 31), (180, 270)], ids=str)
@pytest.mark.parametrize("channels", [1, 3], ids=["grey", "colour"])
@pytest.mark.parametrize("kind", KINDS)
def test_plain_photos_have_pillows_pixels(kind: str, channels: int, size: tuple[int, int], tmp_path: Path) -> None:
    content = to_jpeg(smooth(*size, channels), **KINDS[kind])
    for target in (size, (size[0] + 3, size[1] // 2 + 1)):
        wanted = Wanted(target, "grey" if channels == 1 else "colour")
        found = read(tmp_path, content, wanted)
        assert found is not None
        assert np.array_equal(found, image_io.decode(content, channels=wanted.channels, image_size=target).pixels)


def turned(content: bytes) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    target = BytesIO()
    Image.open(BytesIO(content)).save(target, "JPEG", exif=exif)
    return target.getvalue()


def unusual() -> dict[str, tuple[str, bytes]]:
    good, target = to_jpeg(smooth(40, 50)), BytesIO()
    Image.fromarray(smooth(40, 50)).convert("CMYK").save(target, "JPEG")
    return {
        "turned": ("a.jpg", turned(good)),
        "four colours": ("a.jpg", target.getvalue()),
        "another name": ("a.png", good),
        "another format": ("a.jpg", image_io.encode_png(smooth(40, 50))),
        "grey for colour": ("a.jpg", to_jpeg(smooth(40, 50, 1))),
        "cut": ("a.jpg", good[: len(good) * 2 // 3]),
        "no end": ("a.jpg", good[:-2]),
        "large enough to be unpacked at half its size": ("a.jpg", to_jpeg(smooth(90, 99))),
        "empty": ("a.jpg", b""),
        "many scans": ("a.jpg", good + b"\xff\xda" * 600_000),
    }


@pytest.mark.parametrize("name", unusual())
def test_what_is_unusual_is_left_to_pillow_and_has_the_same_outcome(name: str, tmp_path: Path) -> None:
    file, content = unusual()[name]
    wanted = Wanted((20, 20), "colour")
    assert read(tmp_path, content, wanted, file) is None
    assert outcome(tmp_path, [file], quick=True) == outcome(tmp_path, [file], quick=False)


def test_files_that_are_none_are_left_alone_too(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "nowhere.jpg").symlink_to("missing")
    names = ["folder.jpg", "nowhere.jpg", "absent.jpg"]
    assert list(photos.read_headers(tmp_path, names)) == [None] * 3
    assert outcome(tmp_path, names, quick=True) == outcome(tmp_path, names, quick=False)


def outcome(root: Path, names: list[str], *, quick: bool) -> list[object]:
    part = decode_part(root, names, Wanted((20, 20), "colour", quick=quick), first=5)
    return [part.pixels.tolist(), part.rows, part.digests.tolist(), part.sizes.tolist(), part.skipped, part.notes]


def test_hostile_files_and_mutants_have_the_same_outcome(tmp_path: Path) -> None:
    """Photos that are broken in a hundred ways: the same pixels, or the same words, whoever is asked first."""
    seeds = (*[one for one in more_seeds() if one[:2] == b"\xff\xd8"], to_jpeg(smooth(21, 33)))
    cases = [(f"{number}-{name}", content) for number, (name, content) in enumerate(hostile_images())]
    cases += [(f"m{number}.jpg", mutant(seeds, np.random.default_rng((7, number)))) for number in range(1_500)]
    for name, content in cases:
        (tmp_path / name).write_bytes(content)
    names = [name for name, _ in cases]
    here = sum(header is not None for header in photos.read_headers(tmp_path, names))
    assert here > 200  # enough are broken so little that they are tried here
    for start in range(0, len(names), 100):
        some = names[start : start + 100]
        assert outcome(tmp_path, some, quick=True) == outcome(tmp_path, some, quick=False)


def test_files_that_do_not_fit_together_are_read_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = to_jpeg(smooth(40, 50), quality=95)
    room = np.empty(len(content) * 5 // 2, np.uint8)
    monkeypatch.setattr(photos, "_room", lambda: room)
    large = to_jpeg(smooth(90, 120), quality=100)
    assert len(large) > len(room)
    for number in range(7):
        (tmp_path / f"{number}.jpg").write_bytes(large if number == 3 else content)
    names = [f"{number}.jpg" for number in range(7)]
    taken = [header and header.size for header in photos.read_headers(tmp_path, names)]
    assert taken == [(40, 50)] * 3 + [None] + [(40, 50)] * 3
    results = np.zeros((7, 40, 50, 3), np.uint8)
    assert photos.read_into(tmp_path, names, results) == taken
    assert np.array_equal(results[6], image_io.decode(content).pixels)


@pytest.mark.parametrize("held", [1, 7_000, 1 << 20])
def test_photos_are_resized_in_groups_of_any_size(held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "_HELD", held)
    contents = [to_jpeg(smooth(20 + number, 30)) for number in range(6)]
    contents[2] = contents[2][:-9]
    for number, content in enumerate(contents):
        (tmp_path / f"{number}.jpg").write_bytes(content)
    results = np.zeros((6, 16, 16, 3), np.uint8)
    sizes = photos.read_into(tmp_path, [f"{number}.jpg" for number in range(6)], results)
    assert sizes == [None if number == 2 else (20 + number, 30) for number in range(6)]
    for number in (0, 1, 3, 4, 5):
        wanted = image_io.decode(contents[number], channels="colour", image_size=(16, 16)).pixels
        assert np.array_equal(results[number], wanted)


@pytest.fixture
def folder(tree: MakeTree) -> Path:
    files = {f"{name}/{row}.jpg": to_jpeg(smooth(30 + row, 44)) for name in "ab" for row in range(9)}
    return tree({**files, "a/broken.jpg": files["a/0.jpg"][:300], "b/sign.png": image_io.encode_png(smooth(9, 9))})


def loaded(root: Path, settings: DecodeSettings = DecodeSettings()) -> list[object]:  # noqa: B008  # frozen
    found = load_folder(root, settings)
    arrays = [found.images.tobytes(), found.digests.tolist(), found.original_sizes.tolist(), found.labels.tolist()]
    return [*arrays, found.ids, found.skipped, found.notes]


@pytest.mark.parametrize("image_size", [None, (24, 24)], ids=str)
@pytest.mark.parametrize("way", ["threads", "processes"])
def test_a_folder_read_here_is_the_same_folder(
    way: str, image_size: tuple[int, int] | None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = DecodeSettings(image_size=image_size)
    expected = loaded(folder, settings)
    monkeypatch.setattr(decoding, "QUICK", 2)
    monkeypatch.setattr(decoding, "core_count", lambda: 2)
    if way == "processes":
        monkeypatch.setattr(decoding, "MANY", 2)
        monkeypatch.setattr(decoding, "FEW", 1)
    assert loaded(folder, settings) == expected


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Let a test load libraries anew."""
    caches = photos.library, jpeg.library, resizing.resizer
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_without_a_compiler_everything_is_as_ever(
    forgotten: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = loaded(folder)
    monkeypatch.setenv("PUPILA_COMPILE", "0")
    monkeypatch.setattr(decoding, "QUICK", 2)
    assert not photos.ready()
    assert loaded(folder) == expected
    assert (
        photos.digests(np.zeros((9, 4, 4, 3), np.uint8)).tolist()
        == image_digests(np.zeros((9, 4, 4, 3), np.uint8)).tolist()
    )


@pytest.mark.parametrize(
    ("module", "right", "wrong"),
    [
        (resizing, "#define HALF (1 << (BITS - 1))", "#define HALF 0"),
        (resizing, "scale > 1 ? scale : 1", "1"),
        (resizing, "mean->weights + k, 0", "mean->weights, 0"),
        (resizing, "group->target = x * channels", "group->target = 0"),
        (photos, "turned(*b ^ *c, 24)", "turned(*b ^ *c, 25)"),
        (photos, "compress(state, at, size, 1)", "compress(state, at, size, 0)"),
    ],
)
def test_a_compiled_file_that_gives_something_else_is_not_used(
    module: ModuleType, right: str, wrong: str, forgotten: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Path(str(module.__file__)).with_suffix(".c")
    text = source.read_text()
    assert right in text
    (tmp_path / source.name).write_text(text.replace(right, wrong))
    library = compile_and_load(tmp_path / source.name, omp=False)
    assert library is not None
    monkeypatch.setattr(module, "compile_and_load", lambda source, omp: library)
    assert (photos.library() if module is photos else resizing.resizer()) is None
    assert not photos.ready()


@pytest.mark.parametrize("trouble", ["absent", "other pixels", "other words"])
def test_a_decoder_that_gives_something_else_is_not_used(
    trouble: str, forgotten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pytest.importorskip("simplejpeg")

    def altered(*arguments: Any, **options: Any) -> NDArray[np.uint8]:
        found: NDArray[np.uint8] = real.decode_jpeg(*arguments, **options)
        found[-1, -1, -1] ^= 1
        return found

    fake = SimpleNamespace(encode_jpeg=real.encode_jpeg, decode_jpeg=altered)
    others: dict[str, Any] = {"absent": None, "other pixels": fake, "other words": SimpleNamespace()}
    monkeypatch.setitem(sys.modules, "simplejpeg", others[trouble])
    assert jpeg.library() is None
    assert not photos.ready()


def test_no_torch_is_needed(tmp_path: Path) -> None:
    code = "import sys; from pupila.data import photos; assert photos.ready(); assert 'torch' not in sys.modules"
    assert shutil.which("gcc")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
