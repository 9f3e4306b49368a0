"""P20 to P23: no image crashes or is replaced; its pixels are right; bombs are not unpacked; six formats, no more."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from corpus.bombs import bombs
from corpus.formats import ALLOWED, FOREIGN
from corpus.golden import Golden, golden_images
from corpus.images import hostile_images, seeds
from numpy.typing import NDArray

from pupila.data.folder import DecodeSettings, load_folder
from pupila.data.image_io import Decoded, decode, read_file, read_header
from pupila.data.preprocess import Preprocess
from pupila.errors import DataError
from pupila.experiments.classifier import Classifier

CORPUS = Path(__file__).parent / "corpus"
HOSTILE = hostile_images()
GOLDEN = golden_images()
REFUSALS = {"image_empty", "image_format", "image_broken", "image_too_large", "image_overlong", "image_too_many_bytes"}
# What Pillow warns of is no error for a user, and must be none here.
pytestmark = pytest.mark.filterwarnings("ignore:::PIL")
Clear = Callable[..., None]
Counted = Callable[[int], None]


def child(*arguments: object, patience: float = 100) -> str:
    """Run a program of the corpus in a process of its own, and return what it printed."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, timeout=patience, env=environment
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def outcome(name: str, content: bytes) -> Decoded | DataError:
    try:
        return decode(content, image_size=(9, 11), name=name)
    except DataError as error:
        return error


@pytest.mark.parametrize("name, content", HOSTILE, ids=[name for name, _ in HOSTILE])
def test_p20_a_hostile_image_is_decoded_or_refused_in_a_sentence(name: str, content: bytes, clear: Clear) -> None:
    found = outcome(name, content)
    if isinstance(found, DataError):
        assert found.code.removeprefix("data.") in REFUSALS
        clear(found, naming=name)
    else:
        assert (found.pixels.shape, found.pixels.dtype) == ((9, 11, 3), np.uint8)


def test_p20_in_a_folder_each_is_an_example_or_named_and_none_is_replaced(tmp_path: Path, counted: Counted) -> None:
    good = seeds()["png"]
    for number, (name, content) in enumerate(HOSTILE):
        place = tmp_path / ("odd" if number % 2 else "even")
        place.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
    (tmp_path / "even" / "good.png").write_bytes(good)
    found = load_folder(tmp_path, DecodeSettings(image_size=(9, 11), channels="colour"))
    skipped = {item.path for item in found.skipped}
    everything = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert skipped | set(found.ids) == everything
    assert not skipped & set(found.ids)
    for name, pixels in zip(found.ids, found.pixels, strict=True):
        alone = decode((tmp_path / name).read_bytes(), image_size=(9, 11)).pixels
        assert np.array_equal(pixels, alone), name
    for item in found.skipped:
        assert item.path in item.message("en")
        assert item.path in item.message("es")
    counted(len(HOSTILE))


