"""Files are replaced whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from pupila import files
from pupila.errors import RunError


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.bin"
    files.write_bytes(path, b"one")
    files.write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert names(path.parent) == {"a.bin"}


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_failing_disk_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    path = tmp_path / "a.txt"
    files.write_text(path, "old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(OSError, match=os.strerror(number)):
            files.write_text(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == {"a.txt"}


def test_a_failing_write_leaves_the_old_content_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    files.write_text(path, "old")

    def half() -> None:
        with files.replacing(path) as file:
            file.write(b"half of i")
            raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(OSError, match="no space"):
        half()
    assert path.read_text() == "old"
    assert names(tmp_path) == {"a.txt"}


def test_even_an_interruption_leaves_no_temporary_file(tmp_path: Path) -> None:
    def interrupted() -> None:
        with files.replacing(tmp_path / "a.txt") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == set()


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    files.write_text(path, "old")
    with files.replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"


def test_a_folder_that_cannot_be_synced_is_no_error(tmp_path: Path) -> None:
    files.sync_folder(tmp_path / "absent")


def test_json_knows_no_numbers_that_are_not_finite() -> None:
    content = {
        "a": float("nan"),
        "b": [float("inf"), 1.5],
        "c": np.float32("nan"),
        "d": np.float64("-inf"),
        "e": np.array([1.0, np.nan]),
        3: np.int64(4),
    }
    read = json.loads(files.to_json(content))
    assert read == {"a": None, "b": [None, 1.5], "c": None, "d": None, "e": [1.0, None], "3": 4}


def test_json_keeps_names_of_any_language_and_odd_bytes(tmp_path: Path) -> None:
    files.write_json(tmp_path / "a.json", {"name": "pingüino\udcff 😀"})
    assert files.read_json(tmp_path / "a.json") == {"name": "pingüino\udcff 😀"}


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b""])
def test_damaged_json_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "summary.json"
    path.write_bytes(content)
    with pytest.raises(RunError, match=r"summary\.json.*damaged"):
        files.read_json(path)


def test_missing_json_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"summary\.json' is missing"):
        files.read_json(tmp_path / "summary.json")


def test_lines_are_added_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "log"
    files.append_line(path, "uno")
    files.append_line(path, "dós")
    assert path.read_bytes() == "uno\ndós\n".encode()


@pytest.mark.parametrize("before", ["", "uno\n", "uno\nhalf of it"])
def test_a_line_never_joins_one_that_was_cut_off(tmp_path: Path, before: str) -> None:
    (tmp_path / "log").write_text(before)
    files.append_line(tmp_path / "log", "dos")
    assert (tmp_path / "log").read_text().splitlines() == [*before.splitlines(), "dos"]


def test_what_memory_has_no_room_for_lies_in_no_folder(tmp_path: Path) -> None:
    mapped = files.set_aside((bytes([number]) * 5_000 for number in range(3)), tmp_path / "cache")
    assert bytes(mapped) == b"".join(bytes([number]) * 5_000 for number in range(3))
    mapped[0] = 7
    assert mapped[0] == 7
    assert names(tmp_path / "cache") == set()


def test_a_file_in_the_way_of_a_folder_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    with pytest.raises(NotADirectoryError):
        files.write_text(tmp_path / "a" / "b", "text")
    with pytest.raises(FileExistsError):
        files.move(tmp_path / "a", tmp_path / "a")


def test_a_move_whose_end_is_refused_has_not_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Keeping(files.Disk):
        def remove(self, path: Path) -> None:
            if path.name == "source":
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            super().remove(path)

    (tmp_path / "source").write_text("whole")
    monkeypatch.setattr(files, "disk", Keeping())
    with pytest.raises(PermissionError):
        files.move(tmp_path / "source", tmp_path / "target")
    assert names(tmp_path) == {"source"}


def test_the_sum_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    (tmp_path / "a").write_bytes(content)
    assert files.sha256(tmp_path / "a") == hashlib.sha256(content).hexdigest()


def test_a_lock_is_held_by_one_process_which_the_other_learns_of(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pupila import files\n"
        "try:\n    with files.lock(Path(sys.argv[1])): print('free')\n"
        "except Exception as error: print(error)"
    )

    def other() -> str:
        command = [sys.executable, "-c", code, str(tmp_path / "lock")]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()

    with files.lock(tmp_path / "lock"):
        assert f"pid {os.getpid()}" in other()
    assert other() == "free"


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    def failing() -> None:
        with files.lock(tmp_path / "lock"):
            raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        failing()
    with files.lock(tmp_path / "lock"):
        pass


def test_who_holds_a_lock_is_not_taken_for_one_that_held_it_before(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    path = tmp_path / "lock"
    with open(path, "a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"pid {gone.pid}")  # left by one that was killed
        file.flush()

        def write_name() -> None:
            time.sleep(0.03)
            file.truncate(0)
            file.write(f"pid {os.getpid()}")
            file.flush()

        writer = threading.Thread(target=write_name)
        writer.start()
        with pytest.raises(RunError, match=f"pid {os.getpid()}"), files.lock(path):
            pass
        writer.join()
