"""A server on this machine that behaves as badly as one can over HTTP."""

from __future__ import annotations

import gzip
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

CONTENT = bytes(range(256)) * 400
# One answer each; a client that asks for "good" gets the file.
BEHAVIOURS = (
    "403",
    "404",
    "429",
    "500",
    "503",
    "204",
    "html",  # a page that says "please log in", with 200
    "wrong",  # the right length, one bit off
    "empty",
    "cut",  # half of what was announced
    "longer",  # more than was announced and expected
    "no-length",  # cut, and no length to know it by
    "forever",  # no length, and no end
    "squeezed",  # a gzip bomb as content encoding
    "to-file",
    "to-ftp",
    "circle",
    "chain",  # ever another address
    "silent",  # takes the question, never answers
    "stalls",  # half of it, and then nothing
    "drips",  # a byte now and then
    "babble",  # no HTTP
    "hangs-up",
    "heads",  # headers without end
    "lies",  # a negative length
)


class Hostile(http.server.BaseHTTPRequestHandler):
    """Behave as the first part of the path asks."""

    server: Server

    def do_GET(self) -> None:
        kind = self.path.split("/")[1]
        self.server.asked.append(kind)
        if kind.isdigit():
            self.send_response(int(kind))
            self.end_headers()
            return
        method = getattr(self, "do_" + kind.replace("-", "_"), None)
        if method is not None:
            method()
            return
        sent = {
            "html": b"<html>Please log in</html>",
            "wrong": CONTENT[:-1] + b"!",
            "empty": b"",
            "cut": CONTENT[: len(CONTENT) // 2],
            "longer": CONTENT + bytes(3_000_000),
        }.get(kind, CONTENT)
        self.begin(("Content-Length", str(len(CONTENT) if kind == "cut" else len(sent))))
        self.wfile.write(sent)

    def begin(self, *headers: tuple[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def do_no_length(self) -> None:
        self.begin()
        self.wfile.write(CONTENT[:-1])

    def do_forever(self) -> None:
        self.begin()
        while not self.server.closing.is_set():
            self.wfile.write(bytes(1 << 16))
            self.server.asked.append("more")

    def do_squeezed(self) -> None:
        bomb = gzip.compress(bytes(50_000_000))
        self.begin(("Content-Encoding", "gzip"), ("Content-Length", str(len(bomb))))
        self.wfile.write(bomb)

    def do_to_file(self) -> None:
        self.begin(("Location", "file:///etc/passwd"), status=302)

    def do_to_ftp(self) -> None:
        self.begin(("Location", "ftp://127.0.0.1/data.bin"), status=302)

    def do_circle(self) -> None:
        self.begin(("Location", self.path), status=302)

    def do_chain(self) -> None:
        self.begin(("Location", f"{self.path}x"), status=302)

    def do_silent(self) -> None:
        self.server.closing.wait(20)

    def do_stalls(self) -> None:
        self.begin(("Content-Length", str(len(CONTENT))))
        self.wfile.write(CONTENT[: len(CONTENT) // 2])
        self.wfile.flush()
        self.server.closing.wait(20)

    def do_slow(self) -> None:
        """Send the right file, whole, in about two seconds."""
        self.begin(("Content-Length", str(len(CONTENT))))
        for start in range(0, len(CONTENT), len(CONTENT) // 40):
            self.wfile.write(CONTENT[start : start + len(CONTENT) // 40])
            if self.server.closing.wait(0.05):
                return

    def do_drips(self) -> None:
        self.begin(("Content-Length", str(len(CONTENT))))
        for byte in CONTENT:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.closing.wait(0.05):
                return

    def do_babble(self) -> None:
        self.wfile.write(b"this is no HTTP\r\n\r\n")

    def do_hangs_up(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_heads(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            self.wfile.write(b"X-More: " + b"x" * 900 + b"\r\n")

    def do_lies(self) -> None:
        self.begin(("Content-Length", "-7"))
        self.wfile.write(CONTENT[:50])

    def log_message(self, *_: object) -> None:
        """Stay silent."""


class Server(http.server.ThreadingHTTPServer):
    """Listen on this machine, remember what was asked for."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hostile)
        self.asked: list[str] = []
        self.closing = threading.Event()

    @property
    def place(self) -> str:
        """Return where it is reached."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Expect clients that hang up."""


@contextmanager
def hostile_server() -> Iterator[Server]:
    """Run the server as long as the block lasts."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
