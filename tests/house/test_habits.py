"""No print outside cli, no assert, no hidden dice, no file written past one door, nothing that runs what it reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from house_habits import asserts, global_dice, prints, runs_what_it_reads, writes
from house_source import Source, clean, package_sources, planted

Checker = Callable[[Source], list[str]]
CHECKERS = (prints, asserts, global_dice, writes, runs_what_it_reads)
SOURCES = [pytest.param(source, id=source.path) for source in package_sources()]

FAULTS: dict[Checker, tuple[str, ...]] = {
    prints: ("print('done')", "def f():\n    print()", "import sys\nsys.stderr.write('x')", "breakpoint()"),
    asserts: ("assert True", "def f(x):\n    assert x > 0, 'positive'"),
    global_dice: (
        "import random",
        "from random import choice",
        "import numpy as np\nnp.random.seed(0)",
        "import numpy as np\nnp.random.permutation(3)",
        "from numpy.random import rand\nrand(3)",
        "import numpy as np\nrng = np.random.default_rng()",
        "import torch\ntorch.manual_seed(0)",
        "from torch import manual_seed as seed\nseed(0)",
        "import torch\ntorch.cuda.manual_seed_all(0)",
        "import torch\ntorch.randperm(10)",
        "import torch\ntorch.rand_like(x)",
        "import torch\nx.uniform_(0, 1)",
        "from torch import nn\nnn.init.xavier_uniform_(w)",
        "import torch.nn.functional as F\nF.dropout(x, 0.2)",
        "from torch import nn\nnn.Dropout2d(0.2)",
        "import torch\ntorch.nn.Dropout(0.2)",
        "from torch.utils.data import DataLoader\nDataLoader(d, shuffle=True)",
        "from sklearn.model_selection import train_test_split\ntrain_test_split(x)",
    ),
    writes: (
        "open('a.txt', 'w')",
        "open(path, mode='ab')",
        "open(path, mode)",
        "path.open('x')",
        "from pathlib import Path\nPath('a').write_text('b')",
        "path.write_bytes(b'')",
        "import numpy as np\nnp.save(path, x)",
        "import numpy as np\nnp.savez_compressed('a.npz', x=x)",
        "import numpy as np\nnp.memmap(path, mode='w+')",
        "x.tofile(path)",
        "from PIL import Image\nimage.save(path)",
        "import os\nos.replace(a, b)",
        "import os\nos.open(path, os.O_WRONLY | os.O_CREAT)",
        "import shutil\nshutil.copyfile(a, b)",
        "import tempfile\ntempfile.NamedTemporaryFile()",
        "from safetensors.torch import save_file\nsave_file(x, path)",
        "import zipfile\nzipfile.ZipFile(path, 'w')",
        "archive.extractall(folder)",
    ),
    runs_what_it_reads: (
        "import pickle",
        "from joblib import load",
        "def f():\n    import cloudpickle",
        "import torch\ntorch.load(path)",
        "from torch import load\nload(path)",
        "import torch\ntorch.save(x, path)",
        "eval('1')",
        "exec(text)",
        "import numpy as np\nnp.load(path)",
        "import numpy as np\nnp.load(path, allow_pickle=True)",
        "import subprocess\nsubprocess.run(line, shell=True)",
    ),
}

INNOCENT = (
    "import numpy as np\nrng = np.random.default_rng(seed)\nrng.permutation(3)",
    "import torch\ntorch.randperm(10, generator=g)\nx.uniform_(0, 1, generator=g)\ntorch.Generator().manual_seed(0)",
    "import torch\ntorch.get_rng_state()\nmodel.eval()\nre.compile('x')\ntext.replace('a', 'b')",
    "open(path)\nopen(path, 'rb')\nopen(path, encoding='utf-8')\npath.open()",
    "from pupila import files\nfiles.write_text(path, 'x')\nfiles.write_bytes(path, b'')",
    "import io\nimport numpy as np\nbuffer = io.BytesIO()\nnp.savez(buffer, x=x)",
    "import io\nfrom PIL import Image\nwith io.BytesIO() as buffer:\n    image.save(buffer, 'PNG')",
    "checkpoint.save(step)",
    "import numpy as np\nwith files.replacing(path) as file:\n    np.save(file, x)",
    "import os\nos.open(path, os.O_RDONLY | os.O_NONBLOCK)",
    "import numpy as np\nnp.load(path, allow_pickle=False)\nnp.memmap(path, mode='r')",
    "Image.open(buffer, formats=('PNG',))\nlogger.info('printed')\nself.model.load(x)",
)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("checker", CHECKERS)
def test_the_source_keeps_the_habits(source: Source, checker: Checker) -> None:
    clean(checker(source))


@pytest.mark.parametrize("checker, text", [(checker, text) for checker, texts in FAULTS.items() for text in texts])
def test_a_planted_fault_is_found(checker: Checker, text: str) -> None:
    assert len(checker(planted("data/split.py", text))) == 1


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_a_fault_is_let_through(checker: Checker, text: str) -> None:
    assert checker(planted("data/split.py", text)) == []


def test_the_command_line_prints_and_the_door_writes() -> None:
    assert prints(planted("cli/main.py", "print('done')")) == []
    assert writes(planted("files.py", "open(path, 'xb')")) == []
