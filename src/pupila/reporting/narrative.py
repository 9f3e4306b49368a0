"""Say in sentences what the figures show, by rules whose thresholds stand here by name.

A sentence claims no more than its figure carries: a gap within its interval is called chance, and a cause is called
probable. Class names inside sentences are set apart by `names.isolated`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pupila.evaluation.confusion import most_confused_pairs
from pupila.evaluation.intervals import difference_interval
from pupila.evaluation.novelty import FEWEST, Gate
from pupila.language import say
from pupila.reporting import fitting
from pupila.reporting.names import isolated
from pupila.reporting.record_view import Figure, RunView, figure

GOOD_CALIBRATION = 0.02  # expected calibration error up to which confidence may be taken at its word
FEW_EXAMPLES = 200  # below, the width of the interval deserves a sentence
CONFUSED_PAIRS = 3
_CHOSEN_BY = {"validation loss": "loss", "validation accuracy": "accuracy", "last epoch": "last"}


@dataclass(frozen=True)
class Baseline:
    """Hold what always answering with the most frequent class would reach on the judged split."""

    value: float
    n: int


def summary(run: RunView, language: str) -> list[str]:
    """Tell the run in up to three paragraphs: what it reached, how it learned, what its confidence is worth."""
    learning = [*_choice(run, language), *_gap(run, language), *_fit(run, language)]
    paragraphs = (_accuracy(run, language), learning, calibration(run, language))
    return [" ".join(sentences) for sentences in paragraphs if sentences]


def status(run: RunView, language: str) -> str:
    """Tell that a run is not finished, or how it ended badly; the empty string for one that is done."""
    found = run.summary.get("status")
    if found not in ("running", "interrupted", "diverged"):
        return ""
    return say(f"runs.status_{found}", language, epochs=len(run.history))


def errors(run: RunView, language: str) -> list[str]:
    """Tell which classes are recognised best and worst, and which are taken for each other."""
    block = run.metrics.get(run.judged or "")
    if not block:
        return []
    return [*_best_and_worst(block, language), *confused(run.class_names, block.get("confusion") or [], language)]


def confused(class_names: Sequence[str], matrix: Sequence[Sequence[int]], language: str) -> list[str]:
    """Tell the pairs of classes most often taken for each other.

    Example:
        >>> confused(["cat", "dog"], [[50, 3], [0, 47]], "en")[0].translate({0x2068: "", 0x2069: ""})
        'cat was taken for dog 3 times, dog for cat never.'
    """
    if len(matrix) != len(class_names):
        return []
    return [
        say(
            "report.pair",
            language,
            first=isolated(class_names[pair.first]),
            second=isolated(class_names[pair.second]),
            forward=times(pair.forward, language),
            backward=times(pair.backward, language),
        )
        for pair in most_confused_pairs(matrix, count=CONFUSED_PAIRS)
    ]


def times(count: int, language: str) -> str:
    """Say how often.

    Example:
        >>> times(1, "es"), times(1200, "es")
        ('una vez', '1.200 veces')
    """
    code = {0: "report.never", 1: "report.once"}.get(count, "report.times")
    return say(code, language, count=count)


def baseline(block: dict[str, Any]) -> Baseline | None:
    """Return the accuracy of always giving the class that is most frequent in this block of `metrics.json`."""
    supports = [int(one.get("support") or 0) for one in (block.get("per_class") or {}).values()]
    total = sum(supports)
    return Baseline(max(supports) / total, total) if total else None


def _accuracy(run: RunView, language: str) -> list[str]:
    split = run.judged
    if split is None:
        return [say("report.no_figures", language)]
    accuracy = figure(run.metrics[split], "accuracy")
    if accuracy.value is None or accuracy.interval is None:
        return [say("report.no_figures", language)]
    low, high = accuracy.interval
    sentence = say(f"report.accuracy.{split}", language, value=accuracy.value, low=low, high=high, n=accuracy.n)
    few = [say("report.few_examples", language)] if accuracy.n < FEW_EXAMPLES else []
    return [sentence, *_against_baseline(run.metrics[split], accuracy, language), *few, *_test_use(run, language)]


def _against_baseline(block: dict[str, Any], accuracy: Figure, language: str) -> list[str]:
    found = baseline(block)
    if found is None or accuracy.interval is None:
        return []
    low, high = accuracy.interval
    word = "above" if low > found.value else "below" if high < found.value else "same"
    return [say(f"report.baseline.{word}", language, value=found.value)]


def _test_use(run: RunView, language: str) -> list[str]:
    if run.judged == "val":
        chose = run.summary.get("chosen_by") != "last epoch"
        return [say("report.no_test.chose" if chose else "report.no_test", language)]
    reads = int(run.metrics.get("test_reads") or 0)
    if reads == 0:
        return []
    return [say("report.test_reads.one" if reads == 1 else "report.test_reads.many", language, reads=reads)]


def _choice(run: RunView, language: str) -> list[str]:
    epoch, epochs = run.summary.get("chosen_epoch"), int(run.summary.get("epochs") or len(run.history))
    rule = _CHOSEN_BY.get(str(run.summary.get("chosen_by")))
    if not epoch or rule is None:
        return []
    return [say(f"report.chosen.{rule}", language, epoch=int(epoch), epochs=epochs)]


def _gap(run: RunView, language: str) -> list[str]:
    """Compare training and validation accuracy at the chosen epoch, both measured in the same way."""
    train, val = fitting.hits((run.chosen or {}).get("train")), fitting.hits((run.chosen or {}).get("val"))
    if train is None or val is None:
        return []
    low, high = difference_interval(train, val)
    shares = train[0] / train[1], val[0] / val[1]
    gap = shares[0] - shares[1]
    values = {"train": shares[0], "val": shares[1], "points": abs(gap) * 100}
    told = [say("report.gap.figures", language, **values)]
    if low <= 0 <= high:
        return [*told, say("report.gap.chance", language)]
    return [*told, say("report.gap.negative", language)] if gap < 0 else told


def _fit(run: RunView, language: str) -> list[str]:
    found = fitting.fit(run, language)
    return [found.verdict] if found else []


def calibration(run: RunView, language: str) -> list[str]:
    """Tell what the confidence of the classifier is worth on the judged split, with the interval of the figure."""
    found = figure(run.metrics.get(run.judged or ""), "ece")
    if found.value is None:
        return []
    kind, values = _lean(run, found)
    told = [say(f"report.calibration.{kind}", language, points=found.value * 100, **values)]
    if found.interval is None:
        return told
    low, high = (limit * 100 for limit in found.interval)
    return [*told, say("report.calibration.interval", language, low=low, high=high, n=found.n)]


def unsure(run: RunView, language: str) -> list[str]:
    """Tell when the classifier says that it is unsure, or why it never does; nothing of runs that do not know."""
    found = run.model.get("unsure")
    if not found:
        return []
    gate = Gate.from_json(found)
    if gate.threshold is None:
        return [say("predictions.report_never", language, n=gate.n, least=FEWEST)]
    values = {"declined": gate.declined, "n": gate.n, "share": 1 - gate.within}
    return [say("predictions.report_unsure", language, threshold=gate.threshold, **values)]


def _lean(run: RunView, found: Figure) -> tuple[str, dict[str, float]]:
    """Tell whether confidence is good, off by chance, too high, too low or mixed, with the figures that show it."""
    split = run.judged or ""
    if found.value is not None and found.value <= GOOD_CALIBRATION:
        return "good", {}
    if found.interval is not None and found.interval[0] == 0:
        return "chance", {}
    accuracy, answers = figure(run.metrics.get(split), "accuracy").value, run.answers.get(split)
    if accuracy is None or answers is None:
        return "mixed", {}
    confidence = float(answers.probabilities.max(axis=1).mean(dtype="float64"))
    lean = confidence - accuracy
    kind = "mixed" if abs(lean) < GOOD_CALIBRATION else "over" if lean > 0 else "under"
    return kind, {"confidence": confidence, "accuracy": accuracy}


def _best_and_worst(block: dict[str, Any], language: str) -> list[str]:
    recalls = [(name, figure(one, "recall")) for name, one in (block.get("per_class") or {}).items()]
    known = [(name, recall.value, recall) for name, recall in recalls if recall.value is not None]
    if len(known) < 2:
        return []
    best, worst = max(known, key=lambda one: one[1]), min(known, key=lambda one: one[1])
    if best[1] == worst[1]:
        return [say("report.classes_equal", language, value=best[1])]
    values: dict[str, Any] = {"high": best[1], "low": worst[1]}
    for part, (name, value, recall) in (("best", best), ("worst", worst)):
        low, high = recall.interval or (value, value)
        values |= {part: isolated(name), f"{part}_n": recall.n, f"{part}_low": low, f"{part}_high": high}
    return [say("report.best_and_worst", language, **values)]