def test_p20_a_folder_of_them_leaves_the_terminal_clean(tmp_path: Path, counted: Counted) -> None:
    """In a process of its own, where warnings go where a user's would; libtiff's own words cannot be kept back."""
    for number, (name, content) in enumerate(HOSTILE):
        (tmp_path / "photos" / "ab"[number % 2]).mkdir(parents=True, exist_ok=True)
        (tmp_path / "photos" / "ab"[number % 2] / name).write_bytes(content)
    arguments = ["look", "photos", "--image-size", "9", "11", "--json", "--lang", "es"]
    done = subprocess.run(
        [sys.executable, "-m", "pupila.cli.main", *arguments], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    told = json.loads(done.stdout)
    assert told["examples"] + len(told["skipped"]) == len(HOSTILE)
    counted(len(HOSTILE))


def _special(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.png"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "broken link":
        path.symlink_to(folder / "nowhere")
    elif kind == "loop":
        path.symlink_to(path)
    elif kind != "socket":
        path.symlink_to(f"/dev/{kind}")
    return path


SPECIAL = ["pipe", "socket", "folder", "broken link", "loop", "zero", "full", "random", "tty", "null"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", SPECIAL)
def test_p20_what_is_no_file_is_never_waited_for(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clear: Clear
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        if kind == "socket":
            server.bind("socket.png")
        path = _special(tmp_path, kind)
        assert read_header(path) is None
        with pytest.raises(DataError) as caught:
            read_file(path)
        clear(caught.value, naming=path.name)
        (answer,) = _classifier(_Watching()).predict_files([path])
        assert answer.error is not None


def mutants(count: int, *, seed: int, patience: float) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(child(CORPUS / "mutants.py", count, seed, patience=patience))
    assert sum(told["said"].values()) == count
    assert {"WRONG", "UNCLEAR"}.isdisjoint(told["said"])
    assert {code.removeprefix("data.") for code in told["said"]} <= REFUSALS | {"decoded", "image_float", "image_depth"}
    assert told["said"]["decoded"] > count // 20
    assert told["slowest"] < 2
    assert told["megabytes"] < 300
    return told


def test_p20_no_mutant_crashes_hangs_or_is_unclear(counted: Counted) -> None:
    mutants(5_000, seed=5_000, patience=100)
    counted(5_000)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_p20_of_a_million_mutants_none_crashes_hangs_or_is_unclear(part: int, counted: Counted) -> None:
    """In parts, so that several processes share the work."""
    print(mutants(125_000, seed=1_000_000 + part, patience=3_000))
    counted(125_000)


@pytest.mark.parametrize("golden", GOLDEN, ids=[golden.name for golden in GOLDEN])
def test_p21_the_pixels_are_those_that_were_written(golden: Golden, clear: Clear) -> None:
    if golden.pixels is None:
        with pytest.raises(DataError) as caught:
            decode(golden.content, name=golden.name)
        assert caught.value.code == golden.code
        clear(caught.value, naming=golden.name)
        return
    found = decode(golden.content, name=golden.name)
    assert found.pixels.shape == golden.pixels.shape
    assert found.original_size == golden.pixels.shape[:2]
    assert np.abs(found.pixels.astype(int) - golden.pixels).max() <= golden.tolerance
    assert found.notes == golden.notes


class _Watching:
    """Stand where a network would, and keep the pixels that reach it."""

    def __init__(self) -> None:
        self.seen: list[NDArray[np.uint8]] = []

    def look(self, pixels: NDArray[np.uint8], *, watch: bool, ahead: int = 0) -> tuple[NDArray[np.float32], None]:
        self.seen.extend(pixels)
        return np.full((len(pixels), 2), 0.5, np.float32), None


def _classifier(engine: Any) -> Classifier:
    preprocess = Preprocess((16, 24), 3, "standardise", mean=(0.4, 0.5, 0.6), std=(0.2, 0.25, 0.3))
    return Classifier(engine, preprocess=preprocess, class_names=("a", "b"))


def test_p21_training_and_prediction_read_the_same_tensor_to_the_bit(tmp_path: Path, counted: Counted) -> None:
    kept = [golden for golden in GOLDEN if golden.pixels is not None]
    for number, golden in enumerate(kept):
        (tmp_path / "ab"[number % 2]).mkdir(exist_ok=True)
        (tmp_path / "ab"[number % 2] / golden.name).write_bytes(golden.content)
    trained = load_folder(tmp_path, DecodeSettings(image_size=(16, 24), channels="colour"))
    assert trained.num_examples == len(kept)
    by_file, by_content = _Watching(), _Watching()
    paths = [tmp_path / name for name in trained.ids]
    list(_classifier(by_file).predict_files(paths))
    for path in paths:
        _classifier(by_content).predict_bytes(path.name, path.read_bytes())
    assert np.array_equal(np.stack(by_file.seen), trained.pixels)
    assert np.array_equal(np.stack(by_content.seen), trained.pixels)
    preprocess = _classifier(by_file).preprocess
    in_training = preprocess.normalise(preprocess.to_unit(torch.from_numpy(trained.pixels.copy())))
    in_prediction = preprocess.to_input(np.stack(by_file.seen))
    assert in_training.permute(0, 2, 3, 1).numpy().tobytes() == in_prediction.tobytes()
    counted(len(kept))


def test_p22_bombs_cost_less_than_a_second_and_300_megabytes(tmp_path: Path, counted: Counted) -> None:
    results = [json.loads(line) for line in child(CORPUS / "bombs.py", tmp_path).splitlines()]
    assert [result["name"] for result in results] == list(bombs())
    for result in results:
        assert result["seconds"] < 1, result
        assert result["megabytes"] < 300, result
    # What unpacks to much, but of which no more is unpacked than the picture needs, may be decoded.
    decoded = {result["name"] for result in results if result["said"].startswith("decoded")}
    assert decoded == {"stream.png", "comments.jpg", "exif.jpg"}
    counted(len(results))


def test_p22_a_file_far_above_64_mb_is_not_even_looked_through(tmp_path: Path, clear: Clear) -> None:
    with open(tmp_path / "huge.jpg", "wb") as file:
        file.write(seeds()["jpg"][:20])
        file.truncate(20 << 30)  # takes no room on the disk
    assert read_header(tmp_path / "huge.jpg") is None
    with pytest.raises(DataError, match="64 MB") as caught:
        read_file(tmp_path / "huge.jpg")
    clear(caught.value, naming="huge.jpg")


@pytest.mark.parametrize("kind, content", ALLOWED.items())
def test_p23_six_formats_are_known_by_their_content(kind: str, content: bytes) -> None:
    suffix = "bmp" if kind != "BMP" else "gif"
    found = decode(content, name=f"photo.{suffix}")
    assert found.format == kind
    assert "data.note_extension" in found.notes


@pytest.mark.parametrize("kind, content", FOREIGN.items())
def test_p23_every_other_is_refused_whatever_its_name(kind: str, content: bytes, clear: Clear) -> None:
    for suffix in (kind, "jpg", "png"):
        with pytest.raises(DataError) as caught:
            decode(content, name=f"photo.{suffix}")
        assert caught.value.code == "data.image_format"
        clear(caught.value, naming=f"photo.{suffix}")


def test_p23_no_other_decoder_is_asked(monkeypatch: pytest.MonkeyPatch, counted: Counted) -> None:
    """Even where Pillow has loaded all its plug-ins, none but the six is called."""
    from PIL import Image

    Image.init()
    asked: Sequence[str] = []
    others = [kind for kind in Image.OPEN if kind not in ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")]
    for kind in others:
        monkeypatch.setitem(Image.OPEN, kind, (lambda *_, kind=kind: asked.append(kind), lambda _: True))
    for content in FOREIGN.values():
        with pytest.raises(DataError):
            decode(content)
    assert asked == []
    assert len(others) > 20
    counted(len(FOREIGN))
