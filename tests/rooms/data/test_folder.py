from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pupila.data.folder import DecodeSettings, load_folder
from pupila.data.manifest import scan
from pupila.errors import DataError

Encode = Callable[..., bytes]
MakeTree = Callable[[Mapping[str, bytes]], Path]
AUTO = DecodeSettings()


def test_classes_stand_in_alphabetical_order_and_ids_are_relative(two_classes: Path) -> None:
    found = load_folder(two_classes, AUTO)
    assert found.name == "photos"
    assert found.class_names == ("cat", "dog")
    assert found.ids == ("cat/0.png", "cat/1.png", "cat/2.png", "dog/0.png", "dog/1.png", "dog/2.png")
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert set(found.given_split.tolist()) == {""}
    assert found.images[:, 0, 0, 0].tolist() == [0, 20, 40, 60, 80, 100]
    assert (found.root, found.skipped, found.notes) == (two_classes, (), ())


def test_memory_is_channels_last_and_the_shape_channels_first(two_classes: Path) -> None:
    found = load_folder(two_classes, DecodeSettings(image_size=(5, 7)))
    assert found.images.shape == (6, 3, 5, 7)
    assert found.pixels.flags.c_contiguous


def test_split_folders_are_read_and_a_lacking_class_shifts_no_label(tree: MakeTree, plain: Encode) -> None:
    names = ["train/ant/1.png", "train/bee/1.png", "train/cow/1.png", "validation/bee/2.png", "test/cow/3.png"]
    found = load_folder(tree({name: plain() for name in names}), AUTO)
    assert found.class_names == ("ant", "bee", "cow")
    assert dict(zip(found.ids, found.labels.tolist(), strict=True))["test/cow/3.png"] == 2
    assert dict(zip(found.ids, found.given_split.tolist(), strict=True))["validation/bee/2.png"] == "val"


def test_classes_may_be_called_train_and_test(tree: MakeTree, plain: Encode) -> None:
    found = load_folder(tree({"train/1.png": plain(), "test/1.png": plain()}), AUTO)
    assert found.class_names == ("test", "train")
    assert set(found.given_split.tolist()) == {""}


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "has no sub-folders"),
        (["a.png", "b.png"], "has no sub-folders"),
        (["cat/1.png"], r"only one class \(cat\)"),
        (["train/cat/1.png", "train/dog/1.png", "extra/1.png"], r"other folders \(extra\)"),
        (["train/cat/1.png", "train/dog/1.png", "test/emu/1.png"], "no image in the training folder: emu"),
    ],
)
def test_a_folder_that_is_no_data_set_is_refused_with_the_remedy(
    names: list[str], message: str, tree: MakeTree, plain: Encode, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(DataError, match=message):
        load_folder(tree({name: plain() for name in names}), AUTO)


def test_an_empty_class_is_named(two_classes: Path) -> None:
    (two_classes / "emu").mkdir()
    with pytest.raises(DataError, match=r"classes of .*: emu"):
        load_folder(two_classes, AUTO)


def test_a_class_without_readable_images_is_named(two_classes: Path) -> None:
    (two_classes / "emu").mkdir()
    (two_classes / "emu" / "1.jpg").write_bytes(b"no image")
    with pytest.raises(DataError, match=r"classes of .*: emu"):
        load_folder(two_classes, AUTO)


def test_unreadable_files_are_left_out_named_and_counted(two_classes: Path, plain: Encode) -> None:
    (two_classes / "cat" / "9.jpg").write_bytes(b"I am a text")
    (two_classes / "cat" / "0a.jpg").write_bytes(b"")
    (two_classes / "dog" / "cut.jpg").write_bytes(plain(kind="JPEG", size=(90, 90))[:400])
    found = load_folder(two_classes, AUTO)
    assert [(item.path, item.code) for item in found.skipped] == [
        ("cat/0a.jpg", "data.image_empty"),
        ("cat/9.jpg", "data.image_format"),
        ("dog/cut.jpg", "data.image_broken"),
    ]
    assert found.num_examples == 6
    assert found.images[:, 0, 0, 0].tolist() == [0, 20, 40, 60, 80, 100]  # rows did not slip
    assert "dog/cut.jpg" in found.skipped[2].message("es")


def test_strict_stops_at_an_unreadable_file_and_names_it(two_classes: Path) -> None:
    (two_classes / "cat" / "bad.jpg").write_bytes(b"x")
    with pytest.raises(DataError, match=r"\(1: cat/bad.jpg\)"):
        load_folder(two_classes, AUTO, strict=True)


def test_hidden_and_system_files_are_passed_over(two_classes: Path, plain: Encode) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._0.png", ".ipynb_checkpoints/0-checkpoint.png"):
        path = two_classes / "cat" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"junk")
    for folder in (".ipynb_checkpoints", "__MACOSX", "@eaDir"):
        (two_classes / folder).mkdir()
        (two_classes / folder / "1.png").write_bytes(plain())
    found = load_folder(two_classes, AUTO)
    assert (found.class_names, found.num_examples, found.skipped) == (("cat", "dog"), 6, ())


