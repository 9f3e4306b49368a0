"""What is deployed answers as what was trained: a run's classifier without torch, beside the network in torch (P45)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

import pupila
from pupila.data.sources import load

Counted = Callable[[int], None]

IMAGES = 1_000
NETWORKS = {
    "dense": ["flatten", "dense 32 relu", "dropout 0.2", "dense classes"],
    "convolutions": [
        "conv 6 5x5 same tanh",
        "avgpool 2",
        "conv 8 3x3 relu",
        "flatten",
        "dense 16 gelu",
        "dense classes",
    ],
    "residual": [
        "conv 8 3x3 same",
        "batchnorm",
        "relu",
        "residual 16 3x3 stride 2 relu",
        "globalpool",
        "dense classes",
    ],
}


def test_p45_without_torch_a_run_answers_as_with_it(tmp_path: Path, counted: Counted) -> None:
    data = load(f"synthetic:size=14,examples={IMAGES},classes=4,noise=0.3")
    pixels = data.pixels
    for name, layers in NETWORKS.items():
        settings = {
            "model.layers": layers, "data.image_size": [14, 14], "train.epochs": 2, "train.batch_size": 50,
            "train.learning_rate": 0.01, "train.threads": 1, "train.device": "cpu",
        }  # fmt: skip
        run = pupila.train(data, settings=settings, out=tmp_path / name, listener=lambda event: None)
        light, whole = (pupila.load_classifier(run, engine=engine) for engine in ("numpy", "torch"))
        one, other = light.predict(pixels), whole.predict(pixels)
        assert np.abs(one - other).max() <= 1e-4
        assert (one.argmax(axis=1) == other.argmax(axis=1)).all()
        assert len(np.unique(other.argmax(axis=1))) > 1, "a network that answers one class shows nothing"
    counted(len(NETWORKS) * IMAGES)


def test_p45_weights_that_were_rounded_would_be_noticed(tmp_path: Path) -> None:
    """The tolerance is not so wide that half precision passes."""
    data = load("synthetic:size=14,examples=200,classes=4,noise=0.3")
    run = pupila.train(
        data,
        settings={"model.layers": NETWORKS["dense"], "data.image_size": [14, 14], "train.epochs": 3},
        out=tmp_path / "run",
        listener=lambda event: None,
    )
    light = pupila.load_classifier(run, engine="numpy")
    before = light.predict(data.pixels)
    model = pupila.load_classifier(run, engine="torch")
    for parameter in model.model.parameters():
        parameter.data = parameter.data.half().float()
    assert np.abs(before - model.predict(data.pixels)).max() > 1e-4
