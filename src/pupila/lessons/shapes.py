"""The lessons on padding, stride and pooling: how an image changes its size on its way through a network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pupila.inspection.pictures import tile_grid
from pupila.inspection.sums import shape_sums
from pupila.lessons.kernels import KERNELS
from pupila.lessons.layers import Values, follow, run_layer
from pupila.lessons.lesson import Block, Code, Curve, Grid, Heading, Number, Numbers, Picture, Plot, Row, Try, words
from pupila.lessons.subjects import digit, grey, photo, signed_picture
from pupila.models.parsing import parse_layers

_SIDE = 96
_LINES = (
    "conv 6 5x5",
    "conv 6 5x5 same",
    "conv 6 3x3 same",
    "conv 6 3x3 stride 2",
    "conv 6 3x3 same stride 2",
    "maxpool 2",
)
_INPUT = (1, 28, 28)
_DEEPEST = 6
_DIGIT = 2
_FIVE = 5
_STRONGEST = 450.0
_SHIFTS = tuple(range(7))


def padding() -> tuple[Block, ...]:
    """Make the blocks of the lesson on padding and stride."""
    return (*_places(), *_zeros(), *_shrinking(), *_strides(), *_formula(), *_padding_practice())


def _places() -> tuple[Block, ...]:
    return (
        words("lessons_images.padding.intro"),
        Row(
            (
                Numbers(digit(_DIGIT), words("lessons_images.padding.first"), colours="grey", frame=(0, 0, 3, 3)),
                Numbers(digit(_DIGIT), words("lessons_images.padding.last"), colours="grey", frame=(5, 5, 8, 8)),
            )
        ),
        words("lessons_images.padding.places"),
    )


def _zeros() -> tuple[Block, ...]:
    return (
        Heading(words("lessons_images.padding.zeros_title")),
        words("lessons_images.padding.zeros"),
        Row(
            (
                Numbers(visits(7, same=False), words("lessons_images.padding.visits_valid"), colours="signed"),
                Numbers(visits(7, same=True), words("lessons_images.padding.visits_same"), colours="signed"),
                Numbers(
                    visits(7, same=False, stride=2), words("lessons_images.padding.visits_stride"), colours="signed"
                ),
            )
        ),
        words("lessons_images.padding.visits_reading"),
    )


def visits(size: int, *, same: bool, stride: int = 1, kernel: int = 3) -> NDArray[np.int64]:
    """Count for each pixel of a square image how many windows of a kernel lie on it."""
    edge = kernel // 2 if same else 0
    starts = range(-edge, size + edge - kernel + 1, stride)
    along = np.array([sum(start <= place < start + kernel for start in starts) for place in range(size)])
    return np.outer(along, along)


def _shrinking() -> tuple[Block, ...]:
    sizes = {line: _sizes([line] * _DEEPEST) for line in ("conv 1 5x5", "conv 1 5x5 same")}
    curves = (
        Curve(words("lessons_images.padding.with_same"), sizes["conv 1 5x5 same"], "val"),
        Curve(words("lessons_images.padding.without"), sizes["conv 1 5x5"], "train"),
    )
    return (
        Plot(
            key="sizes",
            title=words("lessons_images.padding.plot_title"),
            alt=words("lessons_images.padding.plot_alt", last=int(sizes["conv 1 5x5"][-1])),
            positions=tuple(range(_DEEPEST + 1)),
            curves=curves,
            x_label=words("lessons_images.padding.plot_x"),
            caption=words("lessons_images.padding.plot_caption", last=int(sizes["conv 1 5x5"][-1])),
        ),
    )


def _sizes(lines: list[str]) -> tuple[float, ...]:
    costs = follow(lines, input_shape=_INPUT)
    return (float(_INPUT[1]), *(float(cost.output_shape[1]) for cost in costs))


def _strides() -> tuple[Block, ...]:
    image = grey(photo("china", _SIDE))
    tiles = []
    for stride in (1, 2, 4):
        answers = run_layer(f"conv 1 3x3 same stride {stride}", image, weights=KERNELS["vertical"])[0]
        tiles.append(signed_picture(answers.repeat(stride, axis=0).repeat(stride, axis=1), most=_STRONGEST))
    return (
        Heading(words("lessons_images.padding.stride_title")),
        words("lessons_images.padding.stride"),
        Picture(
            tile_grid(tiles, largest=2 * _SIDE, columns=3),
            caption=words("lessons_images.padding.stride_caption"),
            alt=words("lessons_images.padding.stride_alt"),
        ),
    )


def _formula() -> tuple[Block, ...]:
    rows = []
    for line in _LINES:
        (layer,) = parse_layers([line])
        (cost,) = follow([line], input_shape=_INPUT)
        channels, height, width = cost.output_shape
        total = shape_sums(layer, cost)[0]
        rows.append((line, total.write("en"), f"{height} x {width} x {channels}"))
    head = ("head_layer", "head_sum", "head_shape")
    return (
        Heading(words("lessons_images.padding.formula_title")),
        words("lessons_images.padding.formula"),
        words("lessons_images.padding.formula_sum"),
        Grid(
            words("lessons_images.padding.formula_caption"),
            tuple(words(f"lessons_images.padding.{code}") for code in head),
            tuple(rows),
        ),
        words("lessons_images.padding.formula_reading"),
    )


def _padding_practice() -> tuple[Block, ...]:
    return (
        Code(
            "import pupila\n\n"
            'lines = ["conv 6 5x5 same", "maxpool 2", "conv 16 5x5 stride 2", "flatten", "dense classes"]\n'
            "explained = pupila.explain(lines, input_shape=(1, 28, 28))\n"
            "for layer in explained.layers:\n"
            "    print(layer.line, layer.input_shape, layer.output_shape)",
            words("lessons_images.padding.code"),
        ),
        Try("pupila models show lenet5", words("lessons_images.padding.try")),
        Try("pupila models show lenet5 --input 40 40 1", words("lessons_images.padding.try_larger")),
    )


def pooling() -> tuple[Block, ...]:
    """Make the blocks of the lesson on pooling."""
    return (*_by_hand(), *_on_maps(), *_shifted(), *_price(), *_pooling_practice())


def _by_hand() -> tuple[Block, ...]:
    answers = np.maximum(run_layer("conv 1 3x3", digit(_FIVE), weights=KERNELS["vertical"])[0], 0)[:4, :4]
    best, mean = (run_layer(line, answers)[0] for line in ("maxpool 2", "avgpool 2"))
    corner = (0, 0, 1, 1)
    return (
        words("lessons_images.pooling.intro"),
        Heading(words("lessons_images.pooling.hand_title")),
        words("lessons_images.pooling.hand"),
        Row(
            (
                Numbers(answers, words("lessons_images.pooling.map"), spec=".0f", colours="signed", frame=(0, 0, 2, 2)),
                "->",
                Numbers(best, words("lessons_images.pooling.max"), spec=".0f", colours="signed", frame=corner),
                Numbers(mean, words("lessons_images.pooling.average"), spec=".2f", colours="signed", frame=corner),
            )
        ),
        words(
            "lessons_images.pooling.hand_sum",
            **{f"v{place}": value for place, value in enumerate(answers[:2, :2].ravel())},
            best=best[0, 0],
            mean=mean[0, 0],
        ),
    )


def _edges(image: NDArray[np.uint8]) -> Values:
    found: Values = np.abs(run_layer("conv 1 3x3", image, weights=KERNELS["vertical"])[0])
    return found


def _part(shift: int) -> NDArray[np.uint8]:
    """Return a part of the photo, moved to the right by some pixels, one pixel larger all around than its map."""
    left = _SHIFTS[-1] - shift
    return grey(photo("china", _SIDE + 2 + _SHIFTS[-1]))[: _SIDE + 2, left : left + _SIDE + 2]


def _on_maps() -> tuple[Block, ...]:
    edges = _edges(_part(0))
    tiles = [signed_picture(edges, most=_STRONGEST)]
    for size in (4, 8):
        for kind in ("maxpool", "avgpool"):
            small = run_layer(f"{kind} {size}", edges)[0]
            tiles.append(signed_picture(small.repeat(size, axis=0).repeat(size, axis=1), most=_STRONGEST))
    order = [tiles[0], tiles[1], tiles[3], tiles[0], tiles[2], tiles[4]]
    return (
        Heading(words("lessons_images.pooling.maps_title")),
        words("lessons_images.pooling.maps"),
        Picture(
            tile_grid(order, largest=2 * _SIDE, columns=3),
            caption=words("lessons_images.pooling.maps_caption"),
            alt=words("lessons_images.pooling.maps_alt"),
        ),
        words("lessons_images.pooling.maps_reading"),
    )


def similarity(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the correlation of two maps: 1 where they are alike, 0 where they have nothing to do with each other."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def _shifted() -> tuple[Block, ...]:
    maps = [_edges(_part(shift)) for shift in _SHIFTS]
    unpooled, pooled_4, pooled_8 = (
        tuple(similarity(seen[0], one) for one in seen)
        for seen in (maps, *([run_layer(f"maxpool {size}", one)[0] for one in maps] for size in (4, 8)))
    )
    curves = (
        Curve(words("lessons_images.pooling.pooled_8"), pooled_8, "val"),
        Curve(words("lessons_images.pooling.pooled_4"), pooled_4, "other"),
        Curve(words("lessons_images.pooling.unpooled"), unpooled, "train"),
    )
    return (
        Heading(words("lessons_images.pooling.shift_title")),
        words("lessons_images.pooling.shift"),
        Plot(
            key="shift",
            title=words("lessons_images.pooling.shift_plot"),
            alt=words("lessons_images.pooling.shift_alt"),
            positions=_SHIFTS,
            curves=curves,
            x_label=words("lessons_images.pooling.shift_x"),
            caption=words("lessons_images.pooling.shift_reading", unpooled=unpooled[2], pooled=pooled_8[2]),
        ),
    )


def _price() -> tuple[Block, ...]:
    lines = ("conv 6 5x5 same", "maxpool 2", "conv 16 5x5", "maxpool 2")
    costs = follow(lines, input_shape=_INPUT)
    rows = []
    for line, cost in zip(lines, costs, strict=True):
        channels, height, width = cost.output_shape
        rows.append(
            (line, f"{height} x {width} x {channels}", Number(channels * height * width), Number(cost.parameters))
        )
    head = ("head_layer", "head_shape", "head_values", "head_parameters")
    return (
        Heading(words("lessons_images.pooling.price_title")),
        words("lessons_images.pooling.price"),
        Grid(
            words("lessons_images.pooling.price_caption"),
            tuple(words(f"lessons_images.pooling.{code}") for code in head),
            tuple(rows),
        ),
        words("lessons_images.pooling.price_reading"),
    )


def _pooling_practice() -> tuple[Block, ...]:
    return (
        Code(
            "import numpy as np\n\n"
            "image = np.array([[1, 5, 0, 2], [3, 7, 1, 1], [0, 0, 9, 4], [2, 2, 8, 3]])\n"
            "windows = image.reshape(2, 2, 2, 2)  # window rows, rows in them, window columns, columns in them\n"
            "print(windows.max(axis=(1, 3)))\n"
            "print(windows.mean(axis=(1, 3)))",
            words("lessons_images.pooling.code"),
        ),
        Try("pupila explain n2-cifar10-deep", words("lessons_images.pooling.try")),
    )
