"""One preprocessing for training, evaluation and prediction, held against NumPy."""

from __future__ import annotations

import json
from typing import Literal

import numpy as np
import pytest
import torch

from pupila.data.preprocess import Preprocess, fit_preprocess


def images(count: int = 2500, channels: int = 3) -> np.ndarray:
    dice = np.random.default_rng(1)
    spread = np.array([40, 90, 200])[:channels, None, None]
    return dice.integers(0, spread, (count, channels, 3, 4)).astype(np.uint8)


def prepared(preprocess: Preprocess, pixels: np.ndarray) -> np.ndarray:
    unit = preprocess.to_unit(torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 2, 3, 1))))
    return preprocess.normalise(unit).numpy()


@pytest.mark.parametrize("channels", [1, 3])
def test_standardised_training_images_have_mean_zero_and_deviation_one(channels: int) -> None:
    pixels = images(channels=channels)
    rows = np.arange(0, 2500, 2)
    preprocess = fit_preprocess(pixels, rows, scale="standardise")
    chosen = pixels[rows].astype(np.float64) / 255
    assert np.allclose(preprocess.mean, chosen.mean(axis=(0, 2, 3)), atol=1e-12)
    assert np.allclose(preprocess.std, chosen.std(axis=(0, 2, 3)), atol=1e-9)
    result = prepared(preprocess, pixels[rows])
    assert np.allclose(result.mean(axis=(0, 2, 3)), 0, atol=1e-4)
    assert np.allclose(result.std(axis=(0, 2, 3)), 1, atol=1e-4)


def test_only_training_rows_are_measured() -> None:
    pixels = images(100)
    altered = pixels.copy()
    altered[50:] = 255
    rows = np.arange(50)
    assert fit_preprocess(pixels, rows, scale="standardise") == fit_preprocess(altered, rows, scale="standardise")


def test_unit_divides_by_255_and_measures_nothing() -> None:
    pixels = images(10)
    preprocess = fit_preprocess(pixels, np.arange(10))
    assert preprocess.mean == (0.0, 0.0, 0.0)
    assert preprocess.std == (1.0, 1.0, 1.0)
    assert np.allclose(prepared(preprocess, pixels), pixels / 255, atol=1e-7)


def test_white_is_one_and_black_is_zero() -> None:
    pixels = np.array([0, 255], np.uint8).reshape(1, 1, 1, 2)
    assert prepared(Preprocess((1, 2), 1), pixels).flatten().tolist() == pytest.approx([0.0, 1.0], abs=1e-7)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("scale", ["unit", "standardise"])
def test_without_torch_it_is_the_same_to_the_last_bit(channels: int, scale: Literal["unit", "standardise"]) -> None:
    pixels = images(50, channels)
    preprocess = fit_preprocess(pixels, np.arange(30), scale=scale)
    found = preprocess.to_input(np.ascontiguousarray(pixels.transpose(0, 2, 3, 1)))
    assert found.dtype == np.float32
    assert np.array_equal(found.transpose(0, 3, 1, 2), prepared(preprocess, pixels))


def test_a_channel_without_contrast_does_no_harm() -> None:
    pixels = np.full((20, 1, 4, 4), 7, np.uint8)
    preprocess = fit_preprocess(pixels, np.arange(20), scale="standardise")
    assert preprocess.std == (1.0,)
    assert np.allclose(prepared(preprocess, pixels), 0, atol=1e-6)


def test_it_is_the_same_after_a_way_through_json() -> None:
    preprocess = fit_preprocess(images(50), np.arange(50), scale="standardise", background=(1, 2, 3))
    assert Preprocess.from_json(json.loads(json.dumps(preprocess.to_json()))) == preprocess


def test_the_result_lies_channels_last() -> None:
    unit = Preprocess((3, 4), 3).to_unit(torch.zeros(2, 3, 4, 3, dtype=torch.uint8))
    assert unit.shape == (2, 3, 3, 4)
    assert unit.is_contiguous(memory_format=torch.channels_last)
