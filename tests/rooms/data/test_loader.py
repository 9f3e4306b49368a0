"""Every epoch hands out every row once, in an order that depends on seed and epoch alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from pupila.data import loader as loaders
from pupila.data.augment import Augmenter, parse_augmentations
from pupila.data.loader import Batch, Loader
from pupila.data.preprocess import Preprocess


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make parts of three steps, so that an epoch has several."""
    monkeypatch.setattr(loaders, "PART_BYTES", 3 * 4 * (6 * 5 * 3) * 4)


def make(count: int = 53, batch_size: int = 4, *lines: str, rows: np.ndarray | None = None) -> Loader:
    dice = np.random.default_rng(0)
    pixels = dice.integers(0, 256, (count + 9, 6, 5, 3), dtype=np.uint8)
    labels = dice.integers(0, 7, count + 9)
    chosen = dice.permutation(count + 9)[:count] if rows is None else rows
    augmenter = Augmenter(parse_augmentations(lines), seed=5) if lines else None
    preprocess = Preprocess((6, 5), 3)
    images = pixels.transpose(0, 3, 1, 2)
    return Loader(images, labels, chosen, preprocess=preprocess, batch_size=batch_size, augmenter=augmenter)


def steps(loader: Loader, *, seed: int = 0, epoch: int = 1, first_step: int = 0) -> list[Batch]:
    parts = loader.shuffled(seed=seed, epoch=epoch, first_step=first_step)
    return [batch for part in parts for batch in part]


def order(batches: list[Batch]) -> list[int]:
    return torch.cat([batch.indices for batch in batches]).tolist()


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("batch_size", [1, 4, 7, 53, 100])
def test_an_epoch_has_every_row_once(batch_size: int) -> None:
    loader = make(53, batch_size)
    batches = steps(loader)
    assert sorted(order(batches)) == sorted(loader.rows.tolist())
    assert len(batches) == loader.num_steps
    assert loader.num_examples == 53
    assert [len(batch.labels) for batch in batches[:-1]] == [min(batch_size, 53)] * (len(batches) - 1)
    assert len(batches[-1].labels) == (53 % batch_size or batch_size if batch_size <= 53 else 53)


@pytest.mark.usefixtures("small_parts")
def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    loader = make()
    assert order(steps(loader)) == order(steps(make()))
    assert order(steps(loader)) != order(steps(loader, epoch=2))
    assert order(steps(loader)) != order(steps(loader, seed=1))
    assert order(steps(loader)) != loader.rows.tolist()


def test_the_order_does_not_depend_on_the_size_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = order(steps(make()))
    monkeypatch.setattr(loaders, "PART_BYTES", 1)
    assert order(steps(make())) == whole


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("lines", [(), ("flip horizontal", "rotate 20deg", "crop 1", "cutout 2", "brightness 10%")])
def test_an_epoch_taken_up_at_any_step_goes_on_alike(lines: tuple[str, ...]) -> None:
    loader = make(53, 4, *lines)
    assert loader.steps_a_part == 3
    whole = steps(loader, epoch=3)
    for first in range(loader.num_steps + 1):
        rest = steps(loader, epoch=3, first_step=first)
        assert len(rest) == loader.num_steps - first
        for one, other in zip(rest, whole[first:], strict=True):
            assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("shuffled", [True, False])
def test_images_and_labels_belong_to_their_indices(shuffled: bool) -> None:
    loader = make()
    dice = np.random.default_rng(0)
    pixels = dice.integers(0, 256, (62, 6, 5, 3), dtype=np.uint8)
    labels = dice.integers(0, 7, 62)
    for batch in steps(loader) if shuffled else loader.in_order():
        for image, label, row in zip(batch.images, batch.labels, batch.indices, strict=True):
            assert int(label) == labels[row]
            expected = pixels[row].transpose(2, 0, 1).astype(np.float32) / 255
            assert np.abs(image.numpy() - expected).max() < 1e-6


def test_in_order_is_in_order_and_not_augmented() -> None:
    loader = make(10, 4, "brightness 100%")
    batches = list(loader.in_order())
    assert order(batches) == loader.rows.tolist()
    assert [len(batch.labels) for batch in batches] == [4, 4, 2]
    assert all(torch.equal(a.images, b.images) for a, b in zip(batches, make(10, 4).in_order(), strict=True))


def test_each_epoch_augments_anew() -> None:
    rows = np.arange(4)
    loader = make(4, 4, "brightness 50%", rows=rows)
    first, second = (steps(loader, epoch=epoch)[0] for epoch in (1, 2))
    by_row = [dict(zip(batch.indices.tolist(), batch.images, strict=True)) for batch in (first, second)]
    assert all(not torch.equal(by_row[0][row], by_row[1][row]) for row in range(4))


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("lines", [(), ("flip horizontal",), ("zoom 10%",), ("crop 2", "cutout 2")])
def test_batches_are_float32_channels_last(lines: tuple[str, ...]) -> None:
    for batch in steps(make(20, 4, *lines)):
        assert batch.images.dtype == torch.float32
        assert batch.labels.dtype == batch.indices.dtype == torch.int64
        assert batch.images.shape[1:] == (3, 6, 5)
        assert batch.images.is_contiguous(memory_format=torch.channels_last)


def test_the_data_set_is_never_changed() -> None:
    pixels = np.full((8, 4, 4, 1), 100, np.uint8)
    preprocess = Preprocess((4, 4), 1, scale="standardise", mean=(0.5,), std=(0.1,))
    images = pixels.transpose(0, 3, 1, 2)
    loader = Loader(images, np.zeros(8, np.int64), np.arange(8), preprocess=preprocess, batch_size=3)
    values = {float(value) for batch in steps(loader) for value in batch.images.unique()}
    assert list(values) == pytest.approx([(100 / 255 - 0.5) / 0.1], abs=1e-5)
    assert (pixels == 100).all()


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(("share", "examples"), [(1.0, 53), (0.5, 26), (0.1, 5), (0.001, 1)])
def test_a_part_of_an_epoch_is_its_beginning(share: float, examples: int) -> None:
    loader = make(53, 4)
    part = [batch for part in loader.shuffled(seed=0, epoch=2, share=share) for batch in part]
    assert loader.first(share) == (examples, len(part))
    assert order(part) == order(steps(loader, epoch=2))[:examples]


def test_alternating_flips_follow_the_rows() -> None:
    """Every image comes from both sides in two epochs, whatever the order."""
    loader = make(53, 4, "flip alternating")
    seen: list[dict[int, torch.Tensor]] = []
    for epoch in (1, 2):
        batches = steps(loader, epoch=epoch)
        seen.append({int(row): image for b in batches for row, image in zip(b.indices, b.images, strict=True)})
    assert all(torch.equal(seen[0][row], seen[1][row].flip(2)) for row in seen[0])
