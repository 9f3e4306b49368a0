from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from pupila.inspection.explanation import Explanation, explain_layers
from pupila.inspection.receptive import image_field, receptive_fields
from pupila.inspection.sums import Sum, field_sums, memory_sum, parameter_sum, product_sum, shape_sums
from pupila.inspection.words import WHAT
from pupila.language import LANGUAGES
from pupila.models.layers import LAYERS
from pupila.models.modules import Network
from pupila.models.parsing import parse_layers
from pupila.models.presets import PRESETS, preset
from pupila.models.shapes import Shape, layer_costs

LineLists = list[tuple[list[str], Shape]]


def explained(lines: list[str] | tuple[str, ...], shape: Shape, num_classes: int = 3) -> Explanation:
    return explain_layers(parse_layers(lines), input_shape=shape, num_classes=num_classes)


def worked_out(found: Sum) -> int:
    """Work a sum out again, as it is written."""
    written = "".join(f"{term}" for term in found.terms)
    return int(eval(written.replace("x", "*").replace("/", "//")))


def check_against_torch(explanation: Explanation, network: Network, shape: Shape) -> None:
    """Compare with what the modules hold and give, and with torch's own counter of operations."""
    shapes: dict[str, tuple[int, ...]] = {}
    names = {child: name for name, child in network.named_children()}
    for child in names:
        child.register_forward_hook(lambda module, _, leaving: shapes.__setitem__(names[module], leaving.shape[1:]))
    network.eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(torch.zeros(1, *shape))
    assert [layer.name for layer in explanation.layers] == list(names.values())
    for layer in explanation.layers:
        assert layer.output_shape == tuple(shapes[layer.name])
        child = network.get_submodule(layer.name)
        assert layer.parameters == sum(one.numel() for one in child.parameters())
    assert 2 * explanation.multiply_adds == counter.get_total_flops()
    assert explanation.parameters == sum(one.numel() for one in network.parameters())


@pytest.mark.parametrize("name", PRESETS)
def test_named_models_agree_with_torch(name: str, make: Callable[..., Network]) -> None:
    shape = (3, 33, 32)
    check_against_torch(explained(preset(name), shape), make(preset(name), shape), shape)


def test_random_lists_agree_with_torch(line_lists: LineLists, make: Callable[..., Network]) -> None:
    assert len(line_lists) == 200
    for lines, shape in line_lists:
        check_against_torch(explained(lines, shape), make(lines, shape), shape)


def test_every_sum_comes_out_when_worked_out_again(line_lists: LineLists) -> None:
    seen = 0
    for lines, shape in line_lists:
        layers = parse_layers(lines)
        costs = layer_costs(layers, input_shape=shape, num_classes=3)
        fields = receptive_fields(layers, costs)
        before = (image_field(shape), *fields)
        for layer, cost, arriving, leaving in zip(layers, costs, before, fields, strict=False):
            sums = [parameter_sum(layer, cost), product_sum(layer, cost), memory_sum(cost), *shape_sums(layer, cost)]
            sums += field_sums(layer, cost, arriving, leaving)
            for found in sums:
                assert found is None or worked_out(found) == found.value, (layer, found)
                seen += found is not None
            assert (parameter_sum(layer, cost) is None) == (cost.parameters == 0)
            assert (product_sum(layer, cost) is None) == (cost.multiply_adds == 0)
    assert seen > 2000


def test_lenet5_is_explained_as_the_course_does() -> None:
    found = explained(preset("lenet5"), (1, 28, 28), 10)
    shapes = [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120, 1, 1), (120,), (84,), (10,)]
    assert [layer.output_shape for layer in found.layers] == shapes
    assert [layer.parameters for layer in found.layers] == [156, 0, 2416, 0, 48120, 0, 10164, 850]
    assert found.parameters == 61706
    c1, _, c3 = found.layers[:3]
    assert "(5 x 5 x 6 + 1) x 16 = 2,416 parameters" in c3.words["en"].parameters
    assert "(5 x 5 x 6 + 1) x 16 = 2.416 parámetros" in c3.words["es"].parameters
    assert "(28 + 2 x 2 - 5) / 1 + 1 = 28" in c1.words["en"].shape
    assert "6 + (5 - 1) x 2 = 14" in c3.words["es"].field
    assert "5 x 5 x 6 x 16 x 10 x 10 = 240.000" in c3.words["es"].products
    assert "tanh" in c3.words["en"].what


