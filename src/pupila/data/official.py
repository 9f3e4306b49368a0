"""Bring the well-known data sets from their official places and turn them into what `sources` reads.

Every archive is known by its SHA-256, taken from the checksum lists of TensorFlow Datasets
(github.com/tensorflow/datasets, folder tensorflow_datasets/url_checksums: mnist.txt at commit 31f1255e,
fashion_mnist.txt, cifar10.txt and tf_flowers.txt at commit 333639b3). CIFAR-10 is the binary archive, so that nothing
needs to be unpickled.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila import files
from pupila.data.cifar import parse_cifar10
from pupila.data.download import Progress, Remote, fetch, tar_members
from pupila.data.idx import read_idx
from pupila.errors import DataError, DownloadError, RunError

_PAUSE = 0.2  # seconds until it is asked again whether another process has done

FLOWERS = ("daisy", "dandelion", "roses", "sunflowers", "tulips")

CLASS_NAMES: Mapping[str, tuple[str, ...]] = {
    "mnist": tuple("0123456789"),
    "fashion_mnist": (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    "cifar10": ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
}

_MNIST = ("https://storage.googleapis.com/cvdf-datasets/mnist", "https://ossci-datasets.s3.amazonaws.com/mnist")
_FASHION = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets",
)
_IDX_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


@dataclass(frozen=True)
class Official:
    """Say where a data set comes from and how it is unpacked.

    Args:
        remotes: The files, in the order in which `unpack` wants them.
        unpack: Turns the downloaded files into the target.
        target: Name of the file or folder made of them.
    """

    remotes: tuple[Remote, ...]
    unpack: Callable[[list[Path], Path], None]
    target: str


def fetch_official(name: str, folder: Path, *, progress: Progress | None = None) -> Path:
    """Download the data set `name` and put it into `folder` as one `.npz` file or one folder of photos.

    Where another process is fetching it, its end is waited for; what it has fetched by then is taken.

    Args:
        name: A key of `OFFICIAL`.
        folder: Where the data goes; the archives are removed afterwards.
        progress: Called with (bytes, total bytes, "data.doing_download"), and while another process is waited for.

    Raises:
        DownloadError: No network, no mirror with the right file, or a folder that cannot be written to; the manual
            way is told.
        DataError: The archive's content is not what was expected.
    """
    official = OFFICIAL[name]
    target = folder / official.target
    manual = f"$PUPILA_DATA/{official.target}"
    downloads = folder / "downloads" / name
    try:
        with _in_turn(downloads.with_suffix(".lock"), progress) as alone:
            if not target.exists():
                downloads.mkdir(parents=True, exist_ok=True)
                if alone:
                    _sweep(target, downloads)
                paths = [fetch(remote, downloads, manual=manual, progress=progress) for remote in official.remotes]
                official.unpack(paths, target)
            with contextlib.suppress(OSError):
                files.remove_folder(downloads)
    except OSError as error:
        raise DownloadError("data.download_place", path=folder, reason=error, manual=manual) from None
    return target


@contextlib.contextmanager
def _in_turn(path: Path, progress: Progress | None) -> Iterator[bool]:
    """Hold a lock, once whoever holds it has let it go; False on a disk that knows no locks."""
    with contextlib.ExitStack() as held:
        alone = False
        while not alone:
            try:
                held.enter_context(files.lock(path))
                alone = True
            except RunError as error:
                if error.values["holder"] == "?":  # who holds a lock has written its name there
                    break
                if progress is not None:
                    progress(0, 1, "data.doing_wait")  # who listens may leave
                time.sleep(_PAUSE)
        try:
            yield alone
        finally:
            if alone:
                path.unlink(missing_ok=True)


def _sweep(target: Path, downloads: Path) -> None:
    """Remove what a process that was killed while it fetched `target` left of it; only for who holds its lock."""
    files.sweep(downloads)
    for left in target.parent.glob(f".{target.name}.*{files.TEMPORARY_SUFFIX}"):
        files.remove_folder(left) if left.is_dir() else files.disk.remove(left)


def unpack_idx(paths: list[Path], target: Path) -> None:
    """Turn MNIST's four IDX files into one `.npz`."""
    x_train, x_test = (read_idx(paths[index], dimensions=3) for index in (0, 2))
    y_train, y_test = (read_idx(paths[index], dimensions=1) for index in (1, 3))
    _write_npz(target, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


def unpack_cifar10(paths: list[Path], target: Path) -> None:
    """Turn CIFAR-10's binary archive into one `.npz`."""
    batches = [f"cifar-10-batches-bin/data_batch_{index}.bin" for index in range(1, 6)]
    test = "cifar-10-batches-bin/test_batch.bin"
    wanted = {*batches, test}
    members = dict(tar_members(paths[0], wanted.__contains__, max_bytes=1 << 26, max_total=1 << 28))
    _expect(len(members), len(wanted), paths[0])
    parsed = {name: parse_cifar10(content, name=name) for name, content in members.items()}
    x_train, y_train = (np.concatenate([parsed[name][part] for name in batches]) for part in (0, 1))
    _write_npz(target, x_train=x_train, y_train=y_train, x_test=parsed[test][0], y_test=parsed[test][1])


def unpack_flowers(paths: list[Path], target: Path, *, expected: int = 3_670) -> None:
    """Turn the archive of flower photos into a folder with one sub-folder a class, their licence beside them."""
    photo = re.compile(rf"flower_photos/(?:{'|'.join(FLOWERS)})/\w[\w.-]*\.jpg")
    licence = "flower_photos/LICENSE.txt"
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{files.TEMPORARY_SUFFIX}")
    photos = 0
    try:
        for name, content in tar_members(
            paths[0],
            lambda found: found == licence or photo.fullmatch(found) is not None,
            max_bytes=1 << 24,
            max_total=1 << 29,
        ):
            photos += name != licence
            place = temporary.joinpath(*name.split("/")[1:])
            files.write_bytes(place, content)
        _expect(photos, expected, paths[0])
        files.disk.replace(temporary, target)
        files.sync_folder(target.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _expect(found: int, expected: int, path: Path) -> None:
    if found != expected:
        raise DataError("data.archive_count", path=path, found=found, expected=expected)


def _write_npz(target: Path, **arrays: NDArray[np.generic]) -> None:
    with files.replacing(target) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type,unused-ignore]


def _remotes(folders: tuple[str, ...], known: tuple[tuple[int, str], ...]) -> tuple[Remote, ...]:
    return tuple(
        Remote(tuple(f"{folder}/{name}" for folder in folders), digest, size)
        for name, (size, digest) in zip(_IDX_FILES, known, strict=True)
    )


OFFICIAL: Mapping[str, Official] = {
    "mnist": Official(
        _remotes(
            _MNIST,
            (
                (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
            ),
        ),
        unpack_idx,
        "mnist.npz",
    ),
    "fashion_mnist": Official(
        _remotes(
            _FASHION,
            (
                (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            ),
        ),
        unpack_idx,
        "fashion_mnist.npz",
    ),
    "cifar10": Official(
        (
            Remote(
                ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                170_052_171,
            ),
        ),
        unpack_cifar10,
        "cifar10.npz",
    ),
    "flowers": Official(
        (
            Remote(
                (
                    "https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz",
                    "http://download.tensorflow.org/example_images/flower_photos.tgz",
                ),
                "4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c",
                228_813_984,
            ),
        ),
        unpack_flowers,
        "flowers",
    ),
}
