"""Write the pages of docs/experiments: what each notebook concluded, beside a finished comparison of its question.

    python docs/experiments.py FOLDER     # FOLDER holds the comparisons, named as in docs/experiments/claims.toml

The words around the figures stand in `claims.toml`; the sentences of the verdicts, and every figure, are those of the
comparisons. The report of each is copied beside its page.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tomllib
from pathlib import Path
from typing import Any

from pupila.experiments.comparing.verdict_remarks import gap
from pupila.experiments.record import open_run
from pupila.language import Language, number
from pupila.reporting.comparison_page import write_comparison

PAGES = Path(__file__).resolve().parent / "experiments"
LANGUAGES: tuple[tuple[Language, str], ...] = (("en", ""), ("es", ".es"))
_CONTENT = tomllib.loads((PAGES / "claims.toml").read_text(encoding="utf-8"))
_WORDS = _CONTENT.pop("words")


def percent(value: float, language: Language) -> str:
    """Write a fraction in percent."""
    return number(100 * value, ".1f", language) + " %"


def points(value: float, language: Language) -> str:
    """Write a difference of fractions in points, with its sign."""
    return number(100 * value, "+.1f", language)


def read(folder: Path) -> dict[str, Any]:
    """Return what a comparison found."""
    content: dict[str, Any] = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    return content


def finished(folder: Path) -> bool:
    """Tell whether a comparison has been judged."""
    return (folder / "comparison.json").is_file()


def arm_rows(found: dict[str, Any], language: Language) -> list[str]:
    """Return a table row for each arm."""
    rows = []
    for name, arm in found["arms"].items():
        accuracy = arm["test_accuracy"]
        spread = f"{percent(min(accuracy), language)} – {percent(max(accuracy), language)}"
        gap = points(statistics.mean(arm["gap"]), language)
        seconds = number(statistics.mean(arm["seconds"]), ",.0f", language)
        rows.append(f"| {name} | {percent(statistics.mean(accuracy), language)} ({spread}) | {gap} | {seconds} |")
    return rows


def seed_rows(found: dict[str, Any], language: Language) -> list[str]:
    """Return a table row for each seed: both arms, and their difference."""
    first, second = (found["arms"][name]["test_accuracy"] for name in found["arms"])
    return [
        f"| {seed} | {percent(one, language)} | {percent(other, language)} | {points(other - one, language)} |"
        for seed, one, other in zip(found["seeds"], first, second, strict=True)
    ]


def machine(folder: Path, found: dict[str, Any], language: Language) -> str:
    """Say on what the runs of a comparison were done, and how many."""
    one = open_run(folder / next(iter(found["arms"].values()))["runs"][0])
    facts = json.loads((one.path / "environment.json").read_text(encoding="utf-8"))
    values = {"n": len(found["seeds"]), "processor": facts["processor"], "precision": facts["precision"]}
    threads = one.recipe.train.threads or facts["threads"]
    code = "machine_one" if threads == 1 else "machine"
    return str(_WORDS[language][code].format(**values, torch=facts["versions"]["torch"], threads=threads))


def part(folder: Path, name: str, heading: str, language: Language) -> list[str]:
    """Return the lines on one comparison."""
    words, found = _WORDS[language], read(folder / name)
    first, second = found["arms"]
    return [
        f"### {heading}",
        "",
        f"**{found['sentence'][language]}**",
        "",
        " ".join(gap(found, found["pairs"][0], language)),
        "",
        words["head"],
        "|---|---|---|---|",
        *arm_rows(found, language),
        "",
        words["seeds"].format(first=first, second=second),
        "|---|---|---|---|",
        *seed_rows(found, language),
        "",
        machine(folder / name, found, language) + " " + words["report"].format(file=f"{name}.html"),
        "",
    ]


def page(folder: Path, name: str, content: dict[str, Any], language: Language) -> str:
    """Write one page in one language."""
    words, text = _WORDS[language], content[language]
    other = f"[Español]({name}.es.md)" if language == "en" else f"[English]({name}.md)"
    lines = [f"# {text['title']}", "", f"{other} · {words['made']}", ""]
    lines += [f"## {words['concluded']}", "", text["concluded"], "", f"## {words['done']}", "", text["done"], ""]
    lines += [f"{words['again']}:", "", "```console", *(f"$ {line}" for line in content["commands"]), "```", ""]
    lines += [f"## {words['found']}", ""]
    answers = [read(folder / one) for one in content["comparisons"] if finished(folder / one)]
    if len({(answer["verdict"], answer["winner"]) for answer in answers}) > 1:
        lines += [text["differ"], ""]
    for comparison, heading in zip(content["comparisons"], text["heads"], strict=True):
        lines += part(folder, comparison, heading, language) if finished(folder / comparison) else []
    if "see" in text:
        lines += [text["see"], ""]
    return "\n".join(lines)


def index(folder: Path, language: Language, suffix: str) -> str:
    """Write the page that lists the others, each with its answer."""
    words = _WORDS[language]
    other = "[Español](README.es.md)" if language == "en" else "[English](README.md)"
    rows = []
    for name, content in _CONTENT.items():
        for comparison, heading in zip(content["comparisons"], content[language]["heads"], strict=True):
            if not finished(folder / comparison):
                continue
            answer = read(folder / comparison)["sentence"][language]
            link = f"[{content[language]['title'].partition(': ')[2]}]({name}{suffix}.md) {heading}"
            rows.append(f"| {link} | {content['notebook']} | {answer} |")
    head = [f"# {words['index']}", "", f"{other} · {words['made']}", "", words["opening"], ""]
    return "\n".join([*head, words["table"], "|---|---|---|", *rows, ""])


def main() -> None:
    """Write every page whose comparisons are there."""
    folder = Path(sys.argv[1])
    for name, content in _CONTENT.items():
        if not any(finished(folder / comparison) for comparison in content["comparisons"]):
            continue
        for language, suffix in LANGUAGES:
            (PAGES / f"{name}{suffix}.md").write_text(page(folder, name, content, language), encoding="utf-8")
        for comparison in filter(lambda name: finished(folder / name), content["comparisons"]):
            report = write_comparison(folder / comparison, language="en").read_text(encoding="utf-8")
            # The reports of the runs stay in the experiment's folder.
            alone = re.sub(r'<a [^>]*href="runs/[^"]*"[^>]*>(.*?)</a>', r"\1", report)
            (PAGES / f"{comparison}.html").write_text(alone, encoding="utf-8")
    for language, suffix in LANGUAGES:
        (PAGES / f"README{suffix}.md").write_text(index(folder, language, suffix), encoding="utf-8")


if __name__ == "__main__":
    main()
