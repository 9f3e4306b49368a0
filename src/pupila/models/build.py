"""Build the torch network of a list of layers, with weights drawn from one generator.

The same layers, input and seed give the same weights on every machine. The network's children carry the layers'
names; weights are in channels-last memory, as its images should be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from pupila.errors import LayerError
from pupila.models import layers as lines
from pupila.models import modules
from pupila.models.checks import Pair
from pupila.models.layers import Layer
from pupila.models.shapes import Shape, layer_costs, needs_projection, same_padding
from pupila.registry import Registry

INITS = ("glorot", "he", "dirac")
BUILDERS: Registry[Callable[[Any, Shape, Shape], nn.Module]] = Registry("layer", LayerError)


def build(
    layers: Sequence[Layer], *, input_shape: Shape, num_classes: int, generator: torch.Generator, init: str = "glorot"
) -> modules.Network:
    """Build a network that turns images into logits.

    Args:
        layers: As `parse_layers` returns them.
        input_shape: (channels, height, width) of an image; the network works on this size only.
        num_classes: How many logits come out.
        generator: Draws the weights, layer by layer, and then a seed for the dropouts; on the CPU.
        init: "glorot" (uniform, as Keras starts), "he" (normal, made for relu), or "dirac" (glorot, but a convolution
            that does not lose channels begins by handing them on); biases start at zero in any case.

    Returns:
        A network on the CPU in training mode, images (B, C, H, W) to logits (B, num_classes).

    Raises:
        LayerError: Layers that do not fit each other or the images, or an unknown `init`.

    Example:
        >>> from pupila.models.parsing import parse_layers
        >>> layers = parse_layers(["flatten", "hidden: dense 32 relu", "dense classes"])
        >>> network = build(layers, input_shape=(1, 8, 8), num_classes=10, generator=torch.Generator().manual_seed(0))
        >>> list(network.state_dict())
        ['hidden.weight', 'hidden.bias', 'dense1.weight', 'dense1.bias']
        >>> network(torch.zeros(5, 1, 8, 8)).shape
        torch.Size([5, 10])

    Source:
        Glorot and Bengio (2010), section 4.2; He et al. (2015), arXiv:1502.01852; Zagoruyko and Komodakis (2017),
        arXiv:1706.00388. Fans are counted as Keras counts them.
    """
    if init not in INITS:
        raise LayerError("models.unknown_init", init=init, valid=", ".join(INITS))
    costs = layer_costs(layers, input_shape=input_shape, num_classes=num_classes)
    children = {
        cost.name: BUILDERS[layer.kind](layer, cost.input_shape, cost.output_shape)
        for layer, cost in zip(layers, costs, strict=True)
    }
    network = modules.Network(children)
    with torch.no_grad():
        for module in network.modules():
            _start(module, generator, init)
    dice = torch.Generator().manual_seed(int(torch.randint(2**62, (), generator=generator)))
    set_dropout_generator(network, dice)
    settle(network, "cpu")
    return network


def set_dropout_generator(network: nn.Module, generator: torch.Generator) -> None:
    """Let every dropout layer of the network roll the dice of `generator`, which must live on the network's device."""
    for module in network.modules():
        if isinstance(module, modules.DropoutLayer):
            module.generator = generator


def count_parameters(network: nn.Module, *, trainable_only: bool = False) -> int:
    """Count the parameters of any torch module; buffers, such as running means, are none."""
    return sum(one.numel() for one in network.parameters() if one.requires_grad or not trainable_only)


