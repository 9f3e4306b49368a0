from __future__ import annotations

import time

import pytest

from pupila.errors import LayerError
from pupila.models.parsing import parse_layers
from pupila.models.shapes import LayerCost, Shape, layer_costs, same_padding


def costs_of(lines: list[str], shape: Shape = (3, 32, 32), num_classes: int = 10) -> tuple[LayerCost, ...]:
    return layer_costs(parse_layers(lines), input_shape=shape, num_classes=num_classes)


def test_the_shapes_of_lenet_are_those_of_its_paper() -> None:
    lines = ["conv 6 5x5 same", "avgpool 2", "conv 16 5x5", "avgpool 2", "conv 120 5x5", "flatten", "dense classes"]
    shapes = [cost.output_shape for cost in costs_of(lines, (1, 28, 28))]
    assert shapes == [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120, 1, 1), (120,), (10,)]


def test_every_figure_of_one_convolution_follows_its_arithmetic() -> None:
    cost = costs_of(["edges: conv 8 3x5 stride 2", "flatten", "dense classes"])[0]
    assert cost == LayerCost(
        name="edges",
        kind="conv",
        line="edges: conv 8 3x5 stride 2",
        input_shape=(3, 32, 32),
        output_shape=(8, 15, 14),
        parameters=8 * (3 * 3 * 5) + 8,
        multiply_adds=8 * 15 * 14 * (3 * 3 * 5),
        activation_bytes=4 * 8 * 15 * 14,
    )


def test_groups_divide_the_weights() -> None:
    whole, split = (
        costs_of([f"conv 12 3x3 nobias groups {groups}", "globalpool", "dense classes"]) for groups in (1, 3)
    )
    assert whole[0].parameters == 3 * split[0].parameters == 3 * 12 * 9
    assert whole[0].multiply_adds == 3 * split[0].multiply_adds


def test_a_residual_block_counts_its_shortcut_only_where_the_shape_changes() -> None:
    kept, changed = (costs_of([f"residual {f} 3x3", "globalpool", "dense classes"])[0].parameters for f in (3, 4))
    assert kept == 2 * (9 * 3 * 3) + 2 * (2 * 3)
    assert changed == 9 * 3 * 4 + 9 * 4 * 4 + 3 * 4 + 3 * (2 * 4)


def test_whitening_has_two_filters_for_each_value_of_a_patch() -> None:
    cost = costs_of(["whiten 2x2", "globalpool", "dense classes"])[0]
    assert (cost.output_shape, cost.parameters) == ((24, 31, 31), 24 * 12)


@pytest.mark.parametrize(
    ("size", "window", "stride", "edges"),
    [(13, 6, 5, (1, 2)), (28, 5, 1, (2, 2)), (32, 3, 2, (0, 1)), (5, 2, 1, (0, 1)), (6, 1, 3, (0, 0))],
)
def test_same_padding_is_tensorflows(size: int, window: int, stride: int, edges: tuple[int, int]) -> None:
    # The first case is the worked example in TensorFlow's documentation of convolutions.
    assert same_padding(size, window=window, stride=stride) == edges


REFUSED = [
    (["maxpool 2", "conv 16 20x3"], "models.too_small", ["2 'conv 16 20x3'", "20x3", "3x16x16"]),
    (["avgpool 33"], "models.too_small", ["1 'avgpool 33'", "33x33", "3x32x32"]),
    (["dense 10"], "models.needs_flat", ["1 'dense 10'", "3x32x32", "'flatten' or 'globalpool'"]),
    (["flatten", "conv 8 3x3"], "models.needs_images", ["2 'conv 8 3x3'", "3072", "before"]),
    (["flatten", "residual 8"], "models.needs_images", ["2 'residual 8 3x3 relu'"]),
    (["flatten", "globalpool"], "models.needs_images", ["2 'globalpool'"]),
    (["conv 12 3x3 groups 2"], "models.groups", ["2 groups", "3 channels", "12 filters", "1, 3"]),
    (["flatten"], "models.last_shape", ["1 'flatten'", "3072", "10 classes", "dense classes"]),
    (["conv 10 3x3"], "models.last_shape", ["10x30x30", "globalpool"]),
    (["flatten", "dense classes relu"], "models.last_activation", ["2 'dense classes relu'", "'relu'", "logits"]),
    (["flatten", "dense classes", "sigmoid"], "models.last_activation", ["3 'sigmoid'", "logits"]),
    (["flatten", "dense 1000000"], "models.too_large", ["3,073,000,000", "2 'dense 1000000'", "3072"]),
    (["conv 1000000 1x1 same"], "models.too_large", ["1,024,000,000", "3x32x32"]),
]


@pytest.mark.parametrize(("lines", "code", "parts"), REFUSED)
def test_what_does_not_fit_is_answered_with_line_and_arriving_shape(
    lines: list[str], code: str, parts: list[str]
) -> None:
    with pytest.raises(LayerError) as caught:
        costs_of(lines)
    assert caught.value.code == code
    for part in parts:
        assert part in str(caught.value)
    assert caught.value.message("es") != str(caught.value)


def test_a_width_of_num_classes_is_as_good_as_the_word() -> None:
    assert costs_of(["conv 10 1x1", "globalpool"])[-1].output_shape == (10,)
    assert costs_of(["flatten", "dense 10"])[-1].parameters == costs_of(["flatten", "dense classes"])[-1].parameters


@pytest.mark.parametrize("shape", [(32, 32), (0, 32, 32), (3, 32, 32, 1)])
def test_images_need_channels_height_and_width(shape: Shape) -> None:
    with pytest.raises(LayerError, match="channels, height, width"):
        costs_of(["flatten", "dense classes"], shape)


def test_no_classes_and_no_layers_are_refused() -> None:
    with pytest.raises(LayerError, match="at least one class"):
        costs_of(["flatten", "dense classes"], num_classes=0)
    with pytest.raises(LayerError, match="no layers"):
        layer_costs((), input_shape=(3, 32, 32), num_classes=10)


def test_counting_a_deep_network_takes_no_time() -> None:
    start = time.perf_counter()
    costs_of([*["conv 64 3x3 same relu"] * 500, "globalpool", "dense classes"])
    assert time.perf_counter() - start < 2
