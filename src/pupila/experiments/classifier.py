"""Deploy what a run has learned: weights, preprocessing, class names and provenance, in one object that answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from pupila import files
from pupila.data.image_io import decode, read_file
from pupila.data.preprocess import Preprocess
from pupila.errors import DataError, RunError, UsageError
from pupila.evaluation.novelty import FEWEST, Familiar, Gate, never_unsure
from pupila.experiments.answer import Answer, keep_picture
from pupila.experiments.engines import Engine, NumpyEngine, ThriftyEngine
from pupila.experiments.record import Run, check_file
from pupila.experiments.suspicion import check_weights, read_model, read_weights
from pupila.language import say

if TYPE_CHECKING:
    from torch import nn

WEIGHTS = "weights.safetensors"
FAMILIAR = "familiar.safetensors"
ENGINES = ("auto", "numpy", "torch")
_BATCH = 256

_Read = tuple[str, NDArray[np.uint8] | DataError, str | None, NDArray[np.uint8] | None]


class Classifier:
    """Answer for images with a trained network.

    Args:
        engine: Computes the answers: `engines.NumpyEngine`, `torch_engine.TorchEngine`, ...
        preprocess: How pixels become input, the same as in training.
        class_names: In the order of the logits.
        source: The run it comes from.
        familiar: What the training images looked like; None for runs of earlier versions.
        always_answer: Never be unsure. May be changed later.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        preprocess: Preprocess,
        class_names: tuple[str, ...],
        source: str = "",
        familiar: Familiar | None = None,
        always_answer: bool = False,
    ) -> None:
        self.engine = engine
        self.preprocess = preprocess
        self.class_names = class_names
        self.source = source
        self.familiar = familiar
        self.always_answer = always_answer

    @property
    def model(self) -> nn.Module:
        """Return the torch network, in evaluation mode; it is made, and torch loaded, when it is first asked for."""
        return self.engine.model

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the probabilities of images that have the classifier's size.

        Args:
            pixels: Shape (B, H, W, C), uint8.

        Returns:
            Shape (B, K), each row sums to 1.

        Raises:
            DataError: Pixels of another size, number of channels or type.
        """
        return self._look(pixels, watch=False)[0]

    def embed(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return what the layers see of images: their embeddings, near each other for images that look alike.

        Args:
            pixels: Shape (B, H, W, C), uint8.

        Returns:
            Shape (B, values): of each layer the mean and the spread of every channel, scaled to length 1 together; see
            `evaluation.novelty.join_layers`.

        Raises:
            DataError: Pixels of another size, number of channels or type.
        """
        self._check(pixels)
        seen = self.engine.look(pixels, watch=True)[1] if len(pixels) else None
        return np.zeros((0, 0), np.float32) if seen is None else seen

    @property
    def gate(self) -> Gate | None:
        """Return what an image must pass to be answered; None where every image is."""
        known = None if self.always_answer or self.familiar is None else self.familiar.gate
        return known if known is not None and known.threshold is not None else None

    def why_never_unsure(self, language: str) -> str | None:
        """Say why there is no gate although nobody asked to have none; None where there is one."""
        if self.always_answer or self.gate is not None:
            return None
        if self.familiar is None:
            return say("predictions.no_gate_old", language)
        return say("predictions.no_gate_few", language, n=self.familiar.gate.n, least=FEWEST)

    def _look(
        self, pixels: NDArray[np.uint8], *, watch: bool = True, ahead: int = 0
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Return probabilities, and how far each image lies from the training images; NaN where nothing asks for it."""
        self._check(pixels)
        if not len(pixels):
            return np.zeros((0, len(self.class_names)), np.float32), np.zeros(0)
        probabilities, seen = self.engine.look(pixels, watch=watch and self.gate is not None, ahead=ahead)
        if seen is None or self.familiar is None:
            return probabilities, np.full(len(pixels), np.nan)
        if seen.shape[1] != self.familiar.known.shape[1]:
            raise RunError("runs.file_damaged", path=Path(self.source) / FAMILIAR, reason="known")
        return probabilities, self.familiar.distances(seen)

    def _check(self, pixels: NDArray[np.uint8]) -> None:
        height, width = self.preprocess.image_size
        if (
            pixels.dtype != np.uint8
            or pixels.ndim != 4
            or pixels.shape[1:] != (height, width, self.preprocess.channels)
        ):
            expected = f"uint8 (B, {height}, {width}, {self.preprocess.channels})"
            raise DataError("runs.pixels", received=f"{pixels.dtype} {pixels.shape}", expected=expected)

    def predict_files(self, paths: Iterable[str | Path], *, pictures: int = 0) -> Iterator[Answer]:
        """Answer for image files, in order; one that cannot be read is answered with its error.

        Args:
            paths: Files.
            pictures: How many of the answers, from the first on, keep their picture to be shown beside them.
        """
        batch: list[_Read] = []
        count = len(paths) if isinstance(paths, Sized) else 0
        for place, path in enumerate(paths):
            batch.append(self._read(str(path), None, picture=place < pictures))
            if len(batch) == _BATCH:
                yield from self._answers(batch, ahead=max(0, count - place - 1))
                batch = []
        yield from self._answers(batch)

    def predict_bytes(self, name: str, content: bytes, *, picture: bool = False) -> Answer:
        """Answer for the content of one image file, such as one that came from the network."""
        return next(self._answers([self._read(name, content, picture=picture)]))

    def _read(self, name: str, content: bytes | None, *, picture: bool) -> _Read:
        preprocess = self.preprocess
        try:
            found = read_file(Path(name)) if content is None else content
            decoded = decode(
                found,
                channels="grey" if preprocess.channels == 1 else "colour",
                image_size=preprocess.image_size,
                background=preprocess.background,
                name=name,
            )
            shown = keep_picture(found, decoded, preprocess.background) if picture else None
        except DataError as error:
            return name, error, None, None
        return name, decoded.pixels, decoded.notes[0] if decoded.notes else None, shown

    def _answers(self, batch: list[_Read], *, ahead: int = 0) -> Iterator[Answer]:
        readable = [pixels for _, pixels, _, _ in batch if not isinstance(pixels, DataError)]
        rows = iter(zip(*self._look(np.stack(readable), ahead=ahead), strict=True) if readable else ())
        for name, pixels, note, picture in batch:
            if isinstance(pixels, DataError):
                yield Answer(name, error=pixels)
            else:
                row, distance = next(rows)
                yield replace(self._answer(name, row, float(distance)), note=note, picture=picture)

    def _answer(self, name: str, row: NDArray[np.float32], distance: float) -> Answer:
        order = np.argsort(-row, kind="stable")
        probabilities = {self.class_names[index]: float(row[index]) for index in order}
        best = int(order[0])
        answer = Answer(name, self.class_names[best], float(row[best]), probabilities)
        if self.gate is None:
            return answer
        unsure = bool(self.gate.refuses(np.array([distance]))[0])
        return replace(answer, unsure=unsure, distance=distance, gate=self.gate)


def write_classifier(
    folder: Path,
    model: nn.Module,
    *,
    preprocess: Preprocess,
    class_names: tuple[str, ...],
    lines: tuple[str, ...] | None,
    costs: list[dict[str, Any]] | None,
    familiar: Familiar | None = None,
) -> None:
    """Write `weights.safetensors`, `model.json`, and `familiar.safetensors` where there is something to write.

    Args:
        folder: The run's folder.
        model: Its weights are written from the CPU, in the order of its own memory.
        preprocess: How pixels become input.
        class_names: In the order of the logits.
        lines: The network in the layer language; None for a module that is not written in it.
        costs: One mapping for each layer, or None.
        familiar: What the training images looked like.
    """
    from safetensors.torch import save as save_tensors  # which, unlike NumPy's, knows every type that a module may have

    tensors = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in model.state_dict().items()}
    files.write_bytes(folder / WEIGHTS, save_tensors(tensors))
    if familiar is not None and familiar.gate.threshold is not None:
        files.write_bytes(folder / FAMILIAR, save({"known": np.ascontiguousarray(familiar.known)}))
    files.write_json(
        folder / "model.json",
        {
            "schema": 1,
            "layers": list(lines) if lines is not None else None,
            "costs": costs,
            "mirror": getattr(model, "mirror", False),
            "class_names": list(class_names),
            "preprocess": preprocess.to_json(),
            "unsure": familiar.gate.to_json() if familiar is not None else None,
        },
    )


def load_classifier(
    run: Run,
    *,
    module: nn.Module | None = None,
    device: str = "cpu",
    engine: str = "auto",
    always_answer: bool = False,
) -> Classifier:
    """Load the classifier of a run; every file is compared with the run's manifest first.

    Args:
        run: A finished run.
        module: The network itself, where it was trained from Python and is not written in the layer language.
        device: Where it computes.
        engine: "numpy" answers at once and without loading torch, on the processor and for networks in the layer
            language; "torch" answers for everything. "auto" is "torch" where the other cannot be had or torch is
            loaded already, and begins with "numpy" elsewhere, until there is so much to compute that loading torch
            pays. Probabilities differ by less than 1e-4.
        always_answer: Never be unsure, also of images that look like nothing in training.

    Raises:
        RunError: The run is not finished, a file is damaged, or the weights belong to another network.
        UsageError: An unknown engine, or "numpy" where it cannot be had.
    """
    light = module is None and device == "cpu"
    if engine not in ENGINES:
        raise UsageError("runs.unknown_engine", engine=engine, valid=", ".join(ENGINES))
    if engine == "numpy" and not light:
        raise UsageError("runs.engine_numpy")
    if not (run.path / WEIGHTS).is_file():
        raise _no_weights(run)
    for name in (WEIGHTS, "model.json"):
        check_file(run.path, name)
    content = read_model(run.path / "model.json")
    if module is None and content["layers"] is None:
        raise RunError("runs.needs_module", path=run.path)
    weights = _weights(run, content) if module is None else None
    numpy_first = light and engine != "torch" and (engine == "numpy" or "torch" not in sys.modules)
    in_numpy = _in_numpy(run, content, weights) if numpy_first and weights is not None else None
    if in_numpy is None:
        chosen: Engine = _in_torch(run, content, module=module, device=device, weights=weights)
    else:
        chosen = in_numpy if engine == "numpy" else ThriftyEngine(in_numpy)
    return Classifier(
        chosen,
        preprocess=Preprocess.from_json(content["preprocess"]),
        class_names=tuple(content["class_names"]),
        source=str(run.path),
        familiar=_familiar(run, content),
        always_answer=always_answer,
    )


def _weights(run: Run, content: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the weights of a network in the layer language, each of the name, shape and type that it has there."""
    stored = read_weights(run.path / WEIGHTS)
    try:
        weights = load(stored)
    except (KeyError, ValueError, SafetensorError) as error:  # KeyError: a type of number that NumPy does not have
        raise RunError("runs.other_weights", path=run.path, reason=error) from None
    check_weights(content, weights, path=run.path)
    return weights


def _in_numpy(run: Run, content: dict[str, Any], weights: dict[str, NDArray[Any]]) -> NumpyEngine:
    return NumpyEngine(
        tuple(content["layers"]),
        weights,
        preprocess=Preprocess.from_json(content["preprocess"]),
        num_classes=len(content["class_names"]),
        mirror=bool(content.get("mirror")),
        make_torch=partial(_in_torch, run, content, weights=weights),
    )


def _in_torch(
    run: Run,
    content: dict[str, Any],
    *,
    module: nn.Module | None = None,
    device: str = "cpu",
    weights: Mapping[str, NDArray[Any]] | None = None,
) -> Engine:
    """Make the torch engine of a run; `weights` are those of its file where they have been read already."""
    from safetensors.torch import load as load_tensors

    from pupila.experiments.torch_engine import TorchEngine, build_network, to_tensors

    preprocess = Preprocess.from_json(content["preprocess"])
    if module is None:
        mirror, num_classes = bool(content.get("mirror")), len(content["class_names"])  # older runs say no mirror
        module = build_network(content["layers"], preprocess=preprocess, num_classes=num_classes, mirror=mirror)
    try:
        tensors = load_tensors(read_weights(run.path / WEIGHTS)) if weights is None else to_tensors(weights)
        module.load_state_dict(tensors)
    except (RuntimeError, SafetensorError) as error:
        raise RunError("runs.other_weights", path=run.path, reason=str(error).splitlines()[0]) from None
    return TorchEngine(module, preprocess=preprocess, device=device)


def _familiar(run: Run, content: dict[str, Any]) -> Familiar | None:
    """Return what the training images looked like; None for a run of an earlier version, which does not say."""
    if not content.get("unsure"):
        return None
    try:
        gate = Gate.from_json(content["unsure"])
        if gate.threshold is None:
            return never_unsure(gate.n)
        check_file(run.path, FAMILIAR)
        known = load(read_weights(run.path / FAMILIAR))["known"]
        if known.ndim != 2 or known.dtype.kind != "f" or not np.isfinite(known).all():
            raise ValueError(f"known: {known.dtype} {known.shape}")
        return Familiar(known, gate)
    except (KeyError, TypeError, ValueError, SafetensorError) as error:
        raise RunError("runs.file_damaged", path=run.path / FAMILIAR, reason=error) from None


def _no_weights(run: Run) -> RunError:
    if run.status == "done":
        return RunError("runs.file_missing", path=run.path / WEIGHTS)
    return RunError("runs.diverged" if run.status == "diverged" else "runs.not_finished", path=run.path)
