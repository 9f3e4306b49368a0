"""Choose device and threads, turn one seed into independent generators, and take down what the machine is.

Nothing here touches a global random state: `derive_seed` gives every roll of dice (split, start of the weights, batch
order of an epoch, augmentation, dropout) a number of its own, a pure function of the run's seed and the name of what
rolls. That is why a resumed run sees the same dice as an unbroken one, and why two arms of an experiment share what
they have in common.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from pupila.errors import UsageError

if TYPE_CHECKING:
    import torch

DEVICES = ("auto", "cpu", "cuda", "mps")
# Multiply-adds an image from which bfloat16 pays on matrix units: LeNet-5 (0.4 million) gained nothing, N1's network (6
# million) trained 2.5 times as fast.
_WORTH_CONVERTING = 2_000_000
# Names of mallopt(3)'s parameters in <malloc.h>.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_RECORDED = ("pupila", "torch", "numpy", "scipy", "pillow", "safetensors", "pydantic", "scikit-learn")


def derive_seed(seed: int, *stream: str | int) -> int:
    """Derive the seed of one stream of random numbers from the run's seed.

    Args:
        seed: The run's seed.
        stream: What rolls the dice and when, such as ("order", epoch).

    Returns:
        A number in [0, 2**63), the same on every machine.

    Example:
        >>> first = derive_seed(0, "order", 1)
        >>> first == derive_seed(0, "order", 1), first == derive_seed(0, "order", 2)
        (True, False)
    """
    name = "/".join(str(part) for part in (seed, *stream))
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


def numpy_generator(seed: int, *stream: str | int) -> np.random.Generator:
    """Return NumPy's generator for one stream of the run."""
    return np.random.default_rng(derive_seed(seed, *stream))


def torch_generator(seed: int, *stream: str | int, device: str = "cpu") -> torch.Generator:
    """Return torch's generator for one stream of the run, living on `device`."""
    import torch

    return torch.Generator(device=device).manual_seed(derive_seed(seed, *stream))


@contextlib.contextmanager
def foreign_randomness(device: str = "cpu") -> Iterator[None]:
    """Lend torch's global generators for a block, and restore them after.

    Only for modules that are not ours: their dropout draws from the global generators, and would differ from run to
    run. Within the block, `seed_foreign` says what they draw.
    """
    import torch

    with torch.random.fork_rng(devices=[torch.cuda.current_device()] if device == "cuda" else []):
        yield


def seed_foreign(seed: int, *stream: str | int) -> None:
    """Seed torch's global generators for one stream of the run; only inside `foreign_randomness`."""
    import torch

    number = derive_seed(seed, *stream)
    torch.default_generator.manual_seed(number)
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.cuda.default_generators[torch.cuda.current_device()].manual_seed(number)


def available_devices() -> tuple[str, ...]:
    """Return the devices that torch can use here, the fastest first."""
    import torch

    found = ["cuda"] if torch.cuda.is_available() else []
    found += ["mps"] if torch.backends.mps.is_available() else []
    return (*found, "cpu")


def choose_device(device: str = "auto") -> str:
    """Return the device to use: the fastest available one for "auto", else the one asked for.

    Raises:
        UsageError: A device that is not available here.
    """
    if device == "cpu":
        return device  # always there: torch need not be asked
    available = available_devices()
    if device == "auto":
        return available[0]
    if device not in available:
        raise UsageError("common.unknown_device", device=device, valid=", ".join(available))
    return device


def choose_precision(precision: str, device: str, multiply_adds: int | None) -> str:
    """Return the number format of a training's matrix products: "float32" or "bfloat16".

    Weights, their gradients and the optimizer's moments stay in float32 either way. "auto" takes bfloat16 where that
    is faster: on a graphics card, and on a processor with matrix units (Intel's AMX), where it trained the networks of
    convolutions here 1.8 to 3 times as fast; networks with little work an image lose more by converting than they gain.

    Args:
        precision: "auto", "float32" or "bfloat16".
        device: "cpu", "cuda" or "mps".
        multiply_adds: Of one image through the network; None where they are not known.
    """
    if precision != "auto":
        return precision
    if device == "cuda":
        return "bfloat16"
    worth_it = multiply_adds is not None and multiply_adds >= _WORTH_CONVERTING
    return "bfloat16" if device == "cpu" and worth_it and has_matrix_units() else "float32"


def has_matrix_units() -> bool:
    """Tell whether the processor multiplies matrices of bfloat16 in units of their own (Intel's AMX)."""
    import torch

    # Private in torch 2.11 to 2.13, and without a public counterpart; where it is missing the answer is no.
    supported = getattr(torch.cpu, "_is_amx_tile_supported", None)
    return bool(supported is not None and supported())


def computing_in(precision: str, device: str) -> contextlib.AbstractContextManager[object]:
    """Return a context in which torch's matrix products are computed in a precision that `choose_precision` gave."""
    import torch

    if precision == "bfloat16":
        return torch.autocast(device, torch.bfloat16)
    return contextlib.nullcontext()


def core_count() -> int:
    """Return how many cores this process may use, which a container or `taskset` may have limited."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def set_threads(threads: int | None) -> int:
    """Let torch compute on `threads` threads (None: one for each core) and return how many it uses.

    Two settings of the process come with it. Numbers too small to be written in full (below 1e-38) are taken for zero
    from here on: the moments that Adam keeps for weights at rest shrink to such numbers, and a processor needs many
    times longer for each of them (a perceptron trained at half its speed). And memory that was given back is kept for
    the next step, see `keep_memory`.
    """
    import torch

    # Before the first parallel call: threads inherit this setting from the thread that starts them.
    torch.set_flush_denormal(True)
    keep_memory()
    torch.set_num_threads(threads or core_count())
    return torch.get_num_threads()


def keep_memory() -> None:
    """Let the C library keep large blocks of memory instead of returning them to the system after every layer.

    Each step allocates the same activations again; with glibc's defaults the system hands them out page by page,
    zeroed, every time. On N1's network that was a quarter of the time. Elsewhere than on glibc nothing happens.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL("libc.so.6").mallopt
        mallopt(_MMAP_THRESHOLD, 32 * 1024 * 1024)
        mallopt(_TRIM_THRESHOLD, 512 * 1024 * 1024)


def device_name(device: str) -> str:
    """Name the device as a person would: the processor's or the graphics card's model."""
    import torch

    if device == "cuda":
        return torch.cuda.get_device_name()
    return processor_name()


def processor_name() -> str:
    """Name the processor, as well as the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def environment(device: str = "cpu") -> dict[str, Any]:
    """Take down versions, processor, threads and device, as kept in a run's `environment.json`."""
    from importlib import metadata

    import torch

    versions: dict[str, str | None] = {}
    for name in _RECORDED:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return {
        "schema": 1,
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "processor": processor_name(),
        "cores": core_count(),
        "threads": torch.get_num_threads(),
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
        "device": device,
        "device_name": device_name(device),
        "versions": versions,
    }
