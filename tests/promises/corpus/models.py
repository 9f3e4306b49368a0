"""Runs whose model files were altered by someone who also wrote their checksums anew."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load, save

Alter = Callable[[Path], None]
WEIGHTS, MODEL, FAMILIAR = "weights.safetensors", "model.json", "familiar.safetensors"


def tensors(change: Callable[[dict[str, Any]], Any]) -> Alter:
    """Return what changes the weights by name."""

    def alter(run: Path) -> None:
        weights = load((run / WEIGHTS).read_bytes())
        change(weights)
        (run / WEIGHTS).write_bytes(save({name: np.ascontiguousarray(array) for name, array in weights.items()}))

    return alter


def header(change: Callable[[dict[str, Any]], Any], *, pad: int = 0) -> Alter:
    """Return what changes the header of the weights, which tells types, shapes and places, and nothing behind it."""

    def alter(run: Path) -> None:
        content = (run / WEIGHTS).read_bytes()
        length = int.from_bytes(content[:8], "little")
        described = json.loads(content[8 : 8 + length])
        change(described)
        written = json.dumps(described).encode() + b" " * pad
        (run / WEIGHTS).write_bytes(len(written).to_bytes(8, "little") + written + content[8 + length :])

    return alter


def raw(change: Callable[[bytes], bytes], name: str = WEIGHTS) -> Alter:
    """Return what changes the bytes of a file."""
    return lambda run: (run / name).write_bytes(change((run / name).read_bytes())) and None


def model(change: Callable[[dict[str, Any]], Any]) -> Alter:
    """Return what changes the description of the network."""

    def alter(run: Path) -> None:
        content = json.loads((run / MODEL).read_text())
        change(content)
        (run / MODEL).write_text(json.dumps(content))

    return alter


def first(described: dict[str, Any], **values: Any) -> None:
    """Change what is said of the first tensor."""
    described[next(name for name in described if name != "__metadata__")].update(values)


def _set(**values: Any) -> Alter:
    return model(lambda content: content.update(values))


def _preprocess(**values: Any) -> Alter:
    return model(lambda content: content["preprocess"].update(values))


def _torch_file() -> bytes:
    """Return what torch.save writes: a zip of a pickle."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"weight": 1}))
        archive.writestr("archive/version", "3")
    return target.getvalue()


def _change(name: str, act: Callable[[np.ndarray], np.ndarray]) -> Alter:
    def change(weights: dict[str, Any]) -> None:
        weights[name] = act(weights[name])

    return tensors(change)


def _filled(value: float) -> Alter:
    def act(array: np.ndarray) -> np.ndarray:
        array = array.copy()
        array.flat[0] = value
        return array

    return _change("dense1.weight", act)


