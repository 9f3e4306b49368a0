"""Deploy what a run has learned: weights, preprocessing, class names and provenance, in one object that answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from pupila import files
from pupila.data.image_io import decode, read_file
from pupila.data.preprocess import Preprocess
from pupila.errors import DataError, RunError
from pupila.evaluation.inference import predict_probabilities
from pupila.experiments.record import Run, check_file
from pupila.models.build import build, settle
from pupila.models.parsing import parse_layers

WEIGHTS = "weights.safetensors"
_BATCH = 256


@dataclass(frozen=True)
class Answer:
    """Hold what a classifier says of one image.

    Args:
        file: Path or address, as it was given.
        class_name: The most probable class; None where the image could not be read.
        confidence: Its probability.
        probabilities: Probability of every class, the most probable first.
        note: Code of what a reader should know, such as an animation of which the first frame was used.
        error: Why there is no answer.
    """

    file: str
    class_name: str | None = None
    confidence: float | None = None
    probabilities: dict[str, float] = field(default_factory=dict)
    note: str | None = None
    error: DataError | None = None


class Classifier:
    """Answer for images with a trained network.

    Args:
        model: Gives logits; put into evaluation mode.
        preprocess: How pixels become input, the same as in training.
        class_names: In the order of the logits.
        source: The run it comes from.
    """

    def __init__(
        self, model: nn.Module, *, preprocess: Preprocess, class_names: tuple[str, ...], source: str = ""
    ) -> None:
        self.model = model.eval()
        self.preprocess = preprocess
        self.class_names = class_names
        self.source = source

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the probabilities of images that have the classifier's size.

        Args:
            pixels: Shape (B, H, W, C), uint8.

        Returns:
            Shape (B, K), each row sums to 1.

        Raises:
            DataError: Pixels of another size, number of channels or type.
        """
        height, width = self.preprocess.image_size
        if (
            pixels.dtype != np.uint8
            or pixels.ndim != 4
            or pixels.shape[1:] != (height, width, self.preprocess.channels)
        ):
            expected = f"uint8 (B, {height}, {width}, {self.preprocess.channels})"
            raise DataError("runs.pixels", received=f"{pixels.dtype} {pixels.shape}", expected=expected)
        device = next(self.model.parameters()).device
        parts = []
        for start in range(0, len(pixels), _BATCH):
            unit = self.preprocess.to_unit(torch.from_numpy(pixels[start : start + _BATCH].copy()).to(device))
            parts.append(predict_probabilities(self.model, self.preprocess.normalise(unit)))
        return np.concatenate(parts)

    def predict_files(self, paths: Iterable[str | Path]) -> Iterator[Answer]:
        """Answer for image files, in order; one that cannot be read is answered with its error."""
        batch: list[tuple[str, NDArray[np.uint8] | DataError, str | None]] = []
        for path in paths:
            batch.append(self._read(str(path), None))
            if len(batch) == _BATCH:
                yield from self._answers(batch)
                batch = []
        yield from self._answers(batch)

    def predict_bytes(self, name: str, content: bytes) -> Answer:
        """Answer for the content of one image file, such as one that came from the network."""
        return next(self._answers([self._read(name, content)]))

    def _read(self, name: str, content: bytes | None) -> tuple[str, NDArray[np.uint8] | DataError, str | None]:
        preprocess = self.preprocess
        try:
            decoded = decode(
                read_file(Path(name)) if content is None else content,
                channels="grey" if preprocess.channels == 1 else "colour",
                image_size=preprocess.image_size,
                background=preprocess.background,
                name=name,
            )
        except DataError as error:
            return name, error, None
        return name, decoded.pixels, decoded.notes[0] if decoded.notes else None

    def _answers(self, batch: list[tuple[str, NDArray[np.uint8] | DataError, str | None]]) -> Iterator[Answer]:
        readable = [pixels for _, pixels, _ in batch if not isinstance(pixels, DataError)]
        rows = iter(self.predict(np.stack(readable)) if readable else ())
        for name, pixels, note in batch:
            if isinstance(pixels, DataError):
                yield Answer(name, error=pixels)
            else:
                yield self._answer(name, next(rows), note)

    def _answer(self, name: str, row: NDArray[np.float32], note: str | None) -> Answer:
        order = np.argsort(-row, kind="stable")
        probabilities = {self.class_names[index]: float(row[index]) for index in order}
        best = int(order[0])
        return Answer(name, self.class_names[best], float(row[best]), probabilities, note)


def write_classifier(
    folder: Path,
    model: nn.Module,
    *,
    preprocess: Preprocess,
    class_names: tuple[str, ...],
    lines: tuple[str, ...] | None,
    costs: list[dict[str, Any]] | None,
) -> None:
    """Write `weights.safetensors` and `model.json`.

    Args:
        folder: The run's folder.
        model: Its weights are written from the CPU, in the order of its own memory.
        preprocess: How pixels become input.
        class_names: In the order of the logits.
        lines: The network in the layer language; None for a module that is not written in it.
        costs: One mapping for each layer, or None.
    """
    tensors = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in model.state_dict().items()}
    files.write_bytes(folder / WEIGHTS, save(tensors))
    files.write_json(
        folder / "model.json",
        {
            "schema": 1,
            "layers": list(lines) if lines is not None else None,
            "costs": costs,
            "class_names": list(class_names),
            "preprocess": preprocess.to_json(),
        },
    )


def load_classifier(run: Run, *, module: nn.Module | None = None, device: str = "cpu") -> Classifier:
    """Load the classifier of a run; every file is compared with the run's manifest first.

    Args:
        run: A finished run.
        module: The network itself, where it was trained from Python and is not written in the layer language.
        device: Where it computes.

    Raises:
        RunError: The run is not finished, a file is damaged, or the weights belong to another network.
    """
    if not (run.path / WEIGHTS).is_file():
        raise _no_weights(run)
    for name in (WEIGHTS, "model.json"):
        check_file(run.path, name)
    content = files.read_json(run.path / "model.json")
    preprocess = Preprocess.from_json(content["preprocess"])
    class_names = tuple(content["class_names"])
    model = module if module is not None else _build(content, preprocess, len(class_names), run.path)
    try:
        model.load_state_dict(load((run.path / WEIGHTS).read_bytes()))
    except (RuntimeError, SafetensorError) as error:
        raise RunError("runs.other_weights", path=run.path, reason=str(error).splitlines()[0]) from None
    return Classifier(settle(model, device), preprocess=preprocess, class_names=class_names, source=str(run.path))


def _no_weights(run: Run) -> RunError:
    if run.status == "done":
        return RunError("runs.file_missing", path=run.path / WEIGHTS)
    return RunError("runs.diverged" if run.status == "diverged" else "runs.not_finished", path=run.path)


def _build(content: dict[str, Any], preprocess: Preprocess, num_classes: int, path: Path) -> nn.Module:
    if content["layers"] is None:
        raise RunError("runs.needs_module", path=path)
    return build(
        parse_layers(content["layers"]),
        input_shape=(preprocess.channels, *preprocess.image_size),
        num_classes=num_classes,
        generator=torch.Generator(),
    )
