from __future__ import annotations

import time

import numpy as np
import pytest

from pupila.data.synthetic import SHAPES, ShapeSettings, draw_shapes, load_synthetic, parse_settings
from pupila.errors import UsageError


def test_the_same_settings_give_the_same_pixels_another_seed_others() -> None:
    one, same, other = (draw_shapes(ShapeSettings(examples=40, seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(one.pixels, same.pixels)
    assert not np.array_equal(one.pixels, other.pixels)


@pytest.mark.parametrize("channels", [1, 3])
def test_classes_are_even_and_images_have_the_shape_asked_for(channels: int) -> None:
    found = draw_shapes(ShapeSettings(examples=50, size=20, classes=5, channels=channels))
    assert found.pixels.shape == (50, 20, 20, channels)
    assert np.bincount(found.labels).tolist() == [10] * 5
    assert np.array_equal(found.labels, found.true_labels)


def test_label_noise_gives_exactly_that_many_another_class() -> None:
    found = draw_shapes(ShapeSettings(examples=200, classes=3, label_noise=0.15))
    wrong = found.labels != found.true_labels
    assert wrong.sum() == 30
    assert set(found.labels.tolist()) == {0, 1, 2}
    clean = draw_shapes(ShapeSettings(examples=200, classes=3))
    assert np.array_equal(found.pixels, clean.pixels)  # the noise of labels changes no image
    assert np.array_equal(found.true_labels, clean.true_labels)


STILL = ShapeSettings(examples=64, classes=8, position=0, rotation=0, zoom=0, noise=0, channels=1, size=40)


def masks(settings: ShapeSettings) -> tuple[np.ndarray, np.ndarray]:
    """Return which pixels are more ink than paper, the top left corner being paper, and the labels."""
    found = draw_shapes(settings)
    ink = np.abs(found.pixels[..., 0].astype(int) - found.pixels[:, :1, :1, 0])
    return ink > 0.53 * ink.max(axis=(1, 2), keepdims=True), found.labels


def test_without_variation_a_class_has_one_form_and_classes_differ() -> None:
    inside, labels = masks(STILL)
    forms = []
    for label in range(8):
        own = inside[labels == label]
        assert (own == own[0]).all()
        assert own[0].any()
        forms.append(own[0].tobytes())
    assert len(set(forms)) == len(SHAPES) == 8


def test_the_circle_has_the_area_of_a_circle() -> None:
    inside, labels = masks(STILL)
    radius = 0.3 * 40 * 0.85
    assert inside[labels == 0][0].sum() == pytest.approx(np.pi * radius**2, rel=0.06)


@pytest.mark.parametrize("change", [{"position": 0.2}, {"rotation": 40.0}, {"zoom": 0.4}])
def test_each_parameter_moves_the_shapes(change: dict[str, float]) -> None:
    inside, labels = masks(ShapeSettings(**{**STILL.__dict__, **change}))
    squares = inside[labels == 1]
    assert not (squares == squares[0]).all()


def test_position_zero_keeps_the_centre_and_position_shifts_it_no_further_than_said() -> None:
    inside, labels = masks(ShapeSettings(**{**STILL.__dict__, "position": 0.2, "examples": 200}))
    rows, columns = np.indices((40, 40))
    for mask in inside[labels == 0]:
        assert abs(rows[mask].mean() - 19.5) <= 8.5
        assert abs(columns[mask].mean() - 19.5) <= 8.5


def test_noise_has_the_deviation_asked_for() -> None:
    found = draw_shapes(ShapeSettings(examples=100, noise=0.02, position=0, zoom=0, channels=1, size=32))
    corner = found.pixels[:, :4, :4, 0].astype(float)
    assert corner.std(axis=(1, 2)).mean() == pytest.approx(0.02 * 255, rel=0.1)


def test_brightness_says_nothing_about_the_class() -> None:
    found = draw_shapes(ShapeSettings(examples=2000, classes=2))
    light = found.pixels[:, 0, 0].mean(axis=1) > 128
    assert abs(light[found.labels == 0].mean() - light[found.labels == 1].mean()) < 0.08


def test_words_are_read_and_defaults_kept() -> None:
    assert parse_settings("") == ShapeSettings()
    read = parse_settings("examples=30, size=16,label_noise=0.1")
    assert (read.examples, read.size, read.label_noise, read.classes) == (30, 16, 0.1, 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sise=3", "Did you mean 'size'"),
        ("size", "was given ''"),
        ("size=big", "'big'"),
        ("size=2.5", "'2.5'"),
        ("size=100000", "from 4 to 512"),
        ("classes=1", "from 2 to 8"),
        ("noise=nan", "'nan'"),
        ("label_noise=1.5", "from 0 to 1"),
        ("channels=2", "'2'"),
        ("seed=-1", "seed"),
    ],
)
def test_a_word_that_cannot_be_followed_is_answered(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_settings(text)


def test_two_thousand_images_take_about_a_second() -> None:
    start = time.process_time()
    found = load_synthetic("examples=2000")
    assert time.process_time() - start < 3
    assert found.images.shape == (2000, 3, 32, 32)
    assert found.class_names == ("circle", "square", "triangle", "cross")
