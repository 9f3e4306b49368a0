"""Say in words how the training fitted, whether more epochs would help, and what to try; never from the test set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pupila.evaluation.diagnosis import Diagnosis, Setup, advise, diagnose
from pupila.evaluation.intervals import difference_interval, wilson_interval
from pupila.language import say
from pupila.reporting.record_view import RunView


@dataclass(frozen=True)
class Fit:
    """Hold the diagnosis in words.

    Args:
        kind: As in `Diagnosis`.
        verdict: One sentence that names it.
        evidence: The figures behind it, in sentences.
        advice: What to try next, the likeliest first.
    """

    kind: str
    verdict: str
    evidence: tuple[str, ...]
    advice: tuple[str, ...]


def fit(run: RunView, language: str) -> Fit | None:
    """Return the diagnosis of a run's learning curves, or None before there is one."""
    if not run.history:
        return None
    found = diagnose(run.history, num_classes=len(run.class_names) or None)
    setup = _setup(run)
    return Fit(
        kind=found.kind,
        verdict=verdict(found, language),
        evidence=tuple(_evidence(run, found, language)),
        advice=tuple(_advice(code, setup.learning_rate, language) for code in advise(found, setup)),
    )


def verdict(found: Diagnosis, language: str) -> str:
    """Name a diagnosis in one sentence."""
    code = f"fitting.kind.{found.kind}"
    if found.kind == "diverging" and found.since is None:
        code = "fitting.kind.diverging_at_once"
    return say(code, language, since=found.since)


def _evidence(run: RunView, found: Diagnosis, language: str) -> list[str]:
    return [
        *_gap(run, language),
        *_divergence(found, language),
        *_losses(found, language),
        *_jitter(found, language),
        *_more(found, language),
    ]


def _gap(run: RunView, language: str) -> list[str]:
    """Give training and validation accuracy at the last epoch, with intervals and n, and how far they are apart."""
    line = next((one for one in reversed(run.history) if hits(one.get("train")) and hits(one.get("val"))), None)
    if line is None:
        return []
    train, val = hits(line["train"]), hits(line["val"])
    if train is None or val is None:
        return []
    values: dict[str, Any] = {"epoch": line["epoch"], "train_n": train[1], "val_n": val[1]}
    for name, (right, n) in (("train", train), ("val", val)):
        values[name] = right / n
        values[f"{name}_low"], values[f"{name}_high"] = wilson_interval(right, n)
    low, high = difference_interval(train, val)
    values |= {"points": 100 * (values["train"] - values["val"]), "low": 100 * low, "high": 100 * high}
    return [say("fitting.accuracies", language, **values), say("fitting.gap", language, **values)]


def _divergence(found: Diagnosis, language: str) -> list[str]:
    evidence = found.evidence
    if found.kind != "diverging" or evidence.lowest_train_loss is None:
        return []
    code = "fitting.train_loss_lost" if evidence.last_train_loss is None else "fitting.train_loss_rose"
    values = {"low": evidence.lowest_train_loss, "since": found.since, "epoch": evidence.last_epoch}
    return [say(code, language, last=evidence.last_train_loss, **values)]


def _losses(found: Diagnosis, language: str) -> list[str]:
    evidence = found.evidence
    if evidence.best_loss is None or found.kind in ("too_short", "diverging"):
        return []
    last = evidence.best_epoch == evidence.last_epoch
    values = {"best": evidence.best_epoch, "low": evidence.best_loss, "epoch": evidence.last_epoch}
    return [say(f"fitting.loss_{'last' if last else 'best'}", language, last=evidence.last_loss, **values)]


def _jitter(found: Diagnosis, language: str) -> list[str]:
    if found.kind != "noisy":
        return []
    return [say("fitting.jitter", language, jitter=found.evidence.jitter, n=found.evidence.val_examples)]


def _more(found: Diagnosis, language: str) -> list[str]:
    return [] if found.kind == "diverging" else [say(f"fitting.more_{found.more_epochs}", language)]


def _advice(code: str, rate: float | None, language: str) -> str:
    if code == "lower_rate" and rate:
        return say("fitting.try.lower_rate_to", language, rate=rate, lower=rate / 3)
    return say(f"fitting.try.{code}", language)


def _setup(run: RunView) -> Setup:
    """Gather what the recipe already does; what it does not tell stays unknown."""
    lines, recipe = run.model.get("layers"), run.settings
    dropout = any("dropout" in str(line).split() for line in lines) if lines else None
    if recipe is None:
        return Setup(dropout=dropout)
    train = recipe.train
    return Setup(
        augmented=bool(recipe.augment.lines),
        dropout=dropout,
        weight_decay=train.weight_decay,
        learning_rate=train.learning_rate,
        constant_rate=train.schedule == "constant",
        keeps_best=train.keep == "best",
    )


def hits(measured: dict[str, Any] | None) -> tuple[int, int] | None:
    """Return how many images one entry of the history got right, and of how many."""
    if not measured or measured.get("accuracy") is None or not measured.get("n"):
        return None
    return round(measured["accuracy"] * measured["n"]), int(measured["n"])
