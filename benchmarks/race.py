"""Let sides take turns, each run in a process of its own, and put what they took into the cells of a table.

Every round has one run of each side, in an order that rotates (A B, B A, A B, ...), so that a machine that drifts does
so for all. A ratio is that of the medians; its spread is the range of the ratios within the rounds.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from pupila.runtime import core_count, processor_name

Result = dict[str, Any]
OURS = "pupila"
_LIMITS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")  # each side sets its threads itself


def run_side(command: Sequence[str]) -> Result:
    """Run one side and return its JSON line."""
    environment = {name: value for name, value in os.environ.items() if name not in _LIMITS}
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    found: Result = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def race(sides: Mapping[str, Sequence[str]], *, rounds: int, what: str) -> list[dict[str, Result]]:
    """Run every side once a round; return the rounds."""
    found: list[dict[str, Result]] = []
    for count in range(rounds):
        names = [*sides][count % len(sides) :] + [*sides][: count % len(sides)]
        found.append({name: run_side(sides[name]) for name in names})
        told = ", ".join(f"{name} {found[-1][name]['images_per_second']:,.0f}" for name in sides)
        print(f"  {what} round {count + 1}: {told}", file=sys.stderr, flush=True)
    return found


def fastest(command: Sequence[str], forms: Sequence[Sequence[str]]) -> list[str]:
    """Return the command in the faster of several forms, each tried once; a single one is not tried."""
    if len(forms) == 1:
        return [*command, *forms[0]]
    rates = [run_side([*command, *form])["images_per_second"] for form in forms]
    return [*command, *forms[rates.index(max(rates))]]


def median(rounds: Sequence[Mapping[str, Result]], side: str, key: str) -> float:
    """Return the median of what a side reported."""
    return statistics.median(one[side][key] for one in rounds)


def ratio_cell(rounds: Sequence[Mapping[str, Result]], peer: str, key: str = "images_per_second") -> str:
    """Tell how many times as fast as a peer we are; `key` is a rate, or "seconds", of which fewer are better."""
    sign = -1 if key == "seconds" else 1
    within = sorted((one[OURS][key] / one[peer][key]) ** sign for one in rounds)
    whole = (median(rounds, OURS, key) / median(rounds, peer, key)) ** sign
    return f"**{whole:.2f}** ({within[0]:.2f} to {within[-1]:.2f}, n = {len(rounds)})"


def memory_cell(rounds: Sequence[Mapping[str, Result]], peer: str) -> str:
    """Tell the medians of the peak resident memory of both, in MiB."""
    return f"{median(rounds, OURS, 'peak_mib'):,.0f} / {median(rounds, peer, 'peak_mib'):,.0f}"


def frameworks(rounds: Sequence[Mapping[str, Result]], peer: str) -> str:
    """Name both sides with their versions."""
    return f"{rounds[0][OURS]['framework']} against {rounds[0][peer]['framework']}."


def machine(threads: int | None = None) -> str:
    """Name processor, cores, system and Python."""
    used = "" if threads is None else f"{threads} threads, "
    return f"{processor_name()}, {core_count()} cores, {used}{platform.system()}, Python {platform.python_version()}"