def settle(network: nn.Module, device: str) -> nn.Module:
    """Move a network to `device`, its weights laid out channels last, as the batches are."""
    # torch documents `memory_format` and leaves it out of the types of Module.to.
    return network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def _start(module: nn.Module, generator: torch.Generator, init: str) -> None:
    """Draw the weights of one convolution or dense layer."""
    if not isinstance(module, (modules.ConvLayer, modules.DenseLayer)):
        return
    kernel = math.prod(module.weight.shape[2:])
    fan_in = module.weight.shape[1] * kernel
    fan_out = module.weight.shape[0] * kernel  # also with groups, as Keras has it
    if init != "he":
        limit = math.sqrt(6 / (fan_in + fan_out))
        module.weight.uniform_(-limit, limit, generator=generator)
    else:
        module.weight.normal_(0, math.sqrt(2 / fan_in), generator=generator)
    keeps_channels = (
        isinstance(module, modules.ConvLayer) and module.groups == 1 and len(module.weight) >= fan_in // kernel
    )
    if init == "dirac" and keeps_channels:
        nn.init.dirac_(module.weight[: module.weight.shape[1]])
    if module.bias is not None:
        module.bias.zero_()


def _edges(layer: lines.Conv | lines.Pool, arriving: Shape, *, window: Pair, stride: Pair) -> modules.Edges:
    if layer.padding == "valid":
        return (0, 0, 0, 0)
    top, bottom = same_padding(arriving[1], window=window[0], stride=stride[0])
    left, right = same_padding(arriving[2], window=window[1], stride=stride[1])
    return left, right, top, bottom


@BUILDERS.register("conv")
def _conv(layer: lines.Conv, arriving: Shape, leaving: Shape) -> nn.Module:
    return modules.ConvLayer(
        (arriving[0], leaving[0]),
        layer.kernel,
        stride=layer.stride,
        edges=_edges(layer, arriving, window=layer.kernel, stride=layer.stride),
        groups=layer.groups,
        bias=layer.bias,
        activation=layer.activation,
    )


@BUILDERS.register("residual")
def _residual(layer: lines.Residual, arriving: Shape, leaving: Shape) -> nn.Module:
    return modules.ResidualLayer(
        arriving[0],
        leaving[0],
        kernel=layer.kernel,
        stride=layer.stride,
        projection=needs_projection(arriving, layer),
        activation=layer.activation,
    )


@BUILDERS.register("whiten")
def _whiten(layer: lines.Whiten, arriving: Shape, leaving: Shape) -> nn.Module:
    return modules.WhitenLayer(arriving[0], layer.kernel)


@BUILDERS.register("dense")
def _dense(layer: lines.Dense, arriving: Shape, leaving: Shape) -> nn.Module:
    return modules.DenseLayer(arriving[0], leaving[0], bias=layer.bias, activation=layer.activation)


@BUILDERS.register("maxpool")
@BUILDERS.register("avgpool")
def _pool(layer: lines.Pool, arriving: Shape, leaving: Shape) -> nn.Module:
    edges = _edges(layer, arriving, window=layer.size, stride=layer.step)
    image_size = (arriving[1], arriving[2])
    return modules.PoolLayer(layer.kind[:3], layer.size, stride=layer.step, edges=edges, image_size=image_size)


@BUILDERS.register("globalpool")
def _globalpool(layer: lines.GlobalPool, arriving: Shape, leaving: Shape) -> nn.Module:
    return modules.GlobalPoolLayer(layer.pool)


@BUILDERS.register("flatten")
def _flatten(layer: lines.Flatten, arriving: Shape, leaving: Shape) -> nn.Module:
    return modules.FlattenLayer()


@BUILDERS.register("dropout")
def _dropout(layer: lines.Dropout, arriving: Shape, leaving: Shape) -> nn.Module:
    return modules.DropoutLayer(layer.rate, torch.Generator())


@BUILDERS.register("batchnorm")
def _batchnorm(layer: lines.BatchNorm, arriving: Shape, leaving: Shape) -> nn.Module:
    return modules.NormLayer(arriving[0])


@BUILDERS.register("activation")
def _activation(layer: lines.Activation, arriving: Shape, leaving: Shape) -> nn.Module:
    made = modules.make_activation(layer.function)
    return nn.Identity() if made is None else made
