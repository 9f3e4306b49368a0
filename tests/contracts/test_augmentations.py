"""What holds for every kind of augmentation."""

from __future__ import annotations

import pytest
import torch

from pupila.data.augment import KINDS, Augmenter, parse_augmentation
from pupila.errors import RecipeError


def images() -> torch.Tensor:
    dice = torch.Generator().manual_seed(0)
    return torch.rand(24, 3, 8, 10, generator=dice).to(memory_format=torch.channels_last)


@pytest.mark.parametrize("kind", KINDS)
def test_it_changes_images_but_not_what_they_are(kind: str) -> None:
    before = images()
    after = Augmenter([parse_augmentation(KINDS[kind].example)], seed=1)(before, 1, 0)
    assert after.shape == before.shape
    assert after.dtype == before.dtype
    assert after.is_contiguous(memory_format=torch.channels_last)
    assert not torch.equal(after, before)
    assert 0.0 <= float(after.min()) <= float(after.max()) <= 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_same_for_the_same_dice(kind: str) -> None:
    augmenter = Augmenter([parse_augmentation(KINDS[kind].example)], seed=1)
    assert torch.equal(augmenter(images(), 3, 4), augmenter(images(), 3, 4))
    assert not torch.equal(augmenter(images(), 3, 4), augmenter(images(), 4, 4))


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"flip"}))
def test_it_works_at_its_largest_amount_and_refuses_more(kind: str) -> None:
    largest, unit = KINDS[kind].largest, KINDS[kind].unit
    written = largest * 100 if unit == "%" else largest
    item = parse_augmentation(f"{kind} {written:g}{unit}")
    after = Augmenter([item], seed=0)(images(), 1)
    assert bool(after.isfinite().all())
    assert 0.0 <= float(after.min()) <= float(after.max()) <= 1.0
    with pytest.raises(RecipeError, match=f"at most {written:g}"):
        parse_augmentation(f"{kind} {written * 1.01:g}{unit}")


@pytest.mark.parametrize("kind", KINDS)
def test_it_works_on_one_grey_pixel(kind: str) -> None:
    pixel = torch.full((3, 1, 1, 1), 0.5)
    after = Augmenter([parse_augmentation(KINDS[kind].example)], seed=0)(pixel, 1)
    assert after.shape == pixel.shape
    assert bool(after.isfinite().all())
