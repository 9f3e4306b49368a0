"""Know PyTorch's data sets, transforms and loaders, and the step that makes a loop a training."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import Any

from pupila.autopsies.arrays import SIZES
from pupila.autopsies.calls import Call, on_function, on_method, path_role
from pupila.autopsies.expressions import written
from pupila.autopsies.values import Model, Value

_NAMED = (
    "MNIST",
    "FashionMNIST",
    "KMNIST",
    "CIFAR10",
    "CIFAR100",
    "SVHN",
    "STL10",
    "Flowers102",
    "Food101",
    "EMNIST",
    "OxfordIIITPet",
    "GTSRB",
    "EuroSAT",
    "USPS",
)
_RANDOM = re.compile(
    r"Random\w+|ColorJitter|AutoAugment|RandAugment|TrivialAugmentWide|AugMix|ElasticTransform|GaussianNoise"
)
_SIZES = {"MNIST": "mnist", "FashionMNIST": "fashion_mnist", "CIFAR10": "cifar10", "CIFAR100": "cifar100"}


@on_function("Compose")
def compose(call: Call) -> Value:
    """Know a chain of transforms: whether it changes images at random, and how it normalises."""
    parts = call.node.args[0].elts if call.node.args and isinstance(call.node.args[0], (ast.List, ast.Tuple)) else None
    if parts is None:
        return Value("transform")
    names = [part for part in parts if isinstance(part, ast.Call)]
    random = any(_RANDOM.fullmatch(_last(name)) and not _never(name) for name in names)
    normalised = next((part for part in names if _last(part) == "Normalize"), None)
    spread = any(not isinstance(part, ast.Call) for part in parts)  # a name, or a list unpacked, may be anything
    norm: Any = ("?",) if spread and normalised is None else _numbers(normalised)
    return Value("transform", augmented=random, thing=norm)


def _last(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def _never(node: ast.Call) -> bool:
    """Tell whether a random change is switched off, as in `RandomHorizontalFlip(p=0)`."""
    return any(
        part.arg == "p" and isinstance(part.value, ast.Constant) and part.value.value == 0 for part in node.keywords
    )


def _numbers(node: ast.Call | None) -> tuple[str, ...]:
    """Write the numbers of a Normalize; names are kept as names."""
    if node is None:
        return ()
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    literal = all(
        isinstance(part, (ast.Constant, ast.Tuple, ast.List, ast.Load)) for one in given for part in ast.walk(one)
    )
    texts = [re.sub(r"[\[\]()\s]", "", written(one)) for one in given]
    return ("numbers", *texts) if literal else ("?", *texts)


@on_function(*_NAMED)
def named(call: Call) -> Value:
    """Know torchvision's data sets."""
    if call.last in ("SVHN", "STL10", "Flowers102", "Food101", "GTSRB", "OxfordIIITPet"):
        split = str(call.get("split", 1).constant or "train")
        role = {"train": "train", "trainval": "train", "val": "val", "test": "test"}.get(split)
    else:
        train = call.get("train", 1)
        role = (
            "test"
            if train.constant is False
            else "train"
            if train.constant is True or not call.given("train", 1)
            else None
        )
    count = SIZES[_SIZES[call.last]][role == "test"] if call.last in _SIZES and role else None
    order = "known" if call.last in _SIZES else None
    base = Value("dataset", role, role is not None, f"{call.last}:{role}" if role else None, count=count, order=order)
    return _transformed(call, base)


@on_function("ImageFolder", "DatasetFolder")
def folder(call: Call) -> Value:
    """Know a folder read as a data set: one class after the other."""
    place = call.argument("root", 0)
    role = path_role(place, call.get("root", 0))
    root = f"folder {written(place)}" if place is not None else None
    return _transformed(call, Value("dataset", role, root=root, order="sorted"))


def _transformed(call: Call, base: Value) -> Value:
    transform = call.get("transform", 2 if call.last in _NAMED else 1)
    thing = transform.thing if transform.kind == "transform" else None
    call.event("dataset", value=base, transform=transform)
    return replace(base, augmented=transform.augmented, thing=thing)


@on_function("DataLoader", "prepare_data_loader")
def loader(call: Call) -> Value:
    """Know a loader: the examples of its data set."""
    data = call.get("dataset", 0)
    shuffle = call.get("shuffle", 2).constant is True
    sampler = call.argument("sampler")
    made = replace(data, kind="loader", items=None, batch=call.number("batch_size", 1), name="", shuffles=shuffle)
    if sampler is not None and call.given("sampler"):
        made = replace(made.piece(f"sampler {written(sampler)}"), kind="loader", shuffles=True)
    call.event("loader", value=made, shuffle=shuffle or sampler is not None or call.given("batch_sampler"), data=data)
    return made


@on_function("random_split")
def random_split(call: Call) -> Value:
    """Know a split drawn at random."""
    data, sizes = call.get("dataset", 0), call.argument("lengths", 1)
    count = len(sizes.elts) if isinstance(sizes, (ast.List, ast.Tuple)) else 2
    call.event("split", seeded=call.given("generator"), how="random_split", shuffled=True)
    whole = replace(data, kind="dataset", order="mixed")
    return Value("tuple", items=tuple(whole.piece(f"split{id(call.node)}{at}") for at in range(count)))


@on_function("Subset")
def subset(call: Call) -> Value:
    """Know some examples of a data set."""
    data, rows = call.get("dataset", 0), call.argument("indices", 1)
    return replace(data.piece(f"rows {written(rows)}" if rows is not None else "rows"), kind="dataset")


@on_method("backward")
def backward(call: Call) -> Value:
    """Know the step that makes the loop around it a training."""
    follower = call.follower
    loop = next((loop for loop in reversed(follower.loops) if loop.kind == "batches"), None)
    if loop is None:
        loop = follower.loops[-1] if follower.loops else None
    if loop is None or any(event.data.get("loop") is loop for event in follower.facts.of("fit")):
        return Value()
    forward = [event for event in follower.facts.of("forward") if loop in event.loops]
    model = forward[-1].data["model"] if forward else None
    over = loop.over.items[-1] if loop.over.kind == "enumerated" and loop.over.items else loop.over
    event = follower.event(
        "fit", loop.node, model=model, library="torch", train=over, val=Value(), get={}, loop=loop,
        earlier=len(model.fits) if isinstance(model, Model) else 0,
        restored=model.restored if isinstance(model, Model) else None,
        changed=model.changed if isinstance(model, Model) else False,
    )  # fmt: skip
    if isinstance(model, Model):
        model.fits.append(event)
        model.changed, model.restored = False, None
    return Value()
