"""How many runs this machine carries out at once, and with how many threads each."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pupila import runtime
from pupila.models.shapes import LayerCost

_PROCESS = 700 << 20  # bytes that Python, torch and its libraries take before they know any data
_COPIES = 3  # of every activation: itself, its gradient, and what the layer keeps or measures with
_MEASURED = 512  # images that are measured at once
_SPARE = 0.8  # share of the free memory that runs may take


@dataclass(frozen=True)
class Capacity:
    """Hold what limits the number of runs at once.

    Args:
        threads: Of each run, where someone has said.
        workers: How many at once, where someone has said.
        need: Bytes of memory that a run takes; 0: not known.
    """

    threads: int | None = None
    workers: int | None = None
    need: int = 0

    def needing(self, need: int) -> Capacity:
        """Return the same with the memory that a run needs."""
        return replace(self, need=need)

    def threads_each(self, runs: int) -> int:
        """Return the threads of each of so many runs: small networks train faster side by side than on all cores.

        Example:
            >>> Capacity(threads=3).threads_each(8)
            3
        """
        if self.threads is not None:
            return self.threads
        return max(1, runtime.core_count() // self.workers_for(runs, threads=1))

    def workers_for(self, runs: int, threads: int) -> int:
        """Return how many of `runs` are carried out at once, each with `threads` threads; at least one.

        Example:
            >>> Capacity(workers=4).workers_for(3, threads=1)
            3
        """
        if self.workers is not None:
            return max(1, min(self.workers, runs))
        fitting = max(1, runtime.core_count() // threads)
        free = free_memory()
        if free is not None and self.need:
            fitting = min(fitting, int(_SPARE * free / self.need))
        return max(1, min(fitting, runs))


def bytes_of(data: int, costs: Sequence[LayerCost], batch_size: int) -> int:
    """Return about how many bytes a run takes: a rough rule, on the safe side.

    Args:
        data: Bytes of the images.
        costs: Of the network's layers.
        batch_size: Images a step.
    """
    activations = sum(cost.activation_bytes for cost in costs) * max(batch_size, _MEASURED) * _COPIES
    weights = 4 * sum(cost.parameters for cost in costs) * 6  # gradients, moments, the best epoch, a checkpoint
    return _PROCESS + 2 * data + activations + weights


def free_memory() -> int | None:
    """Return how many bytes of memory are free, also within a container; None where the system does not tell."""
    limits = []
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                limits.append(int(line.split()[1]) * 1024)
    with contextlib.suppress(OSError, ValueError):  # a container's own limit; "max" is none
        group = Path("/sys/fs/cgroup")
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        limits.append(limit - int((group / "memory.current").read_text(encoding="ascii")))
    return min(limits) if limits else None
