"""Write docs/reliability.md: every promise about faults, bad input and attack, its tests, their cases, the last result.

    python docs/reliability.py                       # run the tests of every commit, then write the page
    python docs/reliability.py --taking LEDGER.json  # the same, with what the long tests showed: `make test-long`
    python docs/reliability.py --page                # only write the page again, from docs/reliability.json

The tests are those of tests/promises, called `test_p20_...` after their promise; what they showed is kept in
docs/reliability.json, with date and machine. A test in tests/house compares the page with what this writes.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests" / "promises"
RESULTS = ROOT / "docs" / "reliability.json"
PAGE = ROOT / "docs" / "reliability.md"

# Number to what is promised, and how many cases are aimed at.
PROMISES = {
    1: ("Killed at any moment, a run goes on to the very same weights, metrics and report", "60 kills"),
    2: ("Resumed on another number of threads or another torch, it stops and names the difference", "4 cases"),
    3: ("On disk there is always one complete checkpoint, whichever write fails", "120 fault points"),
    4: ("A damaged checkpoint never loads", "2,000 damages"),
    5: ("A full disk ends a run with the last good state intact", "2 kinds"),
    6: ("Ctrl-C and SIGTERM: the step is finished and saved; twice: gone at once", "50 moments"),
    7: ("One writer a run", "100 starts"),
    8: ("The history has whole lines, each epoch once", "200 cuts"),
    9: ("A clock that jumps changes no figure", "8 cases"),
    10: ("No home, a folder that may not be written to: it works where it may, and writes nowhere else", "6 cases"),
    11: ("A loss that is not finite stops the run; the last finite state is kept", "8 cases"),
    12: ("Labels out of range are refused before training, the first five named", "10 cases"),
    13: ("Unfinished and foreign runs work or are explained, whatever the order of commands", "500 sequences"),
    20: ("No image crashes, hangs or is replaced: decoded, or named with the reason", "150 files, 1 M mutants"),
    21: ("Pixels are right: orientation, depth, transparency, palettes, animations; the same for training and answers",
         "40 files"),
    22: ("Bombs are refused before they are unpacked: under a second and 300 MB", "12 files"),
    23: ("Six formats are read, known by their content; no other decoder is asked", "12 files"),
    24: ("Names in every script and spelling survive manifest, record, JSON, CSV, HTML, terminal", "60 x 6 outputs"),
    25: ("Folders of every kind are read or refused in a sentence; what is no file is never opened", "30 trees"),
    26: ("Labels follow the names of classes: a folder that lacks one shifts none", "6 trees"),
    27: ("Identical images are found and never stand on two sides of a split", "6 trees"),
    28: ("A download is whole and right, or nothing; no server is waited for without end", "20 behaviours"),
    29: ("From an archive come expected regular files, within limits; nothing else is touched", "40 archives"),
    30: ("Every number of an IDX file is checked before anything is allocated", "40 files"),
    31: ("Nothing is unpickled, nothing evaluated", "30 pickles"),
    32: ("A model file is believed only where names, shapes, types and values fit; pickles are refused with advice",
         "40 files"),
    40: ("A report is one file that runs nothing and asks for nothing, whatever its names", "60 names in Chromium"),
    41: ("No cell of a CSV file is a formula; numbers are numbers", "30 cells"),
    42: ("No name steers a terminal", "20 names"),
    43: ("The same run gives the same bytes of a report", "2 cases"),
    44: ("No picture in any output carries camera data, places or comments", "5 formats"),
    45: ("Deployed without torch a run answers as with it, to 1e-4", "1,000 images"),
}  # fmt: skip
SECTIONS = {1: "Runs", 20: "Data and model files", 40: "Outputs"}
_HEAD = """# Reliability

Made by `python docs/reliability.py` from what the tests in `tests/promises` showed: do not edit. Each promise has tests
that are named after it; a case is one file, name, server or mutant that they go through. Every file is made by a seeded
program in `tests/promises/corpus`; none is stored. A promise without a test is said to have none.
"""
_LIMITS = """## What they do not cover

- P20: libtiff, inside Pillow, writes words of its own about a broken TIFF to standard error; they cannot be kept back.
- P21, P24: nothing is said of pages that a server shows: names in addresses and uploaded images come with the studio.
- P27: identical pixels only; images that are alike are what `pupila check` looks for.
- P28: a server that sends the headers of its answer byte by byte is bounded by 30 seconds between two bytes, no more.
  A file whose SHA-256 is wrong is deleted, not kept aside.
