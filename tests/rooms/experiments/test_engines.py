"""NumPy and torch give the same answers for trained networks of every kind, and the right one of them is asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pupila import files
from pupila.errors import RunError, UsageError
from pupila.experiments import classifier as door
from pupila.experiments import record
from pupila.experiments.classifier import load_classifier
from pupila.experiments.engines import NumpyEngine, ThriftyEngine
from pupila.experiments.record import Run
from pupila.experiments.run import train
from pupila.experiments.torch_engine import TorchEngine

NETWORKS = {
    "mlp": ["flatten", "dense 16 tanh", "dropout 0.1", "dense classes"],
    "one layer": ["flatten", "dense classes"],
    "convolutions": [
        "conv 6 3x3 same",
        "batchnorm",
        "relu",
        "maxpool 2 same",
        "conv 8 3x3 silu",
        "flatten",
        "dense classes",
    ],
    "whitened": ["whiten 2x2", "gelu", "conv 8 3x3 nobias", "batchnorm", "sigmoid", "globalpool max", "dense classes"],
    "residual": [
        "residual 6 3x3 stride 2",
        "residual 6 3x3 silu",
        "avgpool 2",
        "globalpool",
        "dense 9 gelu",
        "dense classes",
    ],
    "ends in a block": ["conv 4 3x3 relu", "residual 3 3x3 stride 2", "globalpool"],
    "mirrored": ["conv 6 3x2 tanh groups 3", "avgpool 2 same", "flatten", "dense classes"],
}


@pytest.fixture(scope="module")
def photos_of_many(tmp_path_factory: pytest.TempPathFactory, new_photos: Any) -> Path:
    """Return enough photos that a threshold can be fitted."""
    return Path(new_photos(tmp_path_factory.mktemp("data") / "many", count=50))


@pytest.fixture(scope="module", params=list(NETWORKS))
def run(request: pytest.FixtureRequest, photos_of_many: Path, new_recipe: Any, tmp_path_factory: Any) -> Run:
    """Return a finished run of one kind of network; not to be changed."""
    values = {
        "model__layers": NETWORKS[request.param],
        "model__mirror": request.param == "mirrored",
        "data__scale": "standardise" if request.param != "mlp" else "unit",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        patch.setenv("PUPILA_CACHE", str(tmp_path_factory.mktemp("cache")))
        return train(new_recipe(str(photos_of_many), **values), out=tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture
def strange(tmp_path: Path) -> list[Path]:
    """Return image files that no network was trained on."""
    dice = np.random.default_rng(0)
    for number in range(20):
        pixels = dice.integers(0, 256, (14, 12, 3), dtype=np.uint8) if number % 2 else np.full((9, 9, 3), 12 * number)
        Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / f"{number:02d}.png")
    return sorted(tmp_path.glob("*.png"))


def some_pixels(count: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (count, 14, 12, 3), dtype=np.uint8)


def test_both_engines_answer_alike(run: Run, photos_of_many: Path, strange: list[Path]) -> None:
    in_numpy, in_torch = (load_classifier(run, engine=name) for name in ("numpy", "torch"))
    assert isinstance(in_numpy.engine, NumpyEngine)
    assert isinstance(in_torch.engine, TorchEngine)
    paths = [*sorted(photos_of_many.rglob("*.png")), *strange]
    pairs = list(zip(in_numpy.predict_files(paths), in_torch.predict_files(paths), strict=True))
    assert in_numpy.gate is not None
    assert in_numpy.gate == in_torch.gate
    threshold = in_numpy.gate.threshold
    for one, other in pairs:
        assert one.probabilities == pytest.approx(other.probabilities, abs=1e-5)
        assert one.class_name == other.class_name
        assert one.distance == pytest.approx(other.distance, abs=2e-3)
        # A validation image stands exactly on the threshold, and rounding puts it on either side.
        assert one.unsure == other.unsure or one.distance == pytest.approx(threshold, abs=1e-5)


def test_both_engines_see_the_same_in_the_same_order(run: Run) -> None:
    pixels = some_pixels(5)
    seen = [load_classifier(run, engine=name).engine.look(pixels, watch=True)[1] for name in ("numpy", "torch")]
    assert seen[0] is not None
    assert seen[1] is not None
    assert seen[0].dtype == seen[1].dtype == np.float32
    # One value per channel has no spread, and torch's figure for it is what rounding leaves.
    assert seen[0] == pytest.approx(seen[1], abs=2e-3)


def test_the_torch_network_can_be_asked_for(run: Run) -> None:
    classifier, pixels = load_classifier(run, engine="numpy"), some_pixels(3)
    before = classifier.predict(pixels)
    assert classifier.model is classifier.model
    assert not classifier.model.training
    assert np.array_equal(before, classifier.predict(pixels))
    assert TorchEngine(classifier.model, preprocess=classifier.preprocess).look(pixels, watch=False)[
        0
    ] == pytest.approx(before, abs=1e-5)


def test_little_memory_gives_the_same(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, pixels = load_classifier(finished, engine="numpy").engine, some_pixels(11)
    whole = engine.look(pixels, watch=True)
    monkeypatch.setattr("pupila.experiments.engines._ROOM", 100_000)
    parts = engine.look(pixels, watch=True)
    assert whole[1] is not None
    assert parts[1] is not None
    assert parts[0] == pytest.approx(whole[0], abs=1e-6)
    assert parts[1] == pytest.approx(whole[1], abs=1e-5)


class Counting:
    """Stand in for an engine, and count the images that it is asked for."""

    def __init__(self, work: int = 10) -> None:
        self.work, self.count, self.model = work, 0, "the network"

    def look(self, pixels: NDArray[np.uint8], *, watch: bool, ahead: int = 0) -> tuple[NDArray[np.float32], None]:
        self.count += len(pixels)
        return np.ones((len(pixels), 1), np.float32), None


def thrifty(most: int) -> tuple[ThriftyEngine, Counting, Counting]:
    first, second = Counting(), Counting()
    first.in_torch = second  # type: ignore[attr-defined]
    return ThriftyEngine(first, most_work=most), first, second  # type: ignore[arg-type]


def test_torch_is_loaded_once_there_is_much_to_compute() -> None:
    engine, in_numpy, in_torch = thrifty(100)
    for _ in range(4):
        engine.look(some_pixels(3), watch=False)
    assert (in_numpy.count, in_torch.count) == (9, 3)
    engine.look(some_pixels(1), watch=False)
    assert (in_numpy.count, in_torch.count) == (9, 4)


def test_torch_is_loaded_at_once_where_much_is_announced() -> None:
    engine, in_numpy, in_torch = thrifty(100)
    engine.look(some_pixels(3), watch=False, ahead=8)
    assert (in_numpy.count, in_torch.count) == (0, 3)


def test_files_announce_how_many_follow(finished: Run, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_BATCH", 4)
    classifier = load_classifier(finished, engine="numpy")
    told = []
    look = classifier.engine.look

    def spy(pixels: NDArray[np.uint8], *, watch: bool, ahead: int = 0) -> Any:
        told.append(ahead)
        return look(pixels, watch=watch, ahead=ahead)

    monkeypatch.setattr(classifier.engine, "look", spy)
    paths = sorted((photos / "red").glob("*.png"))[:9]
    assert len(list(classifier.predict_files(paths))) == 9
    assert told == [5, 1, 0]
    told.clear()
    assert len(list(classifier.predict_files(iter(paths)))) == 9  # nobody knows how many
    assert told == [0, 0, 0]


def test_torch_answers_where_it_is_loaded_anyhow(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(load_classifier(finished).engine, TorchEngine)
    monkeypatch.setattr(door, "sys", SimpleNamespace(modules={}))
    assert isinstance(load_classifier(finished).engine, ThriftyEngine)


def test_an_engine_that_cannot_be_had_is_refused(finished: Run) -> None:
    with pytest.raises(UsageError, match="auto, numpy, torch"):
        load_classifier(finished, engine="nunpy")
    with pytest.raises(UsageError, match="processor"):
        load_classifier(finished, engine="numpy", device="cuda")


def test_no_images_have_no_answers(finished: Run) -> None:
    for name in ("numpy", "torch"):
        assert load_classifier(finished, engine=name).predict(some_pixels(0)).shape == (0, 3)


@pytest.mark.parametrize("change", ["shape", "name", "fewer", "more"])
def test_weights_that_do_not_fit_are_named(own_run: Run, change: str) -> None:
    from safetensors.numpy import load, save

    path = own_run.path / "weights.safetensors"
    weights = load(path.read_bytes())
    bias = weights.pop("dense1.bias")
    if change == "shape":
        weights["dense1.bias"] = np.append(bias, np.float32(0))
    elif change == "name":
        weights["dense1.bios"] = bias
    elif change == "more":
        weights |= {"dense1.bias": bias, "dense2.bias": bias}
    files.write_bytes(path, save(weights))
    record.write_manifest(own_run.path)
    for engine in ("numpy", "torch"):
        with pytest.raises(RunError, match="do not fit") as caught:
            load_classifier(own_run, engine=engine)
        assert engine == "torch" or "dense" in str(caught.value)


def test_a_run_of_before_the_mirror_is_read(own_run: Run) -> None:
    content = json.loads((own_run.path / "model.json").read_text())
    before = load_classifier(own_run, engine="numpy").predict(some_pixels(2))
    del content["mirror"]
    files.write_json(own_run.path / "model.json", content)
    record.write_manifest(own_run.path)
    assert np.array_equal(before, load_classifier(own_run, engine="numpy").predict(some_pixels(2)))


def test_a_classifier_that_is_loaded_needs_its_folder_no_more(own_run: Run) -> None:
    classifier = load_classifier(own_run, engine="numpy")
    shutil.rmtree(own_run.path)
    assert classifier.predict(some_pixels(2)).shape == (2, 3)
    assert classifier.model is not None
