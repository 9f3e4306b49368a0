"""P31 and P32: nothing is ever unpickled, and a model file is believed only where it fits to the last number."""

from __future__ import annotations

import gzip
import io
import shutil
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from corpus.bombs import forget_peak, memory
from corpus.models import MODELS, WEIGHTS, Alter
from corpus.pickles import npz, pickles, torch_file
from house_habits import runs_what_it_reads
from house_source import package_sources, planted

from pupila.data import official
from pupila.data.cifar import parse_cifar10
from pupila.data.download import tar_members
from pupila.data.npz import load_npz
from pupila.data.sources import load
from pupila.errors import DataError, PupilaError, RunError
from pupila.experiments import record
from pupila.experiments.classifier import load_classifier
from pupila.experiments.record import Run

Clear = Callable[..., None]
Counted = Callable[[int], None]
PAYLOADS = list(pickles(Path("mark")))


@pytest.fixture
def own_run(three_colours: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(three_colours, tmp_path / "run"))


@pytest.fixture(params=["torch", "numpy"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Load with torch, and as a new process would, without."""
    if request.param == "numpy":
        monkeypatch.setattr("pupila.experiments.classifier.sys", SimpleNamespace(modules={}))
    return str(request.param)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("alter", MODELS.values(), ids=MODELS)
def test_p32_a_model_file_that_does_not_fit_is_refused(
    alter: Alter, own_run: Path, engine: str, clear: Clear, command: Callable[..., tuple[int, str, str]]
) -> None:
    alter(own_run)
    record.write_manifest(own_run)  # with right sums: nobody but the files themselves can tell
    forget_peak()
    before, begin = memory("VmRSS"), time.process_time()
    with pytest.raises(RunError) as caught:
        load_classifier(Run(own_run))
    assert time.process_time() - begin < 3
    assert memory("VmHWM") - before < 300
    clear(caught.value, naming=str(own_run))
    photo = own_run.parent / "absent.png"
    code, _, err = command("predict", own_run, photo)
    assert (code, "Traceback" in err) == (4, False)


@pytest.mark.parametrize("name", [WEIGHTS, "model.json", "manifest.json"])
def test_p32_a_file_that_differs_from_the_manifest_is_refused(
    name: str, own_run: Path, clear: Clear, counted: Counted
) -> None:
    content = (own_run / name).read_bytes()
    places = range(0, len(content), max(1, len(content) // 60))
    kept = load_classifier(Run(own_run)).class_names
    for at in places:
        changed = bytearray(content)
        changed[at] ^= 0x04
        (own_run / name).write_bytes(changed)
        try:
            loaded = load_classifier(Run(own_run))
        except RunError as error:
            clear(error)
        else:  # a sum of another file, or a letter beside them, may differ
            assert name == "manifest.json"
            assert loaded.class_names == kept
    counted(len(places))


@pytest.mark.parametrize(
    "suffix", [".pt", ".pth", ".pkl", ".pickle", ".joblib", ".bin", ".h5", ".onnx", ".safetensors"]
)
def test_p32_model_files_of_others_are_refused_with_advice(
    suffix: str, tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    mark = tmp_path / "mark"
    path = tmp_path / f"model{suffix}"
    path.write_bytes(torch_file(pickles(mark)["system"]))
    for arguments in (("predict", path, "x.png"), ("evaluate", path), ("report", path), ("predict", path, path)):
        code, _, err = command(*arguments)
        assert code == 4
        assert f"model{suffix}" in err
        assert "safetensors" in err
    assert not mark.exists()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", PAYLOADS)
def test_p31_no_pickle_is_opened_wherever_it_lies(
    name: str, three_colours: Path, tmp_path: Path, clear: Clear, command: Callable[..., tuple[int, str, str]]
) -> None:
    mark = tmp_path / "mark"
    payload = pickles(mark)[name]
    places = {f"{key}.npz": npz(payload, named=key) for key in ("x_train", "y_train", "class_names")}
    places |= {
        "raw.npz": payload,
        "array.npz": b"\x93NUMPY" + payload,
        "data.pkl": payload,
        "data.pt": torch_file(payload),
    }
    for file, content in places.items():
        (tmp_path / file).write_bytes(content)
        with pytest.raises(DataError) as caught:
            load(tmp_path / file)
        clear(caught.value, naming=file)
    run = Path(shutil.copytree(three_colours, tmp_path / "run"))
    for file in (WEIGHTS, "familiar.safetensors", "predictions/test.npz", "examples.npz"):
        content = (run / file).read_bytes() if (run / file).exists() else b""
        (run / file).write_bytes(npz(payload, named="y_train") if file.endswith("npz") else payload)
        record.write_manifest(run)
        code, _, err = command(
            "report" if file.endswith("npz") else "predict", run, *([] if file.endswith("npz") else ["x.png"])
        )
        assert code in (0, 3, 4), err
        (run / file).write_bytes(content)
    for part in ("train", "look", "evaluate"):
        code, _, err = command(part, *([run] if part == "evaluate" else []), tmp_path / "data.pkl")
        assert code in (2, 3), err
    assert not mark.exists()


def test_p31_no_file_of_the_source_unpickles_or_evaluates(counted: Counted) -> None:
    sources = package_sources()
    assert [finding for source in sources for finding in runs_what_it_reads(source)] == []
    counted(len(sources))


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from pickle import loads",
        "def f():\n    import dill",
        "import torch\ntorch.load(p)",
        "import torch\ntorch.load(p, weights_only=True)",
        "import torch\ntorch.jit.load(p)",
        "import torch\ntorch.hub.load(p)",
        "import joblib",
        "import numpy as np\nnp.load(p)",
        "import numpy as np\nnp.load(p, allow_pickle=True)",
        "import numpy as np\nnp.lib.format.read_array(f, allow_pickle=True)",
        "eval(text)",
        "exec(text)",
        "import yaml\nyaml.load(text)",
        "import yaml\nyaml.unsafe_load(text)",
        "import pandas as pd\npd.read_pickle(p)",
        "import builtins\nbuiltins.eval(text)",
    ],
)
def test_p31_the_ban_finds_what_would(text: str) -> None:
    assert runs_what_it_reads(planted("data/split.py", text)) != []


def test_p31_the_hook_would_hear_an_unpickling() -> None:
    """In a process of its own: here it would be found by the hook of these tests."""
    import subprocess

    code = (
        "import sys, pickle\nheard = []\nsys.addaudithook(lambda event, _: heard.append(event))\n"
        "pickle.loads(pickle.dumps(len))\nprint('pickle.find_class' in heard)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "True\n"


def test_p31_cifar_is_read_in_its_binary_form(tmp_path: Path) -> None:
    """The official address is that of the binary archive; the archive of pickles is refused, and none of it opened."""
    known = official.OFFICIAL["cifar10"]
    assert [url.rpartition("/")[2] for remote in known.remotes for url in remote.urls] == ["cifar-10-binary.tar.gz"]
    image = bytes([7]) + bytes(range(256)) * 12
    pixels, labels = parse_cifar10(image)
    assert (pixels.shape, labels.tolist()) == ((1, 32, 32, 3), [7])
    assert pixels[0, 0, :3].tolist() == [[0, 0, 0], [1, 1, 1], [2, 2, 2]]
    mark = tmp_path / "mark"
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name in ("data_batch_1", "test_batch"):
            payload = pickles(mark)["system"]
            info = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            info.size = len(payload)
            archive.addfile(info, io.BytesIO(payload))
    path = tmp_path / "cifar-10-python.tar.gz"
    path.write_bytes(gzip.compress(target.getvalue()))
    with pytest.raises(DataError, match="0 of the 6"):
        official.unpack_cifar10([path], tmp_path / "cifar10.npz")
    with pytest.raises(PupilaError):
        load(path)
    with pytest.raises(DataError):
        load_npz(path)
    assert list(tar_members(path, lambda name: name.endswith(".bin"), max_bytes=10**6, max_total=10**6)) == []
    assert not mark.exists()
