from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.errors import LayerError
from pupila.models.checks import ACTIVATIONS
from pupila.models.layers import (
    LAYERS,
    Activation,
    AvgPool,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Layer,
    MaxPool,
    Residual,
    Whiten,
)
from pupila.models.parsing import format_layer, parse_layer, parse_layers

READ = {
    "C1: conv 6 5x5 same tanh": Conv(6, (5, 5), padding="same", activation="tanh", name="C1"),
    "conv 64 3x3 stride 2 groups 4 relu": Conv(64, (3, 3), stride=(2, 2), groups=4, activation="relu"),
    "conv relu 64 stride 2x1 nobias 3×5": Conv(64, (3, 5), stride=(2, 1), bias=False, activation="relu"),
    "CONV kernel 5 filters 8 VALID": Conv(8, (5, 5)),
    "conv 8": Conv(8, (3, 3)),
    "S2: avgpool 2": AvgPool((2, 2), name="S2"),
    "maxpool 3 stride 2": MaxPool((3, 3), stride=(2, 2)),
    "maxpool 2x3 same": MaxPool((2, 3), padding="same"),
    "maxpool": MaxPool((2, 2)),
    "dense classes": Dense("classes"),
    "FC6 :dense tanh 84 nobias": Dense(84, activation="tanh", bias=False, name="FC6"),
    "dropout 0.2": Dropout(0.2),
    "dropout rate .5": Dropout(0.5),
    "globalpool": GlobalPool("avg"),
    "globalpool max": GlobalPool("max"),
    "flatten": Flatten(),
    "batchnorm": BatchNorm(),
    "relu": Activation("relu"),
    "bend: activation gelu": Activation("gelu", name="bend"),
    "residual 64 3x3 stride 2 relu": Residual(64, (3, 3), stride=(2, 2)),
    "whiten 2x2": Whiten((2, 2)),
    "salida_ñ: dense 3": Dense(3, name="salida_ñ"),
}


@pytest.mark.parametrize("line", READ)
def test_a_line_reads_to_its_dataclass(line: str) -> None:
    assert parse_layer(line) == READ[line]


REFUSED = {
    "conv fliters 3x3": ("models.unknown_word_guess", "fliters", "filters"),
    "cnv 3": ("models.unknown_layer_guess", "cnv", "conv"),
    "xyzzyq 3": ("models.unknown_layer", "xyzzyq", "globalpool"),
    "dense klasses": ("models.unknown_word_guess", "klasses", "classes"),
    "conv 6 qqqq": ("models.unknown_word", "qqqq", "nobias"),
    "dense 10 softmax": ("models.softmax", "softmax", "loss"),
    "softmax": ("models.softmax", "softmax", "logits"),
    "conv": ("models.missing", "filters", "conv 32 3x3"),
    "activation": ("models.missing", "function", "relu"),
    "conv 6 5x5 3": ("models.too_many_numbers", "'3'", "conv 32 3x3"),
    "flatten 3": ("models.too_many_numbers", "'3'", "flatten"),
    "flatten soon": ("models.no_words", "soon", "flatten"),
    "conv 6 stride": ("models.no_value", "stride", "stride 2"),
    "conv 6 same valid": ("models.said_twice", "valid", "padding"),
    "conv 6 relu tanh": ("models.said_twice", "tanh", "activation"),
    "conv 6 5x5 kernel 3": ("models.said_twice", "kernel", "two"),
    "conv 6.5": ("models.unreadable_whole", "6.5", "32"),
    "conv classes": ("models.unreadable_whole", "classes", "filters"),
    "dense 1e3": ("models.unreadable_units", "1e3", "classes"),
    "conv 6 3x3x3": ("models.unreadable_pair", "3x3x3", "height"),
    "conv 6 stride same": ("models.unreadable_pair", "same", "stride"),
    "dropout 20%": ("models.unreadable_rate", "20%", "0.2"),
    "conv 0": ("models.not_whole", "0", "1,000,000"),
    "conv -4": ("models.not_whole", "-4", "filters"),
    "dense 9999999999": ("models.not_whole", "9999999999", "1,000,000"),
    "conv 6 stride 0": ("models.not_pair", "0x0", "stride"),
    "maxpool 0": ("models.not_pair", "0x0", "size"),
    "dropout 1": ("models.bad_rate", "1.0", "less than 1"),
    "dropout -0.1": ("models.bad_rate", "-0.1", "rate"),
    "residual 8 2x2": ("models.even_kernel", "2x2", "odd"),
    "1C: conv 6": ("models.bad_name", "1C", "letter"),
    ": conv 6": ("models.bad_name", "''", "letter"),
    "a.b: conv 6": ("models.bad_name", "a.b", "letter"),
    "": ("models.empty_line", "''", "conv"),
    "C1:": ("models.empty_line", "C1:", "conv"),
}


