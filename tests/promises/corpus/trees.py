"""Folders of images as people have them, and as nobody should have them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from corpus.writers import png

Build = Callable[[Path], None]


@dataclass(frozen=True)
class Tree:
    """Hold one folder and what must come of it.

    Args:
        name: Of the case.
        build: Writes it below a folder that is there already.
        counts: Examples of each class; empty where the folder is refused.
        code: Of the refusal.
        skipped: Codes of the files left out, without "data.".
        unprivileged: Only for a user who is not root, for whom a mode means nothing.
    """

    name: str
    build: Build
    counts: dict[str, int] = field(default_factory=dict)
    code: str = ""
    skipped: tuple[str, ...] = ()
    unprivileged: bool = False


def photo(number: int, side: int = 4) -> bytes:
    """Return an image file unlike those of other numbers."""
    dice = np.random.default_rng(number)
    return png(dice.integers(0, 256, (side, side, 3)))


def write(*names: str) -> Build:
    """Return what writes a different photo at each of these places."""

    def build(root: Path) -> None:
        for number, name in enumerate(names):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(photo(number))

    return build


TWO = write("cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png")
COUNTS = {"cat": 2, "dog": 2}


def _and(*more: Build) -> Build:
    def build(root: Path) -> None:
        TWO(root)
        for one in more:
            one(root)

    return build


def _make(path: str, content: bytes = b"") -> Build:
    def build(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

    return build


def _link(path: str, target: str, *, beside: bool = False) -> Build:
    """Link `path` to a place in the folder, or beside it, where a photo is laid."""

    def build(root: Path) -> None:
        if beside:
            write(f"../{target}/1.png")(root)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(root.parent / target if beside else root / target)

    return build


def _socket(path: str) -> Build:
    def build(root: Path) -> None:
        before = Path.cwd()
        os.chdir((root / path).parent)  # a socket's path must be short
        try:
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(Path(path).name)
        finally:
            os.chdir(before)

    return build


def _deep(root: Path) -> None:
    write("/".join(["cat", *["below"] * 60, "3.png"]))(root)


def _thousand(root: Path) -> None:
    content = photo(0)
    for number in range(1000):
        (root / f"c{number:04d}").mkdir()
        (root / f"c{number:04d}" / "1.png").write_bytes(content)


TREES = (
    Tree("nothing", lambda root: None, code="no_classes"),
    Tree("loose photos", write("1.png", "2.png"), code="no_classes"),
    Tree("one class", write("cat/1.png", "cat/2.png"), code="one_class"),
    Tree("one photo a class", write("cat/1.png", "dog/1.png"), {"cat": 1, "dog": 1}),
    Tree("empty class", _and(lambda root: (root / "emu").mkdir()), code="empty_class"),
    Tree("class of broken files", _and(_make("emu/1.png", b"junk")), code="empty_class"),
    Tree("only empty files", lambda root: [_make(f"{a}/1.png")(root) for a in "ab"], code="empty_class"),
    Tree(
        "hidden and of the system",
        _and(
            *(_make(f"cat/{name}", b"junk") for name in ("._1.png", ".DS_Store", "Thumbs.db", "desktop.ini", ".x.swp")),
            write(".ipynb_checkpoints/1.png", "__MACOSX/cat/1.png", "@eaDir/1.png", "cat/.ipynb_checkpoints/1.png"),
        ),
        COUNTS,
    ),
    Tree("texts beside photos", _and(_make("cat/notes.txt", b"text")), COUNTS, skipped=("image_format",)),
    Tree("loose files beside classes", _and(_make("README", b"text"), write("cover.png")), COUNTS),
    Tree("class is a link", _and(_link("wolf", "store/x17", beside=True)), {**COUNTS, "wolf": 1}),
    Tree("class is a link to a class", _and(_link("hound", "dog")), {**COUNTS, "hound": 2}),
    Tree("class is a broken link", _and(_link("emu", "nowhere")), COUNTS),
    Tree("photo is a link", _and(_link("cat/3.png", "dog/1.png")), {"cat": 3, "dog": 2}),
    Tree("photo is a broken link", _and(_link("cat/3.png", "nowhere")), COUNTS, skipped=("image_broken_link",)),
    Tree("loop of links", _and(_link("cat/again", "cat")), COUNTS),
    Tree("link to the root", _and(_link("cat/up", "")), {"cat": 4, "dog": 2}),
    Tree("link to itself", _and(_link("cat/self", "cat/self")), COUNTS, skipped=("image_broken_link",)),
    Tree("pipe", _and(lambda root: os.mkfifo(root / "cat/pipe.png")), COUNTS, skipped=("image_special",)),
    Tree("socket", _and(_socket("cat/s.png")), COUNTS, skipped=("image_special",)),
    Tree(
        "device", _and(lambda root: (root / "cat/zero.png").symlink_to("/dev/zero")), COUNTS, skipped=("image_special",)
    ),
    Tree(
        "terminal", _and(lambda root: (root / "cat/tty.png").symlink_to("/dev/tty")), COUNTS, skipped=("image_special",)
    ),
    Tree("folder called like a photo", _and(write("cat/3.png/inside.png")), {"cat": 3, "dog": 2}),
    Tree("deep below", _and(_deep), {"cat": 3, "dog": 2}),
    Tree("unreadable photo", _and(lambda root: (root / "cat/1.png").chmod(0)), {"cat": 1, "dog": 2},
         skipped=("image_unreadable",), unprivileged=True),
    Tree("unreadable class", _and(lambda root: (root / "cat").chmod(0)), code="folder_unreadable", unprivileged=True),
    Tree("unreadable root", _and(lambda root: root.chmod(0)), code="folder_unreadable", unprivileged=True),
    Tree("unknown letters", _and(lambda root: (root / os.fsdecode(b"cat/\xff\xfe.png")).write_bytes(photo(9))),
         {"cat": 3, "dog": 2}),
    Tree("class without letters", _and(lambda root: write(os.fsdecode(b"\xff\xfe/1.png"))(root)),
         {**COUNTS, os.fsdecode(b"\xff\xfe"): 1}),
    Tree("two spellings of one name", _and(write("caf\u00e9/1.png", "cafe\u0301/1.png")),
         {**COUNTS, "caf\u00e9": 1, "cafe\u0301": 1}),
    Tree("names that differ in case", _and(write("Cat/1.png")), {**COUNTS, "Cat": 1}),
    Tree("splits", write("train/cat/1.png", "train/dog/1.png", "valid/dog/2.png", "test/cat/3.png"), COUNTS),
    Tree("test class without training", write("train/a/1.png", "train/b/1.png", "test/c/1.png"),
         code="class_not_in_train"),
    Tree("splits beside classes", write("train/a/1.png", "train/b/1.png", "other/1.png"), code="folder_mixed"),
    Tree("classes called train and test", write("train/1.png", "test/1.png"), {"test": 1, "train": 1}),
    Tree("a thousand classes", _thousand, {f"c{number:04d}": 1 for number in range(1000)}),
)  # fmt: skip
