"""Class and file names that try to do harm, from a folder through every output: nothing runs, nothing breaks."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import unicodedata
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import pupila as front_door
from pupila.cli import main
from pupila.cli.screen import places

NAMES = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)<∕script>",
    "=1+1",
    "شَجَرَة",
    "🌻",
    "👨‍👩‍👧",
    "x" * 200,
    "\u202egpj.exe",
    "a\nb\x1b[31mred",
    "Rosa",
    "rosa",
    "{{ 7 * 7 }}",
    '" onload="alert(2)',
)
TINY = {
    "model.layers": ["flatten", "dense classes"],
    "data.image_size": [8, 8],
    "augment.lines": [],
    "train.epochs": 1,
    "train.threads": 1,
    "train.device": "cpu",
}
Run = Callable[..., str]


def write_photos(root: Path, *, count: int = 9) -> tuple[str, ...]:
    """Write photos in folders of those names that this file system takes, and return them."""
    dice, taken = np.random.default_rng(0), []
    for place, name in enumerate(NAMES):
        try:
            (root / name).mkdir(parents=True)
        except OSError:  # a file system that knows no such name, or for which Rosa is rosa
            continue
        taken.append(name)
        for number in range(count):
            pixels = dice.integers(0, 200, (10, 14, 3), np.uint8)
            pixels[:, place : place + 2] = 255
            end = "y" * 180 if number == 0 else ""
            Image.fromarray(pixels).save(root / name / f"=1+1 {number}<blink>\u202e{end}.png")
    return tuple(taken)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """Return a folder with photos and a run trained on them, and the class names."""
    folder = tmp_path_factory.mktemp("hostile")
    names = write_photos(folder / "photos")
    settings = [part for key, value in TINY.items() for part in ("--set", f"{key}={json.dumps(value)}")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(folder / "cache"))
        patch.setenv("PUPILA_LANG", "en")
        patch.chdir(folder)
        assert main.run(["train", "photos", *settings, "--out", "run"]) == 0
    return folder, names


@pytest.fixture
def names(place: tuple[Path, tuple[str, ...]]) -> tuple[str, ...]:
    return place[1]


@pytest.fixture
def run(
    place: tuple[Path, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command beside the photos, and return what it printed: nothing in it steers a terminal."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    monkeypatch.setenv("PUPILA_CACHE", str(place[0] / "cache"))
    monkeypatch.chdir(place[0])

    def command(*arguments: str, code: int = 0) -> str:
        capsys.readouterr()
        assert main.run(list(arguments)) == code
        shown = capsys.readouterr()
        for text in (shown.out, shown.err):
            assert not steering(text), arguments
        return shown.out

    return command


def steering(text: str) -> list[str]:
    """Return the letters that could steer a terminal or turn the direction of writing."""
    allowed = "\n\u200c\u200d"
    return [one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp") and one not in allowed]


class Page(HTMLParser):
    """Read a page: its elements and attributes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("src", "href", "action")}

    def is_harmless(self, names: tuple[str, ...]) -> bool:
        """Tell whether nothing runs and nothing is fetched; what cannot be seen is escaped, the rest is there."""
        assert not self.tags & {"script", "iframe", "object", "form", "blink"}
        assert not {name for name in self.attributes if name.startswith("on")}
        assert all(address.startswith(("#", "data:image/", "data:,")) for address in self.addresses)
        assert not steering(self.text.replace("\u2068", "").replace("\u2069", ""))
        assert "49" not in re.findall(r"<bdi[^>]*>([^<]*)</bdi>", self.text)
        return all(name in unescape(self.text) for name in names if not steering(name))


def test_tables_stay_in_their_columns(run: Run, names: tuple[str, ...]) -> None:
    for arguments in (("evaluate", "run", "--device", "cpu"), ("look", "photos"), ("predict", "run", "photos")):
        shown = run(*arguments).splitlines()
        rule = next(at for at, line in enumerate(shown) if line.startswith("---"))
        table = shown[rule + 1 : rule + 1 + len(names)]
        assert max(places(line) for line in table) <= 130
        ends = {places(line.rstrip()) for line in table}
        assert arguments[0] != "evaluate" or len(ends) == 1
        assert "…" in "".join(table)


