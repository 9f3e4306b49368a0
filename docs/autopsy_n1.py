"""Reproduce the faults of the CIFAR-10 notebook N1 on purpose, and measure what each one does to its conclusion.

    PUPILA_DATA=FOLDER python docs/autopsy_n1.py               # a quarter of an hour a seed, five seeds, on one core
    PUPILA_DATA=FOLDER python docs/autopsy_n1.py --seeds 3 4   # these two alone, beside another process with the others
    python docs/autopsy_n1.py --page                           # the page from what has been measured

The notebook trains a network without augmentation, then "again" with augmentation, and reads the difference of the two
test accuracies. Five trainings a seed: without augmentation; with augmentation as it should be; with each of the two
faults alone; with both, as the notebook has it. All share initial weights, batch order and the dice of augmentation.
One line is kept for each finished training, so that the work can be stopped and taken up at any time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

import pupila
from pupila import runtime
from pupila.evaluation.intervals import t_interval
from pupila.experiments.config import Recipe, read_recipe
from pupila.experiments.prepare import (
    Material,
    prepare_data,
    prepare_network,
    prepare_optimizer,
    prepare_plan,
    remeasured_rows,
    training_loader,
)
from pupila.files import append_line
from pupila.language import Language, number
from pupila.models.build import settle
from pupila.training.loop import Plan, Trainer

HERE = Path(__file__).resolve().parent
KEPT = HERE / "autopsy-n1.jsonl"
RECIPE = "n1-cifar10-small"
AUGMENTATION = ("rotate 20deg", "shift 20%", "flip horizontal")
BATCH, STEPS = 64, 781  # the notebook's len(x_train) // 64, one less than the batches that the generator has
EPOCHS = 10


@dataclass(frozen=True)
class Arm:
    """Say how one training differs from the plain one: augmented, from trained weights, with half-empty epochs."""

    augmented: bool = True
    continued: bool = False
    exhausted: bool = False


ARMS = {
    "plain": Arm(augmented=False),
    "clean": Arm(),
    "both": Arm(continued=True, exhausted=True),
    "continued": Arm(continued=True),
    "exhausted": Arm(exhausted=True),
}


class Exhausted(Plan):
    """Train every second epoch on what the first 781 of 782 batches have left: one batch of 16 images."""

    def share(self, epoch: int) -> float:
        """Return how much of an epoch is done."""
        full = STEPS * BATCH / 50_000
        return full if epoch % 2 else 1 - full


def settings(seed: int, arm: Arm, epochs: int) -> Recipe:
    """Return the notebook's recipe for one training: all 50,000 images, nothing held out, nothing chosen."""
    return read_recipe(RECIPE).with_values(
        {
            "split.val": 0.0,
            "train.seed": seed,
            "train.epochs": epochs,
            "train.keep": "last",
            "augment.lines": AUGMENTATION if arm.augmented else (),
        }
    )


def train(recipe: Recipe, arm: Arm, material: Material, start: dict[str, Any] | None) -> tuple[Trainer, float]:
    """Train one arm; the test set is measured after every epoch, as in the notebook, and chooses nothing here."""
    network = prepare_network(recipe, material)
    model = settle(network.model, "cpu")
    if arm.continued and start is not None:
        model.load_state_dict(start)
    plan = prepare_plan(recipe, network, "cpu")
    trainer = Trainer(
        model,
        prepare_optimizer(recipe, model),
        plan=Exhausted(**asdict(plan)) if arm.exhausted else plan,
        seed=recipe.train.seed,
    )
    started = time.monotonic()
    trainer.fit(
        training_loader(recipe, material, "cpu"),
        remeasure=material.loader(remeasured_rows(recipe, material), device="cpu"),
        val=material.loader(material.split.test, device="cpu"),
    )
    return trainer, time.monotonic() - started


def measured() -> dict[int, dict[str, dict[str, Any]]]:
    """Return what has been measured: seed to arm to its line."""
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for line in KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []:
        one = json.loads(line)
        found.setdefault(one["seed"], {})[one["arm"]] = one
    return found


def experiment(seeds: Sequence[int], epochs: int, weights: Path) -> None:
    """Train what is missing, seed by seed, so that every finished seed has all arms."""
    material = prepare_data(settings(0, ARMS["plain"], epochs))
    runtime.set_threads(1)
    for seed in seeds:
        for name, arm in ARMS.items():
            if name in measured().get(seed, {}):
                continue
            kept = weights / f"plain-{seed}.npz"
            if arm.continued and not kept.exists():  # taken up on another day: the same training gives them again
                keep(train(settings(seed, ARMS["plain"], epochs), ARMS["plain"], material, None)[0], kept)
            start = trained(kept) if arm.continued else None
            trainer, seconds = train(settings(seed, arm, epochs), arm, material, start)
            if name == "plain":
                keep(trainer, kept)
            line = report(seed, name, trainer, seconds)
            append_line(KEPT, json.dumps(line))
            print(seed, name, f"{line['test'][-1]:.4f}", f"{seconds:.0f} s", flush=True)


