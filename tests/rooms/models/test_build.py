from __future__ import annotations

import copy
import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from pupila.errors import LayerError
from pupila.models.build import build, count_parameters, set_dropout_generator
from pupila.models.modules import DropoutLayer, Network
from pupila.models.parsing import parse_layers
from pupila.models.presets import preset
from pupila.models.shapes import Shape, layer_costs

Build = Callable[..., Network]
EVERYTHING = [
    "conv 8 3x3 same relu",
    "batchnorm",
    "residual 8",
    "dropout 0.3",
    "flatten",
    "dense 9 gelu",
    "dense classes",
]


def _note_shape(shapes: dict[str, tuple[int, ...]], name: str) -> Callable[..., None]:
    return lambda _, __, values: shapes.update({name: tuple(values.shape[1:])})


def _note_call(seen: list[bool]) -> Callable[..., None]:
    return lambda *_: seen.append(True)


def test_random_networks_agree_with_torch(random_networks: list[tuple[list[str], Shape]], build_lines: Build) -> None:
    for lines, shape in random_networks:
        costs = layer_costs(parse_layers(lines), input_shape=shape, num_classes=3)
        network = build_lines(lines, shape, num_classes=3)
        leaving: dict[str, tuple[int, ...]] = {}
        for name, child in network.named_children():
            child.register_forward_hook(_note_shape(leaving, name))
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            network(torch.rand(2, *shape))
        assert leaving == {cost.name: cost.output_shape for cost in costs}, lines
        counted = [count_parameters(child) for child in network.children()]
        assert counted == [cost.parameters for cost in costs], lines
        assert counter.get_total_flops() == 2 * 2 * sum(cost.multiply_adds for cost in costs), lines


# (line, height and width, output) from Keras 3.15 on TensorFlow 2.21; image and kernel are 1, 2, 3, ...
KERAS: list[tuple[str, tuple[int, int], list[list[float]]]] = [
    ("conv 1 2x3 stride 2 same", (5, 6), [[136, 178, 121], [388, 430, 265], [158, 170, 89]]),
    ("maxpool 2x3 stride 2 same", (5, 6), [[9, 11, 12], [21, 23, 24], [27, 29, 30]]),
    ("avgpool 2x3 stride 2 same", (5, 6), [[5, 7, 8.5], [17, 19, 20.5], [26, 28, 29.5]]),
    ("conv 1 2x3 stride 2", (5, 6), [[136, 178], [388, 430]]),
    ("conv 1 3x3 stride 2 same", (4, 4), [[348, 252], [274, 175]]),
    ("maxpool 3 stride 2 same", (4, 4), [[11, 12], [15, 16]]),
    ("avgpool 3 stride 2 same", (4, 4), [[6, 7.5], [12, 13.5]]),
    ("maxpool 3 stride 2", (4, 4), [[11]]),
    (
        "conv 1 4x2 stride 3x1 same",
        (7, 5),
        [[256, 289, 322, 355, 170], [786, 822, 858, 894, 410], [301, 311, 321, 331, 135]],
    ),
    ("avgpool 4x2 stride 3x1 same", (7, 5), [[6.5, 7.5, 8.5, 9.5, 10], [19, 20, 21, 22, 22.5], [29, 30, 31, 32, 32.5]]),
    ("avgpool 4x2 stride 3x1", (7, 5), [[9, 10, 11, 12], [24, 25, 26, 27]]),
    ("conv 1 5x5 stride 3 same", (6, 6), [[3564, 3860], [4756, 4700]]),
    ("maxpool 5 stride 3 same", (6, 6), [[22, 24], [34, 36]]),
    ("conv 1 1x1 stride 2 same", (5, 5), [[1, 3, 5], [11, 13, 15], [21, 23, 25]]),
]


@pytest.mark.parametrize(("line", "size", "expected"), KERAS)
def test_padding_and_odd_sizes_are_keras_to_the_number(
    line: str, size: tuple[int, int], expected: list[list[float]], build_lines: Build
) -> None:
    network = build_lines([f"seen: {line}", "flatten", "dense classes"], (1, *size))
    child = network.get_submodule("seen")
    with torch.no_grad():
        for weights in child.parameters():
            weights.copy_(
                torch.arange(1.0, weights.numel() + 1).reshape(weights.shape) if weights.dim() == 4 else weights
            )
        values = child(torch.arange(1.0, size[0] * size[1] + 1).reshape(1, 1, *size))
    torch.testing.assert_close(values[0, 0], torch.tensor(expected, dtype=torch.float32))


