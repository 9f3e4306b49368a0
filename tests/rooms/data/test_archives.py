from __future__ import annotations

import gzip
import io
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from pupila.data.cifar import RECORD, parse_cifar10
from pupila.data.download import tar_members
from pupila.data.idx import parse_idx, read_idx
from pupila.errors import DataError


def idx(array: np.ndarray, *, magic: bytes = b"\0\0\x08") -> bytes:
    shape = b"".join(struct.pack(">I", side) for side in array.shape)
    return magic + bytes([array.ndim]) + shape + array.tobytes()


@given(array=hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=3, max_side=5)))
def test_idx_is_read_back(array: np.ndarray) -> None:
    assert np.array_equal(parse_idx(idx(array), dimensions=array.ndim), array)


GOOD = idx(np.arange(24, dtype=np.uint8).reshape(2, 3, 4))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\x08",
        GOOD[:10],
        GOOD[:-1],
        GOOD + b"\0",
        b"\x1f\x8b" + GOOD[2:],
        b"\0\0\x0d\x03" + GOOD[4:],
        b"\0\0\x08\x01" + GOOD[4:],
        b"\0\0\x08\xff" + GOOD[4:],
        b"\0\0\x08\x03" + b"\xff" * 12 + GOOD[16:],
        b"\0\0\x08\x03" + struct.pack(">III", 2, 3, 1 << 31) + GOOD[16:],
        b"\0\0\x08\x03" + struct.pack(">III", 0, 3, 4) + GOOD[16:],
        b"<html>not here</html>",
    ],
)
def test_an_idx_file_that_lies_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match=r"x.gz"):
        parse_idx(content, dimensions=3, name="x.gz")


def test_every_cut_of_an_idx_file_is_refused() -> None:
    for length in range(len(GOOD)):
        with pytest.raises(DataError):
            parse_idx(GOOD[:length], dimensions=3)


def test_gzip_is_unpacked_no_further_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(GOOD[:4] + struct.pack(">III", 20, 1000, 1000) + bytes(20_000_000), mtime=0))
    with pytest.raises(DataError, match="far more than it should"):
        read_idx(path, dimensions=3, max_bytes=1_000_000)
    path.write_bytes(gzip.compress(GOOD + bytes(20_000_000), mtime=0))
    with pytest.raises(DataError, match="holds 25 bytes"):
        read_idx(path, dimensions=3)
    path.write_bytes(gzip.compress(GOOD, mtime=0))
    assert read_idx(path, dimensions=3).shape == (2, 3, 4)


ZIPPED = gzip.compress(GOOD, mtime=0)


@pytest.mark.parametrize("content", [b"", b"hello", ZIPPED[:-9], ZIPPED[:12] + b"junk junk"])
def test_damaged_gzip_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"bad.gz"):
        read_idx(path, dimensions=3)


def test_cifar_planes_become_channels() -> None:
    image = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8)
    content = b"".join(
        bytes([label]) + one.transpose(2, 0, 1).tobytes() for label, one in zip([9, 0], image, strict=True)
    )
    images, labels = parse_cifar10(content)
    assert np.array_equal(images, image)
    assert labels.tolist() == [9, 0]


@pytest.mark.parametrize("content", [b"", bytes(RECORD - 1), bytes(RECORD + 1), b"\x0a" + bytes(RECORD - 1)])
def test_a_cifar_file_that_lies_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match="cifar10"):
        parse_cifar10(content)


Member = tuple[tarfile.TarInfo, bytes]


def member(name: str, content: bytes = b"data", kind: bytes = tarfile.REGTYPE, target: str = "") -> Member:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    info.size = len(content) if kind == tarfile.REGTYPE else 0
    return info, content


def archive(path: Path, members: list[Member]) -> Path:
    with tarfile.open(path, "w:gz") as file:
        for info, content in members:
            file.addfile(info, io.BytesIO(content) if info.isreg() else None)
    return path


def read(path: Path, *, max_bytes: int = 1000, max_total: int = 10_000) -> dict[str, bytes]:
    wanted = lambda name: name.startswith("good/")  # noqa: E731
    return dict(tar_members(path, wanted, max_bytes=max_bytes, max_total=max_total))


def test_only_expected_regular_files_come_out_of_an_archive(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("alive")
    path = archive(
        tmp_path / "a.tgz",
        [
            member("good", kind=tarfile.DIRTYPE),
            member("good/1", b"one"),
            member("../canary", b"dead"),
            member(str(canary), b"dead"),
            member("good/link", kind=tarfile.SYMTYPE, target="/etc/passwd"),
            member("good/hard", kind=tarfile.LNKTYPE, target="../canary"),
            member("good/pipe", kind=tarfile.FIFOTYPE),
            member("good/device", kind=tarfile.CHRTYPE),
            member("other/2", b"two"),
            member("good/" + "n" * 300, b"long"),
        ],
    )
    assert read(path) == {"good/1": b"one", "good/" + "n" * 300: b"long"}
    assert canary.read_text() == "alive"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.tgz", "canary"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([member("good/1"), member("good/1")], "comes twice"),
        ([member("good/1", bytes(2000))], "wrong length"),
        ([member(f"x/{index}", bytes(900)) for index in range(20)], "far more"),
    ],
)
def test_an_archive_beyond_its_limits_is_refused(members: list[Member], message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=message):
        read(archive(tmp_path / "a.tgz", members))


def negative_size(content: bytes) -> bytes:
    """Write -1 as the size of the first member, in tar's base-256 form, with a right header checksum."""
    raw = bytearray(gzip.decompress(content))
    raw[124:136] = b"\xff" * 12
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw[:512])
    return gzip.compress(bytes(raw), mtime=0)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"not a tar",
        lambda content: content[: len(content) // 2],
        lambda content: gzip.compress(gzip.decompress(content)[:700]),
        negative_size,
    ],
    ids=["empty", "text", "cut", "cut inside", "negative size"],
)
def test_a_damaged_archive_is_refused(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tgz", [member("good/1", bytes(range(256)) * 3), member("good/2")])
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match=r"a.tgz"):
        read(path)
