"""Know networks: how they are built, what their last layer is, what calling them gives."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import Any

from pupila.autopsies.calls import APPLIED, Call, on_function, on_method
from pupila.autopsies.values import Model, Value, measured

_LAYERS = (
    "Dense", "Conv2D", "Conv1D", "MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D", "GlobalMaxPooling2D",
    "Flatten", "Dropout", "BatchNormalization", "LayerNormalization", "Activation", "Softmax", "ReLU", "LeakyReLU",
    "Rescaling", "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast",
    "RandomBrightness",
    "RandomCrop", "SeparableConv2D", "DepthwiseConv2D", "Reshape", "Resizing", "Add", "Concatenate", "Lambda",
    "SpatialDropout2D", "RandAugment", "AugMix", "MaxPool2D", "MaxPool2d", "Linear", "Conv2d", "LogSoftmax",
    "Dropout2d", "BatchNorm2d", "BatchNorm1d", "Sigmoid", "Tanh", "GELU", "ZeroPadding2D", "GaussianNoise",
)  # fmt: skip
_RANDOM = re.compile(r"Random\w+|RandAugment|AugMix|MixUp|CutMix|GaussianNoise")


def ending_of(node: ast.AST) -> str | None:
    """Return the activation of a layer, or of the last layer of a list of them; None where it cannot be told."""
    if not isinstance(node, ast.Call):
        return None
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in ("Softmax", "softmax"):
        return "softmax"
    if name in ("LogSoftmax", "log_softmax"):
        return "log_softmax"
    if name == "Sequential":
        last = node.args[-1] if node.args else None
        last = last.elts[-1] if isinstance(last, (ast.List, ast.Tuple)) and last.elts else last
        return ending_of(last) if last is not None else None
    if name == "Linear":
        return "none"
    if name in ("Dense", "Activation"):
        return _activation(node, name)
    return None


def _activation(node: ast.Call, name: str) -> str | None:
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    value = given.get("activation", node.args[0] if name == "Activation" and node.args else None)
    if value is None and name == "Dense" and len(node.args) > 1:
        value = node.args[1]
    if value is None:
        return "none" if None not in given else None
    if isinstance(value, ast.Constant):
        return str(value.value).lower() if value.value is not None else "none"
    written = getattr(value, "attr", getattr(value, "id", ""))
    return written if written in ("softmax", "sigmoid", "relu", "tanh", "linear") else None


def _layer_names(values: tuple[Value, ...]) -> list[str]:
    names: list[str] = []
    for value in values:
        if value.kind == "layer":
            names.append(_name(value.thing))
        elif value.kind == "model" and isinstance(value.thing, Model):
            names += value.thing.layers
        if value.items:
            names += _layer_names(value.items)
    return names


def _name(node: Any) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


@on_function(*_LAYERS)
def layer(call: Call) -> Value:
    """Know a layer by itself."""
    return Value("layer", thing=call.node, name=call.last)


@on_function("Sequential")
def sequential(call: Call) -> Value:
    """Know a network that is a list of layers; one of nothing but random changes is an augmentation."""
    names = _layer_names(call.args)
    others = {name for name in names if not _RANDOM.fullmatch(name)}
    if len(others) < len(set(names)) and others <= {"Resizing", "Rescaling", "Input"}:
        return Value("layer", thing=call.node, constant="Random")
    return call.follower.model(ending_of(call.node), names)


@on_function("Model", "Functional")
def functional(call: Call) -> Value:
    """Know a network given by its first and its last tensor."""
    outputs = call.get("outputs", 1)
    last = ending_of(outputs.thing) if outputs.kind == "tensor" and outputs.thing is not None else None
    names = list(outputs.constant) if outputs.kind == "tensor" and isinstance(outputs.constant, tuple) else []
    return call.follower.model(last, names)


@on_function("load_model", "clone_model", "create_model", "compile_model")
def loaded(call: Call) -> Value:
    """Know a network from a file, or a copy with weights of its own."""
    return call.follower.model()


@on_function("DataParallel", "DistributedDataParallel", "compile")
def wrapped(call: Call) -> Value | None:
    """Know a network in a wrapping."""
    first = call.args[0] if call.args else Value()
    return first if first.kind == "model" else None


def _apply_layer(call: Call, target: Value) -> Value:
    """Call a layer: on pixels it scales or changes them, on a tensor it is the tensor's last layer."""
    first = call.args[0] if call.args else Value()
    name = "Random" if target.constant == "Random" else _name(target.thing)
    off = call.get("training").constant is False
    if first.holds_examples or (first.role and first.kind in ("", "images")):
        if _RANDOM.fullmatch(name) or name == "Random":
            return replace(first, augmented=first.augmented or not off)
        if name in ("Rescaling", "Normalization"):
            return replace(first, scaling="unit" if name == "Rescaling" else "other")
        return first
    before = first.constant if first.kind == "tensor" and isinstance(first.constant, tuple) else ()
    return Value("tensor", thing=target.thing, constant=(*before, name))


def _apply_model(call: Call, target: Value) -> Value:
    """Call a network: on a tensor inside another network, or on examples."""
    first = call.args[0] if call.args else Value()
    if first.kind == "tensor" and isinstance(target.thing, Model):
        before = first.constant if isinstance(first.constant, tuple) else ()
        return Value("tensor", constant=(*before, *target.thing.layers))
    call.event("forward", model=target.thing, data=first)
    return replace(
        first.images, kind="predictions", thing=target.thing, measured=measured(call.args), name="", items=None
    )


def _apply_loss(call: Call, target: Value) -> Value:
    call.event("loss", loss=target.thing, values=call.args)
    return Value("number", measured=call.everything())


APPLIED["layer"] = _apply_layer
APPLIED["model"] = _apply_model
APPLIED["loss"] = _apply_loss
APPLIED["transform"] = lambda call, target: call.args[0] if call.args else Value()


@on_method("add")
def added(call: Call) -> Value | None:
    """Know `model.add`."""
    if call.owner is None or call.owner.kind != "model" or not isinstance(call.owner.thing, Model):
        return _appended(call)
    model, first = call.owner.thing, call.args[0] if call.args else Value()
    if first.kind == "layer":
        model.layers.append(_name(first.thing))
        ending = ending_of(first.thing)
        model.last = (
            ending if ending is not None else (None if _name(first.thing) not in ("Dropout", "Flatten") else model.last)
        )
    elif first.kind == "model":
        model.last = None
    else:
        model.last = None
    return Value()


def _appended(call: Call) -> Value | None:
    from pupila.autopsies.arrays import appended

    return appended(call)


@on_method("compile")
def compiled(call: Call) -> Value | None:
    """Know `model.compile`."""
    if call.owner is None or call.owner.kind not in ("model", ""):
        return None
    model = call.owner.thing if isinstance(call.owner.thing, Model) else None
    call.event("compile", model=model, loss=call.get("loss", 1), optimizer=call.argument("optimizer", 0))
    if model is not None and model.fits:
        model.changed = True
    return Value()
