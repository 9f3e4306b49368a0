"""Carry out an experiment: every arm with every seed, then the figures side by side, then the verdict.

    check -> settle -> carry out -> gather -> judge -> audit -> write

The folder of an experiment is found again by the same command: finished runs are kept, interrupted ones are gone on
with, and seeds that are added join those that were judged before.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pupila import files, runtime
from pupila.errors import Interrupted, PupilaError, RunError, UsageError
from pupila.experiments import record
from pupila.experiments.audit.examine import audit_run
from pupila.experiments.comparing.arms import naming
from pupila.experiments.comparing.audit import audit_comparison
from pupila.experiments.comparing.capacity import Capacity, bytes_of
from pupila.experiments.comparing.comparison import COMPARISON, SCHEMA, Comparison
from pupila.experiments.comparing.conclude import conclude
from pupila.experiments.comparing.question import FILE, Experiment
from pupila.experiments.comparing.queue import Engine, Job, JobEvent, Outcome, Processes
from pupila.experiments.comparing.worker import standing
from pupila.experiments.record import Run
from pupila.experiments.subject import model_lines
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs

if TYPE_CHECKING:
    from pupila.data.dataset import Dataset

_LASTING = ("recipe.toml", "splits.json", "predictions/test.npz", "weights.safetensors")
_HALF_WRITTEN = re.compile(rf"\..+\.[0-9a-f]{{8}}{re.escape(files.TEMPORARY_SUFFIX)}")


@dataclass(frozen=True)
class Begun:
    """Tell what an experiment is about to do.

    Args:
        name: Of the experiment.
        epochs: How many epochs each run has, by its name.
        kept: Runs that were done before.
        arms: How many.
        seeds: How many.
        workers: How many runs at once.
        threads: Of each.
    """

    name: str
    epochs: Mapping[str, int]
    kept: int
    arms: int
    seeds: int
    workers: int
    threads: int


@dataclass(frozen=True)
class Onlooker:
    """Hold who wants to know how an experiment goes, and who may stop it.

    Args:
        begun: Told once, before the first run.
        listener: Told how each run goes.
        data: Told of images read: done, total, code of what is being done.
        should_stop: Asked several times a second; True saves all runs and leaves them, to be gone on with.
    """

    begun: Callable[[Begun], None] = lambda begun: None
    listener: Callable[[JobEvent], None] = lambda event: None
    data: Callable[[int, int, str], None] | None = None
    should_stop: Callable[[], bool] = lambda: False


def compare(
    experiment: Experiment,
    *,
    out: Path | None = None,
    workers: int | None = None,
    engine: Engine | None = None,
    onlooker: Onlooker = Onlooker(),
) -> Comparison:
    """Carry out what is left of an experiment, and judge it.

    Args:
        experiment: What is compared.
        out: Its folder; one under `experiments/` by default, which the same experiment finds again.
        workers: How many runs at once; as many as cores and memory allow by default.
        engine: What carries out the runs; worker processes of this machine by default.
        onlooker: Who listens, and who may stop it.

    Raises:
        UsageError: Arms that do not fit the images, a folder that holds something else, another margin than the one
            that was declared before the folder's result was seen.
        DataError: Images or labels that cannot be used.
        RunError: A run in the folder that is not the one its name says.
        Interrupted: `onlooker.should_stop` said so; the same command goes on.
        PupilaError: Runs failed; the message names the first, and the others are kept.
    """
    folder = experiment.folder if out is None else out
    _check_folder(folder, experiment)
    capacity = Capacity(threads=experiment.recipe.train.threads, workers=workers)
    if any(standing(job.folder) != "done" for job in _jobs(folder, experiment)):
        capacity = capacity.needing(_check(experiment, onlooker))
    with files.lock(folder / "lock"):
        _sweep(folder)
        _check_folder(folder, experiment)  # another process may have begun here while data were read
        experiment = _settle(folder, experiment, capacity)
        _check_runs(folder, experiment)
        files.write_text(folder / FILE, experiment.to_toml())
        _carry_out(folder, experiment, capacity, engine=engine, onlooker=onlooker)
        files.write_json(folder / COMPARISON, conclude(folder, experiment))
        audit_comparison(folder)
        _write_manifest(folder)
    (folder / "lock").unlink(missing_ok=True)
    return Comparison(folder)


def _check_folder(folder: Path, experiment: Experiment) -> None:
    """Refuse a folder that holds something else, and a margin that is chosen after the result was seen."""
    if (folder / FILE).is_file():
        from pupila.experiments.comparing.question import find_experiment

        if find_experiment(str(folder)).digest != experiment.digest:
            raise UsageError("compare.out_taken", path=folder)
        if (folder / COMPARISON).is_file():
            told = Comparison(folder).content.get("margin")
            if told != experiment.margin:
                raise UsageError("compare.other_margin", path=folder, told=told, came=experiment.margin)
    elif folder.exists() and (not folder.is_dir() or any(_is_foreign(path.name) for path in folder.iterdir())):
        raise UsageError("compare.out_taken", path=folder)


def _is_foreign(name: str) -> bool:
    """Tell whether a name is none that a process leaves which was killed before it wrote `experiment.toml`."""
    return name != "lock" and not _HALF_WRITTEN.fullmatch(name)


def _sweep(folder: Path) -> None:
    """Remove what writers that were killed left of the experiment's own files; its runs are swept by who takes them."""
    for path in list(folder.iterdir()):
        if _HALF_WRITTEN.fullmatch(path.name) and path.is_file():
            path.unlink(missing_ok=True)