- P29: archives are read in the process itself, in memory and after their SHA-256 was right, not in a child.
- P30: an IDX file above 128 MB is refused, whatever it holds.
- P45: NumPy computes what is deployed; other formats, such as ONNX, are not written yet.
"""


def find_tests(folder: Path = TESTS) -> dict[str, bool]:
    """Return "file::test" of every test of a promise, and whether only the long suite runs it."""
    found = {}
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_p"):
                marks = [ast.unparse(mark) for mark in node.decorator_list]
                found[f"{path.name}::{node.name}"] = any("mark.slow" in mark for mark in marks)
    return found


def page(results: dict[str, dict[str, Any]], tests: dict[str, bool]) -> str:
    """Write the page."""
    parts = [_HEAD + _summary(results, tests), _LIMITS]
    for number in PROMISES:
        own = {name: slow for name, slow in tests.items() if _number(name) == number}
        if own:
            rows = [_row(name, slow, results.get(name)) for name, slow in sorted(own.items())]
            head = "| test | cases | seconds | last result |\n|---|---:|---:|---|"
            parts.append("\n".join([f"## P{number:02d}\n\n{PROMISES[number][0]}.\n", head, *rows]) + "\n")
    return "\n".join(parts)


def _summary(results: dict[str, dict[str, Any]], tests: dict[str, bool]) -> str:
    lines = []
    for number, (promise, aim) in PROMISES.items():
        if number in SECTIONS:
            lines += [
                f"\n## {SECTIONS[number]}\n",
                "| promise | | aimed at | cases | state |",
                "|---|---|---|---:|---|",
            ]
        own = [name for name in tests if _number(name) == number]
        known = [results[name] for name in own if name in results]
        lines.append(f"| P{number:02d} | {promise} | {aim} | {_cases(known)} | {_state(own, known)} |")
    return "\n".join(lines) + "\n"


def _cases(known: list[dict[str, Any]]) -> str:
    return f"{sum(result['passed'] for result in known):,}" if known else "-"


def _state(own: list[str], known: list[dict[str, Any]]) -> str:
    if not own:
        return "not tested yet"
    if any(result["failed"] for result in known):
        return "**fails**"
    waiting = len(own) - len(known)
    held = "holds" if any(result["passed"] for result in known) else "not run yet"
    return f"{held}; {waiting} of {len(own)} tests not run yet" if waiting and known else held


def _row(name: str, slow: bool, result: dict[str, Any] | None) -> str:
    words = name.partition("::")[2].split("_", 2)[2].replace("_", " ") + (" (long suite)" if slow else "")
    if result is None:
        return f"| {words} | - | - | not run yet |"
    said = [f"{result[kind]:,} {kind}" for kind in ("passed", "failed", "skipped") if result[kind]]
    cases = result["passed"] + result["failed"]
    return (
        f"| {words} | {cases:,} | {result['seconds']:.1f} | {', '.join(said)}; {result['date']}, {result['machine']} |"
    )


def _number(name: str) -> int:
    return int(name.partition("::test_p")[2][:2])


def run_tests() -> dict[str, dict[str, Any]]:
    """Run the tests of every commit and return what each showed."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger.json"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", str(TESTS), "-m", "not slow"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PUPILA_PROMISES": str(ledger)}, check=False)
        return read_ledger(ledger)


def read_ledger(path: Path) -> dict[str, dict[str, Any]]:
    """Read what tests showed that ran just now (tests/promises/conftest.py), stamped with day and machine."""
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    stamp = {"date": datetime.now(UTC).strftime("%Y-%m-%d"), "machine": machine()}
    return {name: {**result, "seconds": round(result["seconds"], 1), **stamp} for name, result in found.items()}


def machine() -> str:
    """Return the kind of machine in a few words."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    """Run what is asked for, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--taking", type=Path, metavar="LEDGER", help="what tests showed that ran just now")
    parser.add_argument("--page", action="store_true", help="run nothing")
    given = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if given.taking is not None:
        results |= read_ledger(given.taking)
    if not given.page:
        results |= run_tests()
    tests = find_tests()
    results = {name: result for name, result in sorted(results.items()) if name in tests}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(results, tests), encoding="utf-8")


if __name__ == "__main__":
    main()