@pytest.mark.parametrize("line", REFUSED)
def test_a_wrong_line_is_answered_with_line_word_and_remedy(line: str) -> None:
    code, word, remedy = REFUSED[line]
    with pytest.raises(LayerError) as caught:
        parse_layer(line, number=7)
    message = str(caught.value)
    assert caught.value.code == code
    assert f"7 '{line}'" in message
    assert word in message
    assert remedy in message
    assert caught.value.message("es") != message


def test_the_list_numbers_its_lines_from_one() -> None:
    with pytest.raises(LayerError, match=r"Layer 2 'dens 10'"):
        parse_layers(["flatten", "dens 10"])


def test_dataclasses_and_lines_may_be_mixed() -> None:
    assert parse_layers(["flatten", Dense(3)]) == (Flatten(), Dense(3))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("flatten", "models.not_a_list"),
        (7, "models.not_a_list"),
        ([], "models.empty"),
        (["flatten", None], "models.not_a_line"),
        (["a: flatten", "a: relu"], "models.duplicate_name"),
    ],
)
def test_what_is_no_list_of_lines_is_refused(lines: object, code: str) -> None:
    with pytest.raises(LayerError) as caught:
        parse_layers(lines)  # type: ignore[arg-type]
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        (Conv(6, (5, 3), stride=(2, 2), groups=2, name="C1"), "C1: conv 6 5x3 stride 2 groups 2"),
        (Conv(6, padding="same", bias=False, activation="relu"), "conv 6 3x3 same relu nobias"),
        (MaxPool((3, 3), stride=(2, 1)), "maxpool 3 stride 2x1"),
        (Dropout(0.25), "dropout 0.25"),
        (Activation("silu", name="a"), "a: silu"),
        (GlobalPool("max"), "globalpool max"),
    ],
)
def test_a_layer_is_written_shortly(layer: Layer, line: str) -> None:
    assert format_layer(layer) == line


_size = st.integers(1, 999)
_pair = st.tuples(_size, _size)
_odd = st.integers(0, 5).map(lambda half: 2 * half + 1)
_name = st.none() | st.from_regex(r"[A-Za-zñÑé]\w{0,12}", fullmatch=True)
_bends = st.sampled_from(ACTIVATIONS)
_paddings = st.sampled_from(["valid", "same"])
_pools = st.sampled_from([MaxPool, AvgPool])
LAYER = st.one_of(
    st.builds(
        Conv,
        _size,
        _pair,
        stride=_pair,
        groups=_size,
        padding=_paddings,
        bias=st.booleans(),
        activation=st.none() | _bends,
        name=_name,
    ),
    st.builds(Dense, _size | st.just("classes"), bias=st.booleans(), activation=st.none() | _bends, name=_name),
    _pools.flatmap(lambda made: st.builds(made, _pair, stride=st.none() | _pair, padding=_paddings, name=_name)),
    st.builds(GlobalPool, st.sampled_from(["avg", "max"]), name=_name),
    st.builds(Dropout, st.floats(0, 1, exclude_max=True), name=_name),
    st.builds(Activation, _bends, name=_name),
    st.builds(Residual, _size, st.tuples(_odd, _odd), stride=_pair, activation=_bends, name=_name),
    st.builds(Whiten, _pair, name=_name),
)


def told(error: LayerError) -> None:
    assert error.message("en")
    assert error.message("es")


@given(LAYER)
def test_every_layer_reads_back_as_it_was_written(layer: Layer) -> None:
    assert parse_layer(format_layer(layer)) == layer


_words = st.sampled_from(
    [
        *LAYERS,
        *ACTIVATIONS,
        "same",
        "stride",
        "groups",
        "nobias",
        "classes",
        "rate",
        "3",
        "3x3",
        "0",
        "-1",
        "0.5",
        "5x",
        "x5",
        "1e9",
        "nan",
        "٣",
        "³",
        "{x}",
        "%s",
        "softmax",
        "a:",
        "::",
        "9" * 30,
        "0" * 5000,
        "\x00",
        "max",
    ]
)


@given(st.text(max_size=40) | st.lists(_words | st.text(max_size=5), max_size=7).map(" ".join))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        layer = parse_layer(text, number=1)
    except LayerError as error:
        told(error)
    else:
        assert parse_layer(format_layer(layer)) == layer
