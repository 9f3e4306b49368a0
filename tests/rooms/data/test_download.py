from __future__ import annotations

import errno
import gzip
import hashlib
import http.server
import io
import os
import struct
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from pupila import files
from pupila.data import download, image_io, official
from pupila.data.cifar import RECORD
from pupila.data.download import Remote, fetch
from pupila.data.official import OFFICIAL, Official, fetch_official, unpack_cifar10, unpack_flowers, unpack_idx
from pupila.data.sources import load
from pupila.errors import DataError, DownloadError

CONTENT = bytes(range(256)) * 400


class Hostile(http.server.BaseHTTPRequestHandler):
    """Behave badly, as the path asks."""

    asked: list[str]
    files: dict[str, bytes]

    def do_GET(self) -> None:
        kind = self.path.split("/")[1]
        self.asked.append(kind)
        content = self.files.get(self.path.rpartition("/")[2], CONTENT)
        if kind in ("403", "404", "503"):
            self.send_error(int(kind))
        elif kind == "away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif kind == "circle":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.end_headers()
        elif kind == "forever":
            self.send_response(200)
            self.end_headers()
            while len(self.asked) < 100:
                self.wfile.write(bytes(1 << 20))
                self.asked.append("a megabyte")
        else:
            self.answer(kind, content)

    def answer(self, kind: str, content: bytes) -> None:
        sent = {
            "html": b"<html>Please log in</html>",
            "wrong": content[:-1] + b"!",
            "empty": b"",
            "cut": content[: len(content) // 2],
            "endless": content + bytes(3_000_000),
        }.get(kind, content)
        self.send_response(200)
        self.send_header("Content-Length", str(len(content) if kind == "cut" else len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[type[Hostile]]:
    handler = type("Handler", (Hostile,), {"asked": [], "files": {}})
    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    listening.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is expected
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    handler.place = f"http://127.0.0.1:{listening.server_port}"  # type: ignore[attr-defined]
    yield handler
    listening.shutdown()
    thread.join()
    listening.server_close()


def remote(server: type[Hostile], *kinds: str, content: bytes = CONTENT, name: str = "data.bin") -> Remote:
    urls = tuple(f"{server.place}/{kind}/{name}" for kind in kinds)  # type: ignore[attr-defined]
    return Remote(urls, hashlib.sha256(content).hexdigest(), len(content))


def test_a_file_is_fetched_once_with_progress(server: type[Hostile], tmp_path: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    for _ in range(2):
        path = fetch(remote(server, "good"), tmp_path, manual="m", progress=lambda *event: heard.append(event))
        assert path.read_bytes() == CONTENT
    assert server.asked == ["good"]
    assert heard[-1] == (len(CONTENT), len(CONTENT), "data.doing_download")
    assert all(0 <= done <= total for done, total, _ in heard)


BAD = ["403", "404", "503", "html", "wrong", "empty", "cut", "endless", "away", "circle"]


@pytest.mark.parametrize("kind", BAD)
def test_after_a_bad_mirror_the_next_is_tried(kind: str, server: type[Hostile], tmp_path: Path) -> None:
    path = fetch(remote(server, kind, "good"), tmp_path, manual="m")
    assert path.read_bytes() == CONTENT
    assert [one.name for one in tmp_path.iterdir()] == ["data.bin"]


@pytest.mark.parametrize("kind", BAD)
def test_without_a_good_mirror_nothing_is_left_and_the_manual_way_is_told(
    kind: str, server: type[Hostile], tmp_path: Path
) -> None:
    wanted = remote(server, kind)
    with pytest.raises(DownloadError) as caught:
        fetch(wanted, tmp_path, manual="$PUPILA_DATA/toy.npz")
    message = str(caught.value)
    assert wanted.urls[0] in message
    assert "$PUPILA_DATA/toy.npz" in message
    assert "\n" not in message
    assert len(message) < 400
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_the_message_is_one_clear_sentence(tmp_path: Path) -> None:
    nowhere = Remote(("http://127.0.0.1:9/data.bin",), "0" * 64, 10)
    with pytest.raises(DownloadError, match=r"127.0.0.1:9/data.bin.*ConnectionError.*\$PUPILA_DATA/x"):
        fetch(nowhere, tmp_path, manual="$PUPILA_DATA/x")


def test_a_server_that_never_ends_is_hung_up_on(server: type[Hostile], tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="too long"):
        fetch(remote(server, "forever"), tmp_path, manual="m")
    assert server.asked.count("a megabyte") < 50


def test_silence_is_not_waited_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import socket

    monkeypatch.setattr(download, "_TIMEOUT", (0.2, 0.2))
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        with pytest.raises(DownloadError, match="Timeout"):
            fetch(Remote((f"http://127.0.0.1:{deaf.getsockname()[1]}/a",), "0" * 64, 9), tmp_path, manual="m")


def test_a_damaged_earlier_download_is_replaced(server: type[Hostile], tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(b"half")
    assert fetch(remote(server, "good"), tmp_path, manual="m").read_bytes() == CONTENT


def test_two_at_once_both_end_with_the_file(server: type[Hostile], tmp_path: Path) -> None:
    wanted = remote(server, "good")
    threads = [threading.Thread(target=fetch, args=(wanted, tmp_path), kwargs={"manual": "m"}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "data.bin").read_bytes() == CONTENT
    assert [one.name for one in tmp_path.iterdir()] == ["data.bin"]


def idx_gz(array: np.ndarray) -> bytes:
    shape = b"".join(struct.pack(">I", side) for side in array.shape)
    return gzip.compress(b"\0\0\x08" + bytes([array.ndim]) + shape + array.tobytes())


def tar_gz(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


def offer(
    name: str, files: dict[str, bytes], unpack: official.Callable[..., None], server: type[Hostile],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Let the local server stand for the official place of `name`."""
    server.files.update(files)
    remotes = tuple(remote(server, "good", content=content, name=file) for file, content in files.items())
    monkeypatch.setattr(official, "OFFICIAL", {**OFFICIAL, name: Official(remotes, unpack, OFFICIAL[name].target)})


def test_mnist_comes_from_its_idx_files(server: type[Hostile], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dice = np.random.default_rng(0)
    arrays = [dice.integers(0, 256, (20, 28, 28), np.uint8), np.arange(20, dtype=np.uint8) % 10]
    arrays += [dice.integers(0, 256, (10, 28, 28), np.uint8), np.arange(10, dtype=np.uint8)]
    files = {f"{index}.gz": idx_gz(array) for index, array in enumerate(arrays)}
    offer("mnist", files, unpack_idx, server, monkeypatch)
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path))
    found = load("mnist")
    assert (found.name, found.class_names) == ("mnist", tuple("0123456789"))
    assert np.array_equal(found.images[:, 0], np.concatenate([arrays[0], arrays[2]]))
    assert found.labels.tolist() == [*arrays[1], *arrays[3]]
    assert not (tmp_path / "data" / "downloads" / "mnist").exists()
    asked = len(server.asked)
    assert load("mnist").fingerprint == found.fingerprint
    assert len(server.asked) == asked


def test_cifar10_comes_from_its_binary_archive(
    server: type[Hostile], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = [*(f"data_batch_{index}.bin" for index in range(1, 6)), "test_batch.bin"]
    members = {
        f"cifar-10-batches-bin/{name}": bytes([row]) + bytes([row]) * (RECORD - 1) for row, name in enumerate(names)
    }
    files = {"c.tar.gz": tar_gz({"cifar-10-batches-bin/readme.html": b"<html>", **dict(reversed(members.items()))})}
    offer("cifar10", files, unpack_cifar10, server, monkeypatch)
    path = fetch_official("cifar10", tmp_path)
    with np.load(path) as arrays:
        assert arrays["x_train"].shape == (5, 32, 32, 3)
        assert arrays["y_train"].tolist() == [0, 1, 2, 3, 4]  # in the order of the batches, whatever the archive's
        assert arrays["y_test"].tolist() == [5]
    short = {"c.tar.gz": tar_gz(dict(list(members.items())[:5]))}
    offer("cifar10", short, unpack_cifar10, server, monkeypatch)
    with pytest.raises(DataError, match="5 of the 6"):
        fetch_official("cifar10", tmp_path / "again")


def test_flowers_come_whole_or_not_at_all(
    server: type[Hostile], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    photos = {f"flower_photos/{name}/1_a.jpg": name.encode() for name in official.FLOWERS}
    members = {**photos, "flower_photos/LICENSE.txt": b"CC", "flower_photos/roses/../../evil.jpg": b"x", "evil": b"x"}
    files = {"f.tgz": tar_gz(members)}
    offer("flowers", files, lambda paths, target: unpack_flowers(paths, target, expected=5), server, monkeypatch)
    path = fetch_official("flowers", tmp_path / "data")
    assert path == tmp_path / "data" / "flowers"
    assert sorted(one.name for one in path.iterdir()) == ["LICENSE.txt", *official.FLOWERS]
    assert (path / "roses" / "1_a.jpg").read_bytes() == b"roses"
    offer("flowers", files, unpack_flowers, server, monkeypatch)
    with pytest.raises(DataError, match="5 of the 3670"):
        fetch_official("flowers", tmp_path / "other")
    assert [one.name for one in (tmp_path / "other").iterdir()] == ["downloads"]
    assert not list(tmp_path.rglob("evil*"))


def offer_flowers(server: type[Hostile], monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.zeros((8, 8, 3), np.uint8)
    photos = {
        f"flower_photos/{name}/1_a.jpg": image_io.encode_jpeg(pixels + 50 * row)
        for row, name in enumerate(official.FLOWERS)
    }
    packed = {"f.tgz": tar_gz(photos)}
    offer("flowers", packed, lambda paths, target: unpack_flowers(paths, target, expected=5), server, monkeypatch)


def offer_digits(server: type[Hostile], monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = [np.zeros((10, 28, 28), np.uint8), np.arange(10, dtype=np.uint8)] * 2
    offer(
        "mnist", {f"{index}.gz": idx_gz(array) for index, array in enumerate(arrays)}, unpack_idx, server, monkeypatch
    )


@pytest.mark.parametrize("name", ["mnist", "flowers"])
def test_who_comes_second_waits_and_takes_what_the_first_has_fetched(
    name: str, server: type[Hostile], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (offer_flowers if name == "flowers" else offer_digits)(server, monkeypatch)
    monkeypatch.setattr(official, "_PAUSE", 0.01)
    heard, begun, waited = set(), threading.Event(), threading.Event()

    def listen(done: int, total: int, code: str) -> None:
        heard.add(code)
        begun.set()
        if code == "data.doing_wait":
            waited.set()
        else:
            assert waited.wait(20)

    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(fetch_official(name, tmp_path, progress=listen)))]
    threads[0].start()
    assert begun.wait(20)
    threads.append(threading.Thread(target=lambda: found.append(fetch_official(name, tmp_path, progress=listen))))
    threads[1].start()
    for thread in threads:
        thread.join()
    assert found == [tmp_path / OFFICIAL[name].target] * 2
    assert heard == {"data.doing_download", "data.doing_wait"}
    assert len(server.asked) == len(official.OFFICIAL[name].remotes), "nothing is fetched twice"
    assert load(found[0]).num_examples == (20 if name == "mnist" else 5)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["downloads", OFFICIAL[name].target])
    assert list((tmp_path / "downloads").iterdir()) == []


def test_waiting_can_be_left(server: type[Hostile], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    offer_digits(server, monkeypatch)

    def leave(*event: object) -> None:
        raise KeyboardInterrupt

    lock = tmp_path / "downloads" / "mnist.lock"
    with files.lock(lock):
        with pytest.raises(KeyboardInterrupt):
            fetch_official("mnist", tmp_path, progress=leave)
        assert lock.exists(), "it is another's"
    assert server.asked == []
    assert fetch_official("mnist", tmp_path).exists()


def test_a_disk_that_knows_no_locks_is_used_all_the_same(
    server: type[Hostile], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offer_digits(server, monkeypatch)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    assert fetch_official("mnist", tmp_path).exists()


def test_what_a_kill_left_of_a_download_is_removed(
    server: type[Hostile], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offer_flowers(server, monkeypatch)
    (tmp_path / ".flowers.0a1b2c3d.tmp" / "roses").mkdir(parents=True)
    (tmp_path / ".mnist.npz.0a1b2c3d.tmp").write_bytes(b"another's")
    (tmp_path / "downloads" / "flowers").mkdir(parents=True)
    (tmp_path / "downloads" / "flowers" / ".f.tgz.0a1b2c3d.tmp").write_bytes(b"half")
    (tmp_path / "downloads" / "flowers.lock").write_text("pid 1")
    fetch_official("flowers", tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if "flowers/" not in str(path)}
    assert left == {"flowers", "downloads", ".mnist.npz.0a1b2c3d.tmp"}


class FailingDisk(files.Disk):
    """Fail at one call."""

    def __init__(self, at: int) -> None:
        self.at, self.calls = at, 0

    def call(self) -> None:
        self.calls += 1
        if self.calls == self.at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def create(self, path: Path) -> IO[bytes]:
        self.call()
        return super().create(path)

    def sync(self, file: IO[bytes]) -> None:
        self.call()

    def replace(self, source: Path, target: Path) -> None:
        self.call()
        super().replace(source, target)

    def sync_folder(self, folder: Path) -> None:
        self.call()


@pytest.mark.parametrize("name", ["mnist", "flowers"])
def test_a_disk_that_fails_at_any_call_leaves_the_data_whole_or_absent(
    name: str, server: type[Hostile], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (offer_flowers if name == "flowers" else offer_digits)(server, monkeypatch)
    expected = load(fetch_official(name, tmp_path / "whole")).fingerprint
    monkeypatch.setattr(files, "disk", counting := FailingDisk(0))
    fetch_official(name, tmp_path / "counted")
    refused = []
    for at in range(1, counting.calls + 1):
        place = tmp_path / str(at)
        monkeypatch.setattr(files, "disk", FailingDisk(at))
        try:
            fetch_official(name, place)
        except DownloadError as error:
            refused.append(str(error))
        target = place / OFFICIAL[name].target
        assert not target.exists() or load(target).fingerprint == expected
        monkeypatch.setattr(files, "disk", files.Disk())
        assert load(fetch_official(name, place)).fingerprint == expected
        assert sorted(path.name for path in place.iterdir()) == sorted(["downloads", OFFICIAL[name].target])
        assert list((place / "downloads").iterdir()) == []
    assert len(refused) >= 5
    assert all("the disk is full" in told for told in refused)


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadError, match="PUPILA_CACHE"):
        fetch_official("mnist", tmp_path / "file" / "data")


@pytest.mark.parametrize("name", OFFICIAL)
def test_every_official_file_has_a_place_a_length_and_a_checksum(name: str) -> None:
    for one in OFFICIAL[name].remotes:
        assert all(url.startswith(("https://", "http://")) for url in one.urls)
        assert len({url.rpartition("/")[2] for url in one.urls}) == 1
        assert len(bytes.fromhex(one.sha256)) == 32
        assert one.size > 1000
