from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pupila.data.npz import load_npz
from pupila.data.pixels import to_channels
from pupila.errors import DataError

Save = Callable[..., Path]


def test_arrays_become_a_data_set(save_npz: Save) -> None:
    path = save_npz(x_val=np.zeros((3, 4, 5), np.uint8), y_val=np.array([2, 1, 0], np.uint8))
    found = load_npz(path)
    assert (found.name, found.source, found.class_names) == ("toy", str(path), ("0", "1", "2"))
    assert found.images.shape == (21, 1, 4, 5)
    assert found.given_split.tolist() == ["train"] * 12 + ["val"] * 3 + ["test"] * 6
    assert (found.ids[0], found.ids[11], found.ids[12], found.ids[20]) == (
        "train/00000",
        "train/00011",
        "val/00000",
        "test/00005",
    )
    with np.load(path) as arrays:
        assert np.array_equal(found.images[15:, 0], arrays["x_test"])
    assert found.labels.dtype == np.int64


def test_colour_is_channels_last_in_the_file_and_first_in_the_data_set(save_npz: Save) -> None:
    colour = np.random.default_rng(3).integers(0, 256, (12, 4, 5, 3), np.uint8)
    found = load_npz(save_npz(x_train=colour, x_test=None, y_test=None))
    assert np.array_equal(found.images, colour.transpose(0, 3, 1, 2))
    assert found.pixels.flags.c_contiguous


def test_class_names_come_from_the_file_then_from_the_caller(save_npz: Save) -> None:
    path = save_npz(class_names=np.array(["ant", "bee", "cow", "dog"]))
    assert load_npz(path, class_names=("x", "y", "z")).class_names == ("ant", "bee", "cow", "dog")
    assert load_npz(save_npz(), class_names=("x", "y", "z")).class_names == ("x", "y", "z")


@pytest.mark.parametrize("names", [np.array(["a", "a", "b"]), np.array([1, 2, 3]), np.array([], "<U1")])
def test_class_names_that_name_nothing_are_refused(names: np.ndarray, save_npz: Save) -> None:
    with pytest.raises(DataError, match="class_names"):
        load_npz(save_npz(class_names=names))


def test_one_column_of_labels_is_taken(save_npz: Save) -> None:
    assert load_npz(save_npz(y_train=(np.arange(12) % 3)[:, None])).labels[:4].tolist() == [0, 1, 2, 0]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.full(12, -1), r"outside 0 to 1.*\[0\] -1, \[1\] -1"),
        (np.array([0, 1, 2, -100, 0, 1, 2, 0, 1, 2, 0, 1]), r"outside 0 to 2.*\[3\] -100"),
        (np.array([0, 1, 2, 99, 0, 1, 2, 0, 1, 2, 0, 1]), r"\[3\] 99"),
        (np.array([0.0, 1, 2, np.nan, 0, 1, 2, 0, 1, 2, 0, 1]), r"float64.*\[3\] nan"),
        (np.linspace(0, 2, 12), r"whole numbers.*\[1\] 0.18"),
        ((np.arange(12) % 3).astype(float), r"float64.*int64"),
        (np.array(["cat"] * 12), "<U3"),
        (np.arange(12) % 2 == 0, "bool"),
        (np.eye(3)[np.arange(12) % 3].astype(int), r"\(12, 3\).*argmax\(axis=1\)"),
        (np.arange(11) % 3, r"12 images but 11 labels in 'y_train'"),
        (np.zeros(12, int), "only one class"),
    ],
)
def test_labels_that_cannot_be_used_are_refused_and_named(labels: np.ndarray, message: str, save_npz: Save) -> None:
    with pytest.raises(DataError, match=message):
        load_npz(save_npz(y_train=labels))


def test_only_the_first_five_offenders_are_named(save_npz: Save) -> None:
    with pytest.raises(DataError, match=r"\[4\] -1, \.\.\.") as caught:
        load_npz(save_npz(y_train=np.full(12, -1)))
    assert "[5]" not in str(caught.value)


def test_a_test_label_beyond_the_training_classes_is_refused(save_npz: Save) -> None:
    with pytest.raises(DataError, match=r"'y_test'.*\[2\] 3"):
        load_npz(save_npz(y_test=np.array([0, 1, 3, 2, 1, 0])))


