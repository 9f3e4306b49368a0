"""Make the pictures of docs/notebooks.md: what Pupila shows, on the real data sets, as a person sees it.

    PUPILA_DATA=FOLDER python docs/pictures.py RUNS        # RUNS holds finished runs named <recipe>-0

Grids come from `pupila look` itself; parts of a page and of the terminal are photographed with Chromium.
"""

from __future__ import annotations

import html
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

PICTURES = Path(__file__).resolve().parent / "images"
_BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_FLAGS += ["--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1"]
_TALL = 6000
_COLOURS = 128
_MARGIN = 12
# Of a page: everything that is neither the part, nor in it, nor around it. The part is one compound selector: inside
# `:has` a longer one would have to lie wholly within what it is asked of.
_ONLY = """<style>.page[lang=es]{{display:none!important}}
body *:not(:has({0})):not({0}):not({0} *){{display:none!important}}</style></head>"""
_TERMINAL = """<!doctype html><meta charset="utf-8"><style>body{{margin:0;background:#fff}}
pre{{margin:0;padding:14px 16px;font:13px/1.45 "DejaVu Sans Mono",monospace;display:inline-block;
background:#1d2330;
color:#e6e9ef;border-radius:8px}} b{{color:#8fc1e3}}</style><pre><b>$ {command}</b>\n{output}</pre>"""


