"""Numbers as each language writes them, and names that hide nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.errors import DataError, Interrupted, PupilaError
from pupila.language import default_language, number, say, visible


@pytest.mark.parametrize(
    ("value", "spec", "english", "spanish"),
    [
        (0.7642, ".1%", "76.4%", "76,4\xa0%"),
        (122570, ",", "122,570", "122.570"),
        (1234.5, ",.1f", "1,234.5", "1.234,5"),
        (0.001, ".3g", "0.001", "0,001"),
        (-0.5, ".2f", "-0.50", "-0,50"),
        (3, "d", "3", "3"),
        (1, ".0%", "100%", "100\xa0%"),
    ],
)
def test_numbers_have_the_marks_of_the_language(value: float, spec: str, english: str, spanish: str) -> None:
    assert number(value, spec, "en") == english
    assert number(value, spec, "es") == spanish


def test_sentences_write_their_numbers_so() -> None:
    values = {"count": 1234}
    assert "1,234 training" in say("runs.note_dropped", "en", **values)
    assert "1.234 ejemplos" in say("runs.note_dropped", "es", **values)


def test_braces_in_a_value_are_only_text() -> None:
    assert "'{path}{0}'" in say("runs.no_test", "en", path="{path}{0}")


def test_words_inside_words_are_said_in_the_same_language() -> None:
    class Inner:
        def say(self, language: str) -> str:
            return f"said in {language}"

    assert "said in en" in say("runs.no_test", "en", path=Inner())
    assert "said in es" in say("runs.no_test", "es", path=Inner())


def test_a_missing_value_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        say("runs.no_test", "en")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_GB", "LC_ALL": "es_AR"}, "es"),
        ({"LC_ALL": "es_AR", "PUPILA_LANG": "en"}, "en"),
        ({"LANG": "es", "LC_MESSAGES": ""}, "es"),
    ],
)
def test_the_language_is_that_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    monkeypatch.delenv("PUPILA_LANG")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_language() == expected


@given(st.text())
def test_a_visible_name_steers_no_terminal(name: str) -> None:
    shown = visible(name)
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
    shown.encode("utf-8")


def test_letters_of_every_language_stay_as_they_are() -> None:
    assert visible("Señal 76,4\xa0% 猫 😀") == "Señal 76,4\xa0% 猫 😀"
    assert visible("\x1b[31m\udcff") == "\\x1b[31m\\udcff"


def test_an_error_tells_itself_in_both_languages() -> None:
    error = DataError("recipes.no_such_path", path="x")
    assert str(error) == error.message("en")
    assert "is not there" in error.message("en")
    assert "no existe" in error.message("es")
    assert (PupilaError.exit_code, error.exit_code) == (1, 3)


@pytest.mark.parametrize("signal_number", [2, 15])
def test_an_interruption_leaves_with_the_code_of_its_signal(signal_number: int) -> None:
    assert Interrupted("cli.aborted", signal_number=signal_number).exit_code == 128 + signal_number
