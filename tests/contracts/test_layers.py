"""What holds for every registered kind of layer."""

from __future__ import annotations

import pytest
import torch

from pupila.errors import LayerError
from pupila.models.build import BUILDERS, build, count_parameters
from pupila.models.checks import ACTIVATIONS
from pupila.models.layers import LAYERS, Layer
from pupila.models.parsing import format_layer, parse_layer, parse_layers
from pupila.models.shapes import COSTS, LayerCost, layer_costs

NUM_CLASSES = 3
LINES = [
    *(LAYERS[kind].example for kind in LAYERS),
    *ACTIVATIONS,
    *("conv 8 3x3 stride 2 same", "conv 8 2x2 same", "conv 6 3x3 groups 3 nobias", "conv 6 5x3 stride 3x1 silu"),
    *("maxpool 3 stride 2 same", "avgpool 3 stride 2 same", "avgpool 2 stride 1", "globalpool max", "dropout 0"),
    *("residual 3 3x3", "residual 3 5x1 stride 2x1 tanh", "whiten 3x3"),
]
IMAGES = (3, 11, 10)


def around(line: str) -> list[str]:
    """Put a layer into the smallest network that has it."""
    before = ["flatten"] if line.startswith("dense") else []
    return [*before, "seen: " + line, "flatten", "dense classes"]


def network_of(line: str) -> tuple[torch.nn.Module, LayerCost]:
    layers = parse_layers(around(line))
    costs = layer_costs(layers, input_shape=IMAGES, num_classes=NUM_CLASSES)
    dice = torch.Generator().manual_seed(1)
    network = build(layers, input_shape=IMAGES, num_classes=NUM_CLASSES, generator=dice)
    return network, next(cost for cost in costs if cost.name == "seen")


def test_every_kind_has_its_arithmetic_and_its_module() -> None:
    assert set(LAYERS) == set(COSTS) == set(BUILDERS)


@pytest.mark.parametrize("kind", LAYERS)
def test_a_kind_is_what_it_is_registered_as_and_documents_itself(kind: str) -> None:
    layer_class = LAYERS[kind]
    assert layer_class.kind == kind
    assert layer_class.prefix.isidentifier()
    assert (layer_class.__doc__ or "").strip().endswith((".", '"'))
    assert isinstance(parse_layer(layer_class.example), layer_class)


@pytest.mark.parametrize("line", LINES)
def test_a_layer_reads_back_as_it_was_written(line: str) -> None:
    layer = parse_layer(line)
    assert parse_layer(format_layer(layer)) == layer


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("training", [True, False])
def test_counted_shapes_and_parameters_are_those_of_the_module(line: str, training: bool) -> None:
    network, cost = network_of(line)
    network.train(training)
    shapes: list[tuple[torch.Size, torch.Size]] = []
    child = network.get_submodule("seen")
    child.register_forward_hook(lambda _, arriving, leaving: shapes.append((arriving[0].shape, leaving.shape)))
    logits = network(torch.rand(2, *IMAGES))
    assert shapes == [((2, *cost.input_shape), (2, *cost.output_shape))]
    assert count_parameters(child) == cost.parameters
    assert logits.shape == (2, NUM_CLASSES)


@pytest.mark.parametrize("line", LINES)
def test_the_gradient_flows_through(line: str) -> None:
    network, _ = network_of(line)
    images = torch.rand(4, *IMAGES, requires_grad=True)
    network(images).square().sum().backward()
    assert images.grad is not None
    assert float(images.grad.abs().sum()) > 0
    for name, weights in network.named_parameters():
        assert weights.requires_grad == (weights.grad is not None), name
        assert weights.grad is None or bool(weights.grad.isfinite().all())


@pytest.mark.parametrize("line", LINES)
def test_memory_format_changes_nothing(line: str) -> None:
    network, _ = network_of(line)
    network.eval()
    images = torch.rand(3, *IMAGES)
    with torch.inference_mode():
        plain = network(images.contiguous())
        last = network(images.to(memory_format=torch.channels_last))
    torch.testing.assert_close(plain, last, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("line", LINES)
def test_eval_mode_treats_each_example_alone_and_twice_the_same(line: str) -> None:
    network, _ = network_of(line)
    network.eval()
    images = torch.rand(3, *IMAGES)
    together = network(images)
    assert torch.equal(together, network(images))
    alone = torch.cat([network(one[None]) for one in images])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", LAYERS)
def test_a_foreign_word_is_answered_with_the_line(kind: str) -> None:
    with pytest.raises(LayerError) as caught:
        parse_layer(f"{LAYERS[kind].example} zzyzx", number=3)
    assert f"3 '{LAYERS[kind].example} zzyzx'" in str(caught.value)
    assert "zzyzx" in caught.value.message("es")


@pytest.mark.parametrize("kind", LAYERS)
def test_a_layer_cannot_be_changed(kind: str) -> None:
    layer: Layer = parse_layer(LAYERS[kind].example)
    with pytest.raises(AttributeError):
        layer.name = "other"  # type: ignore[misc]
    assert hash(layer) == hash(parse_layer(LAYERS[kind].example))
