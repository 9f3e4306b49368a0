"""Keep a run in its folder, and read it back: JSON, arrays and text, never a pickle, and no torch.

    runs/<recipe>-<date>-<time>-<4 hex>/
      recipe.toml  environment.json  splits.json  evidence.json  history.jsonl  summary.json  metrics.json  model.json
      audit.json  examples.npz  predictions/{val,test}.npz  weights.safetensors  familiar.safetensors  report.html
      manifest.json  checkpoint/

Records carry a schema version; `SCHEMA` is what is written today.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import html
import io
import json
import secrets
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pupila import files
from pupila.errors import EvaluationError, PupilaError, RecipeError, RunError, UsageError
from pupila.language import default_language, visible

# NumPy and pydantic take longer to load than a list of runs, or one answer about an image, takes without them.
if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pupila.evaluation.predictions import Predictions
    from pupila.experiments.config import Recipe

Drawer = Callable[[Path], str]

SCHEMA = 1
RUNS = Path("runs")
SUMMARY = "summary.json"
EVIDENCE = "evidence.json"
ENVIRONMENT = "environment.json"
# The report can be written again at any time, in either language; it holds nothing that the other files do not.
LOCK = "lock"
_UNHASHED = ("manifest.json", LOCK, "report.html")
_drawers: list[Drawer] = []
PATIENCE, _PAUSE = 30.0, 0.05  # seconds for who changes a finished run, and until it is asked again


@dataclass(frozen=True)
class Run:
    """Hold one run: a folder, and what it says.

    Args:
        path: The run's folder.
    """

    path: Path

    @property
    def summary(self) -> dict[str, Any]:
        """Return what the run is and how it stands."""
        return self._object(SUMMARY)

    @property
    def metrics(self) -> dict[str, Any]:
        """Return every figure with its interval and n; empty before the run is done."""
        return self._object("metrics.json") if (self.path / "metrics.json").exists() else {}

    @property
    def recipe(self) -> Recipe:
        """Return the resolved recipe."""
        from pupila.experiments.config import read_recipe

        path = self.path / "recipe.toml"
        if not path.exists():
            raise RunError("runs.file_missing", path=path)
        try:
            return read_recipe(path)
        except RecipeError as error:
            raise RunError("runs.file_damaged", path=path, reason=error) from None

    @property
    def fingerprint(self) -> str:
        """Return the digest of the data that the run learned from.

        Raises:
            RunError: `environment.json` is missing or damaged, or does not say.
        """
        return self._of_data("fingerprint")

    @property
    def source(self) -> str:
        """Return where these data came from.

        Raises:
            RunError: As with `fingerprint`.
        """
        return self._of_data("source")

    @property
    def history(self) -> list[dict[str, Any]]:
        """Return one mapping for each finished epoch; a last line that is torn is passed over."""
        path = self.path / "history.jsonl"
        if not path.exists():
            return []
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
            return [json.loads(line) for line in lines[:-1]]
        except (ValueError, OSError) as error:
            raise RunError("runs.file_damaged", path=path, reason=error) from None

    @property
    def status(self) -> str:
        """Return "running", "done", "interrupted" or "diverged"."""
        return str(self.summary.get("status"))

    def predictions(self, split: str) -> Predictions:
        """Return the saved predictions of "val" or "test".

        Raises:
            RunError: The run has none for this split, or the file is damaged.
        """
        import numpy as np

        from pupila.evaluation.predictions import Predictions

        path = self.path / "predictions" / f"{split}.npz"
        try:
            # From memory: given a path, NumPy leaves a damaged file open.
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
                return Predictions(
                    probabilities=arrays["probabilities"],
                    labels=arrays["labels"],
                    indices=arrays["indices"],
                    class_names=tuple(self._object("model.json")["class_names"]),
                )
        except FileNotFoundError:
            raise RunError("runs.no_predictions", path=path, split=split) from None
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error, EvaluationError) as error:
            raise RunError("runs.file_damaged", path=path, reason=error) from None

    def _object(self, name: str) -> dict[str, Any]:
        return read_object(self.path / name)

    def _of_data(self, name: str) -> str:
        data = self._object(ENVIRONMENT).get("data")
        found = data.get(name) if isinstance(data, dict) else None
        if not isinstance(found, str):
            raise RunError("runs.file_damaged", path=self.path / ENVIRONMENT, reason=f"data.{name}")
        return found

    def _repr_html_(self) -> str:
        """Show figures, curves and some answers inside a notebook; without a drawer, or of a damaged run, words."""
        try:
            return _drawers[-1](self.path) if _drawers else f"<p>{html.escape(repr(self))}</p>"
        except PupilaError as error:
            return f"<p>{html.escape(visible(error.message(default_language())))}</p>"


def draw_runs_with(drawer: Drawer) -> None:
    """Say who draws runs in a notebook: drawing stands floors above the record, so it is handed down from there."""
    _drawers[:] = [drawer]


def read_object(path: Path) -> dict[str, Any]:
    """Read one JSON object of a run.

    Raises:
        RunError: It is missing, damaged, or of a newer version.
    """
    content = files.read_json(path)
    if not isinstance(content, dict):
        raise RunError("runs.file_damaged", path=path, reason=type(content).__name__)
    schema = content.get("schema", SCHEMA)
    if not isinstance(schema, int):
        raise RunError("runs.file_damaged", path=path, reason="schema")
    if schema > SCHEMA:
        raise RunError("runs.newer", path=path.parent, found=schema, known=SCHEMA)
    return content


@contextlib.contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Hold a finished run while something in it is changed; who comes second waits until the first is done.

    Raises:
        RunError: Another process holds it for longer than such a change takes.
    """
    due = time.monotonic() + PATIENCE
    with contextlib.ExitStack() as held:
        while True:
            try:
                held.enter_context(files.lock(folder / LOCK))
                break
            except RunError:
                if time.monotonic() >= due:
                    raise
                time.sleep(_PAUSE)
        try:
            yield
        finally:
            (folder / LOCK).unlink(missing_ok=True)


