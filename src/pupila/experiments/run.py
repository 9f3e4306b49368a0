"""Do one run: one training, one seed, one folder.

    open -> learn -> judge -> close

Whatever happens in between, the folder says how the run stands: running, done, interrupted or diverged.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from pupila import files, runtime
from pupila.data.dataset import Dataset
from pupila.data.remarks import first_of
from pupila.errors import DivergenceError, Interrupted, PupilaError, RunError
from pupila.evaluation.inference import predict, predict_and_watch
from pupila.evaluation.metrics import evaluate
from pupila.evaluation.novelty import FEWEST, Familiar, fit_familiar, never_unsure
from pupila.evaluation.predictions import Predictions
from pupila.experiments import record
from pupila.experiments.audit.examine import audit_run
from pupila.experiments.audit.facts import Facts
from pupila.experiments.audit.parity import ask_again
from pupila.experiments.classifier import write_classifier
from pupila.experiments.config import Recipe
from pupila.experiments.drift import check_drift, drift_notes
from pupila.experiments.evidence import data_evidence, end_evidence, start_of, state_of_files
from pupila.experiments.pictures import save_examples, save_predictions
from pupila.experiments.planning import FAMILIAR, choose_by_time, chosen_words
from pupila.experiments.prepare import (
    DataProgress,
    Material,
    Network,
    check_recipe,
    prepare_data,
    prepare_network,
    prepare_optimizer,
    prepare_plan,
    remeasured_rows,
    training_loader,
)
from pupila.experiments.record import Run
from pupila.models import convolution, pooling
from pupila.models.build import count_parameters, settle
from pupila.models.modules import ConvLayer, PoolLayer
from pupila.training.checkpoint import load_checkpoint, save_checkpoint
from pupila.training.events import EpochDone, Event, Listener, Planned, silent
from pupila.training.loop import Trainer

CHECKPOINT = "checkpoint"
_NOTES_KEPT = 50
# Training images that new ones are compared with, and validation images that say how.
_KNOWN, _FITTED = FAMILIAR, FAMILIAR


@dataclass(frozen=True)
class Watch:
    """Hold who wants to know how a run goes, and who may stop it.

    Args:
        listener: Told of steps and epochs.
        data: Told of images read: done, total, code of what is being done.
        should_stop: Asked after every step; True saves the run and leaves it, to be resumed.
    """

    listener: Listener = silent
    data: DataProgress | None = None
    should_stop: Callable[[], bool] = lambda: False


@dataclass
class _Session:
    """Hold what the steps of one run share."""

    recipe: Recipe
    folder: Path
    device: str
    material: Material
    network: Network
    watch: Watch
    seconds: dict[str, float] = field(default_factory=dict)
    planned: dict[str, Any] | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)


def train(
    recipe: Recipe,
    *,
    dataset: Dataset | None = None,
    module: nn.Module | None = None,
    out: Path | None = None,
    watch: Watch = Watch(),
    loaded: Dataset | None = None,
) -> Run:
    """Train a recipe and judge the result.

    Args:
        recipe: What to do.
        dataset: Takes the place of the recipe's data source.
        module: Takes the place of the recipe's network; trained in place.
        out: The run's folder; a new one under `runs/` by default.
        watch: Who listens, and who may stop it.
        loaded: The recipe's own data, where they are in memory already.

    Returns:
        The finished run.

    Raises:
        Interrupted: `watch.should_stop` said so; the run can be resumed.
        DivergenceError: A loss that is not finite.
        RunError: The disk is full, or another process writes to the same folder.
    """
    begin = time.monotonic()
    if dataset is not None:
        recipe = _told_of(recipe, dataset)
    folder = record.new_folder(recipe.name, out)
    session = _open(recipe, folder, dataset=dataset if dataset is not None else loaded, module=module, watch=watch)
    session.seconds["data"] = time.monotonic() - begin
    if recipe.train.minutes is not None:
        _plan(session, recipe.train.minutes, begin)
    with files.lock(folder / record.LOCK):
        record.new_folder(recipe.name, folder)  # another process may have begun here while data were read
        files.write_text(folder / "recipe.toml", session.recipe.to_toml())
        _write_facts(session)
        save_examples(session.folder, session.recipe, session.material)
        return _carry_out(session, begin, taken_up=False)


def resume(
    path: Path,
    *,
    dataset: Dataset | None = None,
    module: nn.Module | None = None,
    watch: Watch = Watch(),
    allow_drift: bool = False,
) -> Run:
    """Go on with a run that was interrupted, exactly where it was left.

    Args:
        path: The run's folder.
        dataset: Given again where `train` was given one.
        module: Given again where `train` was given one.
        watch: Who listens, and who may stop it.
        allow_drift: Go on where threads, torch, processor or compiled parts are others. The result is then not the one
            that an unbroken run has, and the run says so.

    Raises:
        RunError: The run is done already, another process has it, its checkpoints are damaged, or the data or what it
            computes with have changed since.
    """
    run = record.open_run(path)
    if _is_done(run):
        _tidy(run.path)
        raise RunError("runs.done_already", path=run.path)
    with files.lock(run.path / record.LOCK):
        if _is_done(run):  # the process that had it may have finished it
            raise RunError("runs.done_already", path=run.path)
        files.sweep(run.path)
        return _take_up(run, dataset=dataset, module=module, watch=watch, allow_drift=allow_drift)


def _tidy(folder: Path) -> None:
    """Remove what is left of a report whose writer was killed; where the folder may not be touched, it stays."""
    with contextlib.suppress(PupilaError, OSError), files.lock(folder / record.LOCK):
        files.sweep(folder)
        (folder / record.LOCK).unlink()


def _is_done(run: Run) -> bool:
    """Tell whether a run is done; one that was killed before its last file was written still has its checkpoints."""
    return run.status == "done" and not (run.path / CHECKPOINT).exists()


def _take_up(run: Run, *, dataset: Dataset | None, module: nn.Module | None, watch: Watch, allow_drift: bool) -> Run:
    begin = time.monotonic()
    session = _open(run.recipe, run.path, dataset=dataset, module=module, watch=watch)
    record.check_data(run, session.material.dataset.fingerprint)
    check_drift(run.path, _computed_with(session), allowed=allow_drift)
    session.seconds = {"data": time.monotonic() - begin}
    session.planned = run.summary.get("plan")
    before = run.summary.get("seconds") or {}
    begin -= float(before.get("total") or 0)
    session.seconds["before"] = float(before.get("train") or 0)
    _look_at_files_again(session)
    return _carry_out(session, begin, taken_up=True)


def _told_of(recipe: Recipe, dataset: Dataset) -> Recipe:
    """Return the recipe with the data set that takes the place of its own: the run's record names what it saw."""
    channels = "grey" if dataset.channels == 1 else "colour"
    source = dataset.name if dataset.source == "builtin" else dataset.source
    known = {"data.source": source, "data.image_size": dataset.image_size, "data.channels": channels}
    return recipe.with_values(known)


