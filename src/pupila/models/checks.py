"""Check the value of one field of a layer, whoever wrote it: a line of the layer language or Python."""

from __future__ import annotations

import re
from collections.abc import Callable

from pupila.errors import LayerError

Pair = tuple[int, int]

ACTIVATIONS = ("relu", "tanh", "gelu", "silu", "sigmoid")
PADDINGS = ("valid", "same")
POOLS = ("avg", "max")
CLASSES = "classes"
LARGEST = 1_000_000  # no number in a layer may be larger: a slip of the finger must not ask for terabytes

_NAME = re.compile(r"[^\W\d_]\w{0,39}")
_CHOICES: dict[str, tuple[object, ...]] = {"padding": PADDINGS, "bias": (True, False), "pool": POOLS}


def check_value(kind: str, word: str, value: object) -> None:
    """Refuse a value that the field `word` of a layer of this kind cannot have.

    Raises:
        LayerError: The message names kind, field and value, and says what is valid.
    """
    _CHECKS[word](kind, word, value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST


def _check_whole(kind: str, word: str, value: object) -> None:
    if not _is_whole(value):
        raise LayerError("models.not_whole", where=kind, field=word, value=value, largest=LARGEST)


def _check_pair(kind: str, word: str, value: object) -> None:
    if not (isinstance(value, tuple) and len(value) == 2 and all(_is_whole(side) for side in value)):
        written = "x".join(map(str, value)) if isinstance(value, tuple) else value
        raise LayerError("models.not_pair", where=kind, field=word, value=written, largest=LARGEST)


def _check_units(kind: str, word: str, value: object) -> None:
    if value != CLASSES:
        _check_whole(kind, word, value)


def _check_rate(kind: str, word: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1:
        raise LayerError("models.bad_rate", where=kind, field=word, value=value)


def _check_choice(kind: str, word: str, value: object) -> None:
    valid = _CHOICES.get(word, ACTIVATIONS)
    if value == "softmax":
        raise LayerError("models.softmax", where=kind)
    if not isinstance(value, type(valid[0])) or value not in valid:
        listed = ", ".join(map(str, valid))
        raise LayerError("models.bad_choice", where=kind, field=word, value=value, valid=listed)


def _check_name(kind: str, word: str, value: object) -> None:
    if not (isinstance(value, str) and _NAME.fullmatch(value)):
        raise LayerError("models.bad_name", where=kind, name=value)


_CHECKS: dict[str, Callable[[str, str, object], None]] = {
    "filters": _check_whole,
    "groups": _check_whole,
    "units": _check_units,
    "kernel": _check_pair,
    "stride": _check_pair,
    "size": _check_pair,
    "rate": _check_rate,
    "padding": _check_choice,
    "bias": _check_choice,
    "pool": _check_choice,
    "activation": _check_choice,
    "function": _check_choice,
    "name": _check_name,
}
