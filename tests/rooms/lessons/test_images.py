"""The lessons on images say what is true: every number of theirs again, by another way."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, uniform_filter
from scipy.signal import correlate2d
from sklearn.datasets import load_digits, load_sample_image
from torch import nn

from pupila.lessons import kernels, layers, neurons, shapes, subjects
from pupila.lessons.catalogue import lesson
from pupila.lessons.lesson import Block, Grid, Lesson, Number, Numbers, Picture, Plot, Row, Words
from pupila.reporting.lesson_text import lesson_text

DICE = np.random.default_rng(3)


@cache
def built(name: str) -> Lesson:
    return lesson(name)


def matrices(name: str) -> list[NDArray[np.generic]]:
    found: list[NDArray[np.generic]] = []
    for block in built(name).blocks:
        parts: tuple[object, ...] = block.parts if isinstance(block, Row) else (block,)
        found += [part.values for part in parts if isinstance(part, Numbers)]
    return found


def grid(name: str, place: int) -> Grid:
    grids: list[Block] = [block for block in built(name).blocks if isinstance(block, Grid)]
    found = grids[place]
    assert isinstance(found, Grid)
    return found


def said(name: str, language: str = "en") -> str:
    return " ".join(lesson_text(built(name), language).split())  # type: ignore[arg-type]


# Subjects


def test_the_digits_are_those_of_scikit_learn() -> None:
    theirs = load_digits()
    assert theirs.target[2] == 2
    assert theirs.target[1] == 1
    assert theirs.target[5] == 5
    for row in (1, 2, 5):
        assert np.abs(subjects.digit(row) / 255 - theirs.images[row] / 16).max() < 0.004


def test_photos_are_parts_of_scikit_learns() -> None:
    for name in ("flower", "china"):
        top, left, side = subjects._SQUARES[name]  # type: ignore[index]
        part = load_sample_image(f"{name}.jpg")[top : top + side, left : left + side]
        assert part.shape == (side, side, 3)
        means = part.reshape(20, side // 20, 20, side // 20, 3).mean(axis=(1, 3))
        assert np.abs(subjects.photo(name, 20).astype(float) - means).mean() < 9  # type: ignore[arg-type]


def test_few_levels_are_near_the_true_ones() -> None:
    values = DICE.uniform(0, 255, 1000)
    rounded = subjects.few_levels(values)
    assert np.abs(rounded - values).max() <= 2.5
    assert len(np.unique(rounded)) <= 52


# Pixels


def test_an_image_has_as_many_numbers_as_the_lesson_says() -> None:
    assert "28 x 28 = 784" in said("pixels")
    assert "28 x 28 x 3 = 2,352" in said("pixels")
    assert "28 x 28 x 3 = 2.352" in said("pixels", "es")
    for _, shape, count in grid("pixels", 0).rows:
        assert isinstance(shape, str)
        assert isinstance(count, Number)
        assert np.prod([int(length) for length in shape.split(" x ")]) == count.value


def test_the_numbers_of_the_two_are_its_pixels() -> None:
    (whole, patch, scaled) = matrices("pixels")
    assert np.array_equal(whole, subjects.digit(2))
    assert np.array_equal(patch, subjects.digit(2)[1:4, 2:6])
    assert np.allclose(np.asarray(scaled, float) * 255, patch)


def test_the_single_pixel_is_one_of_the_photo_and_orange() -> None:
    values = [row[1] for row in grid("pixels", 1).rows]
    red, green, blue = (value.value for value in values if isinstance(value, Number))
    assert [red, green, blue] == subjects.photo("flower", 96)[34, 52].tolist()
    assert red > 2 * green > 2 * blue, "the words call it a pixel of a petal"


def test_petals_are_bright_in_red_and_darker_in_green_and_blue() -> None:
    petals = subjects.photo("flower", 96)[30:60, 35:65].reshape(-1, 3).mean(axis=0)
    assert petals[0] > 1.4 * petals[1] > 1.4 * petals[2]


# Kernels


@pytest.mark.parametrize("name", kernels.KERNELS)
def test_convolution_is_that_of_scipy(name: str) -> None:
    kernel = kernels.KERNELS[name]
    image = DICE.integers(0, 256, (12, 9))
    expected = correlate2d(image, kernel, mode="valid")
    assert layers.run_layer("conv 1 3x3", image, weights=kernel)[0] == pytest.approx(expected)
    with_edges = correlate2d(image, kernel, mode="same")
    assert layers.run_layer("conv 1 3x3 same", image, weights=kernel)[0] == pytest.approx(with_edges)
    assert layers.run_layer("conv 1 3x3 stride 2", image, weights=kernel)[0] == pytest.approx(expected[::2, ::2])


def test_the_step_is_worked_out_right() -> None:
    patch, kernel, products, image, answers = matrices("kernels")[:5]
    assert np.array_equal(np.asarray(products), np.asarray(patch) * np.asarray(kernel))
    total = float(np.asarray(products).sum())
    rows = [block for block in built("kernels").blocks if isinstance(block, Row)]
    (shown,) = [part.value for part in rows[0].parts if isinstance(part, Number)]
    assert shown == total
    expected = correlate2d(np.asarray(image, int), np.asarray(kernel), mode="valid")
    assert np.array_equal(np.asarray(answers), expected)
    assert np.array_equal(np.asarray(patch), np.asarray(image)[2:5, 1:4])
    assert expected[2, 1] == total
    assert f"= {total:,.0f}." in said("kernels")


def test_kernels_of_edges_add_up_to_nothing_and_the_others_to_one() -> None:
    sums = {name: float(kernel.sum()) for name, kernel in kernels.KERNELS.items()}
    assert sums == pytest.approx({"vertical": 0, "horizontal": 0, "outline": 0, "blur": 1, "sharpen": 1})
    flat = np.full((5, 5), 77.0)
    for name, kernel in kernels.KERNELS.items():
        expected = 77 * sums[name]
        assert layers.run_layer("conv 1 3x3", flat, weights=kernel) == pytest.approx(np.full((1, 3, 3), expected))


def test_blur_is_the_mean_of_nine() -> None:
    image = DICE.uniform(0, 255, (8, 8))
    blurred = layers.run_layer("conv 1 3x3", image, weights=kernels.KERNELS["blur"])[0]
    assert blurred == pytest.approx(uniform_filter(image, 3)[1:-1, 1:-1])


def test_three_channels_make_one_sum() -> None:
    rows = [block for block in built("kernels").blocks if isinstance(block, Row)][-3:]
    sums = []
    for row in rows:
        patch, kernel = (np.asarray(part.values, float) for part in row.parts if isinstance(part, Numbers))
        (shown,) = [part.value for part in row.parts if isinstance(part, Number)]
        assert shown == pytest.approx((patch * kernel).sum())
        sums.append(shown)
    red, _, blue = sums
    assert red > 0 > blue
    assert f"make {sum(sums):,.0f}." in said("kernels")
    assert "(27 + 1) x 32 = 896" in said("kernels")


def test_training_changes_the_kernels() -> None:
    before, after = kernels._learn()
    assert before.shape == after.shape == (8, 1, 3, 3)
    changes = [np.corrcoef(one.ravel(), other.ravel())[0, 1] for one, other in zip(before, after, strict=True)]
    assert min(changes) < 0.9
    # "in several, one side has become positive and the other negative"
    assert sum(_is_edge(one[0]) for one in after) > sum(_is_edge(one[0]) for one in before)


def _is_edge(kernel: NDArray[np.float32]) -> bool:
    sides = [(kernel[0], kernel[2]), (kernel[:, 0], kernel[:, 2])]
    return any(
        float(one.sum() * other.sum()) < 0 and min(abs(one.sum()), abs(other.sum())) > 0.4 for one, other in sides
    )


# Padding and stride


def test_every_sum_comes_out() -> None:
    for line, total, shape in grid("padding", 0).rows:
        assert isinstance(line, str)
        assert isinstance(total, str)
        assert isinstance(shape, str)
        left, _, right = total.partition(" = ")
        value = eval(re.sub(r"\bx\b", "*", left).replace("/", "//"))
        assert value == int(right)
        assert shape.startswith(f"{value} x {value} x ")


@pytest.mark.parametrize("same, stride", list(product((False, True), (1, 2))))
def test_visits_are_counted_right(same: bool, stride: int) -> None:
    edge = 1 if same else 0
    seen = np.zeros((7 + 2 * edge, 7 + 2 * edge), int)
    for top in range(0, len(seen) - 2, stride):
        for left in range(0, len(seen) - 2, stride):
            seen[top : top + 3, left : left + 3] += 1
    expected = seen[edge : 7 + edge, edge : 7 + edge]
    assert np.array_equal(shapes.visits(7, same=same, stride=stride), expected)


def test_six_layers_without_padding_leave_four_pixels() -> None:
    (plot,) = [block for block in built("padding").blocks if isinstance(block, Plot)]
    kept, shrinking = (curve.values for curve in plot.curves)
    assert kept == (28.0,) * 7
    assert shrinking == tuple(28.0 - 4 * depth for depth in range(7))


# Pooling


def test_pooling_is_worked_out_right() -> None:
    values, best, mean = (np.asarray(matrix, float) for matrix in matrices("pooling"))
    windows = values.reshape(2, 2, 2, 2)
    assert np.array_equal(best, windows.max(axis=(1, 3)))
    assert np.array_equal(mean, windows.mean(axis=(1, 3)))
    assert f"is {best[0, 0]:.0f};" in said("pooling")
    assert f"/ 4 = {mean[0, 0]:.2f}." in said("pooling")


@pytest.mark.parametrize("size", [2, 4, 8])
def test_pooling_is_that_of_scipy(size: int) -> None:
    values = DICE.normal(size=(16, 24))
    start = size // 2
    largest = maximum_filter(values, size)[start::size, start::size]
    assert layers.run_layer(f"maxpool {size}", values)[0] == pytest.approx(largest)
    mean = uniform_filter(values, size)[start::size, start::size]
    assert layers.run_layer(f"avgpool {size}", values)[0] == pytest.approx(mean)


def test_pooled_maps_forgive_a_shift() -> None:
    (plot,) = [block for block in built("pooling").blocks if isinstance(block, Plot)]
    pooled_8, pooled_4, unpooled = (np.array(curve.values, float) for curve in plot.curves)
    assert [pooled_8[0], pooled_4[0], unpooled[0]] == pytest.approx([1, 1, 1])
    assert (pooled_8[1:] > pooled_4[1:]).all()
    assert (pooled_4[1:] > unpooled[1:]).all()


def test_a_moved_photo_is_the_same_photo_further_left() -> None:
    still, moved = (shapes._part(shift) for shift in (0, 3))
    assert np.array_equal(moved[:, 3:], still[:, :-3])


# XOR


@cache
def learned(kind: str) -> neurons.Learned:
    return neurons.learn_xor(getattr(neurons, kind))


def test_the_images_are_xor() -> None:
    bits = neurons.IMAGES.reshape(4, 2) > 0
    assert np.array_equal(bits[:, 0] ^ bits[:, 1], neurons.LABELS == 1)
    assert len({tuple(row) for row in bits.tolist()}) == 4


def test_one_neuron_cannot_and_a_hidden_layer_can() -> None:
    assert max(learned("NEURON").accuracies) == 0.75
    assert learned("NEURON").losses[-1] == pytest.approx(np.log(2), abs=1e-3)
    assert learned("HIDDEN").accuracies[-1] == 1
    assert learned("HIDDEN").losses[-1] < 0.05
    assert "never got more than 75%" in said("xor")
    assert "gets 100%" in said("xor")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_that_is_no_matter_of_luck(seed: int) -> None:
    assert max(neurons.learn_xor(neurons.NEURON, epochs=60, seed=seed).accuracies) <= 0.75
    assert neurons.learn_xor(neurons.HIDDEN, seed=seed).accuracies[-1] == 1


def test_surfaces_show_what_the_networks_say() -> None:
    flat, cut = neurons.surface(learned("NEURON").network), neurons.surface(learned("HIDDEN").network)
    assert flat.shape == cut.shape
    off_dots = [(20, 120), (120, 120), (120, 20)]
    assert all(flat[place].min() > 220 for place in off_dots), "white: undecided"
    # Just beside the dots: top left is (left black, right white), so class 1, red; top right both white, blue.
    step = len(cut) // 6
    left_top, right_top = cut[step - 18, step - 18], cut[step - 18, -step + 18]
    assert left_top[0] > left_top[2] + 60
    assert right_top[2] > right_top[0] + 60


def test_each_dot_lies_in_the_colour_of_its_class() -> None:
    """The network with the hidden layer has all four right, so around each dot is the dot's own colour."""
    cut = neurons.surface(learned("HIDDEN").network).astype(int)
    size = len(cut)
    for down, across in product((size // 6, size - size // 6), repeat=2):
        dot, around = cut[down, across], cut[down, across + 18]
        assert (dot[0] > dot[2]) == (around[0] > around[2])


def test_the_table_of_hidden_neurons_is_theirs() -> None:
    network = learned("HIDDEN").network
    hidden = dict(network.named_children())["hidden"]
    assert isinstance(hidden, nn.Linear)
    weights, bias = hidden.weight.detach().numpy(), hidden.bias.detach().numpy()
    expected = np.tanh(neurons.IMAGES.reshape(4, 2) / 255 @ weights.T + bias)
    table = grid("xor", 2)
    shown = [[cell.value for cell in row[1:-1] if isinstance(cell, Number)] for row in table.rows]
    assert np.array(shown) == pytest.approx(expected, abs=1e-5)
    assert all(isinstance(row[0], Words) for row in table.rows)
    assert [round(row[-1].value) for row in table.rows if isinstance(row[-1], Number)] == [0, 1, 1, 0]


def test_every_picture_is_described_without_repeating_the_caption() -> None:
    for name in ("pixels", "kernels", "padding", "pooling", "xor"):
        for block in built(name).blocks:
            if isinstance(block, Picture):
                assert block.alt.say("en") != block.caption.say("en")
