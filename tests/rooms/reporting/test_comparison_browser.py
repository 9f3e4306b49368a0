"""The page of a comparison in a real browser: no request, no complaint, no overflow, dark as well as light."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from pupila.reporting.comparison_page import write_comparison

# Shows the page in frames of two widths, for a window is never narrower than 500 pixels; tells how far it reaches
# beyond them, and how dark it is. The page itself forbids any script.
MEASURE = """<!doctype html><script>
const told = [];
const tell = frame => {
  const page = frame.contentDocument, root = page.documentElement;
  const seen = language => {
    page.getElementById("show-" + language).click();
    return {beyond: root.scrollWidth - root.clientWidth, text: page.body.innerText.length};
  };
  const ground = frame.contentWindow.getComputedStyle(page.body).backgroundColor;
  told.push({width: root.clientWidth, en: seen("en"), es: seen("es"), ground: ground});
  const said = document.createElement("pre");
  said.className = "said";
  said.textContent = JSON.stringify(told);
  document.body.append(said);
};
</script><body>%s"""
FRAME = '<iframe width="%d" height="1200" style="border:0" onload="tell(this)" srcdoc="%s"></iframe>'
WIDTHS = (1100, 400)


def browse(chromium: str, path: Path, folder: Path, *options: str) -> tuple[str, str]:
    """Open a page; return the document, and what the browser complained of."""
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--no-first-run"]
    quiet += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder / 'profile'}"]
    quiet += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--log-net-log={folder / 'net.json'}", *options]
    done = subprocess.run(
        [chromium, *quiet, "--dump-dom", path.as_uri()], capture_output=True, text=True, timeout=100, check=True
    )
    return done.stdout, done.stderr


@pytest.mark.browser
def test_the_page_fits_wide_and_narrow_windows_in_the_dark_too(
    comparison: Callable[..., dict[str, Any]], experiment_folder: Callable[..., Path], chromium: str, tmp_path: Path
) -> None:
    means = {"plain": 0.88, "a-very-long-name-that-goes-on-and-on": 0.889, "x" * 40: 0.8902}
    html = write_comparison(experiment_folder(comparison(means, seeds=12))).read_text(encoding="utf-8")
    inner = escape(re.sub(r"<meta http-equiv[^>]*>", "", html))
    page = tmp_path / "measured.html"
    page.write_text(MEASURE.replace("%s", "".join(FRAME % (width, inner) for width in WIDTHS)), encoding="utf-8")
    options = ["--window-size=1200,1300", "--hide-scrollbars", "--blink-settings=preferredColorScheme=0"]
    document, complaints = browse(chromium, page, tmp_path, *options)
    said = json.loads(unescape(re.findall(r'<pre class="said">(.*?)</pre>', document, re.DOTALL)[-1]))
    assert {one["width"] for one in said} == set(WIDTHS)
    for one in said:
        for language in ("en", "es"):
            assert one[language]["beyond"] <= 0
            assert one[language]["text"] > 1_500
        assert sum(map(int, re.findall(r"\d+", one["ground"]))) < 3 * 60
    assert "CONSOLE" not in complaints


@pytest.mark.browser
def test_the_page_as_it_is_written_asks_for_nothing_and_makes_no_complaint(
    comparison: Callable[..., dict[str, Any]], experiment_folder: Callable[..., Path], chromium: str, tmp_path: Path
) -> None:
    path = write_comparison(experiment_folder(comparison("better")), language="es")
    document, complaints = browse(chromium, path, tmp_path)
    assert "CONSOLE" not in complaints
    assert "«units-500» es mejor" in document
    asked = re.findall(r'"url":"([a-z]+:[^"]*)"', (tmp_path / "net.json").read_text(encoding="utf-8"))
    own = re.compile(r"https?://([a-z0-9-]+\.)*(google|googleapis|gvt1)\.com/|chrome:")
    assert {url.partition(":")[0] for url in asked if not own.match(url)} <= {"file", "data"}