def test_what_same_adds_never_wins_a_max_pooling(build_lines: Build) -> None:
    pool = build_lines(["maxpool 3 stride 2 same", "flatten", "dense classes"], (1, 4, 4))[0]
    assert torch.equal(pool(torch.full((1, 1, 4, 4), -5.0)), torch.full((1, 1, 2, 2), -5.0))


def test_flatten_keeps_the_channels_of_a_pixel_together_in_any_memory(build_lines: Build) -> None:
    flatten = build_lines(["flatten", "dense classes"], (3, 2, 5))[0]
    images = torch.arange(60.0).reshape(2, 3, 2, 5)
    expected = torch.tensor(
        [[float(images[b, c, y, x]) for y in range(2) for x in range(5) for c in range(3)] for b in (0, 1)]
    )
    assert torch.equal(flatten(images), expected)
    last = images.to(memory_format=torch.channels_last)
    assert torch.equal(flatten(last), expected)
    assert flatten(last).data_ptr() == last.data_ptr()  # a view: nothing was copied


@pytest.mark.parametrize("init", ["glorot", "he"])
def test_the_same_seed_gives_the_same_weights_and_leaves_global_dice_alone(init: str, build_lines: Build) -> None:
    before = torch.random.get_rng_state()
    one, two, other = (build_lines(EVERYTHING, seed=seed, init=init).state_dict() for seed in (3, 3, 4))
    assert torch.equal(before, torch.random.get_rng_state())
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert not torch.equal(one["conv1.weight"], other["conv1.weight"])


def test_glorot_fills_the_range_that_keras_gives_and_biases_are_zero(build_lines: Build) -> None:
    network = build_lines(["conv 16 3x3 groups 2", "flatten", "dense 50", "dense classes"], (8, 12, 12))
    weights = {name: values.detach() for name, values in network.named_parameters()}
    # Keras 3.15 counts fans of (36, 144) for a kernel of (3, 3, 4, 16).
    for name, fans in {"conv1": 36 + 144, "dense1": 1600 + 50}.items():
        limit = math.sqrt(6 / fans)
        drawn = weights[f"{name}.weight"]
        assert float(drawn.abs().max()) <= limit
        assert float(drawn.abs().max()) > 0.97 * limit
        assert float(drawn.std()) == pytest.approx(limit / math.sqrt(3), rel=0.05)
    assert all(float(values.abs().sum()) == 0 for name, values in weights.items() if name.endswith("bias"))


def test_he_has_the_standard_deviation_made_for_relu(build_lines: Build) -> None:
    weights = build_lines(["flatten", "dense 200", "dense classes"], (2, 10, 10), init="he").get_parameter(
        "dense1.weight"
    )
    assert float(weights.detach().std()) == pytest.approx(math.sqrt(2 / 200), rel=0.02)


def test_an_unknown_start_is_refused(build_lines: Build) -> None:
    with pytest.raises(LayerError, match="glorot, he"):
        build_lines(EVERYTHING, init="xavier")


def test_children_and_weights_carry_the_layers_names_even_odd_ones(build_lines: Build) -> None:
    network = build_lines(["train: conv 4 3x3", "forward: relu", "weight: flatten", "añadir: dense classes"])
    assert [name for name, _ in network.named_children()] == ["train", "forward", "weight", "añadir"]
    assert list(network.state_dict()) == ["train.weight", "train.bias", "añadir.weight", "añadir.bias"]
    assert network.eval()(torch.rand(1, 3, 16, 16)).shape == (1, 4)


def test_a_copy_and_a_loaded_state_compute_the_same(build_lines: Build) -> None:
    network = build_lines(EVERYTHING)
    images = torch.rand(5, 3, 16, 16)
    network(images)  # moves the batchnorms' running figures
    loaded = build_lines(EVERYTHING, seed=9)
    loaded.load_state_dict(network.state_dict())
    copied = copy.deepcopy(network)
    with torch.inference_mode():
        expected = network.eval()(images)
        assert torch.equal(copied.eval()(images), expected)
        assert torch.equal(loaded.eval()(images), expected)


