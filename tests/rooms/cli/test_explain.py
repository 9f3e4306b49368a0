from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import pupila
from pupila.cli.main import run
from pupila.data.image_io import encode_png
from pupila.errors import RunError, UsageError
from pupila.experiments.config import build_recipe
from pupila.experiments.run import train

LINES = ["C1: conv 4 5x5 relu", "maxpool 2", "flatten", "dense classes"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a very small network for an epoch."""
    content = {
        "name": "small",
        "data": {"source": "synthetic:size=16,examples=120,classes=3"},
        "model": {"layers": LINES},
        "train": {"epochs": 1, "threads": torch.get_num_threads()},
    }
    path = train(build_recipe(content), out=tmp_path_factory.mktemp("runs") / "small").path
    torch.set_flush_denormal(False)  # training sets it for its process, which here goes on to other tests
    return path


@pytest.fixture
def image(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    path = tmp_path / "photo.png"
    path.write_bytes(encode_png(pixels))
    return path


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(["explain", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_named_model_is_told_with_its_sums(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "lenet5"]) == 0
    told = capsys.readouterr().out
    assert "61,706 parameters" in told
    assert "(5 x 5 x 6 + 1) x 16 = 2,416 parameters" in told
    assert "10x10x16" in told
    assert list(Path().iterdir()) == []


def test_it_speaks_spanish(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "lenet5", "--lang", "es"]) == 0
    told = capsys.readouterr().out
    assert "(5 x 5 x 6 + 1) x 16 = 2.416 parámetros" in told
    assert "campo receptivo" in told


def test_json_is_as_agreed(capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, "lenet5")
    assert list(found) == ["layers", "parameters", "multiply_adds"]
    assert found["parameters"] == 61706
    assert [layer["name"] for layer in found["layers"]][:3] == ["C1", "S2", "C3"]
    assert found["layers"][2]["output_shape"] == [16, 10, 10]
    assert found["layers"][2]["receptive_field"] == [14, 14]


@pytest.mark.parametrize(
    "arguments, parameters",
    [
        (["mlp(units=500)"], 784 * 500 + 500 + 5010),
        (["lenet5", "--input", "32", "32", "3"], None),
        (["cifar_deep", "--classes", "3"], 307498 - 7 * 2049),
        (["n2-cifar10-deep"], 307498),
        (["n3-flowers"], 3989285),
        (["n5-fashion-mlp"], 101770),
        (["auto"], None),
    ],
)
def test_models_and_recipes_know_their_images(
    arguments: list[str], parameters: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = as_json(capsys, *arguments)
    assert parameters is None or found["parameters"] == parameters


def test_a_recipe_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.toml").write_text('[data]\nsource = "mnist"\n[model]\nlayers = ["flatten", "dense classes"]\n')
    assert as_json(capsys, "mine.toml")["parameters"] == 7850


def test_a_run_knows_its_own(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, str(trained))
    weights = 5 * 5 * 3 + 1
    assert found["layers"][0]["parameters"] == 4 * weights
    assert found["layers"][-1]["output_shape"] == [3]


def test_an_image_is_followed_through_a_run(trained: Path, image: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(trained), "--image", str(image)]) == 0
    told = capsys.readouterr().out
    page = Path("explain-small/explain.html")
    assert str(page) in told
    assert {file.name for file in (page.parent / "pictures").iterdir()} == {
        "photo.png", "seen.png", "gradcam.png", "occlusion.png", "kernels.png",
        "01-C1.png", "02-pool1.png", "03-flatten1.png", "04-dense1.png",
    }  # fmt: skip
    assert "Grad-CAM of C1" in page.read_text(encoding="utf-8")
    found = as_json(capsys, str(trained), "--image", str(image), "--out", "other")
    assert found["page"] == "other/explain.html"
    assert len(found["pictures"]) == 9


def test_a_network_that_is_not_trained_says_so(image: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "mlp", "--image", str(image), "--out", "page"]) == 0
    assert "not trained" in capsys.readouterr().out
    page = Path("page/explain.html").read_text(encoding="utf-8")
    assert "not trained" in page
    assert "Occlusion" not in page
    assert not Path("page/pictures/kernels.png").exists()


def test_no_torch_without_an_image(trained: Path) -> None:
    code = (
        "import sys; from pupila.cli.main import run\n"
        f"for target in ('lenet5', 'n1-cifar10-small', {str(trained)!r}):\n"
        "    status = run(['explain', target, '--out', 'page'])\n"
        "    if status or 'torch' in sys.modules: sys.exit(f'{target}: {status}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (["lenet"], 2, "Did you mean 'lenet5'?"),
        (["zzz"], 2, "no model, recipe or run 'zzz'"),
        (["nowhere/run"], 4, "no run 'nowhere/run'"),
        (["here.toml"], 2, "here.toml"),
        (["lenet5", "--input", "4", "4", "1"], 2, "6x2x2 arrives"),
        (["mlp(unit=3)"], 2, "Did you mean 'units'?"),
        (["lenet5", "--image", "gone.png"], 3, "gone.png"),
        (["mlp", "--input", "8", "8", "2", "--image", "gone.png"], 2, "2 channels"),
    ],
)
def test_mistakes_are_answered(arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", *arguments]) == code
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""


def test_a_run_cannot_be_given_another_shape(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(trained), "--classes", "4"]) == 2
    assert "leave out --input and --classes" in capsys.readouterr().err


def test_damaged_and_foreign_runs_are_explained(trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in ("summary.json", "model.json", "recipe.toml"):
        (folder / name).write_bytes((trained / name).read_bytes())
    content = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**content, "layers": None}))
    with pytest.raises(RunError, match=r"pupila\.explain"):
        pupila.explain(folder)
    (folder / "model.json").write_text("{}")
    with pytest.raises(RunError, match="damaged"):
        pupila.explain(folder)
    (folder / "model.json").unlink()
    with pytest.raises(RunError, match="not finished"):
        pupila.explain(folder)


def test_python_explains_models_lists_runs_and_modules(trained: Path, image: Path) -> None:
    assert pupila.explain("lenet5").parameters == 61706
    assert pupila.explain(LINES, input_shape=(1, 8, 8), num_classes=2).layers[0].output_shape == (4, 4, 4)
    assert pupila.explain(pupila.load_run(trained)).class_names != ()
    found = pupila.explain(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), input_shape=(1, 28, 28))
    assert found.parameters == 7850
    pupila.explain(trained, image=image, out="there", language="es")
    assert "Dónde miró" in Path("there/explain.html").read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="input_shape"):
        pupila.explain(nn.Flatten())
    with pytest.raises(UsageError, match="image="):
        pupila.explain(nn.Flatten(), input_shape=(1, 4, 4), image=image)