def check_data(run: Run, fingerprint: str) -> None:
    """Compare data with those that a run learned from.

    Raises:
        RunError: They are others.
    """
    if run.fingerprint != fingerprint:
        raise RunError("runs.data_changed", path=run.path, source=run.source)


def open_run(path: str | Path) -> Run:
    """Open a run by its folder, or by its name (or the beginning of it) among `runs/`.

    Raises:
        RunError: No such run, or a folder that is none.
    """
    folder = Path(path)
    if not folder.exists():
        named = not folder.is_absolute() and str(path) not in ("", ".")
        found = sorted(RUNS.glob(f"{glob.escape(str(path))}*")) if named else []
        if len(found) != 1:
            code = "runs.ambiguous" if found else "runs.unknown"
            raise RunError(code, path=path, found=", ".join(one.name for one in found[:5]))
        folder = found[0]
    if folder.is_file():
        raise RunError("runs.foreign_model", path=folder)
    if not (folder / SUMMARY).is_file():
        raise RunError("runs.not_a_run", path=folder, missing=SUMMARY)
    return Run(folder)


def list_runs(folder: Path = RUNS) -> list[Run]:
    """Return the runs in `folder`, the newest last."""
    found = [path.parent for path in folder.glob(f"*/{SUMMARY}")]
    found = [path for path in found if path.suffix != files.TEMPORARY_SUFFIX]  # one that is just being removed
    return [Run(path) for path in sorted(found, key=lambda path: ((path / SUMMARY).stat().st_mtime, path.name))]


def new_folder(name: str, out: Path | None = None) -> Path:
    """Choose the folder of a new run: `out`, or a name under `runs/` that no other run has.

    Raises:
        UsageError: `out` holds something already.
    """
    if out is None:
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name).strip(".")
        return RUNS / f"{safe[:80]}-{stamp}-{secrets.token_hex(2)}"
    if out.exists() and (not out.is_dir() or {path.name for path in out.iterdir()} - {LOCK}):
        raise UsageError("runs.out_taken", path=out)
    return out