def plain_cifar_small() -> nn.Sequential:
    convs = [nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(
        *convs, nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1024, 64), nn.ReLU(), nn.Linear(64, 10)
    )


def test_outputs_and_gradients_are_those_of_plain_torch(build_lines: Build) -> None:
    ours, plain = build_lines(preset("cifar_small"), (3, 32, 32), num_classes=10), plain_cifar_small()
    state = dict(zip(plain.state_dict(), (values.clone() for values in ours.state_dict().values()), strict=True))
    state["9.weight"] = state["9.weight"].reshape(-1, 4, 4, 64).permute(0, 3, 1, 2).flatten(1)
    plain.load_state_dict(state)
    images = torch.rand(6, 3, 32, 32)
    for network in (ours, plain):
        network(images).logsumexp(1).sum().backward()
    torch.testing.assert_close(ours(images), plain(images), rtol=1e-4, atol=1e-5)
    theirs = [values.grad for values in plain.parameters()]
    assert theirs[6] is not None
    theirs[6] = theirs[6].reshape(-1, 64, 4, 4).permute(0, 2, 3, 1).flatten(1)
    for (name, values), grad in zip(ours.named_parameters(), theirs, strict=True):
        torch.testing.assert_close(values.grad, grad, rtol=1e-3, atol=1e-5, msg=name)


@pytest.mark.parametrize(
    "lines",
    [
        ["conv 8 3x3 relu", "maxpool 2", "flatten", "dense classes"],
        ["conv 8 3x3", "batchnorm", "relu", "maxpool 3 stride 2 same", "globalpool max", "dense classes"],
        ["relu", "relu", "maxpool 2", "maxpool 2", "flatten", "dense classes"],
    ],
)
def test_a_relu_that_waits_for_the_pooling_changes_no_bit(lines: list[str], build_lines: Build) -> None:
    results: list[list[Tensor]] = []
    for watched in (False, True):
        network = build_lines(lines)
        images = torch.randn(4, 3, 16, 16, generator=torch.Generator().manual_seed(2)).requires_grad_()
        seen: list[bool] = []
        for child in network if watched else []:
            child.register_forward_hook(_note_call(seen))
        logits = network(images)
        logits.square().sum().backward()
        results.append(
            [logits, *(values.grad for values in (images, *network.parameters()) if values.grad is not None)]
        )
        assert len(seen) == (len(lines) if watched else 0)
    assert all(torch.equal(fast, plain) for fast, plain in zip(*results, strict=True))


def test_a_hook_sees_a_convolution_after_its_activation(build_lines: Build) -> None:
    network = build_lines(["conv 8 3x3 relu", "maxpool 2", "flatten", "dense classes"])
    seen: list[Tensor] = []
    network[0].register_forward_hook(lambda _, __, values: seen.append(values))
    network(torch.randn(2, 3, 16, 16))
    assert float(seen[0].detach().min()) == 0


def test_dropout_zeroes_its_share_and_keeps_the_mean(build_lines: Build) -> None:
    dropout = build_lines(["dropout 0.3", "flatten", "dense classes"])[0]
    values = dropout(torch.ones(50, 3, 40, 40))
    assert float((values == 0).float().mean()) == pytest.approx(0.3, abs=0.005)  # five standard deviations are 0.0047
    kept = values[values != 0]
    assert torch.allclose(kept, torch.full_like(kept, 1 / 0.7))
    assert dropout.eval()(values) is values


@pytest.mark.parametrize("rate", [0.02, 0.5, 0.9])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_every_value_has_a_die_of_its_own(rate: float, layout: torch.memory_format) -> None:
    """Four values share a number of 64 bits: none of them may be luckier than the others, nor follow them."""
    layer = DropoutLayer(rate, torch.Generator().manual_seed(0)).train()
    values = torch.ones(200, 4, 25, 25).to(memory_format=layout)
    dropped = (layer(values) == 0).permute(0, 2, 3, 1) if layout is torch.channels_last else layer(values) == 0
    lanes = dropped.reshape(-1, 4).double()
    sigma = (rate * (1 - rate) / len(lanes)) ** 0.5
    assert (lanes.mean(0) - rate).abs().max() < 5 * sigma
    apart = torch.corrcoef(lanes.T) - torch.eye(4)
    assert apart.abs().max() < 5 / len(lanes) ** 0.5


