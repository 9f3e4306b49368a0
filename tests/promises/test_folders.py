"""P25 to P27: folders of every kind; labels follow the names of classes; identical images never part unseen."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from corpus.trees import TREES, Tree, photo, write

from pupila.data.folder import DecodeSettings, load_folder
from pupila.data.manifest import scan
from pupila.data.split import make_split
from pupila.errors import DataError

AUTO = DecodeSettings()
Clear = Callable[..., None]
Command = Callable[..., tuple[int, str, str]]
NOBODY = 65_534
_OPENED: list[str] = []


def _listen(event: str, values: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(values[0], (str, bytes)):
        _OPENED.append(os.fsdecode(values[0]))


sys.addaudithook(_listen)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user without rights for a moment, where this process may choose."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def open_place(tree: Tree) -> Iterator[Path]:
    """Return a folder that anyone may enter; pytest's own are for one user."""
    place = Path(tempfile.mkdtemp(prefix="pupila-tree-"))
    place.chmod(0o755)
    (place / "photos").mkdir()
    try:
        tree.build(place / "photos")
        yield place / "photos"
    finally:
        for path in (place / "photos", *(place / "photos").glob("*")):
            if not path.is_symlink() and path.is_dir():
                path.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("tree", TREES, ids=[tree.name for tree in TREES])
def test_p25_a_folder_is_read_or_refused_in_a_sentence(tree: Tree, clear: Clear) -> None:
    with open_place(tree) as root:
        before = len(_OPENED)
        if tree.code:
            with as_nobody(), pytest.raises(DataError) as caught:
                load_folder(root, AUTO)
            assert caught.value.code == f"data.{tree.code}"
            clear(caught.value, naming=str(root))
            return
        with as_nobody() if tree.unprivileged else open(os.devnull):
            found = load_folder(root, AUTO)
        assert found.counts == tree.counts
        assert list(found.class_names) == sorted(tree.counts)
        assert tuple(item.code.removeprefix("data.") for item in found.skipped) == tree.skipped
        for item in found.skipped:
            for language in ("en", "es"):
                assert item.path in item.message(language)
        opened = [name for name in _OPENED[before:] if name.endswith(("pipe.png", "s.png", "zero.png", "tty.png"))]
        assert opened == []  # what is no file is not even opened


def test_p25_a_file_that_vanishes_or_changes_meanwhile_is_named_or_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png", "dog/3.png")(tmp_path)

    def scan_and_lose(root: Path) -> object:
        manifest = scan(root)
        (root / "cat/1.png").unlink()
        (root / "dog/1.png").write_bytes(photo(99, side=7))
        (root / "dog/2.png").write_bytes(b"")
        return manifest

    monkeypatch.setattr("pupila.data.folder.scan", scan_and_lose)
    found = load_folder(tmp_path, DecodeSettings(image_size=(7, 7)))
    assert [(item.path, item.code) for item in found.skipped] == [
        ("cat/1.png", "data.image_missing"),
        ("dog/2.png", "data.image_empty"),
    ]
    assert found.counts == {"cat": 1, "dog": 2}
    row = found.ids.index("dog/1.png")
    assert found.original_sizes[row].tolist() == [7, 7]


def test_p25_a_cache_of_what_was_there_before_is_never_used(tmp_path: Path) -> None:
    root, cache = tmp_path / "photos", tmp_path / "cache"
    write("cat/1.png", "dog/1.png")(root)
    first = load_folder(root, AUTO, cache_folder=cache)
    (root / "dog/1.png").write_bytes(photo(50))
    os.utime(root / "dog/1.png", ns=(1, 1))
    second = load_folder(root, AUTO, cache_folder=cache)
    assert np.array_equal(first.pixels[0], second.pixels[0])
    assert not np.array_equal(first.pixels[1], second.pixels[1])


# Which folders of a run on blue, green and red a new folder has: the labels must follow the names.
LACKING = (
    ("blue", "red"),
    ("green", "red"),
    ("blue", "green"),
    ("red", "green", "blue"),
    ("test/red", "test/green", "train/red", "train/green", "train/blue"),
    ("train/green", "train/red", "train/blue", "test/blue"),
)


@pytest.mark.parametrize("names", LACKING, ids=["+".join(names) for names in LACKING])
def test_p26_labels_follow_the_names_of_classes(
    names: tuple[str, ...], three_colours: Path, tmp_path: Path, new_colours: Callable[..., Path], command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path / "cache"))
    run = shutil.copytree(three_colours, tmp_path / "run")
    source = three_colours.parent / "photos"
    for name in names:
        shutil.copytree(source / Path(name).name, tmp_path / "new" / name)
    code, out, err = command("evaluate", run, tmp_path / "new", "--json", "--device", "cpu")
    assert code == 0, err
    figures = json.loads(out)["metrics"]
    figures = figures.get("test", figures)
    tested = {Path(name).name for name in names if name.startswith("test/") or "/" not in name}
    assert figures["accuracy"]["value"] > 0.9  # a label that slipped would leave a third
    for name, figure in figures["per_class"].items():
        assert (figure["support"] > 0) == (name in tested)