def test_json_gives_the_names_back(run: Run, names: tuple[str, ...]) -> None:
    assert set(json.loads(run("look", "photos", "--json"))["classes"]) == set(names)
    metrics = json.loads(run("evaluate", "run", "--device", "cpu", "--json"))["metrics"]
    assert set(metrics["test"]["per_class"]) == set(names)
    (first, *_) = json.loads(run("predict", "run", "photos", "--json"))
    assert set(first["probabilities"]) == set(names)
    assert Path(first["file"]).is_file()
    assert json.loads(run("runs", "show", "run", "--json"))["summary"]["data"]["counts"].keys() == set(names)
    assert "run" in run("runs", "show", "run")


def test_csv_is_inert(run: Run, names: tuple[str, ...]) -> None:
    rows = list(csv.reader(io.StringIO(run("predict", "run", "photos", "--csv"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 1 + 9 * len(names)
    for cell in {cell for row in rows for cell in row}:
        assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
        assert not cell.startswith("-") or float(cell) <= 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pages_run_nothing(run: Run, names: tuple[str, ...], language: str) -> None:
    run("report", "run", "--lang", language)
    report = Page(Path("run/report.html"))
    assert report.is_harmless(names)
    assert report.text.count('class="sights"') == 2  # the photo beside what the network saw, in both languages
    run("look", "photos", "--image", "0", "--overview", "--augment", "flip horizontal", "--page", "look.html")
    assert Page(Path("look.html")).is_harmless(names)
    for drawn in Path().glob("photos*.png"):
        with Image.open(drawn) as picture:
            assert picture.size[0] <= 1000
            assert picture.info.keys() <= {"dpi"}
    photo = next(Path("photos", names[0]).iterdir())
    run("explain", "run", "--image", str(photo), "--out", "explained", "--lang", language)
    assert Page(Path("explained/explain.html")).is_harmless(())
    assert all(re.fullmatch(r"[\w.-]+", path.name) for path in Path("explained/pictures").iterdir())


def test_notebooks_run_nothing(run: Run, names: tuple[str, ...], tmp_path: Path) -> None:
    data, finished = front_door.load("photos"), front_door.load_run("run")
    shown: Any = {"data": data, "run": finished, "picture": data.show(0)}
    for name, thing in shown.items():
        page = tmp_path / f"{name}.html"
        page.write_text(thing._repr_html_(), encoding="utf-8")
        assert len(thing._repr_html_()) < 200_000
        assert Page(page).is_harmless(names if name == "data" else ())


# Measures the page from inside; the page itself has no script, and forbids any.
MEASURE = """<script>
const said = document.createElement("pre");
const cut = (one) => one && (getComputedStyle(one).overflowX !== "visible" || cut(one.parentElement));
const wide = [...document.querySelectorAll("main *")].filter(
  (one) => one.getBoundingClientRect().right > innerWidth + 1 && !cut(one.parentElement));
said.id = "said";
said.textContent = JSON.stringify([innerWidth, document.documentElement.scrollWidth, wide.map((one) => one.outerHTML)]);
document.body.append(said);
</script></body>"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [500, 1100])  # no window of Chromium is narrower than 500
@pytest.mark.parametrize("page", ["report", "look"])
def test_no_name_breaks_the_layout(run: Run, chromium: str, tmp_path: Path, page: str, width: int) -> None:
    if page == "report":
        run("report", "run")
    else:
        run("look", "photos", "--page", "run/look.html", "--out", str(tmp_path / "grid.png"))
    html = Path("run", f"{page}.html").read_text(encoding="utf-8")
    measured = tmp_path / "measured.html"
    measured.write_text(re.sub(r"<meta http-equiv[^>]*>", "", html).replace("</body>", MEASURE), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--window-size={width},900"]
    options += [f"--user-data-dir={tmp_path / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom"]
    done = subprocess.run(
        [chromium, *options, measured.as_uri()], capture_output=True, text=True, timeout=100, check=True
    )
    said = re.findall(r'<pre id="said">(.*?)</pre>', done.stdout, re.DOTALL)[0]
    inner, needed, wide = json.loads(unescape(said))
    assert inner == width
    assert needed <= width
    assert wide == []
