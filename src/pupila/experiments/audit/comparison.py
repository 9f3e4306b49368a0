"""Audit an experiment: each of its runs, whether arms differ in what they declare and nothing else, and the verdict."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pupila import files
from pupila.errors import RunError
from pupila.experiments import record
from pupila.experiments.arms import flat
from pupila.experiments.audit.examine import audit_run, guarded
from pupila.experiments.audit.facts import Facts
from pupila.experiments.audit.findings import CODES, FILE, Finding, Told, worst, write_findings
from pupila.experiments.question import Experiment, find_experiment
from pupila.experiments.record import SUMMARY
from pupila.language import Phrase

COMPARISON = "comparison.json"
_OWN = ("A3", "A4", "A10")
_MODEL = ("model.name", "model.layers", "model.options")
_SEEDS = ("train.seed", "split.seed")
# What a machine may do differently from one run to the next, and change figures by it.
_SURROUNDINGS = ("threads", "precision", "device", "processor", "cpu_capability")

Runs = dict[tuple[str, int], Facts]


def audit_comparison(folder: Path, *, ask: bool = False, write: bool = True) -> tuple[Finding, ...]:
    """Audit an experiment, and write `audit.json` into its folder.

    Args:
        folder: The experiment's folder.
        ask: Audit every run again; else what stands in the runs' own `audit.json` counts where there is one.
        write: Whether to write `audit.json`.

    Returns:
        One finding for each code, A1 to A16.

    Raises:
        RunError: No experiment there, or none of its runs is finished.
        UsageError: An experiment that cannot be read.
    """
    experiment = find_experiment(str(folder))
    runs = _finished(folder, experiment)
    if not runs:
        raise RunError("audit.no_runs", path=folder)
    own = {facts.folder.name: _own(facts.folder, ask=ask) for facts in runs.values()}
    made = {
        "A3": lambda: _starts(runs, own),
        "A4": lambda: _factors(runs, experiment),
        "A10": lambda: _verdict(folder),
    }
    findings = tuple(guarded(code, made[code]) if code in made else _gathered(code, own) for code in CODES)
    if write:
        write_findings(folder, findings)
        if (folder / "manifest.json").exists():
            record.update_manifest(folder, FILE)
    return findings


def _finished(folder: Path, experiment: Experiment) -> Runs:
    """Return the finished runs by arm and seed, in the order in which they are declared."""
    places = {(arm, seed): folder / "runs" / f"{arm}-{seed}" for seed in experiment.seeds for arm in experiment.arms}
    return {
        key: Facts(place)
        for key, place in places.items()
        if (place / SUMMARY).is_file() and Facts(place).summary.get("status") == "done"
    }


def _own(folder: Path, *, ask: bool) -> dict[str, dict[str, Any]]:
    """Return what the audit of one run says, by code."""
    try:
        if not ask:
            content = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return {one["code"]: one for one in content["findings"]}
    except (OSError, ValueError, KeyError, TypeError):
        pass  # written before there were audits, or damaged
    return {one.code: one.to_json() for one in audit_run(folder)}


def _gathered(code: str, own: Mapping[str, Mapping[str, Any]]) -> Finding:
    """Join what the audits of all runs say of one code."""
    found = {name: audit[code] for name, audit in own.items() if code in audit}
    grave = worst(_severities(found.values()))
    there = [name for name, one in found.items() if one["severity"] == grave]
    if not there:
        return Finding(code, "not applicable", "unrecorded")
    values: dict[str, Any] = {"runs": len(own), "count": len(there), "run": there[0], "named": there}
    variant = "all" if len(there) == len(own) and grave in ("passed", "not applicable") else "some"
    return Finding(code, grave, variant, values, {"message": Told(found[there[0]]["message"])})


def _severities(found: Iterable[Mapping[str, Any]]) -> Iterable[Finding]:
    return (Finding(one["code"], one["severity"], "") for one in found)


def _starts(runs: Runs, own: Mapping[str, Mapping[str, Any]]) -> Finding:
    """Compare how the arms of each seed began, and whether one began where another had ended."""
    starts = {key: (facts.environment.get("start") or {}).get("weights") for key, facts in runs.items()}
    ends = {key: (facts.evidence.get("end") or {}).get("weights") for key, facts in runs.items()}
    for key, digest in starts.items():
        before = [other for other, end in ends.items() if end and end == digest and other != key]
        if before:
            values = {"run": _name(key), "before": _name(before[0])}
            return Finding("A3", "fault", "arm_continued", values)
    gathered = _gathered("A3", own)
    if gathered.severity in ("fault", "warning") or None in starts.values():
        return gathered
    seeds = sorted({seed for _, seed in runs})
    alike = [len({digest for (_, own_seed), digest in starts.items() if own_seed == seed}) == 1 for seed in seeds]
    counts = {"runs": len(runs), "seeds": len(seeds)}
    return Finding("A3", "passed", "same" if all(alike) else "same_seed", counts)


def _factors(runs: Runs, experiment: Experiment) -> Finding:
    """Compare recipes, data, splits and surroundings of runs that are to differ in the declared keys only."""
    declared = sorted({key for settings in experiment.arms.values() for key in settings})
    values: dict[str, Any] = {"declared": declared, "keys": ", ".join(declared), "runs": len(runs)}
    allowed = (*declared, *(_MODEL if any(key in _MODEL for key in declared) else ()))
    allowed += _SEEDS if experiment.same else ()
    for seed in sorted({seed for _, seed in runs}):
        (first, one), *others = ((key, facts) for key, facts in runs.items() if key[1] == seed)
        for key, other in others:
            names = {**values, "first": _name(first), "second": _name(key)}
            undeclared = [name for name in _different(one.settings, other.settings) if not _within(name, allowed)]
            if undeclared:
                return Finding("A4", "fault", "keys", {**names, "undeclared": ", ".join(undeclared[:5])})
            if one.environment["data"]["fingerprint"] != other.environment["data"]["fingerprint"]:
                return Finding("A4", "fault", "data", names)
            if any(one.splits.get(part) != other.splits.get(part) for part in ("train", "val", "test")):
                return Finding("A4", "fault", "split", names)
    for key, other in runs.items():
        what = _surroundings(next(iter(runs.values())), other)
        if what:
            names = {"first": _name(next(iter(runs))), "second": _name(key), "what": what[0]}
            pair = {"one": str(what[1]), "other": str(what[2])}
            return Finding("A4", "warning", "surroundings", {**values, **names, **pair})
    return Finding("A4", "passed", "passed" if declared and not experiment.same else "passed_same", values)


def _surroundings(one: Facts, other: Facts) -> tuple[str, Any, Any] | None:
    """Return the first thing of the machine that differs between two runs."""
    known, found = one.environment, other.environment
    pairs = [(name, known.get(name), found.get(name)) for name in _SURROUNDINGS]
    pairs += [(name, (known.get("versions") or {}).get(name), (found.get("versions") or {}).get(name))
              for name in ("pupila", "torch", "numpy")]  # fmt: skip
    return next((pair for pair in pairs if pair[1] != pair[2]), None)


def _different(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the dotted keys that two recipes hold different values for."""
    known, found = flat(one, "recipe"), flat(other, "recipe")
    return sorted(key for key in {*known, *found} if known.get(key) != found.get(key))


