"""Train, examine and trust small image classifiers.

The same words as on the command line: `load` a data set, `train` a recipe, `load_run`, `load_classifier`. Every name is
imported when it is first used (PEP 562), so that `import pupila` costs nothing.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# How long a thread of torch waits actively for the others, read once when torch is first imported. On a quiet machine
# this is as fast as the default; on a busy one the default had N1's network train at a fifth of the speed, its threads
# waiting for cores that other programs held.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")

if TYPE_CHECKING:
    from pupila.api import (
        audit,
        autopsy,
        check,
        compare,
        explain,
        lesson,
        lesson_names,
        load,
        load_classifier,
        load_run,
        resume,
        train,
        verify,
    )
    from pupila.errors import PupilaError

_HOME = {
    "PupilaError": "pupila.errors",
    "audit": "pupila.api",
    "autopsy": "pupila.api",
    "check": "pupila.api",
    "compare": "pupila.api",
    "explain": "pupila.api",
    "lesson": "pupila.api",
    "lesson_names": "pupila.api",
    "load": "pupila.api",
    "load_classifier": "pupila.api",
    "load_run": "pupila.api",
    "resume": "pupila.api",
    "train": "pupila.api",
    "verify": "pupila.api",
}

__all__ = [
    "PupilaError",
    "__version__",
    "audit",
    "autopsy",
    "check",
    "compare",
    "explain",
    "lesson",
    "lesson_names",
    "load",
    "load_classifier",
    "load_run",
    "resume",
    "train",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'pupila' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
