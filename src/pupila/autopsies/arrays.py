"""Know the calls on arrays: public data sets, splits, shuffles, scaling, single pictures, figures of merit."""

from __future__ import annotations

import ast
from dataclasses import replace

from pupila.autopsies.calls import Call, on_function, on_method
from pupila.autopsies.values import Value, constant, measured, role_of, tokens

# Examples for training and testing of the data sets that come with Keras; their makers mixed them.
SIZES = {
    "mnist": (60_000, 10_000),
    "fashion_mnist": (60_000, 10_000),
    "cifar10": (50_000, 10_000),
    "cifar100": (50_000, 10_000),
}


@on_function("load_data")
def load_data(call: Call) -> Value | None:
    """Know Keras's data sets: ((x_train, y_train), (x_test, y_test))."""
    path = call.full.split(".")
    name = path[-2] if len(path) > 1 else ""
    if name not in SIZES and path[0] not in ("keras", "tensorflow") and call.owner is None:
        return None
    sizes = SIZES.get(name, (None, None))
    order = "known" if name in SIZES else None
    pairs = []
    for role, count in zip(("train", "test"), sizes, strict=True):
        images = Value("images", role, True, f"{name}:{role}", scaling="raw", count=count, order=order)
        labels = replace(images, kind="labels", scaling=None, onehot=False)
        pairs.append(replace(images, kind="pair", items=(images, labels)))
    return Value("tuple", items=tuple(pairs))


@on_function("train_test_split")
def train_test_split(call: Call) -> Value:
    """Know scikit-learn's split: for each array its first and its second part."""
    key = f"split{id(call.node)}"
    shuffle = call.get("shuffle").constant is not False
    found: list[Value] = []
    for value in call.args:
        value = value if value.holds_examples or value.role else replace(value, kind=value.kind or "images")
        root = value.root or f"unknown{id(call.node)}"
        first, second = (replace(value, root=root).piece(f"{key}{end}") for end in "ab")
        order = "mixed" if shuffle else value.order
        found += [replace(first, order=order), replace(second, order=order)]
    call.event("split", seeded=call.given("random_state"), how="train_test_split", shuffled=shuffle)
    return Value("tuple", items=tuple(found))


@on_function("KFold", "StratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit", "GroupShuffleSplit")
def folds(call: Call) -> Value:
    """Know scikit-learn's folds."""
    always = call.last.endswith("ShuffleSplit")
    if always or call.get("shuffle").constant is True:
        call.event("split", seeded=call.given("random_state"), how=call.last, shuffled=True)
    return Value("folds")


_SAME = (
    "array", "asarray", "expand_dims", "reshape", "cast", "convert_to_tensor", "tensor", "from_numpy", "float32",
    "squeeze", "transpose", "deepcopy", "as_tensor", "resize", "swapaxes", "moveaxis", "pad", "repeat_elements",
    "ascontiguousarray", "as_numpy", "tqdm", "list", "iter", "unsqueeze", "rot90", "as_numpy_iterator",
)  # fmt: skip


@on_function(*_SAME)
def same(call: Call) -> Value | None:
    """Know what leaves the examples those that they are."""
    if call.owner is not None and (call.owner.holds_examples or call.owner.role):
        return call.owner
    first = call.args[0] if call.args else Value()
    if not (
        first.holds_examples or first.role or first.kind in ("weights", "predictions", "prediction", "list", "picture")
    ):
        return None
    if first.kind == "picture":
        return replace(first, kind="images")
    if first.kind == "list" and first.order is not None:
        return replace(first, kind="images", items=None)
    return replace(first, constant="copy") if first.kind == "weights" and call.last == "deepcopy" else first


@on_function("enumerate")
def enumerated(call: Call) -> Value:
    """Know what counts along."""
    return Value("enumerated", items=(call.args[0],)) if call.args else Value()


@on_function("zip")
def zipped(call: Call) -> Value:
    """Know what goes through several things side by side."""
    return Value("zipped", items=call.args)