def _open(recipe: Recipe, folder: Path, *, dataset: Dataset | None, module: nn.Module | None, watch: Watch) -> _Session:
    check_recipe(recipe)
    runtime.set_threads(recipe.train.threads)
    device = runtime.choose_device(recipe.train.device)
    material = prepare_data(recipe, dataset, progress=watch.data)
    network = prepare_network(recipe, material, module)
    return _Session(recipe, folder, device, material, network, watch)


def _plan(session: _Session, minutes: float, begin: float) -> None:
    """Put what fits into `minutes` in the place of what the recipe leaves open, and of its own epochs."""
    recipe, seconds = session.recipe, 60 * minutes
    found = choose_by_time(
        recipe, session.material, session.network, device=session.device, seconds=seconds, begin=begin
    )
    if found.recipe.data.image_size != recipe.data.image_size:
        session.material = prepare_data(found.recipe, progress=session.watch.data)
    if found.recipe != recipe:
        session.network = prepare_network(found.recipe, session.material)
    length = found.length(seconds=seconds, spent=time.monotonic() - begin)
    # The steps are fixed from here on: the recipe that is kept says how many, and no longer how many minutes.
    session.recipe = found.recipe.with_values(
        {"train.epochs": length.epochs, "train.last_epoch": length.last_epoch, "train.minutes": None}
    )
    size, network = chosen_words(recipe, found.recipe)
    planned = Planned(minutes, length.total, length.seconds, found.rate, length.capped, size, network)
    session.planned = asdict(planned)
    session.watch.listener(planned)


def _carry_out(session: _Session, begin: float, *, taken_up: bool) -> Run:
    """Learn and judge; whoever calls holds the folder's lock."""
    try:
        error = _learn_and_judge(session, begin, taken_up=taken_up)
    except files.DiskFull as full:
        raise RunError("runs.disk_full", path=session.folder, needed=full.needed) from None
    if error is not None:
        raise error
    files.remove_folder(session.folder / CHECKPOINT)
    (session.folder / record.LOCK).unlink(missing_ok=True)
    return Run(session.folder)


