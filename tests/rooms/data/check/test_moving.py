from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pupila import files
from pupila.data.check.moving import JOURNAL, Moved, check_place, move_back, move_out
from pupila.errors import DataError, UsageError
from pupila.language import say


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in ("a/1.png", "a/2.png", "b/1.png"):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "photos"


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_files_go_and_come_back(photos: Path, tmp_path: Path) -> None:
    before, aside = content(photos), tmp_path / "aside"
    moved = move_out(photos, ["a/1.png", "b/1.png"], aside)
    assert len(moved.done) == 2
    assert moved.left == ()
    assert content(photos) == {"a/2.png": "a/2.png"}
    assert {name: text for name, text in content(aside).items() if name != JOURNAL} == {
        "a/1.png": "a/1.png",
        "b/1.png": "b/1.png",
    }
    back = move_back(aside)
    assert len(back.done) == 2
    assert content(photos) == before
    assert move_back(aside).done == ()


def test_nothing_is_ever_overwritten(photos: Path, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    (aside / "a").mkdir(parents=True)
    (aside / "a" / "1.png").write_text("precious")
    moved = move_out(photos, ["a/1.png", "a/2.png"], aside)
    assert [name for name, _ in moved.left] == ["a/1.png"]
    assert (aside / "a" / "1.png").read_text() == "precious"
    assert (photos / "a" / "1.png").read_text() == "a/1.png"
    (photos / "a" / "2.png").write_text("a new one")
    assert len(move_back(aside).left) == 1
    assert (photos / "a" / "2.png").read_text() == "a new one"
    assert (aside / "a" / "2.png").read_text() == "a/2.png"


def test_a_move_across_disks_copies_whole(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "another disk")

    monkeypatch.setattr(os, "link", refuse)
    assert len(move_out(photos, ["a/1.png"], tmp_path / "aside").done) == 1
    assert (tmp_path / "aside" / "a" / "1.png").read_text() == "a/1.png"
    assert not (photos / "a" / "1.png").exists()
    with pytest.raises(FileExistsError):
        files.move(photos / "a" / "2.png", tmp_path / "aside" / "a" / "1.png")


def test_a_move_that_is_cut_off_can_be_undone(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is listed stands in the list before it is moved."""
    before, moved = content(photos), 0
    whole = files.move

    def cut(source: Path, target: Path) -> None:
        nonlocal moved
        moved += 1
        if moved == 2:
            raise KeyboardInterrupt
        whole(source, target)

    monkeypatch.setattr(files, "move", cut)
    with pytest.raises(KeyboardInterrupt):
        move_out(photos, ["a/1.png", "a/2.png", "b/1.png"], tmp_path / "aside")
    monkeypatch.setattr(files, "move", whole)
    move_back(tmp_path / "aside")
    assert content(photos) == before


def test_lines_that_cannot_be_read_are_passed_over_and_counted(photos: Path, tmp_path: Path) -> None:
    before, aside = content(photos), tmp_path / "aside"
    move_out(photos, ["a/1.png"], aside)
    with (aside / JOURNAL).open("a", encoding="utf-8") as file:
        file.write('{"from": "/half of a li')
    move_out(photos, ["b/1.png"], aside)
    back = move_back(aside)
    assert (len(back.done), back.left, back.unread) == (2, (), 1)
    assert content(photos) == before


def test_a_list_cut_off_in_its_first_line_brings_nothing_back(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text('{"from": "/ph')
    assert move_back(tmp_path) == Moved((), (), 1)


@pytest.mark.parametrize("copied", [False, True])
def test_a_file_at_both_places_is_left_at_its_own(photos: Path, tmp_path: Path, copied: bool) -> None:
    before, aside = content(photos), tmp_path / "aside"
    move_out(photos, ["a/1.png"], aside)
    if copied:
        (photos / "a" / "1.png").write_text("a/1.png")
    else:
        os.link(aside / "a" / "1.png", photos / "a" / "1.png")
    assert move_back(aside).left == ()
    assert content(photos) == before
    assert set(content(aside)) == {JOURNAL}


def test_a_link_to_the_file_that_was_moved_is_not_taken_for_it(photos: Path, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    move_out(photos, ["a/1.png"], aside)
    (photos / "a" / "1.png").symlink_to(aside / "a" / "1.png")
    ((_, error),) = move_back(aside).left
    assert say("check.not_moved", "es", name="x", reason=error) == "No se ha movido: 'x' (ya hay algo ahí)."
    assert (aside / "a" / "1.png").read_text() == "a/1.png"


def test_links_stay_where_they_are(photos: Path, tmp_path: Path) -> None:
    (photos / "a" / "link.png").symlink_to(photos / "b" / "1.png")
    moved = move_out(photos, ["a/link.png", "a/gone.png"], tmp_path / "aside")
    assert [name for name, _ in moved.left] == ["a/link.png", "a/gone.png"]
    assert (photos / "a" / "link.png").is_symlink()


def test_names_that_are_no_utf8_come_back(photos: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"a/\xff.png")
    (photos / name).write_text("odd")
    move_out(photos, [name], tmp_path / "aside")
    move_back(tmp_path / "aside")
    assert (photos / name).read_text() == "odd"


def test_places_that_would_spoil_the_data_are_refused(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="would become a class"):
        check_place(photos, photos / "c")
    with pytest.raises(UsageError, match="arrays"):
        check_place(None, tmp_path)
    check_place(photos, tmp_path / "aside")


@pytest.mark.parametrize("text", [None, "no json", json.dumps(["a"]), json.dumps({"from": "a"})])
def test_a_list_that_cannot_be_read_is_named(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / JOURNAL).write_text(text)
    with pytest.raises(DataError, match=r"moved\.jsonl"):
        move_back(tmp_path)
