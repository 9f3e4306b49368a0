# ruff: noqa: E501
"""Files of any kind are read or refused with one sentence; nothing in them is run."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.autopsies.examine import examine
from pupila.errors import DataError
from pupila.language import LANGUAGES


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return path


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("a.ipynb", "", "autopsy.no_json"),
        ("a.ipynb", "{", "autopsy.no_json"),
        ("a.ipynb", "[" * 100_000, "autopsy.no_json"),
        ("a.ipynb", "[]", "autopsy.no_notebook"),
        ("a.ipynb", '{"cells": 3}', "autopsy.no_notebook"),
        ("a.ipynb", '{"worksheets": {}}', "autopsy.no_notebook"),
        ("a.ipynb", b"\xff\xfe\x00", "autopsy.no_text"),
        ("a.py", "def f(:\n", "autopsy.no_python"),
        ("a.py", "print 'Python 2'", "autopsy.no_python"),
        ("a.py", "x = 1\x00", "autopsy.no_python"),
        ("a.txt", "x = 1", "autopsy.ending"),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_sentence(name: str, content: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        examine(write(tmp_path / name, content))
    assert caught.value.code == code
    for language in LANGUAGES:
        assert "\n" not in caught.value.message(language)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.py", tmp_path):
        with pytest.raises(DataError):
            examine(path)


def test_nothing_is_run(tmp_path: Path, read) -> None:
    mark = tmp_path / "mark"
    read(f"open({str(mark)!r}, 'w')", f"import os\nos.system('touch {mark}')")
    assert not mark.exists()


def test_magics_and_broken_cells_are_passed_over(read) -> None:
    found = read(
        "%matplotlib inline\n!pip install keras\nimport keras\nkeras.Model?",
        "files = !ls\nnow = %time 3",
        "%%bash\nrm -rf / && echo (",
        "%%time\n(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()",
        "model = keras.Sequential([",
        "if True:\n    !nvidia-smi\nmodel = keras.models.load_model('m')",
        "model.fit(x_train, y_train, validation_data=(x_test, y_test))",
    )
    assert [(cell.number, cell.problem[0]) for cell in found.not_read if cell.problem] == [(5, 1)]
    assert [(one.name, one.cell, one.line) for one in found.findings] == [("test_as_validation", 7, 1)]


def test_a_percent_that_is_no_magic_stays(read) -> None:
    found = read("import keras\nprint('%d'\n% 3)", "text = '''\n!x\n%y\n'''")
    assert found.not_read == ()


def test_old_notebooks_are_read(tmp_path: Path) -> None:
    cell = {
        "cell_type": "code",
        "input": [
            "import keras\n",
            "model = keras.models.load_model('m')\n",
            "model.fit(x_train, y_train, validation_data=(x_test, y_test), epochs=2)",
        ],
    }
    found = examine(write(tmp_path / "old.ipynb", json.dumps({"worksheets": [{"cells": [cell]}], "nbformat": 3})))
    assert [(one.name, one.certainty) for one in found.findings] == [("test_as_validation", "possible")]


def test_a_script_in_cells_is_read_where_one_cell_is_broken(read) -> None:
    text = "# %%\nimport keras\n# %%\nthis is no python\n# %%\nmodel = keras.models.load_model('m')\nmodel.fit(x, y, validation_data=(x_test, y_test), epochs=2)\n"
    found = read(text)
    assert [cell.problem[0] for cell in found.not_read if cell.problem] == [4]
    assert [(one.name, one.line) for one in found.findings] == [("test_as_validation", 7)]
    assert found.where(found.findings[0]).say("en") == "line 7"


def test_places_are_told_by_cell_in_notebooks(read) -> None:
    found = read(
        "import keras\nmodel = keras.models.load_model('m')",
        "# twice\nmodel.fit(x, y, validation_data=(x_test, y_test))",
    )
    assert found.where(found.findings[0]).say("es") == "celda 2, línea 2"
    assert found.findings[0].source == "model.fit(x, y, validation_data=(x_test, y_test))"


WORDS = st.sampled_from(
    [
        "import",
        "keras\nx_train",
        "x_test",
        "model",
        ".",
        "fit",
        "(",
        ")",
        "[",
        "]",
        "=",
        ",",
        ":",
        "for",
        "in",
        "lambda",
        "def",
        "class",
        "return",
        "\n",
        "",
        "",
        "",
        "validation_data",
        "load_data",
        "3",
        "'a'",
        "*",
        "**",
        "@",
        "np",
        "argmax",
        "predict",
        "[i]",
        "+=",
        "if",
        "else",
        "with",
        "as",
        "torch",
        "DataLoader",
        "backward",
        "step",
        ";",
        "{}",
        "f'{x}'",
        ":=",
        "None",
    ]
)


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200))
def test_any_script_is_answered(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(tmp_path_factory.getbasetemp() / "any.py", text)
    try:
        found = examine(path)
    except DataError:
        return
    json.dumps(found.to_json())


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "worksheets", "input", "x"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(
    JSON
    | st.fixed_dictionaries(
        {
            "cells": st.lists(
                st.fixed_dictionaries({"cell_type": st.sampled_from(["code", "markdown", 3]), "source": JSON | WORDS})
            )
        }
    )
)
def test_any_json_is_answered(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    path = write(tmp_path_factory.getbasetemp() / "any.ipynb", json.dumps(content))
    try:
        json.dumps(examine(path).to_json())
    except DataError:
        return


@pytest.mark.parametrize(
    "text",
    ["x = " + "1 + " * 5_000 + "1", "x = " + "f(" * 80 + ")" * 80, "x" + ".a" * 3_000 + "()", "a = " + "b = " * 3_000 + "1", "-" * 5_000 + "1"],
)  # fmt: skip
def test_nesting_beyond_reason_is_survived(text: str, read) -> None:
    try:
        read("import keras", text, "model = keras.models.load_model('m')")
    except DataError:
        pytest.fail("a notebook is never refused for one cell")


def test_a_long_notebook_takes_a_moment(read) -> None:
    cell = """
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
def build(units):
    model = keras.Sequential([keras.layers.Dense(units), keras.layers.Dense(10, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
model = build(32)
for i in range(10):
    print(x_train[i], y_train[i])
history = model.fit(x_train / 255.0, y_train, epochs=3, validation_data=(x_test / 255.0, y_test))
"""
    begin = time.process_time()
    found = read("import keras", *[cell] * 1_000)
    assert len(found.findings) == 1_000
    assert time.process_time() - begin < 10