def _learn_and_judge(session: _Session, begin: float, *, taken_up: bool) -> PupilaError | None:
    """Return the error that ended the training early."""
    _write_summary(session, "running", begin)
    trainer = _trainer(session)
    checkpoints = session.folder / CHECKPOINT
    if taken_up and any(checkpoints.glob("*.json")):
        damaged = load_checkpoint(checkpoints, trainer, identity=record.identity(session.folder))
        if damaged:
            session.notes.append({"code": "runs.note_damaged", "values": {"count": damaged}})
        # Killed between its last checkpoint and the line of that epoch, a run would stay without the line.
        record.write_history(session.folder, trainer.progress.history)
    else:
        _write_start(session)
    started = time.monotonic()
    status, error = _learn(session, trainer)
    session.seconds["train"] = time.monotonic() - started + session.seconds.pop("before", 0.0)
    if error is None:
        _judge(session)
    _write_summary(session, status, begin, trainer)
    record.write_manifest(session.folder)
    if status != "interrupted":
        _audit(session)
    return error


def _trainer(session: _Session) -> Trainer:
    model = settle(session.network.model, session.device)
    checkpoints, identity = session.folder / CHECKPOINT, record.identity(session.folder)

    def listen(event: Event) -> None:
        if isinstance(event, EpochDone):
            record.write_history(session.folder, trainer.progress.history)
        session.watch.listener(event)

    plan = prepare_plan(session.recipe, session.network, session.device)
    trainer = Trainer(
        model,
        prepare_optimizer(session.recipe, model, precision=plan.precision),
        plan=plan,
        seed=session.recipe.train.seed,
        listener=listen,
        save=lambda trainer: save_checkpoint(checkpoints, trainer, identity=identity),
        should_stop=session.watch.should_stop,
    )
    return trainer


def _learn(session: _Session, trainer: Trainer) -> tuple[str, PupilaError | None]:
    """Train; return how the run stands after it, and the error that ended it early."""
    material, recipe, device = session.material, session.recipe, session.device
    val = material.loader(material.split.val, device=device) if len(material.split.val) else None
    try:
        finished = trainer.fit(
            training_loader(recipe, material, device),
            remeasure=material.loader(remeasured_rows(recipe, material), device=device),
            val=val,
        )
    except DivergenceError as error:
        names = [material.dataset.ids[row] for row in error.values["rows"]]
        return "diverged", DivergenceError(error.code, **{**error.values, "images": first_of(names)})
    if not finished:
        return "interrupted", Interrupted("runs.interrupted", path=session.folder, epoch=trainer.progress.epoch)
    return "done", None


def _judge(session: _Session) -> None:
    """Measure the network on every part, and save weights, predictions and figures."""
    material, network = session.material, session.network
    names = material.dataset.class_names
    metrics: dict[str, Any] = {"schema": record.SCHEMA}
    judged: Predictions | None = None
    parts = {"train": remeasured_rows(session.recipe, material), "val": material.split.val, "test": material.split.test}
    for part, rows in parts.items():
        metrics[part] = None
        if not len(rows):
            continue
        loader = material.loader(rows, device=session.device)
        predictions = predict(network.model, loader.in_order(), class_names=names)
        metrics[part] = evaluate(predictions)
        if part != "train":
            save_predictions(session.folder, session.recipe, material, part, predictions)
        judged = predictions if judged is None or part == "val" else judged
    metrics["test_reads"] = int(metrics["test"] is not None)
    if judged is not None:
        found = end_evidence(session.folder, network.model, material, judged, device=session.device)
        _take_down(session, **found)
    write_classifier(
        session.folder,
        network.model,
        preprocess=material.preprocess,
        class_names=names,
        lines=network.lines,
        costs=network.costs,
        familiar=_familiar(session),
    )
    files.write_json(session.folder / "metrics.json", metrics)


def _audit(session: _Session) -> None:
    """Ask the classifier, as a user would, for answers that are stored, and audit the run's method."""
    module = session.network.model if session.network.lines is None else None
    _take_down(session, parity=ask_again(Facts(session.folder), module=module, device=session.device))
    record.update_manifest(session.folder, record.EVIDENCE)
    audit_run(session.folder, ask=False)


def _take_down(session: _Session, **found: Any) -> None:
    """Add to what the run says of itself for the audit."""
    path = session.folder / record.EVIDENCE
    before = files.read_json(path) if path.exists() else {"schema": record.SCHEMA}
    files.write_json(path, {**before, **found})


def _look_at_files_again(session: _Session) -> None:
    """Take down the data's files as they stand: the same images, as was just checked, which may have been laid anew."""
    path = session.folder / record.EVIDENCE
    known = files.read_json(path).get("data") if path.exists() else None
    if known is not None:
        _take_down(session, data={**known, "files": state_of_files(session.material.dataset)})


def _familiar(session: _Session) -> Familiar:
    """Keep what the network sees of some training images; validation images tell how far from them is too far."""
    split, seed = session.material.split, session.recipe.train.seed
    if len(split.val) < FEWEST:
        return never_unsure(len(split.val))
    known, validation = (
        _seen(session, np.sort(runtime.numpy_generator(seed, "familiar", part).permutation(rows)[:most]))
        for part, rows, most in (("train", split.train, _KNOWN), ("val", split.val, _FITTED))
    )
    return fit_familiar(known, validation)


