"""Fetch one image from the web, for a prediction: of limited size, in limited time, over http and https only."""

from __future__ import annotations

import urllib.error
import urllib.request

from pupila.errors import DataError, DownloadError

MAX_BYTES = 64 * 1024 * 1024
TIMEOUT = 20.0
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
    request = urllib.request.Request(url, headers={"User-Agent": "pupila"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            content: bytes = answer.read(MAX_BYTES + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise DownloadError("remote.failed", url=url, reason=reason) from None
    if len(content) > MAX_BYTES:
        raise DataError("remote.too_big", url=url, limit=MAX_BYTES // 1024 // 1024)
    return content
