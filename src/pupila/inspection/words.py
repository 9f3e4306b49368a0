"""Say what each layer does and how its figures come about, in both languages. No torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pupila.errors import LayerError
from pupila.inspection import sums
from pupila.inspection.receptive import Field
from pupila.inspection.sums import Sum, pair_text
from pupila.language import Language, say
from pupila.models.checks import CLASSES, Pair
from pupila.models.layers import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Layer,
    Pool,
    Residual,
    Whiten,
)
from pupila.models.shapes import LayerCost, Shape, needs_projection
from pupila.registry import Registry


@dataclass(frozen=True)
class LayerWords:
    """Hold what is said of one layer, in one language.

    Args:
        what: What it does.
        shape: How the shape of its output comes about.
        parameters: The sum of its parameters.
        products: The sum of its multiply-adds.
        memory: The bytes of its output.
        field: The receptive field of its values.
    """

    what: str
    shape: str
    parameters: str
    products: str
    memory: str
    field: str

    @property
    def text(self) -> str:
        """Everything, as one paragraph."""
        return " ".join((self.what, self.shape, self.parameters, self.products, self.memory, self.field))


# What a layer of each kind does, in a sentence or two.
WHAT: Registry[Callable[[Any, LayerCost, Language], list[str]]] = Registry("layer", LayerError)


@dataclass(frozen=True)
class Sight:
    """Hold what a layer sees of the image.

    Args:
        image: Height and width of the image.
        before: Receptive field of the values that arrive.
        after: Receptive field of those that leave.
    """

    image: Pair
    before: Field
    after: Field


def layer_words(layer: Layer, cost: LayerCost, *, sight: Sight, language: Language) -> LayerWords:
    """Describe one layer.

    Args:
        layer: The layer.
        cost: Its figures.
        sight: What it sees of the image.
        language: "en" or "es".
    """
    return LayerWords(
        what=" ".join(WHAT[layer.kind](layer, cost, language)),
        shape=_shape(layer, cost, language),
        parameters=_parameters(layer, cost, language),
        products=_products(layer, cost, language),
        memory=say("inspection.memory", language, sum=sums.memory_sum(cost).write(language)),
        field=_field(layer, cost, sight, language),
    )


def shape_words(shape: Shape, language: Language) -> str:
    """Write a shape for a person: "28x28x6", "84 values"."""
    if len(shape) == 3:
        return place_text(shape)
    if len(shape) == 1:
        return counted("inspection.values", shape[0], language)
    return "x".join(map(str, shape))


def place_text(shape: Shape) -> str:
    """Write (channels, height, width) as height x width x channels, and a row as its number of values."""
    return "x".join(map(str, (*shape[1:], shape[0])))


def counted(code: str, count: int, language: Language) -> str:
    """Say how many, with the singular where there is one."""
    return say(f"{code}_one" if count == 1 else code, language, count=count)


def _step(step: Pair, language: Language) -> str:
    if step == (1, 1):
        return say("inspection.step_one", language)
    return say("inspection.step", language, step=_side(step))


def _side(pair: Pair) -> str:
    """Write a pair whose two numbers are equal as one number."""
    return str(pair[0]) if pair[0] == pair[1] else pair_text(pair)


def _bend(function: str | None, language: Language) -> list[str]:
    return [say(f"inspection.act_{function}", language)] if function else []


@WHAT.register("conv")
def _conv(layer: Conv, cost: LayerCost, language: Language) -> list[str]:
    channels = cost.input_shape[0]
    depth = counted("inspection.depth", channels, language)
    if layer.groups > 1:
        count = channels // layer.groups
        depth = say("inspection.depth_groups", language, count=count, channels=channels, groups=layer.groups)
    sentence = say(
        "inspection.conv",
        language,
        kernels=counted("inspection.kernels", layer.filters, language),
        size=pair_text(layer.kernel),
        step=_step(layer.stride, language),
        depth=depth,
        bias=say("inspection.with_bias", language) if layer.bias else "",
    )
    return [sentence, *_bend(layer.activation, language)]


@WHAT.register("whiten")
def _whiten(layer: Whiten, cost: LayerCost, language: Language) -> list[str]:
    kernels = counted("inspection.kernels", cost.output_shape[0], language)
    return [say("inspection.whiten", language, kernels=kernels, size=pair_text(layer.kernel))]


@WHAT.register("residual")
def _residual(layer: Residual, cost: LayerCost, language: Language) -> list[str]:
    kernels = counted("inspection.kernels", layer.filters, language)
    sentences = [say("inspection.residual", language, kernels=kernels, size=pair_text(layer.kernel))]
    if needs_projection(cost.input_shape, layer):
        sentences.append(say("inspection.residual_shortcut", language))
    return [*sentences, say("inspection.residual_norms", language), *_bend(layer.activation, language)]


@WHAT.register("dense")
def _dense(layer: Dense, cost: LayerCost, language: Language) -> list[str]:
    bias = say("inspection.with_bias", language) if layer.bias else ""
    units = counted("inspection.units", cost.output_shape[0], language)
    sentences = [say("inspection.dense", language, inputs=cost.input_shape[0], units=units, bias=bias)]
    if layer.units == CLASSES:
        sentences.append(say("inspection.logits", language))
    return [*sentences, *_bend(layer.activation, language)]


@WHAT.register("maxpool")
@WHAT.register("avgpool")
def _pool(layer: Pool, cost: LayerCost, language: Language) -> list[str]:
    beside = layer.step == layer.size
    step = say("inspection.step_beside", language) if beside else _step(layer.step, language)
    return [say(f"inspection.{layer.kind}", language, size=pair_text(layer.size), step=step)]


@WHAT.register("globalpool")
def _globalpool(layer: GlobalPool, cost: LayerCost, language: Language) -> list[str]:
    return [say(f"inspection.globalpool_{layer.pool}", language, channels=cost.input_shape[0])]


@WHAT.register("flatten")
def _flatten(layer: Flatten, cost: LayerCost, language: Language) -> list[str]:
    return [say("inspection.flatten", language)]


@WHAT.register("dropout")
def _dropout(layer: Dropout, cost: LayerCost, language: Language) -> list[str]:
    return [say("inspection.dropout", language, rate=layer.rate, keep=1 - layer.rate)]


@WHAT.register("batchnorm")
def _batchnorm(layer: BatchNorm, cost: LayerCost, language: Language) -> list[str]:
    return [say("inspection.batchnorm", language, channels=cost.input_shape[0])]


@WHAT.register("activation")
def _activation(layer: Activation, cost: LayerCost, language: Language) -> list[str]:
    return _bend(layer.function, language)


def _shape(layer: Layer, cost: LayerCost, language: Language) -> str:
    arriving, leaving = (shape_words(shape, language) for shape in (cost.input_shape, cost.output_shape))
    values: dict[str, str] = {"arriving": arriving, "leaving": leaving}
    found = sums.shape_sums(layer, cost)
    if len(found) == 1:
        return say("inspection.shape_row", language, arriving=arriving, sum=found[0].write(language))
    if len(found) == 2:
        return " ".join(_slid(layer, found, values, language))
    if isinstance(layer, Dense):
        return say("inspection.shape_values", language, **values)
    if isinstance(layer, GlobalPool):
        return say("inspection.shape_global", language, **values)
    return say("inspection.shape_stays", language, shape=leaving)


def _slid(layer: Layer, found: tuple[Sum, ...], values: dict[str, str], language: Language) -> list[str]:
    sentences = [_two("inspection.shape", found, values, language)]
    padded = any(" + " in str(term) and term != " + 1" for one in found for term in one.terms)
    if padded and isinstance(layer, Residual):
        sentences.append(say("inspection.shape_residual", language))
    elif padded:
        code = "inspection.shape_same_pool" if isinstance(layer, Pool) else "inspection.shape_same"
        sentences.append(say(code, language))
    if any(one.floored for one in found):
        sentences.append(say("inspection.shape_floor", language))
    if not isinstance(layer, Pool):
        sentences.append(say("inspection.shape_maps", language))
    return sentences


def _two(code: str, found: tuple[Sum, ...], values: dict[str, str], language: Language) -> str:
    """Say one sum for height and width where it is the same, else both."""
    height, width = (one.write(language) for one in found)
    if height == width:
        return say(f"{code}_both", language, sum=height, **values)
    return say(f"{code}_two", language, height=height, width=width, **values)


def _parameters(layer: Layer, cost: LayerCost, language: Language) -> str:
    found = sums.parameter_sum(layer, cost)
    if found is None:
        return say("inspection.parameters_none", language)
    return say(_parameter_code(layer), language, sum=found.write(language))


def _parameter_code(layer: Layer) -> str:
    if isinstance(layer, Conv):
        return "inspection.parameters_kernel_bias" if layer.bias else "inspection.parameters_no_bias"
    if isinstance(layer, Dense):
        return "inspection.parameters_bias" if layer.bias else "inspection.parameters_no_bias"
    codes = {"whiten": "inspection.parameters_whiten", "residual": "inspection.parameters_residual"}
    return codes.get(layer.kind, "inspection.parameters_norm")


def _products(layer: Layer, cost: LayerCost, language: Language) -> str:
    found = sums.product_sum(layer, cost)
    if found is None:
        return say("inspection.products_none", language)
    return say("inspection.products", language, sum=found.write(language))


def _field(layer: Layer, cost: LayerCost, sight: Sight, language: Language) -> str:
    size = {"size": pair_text(sight.after.size)}
    found = sums.field_sums(layer, cost, sight.before, sight.after)
    code = "inspection.field"
    sentences = [_two(code, found, size, language) if found else say("inspection.field_stays", language, **size)]
    if all(seen >= side for seen, side in zip(sight.after.size, sight.image, strict=True)):
        sentences.append(say("inspection.field_whole", language, image=pair_text(sight.image)))
    elif len(cost.output_shape) == 3 and max(cost.output_shape[1:]) > 1:
        jump = sight.after.jump
        code = "inspection.pixels_one" if jump == (1, 1) else "inspection.pixels"
        sentences.append(say("inspection.field_jump", language, jump=say(code, language, count=_side(jump))))
    return " ".join(sentences)
