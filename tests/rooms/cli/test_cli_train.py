"""pupila train: results, exit codes, and being interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.reporting.live import LiveProgress

FIGURE = {"value", "interval", "n"}
BLOCK = {"accuracy", "balanced_accuracy", "loss", "ece", "per_class", "confusion"}


def test_json_is_one_object_of_the_promised_shape(pupila: Any, shapes: str, tiny: Any) -> None:
    result = pupila("train", shapes, *tiny, "--epochs", "2", "--out", "run", "--json")
    assert result.code == 0
    assert result.json.keys() == {"run", "metrics", "seconds", "images_per_second", "epochs"}
    assert result.json["run"] == "run"
    assert result.json["epochs"] == 2
    assert result.json["seconds"].keys() == {"total", "train", "data"}
    metrics = result.json["metrics"]
    assert metrics.keys() == {"schema", "train", "val", "test", "test_reads"}
    assert metrics["schema"] == metrics["test_reads"] == 1
    assert metrics["test"].keys() == BLOCK
    assert metrics["test"]["accuracy"].keys() == FIGURE
    assert all(
        block.keys() == {"precision", "recall", "f1", "support"} for block in metrics["test"]["per_class"].values()
    )
    assert json.loads(Path("run/metrics.json").read_text()) == metrics
    assert Path("run/report.html").exists()
    assert "Epoch" in result.err or "epoch" in result.err


def test_words_are_those_of_the_language(pupila: Any, shapes: str, tiny: Any) -> None:
    english = pupila("train", shapes, *tiny, "--epochs", "1", "--out", "a", "--seed", "4")
    spanish = pupila("train", shapes, *tiny, "--epochs", "1", "--out", "b", "--seed", "4", "--lang", "es")
    assert "Test accuracy" in english.out
    assert "Exactitud de prueba" in spanish.out
    assert 'lang="en"' in Path("a/report.html").read_text(encoding="utf-8")
    assert 'lang="es"' in Path("b/report.html").read_text(encoding="utf-8")
    weights = [Path(name, "weights.safetensors").read_bytes() for name in "ab"]
    assert weights[0] == weights[1]


def test_options_reach_the_recipe(pupila: Any, shapes: str, tiny: Any) -> None:
    assert (
        pupila("train", shapes, *tiny, "--set", "train.epochs=7", "--epochs", "1", "--seed", "9", "--out", "r").code
        == 0
    )
    text = Path("r/recipe.toml").read_text()
    assert "epochs = 1\n" in text
    assert "seed = 9\n" in text


def test_a_training_for_some_minutes_says_its_plan(pupila: Any, shapes: str, tiny: Any) -> None:
    result = pupila("train", shapes, *tiny, "--minutes", "0.001", "--out", "run")
    assert result.code == 0
    assert "Plan for 0.001 minutes: 0." in result.err
    assert "\n1 epoch in " in result.out, "one is not many"
    assert "minutes" not in Path("run/recipe.toml").read_text(), "done again, it is to do the same steps"


def test_a_file_that_cannot_be_read_is_named_and_counted(pupila: Any, tiny: Any, new_photos: Any) -> None:
    folder = new_photos(Path("photos"))
    (folder / "red" / "bro\x1bken.png").write_bytes(b"not an image")
    result = pupila("train", folder, *tiny, "--epochs", "1", "--out", "run")
    assert result.code == 0
    assert "bro\\x1bken.png" in result.err
    assert "\x1b" not in result.out + result.err
    summary = json.loads(Path("run/summary.json").read_text())
    assert summary["data"]["skipped"] == 1
    assert summary["data"]["num_examples"] == 16
    strict = pupila("train", folder, *tiny, "--epochs", "1", "--out", "strict", "--set", "data.strict=true")
    assert strict.code == 3
    assert "bro\\x1bken.png" in strict.err
    assert "\x1b" not in strict.err
    assert not Path("strict").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["trian"], 2, "'train'"),
        (["train"], 2, "--resume"),
        (["train", "digit"], 2, "'digits'"),
        (["train", "digits", "--set", "train.epoch=3"], 2, "train.epochs"),
        (["train", "digits", "--set", "train.epochs"], 2, "key=value"),
        (["train", "digits", "--set", "train.optimizer=adamm"], 2, "adamw"),
        (["train", "digits", "--set", "split.val=test"], 2, "test set"),
        (["train", "digits", "--set", 'model.layers=["konv 3"]'], 2, "konv"),
        (["train", "digits", "--set", 'model.layers=["conv 3 40x40", "flatten", "dense classes"]'], 2, "40x40"),
        (["train", "digits", "--set", 'augment.lines=["flop"]'], 2, "flip"),
        (["train", "digits", "--epochs", "0"], 2, "0"),
        (["train", "digits", "--minutes", "0"], 2, "--minutes"),
        (["train", "digits", "--minutes", "nan"], 2, "train.minutes"),
        (["train", "digits", "--minutes", "1", "--epochs", "2"], 2, "--epochs"),
        (["train", "--resume", "x", "--minutes", "1"], 2, "--minutes"),
        (["train", "--nonsense"], 2, "--nonsense"),
        (["train", "--resume", "x", "--epochs", "2"], 2, "--resume"),
        (["train", "not/there"], 3, "not/there"),
        (["train", "not-there.npz"], 3, "not-there.npz"),
        (["train", "digits", "--set", "data.source=./nowhere"], 3, "nowhere"),
        (["train", "--resume", "nothing"], 4, "nothing"),
        (["predict", "nothing", "a.png"], 4, "nothing"),
        (["evaluate", "nothing"], 4, "nothing"),
        (["report", "nothing"], 4, "nothing"),
        (["runs", "show", "nothing"], 4, "nothing"),
        (["look", "digits", "--out", "a.jpg"], 2, ".png"),
        (["look", "digits", "--augment", "rotate 999deg"], 2, "180"),
        (["recipes", "show", "digit"], 2, "digits"),
        (["models", "show", "lenet6"], 2, "lenet5"),
        (["data", "remove", "mnst"], 2, "mnist"),
        (["data", "fetch", "mnst"], 2, "mnist"),
    ],
    ids=str,
)
def test_mistakes_are_answered_in_one_sentence(pupila: Any, arguments: list[str], code: int, words: str) -> None:
    result = pupila(*arguments)
    assert result.code == code
    assert words in result.err
    assert "Traceback" not in result.err
    assert result.out == ""
    spanish = pupila(*arguments, "--lang", "es")
    assert spanish.code == code
    assert spanish.err != result.err
    assert not list(Path().iterdir()), "a mistake leaves nothing behind"


def folder_of(new_photos: Any, kind: str) -> Path:
    root = Path("data")
    if kind == "empty":
        root.mkdir()
    elif kind == "one class":
        new_photos(root, names=("red",))
    elif kind == "only broken":
        for name in ("a", "b"):
            (root / name).mkdir(parents=True)
            (root / name / "x.png").write_bytes(b"no")
    return root


@pytest.mark.parametrize("kind", ["empty", "one class", "only broken"])
def test_a_folder_that_teaches_nothing_is_bad_data(pupila: Any, new_photos: Any, kind: str) -> None:
    result = pupila("train", folder_of(new_photos, kind), "--epochs", "1")
    assert result.code == 3
    assert result.err.count("pupila: ") == 1
    assert not Path("runs").exists()


@pytest.mark.parametrize("labels", [[0, 1, 2, -1], [0.5, 1, 2, 0], [np.nan, 1, 2, 0]], ids=str)
def test_labels_that_are_none_are_bad_data(pupila: Any, labels: list[float]) -> None:
    np.savez("bad.npz", x_train=np.zeros((4, 6, 6), np.uint8), y_train=np.array(labels))
    result = pupila("train", "bad.npz", "--epochs", "1")
    assert result.code == 3
    assert "bad.npz" in result.err


def test_a_data_set_without_a_network_is_bad_data(pupila: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("socket.getaddrinfo", unreachable)
    result = pupila("train", "mnist", "--epochs", "1")
    assert result.code == 3
    assert "PUPILA_DATA" in result.err


def test_a_taken_folder_is_left_alone(pupila: Any, shapes: str, tiny: Any) -> None:
    Path("mine").mkdir()
    Path("mine/thesis.txt").write_text("years of work")
    assert pupila("train", shapes, *tiny, "--epochs", "1", "--out", "mine").code == 2
    assert Path("mine/thesis.txt").read_text() == "years of work"


def test_a_diverging_training_has_a_code_of_its_own(pupila: Any, shapes: str, tiny: Any) -> None:
    reckless = ("--set", "train.optimizer=sgd", "--set", "train.learning_rate=1e30")
    result = pupila("train", shapes, *tiny, *reckless, "--out", "r")
    assert result.code == 5
    assert "learning_rate" in result.err


def test_debug_shows_the_whole_error(pupila: Any) -> None:
    with pytest.raises(Exception, match="not/there"):
        pupila("train", "not/there", "--debug")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_saves_and_the_run_is_taken_up(
    pupila: Any, shapes: str, tiny: Any, monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    arguments = ("train", shapes, *tiny, "--epochs", "3", "--device", "cpu")
    assert pupila(*arguments, "--out", "whole").code == 0
    before, asked = signal.getsignal(number), iter([number])
    with monkeypatch.context() as patch:
        patch.setattr(LiveProgress, "listen", lambda screen, event: [signal.raise_signal(one) for one in asked])
        result = pupila(*arguments, "--out", "run")
    assert result.code == code
    assert "pupila train --resume run" in result.err
    assert result.out == ""
    assert signal.getsignal(number) == before
    assert not list(Path("run").rglob("*.tmp"))
    assert json.loads(Path("run/summary.json").read_text())["status"] == "interrupted"
    assert pupila("train", "--resume", "run").code == 0
    assert Path("run/weights.safetensors").read_bytes() == Path("whole/weights.safetensors").read_bytes()
    assert pupila("train", "--resume", "run").code == 4, "there is nothing left to resume"


@pytest.mark.slow
def test_a_process_is_interrupted_by_control_c(shapes: str, tiny: Any) -> None:
    arguments = ["train", shapes, *tiny, "--set", "train.batch_size=1", "--epochs", "100000", "--out", "run"]
    command = [sys.executable, "-m", "pupila.cli.main", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    deadline = time.monotonic() + 60
    while not Path("run/history.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "pupila train --resume run" in err
    assert json.loads(Path("run/summary.json").read_text())["status"] == "interrupted"


def test_what_the_rules_chose_is_said_and_kept(pupila: Any, new_photos: Any) -> None:
    folder = new_photos(Path("photos"))
    result = pupila("train", folder, "--epochs", "1", "--out", "run")
    assert result.code == 0
    assert "16 images of 2 classes" in result.err
    assert "epochs: 1." in result.err
    written = Path("run/recipe.toml").read_text()
    again = pupila("train", "run/recipe.toml", "--out", "again")
    assert again.code == 0
    assert "images of 2 classes" not in again.err, "a recipe that is written out leaves nothing to be chosen"
    assert Path("again/weights.safetensors").read_bytes() == Path("run/weights.safetensors").read_bytes()
    assert 'name = "' in written
    spanish = pupila("train", folder, "--epochs", "1", "--out", "es", "--lang", "es")
    assert "imágenes de 2 clases" in spanish.err


def test_what_the_time_chose_is_said(pupila: Any, shapes: str) -> None:
    options = (
        "model.name=resnet_small",
        "model.widths=[2,3]",
        "model.options.width=2",
        "data.image_sizes=[[10,10],[12,12]]",
    )
    settings = [part for option in (*options, "train.epochs=1", "train.threads=1") for part in ("--set", option)]
    result = pupila("train", shapes, *settings, "--minutes", "1", "--out", "run")
    assert result.code == 0, result.err
    assert "The widest network that the time allows here: resnet_small(width=3)." in result.err
    assert "12x12 pixels" in result.err
