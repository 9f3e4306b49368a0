"""Names lead to builders, and wrong names to the nearest right one."""

from __future__ import annotations

import pytest

from pupila.errors import RecipeError, UsageError
from pupila.registry import Registry, nearest, unknown_name


@pytest.fixture
def fruits() -> Registry[int]:
    registry: Registry[int] = Registry("fruit", RecipeError)
    registry.register("pear")(1)
    registry.register("apple")(2)
    return registry


def test_what_is_registered_is_found_in_its_order(fruits: Registry[int]) -> None:
    assert fruits["pear"] == 1
    assert list(fruits) == ["pear", "apple"]
    assert len(fruits) == 2
    assert "apple" in fruits
    assert "plum" not in fruits


def test_an_unknown_name_is_answered_with_the_nearest(fruits: Registry[int]) -> None:
    with pytest.raises(RecipeError, match=r"aple.*apple.*apple, pear"):
        fruits["aple"]


def test_a_name_like_none_is_answered_with_all(fruits: Registry[int]) -> None:
    with pytest.raises(RecipeError) as caught:
        fruits["xyzzy"]
    assert caught.value.code == "common.unknown_name"
    assert "apple, pear" in str(caught.value)


def test_registering_twice_is_refused(fruits: Registry[int]) -> None:
    with pytest.raises(KeyError, match="twice"):
        fruits.register("pear")(3)


def test_nearest_prefers_the_likeliest_and_gives_up_on_nonsense() -> None:
    assert nearest("epoch", ["epochs", "optimizer"]) == "epochs"
    assert nearest("q", ["epochs", "optimizer"]) is None


def test_the_error_has_the_class_asked_for() -> None:
    assert type(unknown_name("kind", "a", ["b"])) is UsageError
    assert type(unknown_name("kind", "a", ["b"], RecipeError)) is RecipeError