def _within(key: str, allowed: Iterable[str]) -> bool:
    return any(key == one or key.startswith(f"{one}.") for one in allowed)


def _verdict(folder: Path) -> Finding:
    """Look whether the verdict of an experiment goes further than its intervals do."""
    if not (folder / COMPARISON).exists():
        return Finding("A10", "not applicable", "no_verdict")
    content = files.read_json(folder / COMPARISON)
    seeds, verdict, margin = len(content["seeds"]), content["verdict"], float(content["margin"])
    values: dict[str, Any] = {"seeds": seeds, "verdict": verdict, "extended": content.get("extended") or [seeds]}
    if seeds < 2:
        return Finding("A10", "warning" if verdict is None else "fault", "one_seed", values)
    for pair in content["pairs"]:
        low, high = pair["difference"]["interval"]
        said = "better" if low > 0 or high < 0 else "equivalent" if -margin <= low and high <= margin else "not shown"
        if pair["verdict"] != said:
            names = {"first": pair["first"], "second": pair["second"]}
            words = {"low": low, "high": high, "said": _verdict_name(pair["verdict"]), "interval": _verdict_name(said)}
            return Finding("A10", "fault", "beyond", {**values, **names}, words)
    if len(values["extended"]) > 1:
        looks = {"looks": len(values["extended"]), "first_look": values["extended"][0]}
        return Finding("A10", "warning", "extended", {**values, **looks})
    return Finding("A10", "passed", "not_shown" if verdict == "not shown" else "passed", values)


def _verdict_name(verdict: Any) -> Phrase:
    known = verdict in ("better", "equivalent", "not shown")
    return Phrase(f"audit.verdict_{verdict.replace(' ', '_') if known else 'none'}")


def _name(key: tuple[str, int]) -> str:
    return f"{key[0]}-{key[1]}"
