"""Know trainings, measurements, predictions and weights as Keras has them."""

from __future__ import annotations

import ast

from pupila.autopsies.calls import Call, on_function, on_method
from pupila.autopsies.expressions import written
from pupila.autopsies.values import Model, Value, tokens

_KERAS = {
    "epochs", "batch_size", "validation_data", "validation_split", "callbacks", "steps_per_epoch", "verbose",
    "validation_steps", "initial_epoch",
}  # fmt: skip
_PLACES = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data")


def _network(call: Call) -> Model | None:
    return call.owner.thing if call.owner is not None and isinstance(call.owner.thing, Model) else None


@on_method("fit", "fit_generator", "search")
def fit(call: Call) -> Value | None:
    """Know `model.fit`, a tuner's `search`, Lightning's `trainer.fit`, and a scaler's `fit`."""
    owner = call.owner or Value()
    if owner.kind == "scaler":
        call.event("scale", value=call.get("X", 0))
        return owner
    if owner.kind == "generator":
        call.event("scale", value=call.get("x", 0))
        return Value()
    if owner.kind == "trainer":
        return _lightning(call)
    model = _network(call)
    if model is None and (owner.kind or not (_KERAS & call.keywords.keys())):
        return None
    places = {name: place for place, name in enumerate(_PLACES)} if call.last == "fit" else {"x": 0}
    get = {name: call.get(name, place) for name, place in places.items()}
    event = call.follower.event(
        "fit",
        call.node,
        call=call,
        model=model,
        library="keras",
        train=get["x"] if call.last == "fit" else call.get("generator", 0),
        val=call.get("validation_data", places.get("validation_data")),
        get=get,
        earlier=len(model.fits) if model else 0,
        restored=model.restored if model else None,
        changed=model.changed if model else False,
    )
    if model is not None:
        model.fits.append(event)
        model.changed, model.restored = False, None
    return Value("history", thing=event)


def _lightning(call: Call) -> Value:
    val = call.get("val_dataloaders", 2)
    model = next((value.thing for value in call.args if isinstance(value.thing, Model)), None)
    event = call.follower.event(
        "fit", call.node, call=call, model=model, library="lightning", train=call.get("train_dataloaders", 1), val=val,
        get={}, earlier=len(model.fits) if model else 0, restored=model.restored if model else None, changed=False,
    )  # fmt: skip
    if model is not None:
        model.fits.append(event)
        model.restored = None
    return Value()


@on_function("Trainer", "Tuner", "RandomSearch", "Hyperband", "BayesianOptimization")
def trainer(call: Call) -> Value:
    """Know trainers that hold their data: those of transformers name the data to choose by."""
    if "eval_dataset" in call.keywords:
        call.event(
            "fit", model=None, library="transformers", train=call.get("train_dataset"), val=call.get("eval_dataset"),
            get={}, earlier=0, restored=None, changed=False,
        )  # fmt: skip
    return Value("trainer" if call.last == "Trainer" else "")


@on_method("evaluate", "evaluate_generator")
def evaluate(call: Call) -> Value | None:
    """Know `model.evaluate`."""
    if call.owner is not None and call.owner.kind not in ("model", ""):
        return None
    data = call.get("x", 0)
    parts = frozenset({(data.role, data.sure)}) if data.role else frozenset()
    call.event("evaluate", model=_network(call), data=data, measured=parts)
    return Value("number", measured=parts)


@on_method("predict", "predict_generator", "predict_classes", "predict_on_batch", "predict_proba")
def predict(call: Call) -> Value | None:
    """Know `model.predict`."""
    if call.owner is not None and call.owner.kind not in ("model", ""):
        return None
    data = call.get("x", 0)
    call.event("predict", model=_network(call), data=data)
    kind = "classes" if call.last == "predict_classes" else "predictions"
    base = data.images if data.items else data
    return Value(kind, base.role, base.sure, base.root, base.part, shuffles=base.shuffles, thing=data, order=base.order)


@on_method("save_weights", "get_weights", "state_dict")
def save(call: Call) -> Value | None:
    """Know weights that are taken out of a network."""
    model = _network(call)
    if call.owner is not None and call.owner.kind not in ("model", ""):
        return None
    path = call.argument("filepath", 0)
    event = call.follower.event(
        "save", call.node, call=call, model=model, trained=bool(model and model.fits), path=_word(path),
        how=call.last, fits=len(model.fits) if model else 0,
    )  # fmt: skip
    return Value("weights", thing=event)


@on_function("save")
def torch_save(call: Call) -> Value | None:
    """Know `torch.save(model.state_dict(), path)`."""
    weights, path = call.get("obj", 0), call.argument("f", 1)
    if weights.kind != "weights" or path is None:
        return None
    kept = weights.thing
    call.follower.event("save", call.node, call=call, model=kept.data["model"], trained=kept.data["trained"],
                        path=written(path), how="torch.save", fits=kept.data["fits"])  # fmt: skip
    return Value()


@on_method("load_weights", "set_weights", "load_state_dict")
def load(call: Call) -> Value | None:
    """Know weights that are put into a network."""
    model = _network(call)
    first = call.argument("filepath", 0)
    value = call.args[0] if call.args else Value()
    kept = None
    if value.kind == "weights" and value.thing is not None:
        kept = value.thing
    elif first is not None:
        path = _path(first)
        saves = [event for event in call.follower.facts.of("save") if event.data["path"] == path]
        kept = saves[-1] if saves else None
    event = call.follower.event(
        "load", call.node, call=call, model=model, kept=kept, name=_word(first), copied=value.constant == "copy",
        fits=len(model.fits) if model else 0,
    )  # fmt: skip
    if model is not None:
        model.restored = event
    return Value()


def _path(node: ast.expr) -> str:
    """Return the file behind `torch.load(path)` or a bare path, as it is written."""
    if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", getattr(node.func, "id", "")) == "load":
        return written(node.args[0])
    return written(node)


def _word(node: ast.expr | None) -> str:
    return written(node) if node is not None else ""


@on_function("CrossEntropyLoss", "NLLLoss", "BCEWithLogitsLoss", "BCELoss")
def loss(call: Call) -> Value:
    """Know PyTorch's losses."""
    return Value("loss", name=call.last, thing=call.last)


@on_function("cross_entropy", "nll_loss")
def bare_loss(call: Call) -> Value:
    """Know the same as functions."""
    call.event("loss", loss={"cross_entropy": "CrossEntropyLoss", "nll_loss": "NLLLoss"}[call.last], values=call.args)
    return Value("number", measured=call.everything())


@on_function("softmax", "log_softmax", "Softmax")
def softmax(call: Call) -> Value | None:
    """Know probabilities made of logits."""
    first = (
        call.owner
        if call.owner is not None and call.owner.kind == "predictions"
        else (call.args[0] if call.args else Value())
    )
    if first.kind == "predictions":
        return Value(
            "predictions", first.role, first.sure, first.root, first.part, thing=call.last, measured=first.measured
        )
    return None


@on_method("step")
def step(call: Call) -> Value:
    """Know a schedule that a measured number steers."""
    words = set(tokens(call.full))
    if call.everything() and words & {"scheduler", "sched", "plateau", "lr"}:
        call.event("choice", test=None, value=Value(measured=call.everything()))
    return Value()


@on_method("apply", "reset_parameters", "reset_states")
def reset(call: Call) -> Value | None:
    """Know networks whose weights are drawn anew."""
    model = _network(call)
    if model is None:
        return None
    call.event("reset", model=model)
    model.fits.clear()
    return call.owner
