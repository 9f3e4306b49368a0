"""Every sentence exists in both languages, asks for the same values, is given them, and is used."""

from __future__ import annotations

import string

import pytest
from house_source import Source, clean, package_sources, planted
from house_words import all_texts, faulty_texts, missing_texts, text_modules, unused_texts

from pupila.language import LANGUAGES, say, texts

SOURCES = [pytest.param(source, id=source.path) for source in package_sources() if source.room != "texts"]
SOME: dict[str, tuple[str, str]] = {"data.empty": ("No image in '{path}'.", "No hay imágenes en '{path}'.")}


@pytest.mark.parametrize("source", SOURCES)
def test_every_code_has_its_sentence_and_values(source: Source) -> None:
    room = [other for other in package_sources() if other.room == source.room]
    clean(missing_texts(source, all_texts(), room))


@pytest.mark.parametrize("module", text_modules())
def test_both_languages_say_the_same(module: str) -> None:
    clean(faulty_texts(module, texts(module)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module", text_modules())
def test_every_sentence_can_be_spoken(module: str, language: str) -> None:
    """Whatever the placeholders stand for: numbers where a format is given, words elsewhere."""
    for code, pair in texts(module).items():
        values = {}
        for sentence in pair:
            for _, field, spec, _ in string.Formatter().parse(sentence):
                if field:
                    values[field] = 3 if spec else "word"
        spoken = say(code, language, **values)
        assert spoken.strip() == spoken, f"{code} begins or ends with a space"
        # The command line and the progress display lay out their pages and lines of figures in columns.
        assert module in ("cli", "manual", "live") or "  " not in spoken, f"{code} has two spaces in a row"


def test_no_sentence_is_left_over() -> None:
    clean(unused_texts(package_sources(), all_texts()))


@pytest.mark.parametrize(
    "text",
    [
        "raise DataError('data.nowhere', path=path)",
        "say('data.nowhere', language, path=path)",
        "errors.DataError('data.nowhere')",
        "Note(code='data.nowhere')",
        "raise DataError('data.empty')",
        "say('data.empty', language, folder=path)",
    ],
)
def test_a_code_without_sentence_or_values_is_found(text: str) -> None:
    assert len(missing_texts(planted("data/split.py", text), SOME)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "raise DataError('data.empty', path=path)",
        "say('data.empty', language, **values)",
        "Note(code='data.empty', values={'path': path})",
        "raise KeyError('no code at all')",
        "raise DataError('data.empty')\nraise DataError(error.code, **{**error.values, 'path': path})",
        "say(code, language)",
    ],
)
def test_a_code_with_sentence_and_values_is_let_through(text: str) -> None:
    assert missing_texts(planted("data/split.py", text), SOME) == []


@pytest.mark.parametrize(
    "code, pair",
    [
        ("models.empty", ("No image.", "Ninguna imagen.")),
        ("data.empty", ("No image.", "")),
        ("data.empty", ("No image in {path}.", "Ninguna imagen.")),
        ("data.empty", ("No image in {path}.", "Ninguna imagen en {ruta}.")),
        ("data.empty", ("No image in {}.", "Ninguna imagen en {}.")),
        ("data.empty", ("No image in {path.", "Ninguna imagen en {path}.")),
        ("data.empty", ("No image in {language}.", "Ninguna imagen en {language}.")),
        ("data.empty", ("There is not one image to be found here.",) * 2),
        ("data.empty", ("Your folder is empty.", "Tu carpeta está vacía.")),
    ],
)
def test_a_faulty_pair_is_found(code: str, pair: tuple[str, str]) -> None:
    assert len(faulty_texts("data", {code: pair})) == 1


def test_a_sentence_nobody_speaks_is_found() -> None:
    pairs = dict.fromkeys(("data.empty", "data.empty_guess", "data.kind.leak", "data.never"), ("a", "a"))
    source = planted("data/split.py", "say('data.empty')\nsay(f'data.kind.{kind}')\nsay(f'{code}_guess')")
    assert unused_texts([source], pairs) == ["data.never"]
