from __future__ import annotations

import numpy as np

from pupila.data.augment import parse_augmentations
from pupila.data.versions import augmented_versions


def test_a_flip_gives_the_image_or_its_mirror() -> None:
    image = np.random.default_rng(0).integers(0, 256, (9, 8, 3), np.uint8)
    found = augmented_versions(image, parse_augmentations(["flip horizontal"]), count=20, seed=0)
    assert found.shape == (20, 9, 8, 3)
    same = [np.array_equal(one, image) for one in found]
    mirrored = [np.array_equal(one, image[:, ::-1]) for one in found]
    assert all(one or other for one, other in zip(same, mirrored, strict=True))
    assert any(same)
    assert any(mirrored)


def test_the_seed_draws_the_changes() -> None:
    image = np.random.default_rng(0).integers(0, 256, (9, 8, 1), np.uint8)
    lines = parse_augmentations(["rotate 20deg", "zoom 10%"])
    first, again, other = (augmented_versions(image, lines, count=3, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
