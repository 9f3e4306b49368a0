from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits as sklearn_digits

from pupila import files
from pupila.data.official import CLASS_NAMES
from pupila.data.sources import load, locate
from pupila.errors import DataError, DownloadError

Save = Callable[..., Path]


def test_digits_are_scikit_learns() -> None:
    found, known = load("digits"), sklearn_digits()
    assert np.array_equal(found.images[:, 0], np.rint(known.images * 255 / 16 + 1e-6))
    assert np.array_equal(found.labels, known.target)
    assert (found.class_names, found.source, set(found.given_split.tolist())) == (tuple("0123456789"), "builtin", {""})
    assert len(set(found.ids)) == 1797


def test_digits_without_scikit_learns_file_come_through_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    before = load("digits").fingerprint
    monkeypatch.setattr("pupila.data.digits._TABLE", "nowhere.csv.gz")
    assert load("digits").fingerprint == before


def test_synthetic_takes_words_after_a_colon() -> None:
    found = load("synthetic:examples=10,size=8,classes=2", channels="grey")
    assert found.images.shape == (10, 1, 8, 8)
    assert found.source == "synthetic:examples=10,size=8,classes=2"
    assert load("synthetic").num_examples == 600


def test_a_named_set_is_found_in_the_data_folder_then_in_the_cache(
    save_npz: Save, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place, cached = tmp_path / "mine", tmp_path / "cache" / "data"
    for folder in (place, cached):
        folder.mkdir(parents=True)
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path / "cache"))
    save_npz().rename(cached / "fashion_mnist.npz")
    assert locate("fashion_mnist") == cached / "fashion_mnist.npz"
    monkeypatch.setenv("PUPILA_DATA", str(place))
    assert locate("fashion_mnist") == cached / "fashion_mnist.npz"
    save_npz().rename(place / "fashion_mnist.npz")
    found = load("fashion_mnist")
    assert found.source == str(place / "fashion_mnist.npz")
    assert found.class_names == CLASS_NAMES["fashion_mnist"]


def test_flowers_may_be_called_flower_photos(two_classes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_classes.rename(two_classes.parent / "flower_photos")
    monkeypatch.setenv("PUPILA_DATA", str(two_classes.parent))
    found = load("flowers")
    assert (found.name, found.class_names) == ("flowers", ("cat", "dog"))


def test_a_set_that_is_nowhere_is_downloaded_or_the_manual_way_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path))
    with pytest.raises(DataError, match=r"pupila data fetch cifar10.*\$PUPILA_DATA/cifar10.npz"):
        locate("cifar10", download=False)
    with pytest.raises(
        DownloadError, match=r"cifar-10-binary.tar.gz.*\$PUPILA_DATA/cifar10.npz"
    ):  # tests have no network
        load("cifar10")


def test_a_folder_is_cached_in_the_users_cache(
    two_classes: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path / "c"))
    first = load(str(two_classes))
    assert len(list((tmp_path / "c" / "images").glob("*.npy"))) == 1
    assert load(two_classes).fingerprint == first.fingerprint


def test_arrays_are_fitted_to_size_and_channels(save_npz: Save) -> None:
    path = save_npz()
    found = load(path, image_size=(8, 10), channels="colour")
    assert found.images.shape == (18, 3, 8, 10)
    assert found.original_sizes[0].tolist() == [4, 5]
    assert found.pixels.flags.c_contiguous
    assert found.digests[0] != load(path).digests[0]
    assert np.array_equal(load(path, image_size=(4, 5)).images, load(path).images)


def test_the_file_of_a_known_set_gets_its_class_names(save_npz: Save) -> None:
    path = save_npz()
    found = load(path.rename(path.with_name("cifar10.npz")))
    assert found.class_names[3] == "cat"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("mnits", "Did you mean 'mnist'"),
        ("fashion-mnist", "Did you mean 'fashion_mnist'"),
        ("nowhere/at/all", "no file or folder 'nowhere/at/all'"),
        ("photos.zip", "no file or folder 'photos.zip'"),
    ],
)
def test_a_source_that_is_not_there_is_answered(source: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load(source)


@pytest.mark.parametrize("variable", [None, "PUPILA_DATA", "PUPILA_CACHE"])
def test_a_home_that_nobody_has_is_a_path_that_is_not_there(
    variable: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable is not None:
        monkeypatch.setenv(variable, "~nobody-at-all/data")
        with pytest.raises(DataError, match="mnist"):
            locate("mnist", download=False)
        return
    with pytest.raises(DataError, match="no file or folder '~nobody-at-all/x'"):
        load("~nobody-at-all/x")


def test_ones_own_home_is_found(two_classes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(two_classes.parent))
    assert load(f"~/{two_classes.name}").class_names == ("cat", "dog")


def test_a_file_that_is_no_npz_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    path.write_bytes(b"PK")
    with pytest.raises(DataError, match=r"neither a folder nor an .npz file"):
        load(path)


def test_a_folder_with_the_name_of_a_set_is_reached_by_its_path(
    two_classes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_classes.rename(two_classes.parent / "digits")
    monkeypatch.chdir(two_classes.parent)
    assert load("./digits").class_names == ("cat", "dog")
    assert load(Path("digits")).class_names == ("cat", "dog")
    assert load("digits").num_classes == 10


def test_loading_needs_neither_torch_nor_scikit_learn() -> None:
    script = (
        "import sys; from pupila.data.sources import load; load('digits'); "
        "print(sorted({'torch', 'sklearn', 'scipy', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_cache_folder_is_the_users_unless_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path))
    assert files.cache_root() == tmp_path
    monkeypatch.delenv("PUPILA_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert files.cache_root().name == "pupila"


@pytest.mark.real("flowers")
def test_the_flowers_are_all_there() -> None:
    found = load("flowers", image_size=(32, 32))
    assert found.counts == {"daisy": 633, "dandelion": 898, "roses": 641, "sunflowers": 699, "tulips": 799}
    assert found.skipped == ()
    start = time.monotonic()
    assert load("flowers", image_size=(32, 32)).fingerprint == found.fingerprint
    assert time.monotonic() - start < 3


@pytest.mark.real("mnist", "fashion_mnist", "cifar10")
@pytest.mark.parametrize(
    ("name", "shape", "train", "per_class"),
    [
        ("mnist", (70_000, 1, 28, 28), 60_000, None),
        ("fashion_mnist", (70_000, 1, 28, 28), 60_000, 7_000),
        ("cifar10", (60_000, 3, 32, 32), 50_000, 6_000),
    ],
)
def test_the_well_known_sets_are_what_they_should_be(
    name: str, shape: tuple[int, ...], train: int, per_class: int | None
) -> None:
    found = load(name)
    assert found.images.shape == shape
    assert (found.given_split == "train").sum() == train
    assert found.class_names == CLASS_NAMES[name]
    assert per_class is None or set(found.counts.values()) == {per_class}