@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (2, 3, 1, 1)])
def test_dropout_takes_any_number_of_values(shape: tuple[int, ...]) -> None:
    layer = DropoutLayer(0.5, torch.Generator().manual_seed(0)).train()
    assert set(layer(torch.ones(shape)).unique().tolist()) <= {0.0, 2.0}


def test_all_dropouts_roll_the_dice_that_they_are_given(build_lines: Build) -> None:
    network = build_lines(["dropout 0.5", "flatten", "dense 30 relu", "dropout 0.5", "dense classes"])
    images, results = torch.rand(4, 3, 16, 16), []
    before = torch.random.get_rng_state()
    for seed in (1, 1, 2):
        set_dropout_generator(network, torch.Generator().manual_seed(seed))
        results.append(network(images))
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])
    assert not torch.equal(network(images), results[2])  # the dice roll on
    assert torch.equal(before, torch.random.get_rng_state())


def test_one_example_goes_through_batchnorm_in_training(build_lines: Build) -> None:
    network = build_lines(["globalpool", "batchnorm", "dense classes"])
    assert bool(network(torch.rand(1, 3, 16, 16)).isfinite().all())


def test_batchnorm_normalises_rows_and_images_as_torch_does(build_lines: Build) -> None:
    network = build_lines(["images: batchnorm", "flatten", "rows: batchnorm", "dense classes"])
    images = torch.randn(6, 3, 16, 16) * 3 + 1
    normal = network[0](images)
    torch.testing.assert_close(normal.mean((0, 2, 3)), torch.zeros(3), rtol=0, atol=1e-5)
    torch.testing.assert_close(normal.var((0, 2, 3), correction=0), torch.ones(3), rtol=1e-3, atol=0)
    row = torch.randn(7, 768)
    torch.testing.assert_close(network[2](row), nn.BatchNorm1d(768)(row))


def test_a_residual_block_is_its_formula(build_lines: Build) -> None:
    block = build_lines(["residual 5 3x3 stride 2 tanh", "flatten", "dense classes"])[0]
    images = torch.randn(4, 3, 15, 16)
    plain = [
        nn.Conv2d(3, 5, 3, 2, 1, bias=False),
        nn.Conv2d(5, 5, 3, 1, 1, bias=False),
        nn.Conv2d(3, 5, 1, 2, bias=False),
    ]
    for conv, name in zip(plain, ("conv1.weight", "conv2.weight", "shortcut.0.weight"), strict=True):
        conv.weight.data.copy_(block.get_parameter(name))
    norm = [nn.BatchNorm2d(5) for _ in plain]
    through = norm[1](plain[1](norm[0](plain[0](images)).tanh()))
    expected = (through + norm[2](plain[2](images))).tanh()
    torch.testing.assert_close(block(images), expected)
    assert [name for name, _ in block.named_children()] == [
        "conv1",
        "norm1",
        "activation1",
        "conv2",
        "norm2",
        "shortcut",
        "activation2",
    ]


def test_parameters_are_counted_for_any_module() -> None:
    module = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    module[0].weight.requires_grad_(False)
    assert count_parameters(module) == 12 + 4 + 8
    assert count_parameters(module, trainable_only=True) == 4 + 8


def test_a_network_learns(build_lines: Build) -> None:
    dice = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 4, (64,), generator=dice)
    images = torch.rand(64, 3, 16, 16, generator=dice) + labels[:, None, None, None] / 2
    network = build_lines(EVERYTHING)
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    for _ in range(120):
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(images), labels).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    accuracy = float((network.eval()(images).argmax(1) == labels).float().mean())
    assert accuracy > 0.9


def test_what_does_not_fit_is_refused_before_anything_is_built() -> None:
    with pytest.raises(LayerError, match="needs at least 5x5 pixels, but 3x4x4 arrives"):
        build(parse_layers(["conv 8 5x5"]), input_shape=(3, 4, 4), num_classes=2, generator=torch.Generator())
