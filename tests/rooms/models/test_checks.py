from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.errors import LayerError
from pupila.models.layers import LAYERS, Conv, Dense, Dropout, Layer, MaxPool, Residual, layer_names
from pupila.registry import nearest

WRONG: list[tuple[type[Layer], dict[str, Any], str]] = [
    (Conv, {"filters": 0}, "filters"),
    (Conv, {"filters": True}, "filters"),
    (Conv, {"filters": 8, "kernel": 3}, "kernel"),
    (Conv, {"filters": 8, "kernel": (3, 3, 3)}, "kernel"),
    (Conv, {"filters": 8, "stride": None}, "stride"),
    (Conv, {"filters": 8, "padding": "full"}, "padding"),
    (Conv, {"filters": 8, "bias": 1}, "bias"),
    (Conv, {"filters": 8, "activation": "rely"}, "activation"),
    (Conv, {"filters": 8, "activation": "softmax"}, "softmax"),
    (Conv, {"filters": 8, "name": "a b"}, "a b"),
    (Dense, {"units": "klasses"}, "units"),
    (Dense, {"units": None}, "units"),
    (MaxPool, {"size": (2, -2)}, "size"),
    (Dropout, {"rate": 1.0}, "rate"),
    (Dropout, {"rate": float("nan")}, "rate"),
    (Residual, {"filters": 8, "kernel": (3, 4)}, "3x4"),
    (Residual, {"filters": 8, "activation": None}, "activation"),
]


@pytest.mark.parametrize(("layer_class", "values", "word"), WRONG)
def test_python_is_checked_like_a_line(layer_class: type[Layer], values: dict[str, Any], word: str) -> None:
    with pytest.raises(LayerError) as caught:
        layer_class(**values)
    assert word in str(caught.value)
    assert layer_class.kind in str(caught.value)


_anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers())


def told(error: LayerError) -> None:
    assert error.message("en")
    assert error.message("es")


@given(st.sampled_from(list(LAYERS)), st.dictionaries(st.sampled_from(["name", "filters", "kernel"]), _anything))
def test_any_value_is_taken_or_refused_with_a_sentence(kind: str, values: dict[str, Any]) -> None:
    layer_class = LAYERS[kind]
    known = {word: value for word, value in values.items() if word in layer_class.__dataclass_fields__}
    try:
        layer_class(**known)
    except LayerError as error:
        told(error)
    except TypeError as error:
        if "missing" not in str(error):
            raise


def test_unnamed_layers_are_numbered_by_kind_around_given_names() -> None:
    layers = [Conv(8), Conv(8, name="conv2"), MaxPool(), Conv(8), Dense(3, name="conv4"), Conv(8)]
    assert layer_names(layers) == ("conv1", "conv2", "pool1", "conv3", "conv4", "conv5")


def test_a_later_given_name_is_not_taken_by_a_number() -> None:
    assert layer_names([Conv(8), Dense(3, name="conv1")]) == ("conv2", "conv1")


def test_two_layers_cannot_share_a_name() -> None:
    with pytest.raises(LayerError, match="'a' is taken"):
        layer_names([Conv(8, name="a"), MaxPool(), Dense(3, name="a")])


def test_the_nearest_word_is_offered_for_a_slip() -> None:
    assert nearest("strid", Conv.numbers) == "stride"