@pytest.mark.parametrize("others", [("blue", "yellow"), ("Blue", "red"), ("blue ", "red")])
def test_p26_a_class_that_the_run_does_not_know_is_named(
    others: tuple[str, ...], three_colours: Path, tmp_path: Path, new_colours: Callable[..., Path], command: Command,
) -> None:  # fmt: skip
    run = shutil.copytree(three_colours, tmp_path / "run")
    new_colours(tmp_path / "new", others)
    code, _, err = command("evaluate", run, tmp_path / "new", "--device", "cpu")
    assert code == 3
    assert others[0] in err or others[1] in err
    assert "blue, green, red" in err


def _copies(root: Path, *pairs: tuple[str, str]) -> None:
    for source, target in pairs:
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / source, root / target)


def _grown(root: Path, names: str = "cat dog", count: int = 12) -> None:
    write(*(f"{name}/{number:02d}.png" for name in names.split() for number in range(count)))(root)


def _same_pixels(root: Path, source: str, target: str) -> None:
    """Write the same pixels as another file: TIFF for PNG."""
    from PIL import Image

    with Image.open(root / source) as image:
        image.save(root / target)


# Six folders with copies: within a class, between classes, across given splits, as another file, all the same.
def _within(root: Path) -> None:
    _grown(root)
    _copies(root, *((f"cat/{number:02d}.png", f"cat/copy-{number:02d}.png") for number in range(12)))


def _between(root: Path) -> None:
    _grown(root)
    _copies(root, *((f"cat/{number:02d}.png", f"dog/copy-{number:02d}.png") for number in range(6)))


def _across(root: Path) -> None:
    _grown(root, "train/cat train/dog test/cat test/dog")
    _copies(root, *((f"test/cat/{number:02d}.png", f"train/cat/copy-{number:02d}.png") for number in range(5)))


def _across_and_between(root: Path) -> None:
    _grown(root, "train/cat train/dog val/cat val/dog test/cat test/dog")
    _copies(root, *((f"test/cat/{number:02d}.png", f"train/dog/copy-{number:02d}.png") for number in range(3)))
    _copies(root, *((f"test/dog/{number:02d}.png", f"val/dog/copy-{number:02d}.png") for number in range(4)))


def _other_file(root: Path) -> None:
    _grown(root, "train/cat train/dog test/cat test/dog")
    for number in range(6):
        _same_pixels(root, f"test/dog/{number:02d}.png", f"train/dog/copy-{number:02d}.tif")


def _hundred_copies(root: Path) -> None:
    _grown(root)
    _copies(root, *(("cat/00.png", f"cat/copy-{number:03d}.png") for number in range(100)))


# Each with how many copies must be left out, and of how many groups of copies the pages must know.
COPIES = {
    "within a class": (_within, 0),
    "between classes": (_between, 0),
    "across train and test": (_across, 5),
    "across splits and classes": (_across_and_between, 7),
    "as another kind of file": (_other_file, 6),
    "a hundred of one": (_hundred_copies, 0),
}


@pytest.mark.parametrize("build, dropped", COPIES.values(), ids=COPIES)
def test_p27_identical_images_are_found_and_stay_on_one_side(
    build: Callable[[Path], None], dropped: int, tmp_path: Path
) -> None:
    build(tmp_path)
    found = load_folder(tmp_path, AUTO)
    names = np.array([Path(name).name for name in found.ids])
    for row in np.flatnonzero(np.char.startswith(names, "copy-")):
        twins = np.flatnonzero(found.digests == found.digests[row])
        assert len(twins) >= 2
        assert all(np.array_equal(found.pixels[row], found.pixels[twin]) for twin in twins)
    for seed in range(5):
        split = make_split(
            found.labels, found.digests, found.given_split, val=0.2, test=0.2, generator=np.random.default_rng(seed)
        )
        sides = [set(found.digests[rows].tolist()) for rows in (split.train, split.val, split.test)]
        assert not sides[0] & sides[1]
        assert not sides[0] & sides[2]
        assert not sides[1] & sides[2]
        assert len(split.dropped) == dropped
        assert sum(map(len, (split.train, split.val, split.test, split.dropped))) == found.num_examples


def test_p27_training_says_how_many_were_left_out(
    tmp_path: Path, train_tiny: Callable[[Path, Path], None], command: Command
) -> None:
    _across(tmp_path / "photos")
    train_tiny(tmp_path / "photos", tmp_path / "run")
    summary = json.loads((tmp_path / "run/summary.json").read_text())
    assert summary["data"]["dropped"] == 5
    assert [note["values"]["count"] for note in summary["notes"] if note["code"] == "runs.note_dropped"] == [5]
    code, _, _ = command("report", tmp_path / "run")
    assert code == 0
    assert "5 training examples were left out" in (tmp_path / "run/report.html").read_text(encoding="utf-8")
