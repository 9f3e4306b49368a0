from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from pupila.inspection.receptive import Field, receptive_fields
from pupila.models.modules import Network
from pupila.models.parsing import parse_layers
from pupila.models.shapes import Shape, layer_costs

LineLists = list[tuple[list[str], Shape]]


def fields(lines: list[str], shape: Shape) -> tuple[Field, ...]:
    layers = parse_layers(lines)
    return receptive_fields(layers, layer_costs(layers, input_shape=shape, num_classes=3))


def positive(network: nn.Module) -> nn.Module:
    """Make every weight positive and every layer gentle, so that no path from a pixel is cut or cancels another."""
    with torch.no_grad():
        for one in network.parameters():
            one.requires_grad_(False)
            share = one[0].numel() if one.dim() > 1 else 1
            one.copy_(torch.full_like(one, 1 / share) if one.dim() > 1 else one.abs() + 0.01)
    return network.double().eval()


def influence(network: nn.Module, name: str, shape: Shape) -> tuple[Tensor, tuple[int, ...]]:
    """Return which pixels the centre value of a layer depends on, by its gradient, and that value's place."""
    kept: list[Tensor] = []
    handle = network.get_submodule(name).register_forward_hook(lambda *found: kept.append(found[2]))
    images = torch.full((1, *shape), 0.5, dtype=torch.float64, requires_grad=True)
    network(images)
    handle.remove()
    values = kept[0][0]
    place = tuple(side // 2 for side in values.shape[1:])
    (gradient,) = torch.autograd.grad(values[(slice(None), *place)].sum(), images)
    return gradient[0].abs().sum(0) > 0, place


def box(hit: Tensor) -> tuple[tuple[int, int], tuple[int, int]]:
    rows, columns = hit.any(1).nonzero().flatten().tolist(), hit.any(0).nonzero().flatten().tolist()
    return (rows[0], rows[-1]), (columns[0], columns[-1])


def test_gradients_reach_exactly_the_receptive_field(line_lists: LineLists, make: Callable[..., Network]) -> None:
    """Of a largest value only one pixel has a gradient: mean poolings, of the same windows, stand in for them."""
    whole = 0
    for lines, shape in line_lists:
        lines = [line.replace("maxpool", "avgpool") for line in lines]
        network = positive(make(lines, shape))
        costs = layer_costs(parse_layers(lines), input_shape=shape, num_classes=3)
        for cost, field in zip(costs, fields(lines, shape), strict=True):
            if len(cost.output_shape) != 3:
                continue
            hit, place = influence(network, cost.name, shape)
            expected = field.span((place[0], place[1]))
            for (first, last), (low, high), side in zip(box(hit), expected, shape[1:], strict=True):
                assert low <= first <= last <= high, (lines, shape, cost.name)
                if low >= 0 and high < side:
                    assert (first, last) == (low, high), (lines, shape, cost.name)
                    whole += 1
    assert whole > 300


@pytest.mark.parametrize(
    "lines, sizes, jumps",
    [
        (["conv 2 3x3", "conv 2 3x3"], [3, 5], [1, 1]),
        (["conv 2 3x3 stride 2", "conv 2 3x3"], [3, 7], [2, 2]),
        (["maxpool 2", "conv 2 3x3", "maxpool 2"], [2, 6, 8], [2, 2, 4]),
        (["residual 2 3x3", "residual 4 3x3 stride 2", "residual 4 3x3"], [5, 11, 19], [1, 2, 2]),
        (["conv 2 3x3", "batchnorm", "relu", "dropout 0.5"], [3, 3, 3, 3], [1, 1, 1, 1]),
    ],
)
def test_the_recurrence_by_hand(lines: list[str], sizes: list[int], jumps: list[int]) -> None:
    found = fields([*lines, "flatten", "dense classes"], (1, 32, 32))
    assert [field.size for field in found[: len(lines)]] == [(size, size) for size in sizes]
    assert [field.jump for field in found[: len(lines)]] == [(jump, jump) for jump in jumps]


def test_a_dense_layer_sees_every_place_behind_a_flatten() -> None:
    conv, flat, hidden, last = fields(["conv 2 3x5", "flatten", "dense 4", "dense classes"], (1, 10, 12))
    assert conv.size == flat.size == (3, 5)
    assert hidden.size == last.size == (10, 12)


def test_a_global_pooling_sees_everything() -> None:
    assert fields(["conv 2 3x3 stride 2", "globalpool", "dense classes"], (1, 9, 9))[1].size == (9, 9)


def test_height_and_width_are_followed_apart() -> None:
    found = fields(["conv 2 5x1 stride 2x1 same", "maxpool 1x3", "flatten", "dense classes"], (1, 20, 21))
    assert (found[1].size, found[1].jump) == ((5, 3), (2, 3))
    assert found[0].start == (-1, 0)
