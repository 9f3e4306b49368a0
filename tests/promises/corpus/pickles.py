"""Pickles that would leave a mark, were anyone to open them. Nothing here ever does."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np


class Call:
    """Stand for a call that a pickle makes when it is opened."""

    def __init__(self, act: Any, *arguments: Any) -> None:
        self.act, self.arguments = act, arguments

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.act, self.arguments


def _written(module: str, name: str, argument: str) -> bytes:
    """Write `module.name(argument)` as opcodes, also for what is not to be imported here."""
    return b"c" + f"{module}\n{name}\n".encode() + b"(" + b"V" + argument.encode() + b"\ntR."


def pickles(mark: Path) -> dict[str, bytes]:
    """Return payloads by name; each that is opened creates the file `mark`, or tries to."""
    import builtins
    import os
    import subprocess

    touch, code = f"touch {mark}", f"open({str(mark)!r}, 'w').close()"
    calls = {
        "system": Call(os.system, touch),
        "eval": Call(eval, code),
        "exec": Call(exec, code),
        "open": Call(open, str(mark), "w"),
        "popen": Call(os.popen, touch),
        "run": Call(subprocess.run, touch.split()),
        "call": Call(subprocess.call, touch.split()),
        "mkdir": Call(os.mkdir, str(mark)),
        "getattr": Call(getattr, "text", "upper"),
        "import": Call(builtins.__import__, "os"),
        "nested": [1, {"a": (Call(os.system, touch),)}],
        "key": {Call(os.system, touch): 1},
        "harmless": {"data": b"x" * 3072, "labels": [0]},
        "array": np.arange(12, dtype=np.uint8),
        "array of objects": np.array([Call(os.system, touch)], dtype=object),
    }
    found = {name: pickle.dumps(value) for name, value in calls.items()}
    for protocol in range(6):
        found[f"protocol {protocol}"] = pickle.dumps(Call(os.system, touch), protocol)
    texts = {
        "posix": ("posix", "system"),
        "torch": ("torch.serialization", "load"),
        "numpy.load": ("numpy", "load"),
        "runpy": ("runpy", "run_path"),
        "pty": ("pty", "spawn"),
        "importlib": ("importlib", "import_module"),
        "codecs": ("_codecs", "decode"),
        "joblib": ("joblib", "load"),
        "builtins.eval of Python 2": ("__builtin__", "eval"),
        "dotted": ("os", "path.os.system"),
    }
    for name, (module, function) in texts.items():
        found[name] = _written(module, function, touch if "eval" not in name else code)
    found["extension code"] = b"\x80\x02\x82\x01."
    found["persistent"] = b"\x80\x02X\x01\x00\x00\x00aQ."
    found["endless memo"] = b"\x80\x04" + b"]\x94h\x00a" * 1000 + b"."
    return found


def npy(payload: bytes) -> bytes:
    """Write the payload as NumPy stores an array of objects."""
    head = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + payload


def npz(payload: bytes, *, named: str = "y_train") -> bytes:
    """Write arrays as a data set has them, one of them the payload."""
    target, plain = io.BytesIO(), io.BytesIO()
    np.lib.format.write_array(plain, np.zeros((1, 4, 4), np.uint8))
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("x_train", "y_train", "x_test", "y_test", "class_names"):
            archive.writestr(f"{name}.npy", npy(payload) if name == named else plain.getvalue())
    return target.getvalue()


def torch_file(payload: bytes) -> bytes:
    """Write the payload as torch.save would."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("archive/data.pkl", payload)
        archive.writestr("archive/version", "3\n")
    return target.getvalue()
