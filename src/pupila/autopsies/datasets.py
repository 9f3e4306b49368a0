"""Know the data pipelines of Keras: tf.data, folders read as data sets, generators that augment."""

from __future__ import annotations

import ast
from dataclasses import replace

from pupila.autopsies.calls import Call, apply, on_function, on_method, path_role
from pupila.autopsies.expressions import written
from pupila.autopsies.values import Value, tokens

# Arguments of ImageDataGenerator that change images at random.
_RANDOM = {
    "rotation_range", "width_shift_range", "height_shift_range", "brightness_range", "shear_range", "zoom_range",
    "channel_shift_range", "horizontal_flip", "vertical_flip",
}  # fmt: skip


@on_function("from_tensor_slices", "from_generator", "TensorDataset", "from_tensors")
def sliced(call: Call) -> Value:
    """Know arrays made into a data set."""
    first = call.args[0].images if call.args else Value()
    if not (first.holds_examples or first.role):
        return Value("dataset")
    return replace(first, kind="dataset", items=None, onehot=_onehot(call))


def _onehot(call: Call) -> bool | None:
    labels = call.args[0].items[-1] if call.args and call.args[0].items else Value()
    return labels.onehot


@on_function("image_dataset_from_directory")
def from_directory(call: Call) -> Value:
    """Know a folder read as a data set."""
    subset = call.get("subset").constant
    folder = call.argument("directory", 0)
    split = call.get("validation_split")
    shuffle = call.get("shuffle").constant is not False
    mode = call.get("label_mode", 2).constant
    base = Value(
        "dataset",
        root=f"folder {written(folder)}" if folder is not None else None,
        scaling="raw",
        shuffles=shuffle,
        onehot={"categorical": True, None: False, "int": False}.get(mode),
        batch=call.number("batch_size", 5) or 32,
    )
    if subset in ("training", "validation", "both") or split.constant:
        call.event("folder", subset=subset, seed=call.argument("seed"), shuffle=shuffle, folder=base.root, split=split)
    train = replace(base, part=("subset training",), role="train", sure=True)
    val = replace(base, part=("subset validation",), role="val", sure=True)
    if subset == "both":
        return Value("tuple", items=(train, val))
    if subset in ("training", "validation"):
        return train if subset == "training" else val
    role = path_role(folder, call.get("directory", 0))
    return replace(base, role=role)


@on_function("ImageDataGenerator")
def generator(call: Call) -> Value:
    """Know Keras's old generator of images."""
    random = [name for name in _RANDOM & call.keywords.keys() if call.keywords[name].constant not in (0, 0.0, False)]
    scaling = "unit" if call.given("rescale") else None
    if call.given("preprocessing_function") or call.given("featurewise_center") or call.given("samplewise_center"):
        scaling = "other"
    split = call.get("validation_split").constant
    return Value("generator", augmented=bool(random), scaling=scaling, thing=split)


@on_method("flow", "flow_from_directory", "flow_from_dataframe")
def flow(call: Call) -> Value | None:
    """Know batches out of such a generator."""
    made = call.owner or Value()
    if made.kind and made.kind != "generator":
        return None
    subset = call.get("subset").constant
    arrays = call.get("x", 0).images if call.last == "flow" else Value()
    shuffle = call.get("shuffle").constant is not False
    folder = call.argument("directory", 1 if call.last == "flow_from_dataframe" else 0)
    batch = call.number("batch_size", 2 if call.last == "flow" else None) or (None if call.given("batch_size") else 32)
    if call.last == "flow":
        base = replace(arrays, kind="flow", items=None, scaling=made.scaling or arrays.scaling)
    else:
        root = f"folder {written(folder)}" if folder is not None else None
        base = Value("flow", path_role(folder, call.get("directory", 0)), root=root, scaling=made.scaling or "raw")
        base = replace(base, onehot={"sparse": False, "binary": False}.get(call.get("class_mode").constant, True))
    base = replace(base, augmented=made.augmented, shuffles=shuffle, batch=batch, thing=call.last)
    if subset in ("training", "validation"):
        role = "train" if subset == "training" else "val"
        base = replace(base, role=role, sure=True, part=(*base.part, f"subset {subset}"), count=None)
    return base


