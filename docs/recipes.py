"""Write the pages of docs/recipes: what each notebook claimed and got wrong, beside finished runs of its recipe.

    python docs/recipes.py FOLDER       # FOLDER holds runs named <recipe>-<seed>

The words stand in `claims.toml`; every figure in them is a placeholder, filled from the runs. The report of the first
run is copied beside the page.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from pupila.evaluation.intervals import t_interval
from pupila.experiments.record import open_run
from pupila.language import number
from pupila.reporting.pages import write_report

HERE = Path(__file__).resolve().parent
PAGES = HERE / "recipes"
_CONTENT = tomllib.loads((PAGES / "claims.toml").read_text(encoding="utf-8"))
_WORDS = _CONTENT.pop("words")


def figures(folder: Path) -> dict[str, Any]:
    """Return what a page tells of one run."""
    run = open_run(folder)
    metrics, summary, history = run.metrics, run.summary, run.history
    last = history[-1]["val"]
    return {
        "seed": summary["seed"],
        "epochs": summary["epochs"],
        "chosen": summary["chosen_epoch"],
        "last": last["accuracy"] if last else None,
        "val_n": last["n"] if last else 0,
        "val": metrics["val"]["accuracy"]["value"] if metrics["val"] else None,
        "test": metrics["test"]["accuracy"]["value"] if metrics["test"] else None,
        "precision": summary.get("precision") or "float32",
        "block": metrics["test"] or metrics["val"],
    }


def percent(value: float | None, language: str) -> str:
    """Write a fraction in percent."""
    return "" if value is None else number(100 * value, ".1f", language) + " %"


def spread(values: list[float], language: str) -> str:
    """Say the range of some fractions, and over how many seeds it is."""
    words = _WORDS[language]["spread"]
    return words.format(low=percent(min(values), language), high=percent(max(values), language), n=len(values))


def facts(runs: list[dict[str, Any]], plain: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """Return the values of all placeholders.

    Args:
        runs: Figures of this recipe's runs.
        plain: Those of the recipe that it is compared with; empty where it is compared with none.
        language: "en" or "es".
    """
    words, found = _WORDS[language], {"n": len(runs), "val": runs[0]["val_n"]}
    for key, name in (("test", "accuracy"), ("val", "val_accuracy"), ("last", "last")):
        values = [run[key] for run in runs if run[key] is not None]
        if values:
            found[name] = percent(statistics.mean(values), language)
            found["spread" if key == "test" else f"{key}_spread"] = spread(values, language)
    classes = list(runs[0]["block"]["per_class"])
    recall = {
        name: statistics.mean(run["block"]["per_class"][name]["recall"]["value"] for run in runs) for name in classes
    }
    ranked = sorted(classes, key=lambda name: -recall[name])
    several = [f"{name} ({percent(recall[name], language)})" for name in ranked]
    found |= {"best": ", ".join(several[:4]), "worst": ", ".join(several[-3:])}
    confused: Counter[tuple[str, str]] = Counter()
    for run in runs:
        table = np.array(run["block"]["confusion"])
        for row, column in np.argwhere(table):
            if row != column:
                confused[classes[row], classes[column]] += int(table[row, column])
    found["confusions"] = ", ".join(
        words["of"].format(count=number(round(count / len(runs)), ",", language), true=true, predicted=predicted)
        for (true, predicted), count in confused.most_common(6)
    )
    by_seed = {run["seed"]: run["last"] for run in plain}
    pairs = [run["last"] - by_seed[run["seed"]] for run in runs if run["seed"] in by_seed]
    interval = t_interval(np.array(pairs))
    if interval:
        found["other_last"] = percent(statistics.mean(by_seed.values()), language)
        found["other_spread"] = spread(list(by_seed.values()), language)
        mean, low, high = (number(100 * value, ".1f", language) for value in (statistics.mean(pairs), *interval))
        found["gain"] = words["gain"].format(mean=mean, low=low, high=high, n=len(pairs))
    return found


def page(recipe: str, claims: dict[str, Any], runs: list[dict[str, Any]], known: dict[str, Any], language: str) -> str:
    """Write one page in one language."""
    words, text = _WORDS[language], claims[language]
    other = f"[Español]({recipe}.es.md)" if language == "en" else f"[English]({recipe}.md)"
    rows = [
        f"| {run['seed']} | {run['epochs']} | {run['chosen']} | "
        + " | ".join(percent(run[key], language) for key in ("last", "val", "test"))
        + f" | {run['precision']} |"
        for run in runs
    ]
    lines = [f"# {text['title']}", "", f"{other} · {words['made']}", "", f"## {words['did']}", "", text["did"], ""]
    lines += [f"{words['again']}:", "", "```console", f"$ pupila train {recipe}", "```", ""]
    lines += [f"| {words['claimed']} | {words['true']} |", "|---|---|"]
    lines += [f"| {one['claim']} | {_filled(one['truth'], known, language)} |" for one in text["claims"]]
    lines += ["", f"## {words['measured']}", "", words["head"], "|---|---|---|---|---|---|---|", *rows, ""]
    lines += [words["report"].format(seed=runs[0]["seed"], file=f"{recipe}.html"), ""]
    lines += [words["photos"], ""] if "flowers" in recipe else []
    return "\n".join(lines)


def _filled(text: str, known: dict[str, Any], language: str) -> str:
    return text.replace("{val:,}", number(known["val"], ",", language)).format(**known)


def main() -> None:
    """Write the pages of every recipe that has claims and runs."""
    folder = Path(sys.argv[1])
    claims = _CONTENT
    found = {
        recipe: [figures(path) for path in sorted(folder.glob(f"{recipe}-[0-9]")) if (path / "metrics.json").is_file()]
        for recipe in claims
    }
    for recipe, content in claims.items():
        runs = found[recipe]
        if not runs:
            sys.exit(f"no runs of {recipe} in {folder}")
        plain = found["n3-flowers"] if recipe == "n3-flowers-regularised" else []
        for language, suffix in (("en", ""), ("es", ".es")):
            known = facts(runs, plain, language)
            text = page(recipe, content, runs, known, language)
            (PAGES / f"{recipe}{suffix}.md").write_text(text, encoding="utf-8")
        shutil.copyfile(write_report(folder / f"{recipe}-{runs[0]['seed']}", language="en"), PAGES / f"{recipe}.html")
        print(f"wrote docs/recipes/{recipe}.md, .es.md, .html", json.dumps(known.get("accuracy")))


if __name__ == "__main__":
    main()
