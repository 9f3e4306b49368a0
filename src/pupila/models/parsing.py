"""Read and write layers as lines: "C1: conv 6 5x5 same tanh".

A line is a name with a colon (may be left out), the kind of layer, and then numbers in the order of the class's
`numbers` and words in any order. What is not set has the class's default. A wrong line is answered with the line, the
word, what would be valid and the nearest word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any

from pupila.errors import LayerError
from pupila.models.checks import ACTIVATIONS, CLASSES, Pair
from pupila.models.layers import LAYERS, Activation, Layer, layer_names
from pupila.registry import nearest

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_PAIR = re.compile(r"(-?[0-9]{1,18})(?:[xX×](-?[0-9]{1,18}))?")
_DECIMAL = re.compile(r"-?(?:[0-9]{1,9}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]-?[0-9]{1,3})?")
_NUMBER_START = re.compile(r"[+-]?\.?[0-9]")


def parse_layer(line: str, *, number: int | None = None) -> Layer:
    """Read one line of the layer language.

    Args:
        line: Such as "C1: conv 6 5x5 same tanh", "dense classes", "maxpool 3 stride 2", "relu".
        number: The line's place in its list, counted from 1; only for the message of an error.

    Raises:
        LayerError: The line is not understood; the message names the line, the word, and what would be valid.

    Example:
        >>> parse_layer("S2: maxpool 3 stride 2")
        MaxPool(name='S2', size=(3, 3), stride=(2, 2), padding='valid')
    """
    if not isinstance(line, str):
        raise LayerError("models.not_a_line", where=place(line, number))
    try:
        return _parse(line)
    except LayerError as error:
        raise located(error, line, number=number) from None


def parse_layers(lines: Sequence[str | Layer]) -> tuple[Layer, ...]:
    """Read a list of lines; layers that are dataclasses already stay as they are.

    Raises:
        LayerError: No lines, a line that is not understood, or two layers of the same name.
    """
    if isinstance(lines, (str, bytes)) or not isinstance(lines, Sequence):
        raise LayerError("models.not_a_list", value=str(lines)[:60])
    if not lines:
        raise LayerError("models.empty")
    layers = tuple(
        line if isinstance(line, Layer) else parse_layer(line, number=number)
        for number, line in enumerate(lines, start=1)
    )
    layer_names(layers)
    return layers


def format_layer(layer: Layer) -> str:
    """Write a layer as a line, which `parse_layer` reads back to an equal layer.

    Example:
        >>> format_layer(parse_layer("C1: conv tanh 6 5 same"))
        'C1: conv 6 5x5 same tanh'
    """
    parts = [f"{layer.name}:"] if layer.name else []
    parts += [] if isinstance(layer, Activation) else [layer.kind]
    defaults = {one.name: one.default for one in fields(layer)}
    for word in layer.numbers:
        value = getattr(layer, word)
        if word in ("stride", "groups"):
            parts += [] if value == defaults[word] else [word, _write(word, value)]
        else:
            parts.append(_write(word, value))
    for word, (name, value) in layer.words.items():
        said = getattr(layer, name) == value and (value != defaults[name] or name in ("activation", "function"))
        parts += [word] if said else []
    return " ".join(parts)


def place(line: object, number: int | None) -> str:
    """Write where an error lies: the line in quotes, after its number where it has one."""
    quoted = f"'{str(line).strip()[:100]}'"
    return quoted if number is None else f"{number} {quoted}"


def located(error: LayerError, line: str, *, number: int | None) -> LayerError:
    """Return the error with the line, and its number, where it arose."""
    return LayerError(error.code, **{**error.values, "where": place(line, number), "line": line, "number": number})


def _parse(line: str) -> Layer:
    head, colon, tail = line.partition(":")
    name = head.strip() if colon else None
    tokens = (tail if colon else head).split()
    if not tokens:
        raise LayerError("models.empty_line", valid=", ".join(LAYERS))
    kind = tokens[0].lower()
    if kind in ACTIVATIONS or kind == "softmax":
        kind, tokens = "activation", ["activation", *tokens]
    if kind not in LAYERS:
        raise _unknown("models.unknown_layer", kind, [*LAYERS, *ACTIVATIONS])
    layer_class = LAYERS[kind]
    values = _read_tokens(layer_class, tokens[1:])
    _check_complete(layer_class, values)
    return layer_class(name=name, **values)


def _read_tokens(layer_class: type[Layer], tokens: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    bare = [word for word in layer_class.numbers if word not in ("stride", "groups")]
    waiting = list(tokens)
    while waiting:
        token = waiting.pop(0)
        word = token.lower()
        if _NUMBER_START.match(token) or word == CLASSES:
            free = next((name for name in bare if name not in values), None)
            if free is None:
                raise _about("models.too_many_numbers", layer_class, word=token)
            values[free] = _read(free, token)
        elif word in layer_class.numbers:
            if not waiting:
                raise _about("models.no_value", layer_class, word=word)
            _set(values, word, _read(word, waiting.pop(0)), token=word)
        elif word in layer_class.words:
            _set(values, *layer_class.words[word], token=word)
        else:
            raise _bad_word(layer_class, word)
    return values


def _set(values: dict[str, Any], name: str, value: Any, *, token: str) -> None:
    if name in values:
        raise LayerError("models.said_twice", word=token, field=name)
    values[name] = value


def _bad_word(layer_class: type[Layer], word: str) -> LayerError:
    if word == "softmax":
        return LayerError("models.softmax")
    valid = [*layer_class.words, *layer_class.numbers, *([CLASSES] if "units" in layer_class.numbers else [])]
    if not valid:
        return LayerError("models.no_words", word=word, kind=layer_class.kind)
    return _unknown("models.unknown_word", word, valid, kind=layer_class.kind, example=layer_class.example)


def _about(code: str, layer_class: type[Layer], **values: Any) -> LayerError:
    return LayerError(code, kind=layer_class.kind, example=layer_class.example, **values)


def _unknown(code: str, word: str, valid: Sequence[str], **values: Any) -> LayerError:
    guess = nearest(word, valid)
    return LayerError(f"{code}_guess" if guess else code, word=word, guess=guess, valid=", ".join(valid), **values)


def _check_complete(layer_class: type[Layer], values: Mapping[str, Any]) -> None:
    for one in fields(layer_class):
        if one.name not in values and _is_required(one):
            raise _about("models.missing", layer_class, field=one.name)


def _is_required(one: Field[Any]) -> bool:
    return one.default is MISSING


def _read(word: str, token: str) -> int | float | str | Pair:
    """Read the number of one field; whether it is a sensible one, the layer's own checks decide."""
    if word == "units" and token.lower() == CLASSES:
        return CLASSES
    if word == "rate" and _DECIMAL.fullmatch(token):
        return float(token)
    if word in ("filters", "groups", "units") and _WHOLE.fullmatch(token):
        return int(token)
    pair = _PAIR.fullmatch(token) if word in ("kernel", "stride", "size") else None
    if pair is None:
        raise LayerError(f"models.unreadable_{_SORTS.get(word, 'pair')}", field=word, value=token)
    return int(pair[1]), int(pair[2] or pair[1])


_SORTS = {"filters": "whole", "groups": "whole", "units": "units", "rate": "rate"}


def _write(word: str, value: Any) -> str:
    if not isinstance(value, tuple):
        return str(value)
    short = word in ("size", "stride") and value[0] == value[1]
    return str(value[0]) if short else f"{value[0]}x{value[1]}"
