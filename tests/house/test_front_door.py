"""The public names: few, documented, complete, and found at their address."""

from __future__ import annotations

import ast
import importlib
import inspect
import types

import pytest
from house_source import PACKAGE, clean

import pupila

NAMES = [name for name in pupila.__all__ if not name.startswith("__")]


def undocumented(module: types.ModuleType, names: list[str]) -> list[str]:
    """Find public names that cannot be had, or come without a docstring of their own."""
    found = []
    for name in names:
        try:
            thing = getattr(module, name)
        except (AttributeError, ImportError) as error:
            found.append(f"{name} cannot be imported: {error}")
            continue
        if not inspect.getdoc(thing):
            found.append(f"{name} has no docstring")
    return found


def promised_to_type_checkers() -> dict[str, str]:
    """Read the imports under TYPE_CHECKING: name to module."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name: node.module or "" for node in imports for alias in node.names}


def test_there_are_at_most_twenty_names() -> None:
    assert len(pupila.__all__) <= 20
    assert len(set(pupila.__all__)) == len(pupila.__all__)


def test_names_and_addresses_agree() -> None:
    assert set(NAMES) == set(pupila._HOME)
    assert dir(pupila) == sorted(pupila.__all__)


def test_type_checkers_see_the_same_names_at_the_same_addresses() -> None:
    assert promised_to_type_checkers() == pupila._HOME


def test_every_name_is_there_and_documented() -> None:
    clean(undocumented(pupila, NAMES))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="'pupila' has no attribute 'trian'"):
        _ = pupila.trian


def test_the_api_keeps_nothing_public_to_itself() -> None:
    """What `pupila.api` defines without an underscore is meant for users, so the front door names it."""
    api = importlib.import_module("pupila.api")
    own = {name for name, thing in vars(api).items() if inspect.isroutine(thing) and thing.__module__ == "pupila.api"}
    assert {name for name in own if not name.startswith("_")} <= set(NAMES)


def test_missing_names_and_docstrings_are_found() -> None:
    module = types.ModuleType("planted")
    module.silent = lambda: None  # type: ignore[attr-defined]
    assert undocumented(module, ["silent", "gone"]) == [
        "silent has no docstring",
        "gone cannot be imported: module 'planted' has no attribute 'gone'",
    ]
