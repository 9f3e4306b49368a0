from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.errors import LayerError
from pupila.models.parsing import parse_layers
from pupila.models.presets import parse_preset, preset, preset_options
from pupila.models.shapes import Shape, layer_costs

COUNTS: dict[str, tuple[Shape, int, list[int]]] = {
    "cifar_small": ((3, 32, 32), 10, [896, 18_496, 36_928, 65_600, 650]),
    "cifar_deep": ((3, 32, 32), 10, [896, 9_248, 18_496, 36_928, 73_856, 147_584, 20_490]),
    "flowers_cnn": ((3, 180, 180), 5, [448, 4_640, 18_496, (180 // 8) ** 2 * 64 * 128 + 128, 645]),
    "lenet5": ((1, 28, 28), 10, [156, 2_416, 48_120, 10_164, 850]),
    "mlp": ((1, 28, 28), 10, [100_480, 1_290]),
}
TOTALS = {"cifar_small": 122_570, "cifar_deep": 307_498, "flowers_cnn": 3_989_285, "lenet5": 61_706, "mlp": 101_770}


@pytest.mark.parametrize("name", COUNTS)
def test_the_notebooks_networks_have_the_notebooks_parameters(name: str) -> None:
    shape, num_classes, expected = COUNTS[name]
    costs = layer_costs(parse_layers(preset(name)), input_shape=shape, num_classes=num_classes)
    assert [cost.parameters for cost in costs if cost.parameters] == expected
    assert sum(expected) == TOTALS[name]


def test_options_change_the_lines() -> None:
    assert preset("mlp", units=500) == ("flatten", "dense 500 relu", "dense classes")
    assert preset("mlp", hidden=2, dropout=0.5, activation="gelu") == (
        *("flatten", "dense 128 gelu", "dropout 0.5", "dense 128 gelu", "dropout 0.5", "dense classes"),
    )
    assert preset("mlp", hidden=0) == ("flatten", "dense classes")
    assert preset("flowers_cnn", dropout=0.2)[6:8] == ("dropout 0.2", "flatten")
    assert sum("residual" in line for line in preset("resnet_small", blocks=3)) == 9


@pytest.mark.parametrize("text", ["mlp(units=500,dropout=0.2)", " mlp ( units = 500 , dropout = .2 ) "])
def test_a_call_written_in_a_recipe_is_the_same_as_from_python(text: str) -> None:
    assert parse_preset(text) == preset("mlp", units=500, dropout=0.2)


def test_a_call_may_have_no_options() -> None:
    assert parse_preset("lenet5") == parse_preset("lenet5()") == preset("lenet5")
    assert parse_preset("mlp(activation='tanh')") == preset("mlp", activation="tanh")


def test_lenet_on_tiny_images_says_what_arrives() -> None:
    with pytest.raises(LayerError, match=r"3 'C3: conv 16 5x5 tanh' needs at least 5x5 pixels, but 6x4x4 arrives"):
        layer_costs(parse_layers(preset("lenet5")), input_shape=(1, 8, 8), num_classes=10)


REFUSED: list[tuple[str, str, str]] = [
    ("mlp(unit=3)", "models.unknown_option_guess", "units"),
    ("mlp(qqq=3)", "models.unknown_option", "units"),
    ("lenet5(units=3)", "models.no_options", "units"),
    ("mlp(units=2.5)", "models.bad_option", "2.5"),
    ("mlp(units=many)", "models.bad_option", "many"),
    ("mlp(activation=3)", "models.bad_option", "relu"),
    ("mlp(dropout=nan)", "models.bad_option", "nan"),
    ("mlp(units=0)", "models.option_range", "1,000,000"),
    ("mlp(hidden=101)", "models.option_range", "100"),
    ("mlp(dropout=2)", "models.bad_rate", "dropout 2"),
    ("mlp(activation=rely)", "models.unknown_word_guess", "relu"),
    ("mlp(128)", "models.preset_syntax", "mlp(128)"),
    ("mlp(units=3, units=4)", "models.preset_syntax", "units=3, units=4"),
    ("mlp(units=3", "models.preset_syntax", "mlp(units=3"),
    ("", "models.preset_syntax", "lenet5"),
    ("lenet", "common.unknown_name_guess", "lenet5"),
]


@pytest.mark.parametrize(("text", "code", "part"), REFUSED)
def test_a_wrong_call_is_answered_with_the_remedy(text: str, code: str, part: str) -> None:
    with pytest.raises(LayerError) as caught:
        parse_preset(text)
    assert caught.value.code == code
    assert part in str(caught.value)
    assert caught.value.message("es") != str(caught.value)


@pytest.mark.parametrize("options", [{"units": True}, {"dropout": float("nan")}, {"dropout": None}, {"units": 10**30}])
def test_python_values_of_another_sort_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(LayerError):
        preset("mlp", **options)


def test_the_options_are_listed_with_their_defaults() -> None:
    assert preset_options("mlp") == {"units": 128, "hidden": 1, "dropout": 0.0, "activation": "relu"}


def told(error: LayerError) -> None:
    assert error.message("en")
    assert error.message("es")


@given(st.text(max_size=30) | st.text("mlp(units=0123,.dropout) -e'\"", max_size=30).map("mlp({})".format))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        parse_preset(text)
    except LayerError as error:
        told(error)