def test_labels_that_start_at_one_are_noted(save_npz: Save) -> None:
    found = load_npz(save_npz(y_train=np.arange(12) % 3 + 1, y_test=np.arange(6) % 3 + 1))
    assert [(note.code, note.values["names"]) for note in found.notes] == [("data.note_empty_classes", "0")]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_up_to_one_are_scaled_over_all_arrays_together(dtype: type, save_npz: Save) -> None:
    train = np.tile(np.array([0, 0.5, 1, 0.25, 0.1], dtype), (12, 4, 1))
    found = load_npz(save_npz(x_train=train, x_test=np.zeros((6, 4, 5), dtype)))
    assert found.images[0, 0, 0].tolist() == [0, 128, 255, 64, 26]
    assert [note.code for note in found.notes] == ["data.note_scaled_unit"]


def test_floats_up_to_255_are_rounded(save_npz: Save) -> None:
    found = load_npz(save_npz(x_train=np.full((12, 4, 5), 99.6), x_test=np.full((6, 4, 5), 0.4)))
    assert found.images[0, 0, 0, 0] == 100
    assert found.images[-1, 0, 0, 0] == 0  # a dark test set is no other scale
    assert [note.code for note in found.notes] == ["data.note_rounded"]


def test_other_integers_and_booleans_are_taken(save_npz: Save) -> None:
    found = load_npz(save_npz(x_train=np.full((12, 4, 5), 200, np.int64), x_test=np.ones((6, 4, 5), bool)))
    assert (found.images[0, 0, 0, 0], found.images[-1, 0, 0, 0], found.notes) == (200, 255, ())


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.zeros((12, 3, 4, 5), np.uint8), r"channels come first.*x_train.transpose\(0, 2, 3, 1\)"),
        (np.zeros((12, 4, 5, 4), np.uint8), r"\(12, 4, 5, 4\)"),
        (np.zeros((12, 20), np.uint8), r"\(12, 20\)"),
        (np.zeros((12, 0, 5), np.uint8), r"\(12, 0, 5\)"),
        (np.zeros((12, 4, 6), np.uint8), "one size"),
        (np.full((12, 4, 5), 300, np.uint16), "from 0 to 300|from 300 to 300"),
        (np.full((12, 4, 5), -0.5), "-0.5"),
        (np.full((12, 4, 5), np.nan), "nan"),
        (np.full((12, 4, 5), np.inf), "inf"),
        (np.full((12, 4, 5), "x"), "<U1"),
        (np.full((12, 4, 5), 1j), "complex"),
    ],
)
def test_images_that_cannot_be_used_are_refused_with_the_remedy(
    images: np.ndarray, message: str, save_npz: Save
) -> None:
    with pytest.raises(DataError, match=message):
        load_npz(save_npz(x_train=images))


@pytest.mark.parametrize("missing", ["x_train", "y_train", "x_test", "y_test"])
def test_a_missing_array_is_named(missing: str, save_npz: Save) -> None:
    with pytest.raises(DataError, match=f"no array '{missing}'"):
        load_npz(save_npz(**{missing: None}))


def test_no_training_example_is_refused(save_npz: Save) -> None:
    with pytest.raises(DataError, match="no training example"):
        load_npz(save_npz(x_train=np.zeros((0, 4, 5), np.uint8), y_train=np.zeros(0, int)))


def test_python_objects_are_never_opened(save_npz: Save) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return exec, ("raise SystemExit('unpickled')",)

    path = save_npz(y_train=np.array([Trap()] * 12, dtype=object))
    with pytest.raises(DataError, match="Python objects"):
        load_npz(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"\x93NUMPY\x01\x00", b"hello" * 99])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"bad.npz"):
        load_npz(path)


def test_a_cut_file_is_refused(save_npz: Save) -> None:
    path = save_npz()
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match="damaged"):
        load_npz(path)


def test_a_single_array_is_no_data_set(tmp_path: Path) -> None:
    with open(tmp_path / "one.npz", "wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(DataError, match=r"one.npz"):
        load_npz(tmp_path / "one.npz")


def test_grey_is_the_decoders_luminance() -> None:
    colour = np.random.default_rng(5).integers(0, 256, (2, 6, 7, 3), np.uint8)
    expected = np.stack([np.asarray(Image.fromarray(image).convert("L")) for image in colour])
    assert np.array_equal(to_channels(colour, "grey")[..., 0], expected)
    assert np.array_equal(to_channels(to_channels(colour, "grey"), "colour")[..., 2], expected)
    assert to_channels(colour, "auto") is colour
