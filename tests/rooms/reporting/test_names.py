from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.language import visible
from pupila.reporting.names import isolated


@pytest.mark.parametrize("name", ["gato", "año 2", "حقيبة", "👨‍👩‍👧", "می‌خواهم", "<b>", "日本", "a b"])
def test_what_can_be_seen_stays(name: str) -> None:
    assert visible(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", "a\\nb"),
        ("\u202egpj", "\\u202egpj"),
        ("\x1b[0m", "\\x1b[0m"),
        ("\u2069", "\\u2069"),
        ("\udcff", "\\udcff"),
    ],
)
def test_what_cannot_be_seen_is_written_out(name: str, shown: str) -> None:
    assert visible(name) == shown


@given(name=st.text(st.characters(codec=None), max_size=20))
def test_no_control_is_left_and_isolates_stay_balanced(name: str) -> None:
    inner = isolated(name)[1:-1]
    assert isolated(name)[0] + isolated(name)[-1] == "\u2068\u2069"
    assert all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in inner)
    assert not set(inner) & set("\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\u200e\u200f")