MODELS: dict[str, Alter] = {
    # The file
    "empty": raw(lambda content: b""),
    "seven bytes": raw(lambda content: content[:7]),
    "only a header": raw(lambda content: content[: 8 + int.from_bytes(content[:8], "little")]),
    "cut": raw(lambda content: content[:-5]),
    "a byte more": raw(lambda content: content + b"\0"),
    "a pickle": raw(lambda content: pickle.dumps({"dense1.weight": [1.0]})),
    "what torch saves": raw(lambda content: _torch_file()),
    "a text": raw(lambda content: b"weights\n" * 90),
    "header longer than the file": raw(lambda content: (len(content)).to_bytes(8, "little") + content[8:]),
    "header beyond all": raw(lambda content: b"\xff" * 8 + content[8:]),
    "header of nothing": raw(lambda content: bytes(8) + content[8:]),
    "header no JSON": raw(lambda content: content[:9] + b"!" + content[10:]),
    "header above 1 MB": header(lambda described: None, pad=1 << 20),
    "header nested without end": raw(lambda content: (900_000).to_bytes(8, "little") + b'{"a":' * 180_000),
    # What the header says
    "type unknown": header(lambda described: first(described, dtype="F7")),
    "type wider": header(lambda described: first(described, dtype="F64")),
    "type of whole numbers": header(lambda described: first(described, dtype="I32")),
    "shape overflows": header(lambda described: first(described, shape=[2**62, 2**62])),
    "shape negative": header(lambda described: first(described, shape=[-1, 5])),
    "shape of text": header(lambda described: first(described, shape=["5"])),
    "places beyond the end": header(lambda described: first(described, data_offsets=[0, 2**40])),
    "places reversed": header(lambda described: first(described, data_offsets=[40, 0])),
    "places overlap": header(
        lambda described: [entry.update(data_offsets=[0, 4]) for name, entry in described.items() if name[0] != "_"]
    ),
    "no places": header(lambda described: first(described) or described.popitem()[1].pop("data_offsets")),
    # The weights
    "one missing": tensors(lambda weights: weights.pop("dense1.bias")),
    "one too many": tensors(lambda weights: weights.update(extra=np.zeros(3, np.float32))),
    "another name": tensors(lambda weights: weights.update({"dense9.bias": weights.pop("dense1.bias")})),
    "turned": _change("dense1.weight", lambda array: array.T),
    "flat": _change("dense1.weight", lambda array: array.reshape(-1)),
    "one more row": _change("dense1.weight", lambda array: np.concatenate([array, array[:1]])),
    "half precision": _change("dense1.weight", lambda array: array.astype(np.float16)),
    "double precision": _change("dense1.weight", lambda array: array.astype(np.float64)),
    "not a number": _filled(float("nan")),
    "infinite": _filled(float("inf")),
    # The description
    "no description": raw(lambda content: b"", MODEL),
    "description a list": raw(lambda content: b"[]", MODEL),
    "description nested without end": raw(lambda content: b"[" * 200_000, MODEL),
    "description no UTF-8": raw(lambda content: b"\xff\xfe{}", MODEL),
    "no class names": model(lambda content: content.pop("class_names")),
    "class names a text": _set(class_names="abc"),
    "class names numbers": _set(class_names=[1, 2, 3]),
    "class names twice": _set(class_names=["a", "a", "b"]),
    "a class more": _set(class_names=["a", "b", "c", "d"]),
    "one class": _set(class_names=["a"]),
    "unknown layer": _set(layers=["flatten", "import os", "dense classes"]),
    "layers a text": _set(layers="flatten"),
    "layers numbers": _set(layers=[1, 2]),
    "no layers at all": _set(layers=[]),
    "a layer without end": _set(layers=["flatten", f"dense {10**15} relu", "dense classes"]),
    "an overflowing layer": _set(layers=[f"conv {2**62} 3x3 same relu", "flatten", "dense classes"]),
    "a million layers": _set(layers=["flatten", *["activation relu"] * 1_000_000, "dense classes"]),
    "no preprocessing": model(lambda content: content.pop("preprocess")),
    "an unknown key": _preprocess(run="rm"),
    "images without end": _preprocess(image_size=[10**9, 10**9]),
    "images of no size": _preprocess(image_size=[0, 8]),
    "negative images": _preprocess(image_size=[-8, 8]),
    "images of text": _preprocess(image_size=["8", "8"]),
    "four channels": _preprocess(channels=4),
    "channels true": _preprocess(channels=True),
    "scale unknown": _preprocess(scale="eval"),
    "mean missing": _preprocess(scale="standardise", mean=[]),
    "deviation zero": _preprocess(scale="standardise", std=[0.0, 0.0, 0.0]),
    "background of letters": _preprocess(background="red"),
    "mirror a text": _set(mirror="yes"),
    "gate a list": _set(unsure=[1]),
    "gate of letters": _set(unsure={"threshold": "low", "declined": 0, "n": 9, "neighbours": 1}),
    "gate unfinished": _set(unsure={"threshold": 1.0}),
}