def test_the_biases_of_the_second_notebook_are_counted_once() -> None:
    found = explained(preset("cifar_deep"), (3, 32, 32), 10)
    counts = [layer.parameters for layer in found.layers if layer.parameters]
    assert counts == [896, 9248, 18496, 36928, 73856, 147584, 20490]
    assert "(3 x 3 x 32 + 1) x 32 = 9,248 parameters" in found.layers[1].words["en"].parameters


def test_a_shape_that_does_not_come_out_even_says_so() -> None:
    found = explained(["conv 4 3x2 stride 2x1", "maxpool 2", "flatten", "dense classes"], (1, 10, 9))
    words = found.layers[0].words["en"].shape
    assert "the height is (10 - 3) / 2 + 1 = 4, the width (9 - 2) / 1 + 1 = 8" in words
    assert "rounded down" in words
    assert "rounded" not in found.layers[1].words["en"].shape


def test_uneven_edges_are_written_as_they_are() -> None:
    found = explained(["conv 4 3x3 stride 2 same", "flatten", "dense classes"], (1, 32, 32))
    assert "(32 + 1 - 3) / 2 + 1 = 16" in found.layers[0].words["en"].shape


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_layer_has_words(language: str, line_lists: LineLists) -> None:
    for lines, shape in line_lists[:60]:
        for layer in explained(lines, shape).layers:
            words = layer.words[language]  # type: ignore[index]
            assert words.text == " ".join(
                (words.what, words.shape, words.parameters, words.products, words.memory, words.field)
            )
            for sentence in words.text.split(". "):
                assert sentence.strip()
                assert "{" not in sentence
                assert "None" not in sentence


def test_every_kind_of_layer_has_its_sentence() -> None:
    assert set(WHAT) == set(LAYERS)


def test_groups_one_channel_and_fixed_filters_are_told_apart() -> None:
    lines = ["conv 1 1x1", "whiten 2x2", "conv 8 3x3 groups 2 nobias", "globalpool max", "dense classes"]
    one, whiten, groups = explained(lines, (1, 12, 12)).layers[:3]
    assert "one kernel of 1x1" in one.words["en"].what
    assert "un filtro de 1x1" in one.words["es"].what
    assert "el único canal" in one.words["es"].what
    assert "fixed" in whiten.words["en"].parameters
    assert "4 of the 8 channels (2 groups)" in groups.words["en"].what
    assert groups.words["en"].parameters == "3 x 3 x 4 x 8 = 288 parameters: weights, no biases."


def test_json_has_the_agreed_keys() -> None:
    found = explained(preset("mlp"), (1, 28, 28), 10).to_json()
    assert list(found) == ["layers", "parameters", "multiply_adds"]
    assert found["parameters"] == 101770
    assert found["multiply_adds"] == 784 * 128 + 128 * 10
    keys = ["name", "kind", "output_shape", "parameters", "multiply_adds", "receptive_field", "text"]
    assert all(list(layer) == keys for layer in found["layers"])
    assert found["layers"][1]["receptive_field"] == [28, 28]
    assert set(found["layers"][1]["text"]) == {"en", "es"}


def test_an_explanation_draws_itself_and_escapes_names() -> None:
    found = explained(["Á1: conv 2 3x3", "flatten", "dense classes"], (1, 5, 5))
    shown = found._repr_html_()
    assert "<td>Á1</td>" in shown
    assert shown.count("<dt>") == 3
    assert "Á1: It slides 2 kernels" in str(found)