def pupila(*words: str, folder: Path) -> str:
    """Run the command line in English, and return what it says on standard output."""
    environment = {**os.environ, "PUPILA_LANG": "en", "COLUMNS": "110"}
    command = [sys.executable, "-m", "pupila.cli.main", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    if done.returncode:
        sys.exit(f"pupila {' '.join(words)}\n{done.stderr}")
    return done.stdout


def photograph(page: Path, *, width: int = 1000) -> Image.Image:
    """Return a page as Chromium shows it, without the empty rim."""
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        size = [f"--window-size={width},{_TALL}", f"--user-data-dir={folder}/profile", f"--screenshot={shot}"]
        subprocess.run([_BROWSER, *_FLAGS, *size, page.as_uri()], capture_output=True, check=True, timeout=120)
        with Image.open(shot) as image:
            return cropped(image.convert("RGB"))


def cropped(image: Image.Image) -> Image.Image:
    """Cut away the rim that has the colour of the lower right corner."""
    pixels = np.asarray(image).astype(np.int16)
    busy = (np.abs(pixels - pixels[-1, -1]) > 6).any(axis=2)
    rows, columns = np.flatnonzero(busy.any(axis=1)), np.flatnonzero(busy.any(axis=0))
    if not len(rows):
        sys.exit("a picture is empty: its part is not on the page")
    left, top = max(0, columns[0] - _MARGIN), max(0, rows[0] - _MARGIN)
    return image.crop((left, top, columns[-1] + 1 + _MARGIN, rows[-1] + 1 + _MARGIN))


def part(page: Path, selector: str, folder: Path, *, width: int = 1000) -> Image.Image:
    """Photograph one part of a page."""
    alone = folder / "part.html"
    text = page.read_text(encoding="utf-8")
    alone.write_text(text.replace("</head>", _ONLY.format(selector), 1), encoding="utf-8")
    return photograph(alone, width=width)


def terminal(command: str, output: str, folder: Path, *, lines: int = 40) -> Image.Image:
    """Photograph a command and what it says."""
    rows = output.rstrip("\n").split("\n")
    shown = "\n".join(rows[:lines] + (["..."] if len(rows) > lines else []))
    page = folder / "terminal.html"
    page.write_text(_TERMINAL.format(command=html.escape(command), output=html.escape(shown)), encoding="utf-8")
    return photograph(page, width=1100)


def keep(name: str, image: Image.Image) -> None:
    """Write a picture, small."""
    buffer = io.BytesIO()
    image.convert("RGB").quantize(_COLOURS, method=Image.Quantize.MEDIANCUT).save(buffer, "PNG", optimize=True)
    (PICTURES / f"{name}.png").write_bytes(buffer.getvalue())
    print(f"{name}.png {len(buffer.getvalue()) // 1024} KiB")


class Camera:
    """Photograph what the commands of Pupila show.

    Args:
        runs: The folder of the finished runs.
        folder: Where to work.
    """

    def __init__(self, runs: Path, folder: Path) -> None:
        self.runs, self.folder = runs, folder

    def run(self, recipe: str) -> str:
        """Return the folder of a recipe's run."""
        return str(self.runs / f"{recipe}-0")

    def look(self, *words: str, suffix: str = "") -> Image.Image:
        """Return a picture of `pupila look`."""
        pupila("look", *words, "--out", "look.png", folder=self.folder)
        with Image.open(self.folder / f"look{suffix}.png") as image:
            return image.convert("RGB")

    def says(self, *words: str, lines: int = 40) -> Image.Image:
        """Photograph what a command says in the terminal."""
        output = pupila(*words, folder=self.folder).replace(f"{self.runs}/", "")
        command = " ".join(f"'{word}'" if set(" (") & set(word) else word for word in words)
        return terminal(f"pupila {command}".replace(f"{self.runs}/", ""), output, self.folder, lines=lines)

    def epochs(self, recipe: str, *, lines: int = 14) -> Image.Image:
        """Photograph the lines that a training writes, from what its run has kept."""
        from pupila.experiments.record import open_run
        from pupila.language import say

        told = []
        for line in open_run(self.run(recipe)).history:
            known = {f"{part}_{name}": line[part][name] for part in ("train", "val") for name in ("loss", "accuracy")}
            known |= {"epoch": line["epoch"], "seconds": line["seconds"], "rate": line["images_per_second"]}
            told.append(say("live.epoch_line", "en", **known))
        return terminal(f"pupila train {recipe}", "\n".join(told), self.folder, lines=lines)

    def report(self, recipe: str, selector: str) -> Image.Image:
        """Photograph one part of a run's report."""
        return part(Path(self.run(recipe)) / "report.html", selector, self.folder)

    def lesson(self, name: str, selector: str) -> Image.Image:
        """Photograph one part of a lesson."""
        pupila("learn", name, "--out", "lesson.html", folder=self.folder)
        return part(self.folder / "lesson.html", selector, self.folder)

    def explained(self, *words: str, selector: str) -> Image.Image:
        """Photograph one part of an explanation."""
        shutil.rmtree(self.folder / "explained", ignore_errors=True)
        pupila("explain", *words, "--out", "explained", folder=self.folder)
        return part(self.folder / "explained" / "explain.html", selector, self.folder)

    def unseen(self, recipe: str) -> str:
        """Return an image file that the run was never trained on."""
        out = self.folder / f"unseen-{recipe}"
        if not out.is_dir():
            split = "val" if "flowers" in recipe else "test"
            words = ("--split", split, "--count", "4", "--out", str(out))
            pupila("data", "export", self.run(recipe), *words, folder=self.folder)
        return str(sorted(out.rglob("*.png"))[1].relative_to(self.folder))

    def answered(self, recipe: str) -> Image.Image:
        """Return the picture that `pupila predict --plot` draws."""
        pupila("predict", self.run(recipe), self.unseen(recipe), "--plot", "answer.png", folder=self.folder)
        with Image.open(self.folder / "answer.png") as image:
            return image.convert("RGB")


N1, N2, N3, N3R = "n1-cifar10-small", "n2-cifar10-deep", "n3-flowers", "n3-flowers-regularised"
N4, N5 = "n4-mnist-lenet5", "n5-fashion-mlp"
_TURNED = ["--augment", "rotate 20deg", "--augment", "shift 20%", "--augment", "flip horizontal"]
_FLOWERS_TURNED = ["--image-size", "180", "180", "--augment", "flip horizontal", "--augment", "rotate 0.1turn"]
_FLOWERS_TURNED += ["--augment", "zoom 10%"]
_CURVES, _FIT, _MATRIX = ".charts", ".diagnosis", "table.matrix"
_GALLERY, _WORDS = "ul.gallery:first-of-type", "ul.words"
MADE: dict[str, Callable[[Camera], Image.Image]] = {
    "n1-data": lambda c: c.look("cifar10"),
    "n1-scaling": lambda c: c.lesson("pixels", "main"),
    "n1-network": lambda c: c.explained(N1, selector="#network"),
    "n1-recipe": lambda c: c.says("recipes", "show", N1, lines=60),
    "n1-epochs": lambda c: c.epochs(N1),
    "n1-augmented": lambda c: c.look("cifar10", *_TURNED, suffix="-augmented"),
    "n1-second-arm": lambda c: c.report(f"{N1}-augmented", _CURVES),
    "n1-runs": lambda c: c.says("runs", "--folder", str(c.runs), lines=30),
    "n2-grid": lambda c: c.look("cifar10", "--count", "16"),
    "n2-summary": lambda c: c.says("models", "show", "cifar_deep"),
    "n2-recipe": lambda c: c.says("recipes", "show", N2, lines=60),
    "n2-curves": lambda c: c.report(N2, _CURVES),
    "n2-diagnosis": lambda c: c.report(N2, _FIT),
    "n2-errors": lambda c: c.report(N2, "table.shares"),
    "n2-matrix": lambda c: c.report(N2, _MATRIX),
    "n2-gallery": lambda c: c.report(N2, _GALLERY),
    "n2-confusions": lambda c: c.report(N2, _WORDS),
    "n3-kernels": lambda c: c.lesson("kernels", "main"),
    "n3-overview": lambda c: c.look("flowers", "--overview", suffix="-overview"),
    "n3-grid": lambda c: c.look("flowers", "--count", "9", "--image-size", "180", "180"),
    "n3-recipe": lambda c: c.says("recipes", "show", N3, lines=60),
    "n3-device": lambda c: c.says("train", "--help"),
    "n3-network": lambda c: c.explained(N3, selector="#network"),
    "n3-curves": lambda c: c.report(N3, _CURVES),
    "n3-diagnosis": lambda c: c.report(N3, _FIT),
    "n3-augmented": lambda c: c.look("flowers", *_FLOWERS_TURNED, suffix="-augmented"),
    "n3-regularised": lambda c: c.report(N3R, _CURVES),
    "n3-predict": lambda c: c.answered(N3R),
    "n3-saw": lambda c: c.report(N3R, "ul.sights"),
    "n3-looked": lambda c: c.explained(c.run(N3R), "--image", c.unseen(N3R), selector="#image"),
    "n4-data": lambda c: c.look("mnist"),
    "n4-softmax": lambda c: c.lesson("softmax", "main"),
    "n4-explain": lambda c: c.says("explain", "lenet5", lines=60),
    "n4-summary": lambda c: c.says("models", "show", "lenet5"),
    "n4-curves": lambda c: c.report(N4, _CURVES),
    "n4-maps": lambda c: c.explained(c.run(N4), "--image", c.unseen(N4), selector="#image"),
    "n5-xor": lambda c: c.lesson("xor", "main"),
    "n5-data": lambda c: c.look("fashion_mnist"),
    "n5-colour-bar": lambda c: c.look("fashion_mnist", "--image", "0", suffix="-image"),
    "n5-grid": lambda c: c.look("fashion_mnist", "--count", "25"),
    "n5-network": lambda c: c.explained(N5, selector="#network"),
    "n5-curves": lambda c: c.report(N5, _CURVES),
    "n5-percent": lambda c: c.says("predict", c.run(N5), c.unseen(N5)),
    "n5-gallery": lambda c: c.report(N5, _GALLERY),
    "n5-one": lambda c: c.answered(N5),
    "n5-questions": lambda c: c.lesson("five-questions", "main"),
    "n5-explain": lambda c: c.says("explain", "mlp(units=500)", "--input", "28", "28", "1"),
}


def main() -> None:
    """Make them all, or those whose names begin with one of the words after RUNS."""
    chosen = tuple(sys.argv[2:]) or ("",)
    with tempfile.TemporaryDirectory() as folder:
        camera = Camera(Path(sys.argv[1]).resolve(), Path(folder))
        for name, make in MADE.items():
            if name.startswith(chosen):
                keep(name, make(camera))


if __name__ == "__main__":
    main()
