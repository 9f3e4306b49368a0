"""Check an experiment again that somebody hands in: each of its runs, and the comparison computed from them."""

from __future__ import annotations

from pathlib import Path

from pupila import files
from pupila.errors import DataError
from pupila.experiments.comparing.compare import lasting
from pupila.experiments.comparing.comparison import COMPARISON
from pupila.experiments.comparing.conclude import conclude
from pupila.experiments.comparing.question import Experiment, begun, find_experiment
from pupila.experiments.prepare import DataProgress, prepare_data
from pupila.experiments.record import Run, open_run
from pupila.experiments.verify import Check, apart, check_files, guarded, same, verify_run


def verify_named(
    target: str, *, source: str | None = None, progress: DataProgress | None = None
) -> tuple[Path, tuple[Check, ...], dict[str, tuple[Check, ...]]]:
    """Check the run or the experiment that `target` names.

    Args:
        target: A folder, or the beginning of its name.
        source: Where its data are, if not where the recipe says.
        progress: Told of images read.

    Returns:
        The folder, its checks, and for an experiment those of each run by its name.

    Raises:
        RunError: No run and no experiment of that name, or a run that is not finished.
        UsageError: An experiment that cannot be read.
        DataError: `source` is given and cannot be loaded.
    """
    experiment = begun(target)
    if experiment is None:
        run = open_run(target)
        return run.path, verify_run(run, source=source, progress=progress), {}
    return experiment, *verify_experiment(experiment, source=source, progress=progress)


def verify_experiment(
    folder: Path, *, source: str | None = None, progress: DataProgress | None = None
) -> tuple[tuple[Check, ...], dict[str, tuple[Check, ...]]]:
    """Check an experiment from its runs to its verdict.

    Args:
        folder: The experiment's folder.
        source: Where its data are, if not where the recipe says.
        progress: Told of images read.

    Returns:
        The checks of the experiment's own files and of the comparison, and those of each run by its name.

    Raises:
        UsageError: An experiment that cannot be read.
        DataError: `source` is given and cannot be loaded.
    """
    experiment = find_experiment(str(folder))
    recipe = experiment.recipe if source is None else experiment.recipe.with_values({"data.source": source})
    dataset = None
    if not any(key.startswith("data.") for arm in experiment.arms.values() for key in arm):
        try:
            dataset = prepare_data(recipe, progress=progress).dataset
        except DataError:
            if source is not None:
                raise  # else each run says what could not be checked without its data
    runs: dict[str, tuple[Check, ...]] = {}
    for seed in experiment.seeds:
        for arm in experiment.arms:
            run = Run(folder / "runs" / f"{arm}-{seed}")
            checks = verify_run(run, source=source, dataset=dataset, progress=progress)
            runs[run.path.name] = tuple(_placed(check, run, experiment, arm, seed) for check in checks)
    own = (
        guarded("files", lambda: check_files(folder, expected=lasting(runs))),
        guarded("comparison", lambda: _comparison(folder, experiment)),
    )
    return own, runs


def _placed(check: Check, run: Run, experiment: Experiment, arm: str, seed: int) -> Check:
    """Let the check of the recipe fail where the run is not the one that its folder names."""
    if check.name != "recipe" or check.outcome != "passed":
        return check
    key = experiment.differing_key(arm, seed, run.recipe)
    values = {"run": run.path.name, "arm": arm, "seed": seed, "key": key}
    return check if key is None else Check("recipe", "failed", "elsewhere", values)


def _comparison(folder: Path, experiment: Experiment) -> Check:
    if not (folder / COMPARISON).exists():
        return Check("comparison", "not possible", "none")
    wrong = same(files.read_json(folder / COMPARISON), conclude(folder, experiment))
    if wrong is not None:
        path, one, other = wrong
        values = {"figure": path, "told": str(one), "own": str(other)}
        return Check("comparison", "failed", "other", values, apart(one, other))
    return Check("comparison", "passed", "passed", {"runs": len(experiment.seeds) * len(experiment.arms)})
