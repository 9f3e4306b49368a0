"""Find second arms that begin where the first one ended."""

from __future__ import annotations

from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, Spot, sign, spot
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, Loop, tokens

_FIRST = {
    "init", "initial", "inicial", "iniciales", "inicio", "start", "starting", "original", "originals", "fresh",
    "untrained", "reset", "blank", "virgin", "primeros", "w0", "random",
}  # fmt: skip


@DETECTORS.register("weights_saved_late")
def weights_saved_late(facts: Facts) -> Iterator[Sign]:
    """Find weights saved after a training and given to another one as the first."""
    for event in facts.of("fit"):
        load = event.data["restored"]
        kept = load.data["kept"] if load is not None else None
        if kept is None or not kept.data["trained"] or _alias(load):
            continue
        word = f"{load.data['name']} {kept.data['path']}"
        named = bool(_FIRST & set(tokens(word)))
        if named or (_other_arm(kept, event) and not event.data["changed"] and not _thawed(facts)):
            yield sign(
                kept, "weights_saved_late", "A3", "fault" if named else "warning", sure=named,
                there=spot(load),
            )  # fmt: skip


def _other_arm(kept: Event, fit: Event) -> bool:
    """Tell whether a training is augmented where the one before the save was not, or the reverse."""
    model = kept.data["model"]
    before = model.fits[kept.data["fits"] - 1] if model is not None and model.fits else None
    return before is not None and before.data["train"].augmented != fit.data["train"].augmented


def _thawed(facts: Facts) -> bool:
    """Tell whether layers are frozen or thawed anywhere: the trainings are then phases of one."""
    return any(event.data["target"].attr in ("trainable", "requires_grad") for event in facts.of("attribute"))


def _alias(load: Event) -> bool:
    """Tell whether weights are restored from `state_dict()` without a copy, after more training."""
    kept = load.data["kept"]
    if (
        kept is None
        or kept.data["how"] != "state_dict"
        or load.data["copied"]
        or kept.data["model"] is not load.data["model"]
    ):
        return False
    if load.data["model"] is None or load.data["call"].args[:1] == () or load.data["call"].args[0].kind != "weights":
        return False
    loop = kept.loop("epochs")
    within = loop is not None and loop not in load.loops
    return bool(load.data["fits"] > kept.data["fits"] or (within and load.data["fits"]))


@DETECTORS.register("weights_not_copied")
def weights_not_copied(facts: Facts) -> Iterator[Sign]:
    """Find `state_dict()` kept without a copy: it changes with every step that follows."""
    seen = set()
    for load in facts.of("load"):
        if _alias(load) and load.data["kept"] not in seen:
            seen.add(load.data["kept"])
            yield sign(load.data["kept"], "weights_not_copied", "A3", "fault", there=spot(load))


@DETECTORS.register("second_fit")
def second_fit(facts: Facts) -> Iterator[Sign]:
    """Find a second arm that is the same network trained on."""
    if _thawed(facts):
        return
    optimizers: dict[int, list[str]] = {
        id(event.data["model"]): [] for event in facts.of("compile") if event.data["model"] is not None
    }
    for event in facts.of("fit", "compile"):
        model = event.data["model"]
        if event.kind == "compile":
            if model is not None:
                optimizers[id(model)].append(_optimizer(event))
            continue
        if model is None or not event.data["earlier"] or event.data["restored"] is not None:
            continue
        call = event.data.get("call")
        if call is not None and "initial_epoch" in call.keywords:
            continue
        before = model.fits[event.data["earlier"] - 1]
        other_data = before.data["train"].augmented != event.data["train"].augmented
        used = [name for name in optimizers.get(id(model), []) if name]
        other_optimizer = event.data["changed"] and len(used) > 1 and used[-1] != used[-2]
        if other_data or other_optimizer:
            named = _history(before, facts) != _history(event, facts) and _history(event, facts) != ""
            fault = named and other_data
            yield sign(event, "second_fit", "A3", "fault" if fault else "warning", sure=named, there=spot(before))


def _optimizer(event: Event) -> str:
    """Return the name of the optimizer that a network is compiled with."""
    node = event.data["optimizer"]
    function = getattr(node, "func", node)
    name = getattr(node, "value", None)
    return str(name if isinstance(name, str) else getattr(function, "attr", getattr(function, "id", ""))).lower()


def _history(fit: Event, facts: Facts) -> str:
    """Return the name that a training's history was given."""
    names = (event.data["name"] for event in facts.of("bind") if event.data["value"].thing is fit)
    return next(names, "")


def _round(fit: Event) -> Loop | None:
    """Return the loop over folds, seeds or settings around a training; one inside the epochs, over phases, is none."""
    kinds = [loop.kind for loop in fit.loops]
    outside = fit.loops[: kinds.index("epochs")] if "epochs" in kinds else fit.loops
    return next((loop for loop in reversed(outside) if loop.kind in ("folds", "seeds", "arms")), None)


@DETECTORS.register("not_rebuilt")
def not_rebuilt(facts: Facts) -> Iterator[Sign]:
    """Find folds, seeds or settings that are gone through with one network made before the loop."""
    for event in facts.of("fit"):
        model = event.data["model"]
        loop = _round(event)
        if model is None or loop is None or loop in model.loops or event.data["restored"] is not None:
            continue
        if any(loop in other.loops for other in facts.of("load", "reset") if other.data.get("model") in (model, None)):
            continue
        if event.data.get("library") == "torch" and loop.kind == "arms" and event.data["changed"]:
            continue
        severity = "warning" if loop.kind == "arms" else "fault"
        yield sign(event, "not_rebuilt", "A3", severity, sure=loop.kind != "arms", there=Spot(event.cell, loop.node))  # type: ignore[arg-type]
