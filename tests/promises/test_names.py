"""P24 and P40 to P42: names that try to do harm come through every output, and do none."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from corpus.names import CELLS, NAMES, TERMINAL
from corpus.writers import png
from house_browser import asked_for, browse, quiet

from pupila import files
from pupila.cli import main
from pupila.cli.screen import show_json, show_plain, table
from pupila.data.folder import DecodeSettings, load_folder
from pupila.experiments.classifier import load_classifier
from pupila.experiments.record import Run
from pupila.language import visible

pytestmark = pytest.mark.timeout(600)  # ten commands stand before the first test
Counted = Callable[[int], None]
FORMULA = "=+-@\t\r\n＝＋－＠"
A_CLASS = 4
PLACE = "photos \x1b[31m\u202e\udcff"  # the folder and the run have such names too


@dataclass(frozen=True)
class Outputs:
    """Hold what the commands made of a folder whose classes and files bear all the names."""

    place: Path
    shown: dict[str, tuple[str, str]]

    @property
    def photos(self) -> Path:
        return self.place / PLACE

    @property
    def run(self) -> Path:
        return self.place / "run \x1b[2J"


def file_name(name: str, number: int) -> str:
    """Return a file name of at most 255 bytes that begins as `name` does."""
    cut = name.encode("utf-8", "surrogateescape")[:240]
    return f"{cut.decode('utf-8', 'surrogateescape')}{number}.png"


def write_photos(root: Path) -> None:
    dice = np.random.default_rng(0)
    for place, name in enumerate(NAMES):
        (root / name).mkdir(parents=True)
        for number in range(A_CLASS):
            other = NAMES[(place * 7 + number) % len(NAMES)]
            (root / name / file_name(other, number)).write_bytes(png(dice.integers(0, 256, (8, 8, 3))))


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory, train_tiny: Callable[[Path, Path], None]) -> Iterator[Outputs]:
    place = tmp_path_factory.mktemp("names")
    found = Outputs(place, {})
    write_photos(found.photos)
    commands = {
        "train": ["runs", "show", str(found.run)],
        "look": ["look", PLACE, "--page", "look.html", "--overview"],
        "look json": ["look", PLACE, "--json"],
        "evaluate": ["evaluate", str(found.run), "--device", "cpu"],
        "predict": ["predict", str(found.run), PLACE, "--plot", "answers.html", "--top", "60"],
        "predict json": ["predict", str(found.run), PLACE, "--json"],
        "predict csv": ["predict", str(found.run), PLACE, "--csv"],
        "report": ["report", str(found.run)],
        "runs": ["runs"],
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(place / "cache"))
        patch.setenv("PUPILA_LANG", "en")
        patch.chdir(place)
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            train_tiny(Path(PLACE), found.run)
        found.shown["training"] = out.getvalue(), err.getvalue()
        for name, arguments in commands.items():
            with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
                code = main.run(arguments)
            found.shown[name] = out.getvalue(), err.getvalue()
            assert code == 0, (name, err.getvalue())
        yield found


def steering(text: str) -> set[str]:
    """Return the letters that could steer a terminal, turn the direction of writing, or hide."""
    allowed = "\n\u200c\u200d"
    return {one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp") and one not in allowed}


def test_p24_sixty_names_come_through_the_manifest(outputs: Outputs, counted: Counted) -> None:
    found = load_folder(outputs.photos, DecodeSettings())
    assert found.class_names == tuple(sorted(NAMES))
    assert found.counts == dict.fromkeys(sorted(NAMES), A_CLASS)
    for name, label in zip(found.ids, found.labels.tolist(), strict=True):
        assert Path(outputs.photos, name).is_file()
        assert Path(name).parent.name == found.class_names[label]
    assert found.skipped == ()
    counted(len(NAMES))


def test_p24_sixty_names_come_through_the_record_of_a_run(outputs: Outputs, counted: Counted) -> None:
    run = Run(outputs.run)
    assert load_classifier(run).class_names == tuple(sorted(NAMES))
    assert set(run.summary["data"]["counts"]) == set(NAMES)
    assert set(run.metrics["test"]["per_class"]) == set(NAMES)
    splits = files.read_json(outputs.run / "splits.json")
    kept = {name for part in splits.values() if isinstance(part, list) for name in part}
    assert kept == set(load_folder(outputs.photos, DecodeSettings()).ids)
    counted(len(NAMES))


def test_p24_sixty_names_come_through_json(outputs: Outputs, counted: Counted) -> None:
    assert set(json.loads(outputs.shown["look json"][0])["classes"]) == set(NAMES)
    answers = json.loads(outputs.shown["predict json"][0])
    assert len(answers) == A_CLASS * len(NAMES)
    for answer in answers:
        assert set(answer["probabilities"]) == set(NAMES)
        assert (outputs.place / answer["file"]).is_file()
    assert steering(outputs.shown["predict json"][0] + outputs.shown["look json"][0]) == set()
    counted(len(NAMES))


def test_p24_sixty_names_come_through_csv(outputs: Outputs, counted: Counted) -> None:
    head, *rows = csv.reader(io.StringIO(outputs.shown["predict csv"][0]))
    assert len(rows) == A_CLASS * len(NAMES)
    assert {len(row) for row in (head, *rows)} == {6 + len(NAMES)}
    assert len(set(head)) == len(head)
    names = [visible(f"'{name}" if name[0] in FORMULA else name) for name in sorted(NAMES)]
    # In CSV a tab and the end of a line stand as they are, inside quotes.
    assert [cell.replace("\t", "\\t").replace("\n", "\\n") for cell in head[6:]] == names
    for row in rows:
        assert not any(cell[:1] in FORMULA for cell in row if cell and not re.fullmatch(r"-?[\d.e-]+", cell))
        assert sum(map(float, row[6:])) == pytest.approx(1, abs=1e-3)
    assert steering(outputs.shown["predict csv"][0]) <= {"\t"}
    counted(len(NAMES))


class Page(HTMLParser):
    """Read a page: its elements, attributes and addresses."""

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
        self.addresses |= {value or "" for name, value in attrs if name in ("src", "href", "action", "data")}


def pages(outputs: Outputs) -> list[Path]:
    return [outputs.run / "report.html", outputs.place / "look.html", outputs.place / "answers.html"]


def test_p24_sixty_names_come_through_html(outputs: Outputs, counted: Counted) -> None:
    for path in pages(outputs):
        page = Page(path)
        assert not page.tags & {"script", "iframe", "object", "embed", "form", "base"}
        assert not {name for name in page.attributes if name.startswith("on")}
        assert all(address.startswith(("#", "data:image/", "data:,")) for address in page.addresses)
        assert steering(page.text) <= {"\u2068", "\u2069"}
        text = unescape(page.text)
        missing = [name for name in NAMES if visible(name) not in text and visible(name)[:60] not in text]
        assert missing == [] or path.name != "report.html"  # the others show some examples
    counted(len(NAMES))


def test_p24_sixty_names_come_through_the_terminal(outputs: Outputs, counted: Counted) -> None:
    for name, (out, err) in outputs.shown.items():
        assert steering(out + err) <= ({"\t"} if "csv" in name else set()), name
    for command in ("look", "evaluate"):
        rows = outputs.shown[command][0]
        missing = [name for name in NAMES if visible(name)[:18] not in rows]
        assert missing == []
    counted(len(NAMES))


@pytest.mark.browser
@pytest.mark.parametrize("which", range(3), ids=["report", "look", "answers"])
def test_p40_a_browser_shows_them_without_request_dialog_or_complaint(
    which: int, outputs: Outputs, chromium: str, tmp_path: Path, counted: Counted
) -> None:
    page = pages(outputs)[which]
    shown = tmp_path / "page.html"
    shown.write_bytes(page.read_bytes())
    document, complaints = browse(chromium, shown, tmp_path)
    assert "CONSOLE" not in complaints
    assert {url.partition(":")[0] for url in asked_for(tmp_path)} <= {"file", "data"}
    assert "&lt;script&gt;alert(1)" in document
    counted(len(NAMES))


ALARM = "<script>window.alert = window.confirm = window.prompt = () => { document.title = 'ALARM'; };</script>"


@pytest.mark.browser
def test_p40_nothing_runs_even_where_scripts_are_allowed(
    outputs: Outputs, chromium: str, tmp_path: Path, counted: Counted
) -> None:
    """The page forbids scripts; without that guard the names must still be inert."""
    html = "".join(quiet(page.read_text(encoding="utf-8")) for page in pages(outputs))
    (tmp_path / "open.html").write_text(ALARM + html, encoding="utf-8")
    document, complaints = browse(chromium, tmp_path / "open.html", tmp_path)
    assert "ALARM" not in document.replace(ALARM.removesuffix("</script>"), "")
    assert "CONSOLE" not in complaints
    assert {url.partition(":")[0] for url in asked_for(tmp_path)} <= {"file", "data"}
    counted(len(NAMES))


@pytest.mark.browser
def test_p40_an_alarm_would_be_heard(chromium: str, tmp_path: Path) -> None:
    (tmp_path / "loud.html").write_text(f"{ALARM}<img src=x onerror=alert(1)>", encoding="utf-8")
    document, _ = browse(chromium, tmp_path / "loud.html", tmp_path)
    assert "<title>ALARM</title>" in document


@pytest.mark.parametrize("cell, formula", CELLS, ids=range(len(CELLS)))
def test_p41_a_cell_that_could_be_a_formula_is_text(cell: str, formula: bool) -> None:
    written = files.to_csv([(cell, "next", -1.5)])
    assert written.startswith('"')  # quoted, whatever the separator
    ((first, second, number),) = csv.reader(io.StringIO(written))
    assert first == (f"'{cell}" if formula else cell)
    assert (second, number) == ("next", "-1.5")


def test_p41_numbers_stay_numbers(counted: Counted) -> None:
    numbers = [0, -1, 1.5, -2.5e-7, True, np.float32(-0.25), np.int64(-3), None, float("nan"), 10**20]
    (row,) = csv.reader(io.StringIO(files.to_csv([numbers])))
    assert row == ["0", "-1", "1.5", "-2.5e-07", "True", "-0.25", "-3", "", "nan", str(10**20)]
    counted(len(numbers))


@pytest.mark.parametrize("name", TERMINAL, ids=range(len(TERMINAL)))
def test_p42_a_name_steers_no_terminal(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, three_colours: Path,
    command: Callable[..., tuple[int, str, str]], capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir()
    (tmp_path / f"{name}.png").write_bytes(b"junk")
    shown = []
    for arguments in (
        ("look", name),
        ("look", f"{name}-absent"),
        ("train", name),
        ("predict", three_colours, f"{name}.png", f"{name}-absent.png"),
        ("predict", three_colours, f"{name}.png", "--csv"),
        ("predict", name, "x.png"),
        ("report", f"{name}-absent"),
        ("explain", name),
        ("learn", name),
        (name,),
        ("look", f"--{name}"),
        ("look", "digits", "--seed", name),
        ("train", "digits", "--set", f"{name}=1"),
        ("train", "digits", "--set", f'model.layers=["{name}"]'),
    ):
        code, out, err = command(*arguments)
        assert code in (2, 3, 4), (arguments, out, err)
        shown.append((out + err).replace("\t", "" if "--csv" in arguments else "\t"))
    capsys.readouterr()
    table((name, "n"), [(name, "1")])
    show_json({name: name})
    show_plain(name.replace("\t", ""))
    shown.append(capsys.readouterr().out)
    for text in shown:
        assert steering(text) == set(), text
