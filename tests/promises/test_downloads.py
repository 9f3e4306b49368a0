"""P28: a download is whole and right, or nothing; no server, however it behaves, is waited for without end."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from corpus.server import BEHAVIOURS, CONTENT, Server, hostile_server

from pupila.data import download, remote
from pupila.data.download import Remote, fetch
from pupila.errors import DataError, DownloadError

Clear = Callable[..., None]
Counted = Callable[[int], None]
# The server's own sockets end as badly as it behaves.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
KNOWN = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with hostile_server() as running:
        yield running


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be as impatient as a test must be."""
    monkeypatch.setattr(download, "_TIMEOUT", (5.0, 0.8))
    monkeypatch.setattr(download, "_PATIENCE", 0.8)
    monkeypatch.setattr(remote, "TIMEOUT", 0.8)
    monkeypatch.setattr(remote, "PATIENCE", 0.8)
    monkeypatch.setattr(remote, "MAX_BYTES", 5_000_000)


def at(server: Server, *kinds: str) -> Remote:
    return Remote(tuple(f"{server.place}/{kind}/data.bin" for kind in kinds), KNOWN, len(CONTENT))


@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", BEHAVIOURS)
def test_p28_a_bad_server_is_left_and_the_next_asked(kind: str, server: Server, tmp_path: Path, clear: Clear) -> None:
    begin = time.monotonic()
    with pytest.raises(DownloadError) as caught:
        fetch(at(server, kind), tmp_path, manual="$PUPILA_DATA/data.bin")
    assert time.monotonic() - begin < 15
    clear(caught.value, naming=f"{server.place}/{kind}/data.bin")
    assert "$PUPILA_DATA/data.bin" in str(caught.value)
    assert len(str(caught.value)) < 400
    assert list(tmp_path.iterdir()) == []
    found = fetch(at(server, kind, "good"), tmp_path, manual="m")
    assert found.read_bytes() == CONTENT
    assert [one.name for one in tmp_path.iterdir()] == ["data.bin"]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", [kind for kind in BEHAVIOURS if kind not in ("html", "wrong", "squeezed", "longer")])
def test_p28_an_image_from_a_bad_server_is_refused(kind: str, server: Server, clear: Clear) -> None:
    """What comes whole is believed here, and left to the decoder: nobody knows an address's checksum."""
    begin = time.monotonic()
    if kind in ("204", "empty", "no-length", "lies"):
        assert len(remote.fetch_image(f"{server.place}/{kind}/a.png")) <= len(CONTENT)
        return
    with pytest.raises(DataError) as caught:
        remote.fetch_image(f"{server.place}/{kind}/a.png")
    assert time.monotonic() - begin < 15
    clear(caught.value, naming=f"{server.place}/{kind}/a.png")


def test_p28_nothing_is_parsed_before_its_hash_is_right(server: Server, tmp_path: Path) -> None:
    """The file gets its name only when it is right: until then nobody else could take it for whole."""
    seen: list[list[str]] = []

    def look(*_: object) -> None:
        seen.append([one.name for one in tmp_path.iterdir()])

    fetch(at(server, "good"), tmp_path, manual="m", progress=look)
    assert seen
    assert all("data.bin" not in names for names in seen)


def test_p28_two_processes_at_once_both_end_with_the_file(server: Server, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom pupila.data.download import Remote, fetch\n"
        f"found = fetch(Remote(('{server.place}/good/data.bin',), '{KNOWN}', {len(CONTENT)}), Path(sys.argv[1]),"
        " manual='m')\nassert found.read_bytes()[-1] == 255\n"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], env=os.environ) for _ in range(2)]
    assert [one.wait(60) for one in started] == [0, 0]
    assert [one.name for one in tmp_path.iterdir()] == ["data.bin"]
    assert (tmp_path / "data.bin").read_bytes() == CONTENT


def test_p28_two_processes_that_fetch_one_data_set_both_end_with_it(server: Server, tmp_path: Path) -> None:
    """Of a single mirror, and with what clears away the archives at the end: the second must not lose its own."""
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom pupila.data import official\n"
        "from pupila.data.download import Remote\n"
        "def unpack(paths, target):\n"
        "    time.sleep(0.3)\n"
        "    official._write_npz(target, x=sum(len(path.read_bytes()) for path in paths))\n"
        f"remotes = tuple(Remote((f'{server.place}/good/{{name}}',), '{KNOWN}', {len(CONTENT)}) for name in 'abc')\n"
        "official.OFFICIAL = {'mnist': official.Official(remotes, unpack, 'mnist.npz')}\n"
        "print(official.fetch_official('mnist', Path(sys.argv[1])))\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], env=os.environ, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    told = [one.communicate(timeout=60)[1] for one in started]
    assert [one.returncode for one in started] == [0, 0, 0], told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["downloads", "mnist.npz"]
    assert list((tmp_path / "downloads").iterdir()) == []


def test_p28_a_download_that_was_cut_short_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(CONTENT[:1000])
    assert fetch(at(server, "good"), tmp_path, manual="m").read_bytes() == CONTENT


@pytest.mark.timeout(60)
def test_p06_a_download_that_is_interrupted_leaves_no_half_of_it(
    server: Server, tmp_path: Path, counted: Counted
) -> None:
    """In the middle of a file, between two, while they are unpacked; and the same command begins anew."""
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom pupila.data import official, sources\n"
        "from pupila.cli.main import main\nfrom pupila.data.download import Remote\n"
        "def unpack(paths, target):\n"
        "    time.sleep(1)\n"
        "    official._write_npz(target, x=sum(len(path.read_bytes()) for path in paths))\n"
        f"remotes = tuple(Remote((f'{server.place}/slow/{{name}}',), '{KNOWN}', {len(CONTENT)}) for name in 'ab')\n"
        "official.OFFICIAL = sources.OFFICIAL = {'mnist': official.Official(remotes, unpack, 'mnist.npz')}\n"
        "sys.argv = ['pupila', 'data', 'fetch', 'mnist']\nprint('ready', flush=True)\nmain()\n"
    )

    def start(place: Path) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PUPILA_CACHE": str(place), "PUPILA_DATA": ""}
        command = [sys.executable, "-c", code]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    moments = (0.0, 0.4, 0.9, 1.4, 1.9, 2.4, 2.9, 3.5, 4.2, 4.6)
    sent = [(signal.SIGINT, signal.SIGTERM)[number % 2] for number in range(len(moments))]
    started = [start(tmp_path / str(number)) for number in range(len(moments))]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"  # before that Python is still starting
    begin = time.monotonic()
    for process, moment, number in zip(started, moments, sent, strict=True):
        time.sleep(max(0.0, begin + moment - time.monotonic()))
        process.send_signal(number)
    for place, (process, number) in enumerate(zip(started, sent, strict=True)):
        told = process.communicate(timeout=30)[1].decode()
        assert process.returncode in (0, 128 + number, -number), told
        assert "Traceback" not in told
        found = [path for path in (tmp_path / str(place)).rglob("*") if path.is_file() and path.suffix != ".lock"]
        whole = [path for path in found if path.name == "mnist.npz"]
        assert bool(whole) == (process.returncode == 0)
        assert not [path for path in found if path.name.endswith(".tmp")]
        assert all(path.read_bytes() == CONTENT for path in found if path not in whole)
    assert sum(process.returncode != 0 for process in started) >= len(moments) // 2, "most of them should be cut off"
    again = start(tmp_path / "0")
    assert b"mnist.npz" in again.communicate(timeout=30)[0]
    assert again.returncode == 0
    counted(len(moments))
