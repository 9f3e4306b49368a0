"""Images from the web come whole, in limited size and time, or not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pupila.data import remote
from pupila.errors import DataError, DownloadError


class Answers(BaseHTTPRequestHandler):
    """A server with a behaviour for each path."""

    def do_GET(self) -> None:
        getattr(self, self.path.strip("/").replace("-", "_"), self.absent)()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send(self, content: bytes, *, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        if length != -1:
            self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def good(self) -> None:
        self.send(b"an image")

    def moved(self) -> None:
        self.send(b"", status=302, Location="/good")

    def to_a_file(self) -> None:
        self.send(b"", status=302, Location="file:///etc/hostname")

    def to_ftp(self) -> None:
        self.send(b"", status=302, Location="ftp://127.0.0.1/x")

    def round_and_round(self) -> None:
        self.send(b"", status=302, Location="/round-and-round")

    def big(self) -> None:
        self.send(b"x" * 5000)

    def endless(self) -> None:
        self.send(b"x" * 200_000, length=-1)

    def cut(self) -> None:
        self.send(b"half", length=1000)

    def silent(self) -> None:
        time.sleep(0.6)

    def dripping(self) -> None:
        self.send(b"", length=15)
        for _ in range(15):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def babble(self) -> None:
        self.wfile.write(b"this is not HTTP\r\n\r\n")

    def absent(self) -> None:
        self.send(b"no", status=404)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as listening:
        listening.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients leave early here
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def tight_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MAX_BYTES", 4000)
    monkeypatch.setattr(remote, "TIMEOUT", 0.3)
    monkeypatch.setattr(remote, "PATIENCE", 0.3)


@pytest.mark.parametrize("path", ["good", "moved"])
def test_an_image_is_fetched(server: str, path: str) -> None:
    assert remote.fetch_image(f"{server}/{path}") == b"an image"


REFUSALS = ["absent", "to-a-file", "to-ftp", "round-and-round", "cut", "silent", "dripping", "babble"]


@pytest.mark.parametrize("path", REFUSALS)
def test_a_server_that_fails_is_named(server: str, path: str) -> None:
    begin = time.monotonic()
    with pytest.raises(DownloadError, match=f"Could not fetch {server}/{path}: .+"):
        remote.fetch_image(f"{server}/{path}")
    assert time.monotonic() - begin < 2


def test_the_status_is_told(server: str) -> None:
    with pytest.raises(DownloadError, match="Not Found"):
        remote.fetch_image(f"{server}/absent")


@pytest.mark.parametrize("path", ["big", "endless"])
def test_too_much_is_refused(server: str, path: str) -> None:
    with pytest.raises(DataError) as caught:
        remote.fetch_image(f"{server}/{path}")
    assert caught.value.code == "remote.too_big"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://", "http://[::1", "https://exa mple/x"])
def test_an_address_that_leads_nowhere_is_named(url: str) -> None:
    with pytest.raises(DownloadError, match="Could not fetch"):
        remote.fetch_image(url)


@pytest.mark.parametrize("text", ["http://a/b.png", "HTTPS://a"])
def test_addresses_are_known_by_their_beginning(text: str) -> None:
    assert remote.is_url(text)


@pytest.mark.parametrize("text", ["a.png", "file:///etc/passwd", "ftp://a/b", "httpx", "./http://a"])
def test_everything_else_is_a_path(text: str) -> None:
    assert not remote.is_url(text)
