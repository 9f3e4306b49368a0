"""Open a page in Chromium, and tell what it asked for and complained of."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path


def browse(chromium: str, path: Path, folder: Path) -> tuple[str, str]:
    """Open a page, and return the document as the browser holds it and what the browser complained of."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--no-first-run"]
    options += [
        "--disable-background-networking",
        "--disable-component-update",
        f"--user-data-dir={folder / 'profile'}",
    ]
    options += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--log-net-log={folder / 'net.json'}"]
    done = subprocess.run(
        [chromium, *options, "--dump-dom", path.as_uri()], capture_output=True, text=True, timeout=100, check=True
    )
    return done.stdout, done.stderr


def asked_for(folder: Path) -> set[str]:
    """Return the addresses that a page asked for; the browser calls home on its own account, and finds no one there."""
    asked = re.findall(r'"url":"([a-z]+:[^"]*)"', (folder / "net.json").read_text(encoding="utf-8"))
    own = re.compile(r"https?://([a-z0-9-]+\.)*(google|googleapis|gvt1)\.com/|chrome:")
    return {url for url in asked if not own.match(url)}


def quiet(html: str) -> str:
    """Return a page without what forbids a script, for a script of ours."""
    return re.sub(r"<meta http-equiv[^>]*>", "", html)