def identity(folder: Path) -> str:
    """Return what tells a run from every other: a digest of its recipe, its data and a random mark of its own.

    Empty for a run of an earlier version, which has no mark.
    """
    mark = read_object(folder / ENVIRONMENT).get("run")
    if not mark:
        return ""
    known = (files.sha256(folder / "recipe.toml"), Run(folder).fingerprint, str(mark))
    return hashlib.sha256("\n".join(known).encode()).hexdigest()


def write_history(folder: Path, history: Sequence[dict[str, Any]]) -> None:
    """Write `history.jsonl` whole, one line an epoch: a resumed run then has every epoch exactly once."""
    files.write_text(folder / "history.jsonl", "".join(files.to_json(line) + "\n" for line in history))


def write_predictions(
    folder: Path,
    split: str,
    predictions: Predictions,
    *,
    ids: Sequence[str],
    pictures: tuple[NDArray[Any], NDArray[Any]],
    parts: Mapping[str, NDArray[Any]] | None = None,
    photos: Mapping[str, NDArray[Any]] | None = None,
) -> None:
    """Save the predictions of one split, with the pictures that the report shows.

    Args:
        folder: The run's folder.
        split: "val" or "test".
        predictions: Shape (N, K).
        ids: Name of every example of the data set, by row.
        pictures: Rows of the predictions (G,), and their pixels (G, H, W, C), uint8.
        parts: Which of these rows are shown where: "errors", "hits", "random", "cells"; None: all are errors.
        photos: Arrays of `Photos`: what some of these looked like on disk.
    """
    import numpy as np

    arrays: dict[str, Any] = {
        "probabilities": predictions.probabilities,
        "labels": predictions.labels,
        "indices": predictions.indices,
        "ids": np.array([ids[row] for row in predictions.indices], dtype=np.str_),
        "gallery_rows": pictures[0],
        "gallery_images": pictures[1],
        **{f"gallery_{part}": rows for part, rows in (parts or {}).items()},
        **(photos or {}),
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    files.write_bytes(folder / "predictions" / f"{split}.npz", buffer.getvalue())


def write_examples(folder: Path, *, labels: NDArray[Any], ids: Sequence[str], images: NDArray[Any]) -> None:
    """Save the training images that the report shows: their classes (E,), names, and pixels (E, H, W, C), uint8."""
    import numpy as np

    buffer = io.BytesIO()
    np.savez_compressed(buffer, labels=labels, ids=np.array(ids, dtype=np.str_), images=images)
    files.write_bytes(folder / "examples.npz", buffer.getvalue())


def hashed_files(folder: Path) -> list[Path]:
    """Return the files of a run whose sums its manifest holds, or should hold."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _UNHASHED)
    kept = [path for path in found if path.relative_to(folder).parts[0] != "checkpoint"]
    return [path for path in kept if files.TEMPORARY_SUFFIX not in path.relative_to(folder).parts[0]]


def write_manifest(folder: Path) -> None:
    """Write `manifest.json`: the SHA-256 of every file of the run."""
    sums = {path.relative_to(folder).as_posix(): files.sha256(path) for path in hashed_files(folder)}
    files.write_json(folder / "manifest.json", {"schema": SCHEMA, "sha256": sums})


def update_manifest(folder: Path, name: str) -> None:
    """Take down the new sum of one file; the others keep theirs, so that no damage done since becomes the truth."""
    sums = {**_sums(folder), name: files.sha256(folder / name)}
    files.write_json(folder / "manifest.json", {"schema": SCHEMA, "sha256": sums})


def _sums(folder: Path) -> dict[str, str]:
    sums = read_object(folder / "manifest.json").get("sha256")
    if not isinstance(sums, dict):
        raise RunError("runs.file_damaged", path=folder / "manifest.json", reason="sha256")
    return sums


def check_file(folder: Path, name: str) -> None:
    """Compare one file of a run with the sum in its manifest.

    Raises:
        RunError: The file is missing or differs.
    """
    path = folder / name
    if not path.is_file():
        raise RunError("runs.file_missing", path=path)
    if _sums(folder).get(name) != files.sha256(path):
        raise RunError("runs.file_damaged", path=path, reason="SHA-256")