def keep(trainer: Trainer, path: Path) -> None:
    """Keep the trained weights: what the notebook calls its initial ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **{name: value.numpy() for name, value in trainer.model.state_dict().items()})


def trained(path: Path) -> dict[str, torch.Tensor]:
    """Read them back."""
    with np.load(path, allow_pickle=False) as content:
        return {name: torch.from_numpy(content[name]) for name in content.files}


def report(seed: int, name: str, trainer: Trainer, seconds: float) -> dict[str, Any]:
    """Return one line: accuracy on the test and on 5,000 training images after every epoch, images seen."""
    history = trainer.progress.history
    return {
        "seed": seed,
        "arm": name,
        "test": [line["val"]["accuracy"] for line in history],
        "train": [line["train"]["accuracy"] for line in history],
        "seen": [line["samples_seen"] for line in history],
        "precision": trainer.plan.precision,
        "seconds": round(seconds, 1),
        "machine": f"{runtime.processor_name()}, 1 thread, torch {torch.__version__}, pupila {pupila.__version__}",
    }


WORDS: dict[str, dict[str, str]] = tomllib.loads((HERE / "autopsy_n1.toml").read_text(encoding="utf-8"))


def page(language: Language) -> str:
    """Write the page from the seeds of which all arms are done."""
    words = WORDS[language]
    seeds = {seed: arms for seed, arms in sorted(measured().items()) if set(ARMS) <= arms.keys()}
    if len(seeds) < 2:
        raise SystemExit("A page needs two seeds of which all arms are done: run without --page first.")
    last = {name: np.array([arms[name]["test"][-1] for arms in seeds.values()]) for name in ARMS}
    lines = [one for arms in seeds.values() for one in arms.values()]
    rows = [_row(name, arm, last, lines, language) for name, arm in ARMS.items()]
    effects = [
        f"| {words[name]} | {_points(last[name] - last['clean'], language)} |"
        for name in ("continued", "exhausted", "both")
    ]
    apart = [abs(one - two) for at, one in enumerate(last["plain"]) for two in last["plain"][at + 1 :]]
    best = np.array([max(one["test"]) - one["test"][-1] for one in lines])
    known = {
        "n": len(seeds),
        "seeds": ", ".join(map(str, seeds)),
        "test": number(10_000, ",", language),
        "clean": _points(last["clean"] - last["plain"], language),
        "both": _points(last["both"] - last["plain"], language),
        "moved": _points(last["both"] - last["clean"], language),
        "apart": number(100 * float(np.mean(apart)), ".2f", language),
        "sd": number(100 * float(np.std(last["plain"], ddof=1)), ".2f", language),
        "half": number(0.5, ".1f", language),
        "best": number(100 * float(best.mean()), ".2f", language),
        "precision": ", ".join(sorted({one["precision"] for one in lines})),
        "minutes": number(sum(one["seconds"] for one in lines) / 60, ".0f", language),
        "machine": "; ".join(sorted({one["machine"] for one in lines})),
    }
    parts = [f"# {words['title']}", words["other"], words["intro"], words["arms"]]
    parts += ["\n".join([words["head"], "|---|---|---|---|---|", *rows]), words["note"], words["effects"]]
    parts += ["\n".join([words["effects_head"], "|---|---|", *effects]), words["reading"]]
    parts += [words[name] for name in ("read_clean", "read_both", "noise", "best", "machine", "see")]
    return "\n\n".join(part.format(**known) for part in parts) + "\n"


def _row(name: str, arm: Arm, last: dict[str, Any], lines: list[dict[str, Any]], language: Language) -> str:
    words = WORDS[language]
    seen = next(sum(one["seen"]) for one in lines if one["arm"] == name)
    accuracy = number(100 * float(last[name].mean()), ".2f", language) + " %"
    difference = "" if name == "plain" else _points(last[name] - last["plain"], language)
    start = words["old"] if arm.continued else words["new"]
    return f"| {words[name]} | {start} | {number(seen, ',', language)} | {accuracy} | {difference} |"


def _points(values: Any, language: Language) -> str:
    """Write the mean of some differences in points, with its interval."""
    interval = t_interval(values)
    mean = number(100 * float(values.mean()), "+.2f", language)
    if interval is None:
        return mean
    low, high = (number(100 * limit, "+.2f", language) for limit in interval)
    return f"{mean} [{low}; {high}]"


def main() -> None:
    """Measure, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", action="store_true", help="write the page from what has been measured")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(5)))
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="fewer only to try the script")
    parser.add_argument(
        "--weights", type=Path, default=Path(tempfile.gettempdir()) / "autopsy-n1", help="where trained weights wait"
    )
    given = parser.parse_args()
    if not given.page:
        experiment(given.seeds, given.epochs, given.weights)
        return
    for language, suffix in (("en", ""), ("es", ".es")):
        (HERE / f"autopsy-n1{suffix}.md").write_text(page(language), encoding="utf-8")  # type: ignore[arg-type]
        print(f"wrote docs/autopsy-n1{suffix}.md")


if __name__ == "__main__":
    main()
