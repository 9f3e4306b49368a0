"""Write the pages of docs/recipes: what each notebook claimed and got wrong, beside finished runs of its recipe.

    python docs/recipes.py FOLDER       # FOLDER holds one run of each recipe with seed 0, named <recipe>-0

The words stand in `claims.toml`; every figure in them that is ours is a placeholder, filled from the runs that
`make bench` kept. The report of the run in FOLDER is copied beside the page.
"""

from __future__ import annotations

import json
import statistics
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from pupila.evaluation.intervals import t_interval
from pupila.experiments.record import open_run
from pupila.language import number
from pupila.reporting.pages import write_report

HERE = Path(__file__).resolve().parent
PAGES = HERE / "recipes"
KEPT = HERE.parent / "benchmarks" / "accuracy.jsonl"
NETWORKS = {
    "n1-cifar10-small": "n1",
    "n2-cifar10-deep": "n2",
    "n3-flowers": "n3",
    "n3-flowers-regularised": "n3-regularised",
    "n4-mnist-lenet5": "n4",
    "n5-fashion-mlp": "n5",
}
_CONTENT = tomllib.loads((PAGES / "claims.toml").read_text(encoding="utf-8"))
_WORDS = _CONTENT.pop("words")


def measured(network: str) -> list[dict[str, Any]]:
    """Return what the seeds of a recipe reached, as `make bench` kept it."""
    lines = [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]
    ours = [one for one in lines if one["network"] == network and one["framework"].startswith("pupila")]
    return [
        {
            "seed": one["seed"],
            "epochs": one["epochs"],
            "last": one["last_val"]["accuracy"],
            "val_n": one["last_val"]["n"],
            "val": one["val"]["accuracy"],
            "test": one["test"]["accuracy"] if "test" in one else None,
        }
        for one in ours
    ]


def judged(folder: Path) -> dict[str, Any]:
    """Return the figures of the part by which a run is judged."""
    metrics = open_run(folder).metrics
    block: dict[str, Any] = metrics["test"] or metrics["val"]
    return block


def report(folder: Path) -> str:
    """Return the report of a run, without the place on this machine where its data lay."""
    place = Path(open_run(folder).summary["data"]["source"]).parent
    return write_report(folder, language="en").read_text(encoding="utf-8").replace(f"{place}/", "$PUPILA_DATA/")


def percent(value: float | None, language: str) -> str:
    """Write a fraction in percent."""
    return "" if value is None else number(100 * value, ".1f", language) + " %"


def spread(values: list[float], language: str) -> str:
    """Say the range of some fractions, and over how many seeds it is."""
    words = _WORDS[language]["spread"]
    return words.format(low=percent(min(values), language), high=percent(max(values), language), n=len(values))


def facts(
    runs: list[dict[str, Any]], plain: list[dict[str, Any]], block: dict[str, Any], language: str
) -> dict[str, Any]:
    """Return the values of all placeholders.

    Args:
        runs: What the seeds of this recipe reached.
        plain: Those of the recipe that it is compared with; empty where it is compared with none.
        block: Figures by class and confusions of the run whose report is shown.
        language: "en" or "es".
    """
    words, found = _WORDS[language], {"n": len(runs), "val": runs[0]["val_n"]}
    for key, name in (("test", "accuracy"), ("val", "val_accuracy"), ("last", "last")):
        values = [run[key] for run in runs if run[key] is not None]
        if values:
            found[name] = percent(statistics.mean(values), language)
            found["spread" if key == "test" else f"{key}_spread"] = spread(values, language)
    recall = {name: figure["recall"]["value"] for name, figure in block["per_class"].items()}
    ranked = sorted(recall, key=lambda name: -recall[name])
    several = [f"{name} ({percent(recall[name], language)})" for name in ranked]
    found |= {"best": ", ".join(several[:4]), "worst": ", ".join(several[-3:])}
    table, classes = np.array(block["confusion"]), list(recall)
    confused = {(row, column): int(table[row, column]) for row, column in np.argwhere(table) if row != column}
    found["confusions"] = ", ".join(
        words["of"].format(
            count=number(confused[pair], ",", language), true=classes[pair[0]], predicted=classes[pair[1]]
        )
        for pair in sorted(confused, key=lambda pair: -confused[pair])[:6]
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
        f"| {run['seed']} | {run['epochs']} | "
        + " | ".join(percent(run[key], language) for key in ("last", "val", "test"))
        + " |"
        for run in runs
    ]
    lines = [f"# {text['title']}", "", f"{other} · {words['made']}", "", f"## {words['did']}", "", text["did"], ""]
    lines += [f"{words['again']}:", "", "```console", f"$ pupila train {recipe}", "```", ""]
    lines += [f"| {words['claimed']} | {words['true']} |", "|---|---|"]
    lines += [f"| {one['claim']} | {_filled(one['truth'], known, language)} |" for one in text["claims"]]
    lines += ["", f"## {words['measured']}", "", words["head"], "|---|---|---|---|---|", *rows, ""]
    lines += [words["report"].format(seed=runs[0]["seed"], file=f"{recipe}.html"), ""]
    lines += [words["photos"], ""] if "flowers" in recipe else []
    return "\n".join(lines)


def _filled(text: str, known: dict[str, Any], language: str) -> str:
    return text.replace("{val:,}", number(known["val"], ",", language)).format(**known)


def main() -> None:
    """Write the pages of every recipe that has claims and runs."""
    folder = Path(sys.argv[1])
    claims = _CONTENT
    for recipe, content in claims.items():
        network = NETWORKS[recipe]
        runs, shown = measured(network), folder / f"{recipe}-0"
        plain = measured("n3") if network == "n3-regularised" else []
        for language, suffix in (("en", ""), ("es", ".es")):
            known = facts(runs, plain, judged(shown), language)
            second = folder / f"{recipe}-augmented-0"
            if (second / "metrics.json").is_file():
                both = [judged(one)["accuracy"]["value"] for one in (shown, second)]
                known["aug_without"], known["aug_with"] = (percent(value, language) for value in both)
            text = page(recipe, content, runs, known, language)
            (PAGES / f"{recipe}{suffix}.md").write_text(text, encoding="utf-8")
        (PAGES / f"{recipe}.html").write_text(report(shown), encoding="utf-8")
        print(f"wrote docs/recipes/{recipe}.md, .es.md, .html", json.dumps(known.get("accuracy")))


if __name__ == "__main__":
    main()
