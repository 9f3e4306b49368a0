"""The Python door: the same words as on the command line.

import pupila
run = pupila.train("digits")
run.metrics["test"]["accuracy"]
pupila.load_classifier(run).predict_files(["seven.png"])
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pupila.data.dataset import Dataset
from pupila.data.sources import load as _load
from pupila.language import Language, default_language, say, visible
from pupila.reporting.live import LiveProgress
from pupila.reporting.live_runs import LiveRuns

if TYPE_CHECKING:
    from torch import nn

    from pupila.autopsies.finding import Autopsy
    from pupila.data.check.finding import Report
    from pupila.experiments.audit.findings import Finding
    from pupila.experiments.classifier import Classifier
    from pupila.experiments.comparing.comparison import Comparison
    from pupila.experiments.config import Recipe
    from pupila.experiments.record import Run
    from pupila.experiments.verify import Check
    from pupila.inspection.explanation import Explanation
    from pupila.reporting.lesson_show import LessonList, ShownLesson
    from pupila.training.events import Listener


def load(source: str | Path, **settings: Any) -> Dataset:
    """Load a data set.

    Args:
        source: A name (digits, mnist, fashion_mnist, cifar10, flowers, synthetic), a folder, or an .npz file.
        settings: `image_size`, `channels`, `strict`, `background`, as under `[data]` in a recipe.

    Returns:
        The data set; it draws itself in a notebook.

    Raises:
        DataError: The source is not there, or cannot be used.
    """
    return _load(source, **settings)


def train(
    what: str | Path | Recipe | Dataset,
    *,
    model: nn.Module | None = None,
    settings: Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    language: Language | None = None,
    listener: Listener | None = None,
) -> Run:
    """Train, judge, and write the report.

    Args:
        what: A recipe (name, TOML file or object), or data (a name, a folder, an .npz file, or what `load` returned).
        model: Any torch module that gives logits (B, classes); it takes the place of the recipe's network and is
            trained in place.
        settings: Values for keys of the recipe, such as `{"train.epochs": 5}`.
        out: The run's folder; a new one under `runs/` by default.
        language: "en" or "es", of the report; that of the locale by default.
        listener: Told of steps and epochs; a progress display by default.

    Returns:
        The finished run; it draws itself in a notebook.

    Raises:
        RecipeError: An unknown key or a wrong value.
        DataError: Images or labels that cannot be used.
        DivergenceError: A loss that is not finite.
    """
    from pupila.experiments.choose import Choice, choose
    from pupila.experiments.config import Recipe
    from pupila.experiments.run import Watch
    from pupila.experiments.run import train as train_recipe
    from pupila.reporting.pages import write_report

    dataset = what if isinstance(what, Dataset) else None
    given = dict(settings or {})
    if isinstance(what, Recipe):
        choice = Choice(what.with_values(given))
    else:
        choice = choose(what if isinstance(what, Dataset) else str(what), given)
    recipe = choice.recipe
    spoken = language or recipe.report.language or default_language()
    with LiveProgress(spoken, quiet=listener is not None) as live:
        for remark in choice.remarks:
            live.tell(visible(say(remark.code, spoken, **remark.values)))
        run = train_recipe(
            recipe,
            dataset=dataset,
            module=model,
            out=Path(out) if out is not None else None,
            watch=Watch(listener=listener or live.listen, data=live.data),
        )
    write_report(run.path, language=spoken)
    return _drawn(run)


def resume(run: str | Path | Run, *, model: nn.Module | None = None, language: Language | None = None) -> Run:
    """Go on with a run that was interrupted, and write its report.

    Args:
        run: The run, its folder, or the beginning of its name.
        model: The network, untrained, where it was given to `train`.
        language: "en" or "es", of the report; that of the locale by default.

    Raises:
        RunError: The run is done already, its checkpoints are damaged, or the data have changed since.
    """
    from pupila.experiments.record import Run
    from pupila.experiments.run import Watch
    from pupila.experiments.run import resume as resume_run
    from pupila.reporting.pages import write_report

    path = run.path if isinstance(run, Run) else load_run(run).path
    spoken = language or default_language()
    with LiveProgress(spoken) as live:
        finished = resume_run(path, module=model, watch=Watch(listener=live.listen, data=live.data))
    write_report(finished.path, language=spoken)
    return _drawn(finished)


def compare(
    what: str | Path,
    *,
    arms: Mapping[str, Mapping[str, Any]] | None = None,
    seeds: int | Sequence[int] | None = None,
    margin: float | None = None,
    settings: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    language: Language | None = None,
) -> Comparison:
    """Compare arms over paired seeds, and write the page.

    Finished runs are kept: the same call finds them again, goes on with interrupted ones, and judges added seeds
    together with those before.

    Args:
        what: An experiment (a name, a TOML file, or the folder of one that was begun); with `arms` a recipe or data.
        arms: Settings of each arm, by name, such as `{"plain": {}, "long": {"train.epochs": 20}}`; the first is the
            baseline.
        seeds: How many, from 0, or which; 5 by default.
        margin: Up to where a difference of accuracies does not matter; 0.005 by default.
        settings: Values for keys of the recipe, for all arms.
        jobs: Runs at once; as many as cores and memory allow by default.
        out: The experiment's folder; one under `experiments/` by default.
        language: "en" or "es", of page and progress; that of the locale by default.

    Returns:
        The comparison; it draws itself in a notebook.

    Raises:
        UsageError: No such experiment, or arms that cannot be compared.
        DataError: Images or labels that cannot be used.
        Interrupted: Ctrl-C; everything is saved, and the same call goes on.
        PupilaError: Runs failed.
    """
    from pupila.experiments.comparing import compare as experiments
    from pupila.experiments.comparing.comparison import draw_comparisons_with
    from pupila.experiments.comparing.question import begun, find_experiment
    from pupila.reporting.experiment_pages import write_experiment_pages

    spoken = language or default_language()
    experiment = find_experiment(str(what), arms=arms, settings=settings, seeds=seeds, margin=margin)
    folder = Path(out) if out is not None else None if settings else begun(str(what))
    with LiveRuns(spoken) as live:
        onlooker = experiments.Onlooker(begun=live.begun, listener=live.listen, data=live.data)
        found = experiments.compare(experiment, out=folder, workers=jobs, onlooker=onlooker)
    write_experiment_pages(found.path, found.run_folders, language=spoken)
    draw_comparisons_with(_comparison_card)
    return found


def _comparison_card(folder: Path) -> str:
    from pupila.reporting.comparison_page import comparison_card

    return comparison_card(folder, language=default_language())


def load_run(path: str | Path) -> Run:
    """Open a run by its folder, or by the beginning of its name among `runs/`.

    Raises:
        RunError: No such run, or a folder that is none.
    """
    from pupila.experiments.record import open_run

    return _drawn(open_run(path))


def _drawn(run: Run) -> Run:
    """Let runs draw themselves in a notebook."""
    from pupila.experiments.record import draw_runs_with

    draw_runs_with(_run_card)
    return run


def _run_card(folder: Path) -> str:
    from pupila.reporting.run_card import run_card

    return run_card(folder, language=default_language())


def load_classifier(
    run: str | Path | Run,
    *,
    model: nn.Module | None = None,
    device: str = "cpu",
    engine: str = "auto",
    always_answer: bool = False,
) -> Classifier:
    """Load the classifier of a finished run.

    Args:
        run: The run, its folder, or the beginning of its name.
        model: The network itself, where it was given to `train`.
        device: "auto", "cpu", "cuda" or "mps".
        engine: "numpy" answers at once, without loading torch; "torch" is faster where there is much to compute; "auto"
            chooses.
        always_answer: Never be unsure, also of images that look like nothing in training.

    Raises:
        RunError: The run is not finished, or a file of it is damaged.
        UsageError: A device that is not available here, or an engine that cannot be had.
    """
    from pupila.experiments.classifier import load_classifier as load_from
    from pupila.experiments.record import Run
    from pupila.runtime import choose_device

    opened = run if isinstance(run, Run) else load_run(run)
    return load_from(opened, module=model, device=choose_device(device), engine=engine, always_answer=always_answer)


def explain(
    what: str | Path | Run | nn.Module | Sequence[str],
    *,
    input_shape: tuple[int, int, int] | None = None,
    num_classes: int | None = None,
    image: str | Path | None = None,
    out: str | Path | None = None,
    language: Language | None = None,
) -> Explanation:
    """Explain a network layer by layer: shapes, parameters with their sums, receptive fields, in words.

    A model, a recipe, a run or a list of layers is explained from its layers, without torch. Of any other torch module
    one image's way is watched by hooks: what it computes with bare functions is not seen.

    Args:
        what: A named model ("lenet5", "mlp(units=500)"), a recipe, a run, lines of the layer language, or any torch
            module.
        input_shape: (channels, height, width) of an image; needed for a module, and known for a run.
        num_classes: What "classes" stands for; 10 where nothing says otherwise.
        image: An image file; the page then shows what every layer makes of it, and where a trained network looked.
        out: Folder for the page (`explain.html`) and its pictures; with `image` alone `explanation`.
        language: "en" or "es", of the page; that of the locale by default.

    Returns:
        The explanation; it draws itself in a notebook.

    Raises:
        UsageError: Nothing of that name, or a shape that is missing or does not fit.
        LayerError: Layers that do not fit each other.
        RunError: A run that is damaged or not finished.
    """
    from pupila.experiments import subject as subjects
    from pupila.experiments.record import Run
    from pupila.reporting.explain_page import write_explanation

    insight = None
    if hasattr(what, "named_modules"):
        explanation = _explain_module(what, input_shape, image)
    else:
        if isinstance(what, Run):
            subject = subjects.subject_of(what)
        elif isinstance(what, (str, Path)):
            subject = subjects.find_subject(str(what), input_shape=input_shape, num_classes=num_classes)
        else:
            subject = subjects.from_lines(what, input_shape=input_shape, num_classes=num_classes)
        explanation = subject.explain(with_image=image is not None)
        insight = subject.look(image) if image is not None else None
    if out is not None or image is not None:
        folder = Path(out if out is not None else "explanation")
        write_explanation(explanation, folder, insight=insight, language=language or default_language())
    return explanation


def _explain_module(module: Any, input_shape: tuple[int, int, int] | None, image: object) -> Explanation:
    from pupila.errors import UsageError
    from pupila.inspection.walk import explain_module

    if input_shape is None:
        raise UsageError("inspection.needs_shape")
    if image is not None:
        raise UsageError("inspection.module_image")
    return explain_module(module, input_shape=input_shape)


def autopsy(path: str | Path, *, page: str | Path | None = None, language: Language | None = None) -> Autopsy:
    """Name the faults of method that a notebook or script of Keras or PyTorch shows; it is read, never run.

    Args:
        path: A `.ipynb` or `.py` file.
        page: Where to write a page with the cells and what was found beside them.
        language: "en" or "es", of the page; that of the locale by default.

    Returns:
        What was found; `findings` lists it, and `print` tells it.

    Raises:
        DataError: The file is not there, or is neither of the two.
    """
    from pupila.autopsies.examine import examine
    from pupila.reporting.autopsy_page import write_autopsy

    found = examine(Path(path))
    if page is not None:
        write_autopsy([found], Path(page), language=language or default_language())
    return found


def check(
    what: str | Path | Dataset | None = None,
    *,
    run: str | Path | Run | None = None,
    labels: bool | None = None,
    only: Sequence[str] | None = None,
    page: str | Path | None = None,
    language: Language | None = None,
) -> Report:
    """Find what is wrong with a data set before it is learned from.

    Args:
        what: A name, a folder, an .npz file, or what `load` returned. Nothing in it is changed. None with a run stands
            for the data that it learned from.
        run: A run, its folder, or the beginning of its name: data are read as it read them, its parts count as given,
            and its network tells what it sees as one image. What was found in its own data is laid beside it, as
            `check.json`, where `audit` looks for it, unless its folder may not be written.
        labels: Whether networks are trained to judge the labels; None does so where it takes at most five minutes.
        only: Codes of the checks to make, such as "near_copies"; all by default.
        page: Writes a page with the images beside each other.
        language: "en" or "es", of page and progress; that of the locale by default.

    Returns:
        The report: `report.findings`, the gravest first; `report["copies"].files` names the files of one.

    Raises:
        DataError: The data are not there, cannot be used, or have another size than the run reads.
        UsageError: An unknown code, or neither data nor a run.
    """
    from pupila.errors import RunError, UsageError
    from pupila.experiments import lookalikes
    from pupila.experiments.check import check as examine
    from pupila.experiments.record import Run
    from pupila.reporting.check_page import write_check

    if what is None and run is None:
        raise UsageError("check.data_or_run")
    spoken = language or default_language()
    opened = run if run is None or isinstance(run, Run) else load_run(run)
    classifier = None if opened is None else load_classifier(opened, always_answer=True)
    own = False
    with LiveProgress(spoken) as screen:
        if isinstance(what, Dataset):
            dataset = what
        elif opened is not None and classifier is not None:
            source = None if what is None else str(what)
            dataset, own = lookalikes.data_of_run(opened, classifier, source, progress=screen.data)
        else:
            dataset = _load(what or "", progress=screen.data)
        report = examine(dataset, labels=labels, only=only, classifier=classifier, progress=screen.data)
    if page is not None:
        write_check(report, Path(page), language=spoken)
    if opened is not None and own and only is None:
        with contextlib.suppress(OSError, RunError):  # a folder that may not be written, or a run in training
            lookalikes.keep_check(opened, report)
    return report


def audit(what: str | Path | Run | Comparison) -> tuple[Finding, ...]:
    """Tell whether what a run or an experiment concludes can be believed, and write `audit.json` into its folder.

    Args:
        what: A run, an experiment, its folder, or the beginning of its name.

    Returns:
        One finding for each code, A1 to A16, with its severity ("fault", "warning", "passed", "not applicable"),
        evidence and remedy.

    Raises:
        RunError: Nothing of that name, or no run of the experiment is finished.
        UsageError: An experiment that cannot be read.
    """
    from pupila.experiments.comparing.audit import audit_named

    return audit_named(_named(what))[1]


def verify(
    what: str | Path | Run | Comparison, data: str | Path | None = None, *, language: Language | None = None
) -> dict[str, tuple[Check, ...]]:
    """Check that a run or an experiment is what it claims to be: files, data, split, answers and figures.

    Args:
        what: A run, an experiment, its folder, or the beginning of its name.
        data: Where its data are, if not where the recipe says.
        language: "en" or "es", of the progress; that of the locale by default.

    Returns:
        The checks by the name of the folder that they belong to; an experiment has its runs' before its own. A check's
        `outcome` is "passed", "failed" or "not possible".

    Raises:
        RunError: Nothing of that name, or a run that is not finished.
        UsageError: An experiment that cannot be read.
        DataError: `data` are given and cannot be loaded.
    """
    from pupila.experiments.comparing.verify import verify_named

    with LiveProgress(language or default_language()) as screen:
        source = None if data is None else str(data)
        path, checks, runs = verify_named(_named(what), source=source, progress=screen.data)
    return {**runs, path.name: checks}


def _named(what: str | Path | Run | Comparison) -> str:
    """Return what a command would be told."""
    from pupila.errors import UsageError

    place = what if isinstance(what, (str, Path)) else getattr(what, "path", None)
    if place is None:
        raise UsageError("common.no_place", kind=type(what).__name__)
    return str(place)


def lesson_names() -> LessonList:
    """List the lessons: short pages on how networks see images, in the order in which they are best read.

    Returns:
        Their names; in a notebook they draw themselves as a table with titles.
    """
    from pupila.reporting.lesson_show import all_lessons

    return all_lessons()


def lesson(name: str, *, language: Language | None = None) -> ShownLesson:
    """Build a lesson; its pictures are computed now.

    Args:
        name: One of `lesson_names()`.
        language: "en" or "es"; that of the locale by default.

    Returns:
        The lesson; it draws itself in a notebook, and `print` writes it out. `write` makes its page, `notebook` its
        notebook, `plot` one of its charts.

    Raises:
        UsageError: No lesson of that name, or another language.
    """
    from pupila.reporting.lesson_show import show_lesson

    return show_lesson(name, language or default_language())