@on_function("concatenate", "vstack", "hstack", "append", "stack", "cat", "concat")
def joined(call: Call) -> Value | None:
    """Know what puts arrays together: parts of several roles are all of the data."""
    first = call.args[0] if call.args else Value()
    items = first.items if first.kind in ("tuple", "list", "pair") and first.items else call.args
    roles = {item.role for item in items if item.role}
    base = next((item for item in items if item.holds_examples), first)
    if first.kind in ("labels", "images", "predictions") and not first.items:
        return replace(first, order=first.order)
    if not roles:
        return None
    role = roles.pop() if len(roles) == 1 else "all"
    same_root = len({item.root for item in items}) == 1
    return replace(
        base, role=role, items=None, root=base.root if same_root else None, part=() if not same_root else base.part
    )


@on_function("shuffle")
def shuffled(call: Call) -> Value | None:
    """Know scikit-learn's shuffle, which returns, and NumPy's and Python's, which change what they are given."""
    call.event("mixed")
    if call.full.startswith(("numpy.random", "np.random", "random")):
        name = call.args[0].name if call.args else ""
        if name and call.follower.known(name):
            call.follower.scopes[-1][name] = replace(call.args[0], order="mixed")
        return Value()
    if call.owner is not None and (call.owner.holds_examples or call.owner.role):
        return None
    mixed = tuple(replace(value, order="mixed") for value in call.args)
    return mixed[0] if len(mixed) == 1 else Value("tuple", items=mixed)


@on_function("permutation", "randperm")
def permutation(call: Call) -> Value:
    """Know an order drawn at random."""
    call.event("mixed")
    return Value("permutation", order="mixed")


@on_function("to_categorical", "one_hot", "get_dummies")
def one_hot(call: Call) -> Value | None:
    """Know labels written as rows of zeros with a one."""
    first = call.args[0] if call.args else Value()
    return replace(first, kind="labels", onehot=True) if first.holds_examples or first.role else None


@on_function("load_img", "open", "imread", "img_to_array", "decode_jpeg", "decode_image", "decode_png", "pil_to_tensor")
def picture(call: Call) -> Value | None:
    """Know a picture read from a file: bytes of 0 to 255."""
    if call.last == "open" and not call.full.startswith(("PIL", "Image")):
        return None
    if call.last == "img_to_array" and call.args and call.args[0].holds_examples:
        return call.args[0]
    return Value("picture" if call.last in ("load_img", "open") else "images", scaling="raw")


@on_function("convert_image_dtype", "to_tensor")
def to_unit(call: Call) -> Value | None:
    """Know what scales to 0 to 1 by itself."""
    first = call.args[0] if call.args else Value()
    return replace(first, kind=first.kind or "images", scaling="unit") if first.scaling else None


@on_function("preprocess_input")
def preprocessed(call: Call) -> Value | None:
    """Know the preprocessing that belongs to a network from elsewhere."""
    first = call.args[0] if call.args else Value()
    return replace(first, scaling="other") if first.scaling else None


@on_method(
    "astype", "reshape", "copy", "numpy", "to", "cuda", "cpu", "float", "flatten", "squeeze", "unsqueeze", "permute",
    "transpose", "ravel", "clone", "detach", "long", "double", "type", "view", "tolist", "resize", "convert",
    "pin_memory", "contiguous", "swapaxes", "item", "mean", "sum", "half", "requires_grad_",
)  # fmt: skip
def kept(call: Call) -> Value | None:
    """Know methods that leave examples, networks and predictions what they are; a mean is a number."""
    owner = call.owner or Value()
    if call.last in ("mean", "sum", "item"):
        return (
            Value("statistic", thing=owner, measured=owner.measured)
            if owner.holds_examples
            else Value("number", measured=owner.measured)
        )
    if (
        owner.holds_examples
        or owner.role
        or owner.kind in ("predictions", "prediction", "model", "picture", "weights", "classes")
    ):
        if owner.kind == "picture" and call.last == "resize":
            return owner
        return owner
    return Value(measured=owner.measured)


@on_function("argmax", "argmin", "max", "topk", "round")
def argmax(call: Call) -> Value | None:
    """Know predicted classes; the largest of a list of figures is what it was measured on."""
    data = call.owner if call.owner is not None and call.owner.kind else (call.args[0] if call.args else Value())
    if data.kind in ("predictions", "prediction"):
        predicted = replace(data, kind="classes")
        return Value("tuple", items=(data, predicted)) if call.last in ("max", "topk") else predicted
    if data.kind == "labels" and call.last == "argmax":
        return replace(data, onehot=False)
    if call.last == "max":
        call.event("largest", value=data)
    return Value("number", measured=call.everything())


