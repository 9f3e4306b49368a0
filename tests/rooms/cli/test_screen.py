"""What is printed keeps its columns and steers no terminal, whatever the names."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.cli.screen import places, shortened, show_json, show_plain, table

Shown = pytest.CaptureFixture[str]


def lines(capsys: Shown) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_columns_stand_below_each_other_whatever_the_script(capsys: Shown) -> None:
    table(("class", "n"), [("cat", "1"), ("花花", "22"), ("شَجَرَة", "333"), ("e\u0301", "4")], right=(1,))
    found = lines(capsys)
    assert len({places(line) for line in found}) == 1
    assert found[3] == "花花    22"


def test_a_long_name_is_cut_in_its_middle(capsys: Shown) -> None:
    table(("class", "n", ""), [("a" * 100 + "b" * 100, "1", "x" * 200)])
    (_, _, row) = lines(capsys)
    name, number, last = row.split()
    assert places(name) == 40
    assert (name[:19], name[19], name[20:]) == ("a" * 19, "…", "b" * 20)
    assert (number, last) == ("1", "x" * 200)


def test_a_wide_terminal_cuts_less_and_what_is_to_be_copied_is_never_cut(
    capsys: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    table(("run", "class", "n"), [("r" * 150, "c" * 150, "1")], whole=(0,))
    run, name, _ = lines(capsys)[2].split()
    assert (len(run), len(name)) == (150, 60)


@given(st.text(max_size=80), st.integers(4, 60))
def test_what_is_cut_fits_and_keeps_both_ends(text: str, most: int) -> None:
    found = shortened(text, most)
    assert places(found) <= max(most, 0) or found == text
    if found != text:
        begin, _, end = found.partition("…")
        assert text.startswith(begin)
        assert text.endswith(end)
        assert places(found) >= most - 2


@given(st.text(alphabet=st.characters(), max_size=40))
def test_json_gives_every_name_back_and_steers_nothing(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        written: list[str] = []
        patch.setattr("pupila.cli.screen.click.echo", lambda text, nl=True: written.append(text))
        show_json({"class": name, name: 1})
    (text,) = written
    assert json.loads(text) == {"class": name, name: 1} if name != "class" else {"class": 1}
    assert not [one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs") and one not in "\n\u200c\u200d"]


def test_plain_results_show_what_cannot_be_seen(capsys: Shown) -> None:
    show_plain("a\x1b[31m,\u202eb\tc\r\udcff\nd\n")
    assert capsys.readouterr().out == "a\\x1b[31m,\\u202eb\tc\\r\\udcff\nd\n"
