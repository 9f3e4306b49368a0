"""Audit an experiment: each of its runs, whether arms differ in what they declare and nothing else, and the verdict."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pupila import files
from pupila.errors import RunError
from pupila.experiments import record
from pupila.experiments.audit.examine import audit_run, guarded
from pupila.experiments.audit.facts import Facts
from pupila.experiments.audit.findings import CODES, FILE, Finding, Told, worst, write_findings
from pupila.experiments.comparing.arms import flat
from pupila.experiments.comparing.question import Experiment, begun, find_experiment
from pupila.experiments.record import SUMMARY
from pupila.language import LANGUAGES, Phrase, say

COMPARISON = "comparison.json"
_OWN = ("A3", "A4", "A10")
_NETWORK = ("model.name", "model.layers")  # each of them takes the place of the whole network
_PARTS = ("train", "val", "test")
# What a machine may do differently from one run to the next, and change figures by it; and the keys that ask for it.
_SURROUNDINGS = {
    "threads": (),
    "precision": ("train.precision", "train.device"),
    "device": ("train.device",),
    "processor": (),
    "cpu_capability": (),
}

Runs = dict[tuple[str, int], Facts]


def audit_named(target: str) -> tuple[Path, tuple[Finding, ...]]:
    """Audit the run or the experiment that `target` names, and write the result beside it where that may be written.

    Args:
        target: A folder, or the beginning of its name.

    Returns:
        The folder, and one finding for each code, A1 to A16.

    Raises:
        RunError: No run and no experiment of that name, or no run of the experiment is finished.
        UsageError: An experiment that cannot be read.
    """
    experiment = begun(target)
    folder = experiment or record.open_run(target).path
    write = os.access(folder, os.W_OK)
    if experiment is not None:
        return folder, audit_comparison(folder, ask=True, write=write)
    return folder, audit_run(folder, write=write)


def audit_comparison(folder: Path, *, ask: bool = False, write: bool = True) -> tuple[Finding, ...]:
    """Audit an experiment, and write `audit.json` into its folder.

    Args:
        folder: The experiment's folder.
        ask: Audit every run again; else what stands in the runs' own `audit.json` counts where there is one.
        write: Whether to write `audit.json`, here and in runs that have none.

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
    own = {facts.folder.name: _own(facts.folder, ask=ask, write=write) for facts in runs.values()}
    made = {
        "A3": lambda: _starts(runs, own, experiment),
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


def _own(folder: Path, *, ask: bool, write: bool) -> dict[str, dict[str, Any]]:
    """Return what the audit of one run says, by code."""
    try:
        if not ask:
            content = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return {one["code"]: one for one in content["findings"]}
    except (OSError, ValueError, KeyError, TypeError):
        pass  # written before there were audits, or damaged
    return {one.code: one.to_json() for one in audit_run(folder, write=write)}


def _gathered(code: str, own: Mapping[str, Mapping[str, Any]]) -> Finding:
    """Join what the audits of all runs say of one code."""
    found = {name: audit[code] for name, audit in own.items() if code in audit}
    grave = worst(_severities(found.values()))
    there = [name for name, one in found.items() if one["severity"] == grave]
    if not there:
        return Finding(code, "not applicable", "unrecorded")
    values: dict[str, Any] = {"runs": len(own), "count": len(there), "run": there[0], "named": there}
    messages = [one["message"] for one in found.values()]
    if len(there) == len(own) and all(message == messages[0] for message in messages):
        variant = "all"
    elif grave == "passed":
        variant = "sound" if len(there) == len(own) else "sound_some"
    else:
        variant = {"fault": "faulty", "warning": "doubtful"}.get(grave, "idle")
    return Finding(code, grave, variant, values, {"message": Told(found[there[0]]["message"])})


def _severities(found: Iterable[Mapping[str, Any]]) -> Iterable[Finding]:
    return (Finding(one["code"], one["severity"], "") for one in found)


def _starts(runs: Runs, own: Mapping[str, Mapping[str, Any]], experiment: Experiment) -> Finding:
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
    other = "twins" if _twins(experiment) else "same_seed"
    return Finding("A3", "passed", "same" if all(alike) else other, counts)


def _factors(runs: Runs, experiment: Experiment) -> Finding:
    """Compare recipes, data, splits and surroundings of runs that are to differ in the declared keys only."""
    for place, facts in runs.items():
        unlike_key = experiment.differing_key(*place, facts.run.recipe)
        if unlike_key is not None:
            return Finding("A4", "fault", "recipe", {"run": _name(place), "key": unlike_key})
    declared = sorted({key for settings in experiment.arms.values() for key in settings})
    values: dict[str, Any] = {"declared": declared, "runs": len(runs)}
    unlike = _unlike_data(runs, declared)
    if unlike:
        variant, one, other = unlike
        return Finding("A4", "fault", variant, {**values, "first": _name(one), "second": _name(other)})
    aside = [what for what, asked in _SURROUNDINGS.items() if set(asked) & set(declared)]
    for key, facts in runs.items():
        found = _surroundings(next(iter(runs.values())), facts, aside)
        if found:
            names = {"first": _name(next(iter(runs))), "second": _name(key), "what": found[0]}
            pair = {"one": str(found[1]), "other": str(found[2])}
            return Finding("A4", "warning", "surroundings", {**values, **names, **pair})
    return _as_declared(experiment, values, aside)


def _as_declared(experiment: Experiment, values: Mapping[str, Any], aside: Iterable[str]) -> Finding:
    """Say that the arms differ in what they declare, in how much of it at once, and what they share."""
    twins, (first, *others) = _twins(experiment), experiment.arms
    if len(twins) == len(others):
        return Finding("A4", "passed", "passed_same", values)
    changes = {arm: _changes(experiment, first, arm) for arm in others if arm not in twins}
    several = {arm: keys for arm, keys in changes.items() if _things(keys) > 1}
    keys = ", ".join(sorted({key for own in changes.values() for key in own}))
    codes = [
        "findings.a4_differ",
        *(["findings.a4_several"] if several else []),
        *(["findings.a4_twins"] if twins else []),
    ]
    told = {
        "keys": keys,
        "first": first,
        "several": "; ".join(f"'{arm}' ({', '.join(own)})" for arm, own in several.items()),
        "twins": ", ".join(f"'{arm}'" for arm in twins),
    }
    shared = ["labels" if any(key.startswith("data.") for key in values["declared"]) else "data", "split"]
    shared += [what for what in ("threads", "precision", "device", "processor") if what not in aside] + ["versions"]
    words = {
        "arms": Told({one: " ".join(say(code, one, **told) for code in codes) for one in LANGUAGES}),
        "shared": Told({one: ", ".join(say(f"audit.shared_{what}", one) for what in shared) for one in LANGUAGES}),
    }
    return Finding("A4", "passed", "passed", {**values, "keys": keys, "several": several, "twins": twins}, words)


def _twins(experiment: Experiment) -> list[str]:
    """Return the arms that are equal to one before them: they are dealt seeds of their own."""
    return [arm for arm in experiment.arms if experiment.arm_recipe(arm, 0).train.seed != 0]


def _changes(experiment: Experiment, first: str, arm: str) -> list[str]:
    """Return the declared keys that have another value in an arm than in the first."""
    known, found = (flat(experiment.arm_recipe(one).model_dump(mode="json"), "recipe") for one in (first, arm))
    other = {key for key in {*known, *found} if known.get(key) != found.get(key)}
    declared = sorted({*experiment.arms[first], *experiment.arms[arm]})
    return [key for key in declared if any(_within(one, key) for one in other)]


def _things(keys: Iterable[str]) -> int:
    """Count how many things change with these keys: a network and its options, given by name or layers, are one."""
    found = set(keys)
    if found & set(_NETWORK):
        found = {key for key in found if not _within(key, "model.options") and key not in _NETWORK} | {"model"}
    return len(found)


def _within(key: str, table: str) -> bool:
    return key == table or key.startswith(f"{table}.")


def _unlike_data(runs: Runs, declared: Iterable[str]) -> tuple[str, tuple[str, int], tuple[str, int]] | None:
    """Return in what the data of two runs differ, and which two; arms that read the data differently share the rest."""
    apart = any(key.startswith("data.") for key in declared)
    data: dict[str, tuple[str, int]] = {}
    seeds: dict[int, tuple[str, int]] = {}
    for key, facts in runs.items():
        known = data.setdefault(key[0] if apart else "", key)
        if facts.environment["data"]["fingerprint"] != runs[known].environment["data"]["fingerprint"]:
            return "data", known, key
        known = seeds.setdefault(key[1], key)
        if any(facts.splits.get(part) != runs[known].splits.get(part) for part in _PARTS):
            return "split", known, key
        labels, others = _labels(facts), _labels(runs[known])
        if labels and others and labels != others:
            return "labels", known, key
    return None


def _labels(facts: Facts) -> dict[str, Any]:
    """Return the digest of the labels of each part, empty for runs of earlier versions."""
    parts = (facts.evidence.get("data") or {}).get("parts") or {}
    return {part: parts[part]["labels"] for part in _PARTS if part in parts}


def _surroundings(one: Facts, other: Facts, aside: Iterable[str]) -> tuple[str, Any, Any] | None:
    """Return the first thing of the machine that differs between two runs, but for what was declared."""
    known, found = one.environment, other.environment
    pairs = [(name, known.get(name), found.get(name)) for name in _SURROUNDINGS if name not in set(aside)]
    pairs += [(name, (known.get("versions") or {}).get(name), (found.get("versions") or {}).get(name))
              for name in ("pupila", "torch", "numpy")]  # fmt: skip
    return next((pair for pair in pairs if pair[1] != pair[2]), None)


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
