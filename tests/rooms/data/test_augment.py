"""What augmentation does to pixels, held against NumPy, SciPy and plain loops."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from pupila.data import augment
from pupila.data.augment import KINDS, Augmentation, Augmenter, parse_augmentation, parse_augmentations
from pupila.errors import RecipeError
from pupila.runtime import torch_generator


def smooth(height: int = 24, width: int = 24, channels: int = 1) -> torch.Tensor:
    """One image (1, C, H, W) without edges, so that ways of interpolating agree."""
    rows, columns = np.mgrid[0:height, 0:width] / max(height, width)
    waves = [0.5 + 0.25 * np.sin(4 * rows + c) + 0.2 * np.cos(5 * columns - c) for c in range(channels)]
    return torch.from_numpy(np.stack(waves)[None].astype(np.float32))


def noise(count: int = 8, channels: int = 3, height: int = 9, width: int = 12) -> torch.Tensor:
    return torch.rand(count, channels, height, width, generator=torch.Generator().manual_seed(3))


def apply(images: torch.Tensor, *lines: str, seed: int = 0, stream: tuple[int, ...] = (1, 0)) -> torch.Tensor:
    return Augmenter(parse_augmentations(lines), seed=seed)(images, *stream)


def fixed_reach(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    """Let every amount be this share of its reach, instead of a random one."""
    monkeypatch.setattr(augment, "_uniform", lambda count, reach, generator: torch.full((count,), share * reach))


@pytest.mark.parametrize(("line", "axis"), [("flip horizontal", 3), ("flip vertical", 2)])
def test_a_flip_mirrors_exactly_or_leaves_alone(line: str, axis: int) -> None:
    images = noise(64)
    changed = apply(images, line)
    flipped = [bool(torch.equal(new, old.flip(axis - 1))) for new, old in zip(changed, images, strict=True)]
    same = [bool(torch.equal(new, old)) for new, old in zip(changed, images, strict=True)]
    assert all(a != b for a, b in zip(flipped, same, strict=True))
    assert 16 < sum(flipped) < 48


def test_a_flip_in_a_warp_mirrors_the_same_images_as_alone() -> None:
    """Two lists that share a line share its dice."""
    images = noise(32)
    alone = apply(images, "flip horizontal")
    joined = apply(images, "flip horizontal", "zoom 0.0001%")
    assert torch.allclose(alone, joined, atol=1e-4)


@pytest.mark.parametrize("share", [-1.0, -0.4, 0.7, 1.0])
@pytest.mark.parametrize("size", [(24, 24), (20, 32)])
def test_a_rotation_turns_by_its_angle(monkeypatch: pytest.MonkeyPatch, share: float, size: tuple[int, int]) -> None:
    fixed_reach(monkeypatch, share)
    image = smooth(*size)
    changed = apply(image, "rotate 20deg")[0, 0].numpy()
    reference = ndimage.rotate(image[0, 0].numpy(), share * 20, reshape=False, order=1, mode="nearest")
    assert np.abs(changed - reference).max() < 0.01
    assert np.abs(changed - image[0, 0].numpy()).max() > 0.05


@pytest.mark.parametrize("share", [-1.0, 0.5])
def test_a_shift_moves_by_a_share_of_each_side(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    fixed_reach(monkeypatch, share)
    image = noise(1, 2, 10, 20)
    changed = apply(image, "shift 20%")[0].numpy()
    moved = ndimage.shift(image[0].numpy(), (0, -share * 2, -share * 4), order=1, mode="nearest")
    assert np.abs(changed - moved).max() < 1e-5


@pytest.mark.parametrize("share", [-1.0, 0.5])
def test_a_zoom_stretches_about_the_middle(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    fixed_reach(monkeypatch, share)
    image = smooth(20, 30)
    factor, centre = 1 + 0.2 * share, (np.array([20, 30]) - 1) / 2
    reference = ndimage.affine_transform(
        image[0, 0].numpy(), np.eye(2) * factor, offset=centre * (1 - factor), order=1, mode="nearest"
    )
    assert np.abs(apply(image, "zoom 20%")[0, 0].numpy() - reference).max() < 1e-4


def mirrored(position: int, size: int) -> int:
    while not 0 <= position < size:
        position = -position if position < 0 else 2 * (size - 1) - position
    return position


@pytest.mark.parametrize(("amount", "size"), [(3, (7, 9)), (50, (4, 5)), (2, (1, 6))])
def test_a_crop_moves_by_whole_pixels_and_mirrors_the_rim(amount: int, size: tuple[int, int]) -> None:
    images = noise(6, 2, *size)
    changed = apply(images, f"crop {amount}").numpy()
    height, width = size
    reach = min(amount, height - 1, width - 1)
    for new, old in zip(changed, images.numpy(), strict=True):
        candidates = []
        for down in range(-reach, reach + 1):
            for right in range(-reach, reach + 1):
                rows = [mirrored(row + down, height) for row in range(height)]
                columns = [mirrored(column + right, width) for column in range(width)]
                candidates.append(np.array_equal(new, old[:, rows][:, :, columns]))
        assert any(candidates)


def test_crops_reach_every_corner() -> None:
    image = torch.arange(9.0).view(1, 1, 3, 3).repeat(400, 1, 1, 1) / 9
    middles = (apply(image, "crop 1")[:, 0, 1, 1] * 9).round().int()
    assert torch.bincount(middles, minlength=9).min() > 20


def test_a_cutout_blanks_one_square() -> None:
    images = torch.ones(200, 3, 12, 16)
    blanked = (apply(images, "cutout 4") == 0).numpy()
    assert (blanked.all(axis=1) == blanked.any(axis=1)).all(), "all channels alike"
    sizes = set()
    for image in blanked[:, 0]:
        rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
        assert image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()
        assert image.sum() == len(rows) * len(columns)
        sizes.add((len(rows), len(columns)))
    assert max(sizes) == (4, 4)
    assert min(len_rows for len_rows, _ in sizes) < 4, "a centre at the rim leaves a part of the square outside"


def test_brightness_adds_one_number_to_an_image() -> None:
    images = torch.full((300, 1, 2, 3), 0.5)
    images[:, :, 0, 0] = 0.6
    added = (apply(images, "brightness 20%") - images).flatten(1)
    assert torch.allclose(added, added[:, :1].expand_as(added), atol=1e-6)
    assert float(added.min()) == pytest.approx(-0.2, abs=0.01)
    assert float(added.max()) == pytest.approx(0.2, abs=0.01)


def test_contrast_stretches_about_the_mean() -> None:
    images = torch.tensor([0.4, 0.6]).view(1, 1, 1, 2).repeat(300, 1, 1, 1)
    changed = apply(images, "contrast 50%").flatten(1)
    assert torch.allclose(changed.mean(dim=1), torch.full((300,), 0.5), atol=1e-6)
    spread = changed[:, 1] - changed[:, 0]
    assert float(spread.min()) == pytest.approx(0.1, abs=0.005)
    assert float(spread.max()) == pytest.approx(0.3, abs=0.005)


SMALLEST = ["rotate 0.001deg", "shift 0.001%", "zoom 0.001%", "brightness 0.001%", "contrast 0.001%", "cutout 0.0001"]


@pytest.mark.parametrize("line", SMALLEST)
def test_next_to_no_amount_does_next_to_nothing(line: str) -> None:
    images = noise()
    assert torch.allclose(apply(images, line), images, atol=1e-3)


ALL = [kind.example for kind in KINDS.values()]


@pytest.mark.parametrize("lines", [[line] for line in ALL] + [ALL], ids=str)
@pytest.mark.parametrize("channels", [1, 3])
def test_values_shape_and_memory_stay_what_they_are(lines: list[str], channels: int) -> None:
    images = (noise(16, channels) > 0.5).float().to(memory_format=torch.channels_last)
    before = images.clone()
    changed = apply(images, *lines)
    assert changed.shape == images.shape
    assert changed.dtype == torch.float32
    assert changed.is_contiguous(memory_format=torch.channels_last)
    assert float(changed.min()) >= 0.0
    assert float(changed.max()) <= 1.0
    assert torch.equal(images, before), "the caller's images are not changed"


def test_white_stays_white_however_it_is_warped() -> None:
    """The four weights of a bilinear pixel may add up to a little more than 1."""
    white = torch.ones(500, 1, 9, 7)
    changed = apply(white, "rotate 90deg", "shift 30%", "zoom 40%")
    assert float(changed.max()) <= 1.0
    assert float(changed.min()) > 0.999


@pytest.mark.parametrize("line", ALL)
def test_the_dice_are_a_function_of_seed_and_place(line: str) -> None:
    images = noise(32)
    assert torch.equal(apply(images, line), apply(images, line))
    assert not torch.equal(apply(images, line), apply(images, line, seed=1))
    assert not torch.equal(apply(images, line), apply(images, line, stream=(2, 0)))
    assert not torch.equal(apply(images, line), apply(images, line, stream=(1, 1)))


def test_nothing_to_do_does_nothing() -> None:
    images = noise()
    assert Augmenter((), seed=0)(images, 1) is images


def test_dice_depend_on_their_line_alone() -> None:
    images = noise(32)
    one, two = (Augmenter(parse_augmentations(lines), seed=0) for lines in (["crop 2"], ["brightness 5%", "crop 2"]))
    states = [
        each._generator(Augmentation("crop", 2.0), images, (1, 0)).initial_seed()  # the dice themselves
        for each in (one, two)
    ]
    assert states[0] == states[1] == torch_generator(0, "augment", "crop", "", 1, 0).initial_seed()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("flip horizontal", Augmentation("flip", direction="horizontal")),
        ("  FLIP  Vertical ", Augmentation("flip", direction="vertical")),
        ("rotate 20deg", Augmentation("rotate", 20.0)),
        ("rotate 20", Augmentation("rotate", 20.0)),
        ("rotate 0.1turn", Augmentation("rotate", 36.0)),
        ("shift 20%", Augmentation("shift", 0.2)),
        ("zoom .1", Augmentation("zoom", 0.1)),
        ("crop 4px", Augmentation("crop", 4.0)),
        ("cutout 8", Augmentation("cutout", 8.0)),
    ],
)
def test_lines_are_read(line: str, expected: Augmentation) -> None:
    assert parse_augmentation(line) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_examples_are_read_and_written_alike(kind: str) -> None:
    assert str(parse_augmentation(KINDS[kind].example)) == KINDS[kind].example


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("flop horizontal", "augment.unknown_guess"),
        ("xyzzy", "augment.unknown"),
        ("", "augment.unknown"),
        ("flip", "augment.flip"),
        ("flip 3", "augment.flip"),
        ("flip sideways", "augment.flip"),
        ("rotate", "augment.malformed"),
        ("rotate 20%", "augment.malformed"),
        ("rotate twenty", "augment.malformed"),
        ("rotate -20deg", "augment.malformed"),
        ("crop 20%", "augment.malformed"),
        ("rotate 200deg", "augment.too_large"),
        ("shift 20", "augment.too_large"),
        ("zoom 0%", "augment.too_large"),
        ("rotate " + "9" * 400, "augment.too_large"),
    ],
)
def test_lines_that_cannot_be_read_are_answered(line: str, code: str) -> None:
    with pytest.raises(RecipeError) as caught:
        parse_augmentation(line)
    assert caught.value.code == code
    assert caught.value.message("es") != caught.value.message("en")


WORDS = st.sampled_from([*KINDS, "horizontal", "20", "20%", "deg", "1e9", "-1", "½", "٣", "%", "{0}"])


@given(st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=4).map(" ".join)))
def test_no_line_raises_anything_else(line: str) -> None:
    try:
        read = parse_augmentation(line)
    except RecipeError as error:
        told = str(error)
    else:
        told = str(read)
        assert parse_augmentation(told).kind == read.kind
    assert told


def sides(images: torch.Tensor, changed: torch.Tensor) -> list[bool]:
    """Return which images came out mirrored."""
    return [bool(torch.equal(new, old.flip(2))) for new, old in zip(changed, images, strict=True)]


def test_an_alternating_flip_shows_every_image_from_both_sides_in_two_epochs() -> None:
    images, rows = noise(64), torch.randperm(1000, generator=torch.Generator().manual_seed(0))[:64]
    augmenter = Augmenter(parse_augmentations(["flip alternating"]), seed=4)
    first, second, third = (sides(images, augmenter(images, epoch, 0, rows=rows)) for epoch in (1, 2, 3))
    assert first == [not side for side in second] == third
    assert 16 < sum(first) < 48
    # The side belongs to the row, wherever in the epoch it comes.
    order = torch.arange(63, -1, -1)
    assert sides(images[order], augmenter(images[order], 1, 7, rows=rows[order])) == first[::-1]


def test_an_alternating_flip_differs_by_seed_and_is_a_coin_where_nothing_alternates() -> None:
    images, rows = noise(64), torch.arange(64)
    items = parse_augmentations(["flip alternating"])
    chosen = {seed: sides(images, Augmenter(items, seed=seed)(images, 1, rows=rows)) for seed in (0, 1)}
    assert chosen[0] != chosen[1]
    coins = [sides(images, Augmenter(items, seed=0)(images, epoch)) for epoch in (1, 2)]
    assert coins[0] != [not side for side in coins[1]]


def test_an_alternating_flip_joins_a_warp() -> None:
    images, rows = noise(32), torch.arange(32)
    alone, joined = (
        Augmenter(parse_augmentations(lines), seed=0)(images, 2, 0, rows=rows)
        for lines in (["flip alternating"], ["flip alternating", "zoom 0.0001%"])
    )
    assert torch.allclose(alone, joined, atol=1e-4)
