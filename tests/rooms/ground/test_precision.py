"""Which precision a training computes in, and that it learns the same."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from pupila import runtime
from pupila.runtime import choose_precision, computing_in


@pytest.mark.parametrize("units", [True, False])
def test_auto_takes_what_is_faster(monkeypatch: pytest.MonkeyPatch, units: bool) -> None:
    monkeypatch.setattr(runtime, "has_matrix_units", lambda: units)
    assert choose_precision("auto", "cuda", None) == "bfloat16"
    assert choose_precision("auto", "cpu", 50_000_000) == ("bfloat16" if units else "float32")
    assert choose_precision("auto", "cpu", 400_000) == "float32"
    assert choose_precision("auto", "cpu", None) == "float32"
    assert choose_precision("auto", "mps", 50_000_000) == "float32"


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_what_is_asked_for_is_done(precision: str) -> None:
    assert choose_precision(precision, "cpu", 1) == precision


def test_weights_and_gradients_stay_in_float32() -> None:
    layer, images = nn.Conv2d(3, 8, 3), torch.rand(4, 3, 12, 12, generator=torch.Generator().manual_seed(0))
    with computing_in("bfloat16", "cpu"):
        answer = layer(images)
    assert answer.dtype == torch.bfloat16
    answer.float().sum().backward()
    assert layer.weight.dtype == layer.weight.grad.dtype == torch.float32
    with computing_in("float32", "cpu"):
        exact = layer(images)
    assert exact.dtype == torch.float32
    assert torch.allclose(exact, answer.float(), atol=0.02)
