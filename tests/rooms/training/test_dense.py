"""Hold the gradients that are computed by hand against those of torch."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from pupila.models.build import build
from pupila.models.parsing import parse_layers
from pupila.training.dense import dense_pass


def network(*lines: str) -> nn.Module:
    layers = parse_layers(lines)
    return build(layers, input_shape=(2, 5, 4), num_classes=3, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize(
    "lines",
    [
        ("flatten", "dense classes"),
        ("flatten", "dense 7 relu", "dense classes"),
        ("flatten", "dense 7 tanh", "dense 6 sigmoid", "dense classes"),
        ("flatten", "dense 7", "dense 6 nobias relu", "dense classes nobias"),
    ],
)
def test_loss_logits_and_gradients_are_those_of_torch(lines: tuple[str, ...], smoothing: float) -> None:
    dice = torch.Generator().manual_seed(0)
    images, labels = torch.randn(9, 2, 5, 4, generator=dice), torch.randint(0, 3, (9,), generator=dice)
    ours = network(*lines)
    theirs = copy.deepcopy(ours)
    by_hand = dense_pass(ours)
    assert by_hand is not None
    loss, logits = by_hand(images, labels, label_smoothing=smoothing)
    expected = theirs(images)
    expected_loss = nn.functional.cross_entropy(expected, labels, label_smoothing=smoothing)
    expected_loss.backward()
    torch.testing.assert_close(logits, expected.detach())
    torch.testing.assert_close(loss, expected_loss.detach())
    for one, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-5, atol=1e-7)


def test_a_second_batch_leaves_nothing_of_the_first_in_the_gradients() -> None:
    model = network("flatten", "dense 7 relu", "dense classes")
    by_hand = dense_pass(model)
    assert by_hand is not None
    first, second = torch.randn(6, 2, 5, 4), torch.randn(4, 2, 5, 4)
    by_hand(first, torch.zeros(6, dtype=torch.int64), label_smoothing=0.0)
    by_hand(second, torch.ones(4, dtype=torch.int64), label_smoothing=0.0)
    again = [parameter.grad.clone() for parameter in model.parameters() if parameter.grad is not None]
    by_hand(second, torch.ones(4, dtype=torch.int64), label_smoothing=0.0)
    for one, parameter in zip(again, model.parameters(), strict=True):
        torch.testing.assert_close(one, parameter.grad, rtol=0, atol=0)


@pytest.mark.parametrize(
    "lines",
    [
        ("conv 4 3x3 relu", "flatten", "dense classes"),
        ("flatten", "dropout 0.5", "dense classes"),
        ("flatten", "dense 7 gelu", "dense classes"),
        ("flatten", "dense 7", "batchnorm", "dense classes"),
    ],
)
def test_every_other_network_takes_the_way_of_torch(lines: tuple[str, ...]) -> None:
    assert dense_pass(network(*lines)) is None


def test_a_watched_network_and_a_foreign_one_take_the_way_of_torch() -> None:
    model = network("flatten", "dense 7 relu", "dense classes")
    next(iter(model.children())).register_forward_hook(lambda *_: None)
    assert dense_pass(model) is None
    assert dense_pass(nn.Sequential(nn.Flatten(), nn.Linear(40, 3))) is None