def _check_runs(folder: Path, experiment: Experiment) -> None:
    """Refuse runs, done or begun, that are not those which their folders name."""
    for seed in experiment.seeds:
        for arm in experiment.arms:
            run = Run(folder / "runs" / f"{arm}-{seed}")
            if standing(run.path) == "absent":
                continue
            key = experiment.differing_key(arm, seed, run.recipe)
            if key is not None:
                raise RunError("compare.other_recipe", run=run.path.name, key=key, path=run.path)


def _check(experiment: Experiment, onlooker: Onlooker) -> int:
    """Refuse what cannot be carried out before anything is begun; return how many bytes a run will need."""
    from pupila.experiments.source import load_source, split_source

    loaded: dict[str, Dataset] = {}
    tested: dict[str, list[str]] = {}
    needs = []
    for arm in experiment.arms:
        recipe = experiment.arm_recipe(arm)
        known = recipe.data.model_dump_json()
        if known not in loaded:
            loaded[known] = load_source(recipe.data, progress=onlooker.data)
        data = loaded[known]
        if recipe.split.test == 0 and "test" not in data.given_split:
            raise UsageError("compare.no_test", source=recipe.data.source)
        if known not in tested:
            tested[known] = split_source(recipe, data).to_json(data.ids)["test"]
            if tested[known] != next(iter(tested.values())):
                raise UsageError("compare.other_parts", arm=arm)
        with naming(arm):
            shape = (data.channels, *data.image_size)
            costs = layer_costs(parse_layers(model_lines(recipe)), input_shape=shape, num_classes=data.num_classes)
        needs.append(bytes_of(data.images.nbytes, costs, recipe.train.batch_size))
    return max(needs)


def _settle(folder: Path, experiment: Experiment, capacity: Capacity) -> Experiment:
    """Add what was settled when the experiment began: threads, and seeds that were judged before."""
    values: dict[str, Any] = {}
    if (folder / COMPARISON).is_file():
        before = Comparison(folder).content["seeds"]
        values["seeds"] = tuple(sorted({*before, *experiment.seeds}))
    if experiment.threads is None:
        count = len(experiment.arms) * len(values.get("seeds", experiment.seeds))
        values["threads"] = _threads_before(folder) or capacity.threads_each(count)
    return experiment.model_copy(update=values)


def _threads_before(folder: Path) -> int | None:
    """Return the threads of the runs that were begun: all runs of an experiment compute alike, whenever they do."""
    if not (folder / FILE).is_file():
        return None
    from pupila.experiments.comparing.question import find_experiment

    return find_experiment(str(folder)).threads


def _jobs(folder: Path, experiment: Experiment) -> list[Job]:
    """Return every run, all arms of a seed before the next seed: an early end then leaves whole pairs."""
    return [
        Job(f"{arm}-{seed}", folder / "runs" / f"{arm}-{seed}", experiment.arm_recipe(arm, seed))
        for seed in experiment.seeds
        for arm in experiment.arms
    ]


def _carry_out(
    folder: Path, experiment: Experiment, capacity: Capacity, *, engine: Engine | None, onlooker: Onlooker
) -> None:
    jobs = _jobs(folder, experiment)
    left = [job for job in jobs if standing(job.folder) != "done"]
    threads = experiment.threads or runtime.core_count()
    workers = capacity.workers_for(len(left), threads)
    epochs = {job.name: job.recipe.train.epochs for job in left}
    seeds, kept = len(experiment.seeds), len(jobs) - len(left)
    onlooker.begun(Begun(experiment.name, epochs, kept, len(experiment.arms), seeds, workers, threads))
    if left:
        chosen = engine if engine is not None else Processes(workers)
        outcomes = chosen.carry_out(left, listener=onlooker.listener, should_stop=onlooker.should_stop)
        _refuse_failures(folder, outcomes, total=len(jobs), kept=kept)
    for job in jobs:
        _seal(job.folder)


def _refuse_failures(folder: Path, outcomes: Sequence[Outcome], *, total: int, kept: int) -> None:
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    done = kept + sum(outcome.status == "done" for outcome in outcomes)
    if failed:
        first = failed[0]
        error = PupilaError(
            "compare.failed", failed=len(failed), total=total, run=first.job, reason=first.reason, path=folder
        )
        error.exit_code = first.exit_code or PupilaError.exit_code  # type: ignore[misc]  # that of the run's own error
        raise error
    if done < total:
        raise Interrupted("compare.interrupted", done=done, total=total, path=folder)


def _seal(folder: Path) -> None:
    """Finish what a process that was killed in the last moment of a run had still to do.

    Such a run still has its checkpoints. Any other keeps its manifest, whatever was done to its files since: `verify`
    is to find it.
    """
    if (folder / "checkpoint").exists():
        record.write_manifest(folder)
        audit_run(folder)
        shutil.rmtree(folder / "checkpoint", ignore_errors=True)
    for left in (folder / "lock", folder.with_name(f".{folder.name}.lock")):
        left.unlink(missing_ok=True)


def lasting(runs: Iterable[str]) -> list[str]:
    """Return an experiment's own files, and what nothing changes any more in its runs, by their names."""
    return [FILE, COMPARISON, "audit.json", *(f"runs/{run}/{name}" for run in runs for name in _LASTING)]


def _write_manifest(folder: Path) -> None:
    """Write the SHA-256 of what is to last."""
    runs = sorted(path.name for path in (folder / "runs").iterdir() if path.is_dir())
    sums = {name: files.sha256(folder / name) for name in lasting(runs) if (folder / name).is_file()}
    files.write_json(folder / "manifest.json", {"schema": SCHEMA, "sha256": sums})
