"""Find dice that nobody can roll again, and dice that fall alike in every epoch."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pupila.autopsies.detectors import DETECTORS, Sign, is_given, sign, spot
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event

# Each fixes the dice that TensorFlow draws the order of batches with; the seeds of NumPy and Python do not.
_SEEDS_OF_TENSORFLOW = ("utils.set_random_seed", "tensorflow.random.set_seed")


@DETECTORS.register("unseeded_split")
def unseeded_split(facts: Facts) -> Iterator[Sign]:
    """Find splits that fall differently each time the notebook runs."""
    seeded = any(facts.of("seed"))
    seen = set()
    for event in facts.of("split"):
        place = (event.cell, getattr(event.node, "lineno", 0))
        if event.data["shuffled"] and not event.data["seeded"] and not seeded and place not in seen:
            seen.add(place)
            yield sign(event, "unseeded_split", "A4", "remark", call=event.data["how"])


@DETECTORS.register("repeated_order")
def repeated_order(facts: Facts) -> Iterator[Sign]:
    """Find a global seed in Keras on TensorFlow where `fit` shuffles arrays."""
    if _other_backend(facts):
        return
    seeds = [event for event in facts.of("seed") if event.data["name"].endswith(_SEEDS_OF_TENSORFLOW)]
    for event in facts.of("fit"):
        if not seeds or event.data["library"] != "keras" or not _shuffles_arrays(event):
            continue
        before = [seed for seed in seeds if seed.at < event.at]
        if before:
            yield sign(before[-1], "repeated_order", "A12", "warning", there=spot(event))
            return


def _shuffles_arrays(fit: Event) -> bool:
    """Tell whether a `fit` is given arrays, in an order that it draws itself, for more than one epoch."""
    get, call = fit.data["get"], fit.data["call"]
    arrays = call.last == "fit" and fit.data["train"].kind not in ("dataset", "flow", "loader", "generator")
    several = is_given(get["epochs"]) and get["epochs"].constant != 1 if "epochs" in get else False
    return bool(arrays and several and call.given("y", 1) and call.get("shuffle").constant is not False)


def _other_backend(facts: Facts) -> bool:
    """Tell whether the notebook asks Keras for another backend."""
    for _, tree in facts.trees():
        texts = {
            part.value for part in ast.walk(tree) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        }
        if "KERAS_BACKEND" in texts and texts & {"torch", "jax"}:
            return True
    return False


@DETECTORS.register("unshuffled_validation_split")
def unshuffled_validation_split(facts: Facts) -> Iterator[Sign]:
    """Find `validation_split`, which takes the last examples, on data that may be sorted."""
    mixed = [event.at for event in facts.of("mixed")]
    seen = set()
    for event in facts.of("fit"):
        share = event.data["get"].get("validation_split")
        if share is None or not isinstance(share.constant, float) or not 0 < share.constant < 1:
            continue
        place = (event.cell, getattr(event.node, "lineno", 0))
        order = event.data["train"].images.order
        if order == "mixed" or place in seen or (order is None and any(at < event.at for at in mixed)):
            continue
        seen.add(place)
        severity = {"known": "remark", "sorted": "fault"}.get(order or "", "warning")
        name = {"known": "split_tail_known", "sorted": "split_tail_sorted"}.get(order or "", "split_tail")
        yield sign(event, name, "A8", severity, sure=order is not None, share=share.constant)  # type: ignore[arg-type]
