"""Explain any torch module by watching one image pass through it.

Seen are modules, by forward hooks. What a network computes with bare functions is not: it shows in the shapes, and the
explanation says so.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from pupila.errors import UsageError
from pupila.inspection.explanation import Explanation, LayerExplanation, Note
from pupila.inspection.sums import Sum, product, weights_and_bias
from pupila.inspection.words import LayerWords, shape_words
from pupila.language import LANGUAGES, Language, say
from pupila.models.shapes import Shape, shape_text

_CONVS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
_TURNED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)


@dataclass
class _Walk:
    """Collect the modules in the order in which they are called."""

    names: dict[nn.Module, str]
    layers: list[LayerExplanation] = field(default_factory=list)
    counted: set[int] = field(default_factory=set)  # parameters that a call has been charged with

    def see(self, module: nn.Module, arriving: Any, leaving: Any) -> None:
        """Take down one call; a hook of the module."""
        came, left = _first_tensor(arriving), _first_tensor(leaving)
        if came is None or left is None:
            return
        own = list(module.parameters(recurse=not _is_watched_inside(module)))
        new = {id(one): one.numel() for one in own if id(one) not in self.counted}
        self.counted |= set(new)
        again = bool(own) and not new
        self.layers.append(_explain(module, self.names[module], came, left, parameters=sum(new.values()), again=again))


def explain_module(module: nn.Module, *, input_shape: Shape, name: str = "") -> Explanation:
    """Explain any module that takes images, from one image that passes through it.

    The image is empty (zeros), nothing is learned from it, and the module is left in the mode it was in. Parameters
    that several modules share are counted once. Multiply-adds are those of convolutions and linear layers.

    Args:
        module: Takes images (B, C, H, W).
        input_shape: (channels, height, width) of an image.
        name: What it is called; the name of its class by default.

    Raises:
        UsageError: The module does not accept such images.

    Example:
        >>> network = nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.Flatten(), nn.Linear(4704, 10))
        >>> explanation = explain_module(network, input_shape=(1, 28, 28))
        >>> [layer.parameters for layer in explanation.layers], explanation.multiply_adds
        ([156, 0, 0, 47050], 164640)
    """
    shape = check_shape(input_shape)
    walk = _Walk({part: path or type(part).__name__ for path, part in module.named_modules()})
    handles = [part.register_forward_hook(walk.see) for part in module.modules() if _is_layer(part)]
    try:
        with torch.no_grad(), evaluating(module):
            module(torch.zeros(1, *shape, **_kind_of(module)))
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UsageError("inspection.module_failed", shape=shape_text(shape), reason=reason) from None
    finally:
        for handle in handles:
            handle.remove()
    total = sum(one.numel() for one in module.parameters())
    notes = [Note("inspection.note_functional")]
    unseen = total - sum(layer.parameters for layer in walk.layers)
    if unseen:
        notes.append(Note("inspection.note_unseen", {"count": unseen}))
    return Explanation(name or type(module).__name__, shape, tuple(walk.layers), total, tuple(notes))


def check_shape(shape: Any) -> Shape:
    """Return an input shape as a tuple of three whole numbers.

    Raises:
        UsageError: It is none.
    """
    try:
        found = tuple(shape)
    except TypeError:
        found = ()
    if len(found) != 3 or not all(isinstance(side, int) and side >= 1 for side in found):
        raise UsageError("inspection.bad_shape", shape=shape)
    return found


@contextlib.contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Put a module into evaluation mode for a block, and every part back into the mode it was in."""
    modes = {part: part.training for part in module.modules()}
    module.eval()
    try:
        yield
    finally:
        for part, mode in modes.items():
            part.training = mode


def _kind_of(module: nn.Module) -> dict[str, Any]:
    first = next(module.parameters(), None)
    return {} if first is None else {"device": first.device, "dtype": first.dtype}


