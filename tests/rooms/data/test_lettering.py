from __future__ import annotations

import numpy as np
import pytest

from pupila.data.image_io import draw_text
from pupila.data.lettering import text_mask

SIZE = 20


def test_ascii_is_the_fonts_own() -> None:
    assert np.array_equal(text_mask("Ankle boot", SIZE), draw_text("Ankle boot", SIZE))
    assert text_mask("", SIZE).max() == 0


@pytest.mark.parametrize("letter", "áéíóúüñÁÉÍÓÚÜÑàèçêãöåš¿¡")
def test_every_accented_letter_is_its_own(letter: str) -> None:
    others = set("aeiounAEIOUNcs?!áéíóúüñÁÉÍÓÚÜÑàèçêãöåš¿¡") - {letter}
    mask = text_mask(letter, SIZE)
    assert mask.max() > 200
    assert all(not np.array_equal(mask, text_mask(other, SIZE)) for other in others)


@pytest.mark.parametrize(("letter", "base"), ["áa", "ñn", "Ñn".upper(), "üu", "öo"])
def test_an_accent_stands_above_its_letter_and_leaves_it_whole(letter: str, base: str) -> None:
    accented, plain = text_mask(letter, SIZE), text_mask(base, SIZE)
    top = np.flatnonzero(plain.any(axis=1))[0]
    assert np.array_equal(accented[top:], plain[top:])
    assert accented[:top].any()


def test_the_accent_of_an_i_takes_the_place_of_its_dot() -> None:
    low = np.flatnonzero(text_mask("x", SIZE).any(axis=1))[0]
    dotted, accented = text_mask("i", SIZE), text_mask("í", SIZE)
    assert np.array_equal(dotted[low:], accented[low:])
    assert not np.array_equal(dotted[:low], accented[:low])


def test_composed_and_decomposed_letters_look_the_same() -> None:
    assert np.array_equal(text_mask("pin\u0303a", SIZE), text_mask("piña", SIZE))


def test_the_line_height_depends_on_the_size_alone() -> None:
    assert {text_mask(text, SIZE).shape[0] for text in ("a", "Ñg", "…", "花", "")} == {28}
