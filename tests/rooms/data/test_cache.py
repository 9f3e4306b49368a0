from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pupila.data import cache, image_io
from pupila.data.dataset import Dataset
from pupila.data.folder import DecodeSettings, load_folder

Encode = Callable[..., bytes]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def decodes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the name of every file that is decoded."""
    names: list[str] = []
    decode = image_io.decode

    def counted(content: bytes, *, name: str = "", **options: object) -> image_io.Decoded:
        names.append(name)
        return decode(content, name=name, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(image_io, "decode", counted)
    return names


def load(root: Path, store: Path, **settings: object) -> Dataset:
    return load_folder(root, DecodeSettings(**settings), cache_folder=store)  # type: ignore[arg-type]


def test_the_second_load_decodes_nothing_and_gives_the_same(two_classes: Path, store: Path, decodes: list[str]) -> None:
    (two_classes / "cat" / "bad.jpg").write_bytes(b"x")
    first = load(two_classes, store)
    assert len(decodes) == 7
    second = load(two_classes, store)
    assert len(decodes) == 7
    assert isinstance(second.images.base, np.memmap) or isinstance(second.images, np.memmap)
    for name in ("images", "labels", "digests", "given_split", "original_sizes"):
        one, two = getattr(first, name), getattr(second, name)
        assert np.array_equal(one, two), name
        assert one.dtype == two.dtype, name
    assert (first.ids, first.skipped, first.notes) == (second.ids, second.skipped, second.notes)
    assert first.fingerprint == second.fingerprint


def test_writing_to_mapped_images_changes_no_file(two_classes: Path, store: Path) -> None:
    before = load(two_classes, store).images.copy()
    load(two_classes, store).images[...] = 9
    assert np.array_equal(load(two_classes, store).images, before)


@pytest.mark.parametrize("settings", [{"image_size": (3, 3)}, {"channels": "grey"}, {"background": (0, 0, 0)}])
def test_other_settings_are_another_entry(
    settings: dict[str, object], two_classes: Path, store: Path, decodes: list[str]
) -> None:
    load(two_classes, store)
    load(two_classes, store, **settings)
    assert len(decodes) == 12


def test_a_changed_added_or_removed_file_is_seen(
    two_classes: Path, store: Path, decodes: list[str], plain: Encode
) -> None:
    load(two_classes, store)
    path = two_classes / "cat" / "0.png"
    path.write_bytes(plain((1, 2, 3)))
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1_000_000))
    assert load(two_classes, store).images[0, :, 0, 0].tolist() == [1, 2, 3]
    (two_classes / "cat" / "new.png").write_bytes(plain())
    assert load(two_classes, store).num_examples == 7
    (two_classes / "cat" / "new.png").unlink()
    load(two_classes, store)
    assert len(decodes) == 6 + 6 + 7  # the last state was met before


def test_another_decoder_is_another_entry(
    two_classes: Path, store: Path, decodes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(two_classes, store)
    monkeypatch.setattr(image_io, "DECODER", "pupila-2")
    load(two_classes, store)
    assert len(decodes) == 12


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("suffix", [".npy", ".json"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-5]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"{}"),
        lambda path: path.write_bytes(b"[1, 2]"),
        Path.unlink,
        flip,
    ],
    ids=["cut", "empty", "hollow", "other", "gone", "flipped"],
)
def test_a_damaged_entry_is_built_again(
    damage: Callable[[Path], object], suffix: str, two_classes: Path, store: Path, decodes: list[str]
) -> None:
    before = load(two_classes, store).images.copy()  # the data set itself is the file that is damaged next
    (path,) = store.glob(f"*{suffix}")
    damage(path)
    again = load(two_classes, store)
    assert np.array_equal(before, again.images)
    if not (damage is flip and suffix == ".json"):  # its last byte is the line's end
        assert len(decodes) == 12
        load(two_classes, store)
        assert len(decodes) == 12  # and it was kept


def test_a_cache_that_cannot_be_written_is_done_without(two_classes: Path, tmp_path: Path, decodes: list[str]) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    for _ in range(2):
        assert load(two_classes, in_the_way / "cache").num_examples == 6
    assert len(decodes) == 12


def test_no_temporary_file_is_left(two_classes: Path, store: Path) -> None:
    load(two_classes, store)
    assert sorted(path.suffix for path in store.iterdir()) == [".json", ".npy"]


def test_the_oldest_entries_make_room(two_classes: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_BYTES", 3000)
    for size in range(8, 14):
        load(two_classes, store, image_size=(size, size))
        for path in store.glob("*.json"):
            os.utime(path, (path.stat().st_mtime - 10,) * 2)
    kept = sorted(np.load(path, mmap_mode="r").shape[1] for path in store.glob("*.npy"))
    assert kept[-1] == 13
    assert len(kept) < 6
    assert len(list(store.glob("*.json"))) == len(kept)


def test_what_a_kill_left_is_removed_after_a_day(two_classes: Path, store: Path) -> None:
    """Pixels that were being written, pixels without their record; what another process may be writing now stays."""
    load(two_classes, store)
    (kept,) = store.glob("*.npy")
    left = {name: store / name for name in ("0a.npy", ".0a.npy.0a1b2c3d.tmp", ".0a.json.0a1b2c3d.tmp")}
    for path in left.values():
        path.write_bytes(b"half")
    (store / "mine.txt").write_text("not ours")
    yesterday = time.time() - 90_000
    for name in ("mine.txt", kept.name):
        os.utime(store / name, (yesterday, yesterday))
    load(two_classes, store, image_size=(3, 3))
    assert all(path.exists() for path in left.values())
    for path in left.values():
        os.utime(path, (yesterday, yesterday))
    load(two_classes, store, image_size=(2, 2))
    assert not any(path.exists() for path in left.values())
    assert kept.exists()
    assert (store / "mine.txt").exists()
    assert len(list(store.glob("*.json"))) == len(list(store.glob("*.npy"))) == 3


def test_pixels_are_compared_once_after_every_start_of_the_computer(
    two_classes: Path, store: Path, decodes: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compared: list[int] = []
    digests = cache.image_digests
    monkeypatch.setattr(cache, "image_digests", lambda pixels: compared.append(len(pixels)) or digests(pixels))
    boot = tmp_path / "boot"
    monkeypatch.setattr(cache, "_BOOT", boot)
    for name, expected in (("first", 0), ("first", 0), ("second", 6), ("second", 6)):
        boot.write_text(name)
        load(two_classes, store)
        assert (sum(compared), len(decodes)) == (expected, 6)
    boot.unlink()  # a system that does not tell
    load(two_classes, store)
    assert sum(compared) == 12


def test_damage_that_keeps_time_and_size_is_found_after_the_next_start(
    two_classes: Path, store: Path, decodes: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load(two_classes, store)
    (path,) = store.glob("*.npy")
    before = path.stat()
    flip(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    boot = tmp_path / "boot"
    boot.write_text("another")
    monkeypatch.setattr(cache, "_BOOT", boot)
    load(two_classes, store)
    assert len(decodes) == 12


def test_a_disk_that_fills_up_means_memory(two_classes: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = load_folder(two_classes, DecodeSettings()).images
    write = cache.Keeper._write

    def full(self: cache.Keeper, pixels: np.ndarray) -> None:
        if self._kept > 3:
            raise OSError(28, "No space left on device")
        write(self, pixels)

    monkeypatch.setattr(cache.Keeper, "_write", full)
    assert np.array_equal(load(two_classes, store).images, expected)
    assert list(store.iterdir()) == []


def test_an_interrupted_load_leaves_nothing(two_classes: Path, store: Path) -> None:
    def stop(done: int, total: int, code: str) -> None:
        if code == "data.doing_decode" and done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_folder(two_classes, DecodeSettings(), cache_folder=store, progress=stop)
    assert list(store.iterdir()) == []
