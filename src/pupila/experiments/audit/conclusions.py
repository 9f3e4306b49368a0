"""Detect what makes a conclusion too good: a test set that chose, a best epoch that is sold as the last."""

from __future__ import annotations

from typing import Any

from pupila.experiments.audit.facts import Facts, names_digest
from pupila.experiments.audit.findings import Finding, detects
from pupila.language import Phrase
from pupila.training.choice import best_epoch

_RULES = {"validation accuracy": "accuracy", "validation loss": "loss", "last epoch": "last"}


@detects("A1")
def test_set_sealed(facts: Facts) -> Finding:
    """Look whether the test set chose anything, and how often it was read."""
    rule, test = str(facts.summary.get("chosen_by")), facts.splits.get("test", [])
    shared = sorted(set(test) & set(facts.splits.get("val", [])))
    values: dict[str, Any] = {"rule": rule, "n": len(test), "reads": int(facts.metrics.get("test_reads") or 0)}
    if not test:
        return Finding("A1", "not applicable", "nothing", values)
    values["test_ids"] = names_digest(test)
    if shared:
        return Finding("A1", "fault", "overlap", {**values, "count": len(shared), "name": shared[0]})
    if rule not in _RULES:
        return Finding("A1", "fault", "rule", values)
    words = {"chosen": Phrase(f"audit.chose_{_RULES[rule]}")}
    if values["reads"] > 1:
        return Finding("A1", "warning", "reads", values, words)
    return Finding("A1", "passed", "passed" if values["reads"] else "unread", values, words)


@detects("A4")
def one_factor(facts: Facts) -> Finding:
    """Say that one run compares nothing; experiments are looked at in `comparison`."""
    return Finding("A4", "not applicable", "nothing")


@detects("A10")
def beyond_noise(facts: Facts) -> Finding:
    """Say that one run concludes nothing; experiments are looked at in `comparison`."""
    return Finding("A10", "not applicable", "nothing")


@detects("A15")
def chosen_by_rule(facts: Facts) -> Finding:
    """Choose the epoch again from the history, by the rule that the run names."""
    rule, chosen = str(facts.summary.get("chosen_by")), facts.summary.get("chosen_epoch")
    if not facts.history or chosen is None:
        return Finding("A15", "not applicable", "nothing")
    epochs = [int(line["epoch"]) for line in facts.history]
    measured = [line.get("val") for line in facts.history]
    values: dict[str, Any] = {"rule": rule, "chosen": int(chosen), "epochs": len(epochs)}
    words: dict[str, Any] = {"how": Phrase(f"audit.rule_{_RULES.get(rule, 'unknown')}")}
    if rule in _RULES and rule != "last epoch":
        again = best_epoch(epochs, measured, "loss" if rule.endswith("loss") else "accuracy")
    else:
        again = epochs[-1]
    if again != chosen:
        return Finding("A15", "fault", "other", {**values, "again": again}, words)
    if rule == "last epoch":
        return Finding("A15", "passed", "passed_last", values)
    val = (facts.metrics.get("val") or {}).get("accuracy") or {}
    if not val.get("interval"):
        return Finding("A15", "warning", "no_interval", values, words)
    values |= {"value": float(val["value"]), "interval": val["interval"]}
    words |= {"low": val["interval"][0], "high": val["interval"][1]}
    if not facts.metrics.get("test"):
        return Finding("A15", "warning", "no_test", values, words)
    return Finding("A15", "passed", "passed", values, words)