def _seen(session: _Session, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    loader = session.material.loader(rows, device=session.device)
    return np.concatenate([predict_and_watch(session.network.model, batch.images)[1] for batch in loader.in_order()])


def _computed_with(session: _Session) -> dict[str, Any]:
    """Take down what computes: environment, number format, and who pools and convolves."""
    facts = runtime.environment(session.device)
    precision = facts["precision"] = prepare_plan(session.recipe, session.network, session.device).precision
    # Asked only where it is needed: it may compile.
    parts = list(session.network.model.modules())
    if any(isinstance(part, PoolLayer) for part in parts):
        facts["pooling"] = pooling.computed_by(session.device)
    kernels = [part for part in parts if isinstance(part, ConvLayer)]
    if kernels:
        facts["convolution"] = convolution.computed_by(kernels, session.device, precision)
    return facts


def _write_facts(session: _Session) -> None:
    """Write what is known before the first step: environment, data, split."""
    data, split = session.material.dataset, session.material.split
    facts = _computed_with(session)
    facts["run"] = secrets.token_hex(8)
    facts["data"] = {
        "name": data.name,
        "source": data.source,
        "fingerprint": data.fingerprint,
        "skipped": [{"path": item.path, "reason": item.message("en")} for item in data.skipped],
    }
    files.write_json(session.folder / "environment.json", facts)
    files.write_json(session.folder / "splits.json", {"schema": record.SCHEMA, **split.to_json(data.ids)})
    _take_down(session, data=data_evidence(session.recipe, session.material))


def _write_start(session: _Session) -> None:
    """Write what the network is before its first step."""
    path = session.folder / "environment.json"
    seed = session.recipe.train.seed
    start = start_of(session.network.model, session.material, seed=seed, device=session.device)
    files.write_json(path, {**files.read_json(path), "start": start})


def _write_summary(session: _Session, status: str, begin: float, trainer: Trainer | None = None) -> None:
    data, split, recipe = session.material.dataset, session.material.split, session.recipe
    history = trainer.progress.history if trainer is not None else []
    measured = max(sum(line["seconds"] for line in history), 1e-9)
    skipped = [{"code": item.code, "values": {**item.values, "path": item.path}} for item in data.skipped]
    notes = [{"code": note.code, "values": dict(note.values)} for note in data.notes]
    if len(split.dropped):
        notes.append({"code": "runs.note_dropped", "values": {"count": len(split.dropped)}})
    notes = drift_notes(session.folder) + session.notes + notes
    files.write_json(
        session.folder / record.SUMMARY,
        {
            "schema": record.SCHEMA,
            "name": session.folder.name,
            "recipe": recipe.name,
            "seed": recipe.train.seed,
            "status": status,
            "epochs": len(history),
            "epochs_planned": recipe.train.epochs,
            "chosen_epoch": trainer.chosen_epoch if trainer is not None and history else None,
            "chosen_by": _rule(recipe, trainer),
            "seconds": {
                "total": time.monotonic() - begin,
                "train": session.seconds.get("train", 0.0),
                "data": session.seconds.get("data", 0.0),
            },
            "images_per_second": sum(line["samples_seen"] for line in history) / measured if history else None,
            "parameters": count_parameters(session.network.model),
            "device": session.device,
            "plan": session.planned,
            "precision": trainer.plan.precision if trainer is not None else None,
            "data": {
                "name": data.name,
                "source": data.source,
                "num_examples": data.num_examples,
                "counts": data.counts,
                "split": {part: len(getattr(split, part)) for part in ("train", "val", "test")},
                "skipped": len(data.skipped),
                "dropped": len(split.dropped),
                "image_size": list(data.image_size),
                "original_sizes": _sizes(data),
                "channels": data.channels,
            },
            "notes": (notes + skipped)[:_NOTES_KEPT],
        },
    )


def _sizes(data: Dataset) -> dict[str, list[int]]:
    """Return (height, width) of the smallest, the median and the largest image before resizing, by area."""
    sizes = np.asarray(data.original_sizes)
    order = np.argsort(sizes.astype(np.int64).prod(axis=1), kind="stable")
    places = {"smallest": order[0], "median": order[len(order) // 2], "largest": order[-1]}
    return {name: sizes[place].tolist() for name, place in places.items()}


def _rule(recipe: Recipe, trainer: Trainer | None) -> str:
    chosen = trainer is not None and trainer.progress.best_epoch > 0 and recipe.train.keep == "best"
    return f"validation {recipe.train.monitor}" if chosen else "last epoch"
