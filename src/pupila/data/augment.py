"""Change training images at random, a batch at a time, without changing what they show.

Augmentations are lines, as layers are: "flip horizontal", "flip alternating", "rotate 20deg", "shift 20%", "zoom 10%",
"crop 4", "cutout 8", "brightness 20%", "contrast 20%". Flips, rotations, shifts and zooms of one image become one
matrix and one bilinear warp, however many there are; that is faster than one after the other, and blurs once instead of
four times.

Each line has random numbers of its own, a pure function of (seed, epoch, part of the epoch): two runs that share a seed
and the line "flip horizontal" flip the same images, whatever else their lists hold, and a resumed run goes on with the
same dice.

"flip alternating" mirrors a random half of the images in the first epoch, the other half in the second, and so on: in
two epochs every image is seen from both sides, where coins would show a quarter of them twice the same way (Jordan
2024, arXiv:2404.00498).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pupila.errors import RecipeError
from pupila.registry import nearest
from pupila.runtime import derive_seed, torch_generator

if TYPE_CHECKING:
    import torch

_LINE = re.compile(r"(?P<kind>[a-z]+)(?:\s+(?P<value>[0-9]*\.?[0-9]+)(?P<unit>deg|%|px|turn)?|\s+(?P<word>[a-z]+))?")


@dataclass(frozen=True)
class Augmentation:
    """Hold one line of the augmentation list.

    Attributes:
        kind: A key of `KINDS`.
        amount: Rotation in degrees, crop and cutout in pixels, the others as a fraction; 0 for flips.
        direction: "horizontal", "vertical" or "alternating" (horizontal, every second epoch) for flips, else empty.
    """

    kind: str
    amount: float = 0.0
    direction: str = ""

    def __str__(self) -> str:
        if self.direction:
            return f"{self.kind} {self.direction}"
        unit = KINDS[self.kind].unit
        value = self.amount * 100 if unit == "%" else self.amount
        return f"{self.kind} {value:g}{unit}"


@dataclass(frozen=True)
class Kind:
    """Say how a kind of augmentation is written, and how far it may go."""

    unit: str
    largest: float
    example: str
    geometric: bool = False


_DIRECTIONS = ("horizontal", "vertical", "alternating")
KINDS = {
    "flip": Kind("", 0.0, "flip horizontal", geometric=True),
    "rotate": Kind("deg", 180.0, "rotate 20deg", geometric=True),
    "shift": Kind("%", 0.9, "shift 20%", geometric=True),
    "zoom": Kind("%", 0.9, "zoom 10%", geometric=True),
    "crop": Kind("", 1024.0, "crop 4"),
    "cutout": Kind("", 1024.0, "cutout 8"),
    "brightness": Kind("%", 1.0, "brightness 20%"),
    "contrast": Kind("%", 1.0, "contrast 20%"),
}


def parse_augmentation(line: str) -> Augmentation:
    """Read one line.

    Raises:
        RecipeError: An unknown word, a missing or too large amount, a unit that does not belong.

    Example:
        >>> parse_augmentation("shift 20%")
        Augmentation(kind='shift', amount=0.2, direction='')
    """
    match = _LINE.fullmatch(line.strip().lower())
    kind = match["kind"] if match else line.split()[0] if line.split() else ""
    if kind not in KINDS:
        guess = nearest(kind, KINDS)
        examples = ", ".join(f'"{known.example}"' for known in KINDS.values())
        code = "augment.unknown_guess" if guess else "augment.unknown"
        raise RecipeError(code, line=line, word=kind, guess=guess, examples=examples)
    known = KINDS[kind]
    if match is None:
        raise RecipeError("augment.malformed", line=line, example=known.example)
    if kind == "flip":
        if match["value"] or match["word"] not in _DIRECTIONS:
            raise RecipeError("augment.flip", line=line)
        return Augmentation(kind, direction=match["word"])
    if match["value"] is None or (match["unit"] or "") not in _units(known.unit):
        raise RecipeError("augment.malformed", line=line, example=known.example)
    amount = float(match["value"]) * {"%": 0.01, "turn": 360.0}.get(match["unit"] or "", 1.0)
    if not 0 < amount <= known.largest:
        raise RecipeError("augment.too_large", line=line, example=known.example, largest=f"{_written(known)}")
    return Augmentation(kind, amount)


def _units(unit: str) -> tuple[str, ...]:
    return {"deg": ("deg", "turn", ""), "%": ("%", "")}.get(unit, ("", "px"))


def _written(known: Kind) -> str:
    return f"{known.largest * 100:g}%" if known.unit == "%" else f"{known.largest:g}{known.unit}"


def parse_augmentations(lines: Sequence[str]) -> tuple[Augmentation, ...]:
    """Read a list of lines."""
    return tuple(parse_augmentation(line) for line in lines)


class Augmenter:
    """Apply a list of augmentations to batches of training images.

    Args:
        augmentations: What to do; the geometric ones are joined in their order, then the others follow in theirs.
        seed: The run's seed.
    """

    def __init__(self, augmentations: Sequence[Augmentation], *, seed: int) -> None:
        self.augmentations = tuple(augmentations)
        self.seed = seed

    def __call__(self, images: torch.Tensor, *stream: int, rows: torch.Tensor | None = None) -> torch.Tensor:
        """Return changed copies of the images.

        Args:
            images: Float32 in [0, 1]. Shape (B, C, H, W).
            stream: Which part of the training this is, the epoch first, such as (epoch, part); the dice depend on it
                and on the seed alone.
            rows: Which examples these are, for what alternates from epoch to epoch; left out, such flips are coins.
                Shape (B,).

        Returns:
            Float32 in [0, 1], same shape and memory format.
        """
        import torch

        channels_last = images.is_contiguous(memory_format=torch.channels_last)
        geometric = [item for item in self.augmentations if KINDS[item.kind].geometric]
        images = self._warp(images, geometric, stream, rows) if geometric else images
        for item in self.augmentations:
            if item.kind in _OPERATIONS:
                images = _OPERATIONS[item.kind](images, item.amount, self._generator(item, images, stream))
        # Warps and masks answer in another memory order, in which every step after them would be slower.
        return images.contiguous(memory_format=torch.channels_last) if channels_last else images

    def _generator(self, item: Augmentation, images: torch.Tensor, stream: tuple[int, ...]) -> torch.Generator:
        return torch_generator(self.seed, "augment", item.kind, item.direction, *stream, device=images.device.type)

    def _warp(
        self, images: torch.Tensor, items: Sequence[Augmentation], stream: tuple[int, ...], rows: torch.Tensor | None
    ) -> torch.Tensor:
        import torch
        import torch.nn.functional as F  # noqa: N812  # torch's own name for it

        if all(item.kind == "flip" for item in items):
            return self._flip(images, items, stream, rows)
        matrix = torch.eye(3, device=images.device).expand(len(images), 3, 3)
        for item in items:
            if item.kind == "flip":
                matrix = matrix @ _mirror(item, self._sides(item, images, stream, rows))
                continue
            generator = self._generator(item, images, stream)
            matrix = matrix @ _matrix(item, len(images), _aspect(images), generator)
        grid = F.affine_grid(matrix[:, :2], list(images.shape), align_corners=False)
        warped = F.grid_sample(images, grid, mode="bilinear", padding_mode="border", align_corners=False)
        # The four weights of a pixel add up to 1 but for rounding.
        return warped.clamp_(0, 1)

    def _flip(
        self, images: torch.Tensor, items: Sequence[Augmentation], stream: tuple[int, ...], rows: torch.Tensor | None
    ) -> torch.Tensor:
        import torch

        for item in items:
            sides = self._sides(item, images, stream, rows).view(-1, 1, 1, 1)
            images = torch.where(sides, images.flip(2 if item.direction == "vertical" else 3), images)
        return images

    def _sides(
        self, item: Augmentation, images: torch.Tensor, stream: tuple[int, ...], rows: torch.Tensor | None
    ) -> torch.Tensor:
        """Return which images are mirrored, as truth values (B,)."""
        if item.direction != "alternating" or rows is None or not stream:
            return _coin(len(images), self._generator(item, images, stream))
        return _fixed_coin(rows, derive_seed(self.seed, "augment", "flip", "alternating")) ^ bool(stream[0] % 2)


def _aspect(images: torch.Tensor) -> float:
    return images.shape[3] / images.shape[2]


def _coin(count: int, generator: torch.Generator) -> torch.Tensor:
    import torch

    return torch.rand(count, generator=generator, device=generator.device) < 0.5


def _fixed_coin(rows: torch.Tensor, seed: int) -> torch.Tensor:
    """Return one truth value for each row that depends on the row and the seed alone (Steele et al. 2014, SplitMix)."""
    mixed = rows + (seed & 0x7FFF_FFFF_FFFF)
    for shift, factor in ((30, -0x40A7_B892_E31B_1A47), (27, -0x6B2F_B644_ECCE_EE15)):
        mixed = (mixed ^ (mixed >> shift)) * factor
    return ((mixed >> 40) & 1).bool()


def _uniform(count: int, reach: float, generator: torch.Generator) -> torch.Tensor:
    import torch

    return (torch.rand(count, generator=generator, device=generator.device) * 2 - 1) * reach


def _mirror(item: Augmentation, sides: torch.Tensor) -> torch.Tensor:
    """Return the matrices (B, 3, 3) that mirror the images of which `sides` (B,) says so."""
    import torch

    matrix = torch.eye(3, device=sides.device).repeat(len(sides), 1, 1)
    axis = 1 if item.direction == "vertical" else 0
    matrix[:, axis, axis] = torch.where(sides, -1.0, 1.0)
    return matrix


def _matrix(item: Augmentation, count: int, aspect: float, generator: torch.Generator) -> torch.Tensor:
    """Return the matrices (B, 3, 3) that lead from output to input coordinates, both in [-1, 1]."""
    import torch

    matrix = torch.eye(3, device=generator.device).repeat(count, 1, 1)
    if item.kind == "rotate":
        angle = _uniform(count, math.radians(item.amount), generator)
        sine, cosine = angle.sin(), angle.cos()
        # Coordinates run from -1 to 1 along both sides, so a rotation of an oblong image must be told the sides' ratio.
        matrix[:, 0, 0], matrix[:, 0, 1] = cosine, -sine / aspect
        matrix[:, 1, 0], matrix[:, 1, 1] = sine * aspect, cosine
    elif item.kind == "shift":
        # A coordinate of 2 is one whole side.
        matrix[:, 0, 2] = _uniform(count, 2 * item.amount, generator)
        matrix[:, 1, 2] = _uniform(count, 2 * item.amount, generator)
    else:
        factor = 1 + _uniform(count, item.amount, generator)
        matrix[:, 0, 0], matrix[:, 1, 1] = factor, factor
    return matrix


def _crop(images: torch.Tensor, amount: float, generator: torch.Generator) -> torch.Tensor:
    """Move by up to `amount` whole pixels in each direction; what enters at the rim is the mirrored image."""
    import torch

    (count, _, height, width), device = images.shape, images.device
    pad = min(int(amount), height - 1, width - 1)
    offsets = torch.randint(-pad, pad + 1, (2, count, 1), generator=generator, device=device)
    rows = _mirrored(torch.arange(height, device=device) + offsets[0], height)
    columns = _mirrored(torch.arange(width, device=device) + offsets[1], width)
    which = torch.arange(count, device=device).view(-1, 1, 1)
    moved = images.permute(0, 2, 3, 1)[which, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def _mirrored(positions: torch.Tensor, size: int) -> torch.Tensor:
    positions = positions.abs()
    return (size - 1) - (size - 1 - positions).abs()


def _cutout(images: torch.Tensor, amount: float, generator: torch.Generator) -> torch.Tensor:
    """Blank a square of `amount` pixels, centred anywhere in the image (DeVries and Taylor 2017, arXiv:1708.04552)."""
    import torch

    (count, _, height, width), device = images.shape, images.device
    centre = torch.rand(2, count, 1, generator=generator, device=device)
    half = amount / 2
    rows = (torch.arange(height, device=device) + 0.5 - centre[0] * height).abs() < half
    columns = (torch.arange(width, device=device) + 0.5 - centre[1] * width).abs() < half
    return images.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], 0.0)


def _brightness(images: torch.Tensor, amount: float, generator: torch.Generator) -> torch.Tensor:
    """Add one number in [-amount, amount] to all pixels of an image."""
    return (images + _uniform(len(images), amount, generator).view(-1, 1, 1, 1)).clamp_(0, 1)


def _contrast(images: torch.Tensor, amount: float, generator: torch.Generator) -> torch.Tensor:
    """Stretch an image about its own mean by a factor in [1 - amount, 1 + amount]."""
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    factor = 1 + _uniform(len(images), amount, generator).view(-1, 1, 1, 1)
    return ((images - mean) * factor + mean).clamp_(0, 1)


_OPERATIONS: dict[str, Callable[[torch.Tensor, float, torch.Generator], torch.Tensor]] = {
    "crop": _crop,
    "cutout": _cutout,
    "brightness": _brightness,
    "contrast": _contrast,
}
