"""P29 and P30: archives and IDX files give what was expected of them, in memory, and nothing else."""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from corpus.archives import ARCHIVES, IDX, MEGABYTE, member, patched, squeezed, tar
from corpus.bombs import forget_peak, memory

from pupila.data import download, official
from pupila.data.download import tar_members
from pupila.data.idx import read_idx
from pupila.errors import DataError

Clear = Callable[..., None]
MOST_SECONDS, MOST_MEGABYTES = 5, 300


def listing(folder: Path) -> dict[str, str]:
    """Return every path below a folder with what it is and holds."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def canaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in the middle of a tree that must stay as it is."""
    for name in ("canary", "work/canary", "work/inner/canary", "work/inner/good/canary", "etc/canary"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("alive")
    monkeypatch.chdir(tmp_path / "work/inner")
    before = listing(tmp_path)
    yield tmp_path / "work/inner"
    after = listing(tmp_path)
    after.pop("work/inner/a.gz")
    assert after == before
    assert not Path("/tmp/canary").exists()


def measured(act: Callable[[], object]) -> object:
    """Act, in little time and memory."""
    forget_peak()
    before, begin = memory("VmRSS"), time.process_time()
    try:
        return act()
    except DataError as error:
        return error
    finally:
        assert time.process_time() - begin < MOST_SECONDS
        assert memory("VmHWM") - before < MOST_MEGABYTES


@pytest.mark.timeout(60)
@pytest.mark.parametrize("make, expected", ARCHIVES.values(), ids=ARCHIVES)
def test_p29_an_archive_gives_only_expected_files(
    make: Callable[[], bytes], expected: set[str] | None, canaries: Path, clear: Clear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_MAX_MEMBERS", 1000)
    path = canaries / "a.gz"
    path.write_bytes(make())
    wanted = lambda name: name.startswith("good/") and ".." not in name  # noqa: E731
    found = measured(lambda: dict(tar_members(path, wanted, max_bytes=1000, max_total=10_000)))
    if expected is None:
        assert isinstance(found, DataError)
        clear(found, naming="a.gz")
    else:
        assert isinstance(found, dict)
        assert set(found) == expected


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p29_a_million_entries_are_left_at_the_limit(canaries: Path) -> None:
    path = canaries / "a.gz"
    path.write_bytes(squeezed((tar(member("x", b""))[:512] * 1000, 1000)))
    found = measured(lambda: list(tar_members(path, bool, max_bytes=10, max_total=10)))
    assert isinstance(found, DataError)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p29_no_changed_header_does_more(canaries: Path, counted: Callable[[int], None]) -> None:
    """Every byte of a header set to each of eight values, its checksum right again."""
    raw, path = tar(member("good/1", b"one"), member("good/2", b"two")), canaries / "a.gz"
    for at in range(512):
        for value in (0, 1, 0x2F, 0x37, 0x4C, 0x78, 0x80, 0xFF):
            path.write_bytes(gzip.compress(patched(raw, at, bytes([value])), 1))
            found = measured(lambda: dict(tar_members(path, bool, max_bytes=1000, max_total=10_000)))
            assert isinstance(found, (dict, DataError))
    counted(512 * 8)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("make", IDX.values(), ids=IDX)
def test_p30_an_idx_file_that_lies_is_refused(make: Callable[[], bytes], tmp_path: Path, clear: Clear) -> None:
    path = tmp_path / "images.gz"
    path.write_bytes(make())
    found = measured(lambda: read_idx(path, dimensions=3))
    assert isinstance(found, DataError)
    clear(found, naming="images.gz")


def test_p30_two_hundred_megabytes_of_nothing_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "labels.gz"
    path.write_bytes(squeezed((bytes(MEGABYTE), 200)))
    assert path.stat().st_size < 300_000
    forget_peak()
    before = memory("VmRSS")
    with pytest.raises(DataError):
        read_idx(path, dimensions=1)
    assert memory("VmHWM") - before < 20


def test_p29_an_archive_is_hashed_before_it_is_opened() -> None:
    """Each official file has a checksum, and nothing is unpacked but what `fetch` has returned."""
    for known in official.OFFICIAL.values():
        for remote in known.remotes:
            assert len(bytes.fromhex(remote.sha256)) == 32
            assert remote.size < 300 * MEGABYTE