def _is_layer(module: nn.Module) -> bool:
    """Tell whether a module is a layer: it has no parts, or weights of its own."""
    return not list(module.children()) or bool(list(module.parameters(recurse=False)))


def _is_watched_inside(module: nn.Module) -> bool:
    return any(_is_layer(part) for part in module.children())


def _first_tensor(values: Any) -> Tensor | None:
    """Return the first tensor of what a module takes or gives; most give one, recurrent ones give several."""
    if isinstance(values, Tensor):
        return values
    if isinstance(values, dict):
        values = tuple(values.values())
    found = (_first_tensor(value) for value in values) if isinstance(values, (tuple, list)) else ()
    return next((one for one in found if one is not None), None)


def _explain(
    module: nn.Module, name: str, came: Tensor, left: Tensor, *, parameters: int, again: bool
) -> LayerExplanation:
    arriving, leaving = tuple(came.shape[1:]), tuple(left.shape[1:])
    products = _product_sum(module, arriving, leaving)
    size = left.element_size() * math.prod(leaving)
    return LayerExplanation(
        name=name,
        kind=type(module).__name__,
        line="",
        input_shape=arriving,
        output_shape=leaving,
        parameters=parameters,
        multiply_adds=products.value if products else 0,
        activation_bytes=size,
        field=None,
        words={
            language: LayerWords(
                what=say("inspection.module", language, kind=type(module).__name__),
                shape=_shape(arriving, leaving, language),
                parameters=_parameters(module, parameters, again, language),
                products=_products(products, language),
                memory=say("inspection.memory", language, sum=Sum((size,), size).write(language)),
                field=say("inspection.field_unknown", language),
            )
            for language in LANGUAGES
        },
    )


def _shape(arriving: Shape, leaving: Shape, language: Language) -> str:
    if arriving == leaving:
        return say("inspection.shape_stays", language, shape=shape_words(leaving, language))
    values = {"arriving": shape_words(arriving, language), "leaving": shape_words(leaving, language)}
    return say("inspection.shape_seen", language, **values)


def _parameters(module: nn.Module, count: int, again: bool, language: Language) -> str:
    if again:
        return say("inspection.module_again", language)
    if not count:
        return say("inspection.parameters_none", language)
    found = _parameter_sum(module, count)
    if found is None:
        return say("inspection.parameters_seen", language, count=count)
    bias = getattr(module, "bias", None) is not None
    kernel = "_kernel" if isinstance(module, _CONVS) else ""
    code = f"inspection.parameters{kernel}_bias" if bias else "inspection.parameters_no_bias"
    return say(code, language, sum=found.write(language))


def _products(found: Sum | None, language: Language) -> str:
    if found is None:
        return say("inspection.products_none", language)
    return say("inspection.products", language, sum=found.write(language))


def _parameter_sum(module: nn.Module, count: int) -> Sum | None:
    if isinstance(module, _CONVS):
        weights, outputs = (*module.kernel_size, module.in_channels // module.groups), module.out_channels
    elif isinstance(module, nn.Linear):
        weights, outputs = (module.in_features,), module.out_features
    else:
        return None
    bias = module.bias is not None
    if count != (math.prod(weights) + bias) * outputs:
        return None  # an earlier module shares some of them and was charged with those
    return Sum(weights_and_bias(weights, outputs, bias=bias), count)


def _product_sum(module: nn.Module, arriving: Shape, leaving: Shape) -> Sum | None:
    """Return the multiply-adds of convolutions (also transposed ones) and linear layers, for one image."""
    if isinstance(module, _CONVS):
        factors = (*module.kernel_size, module.in_channels // module.groups, *leaving)
    elif isinstance(module, _TURNED):
        factors = (*module.kernel_size, module.out_channels // module.groups, *arriving)
    elif isinstance(module, nn.Linear):
        factors = (module.in_features, *leaving)
    else:
        return None
    return Sum(product(*factors), math.prod(factors))
