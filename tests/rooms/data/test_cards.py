"""Cards: pictures beside bars, whatever the names."""

from __future__ import annotations

import numpy as np
import pytest

from pupila.data.cards import Card, CardBar, draw_cards
from pupila.data.image_io import decode
from pupila.errors import DataError

RED = np.full((20, 20, 3), (250, 0, 0), np.uint8)
BLUE, WRONG = (11, 98, 164), (179, 38, 30)
BARS = (CardBar("cat", 0.75, "75.0%", "right"), CardBar("dog", 0.25, "25.0%", "wrong"))


def drawn(*cards: Card, columns: int | None = None) -> np.ndarray:
    return decode(draw_cards(cards, columns=columns)).pixels


def longest(canvas: np.ndarray, colour: tuple[int, int, int]) -> int:
    """Return the longest unbroken line of a colour: a bar, and no letter."""
    best = 0
    for row in (canvas == colour).all(axis=2):
        edges = np.flatnonzero(np.diff(np.r_[0, row.astype(np.int8), 0]))
        best = max(best, *(edges[1::2] - edges[::2]).tolist(), 0)
    return best


def test_bars_are_as_long_as_their_shares() -> None:
    canvas = drawn(Card(RED, "a.png", "cat", bars=BARS))
    assert longest(canvas, BLUE) == pytest.approx(3 * longest(canvas, WRONG), abs=2)
    full = drawn(Card(RED, "a.png", "cat", bars=(CardBar("cat", 1.0, "100.0%", "right"),)))
    assert longest(full, BLUE) == pytest.approx(longest(canvas, BLUE) / 0.75, abs=2)


@pytest.mark.parametrize("share", [-1.0, 0.0, 2.0])
def test_a_bar_stays_in_its_track(share: float) -> None:
    canvas = drawn(Card(RED, "", "", bars=(CardBar("", share, "", "right"),)))
    room = longest(drawn(Card(RED, "", "", bars=(CardBar("", 1.0, "", "right"),))), BLUE)
    assert longest(canvas, BLUE) == (room if share > 0 else 0)


@pytest.mark.parametrize("shape", [(8, 8, 1), (28, 28, 1), (30, 60, 3), (60, 30, 3), (500, 300, 3), (1, 900, 3)])
def test_pictures_keep_their_proportions(shape: tuple[int, int, int]) -> None:
    canvas = drawn(Card(np.full(shape, 77, np.uint8), "", "", bars=()))
    rows, columns = np.nonzero((canvas == 77).all(axis=2))
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert max(height, width) <= 288
    assert max(height, width) > 230
    assert height == pytest.approx(max(1, max(height, width) * shape[0] / max(shape[:2])), abs=1)
    assert width == pytest.approx(max(1, max(height, width) * shape[1] / max(shape[:2])), abs=1)


HOSTILE = ["n" * 200 + ".png", "<script>", "=1+1", "قطة", "🐱" * 60, "a\nb", "\u202egpj", "\x00", "", "ñandú"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_do_no_harm_and_never_leave_their_card(name: str) -> None:
    bars = (CardBar(name, 0.5, "50.0%", "wrong"),)
    named = Card(RED, name, name, "wrong", ((name, "unsure"),), bars)
    plain = Card(RED, "x", "x", "ink", (("x", "ink"),), (CardBar("x", 0.5, "50.0%", "soft"),))
    one, both = drawn(plain, plain), drawn(named, plain)
    assert both.shape == one.shape
    middle = one.shape[1] // 2
    assert np.array_equal(both[:, middle:], one[:, middle:])


def test_the_end_of_a_long_name_is_seen() -> None:
    first, second = (drawn(Card(RED, "photo" * 40 + tail, "")) for tail in ("-1.png", "-2.png"))
    assert not np.array_equal(first, second)


def test_cards_stand_in_order() -> None:
    cards = [Card(np.full((8, 8, 1), 10 * place, np.uint8), str(place), "") for place in range(1, 13)]
    canvas = drawn(*cards)
    tops = {}
    for place in range(1, 13):
        rows, columns = np.nonzero((canvas == 10 * place).all(axis=2))
        tops[place] = int(rows.min()), int(columns.min())
    assert list(tops.values()) == sorted(tops.values())
    assert len({left for _, left in tops.values()}) == 3
    assert len({left for _, left in tops.values()} & {tops[1][1]}) == 1
    assert drawn(*cards, columns=4).shape[1] > canvas.shape[1]


def test_what_could_not_be_read_has_an_empty_square() -> None:
    assert drawn(Card(None, "broken.png", "not readable")).shape[0] >= 288
    with pytest.raises(DataError):
        draw_cards([])
