"""Find what a PyTorch loop forgets: gradients to clear, dropout to switch off and on again."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, plain, sign
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, Model

_NOISY = {
    "Dropout",
    "Dropout2d",
    "Dropout1d",
    "AlphaDropout",
    "dropout",
    "BatchNorm2d",
    "BatchNorm1d",
    "BatchNorm3d",
    "SyncBatchNorm",
    "LazyBatchNorm2d",
    "resnet18",
    "resnet34",
    "resnet50",
    "vgg16_bn",
    "mobilenet_v2",
    "efficientnet_b0",
    "densenet121",
}


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for part in ast.walk(tree):
        if isinstance(part, ast.Call):
            yield getattr(part.func, "attr", getattr(part.func, "id", "")), part


def _uses_torch(facts: Facts) -> bool:
    own = bool(facts.libraries & {"lightning", "pytorch_lightning", "fastai", "ignite", "skorch", "accelerate"})
    return "torch" in facts.libraries and not own


@DETECTORS.register("gradients_kept")
def gradients_kept(facts: Facts) -> Iterator[Sign]:
    """Find steps whose gradients add up because nothing clears them."""
    if not _uses_torch(facts):
        return
    for cell, tree in facts.trees():
        for loop in (part for part in ast.walk(tree) if isinstance(part, (ast.For, ast.While))):
            names = [name for name, _ in _calls(loop)]
            if "backward" not in names or not _optimizer_step(loop) or _inner(loop):
                continue
            cleared = any("zero_grad" in name or name in ("zero_", "clear_grad") for name in names)
            nulled = any(isinstance(part, ast.Attribute) and part.attr == "grad" for part in ast.walk(loop))
            if not cleared and not nulled:
                node = next(part for name, part in _calls(loop) if name == "backward")
                yield Sign("gradients_kept", None, "fault", "seen", cell, node)


def _inner(loop: ast.For | ast.While) -> bool:
    """Tell whether a loop inside this one does the steps: that one is judged."""
    inside = (part for part in ast.walk(loop) if isinstance(part, (ast.For, ast.While)) and part is not loop)
    return any("backward" in [name for name, _ in _calls(part)] for part in inside)


def _optimizer_step(loop: ast.AST) -> bool:
    return any(
        name == "step" and isinstance(part.func, ast.Attribute) and "sched" not in ast.unparse(part.func.value).lower()
        for name, part in _calls(loop)
    )


@DETECTORS.register("evaluated_in_training_mode")
def evaluated_in_training_mode(facts: Facts) -> Iterator[Sign]:
    """Find networks measured with dropout on and batch norm in training mode."""
    if not _uses_torch(facts) or not any(event.data["library"] == "torch" for event in facts.of("fit")):
        return
    measured = list(_measuring(facts))
    names = {name for _, tree in facts.trees() for name, _ in _calls(tree)}
    if measured and "eval" not in names and not _train_false(facts):
        noisy = bool(names & _NOISY)
        yield sign(measured[0], "evaluated_in_training_mode", "A7", "fault" if noisy else "remark", sure=noisy)
    elif "eval" in names:
        yield from _never_back(facts)
    if measured and not names & {"no_grad", "inference_mode", "set_grad_enabled"}:
        decorated = any("no_grad" in ast.unparse(one) for _, tree in facts.trees() for one in _decorators(tree))
        if not decorated:
            yield sign(measured[0], "gradients_for_nothing", None, "remark")


def _measuring(facts: Facts) -> Iterator[Event]:
    """Yield loops over validation or test batches in which a network answers and nothing is learned."""
    trained = {event.data.get("loop") for event in facts.of("fit")}
    for event in facts.of("iterate"):
        if plain(event.data["value"]).role not in ("val", "test") or event.node in {one.node for one in trained if one}:
            continue
        forwards = (one for one in facts.of("forward") if any(loop.node is event.node for loop in one.loops))
        if next(forwards, None) is not None or _calls_a_model(event.node):
            yield event


def _calls_a_model(node: ast.AST) -> bool:
    return any(name in ("model", "net", "modelo", "red", "network", "cnn") for name, _ in _calls(node))


def _train_false(facts: Facts) -> bool:
    for _, tree in facts.trees():
        for name, part in _calls(tree):
            given = part.args[0] if part.args and isinstance(part.func, ast.Attribute) else None
            if name == "train" and given is not None and getattr(given, "value", False) is not True:
                return True  # model.train(False), model.train(is_training)
    return False


def _decorators(tree: ast.AST) -> Iterator[ast.expr]:
    for part in ast.walk(tree):
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from part.decorator_list


def _never_back(facts: Facts) -> Iterator[Sign]:
    """Find training that goes on in evaluation mode: `eval()` inside the loop over epochs, `train()` nowhere in it."""
    for fit in facts.of("fit"):
        epochs = fit.loop("epochs")
        if fit.data["library"] != "torch" or epochs is None or fit.function:
            continue
        names = [(name, part) for name, part in _calls(epochs.node)]
        switched = next((part for name, part in names if name == "eval"), None)
        if switched is not None and not any(name.startswith("train") for name, _ in names):
            model = fit.data["model"]
            noisy = isinstance(model, Model) and bool(set(model.layers) & _NOISY)
            if noisy:
                yield Sign("training_in_evaluation_mode", "A14", "fault", "seen", fit.cell, switched)
                return
