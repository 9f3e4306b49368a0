from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from pupila.errors import UsageError
from pupila.inspection.explanation import explain_layers
from pupila.inspection.walk import explain_module
from pupila.models.modules import Network
from pupila.models.parsing import parse_layers
from pupila.models.presets import PRESETS, preset


class Mixed(nn.Module):
    """Share a layer, call one by its weights only, and compute with functions."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(2, 4, 3, groups=2)
        self.again = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.up = nn.ConvTranspose2d(4, 2, 2, stride=2)
        self.norm = nn.BatchNorm2d(2)
        self.drop = nn.Dropout(0.5)
        self.hidden = nn.Linear(2, 5)

    def forward(self, images: Tensor) -> Tensor:
        values = self.norm(self.up(self.again(self.again(self.first(images)))))
        return F.linear(self.drop(values).mean((2, 3)), self.hidden.weight, self.hidden.bias)


def test_a_foreign_module_is_seen_as_far_as_hooks_see() -> None:
    found = explain_module(Mixed(), input_shape=(2, 8, 10))
    assert [layer.name for layer in found.layers] == ["first", "again", "again", "up", "norm", "drop"]
    assert [layer.kind for layer in found.layers][:2] == ["Conv2d", "Conv2d"]
    assert [layer.output_shape for layer in found.layers] == [(4, 6, 8)] * 3 + [(2, 12, 16)] * 3
    assert [layer.parameters for layer in found.layers] == [40, 144, 0, 34, 4, 0]
    places = 6 * 8
    products = [9 * 1 * 4 * places, 9 * 16 * places, 9 * 16 * places, 4 * 2 * 4 * places, 0, 0]
    assert [layer.multiply_adds for layer in found.layers] == products
    assert found.parameters == sum(one.numel() for one in Mixed().parameters())
    assert [note.code for note in found.notes] == ["inspection.note_functional", "inspection.note_unseen"]
    assert "15 parameters" in found.notes[1].message("en")
    assert "(3 x 3 x 1 + 1) x 4 = 40" in found.layers[0].words["en"].parameters
    assert "Ya se ha usado antes" in found.layers[2].words["es"].parameters
    assert found.to_json()["layers"][0]["receptive_field"] is None


@pytest.mark.parametrize("name", PRESETS)
def test_hooks_and_the_list_of_layers_count_the_same(name: str, make: Callable[..., Network]) -> None:
    shape = (3, 32, 32)
    watched = explain_module(make(preset(name), shape), input_shape=shape)
    listed = explain_layers(parse_layers(preset(name)), input_shape=shape, num_classes=3)
    assert watched.parameters == listed.parameters == sum(layer.parameters for layer in watched.layers)
    assert watched.multiply_adds == listed.multiply_adds


def test_nothing_is_changed_by_watching() -> None:
    module = Mixed()
    module.drop.eval()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    explain_module(module, input_shape=(2, 8, 10))
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert module.training
    assert not module.drop.training
    assert not any(part._forward_hooks for part in module.modules())


def test_a_module_of_one_layer_and_a_recurrent_one() -> None:
    assert explain_module(nn.Conv2d(1, 2, 3), input_shape=(1, 5, 5)).layers[0].name == "Conv2d"
    rows = nn.Sequential(nn.Flatten(2), nn.GRU(6, 4, batch_first=True))
    found = explain_module(rows, input_shape=(3, 2, 3))
    assert found.layers[1].output_shape == (3, 4)
    assert found.layers[1].parameters == 3 * (6 * 4 + 4 * 4 + 2 * 4)


def test_a_module_that_refuses_the_images_is_named() -> None:
    module = Mixed()
    with pytest.raises(UsageError) as caught:
        explain_module(module, input_shape=(3, 8, 8))
    assert "3x8x8" in str(caught.value)
    assert "no acepta" in caught.value.message("es")
    assert module.training
    assert not any(part._forward_hooks for part in module.modules())


@pytest.mark.parametrize("shape", [(1, 2), 3, (0, 4, 4), ("1", 4, 4)])
def test_a_shape_that_is_none_is_refused(shape: object) -> None:
    with pytest.raises(UsageError, match="input shape"):
        explain_module(nn.Identity(), input_shape=shape)  # type: ignore[arg-type]
