"""Fetch one image from the web, for a prediction: of limited size, in limited time, over http and https only."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from typing import Any

from pupila.errors import DataError, DownloadError

MAX_BYTES = 64 * 1024 * 1024
TIMEOUT = 20.0
PATIENCE = 60.0
_CHUNK = 64 * 1024
_MOST_SAID = 120  # letters of a reason that others worded
SCHEMES = ("http://", "https://")


def is_url(text: str) -> bool:
    """Return whether `text` is an address on the web."""
    return text.lower().startswith(SCHEMES)


def fetch_image(url: str) -> bytes:
    """Return what lies at `url`.

    Raises:
        DownloadError: No network, a refusal, no answer in time.
        DataError: More than 64 MB.
    """
    try:
        request = urllib.request.Request(url, headers={"User-Agent": "pupila"})
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            return _read(answer, url)
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise DownloadError("remote.failed", url=url, reason=_reason(error)) from None


def _reason(error: Exception) -> OSError | str:
    """Return why there is no image: an error of the system, which is told in our words, or one short line."""
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, OSError):
        return reason
    # What a server babbles instead of HTTP is not repeated.
    said = type(reason).__name__ if isinstance(reason, http.client.HTTPException) else str(reason)
    return " ".join(said.split())[:_MOST_SAID] or type(error).__name__


def _read(answer: Any, url: str) -> bytes:
    """Read an answer to its end, but not beyond the limits of size and time: a server may drip for ever."""
    begin, content = time.monotonic(), bytearray()
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > MAX_BYTES:
            raise DataError("remote.too_big", url=url, limit=MAX_BYTES // 1024 // 1024)
        if time.monotonic() - begin > PATIENCE:
            raise TimeoutError(f"{PATIENCE:g} s")
    if answer.length:
        raise ConnectionError(f"{len(content):,} B, {answer.length:,} B")
    return bytes(content)


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follow a server to other addresses on the web, and nowhere else."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if not is_url(newurl):
            raise urllib.error.URLError(newurl.partition(":")[0])
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_WebOnly)
