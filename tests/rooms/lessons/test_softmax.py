"""Softmax and cross-entropy: the numbers of the lesson by other routes, and what its sentences claim."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import special
from sklearn.metrics import log_loss

from pupila.lessons import softmax
from pupila.lessons.lesson import Number, Numbers, Plot, Row, Words

LOGITS = st.lists(st.floats(-50, 50), min_size=2, max_size=6)


@given(LOGITS, st.floats(0.1, 20))
def test_probabilities_are_those_of_scipy(logits: list[float], temperature: float) -> None:
    found = softmax.probabilities_of(logits, temperature=temperature)
    np.testing.assert_allclose(found, special.softmax(np.array(logits) / temperature), rtol=1e-12)
    assert found.sum() == pytest.approx(1)


@given(LOGITS, st.floats(-1000, 1000))
def test_only_differences_count(logits: list[float], added: float) -> None:
    shifted = softmax.probabilities_of(np.array(logits) + added)
    np.testing.assert_allclose(shifted, softmax.probabilities_of(logits), rtol=1e-9)


def test_a_huge_logit_is_no_trouble() -> None:
    assert softmax.probabilities_of([1000.0, 0.0]).tolist() == [1.0, 0.0]


@given(LOGITS, st.floats(0.2, 20))
def test_no_temperature_changes_the_winner(logits: list[float], temperature: float) -> None:
    found = softmax.probabilities_of(logits, temperature=temperature)
    assert found[int(np.argmax(logits))] == found.max()


@pytest.fixture(scope="module")
def start() -> softmax.Start:
    return softmax.untrained()


def test_an_untrained_network_knows_nothing(start: softmax.Start) -> None:
    assert len(start.losses) == len(softmax.SEEDS)
    assert math.log(10) < start.mean < 1.03 * math.log(10)
    assert all(loss == pytest.approx(math.log(10), rel=0.05) for loss in start.losses)
    assert np.mean(start.accuracies) < 0.2


def test_an_untrained_network_gives_one_answer_to_most_digits() -> None:
    """Its accuracy is a matter of luck, as the lesson says."""
    from pupila.lessons.practice import answers, digits
    from pupila.models.build import build
    from pupila.models.parsing import parse_layers
    from pupila.models.presets import preset
    from pupila.runtime import torch_generator

    task = digits(train=0, held_out=softmax.IMAGES, seed=0, image_size=(28, 28))
    shares = []
    for seed in softmax.SEEDS:
        dice = torch_generator(seed, "weights")
        model = build(parse_layers(preset("lenet5")), input_shape=task.shape, num_classes=10, generator=dice)
        shares.append(np.bincount(answers(model, task, task.held_out)).max() / softmax.IMAGES)
    assert np.mean(shares) > 0.52


def test_the_start_is_the_log_loss_of_scikit_learn(start: softmax.Start) -> None:
    from pupila.evaluation.inference import predict
    from pupila.lessons.practice import batches, digits
    from pupila.models.build import build
    from pupila.models.parsing import parse_layers
    from pupila.models.presets import preset
    from pupila.runtime import torch_generator

    task = digits(train=0, held_out=softmax.IMAGES, seed=0, image_size=(28, 28))
    layers = parse_layers(preset("lenet5"))
    model = build(layers, input_shape=task.shape, num_classes=10, generator=torch_generator(0, "weights"))
    answer = predict(model, batches(task, task.held_out), class_names=tuple("0123456789"))
    expected = log_loss(answer.labels, answer.probabilities.astype(np.float64), labels=list(range(10)))
    assert start.losses[0] == pytest.approx(expected, rel=1e-5)


BLOCKS = softmax.softmax()


def test_the_row_shows_the_sum_that_the_words_tell() -> None:
    (row,) = [block for block in BLOCKS if isinstance(block, Row)]
    logits, powers, shares = (part.values[:, 0] for part in row.parts if isinstance(part, Numbers))
    (total,) = (part.value for part in row.parts if isinstance(part, Number))
    np.testing.assert_allclose(powers, np.exp(logits))
    np.testing.assert_allclose(powers / total, shares)
    np.testing.assert_allclose(shares, special.softmax(softmax.LOGITS))


def test_the_loss_curve_is_the_logarithm() -> None:
    plot = next(block for block in BLOCKS if isinstance(block, Plot) and block.key == "loss")
    expected = special.entr(np.array(plot.positions) / 100) / (np.array(plot.positions) / 100)
    np.testing.assert_allclose(plot.curves[0].values, expected, atol=1e-12)
    assert plot.curves[0].values[9] == pytest.approx(2.302585)


def test_the_words_quote_the_losses_of_scikit_learn() -> None:
    (loss,) = [block for block in BLOCKS if isinstance(block, Words) and block.code.endswith("softmax.loss")]
    table = special.softmax(softmax.LOGITS)[np.newaxis]
    assert loss.values["cheap"] == pytest.approx(log_loss([0], table, labels=[0, 1, 2]))
    assert loss.values["dear"] == pytest.approx(log_loss([2], table, labels=[0, 1, 2]))


def test_the_slopes_are_those_of_torch() -> None:
    (slope,) = [block for block in BLOCKS if isinstance(block, Words) and block.code.endswith("softmax.slope")]
    logits = torch.tensor([softmax.LOGITS], dtype=torch.float64, requires_grad=True)
    torch.nn.functional.cross_entropy(logits, torch.tensor([0])).backward()
    assert logits.grad is not None
    found = [slope.values[name] for name in ("rose", "tulip", "daisy")]
    np.testing.assert_allclose(found, logits.grad[0].numpy(), rtol=1e-9)


def test_warmer_is_flatter() -> None:
    plot = next(block for block in BLOCKS if isinstance(block, Plot) and block.key == "temperature")
    rose, tulip, daisy = (np.array(curve.values) for curve in plot.curves)
    assert (np.diff(rose) < 0).all()
    assert (np.diff(daisy) > 0).all()
    assert (rose > tulip).all()
    assert (tulip > daisy).all()
    assert (round(rose[0], 2), round(tulip[0], 2), round(daisy[0], 2)) == (0.66, 0.24, 0.10)  # what the alt text says
