"""Read what a run says of itself, for the detectors: each file once, and only when one of them asks."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila import files
from pupila.errors import PupilaError, RunError
from pupila.experiments.record import EVIDENCE, Run
from pupila.language import Phrase

_MOST_SIBLINGS = 500
_ARRAYS = ("probabilities", "labels", "indices", "ids", "gallery_rows", "gallery_images")
HELD_OUT = ("val", "test")
CHECK = "check.json"


@dataclass(frozen=True, eq=False)
class Facts:
    """Hold a run's folder, and read from it.

    Args:
        folder: The run's folder.
        measured: What `measure_parity` found, where it could be measured now.
    """

    folder: Path
    measured: dict[str, Any] | None = None

    @property
    def parity(self) -> dict[str, Any] | None:
        """Return how far answers of the classifier lie from the stored ones: as measured now, else as recorded."""
        return self.measured or self.evidence.get("parity")

    @property
    def run(self) -> Run:
        """Return the run."""
        return Run(self.folder)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Return `summary.json`."""
        return self.run.summary

    @cached_property
    def environment(self) -> dict[str, Any]:
        """Return `environment.json`, empty where there is none."""
        return self._optional("environment.json")

    @cached_property
    def evidence(self) -> dict[str, Any]:
        """Return `evidence.json`, empty for runs of earlier versions."""
        return self._optional(EVIDENCE)

    @cached_property
    def splits(self) -> dict[str, list[str]]:
        """Return the ids of each part, empty where there are none."""
        content = self._optional("splits.json")
        return {part: list(map(str, names)) for part, names in content.items() if part != "schema"}

    @cached_property
    def history(self) -> list[dict[str, Any]]:
        """Return the epochs."""
        return self.run.history

    @cached_property
    def metrics(self) -> dict[str, Any]:
        """Return the figures, empty before the run is done."""
        return self.run.metrics

    @cached_property
    def model(self) -> dict[str, Any]:
        """Return `model.json`, empty before the run is done."""
        return self._optional("model.json")

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Return the resolved recipe as plain tables, empty where it cannot be read."""
        try:
            return self.run.recipe.model_dump(mode="json")
        except PupilaError:
            return {}

    @cached_property
    def check(self) -> dict[str, Any]:
        """Return what `pupila check --json` said of the data, where it was kept with the run."""
        return self._optional(CHECK)

    @property
    def class_names(self) -> list[str]:
        """Return the names of the classes, in the order of the logits."""
        return list(self.model.get("class_names") or (self.summary.get("data") or {}).get("counts") or ())

    @property
    def from_python(self) -> bool:
        """Tell whether the network was a module given from Python, and not written in the layer language."""
        return bool(self.model) and self.model.get("layers") is None

    @cached_property
    def answers(self) -> dict[str, dict[str, NDArray[Any]]]:
        """Return the stored predictions of "val" and "test", where there are any."""
        places = {part: self.folder / "predictions" / f"{part}.npz" for part in HELD_OUT}
        return {part: _arrays(path) for part, path in places.items() if path.exists()}

    def siblings(self) -> dict[str, str]:
        """Return the digest of the final weights of each run beside this one, by the run's name."""
        beside = (path for path in sorted(self.folder.resolve().parent.glob(f"*/{EVIDENCE}")))
        found = {}
        for path in islice(beside, _MOST_SIBLINGS):
            if path.parent.name != self.folder.resolve().name:
                found[path.parent.name] = _end(path)
        return {name: digest for name, digest in found.items() if digest}

    def _optional(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        if not path.exists():
            return {}
        content = files.read_json(path)
        if not isinstance(content, dict):
            raise RunError("runs.file_damaged", path=path, reason=type(content).__name__)
        return content


def part_name(part: str) -> Phrase:
    """Name a part of the data in the language of the sentence that it stands in."""
    return Phrase(f"audit.part_{part}")


def names_digest(ids: Sequence[str]) -> str:
    """Return a digest of a set of examples, whatever their order."""
    return hashlib.sha256("\n".join(sorted(ids)).encode("utf-8", "surrogateescape")).hexdigest()


def labels_digest(ids: Sequence[str], labels: NDArray[np.integer[Any]]) -> str:
    """Return a digest of which label belongs to which example, whatever their order."""
    lines = sorted(f"{name}\t{label}" for name, label in zip(ids, labels.tolist(), strict=True))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _end(path: Path) -> str:
    try:
        return str((files.read_json(path).get("end") or {}).get("weights") or "")
    except (PupilaError, AttributeError):
        return ""


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            return {name: stored[name] for name in _ARRAYS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise RunError("runs.file_damaged", path=path, reason=error) from None
