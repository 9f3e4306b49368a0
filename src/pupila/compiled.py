"""Compile C on the machine that runs it, once, and keep what came out.

A few sums are faster in C of our own than in any library. They stand beside code that gives the same without them:
where there is no compiler, or anything about it is not as expected, nothing is compiled and nobody need notice, but for
the time. `PUPILA_COMPILE=0` has the same effect.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import math
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.files import cache_root, make_folder, replacing, scratch_folder

_FLAGS = ("-O3", "-march=native", "-fPIC")
_OMP = ("-fopenmp",)
_SECONDS = 60  # a compilation takes one, or less
_OTHERS = 0o077


def compile_and_load(source: Path, *, omp: bool = True) -> ctypes.CDLL | None:
    """Return a C file as a loaded library, or None where it cannot be had.

    What was compiled is kept in the user's cache, by the file's content, the compiler and the processor, since it is
    made for this very processor. It is loaded again only if its digest is right and nobody else may enter the folder.

    Its parallel loops run on the threads of the OpenMP library that torch has brought along (GNU's): it is not linked
    to one of its own, which would keep threads that fight with torch's for the cores. Without torch in the process, or
    with another OpenMP library in it, the answer is None.

    Args:
        source: The file.
        omp: It has parallel loops. One that has none needs no torch.
    """
    wanted = os.environ.get("PUPILA_COMPILE", "1") != "0" and sys.platform == "linux"
    compiler = (shutil.which("gcc") or shutil.which("cc")) if wanted else None
    if compiler is None or (omp and not hasattr(ctypes.CDLL(None), "GOMP_parallel")):
        return None
    flags = (*_FLAGS, *_OMP) if omp else _FLAGS
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        folder = cache_root() / "compiled"
        name = f"{source.stem}-{_key(source, compiler, flags)}"
        kept = _kept(folder, name)
        if kept is not None:
            return ctypes.CDLL(str(kept))
        with scratch_folder() as bench:
            made = _compile(source, compiler, bench, flags)
            _keep(made, folder, name)
            return ctypes.CDLL(str(made))
    return None


def scattered(shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return bytes in which no pattern is seen, always the same: what is compared before it is trusted.

    `numpy.random` would take longer to import than the comparison takes.
    """
    return (np.arange(1, math.prod(shape) + 1, dtype=np.uint32) * 2_654_435_761 >> 24).astype(np.uint8).reshape(shape)


def _key(source: Path, compiler: str, flags: Sequence[str]) -> str:
    """Return a name for source, compiler, flags and processor together: other ones give other libraries."""
    found = Path(compiler).resolve()
    processor = [platform.machine()]
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
        processor += [line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part"))]
    parts = [*flags, str(found), str(found.stat().st_size), str(found.stat().st_mtime_ns), *processor]
    return hashlib.sha256(source.read_bytes() + "\n".join(parts).encode()).hexdigest()[:16]


def _kept(folder: Path, name: str) -> Path | None:
    """Return a library that was kept whole, in a folder that nobody else may enter."""
    for path in sorted(folder.glob(f"{name}-*.so")):
        about = folder.stat()
        mine = about.st_uid == os.geteuid() and not about.st_mode & _OTHERS
        if mine and path.stem.rpartition("-")[2] == hashlib.sha256(path.read_bytes()).hexdigest():
            return path
    return None


def _compile(source: Path, compiler: str, bench: Path, flags: Sequence[str]) -> Path:
    """Compile, then link without the compiler's own OpenMP library: in two steps, or it would be taken."""
    unlinked, made = bench / "unlinked.o", bench / f"{source.stem}.so"
    for words in (("-c", *flags, str(source), "-o", str(unlinked)), ("-shared", str(unlinked), "-o", str(made))):
        subprocess.run((compiler, *words), check=True, capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL)
    return made


def _keep(made: Path, folder: Path, name: str) -> None:
    """Keep a library for the next process; where that cannot be, the next one compiles again."""
    with contextlib.suppress(OSError):
        content = made.read_bytes()
        make_folder(folder)
        folder.chmod(0o700)
        with replacing(folder / f"{name}-{hashlib.sha256(content).hexdigest()}.so", durable=False) as file:
            file.write(content)