@on_method(
    "cache",
    "prefetch",
    "with_options",
    "unbatch",
    "interleave",
    "apply",
    "ignore_errors",
    "padded_batch",
    "ragged_batch",
)
def unchanged(call: Call) -> Value | None:
    """Know what leaves a data set as it is."""
    return call.owner if _data(call) else None


def _data(call: Call) -> bool:
    return call.owner is not None and (call.owner.kind in ("dataset", "flow", "loader") or bool(call.owner.role))


@on_method("batch")
def batched(call: Call) -> Value | None:
    """Know batches."""
    if call.owner is None or not _data(call):
        return None
    return replace(call.owner, kind="dataset", batch=call.number("batch_size", 0))


@on_method("repeat")
def repeated(call: Call) -> Value | None:
    """Know a data set that never ends, or ends after some passes."""
    return replace(call.owner, kind="dataset", repeats=True) if call.owner is not None and _data(call) else None


@on_method("shuffle")
def shuffled(call: Call) -> Value | None:
    """Know a data set that comes in another order: at every reading, unless told otherwise."""
    call.event("mixed")
    if call.owner is None or not _data(call):
        return None
    once = call.get("reshuffle_each_iteration", 2).constant is False
    return replace(call.owner, kind="dataset", shuffles=True, fixed=once, order="mixed")


@on_method("take", "skip", "shard")
def taken(call: Call) -> Value | None:
    """Know a part of a data set."""
    if call.owner is None or not _data(call):
        return None
    count = call.argument("count", 0)
    key = written(count) if count is not None else ""
    call.event("taken", how=call.last, value=call.owner)
    if call.owner.repeats or call.number("count", 0) == 1:
        return replace(call.owner, items=None)
    return replace(call.owner.piece(f"{call.last} {key}"), kind="dataset")


@on_method("filter")
def filtered(call: Call) -> Value | None:
    """Know some of a data set."""
    if call.owner is None or not _data(call):
        return None
    return replace(call.owner.piece(f"filter {id(call.node)}"), kind="dataset")


@on_method("map")
def mapped(call: Call) -> Value | None:
    """Know a data set whose elements go through a function."""
    if call.owner is None or not _data(call):
        return None
    data = replace(call.owner, kind="dataset")
    function = call.args[0] if call.args else Value()
    element = call.follower.element(data)
    given = element.items or (element,)
    found = apply(call.follower, function, given).images
    if not found.holds_examples and not found.role:
        named = call.argument("map_func", 0)
        name = named.id if isinstance(named, ast.Name) else getattr(named, "attr", "")
        random = bool({"augment", "augmentation", "aumentar", "aumento", "aug"} & set(tokens(name)))
        return replace(data, augmented=data.augmented or (random and function.kind != "function"), scaling=None)
    return replace(data, augmented=found.augmented, scaling=found.scaling)


@on_function("load")
def tensorflow_datasets(call: Call) -> Value | None:
    """Know `tfds.load` with the parts that it was asked for."""
    if not call.full.startswith("tensorflow_datasets"):
        return None
    split = call.get("split", 1)
    name = str(call.get("name", 0).constant)
    parts = [item.constant for item in split.items] if split.items is not None else [split.constant]
    made = []
    for part in parts:
        words = str(part or "")
        role = words.partition("[")[0]
        known = role if role in ("train", "test") else "val" if role == "validation" else None
        whole = "[" not in words
        base = Value("dataset", known if whole else None, whole and known is not None, f"{name}:{role}", scaling="raw")
        made.append(base if whole else replace(base, part=(words,)))
    if call.get("with_info").constant is True:
        data = Value("tuple", items=tuple(made)) if split.items is not None else made[0]
        return Value("tuple", items=(data, Value()))
    return Value("tuple", items=tuple(made)) if split.items is not None else made[0]
