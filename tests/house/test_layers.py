"""Arrows point down only, siblings do not know each other, and each library has one door."""

from __future__ import annotations

import pytest
from house_imports import circles, imports, torch_where_it_is_not_needed, upward_arrows, wrong_doors
from house_source import Source, clean, package_sources, planted

SOURCES = [pytest.param(source, id=source.path) for source in package_sources()]


@pytest.mark.parametrize("source", SOURCES)
def test_arrows_point_down(source: Source) -> None:
    clean(upward_arrows(source))


@pytest.mark.parametrize("source", SOURCES)
def test_each_library_comes_in_by_its_door(source: Source) -> None:
    clean(wrong_doors(source))


@pytest.mark.parametrize("source", SOURCES)
def test_torch_stays_where_it_is_needed(source: Source) -> None:
    clean(torch_where_it_is_not_needed(source))


def test_no_module_imports_in_a_circle() -> None:
    clean(circles(package_sources()))


@pytest.mark.parametrize(
    "path, text",
    [
        ("data/split.py", "from pupila.training.loop import fit"),
        ("data/split.py", "def f():\n    from pupila.experiments import run"),
        ("data/split.py", "from pupila.models import build"),
        ("data/split.py", "import pupila.models.build"),
        ("data/split.py", "from pupila import models"),
        ("data/split.py", "from pupila import train"),
        ("data/split.py", "import pupila"),
        ("data/split.py", "from ..models import build"),
        ("data/split.py", "import importlib\nimportlib.import_module('pupila.cli.main')"),
        ("data/split.py", "from pupila.texts.data import TEXTS"),
        ("data/split.py", "if TYPE_CHECKING:\n    from pupila.training.loop import Loop"),
        ("training/loop.py", "from pupila.inspection import explain"),
        ("cli/main.py", "LAZY = {'train': 'pupila.api:train'}\nfrom importlib import import_module"),
        ("errors.py", "from pupila.data import split"),
        ("attic/trunk.py", "import os"),
    ],
)
def test_an_arrow_that_points_up_or_sideways_is_found(path: str, text: str) -> None:
    assert len(upward_arrows(planted(path, text))) == 1


@pytest.mark.parametrize(
    "path, text",
    [
        ("training/loop.py", "from pupila.data import loader\nfrom pupila.errors import DataError"),
        ("data/split.py", "from pupila.data.dataset import Dataset\nfrom .manifest import Manifest"),
        ("cli/main.py", "from pupila import __version__"),
        ("registry.py", "from pupila.errors import UsageError"),
        ("__init__.py", "from pupila.api import train"),
    ],
)
def test_an_arrow_that_points_down_is_let_through(path: str, text: str) -> None:
    assert upward_arrows(planted(path, text)) == []


@pytest.mark.parametrize(
    "path, text, library",
    [
        ("data/sheet.py", "from PIL import Image", "PIL"),
        ("data/sheet.py", "def f():\n    import PIL.Image", "PIL"),
        ("reporting/figures.py", "import jinja2", "jinja2"),
        ("api.py", "import click", "click"),
        ("cli/main.py", "import tomllib", "tomllib"),
        ("data/augment.py", "from torchvision import transforms", "torchvision"),
    ],
)
def test_a_library_through_a_window_is_found(path: str, text: str, library: str) -> None:
    (finding,) = wrong_doors(planted(path, text))
    assert f": {library} is imported by" in finding


def test_a_library_through_its_door_is_let_through() -> None:
    assert wrong_doors(planted("data/image_io.py", "from PIL import Image")) == []
    assert wrong_doors(planted("cli/train.py", "import click")) == []
    assert wrong_doors(planted("data/sheet.py", "import pilfer")) == []


def test_torch_is_found_in_files_that_do_without_it() -> None:
    inside = "def f():\n    import torch"
    assert torch_where_it_is_not_needed(planted("evaluation/metrics.py", inside))
    assert torch_where_it_is_not_needed(planted("models/shapes.py", "from torch import nn"))
    assert torch_where_it_is_not_needed(planted("cli/main.py", "import torch"))
    assert not torch_where_it_is_not_needed(planted("cli/main.py", inside))
    assert not torch_where_it_is_not_needed(planted("evaluation/inference.py", "import torch"))
    assert not torch_where_it_is_not_needed(planted("models/shapes.py", "if TYPE_CHECKING:\n    import torch"))


def test_a_circle_is_found_and_a_chain_is_not() -> None:
    one = planted("data/a.py", "from pupila.data.b import x")
    two = planted("data/b.py", "from pupila.data import a")
    late = planted("data/b.py", "def f():\n    from pupila.data import a")
    user = planted("data/c.py", "from pupila.data import a")
    assert len(circles([one, two, user])) == 2
    assert circles([one, late, user]) == []


def test_imports_know_when_they_happen() -> None:
    text = "import os\nif TYPE_CHECKING:\n    import torch\nelse:\n    import io\ndef f():\n    import csv"
    found = {item.name: (item.in_function, item.for_types_only) for item in imports(planted("x.py", text))}
    assert found == {"os": (False, False), "torch": (False, True), "io": (False, False), "csv": (True, False)}