@on_function(
    "confusion_matrix",
    "classification_report",
    "accuracy_score",
    "ConfusionMatrixDisplay.from_predictions",
    "from_predictions",
)
def judged(call: Call) -> Value:
    """Know scikit-learn's figures of merit: the true labels first."""
    values = (call.get("y_true", 0), call.get("y_pred", 1))
    call.event("judge", values=values, by_name="y_true" in call.keywords or "y_pred" in call.keywords)
    call.event("compare", values=list(values))
    return Value("matrix" if call.last == "confusion_matrix" else "number", thing=values, measured=measured(values))


@on_function(
    "StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "PowerTransformer", "QuantileTransformer", "PCA",
    "SelectKBest", "Normalization",
)  # fmt: skip
def scaler(call: Call) -> Value:
    """Know what learns from the data how to scale them."""
    if call.last == "Normalization":
        return Value("layer", thing=call.node, name="Normalization")
    return Value("scaler")


@on_method("fit_transform", "adapt", "partial_fit")
def fitted(call: Call) -> Value | None:
    """Know a scaler that learns."""
    if call.owner is None or (call.owner.kind not in ("scaler", "layer") and call.last != "adapt"):
        return None
    call.event("scale", value=call.get("X", 0))
    return replace(call.args[0], scaling="other") if call.args else Value()


@on_method("transform")
def transformed(call: Call) -> Value | None:
    """Know a scaler at work."""
    first = call.args[0] if call.args else Value()
    return replace(first, scaling="other") if call.owner is not None and call.owner.kind == "scaler" else None


@on_function(
    "seed",
    "set_seed",
    "set_random_seed",
    "manual_seed",
    "manual_seed_all",
    "seed_everything",
    "default_rng",
    "RandomState",
    "PRNGKey",
)
def seed(call: Call) -> Value:
    """Know what fixes the dice."""
    call.event("seed", name=call.full)
    if call.last in ("default_rng", "RandomState"):
        return Value("generator of numbers")
    return Value()


@on_function(
    "title",
    "suptitle",
    "set_title",
    "xlabel",
    "ylabel",
    "set_xlabel",
    "set_ylabel",
    "print",
    "imshow",
    "text",
    "annotate",
    "matshow",
    "heatmap",
)
def shown(call: Call) -> Value:
    """Know what a figure says, shows and prints."""
    name = {"suptitle": "title"}.get(call.last.removeprefix("set_"), call.last.removeprefix("set_"))
    call.event("show", what=name, values=call.args)
    return Value()


@on_method("append", "extend", "add")
def appended(call: Call) -> Value | None:
    """Know lists that grow: one filled class after class is sorted by class."""
    if call.owner is None or not call.owner.name or call.owner.kind == "model":
        return None
    words = set()
    for loop in call.follower.loops:
        target = getattr(loop.node, "target", None)
        names = [part.id for part in ast.walk(target) if hasattr(part, "id")] if target is not None else []
        words |= {word for name in names for word in tokens(name)}
    classes = {
        "class",
        "classes",
        "clase",
        "clases",
        "category",
        "categories",
        "categoria",
        "label",
        "folder",
        "carpeta",
        "cat",
        "cls",
    }
    owner = call.owner
    order = "sorted" if words & classes and len(call.follower.loops) >= 2 else owner.order
    numbers = owner.measured | call.everything()
    role = owner.role or role_of(owner.name)
    if call.follower.known(owner.name):
        kind = owner.kind or "list"
        scope = call.follower.scopes[-1] if owner.name in call.follower.scopes[-1] else call.follower.scopes[0]
        gathered = replace(owner, kind=kind, order=order, measured=numbers, role=role, items=None)
        first = call.args[0] if call.args else Value()
        if first.kind in ("classes", "predictions", "labels") and kind == "list":
            gathered = replace(
                gathered, kind=first.kind, thing=first.thing, root=first.root, part=first.part, shuffles=first.shuffles
            )
        scope[owner.name] = gathered
    return constant(None)
