"""Keep a training's state on disk, so that it can be taken up after any interruption.

A generation is two files: the tensors (safetensors) and, written after them, a JSON file with the rest, the SHA-256 of
the tensors and one of itself. It exists when its JSON file does, and is believed only where both sums agree;
safetensors itself has no checksum, and one flipped bit would load in silence. Two generations are kept: if the newest
is damaged, the one before it is used.

Beside them stands whose state this is: the files of another run of the same network would fit, and are refused.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from pupila import files
from pupila.errors import RunError
from pupila.files import TEMPORARY_SUFFIX, to_json, write_bytes, write_text
from pupila.training.loop import Trainer
from pupila.training.state import Progress

GENERATIONS = 2


def save_checkpoint(folder: Path, trainer: Trainer, *, identity: str = "") -> None:
    """Write a new generation and remove those that are older than the one before it.

    Args:
        folder: The run's `checkpoint` folder.
        trainer: What to save.
        identity: What tells this run from every other.
    """
    progress = trainer.progress
    name = f"{progress.epoch:06d}-{progress.step:08d}"
    content = save(_collect(trainer))
    write_bytes(folder / f"{name}.safetensors", content)
    known = {"schema": 1, "identity": identity, "progress": progress.to_json()}
    body = to_json({**known, "tensors": hashlib.sha256(content).hexdigest()})
    write_text(folder / f"{name}.json", to_json({"sha256": hashlib.sha256(body.encode()).hexdigest(), "body": body}))
    _sweep(folder)


def _sweep(folder: Path) -> None:
    generations = sorted(path.stem for path in folder.glob("*.json"))[-GENERATIONS:]
    for path in folder.iterdir():
        if path.stem not in generations or path.suffix == TEMPORARY_SUFFIX:
            files.disk.remove(path)


def load_checkpoint(folder: Path, trainer: Trainer, *, identity: str = "") -> int:
    """Bring a trainer to the newest state that is whole.

    Args:
        folder: The run's `checkpoint` folder.
        trainer: Built by the same recipe as the one that was saved.
        identity: What was given to `save_checkpoint`.

    Returns:
        How many damaged generations were passed over.

    Raises:
        RunError: No generation is whole, or it belongs to another run or network.
    """
    names = sorted((path.stem for path in folder.glob("*.json")), reverse=True)
    for damaged, name in enumerate(names):
        found = _read(folder, name)
        if found is not None:
            tensors, state = found
            # Checkpoints written before there were identities say nothing; runs of that time have none either.
            if state.get("identity", "") != identity:
                raise RunError("training.other_run", path=folder)
            _restore(trainer, tensors, state["progress"])
            return damaged
    raise RunError("training.no_checkpoint", path=folder, damaged=len(names))


def _read(folder: Path, name: str) -> tuple[dict[str, torch.Tensor], dict[str, Any]] | None:
    """Return tensors and state of one generation, or None where it is damaged."""
    try:
        outer = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        if hashlib.sha256(outer["body"].encode()).hexdigest() != outer["sha256"]:
            return None
        state: dict[str, Any] = json.loads(outer["body"])
        content = (folder / f"{name}.safetensors").read_bytes()
        if hashlib.sha256(content).hexdigest() != state["tensors"]:
            return None
        return (load(content), state) if isinstance(state["progress"], dict) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError):
        return None


def _collect(trainer: Trainer) -> dict[str, torch.Tensor]:
    tensors = {f"model/{name}": tensor for name, tensor in trainer.model.state_dict().items()}
    tensors |= {f"best/{name}": tensor for name, tensor in trainer.best_weights.items()}
    for index, state in trainer.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer/{index}/{key}": value for key, value in state.items() if torch.is_tensor(value)}
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}


def _like(parameter: torch.Tensor, tensor: torch.Tensor) -> torch.Tensor:
    """Give a moment of the optimizer the memory order of its parameter, which the fused step expects."""
    return torch.empty_like(parameter).copy_(tensor) if tensor.shape == parameter.shape else tensor


def _restore(trainer: Trainer, tensors: dict[str, torch.Tensor], progress: dict[str, Any]) -> None:
    parts: dict[str, dict[str, torch.Tensor]] = {"model": {}, "best": {}, "optimizer": {}}
    for name, tensor in tensors.items():
        part, _, rest = name.partition("/")
        parts[part][rest] = tensor
    try:
        trainer.model.load_state_dict(parts["model"])
    except RuntimeError as error:
        raise RunError("training.other_network", reason=str(error).splitlines()[0]) from None
    trained = [parameter for group in trainer.optimizer.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in parts["optimizer"].items():
        index, _, key = name.partition("/")
        state.setdefault(int(index), {})[key] = _like(trained[int(index)], tensor)
    groups = trainer.optimizer.state_dict()["param_groups"]
    trainer.optimizer.load_state_dict({"state": state, "param_groups": groups})
    trainer.best_weights = parts["best"]
    trainer.progress = Progress(**progress)
