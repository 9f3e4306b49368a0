# ruff: noqa: E501
"""Arms compared by one run each are named, in code or in prose; repeated ones, and phases of one training, are not."""

from __future__ import annotations

import pytest

START = """
import keras
from keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
def build(units):
    model = keras.Sequential([layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(units), layers.Dense(10, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
"""
ARMS = (
    "one = build(128)\nfirst = one.fit(x_train, y_train, epochs=9)",
    "two = build(500)\nsecond = two.fit(x_train, y_train, epochs=9)",
)
SEED = "\nimport numpy as np\nnp.random.seed(0)"


def names(found) -> list[str]:
    return sorted(one.name for one in found.findings)


@pytest.mark.parametrize(
    "end",
    [
        "## Resultado\nCon 500 unidades es mejor.",
        "print('500 units are better than 128')",
        "import matplotlib.pyplot as plt\nplt.plot(first.history['loss'])\nplt.plot(second.history['loss'])",
        "score_one = one.evaluate(x_test, y_test)\nscore_two = two.evaluate(x_test, y_test)\nprint(score_one, score_two, sep=' versus ', end='; compared')",
    ],
)
def test_arms_of_one_run_each(end: str, read) -> None:
    assert names(read(START, *ARMS, end)) == ["no_seed", "one_run"]


def test_with_a_seed_it_is_still_one_run(read) -> None:
    assert names(read(START + SEED, *ARMS, "## Comparing\nThe second is better.")) == ["one_run"]


@pytest.mark.parametrize(
    "cells",
    [
        (START, *ARMS, "print('done')"),
        (START, ARMS[0], "## Better data\nThe second is better than guessing."),
        (
            START,
            "for seed in range(5):\n    for units in (128, 500):\n        build(units).fit(x_train, y_train, epochs=9)",
            "## Comparison\nThe second is better.",
        ),
    ],
)
def test_nothing_is_compared_or_it_is_repeated(cells: tuple[str, ...], read) -> None:
    assert names(read(*cells)) == []


@pytest.mark.parametrize("heading", ["## Conclusiones\nBuena con aviones.", "## Conclusion\nGood at ships."])
def test_conclusions_from_one_run(heading: str, read) -> None:
    assert names(read(START, ARMS[0], heading)) == ["concluded_from_one"]
    assert names(read(START, ARMS[0], "> We draw no conclusion here.")) == []
