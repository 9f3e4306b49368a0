"""Nothing heavy is loaded until something needs it: measured in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from house_imports import TORCH_DOORS, TORCH_FREE, TORCH_LAZY, within
from house_source import package_sources

from pupila.data.image_io import encode_png

HEAVY = {
    "torch", "numpy", "scipy", "sklearn", "PIL", "pydantic", "jinja2", "rich", "requests", "safetensors",
    "tomli_w", "platformdirs", "asyncio", "email",
}  # fmt: skip

# Runs the rest of the command line as code, and writes the top-level names of all that was loaded as the last line.
_PROBE = """
import json, sys
code = sys.argv.pop(1)
status = 0
try:
    exec(code)
except SystemExit as end:
    status = end.code or 0
own = {name for name in sys.modules if name.startswith("pupila")}
loaded = sorted(own | {name.partition(".")[0] for name in sys.modules})
print("\\n" + json.dumps({"status": status, "loaded": loaded}), file=sys.__stderr__)
"""
_MAIN = "from pupila.cli.main import main; main()"


def probe(code: str, *arguments: str, folder: Path) -> tuple[int, set[str]]:
    """Run code in a fresh Python and return its exit status and the modules it has loaded."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PUPILA_CACHE": str(folder / "cache")}
    finished = subprocess.run(
        [sys.executable, "-c", _PROBE, code, *arguments],
        capture_output=True, text=True, timeout=60, cwd=folder, env=environment, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stderr.splitlines()[-1])
    return found["status"], set(found["loaded"])


def test_the_front_door_is_cheap(tmp_path: Path) -> None:
    _, loaded = probe("import pupila; dir(pupila)", folder=tmp_path)
    assert {name for name in loaded if name.startswith("pupila")} == {"pupila"}
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("train", "--help"), ("data", "--help")], ids=" ".join
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...], tmp_path: Path) -> None:
    status, loaded = probe(_MAIN, *arguments, folder=tmp_path)
    assert status == 0
    assert "click" in loaded
    assert not loaded & (HEAVY - {"asyncio", "email"})


@pytest.mark.parametrize("command", ["recipes", "models", "runs", "learn"])
def test_listings_load_no_torch(command: str, tmp_path: Path) -> None:
    status, loaded = probe(_MAIN, command, folder=tmp_path)
    assert status == 0
    assert "torch" not in loaded


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a finished run on the digits and a picture."""
    import pupila

    place = tmp_path_factory.mktemp("answers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUPILA_CACHE", str(place / "cache"))
        patch.setattr("os.fsync", lambda descriptor: None)
        settings = {"train.epochs": 1, "train.device": "cpu", "train.threads": 1}
        pupila.train("digits", settings=settings, out=place / "runs" / "digits", listener=lambda event: None)
    (place / "seven.png").write_bytes(encode_png(np.full((9, 9, 3), 200, np.uint8)))
    return place


@pytest.mark.parametrize("more", [(), ("--plot", "answers.html"), ("--plot", "answers.png"), ("--json",)], ids=" ".join)
def test_an_answer_loads_no_torch(more: tuple[str, ...], digits: Path) -> None:
    status, loaded = probe(_MAIN, "predict", "runs/digits", "seven.png", *more, folder=digits)
    assert status == 0
    assert not loaded & {"torch", "sklearn", "rich", "requests"}
    assert "--plot" in more or not loaded & {"scipy", "pydantic", "jinja2", "ssl"}
    assert "pupila.models.forward" in loaded


def test_a_list_of_runs_loads_nothing_heavy(digits: Path) -> None:
    for command in ("runs", "recipes"):
        status, loaded = probe(_MAIN, command, folder=digits)
        assert status == 0
        assert not loaded & (HEAVY - {"asyncio", "email"})


def test_a_wrong_command_loads_nothing_heavy(tmp_path: Path) -> None:
    status, loaded = probe(_MAIN, "trian", folder=tmp_path)
    assert status == 2
    assert not loaded & (HEAVY - {"asyncio", "email"})


def test_no_module_that_does_without_torch_loads_it_through_another(tmp_path: Path) -> None:
    """All in one process, each named in turn, so that the first culprit is named."""
    free = [source for source in package_sources() if within(source.path, TORCH_FREE + TORCH_LAZY)]
    names = [f"pupila.{source.module}".rstrip(".") for source in free if source.path not in TORCH_DOORS]
    code = (
        "import importlib\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        "    if 'torch' in sys.modules:\n"
        "        raise RuntimeError(f'{name} loads torch')"
    )
    probe(code, folder=tmp_path)


def test_the_probe_sees_what_is_loaded(tmp_path: Path) -> None:
    status, loaded = probe("import json.tool, email; sys.exit(4)", folder=tmp_path)
    assert status == 4
    assert {"json", "email"} <= loaded