def test_loose_files_beside_the_classes_are_no_class(two_classes: Path, plain: Encode) -> None:
    (two_classes / "LICENSE.txt").write_text("CC BY")
    (two_classes / "cover.png").write_bytes(plain())
    assert load_folder(two_classes, AUTO).num_examples == 6


def test_pipes_and_sockets_are_never_opened(two_classes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(two_classes / "cat" / "pipe.png")
    monkeypatch.chdir(two_classes / "dog")  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.png")
        found = load_folder(two_classes, AUTO)
    assert [(item.path, item.code) for item in found.skipped] == [
        ("cat/pipe.png", "data.image_special"),
        ("dog/s.png", "data.image_special"),
    ]


def test_a_linked_class_takes_the_links_name_and_broken_links_are_named(two_classes: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "store" / "x17"
    elsewhere.mkdir(parents=True)
    (two_classes / "dog" / "0.png").rename(elsewhere / "0.png")
    (two_classes / "wolf").symlink_to(elsewhere)
    (two_classes / "cat" / "gone.png").symlink_to(tmp_path / "nowhere.png")
    found = load_folder(two_classes, AUTO)
    assert found.class_names == ("cat", "dog", "wolf")
    assert found.counts == {"cat": 3, "dog": 2, "wolf": 1}
    assert [item.code for item in found.skipped] == ["data.image_broken_link"]


def test_a_loop_of_links_is_walked_once(two_classes: Path) -> None:
    (two_classes / "cat" / "again").symlink_to(two_classes / "cat")
    assert load_folder(two_classes, AUTO).counts == {"cat": 3, "dog": 3}


def test_folders_below_a_class_belong_to_it(tree: MakeTree, plain: Encode) -> None:
    found = load_folder(tree({"cat/2020/05/1.png": plain(), "cat/2.png": plain(), "dog/1.png": plain()}), AUTO)
    assert found.ids == ("cat/2.png", "cat/2020/05/1.png", "dog/1.png")


def test_names_that_are_no_utf8_survive(two_classes: Path) -> None:
    os.rename(two_classes / "cat" / "0.png", os.fsencode(two_classes / "cat") + b"/\xff\xfe.png")
    found = load_folder(two_classes, AUTO)
    assert "cat/\udcff\udcfe.png" in found.ids
    assert len(found.fingerprint) == 32


def test_a_file_that_vanishes_after_the_walk_is_named(two_classes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def scan_and_lose(root: Path) -> object:
        manifest = scan(root)
        (root / "cat" / "1.png").unlink()
        return manifest

    monkeypatch.setattr("pupila.data.folder.scan", scan_and_lose)
    found = load_folder(two_classes, AUTO)
    assert [(item.path, item.code) for item in found.skipped] == [("cat/1.png", "data.image_missing")]


def test_images_of_one_size_keep_it_others_are_resized_with_a_note(tree: MakeTree, plain: Encode) -> None:
    root = tree({"a/1.png": plain(size=(9, 5)), "b/1.png": plain(size=(9, 5))})
    assert load_folder(root, AUTO).image_size == (5, 9)
    (root / "b" / "2.png").write_bytes(plain(size=(30, 20)))
    found = load_folder(root, AUTO)
    assert found.image_size == (64, 64)
    assert [note.code for note in found.notes] == ["data.note_default_size"]
    assert found.original_sizes.tolist() == [[5, 9], [5, 9], [20, 30]]
    assert load_folder(root, DecodeSettings(image_size=(6, 6))).notes == ()


def test_auto_is_grey_only_where_every_image_is(tree: MakeTree, plain: Encode) -> None:
    root = tree({"a/1.png": plain(80, mode="L"), "b/1.png": plain(1, mode="1")})
    assert load_folder(root, AUTO).channels == 1
    assert load_folder(root, DecodeSettings(channels="colour")).channels == 3
    (root / "b" / "2.png").write_bytes(plain())
    assert load_folder(root, AUTO).channels == 3
    assert load_folder(root, DecodeSettings(channels="grey")).channels == 1


def test_notes_count_the_files_they_speak_of(two_classes: Path, encode: Encode) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for name in ("x.gif", "y.jpg"):
        (two_classes / "cat" / name).write_bytes(encode(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    notes = {note.code: note.values for note in load_folder(two_classes, AUTO).notes}
    assert notes["data.note_animation"] == {"count": 2, "paths": "cat/x.gif, cat/y.jpg"}
    assert notes["data.note_extension"] == {"count": 1, "paths": "cat/y.jpg"}


def test_progress_counts_every_file(two_classes: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    load_folder(two_classes, AUTO, progress=lambda *event: heard.append(event))
    decoded = [event for event in heard if event[2] == "data.doing_decode"]
    assert decoded == [(done, 6, "data.doing_decode") for done in range(1, 7)]


def test_a_thousand_classes(tree: MakeTree, plain: Encode) -> None:
    content = plain(size=(2, 2))
    found = load_folder(tree({f"c{index:04d}/1.png": content for index in range(1000)}), AUTO)
    assert found.num_classes == 1000
    assert np.array_equal(found.labels, np.arange(1000))


@pytest.fixture
def few_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the header of the first file alone promise what the others are."""
    monkeypatch.setattr("pupila.data.folder._ASKED", 1)


@pytest.mark.parametrize(
    ("odd", "size", "channels"),
    [({}, (8, 8), 1), ({"size": (9, 9)}, (64, 64), 1), ({"mode": "RGB", "colour": (9, 0, 0)}, (8, 8), 3)],
    ids=["none", "size", "colour"],
)
@pytest.mark.usefixtures("few_are_asked")
def test_a_file_that_breaks_the_promise_of_the_first_is_noticed(
    odd: dict[str, object], size: tuple[int, int], channels: int, tree: MakeTree, plain: Encode, tmp_path: Path
) -> None:
    grey = {"colour": 80, "mode": "L"}
    root = tree({f"{name}/{row}.png": plain(**grey) for name in "ab" for row in range(5)})
    (root / "b" / "3.png").write_bytes(plain(**{**grey, **odd}))
    for folder in (None, tmp_path / "cache", tmp_path / "cache"):
        found = load_folder(root, AUTO, cache_folder=folder)
        assert (found.image_size, found.channels, found.num_examples) == (size, channels, 10)
        assert [note.code for note in found.notes] == ["data.note_default_size"] * (size == (64, 64))
    assert sorted(path.suffix for path in (tmp_path / "cache").iterdir()) == [".json", ".npy"]


@pytest.mark.usefixtures("few_are_asked")
def test_a_broken_file_still_says_its_size(tree: MakeTree, plain: Encode) -> None:
    root = tree({f"{name}/{row}.png": plain(size=(60, 60)) for name in "ab" for row in range(5)})
    (root / "a" / "3.png").write_bytes(plain(size=(90, 90))[:-30])
    found = load_folder(root, AUTO)
    assert (found.image_size, [item.path for item in found.skipped]) == ((64, 64), ["a/3.png"])


@pytest.fixture
def mixed(two_classes: Path, plain: Encode, encode: Encode) -> Path:
    """Return a folder with a file that cannot be read, one with a note, and a name that is no UTF-8."""
    (two_classes / "cat" / "0a.jpg").write_bytes(b"no image")
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    (two_classes / "dog" / "x.gif").write_bytes(encode(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    os.rename(two_classes / "cat" / "1.png", os.fsencode(two_classes / "cat") + b"/\xff.png")
    return two_classes


def outcome(root: Path, **options: object) -> list[object]:
    found = load_folder(root, DecodeSettings(image_size=(8, 8)), **options)  # type: ignore[arg-type]
    arrays = [found.images.tobytes(), found.digests.tolist(), found.original_sizes.tolist(), found.labels.tolist()]
    return [*arrays, found.ids, found.skipped, found.notes]


@pytest.mark.parametrize("program", [None, "/nowhere/python", "/bin/true"], ids=["works", "absent", "dies"])
def test_processes_give_what_threads_give_and_are_done_without(
    program: str | None, mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = outcome(mixed)
    monkeypatch.setattr("pupila.data.decoding.MANY", 2)
    monkeypatch.setattr("pupila.data.decoding.core_count", lambda: 2)
    if program is not None:
        monkeypatch.setattr("sys.executable", program)
    heard: list[int] = []
    assert outcome(mixed, progress=lambda done, total, code: heard.append(done)) == expected
    assert outcome(mixed, cache_folder=tmp_path / "cache") == expected
    assert heard[-8:] == list(range(1, 9))


def test_a_surprise_in_a_process_is_a_surprise(
    few_are_asked: None, tree: MakeTree, plain: Encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pupila.data.decoding.MANY", 2)
    monkeypatch.setattr("pupila.data.decoding.core_count", lambda: 2)
    root = tree({f"{name}/{row}.png": plain() for name in "ab" for row in range(5)})
    (root / "b" / "3.png").write_bytes(plain(size=(9, 9)))
    assert load_folder(root, AUTO).image_size == (64, 64)
