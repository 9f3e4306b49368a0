"""Words about comparisons: true for every verdict, in both languages, whoever quotes them alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from pupila.evaluation.paired import paired, seeds_needed
from pupila.experiments.comparing import verdict_remarks, verdict_words
from pupila.experiments.comparing.verdict_words import deciding, lead, listed, named, percentage, points, sentence
from pupila.language import LANGUAGES

Make = Callable[..., dict[str, Any]]
# How each verdict must sound, and must not.
SOUNDS = {
    "better": ("“units-500” is better, by 0.82 percentage points", "«units-500» es mejor, con 0,82 puntos"),
    "small": ("The lead is small", "La ventaja es pequeña"),
    "equivalent": ("the two are equivalent on these images", "los dos son equivalentes con estas imágenes"),
    "not shown": ("Which of the two is better is not shown", "No queda demostrado cuál de los dos es mejor"),
    "one seed": ("There is no verdict", "No hay veredicto"),
    "four arms": ("No single one is best", "Ninguno es el mejor por sí solo"),
    "best of three": ("“wider” is better than each of the others", "«wider» es mejor que todos los demás"),
    "three alike": ("all 3 are equivalent on these images", "los 3 son equivalentes con estas imágenes"),
}
NO_DIFFERENCE = re.compile(r"no difference|are (the same|equal)\b|sin diferencia|no hay diferencia|son iguales", re.I)
BROKEN = re.compile(r"\{|\}|\bNone\b|\bnan\b|\binf\b|verdict\.|  ")


@pytest.mark.parametrize("kind", SOUNDS)
def test_each_verdict_is_said_in_both_languages(comparison: Make, kind: str) -> None:
    found = comparison(kind)
    for language, sound in zip(LANGUAGES, SOUNDS[kind], strict=True):
        told = found["sentence"][language]
        assert sound in told
        assert told == sentence(found, language)
        assert not BROKEN.search(told)
        assert told.endswith(".")


def test_figures_are_those_of_the_comparison_with_the_marks_of_the_language(comparison: Make) -> None:
    found = comparison("better")
    low, high = found["difference"]["interval"]
    english, spanish = found["sentence"]["en"], found["sentence"]["es"]
    assert f"{100 * low:.2f} to {100 * high:.2f}" in english
    assert f"de {100 * low:.2f} a {100 * high:.2f}".replace(".", ",") in spanish
    assert "88.93% of the test images of fashion_mnist" in english
    assert "el 88,93\xa0% de las imágenes de prueba de fashion_mnist" in spanish
    assert "Trained 5 times each" in english
    assert "95% interval" in english


def test_a_lead_of_the_first_arm_reads_as_a_lead(comparison: Make) -> None:
    found = comparison({"before": 0.89, "after": 0.87})
    assert found["difference"]["value"] < 0
    assert "Here “before” is better, by 2.00 percentage points" in found["sentence"]["en"]
    turned = lead(found["pairs"][0])
    assert (turned.leader, turned.other) == ("before", "after")
    assert turned.interval is not None
    assert 0 < turned.interval[0] < turned.value < turned.interval[1]


@pytest.mark.parametrize("arms", [2, 3])
def test_not_shown_never_sounds_like_no_difference(comparison: Make, arms: int) -> None:
    means = {f"arm-{place}": 0.70 + 0.002 * place for place in range(arms)}
    for seeds, noise in itertools.product((2, 3, 5, 10), (0.006, 0.02)):
        found = comparison(means, seeds=seeds, noise=noise)
        if found["verdict"] != "not shown" or deciding(found)["verdict"] != "not shown":
            continue
        for told in found["sentence"].values():
            assert not NO_DIFFERENCE.search(told)
        assert "no proof that they are equally good" in found["sentence"]["en"]
        assert "no prueba que sean igual de buenos" in found["sentence"]["es"]


def test_not_shown_tells_how_many_seeds_would_do(comparison: Make) -> None:
    found = comparison("not shown")
    pair = found["pairs"][0]
    values = pair["difference"]["values"]
    needed = seeds_needed(paired([0.0] * 5, values), margin=0.005)
    assert f"about {needed.n} seeds would settle it, or up to {needed.high}" in found["sentence"]["en"]
    assert pair["seeds_needed"] == needed.n
    far = comparison({"a": 0.7, "b": 0.7001}, noise=0.1, margin=0.0005)
    assert "more than 1,000 seeds would be needed" in far["sentence"]["en"]
    assert "más de 1.000 semillas" in far["sentence"]["es"]
    few = comparison({"a": 0.7, "b": 0.71}, seeds=2, noise=0.02)
    assert "cannot be said from 2" in few["sentence"]["en"]
    close = [0.0008 + 0.01 * side for side in (1, -1, 1, -1, 0)]
    told = verdict_words.seeds_still(
        {**found, "margin": 0.0}, {**pair, "difference": {**pair["difference"], "values": close}}, "en"
    )
    assert re.search(r"about 6\d\d seeds would settle it, or more than 1,000 if", told)


def test_one_seed_is_refused_with_the_reason(comparison: Make) -> None:
    found = comparison("one seed")
    assert found["why_none"]["en"].startswith("There is no verdict: with one seed")
    assert found["why_none"]["es"].startswith("No hay veredicto: con una sola semilla")
    assert "better" not in found["sentence"]["en"]
    assert "es mejor" not in found["sentence"]["es"]
    assert comparison("better")["why_none"] is None
    many = comparison({"a": 0.7, "b": 0.8, "c": 0.75}, seeds=1)
    assert "Trained once each, these are the shares" in many["sentence"]["en"]
    even = comparison({"a": 0.7, "b": 0.7}, seeds=1, noise=0.0)
    assert "“b” and “a” both got 70.00%" in even["sentence"]["en"]


def test_a_lead_that_other_images_might_undo_says_so(comparison: Make) -> None:
    assert "the order might turn round" in comparison("small")["sentence"]["en"]
    assert "podría invertirse" in comparison("small")["sentence"]["es"]
    assert "turn round" not in comparison("better")["sentence"]["en"]
    bare = {**comparison("small"), "data": {}}
    assert "turn round" not in sentence(bare, "en")
    assert "of the test images right" in sentence(bare, "en")


def test_seeds_added_after_a_look_are_told(comparison: Make) -> None:
    found = comparison("better", extended=[3, 5])
    assert "Seeds were added after a first look" in found["sentence"]["en"]
    assert "Se añadieron semillas" in found["sentence"]["es"]
    for language, sound in zip(
        LANGUAGES, ("(number of seeds at each look: 3, 5)", "(número de semillas en cada"), strict=True
    ):
        assert sound in verdict_remarks.cautions(found, language)[0]
    assert "added" not in comparison("not shown", extended=[3, 5])["sentence"]["en"]
    assert verdict_remarks.cautions(comparison("better"), "en") == []
    assert "Two seeds" in verdict_remarks.cautions(comparison("better", seeds=2), "en")[0]


def test_of_many_arms_it_is_told_what_is_shown_of_some(comparison: Make) -> None:
    told = comparison("four arms")["sentence"]["en"]
    assert "“augmented” is better than “plain” and “dropout”" in told
    assert "97.5% interval" in told
    open_one = comparison({"a": 0.70, "b": 0.80, "c": 0.803}, noise=0.008)
    assert "Which of them is best is not shown: “c” was ahead of “b”" in open_one["sentence"]["en"]
    assert "“b” is better than “a”; “c” is better than “a”" in open_one["sentence"]["en"]
    assert "it allows for 3 comparisons" in comparison("best of three")["sentence"]["en"]


def test_arms_that_come_out_equal_are_not_called_ahead(comparison: Make) -> None:
    pair = comparison("not shown")["pairs"][0]
    even = {**pair, "difference": {**pair["difference"], "value": 0.0, "interval": [-0.01, 0.01]}}
    two = {**comparison("not shown"), "pairs": [even]}
    assert "on average they came out equal, but" in sentence(two, "en")
    assert "both got" in sentence(two, "en")
    three = comparison({"a": 0.70, "b": 0.80, "c": 0.80}, noise=0.02)
    for one in three["pairs"]:
        if {one["first"], one["second"]} == {"b", "c"}:
            one["difference"] |= {"value": 0.0, "interval": [-0.01, 0.01]}
            one["verdict"] = "not shown"
    if deciding(three)["difference"]["value"] == 0:
        assert "came out equal on average, but" in sentence(three, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_cost_stands_the_dearer_arm_first(comparison: Make, language: str) -> None:
    found = comparison("better")
    told = " ".join(verdict_remarks.cost(found, found["pairs"][0], language))
    sounds = {
        "en": ("“units-500” takes 1.3 times as long", "2 times as many parameters", "(203,530 against 101,770)"),
        "es": ("«units-500» lleva 1,3 veces el tiempo", "2 veces los parámetros", "(203.530 frente a 101.770)"),
    }
    assert all(sound in told for sound in sounds[language])
    assert not BROKEN.search(told)


def test_clocks_that_contradict_each_other_show_no_cost(comparison: Make) -> None:
    found = comparison("better")
    first, second = found["arms"].values()
    first["seconds"], second["seconds"] = [890, 1311, 487, 444, 579], [798, 815, 498, 616, 514]
    told = verdict_remarks.cost(found, found["pairs"][0], "en")[0]
    assert "took 742 s with “units-128” and 648 s with “units-500” on average" in told
    assert "which costs more time is not shown" in told
    assert "no queda demostrado" in verdict_remarks.cost(found, found["pairs"][0], "es")[0]


def test_equal_and_nearly_equal_costs_are_called_so(comparison: Make) -> None:
    found = comparison("equivalent")
    first, second = found["arms"].values()
    second |= {"seconds": [1.03 * one for one in first["seconds"]], "parameters": first["parameters"]}
    second["multiply_adds"] = first["multiply_adds"] + 1
    told = verdict_remarks.cost(found, found["pairs"][0], "en")
    assert "about as long" in told[0]
    assert "the same number of parameters" in told[1]
    assert "about as many multiply-adds" in told[2]
    first["multiply_adds"] = None
    assert len(verdict_remarks.cost(found, found["pairs"][0], "en")) == 2
    first |= {"parameters": 0, "seconds": [0.5] * 5}
    second |= {"seconds": [0.5] * 5}
    told = verdict_remarks.cost(found, found["pairs"][0], "es")
    assert "lleva lo mismo" in told[0]
    assert "tiene 101.770 parámetros y" in told[1]


@pytest.mark.parametrize(
    ("kind", "change", "moral"),
    [
        ("better", 0.02, "learns more of both"),
        ("equivalent", 0.02, "learns more by heart, and new images gain or lose nothing that matters"),
        ("not shown", 0.02, "learns more by heart; that new images gain or lose by it is not shown"),
        ("better", -0.02, "learns less by heart, and recognises more"),
        ("equivalent", -0.02, "learns less by heart, and new images gain or lose nothing that matters"),
        ("not shown", -0.02, "learns less by heart; that new images"),
        ("better", 0.0, ""),
    ],
)
def test_the_gap_is_told_with_what_it_means(comparison: Make, kind: str, change: float, moral: str) -> None:
    found = comparison(kind)
    first, second = found["arms"].values()
    second["gap"] = [one + change + 0.004 * (-1) ** place for place, one in enumerate(first["gap"])]
    second["train_accuracy"] = [one + change for one in first["train_accuracy"]]
    told = verdict_remarks.gap(found, found["pairs"][0], "en")
    assert moral in told[-1]
    trends = {
        0.02: "this gap grows is shown",
        -0.02: "this gap becomes smaller is shown",
        0.0: "Whether this gap changes is not",
    }
    assert trends[change] in told[0]
    assert len(told) == (3 if moral else 2)
    assert not BROKEN.search(" ".join([*told, *verdict_remarks.gap(found, found["pairs"][0], "es")]))


def test_nothing_is_learned_by_heart_without_a_sign_of_it(comparison: Make) -> None:
    """A gap that grows while training accuracy falls, or where training images were the harder ones all along."""
    found = comparison("better")
    first, second = found["arms"].values()
    second["gap"] = [one + 0.02 for one in first["gap"]]
    second["train_accuracy"] = [one - 0.005 for one in first["train_accuracy"]]
    told = verdict_remarks.gap(found, found["pairs"][0], "en")
    assert "this gap grows is shown" in told[0]
    assert len(told) == 2
    first["gap"], second["gap"] = [-0.01] * 5, [-0.03] * 5
    assert len(verdict_remarks.gap(found, found["pairs"][0], "en")) == 2


def test_the_gaps_of_many_arms_share_one_chance_of_error(comparison: Make) -> None:
    """A gap that would do between two arms alone does not among six pairs."""
    found = comparison({f"arm-{place}": 0.8 for place in range(4)}, noise=0.001)
    noise = [0.004, -0.004, 0.002, -0.002, 0.0]
    for place, arm in enumerate(found["arms"].values()):
        arm["gap"] = [0.05 + (0.004 if place == 3 else 0.0) + one * (place + 1) / 4 for one in noise]
    pair = next(one for one in found["pairs"] if (one["first"], one["second"]) == ("arm-0", "arm-3"))
    alone = paired(found["arms"]["arm-0"]["gap"], found["arms"]["arm-3"]["gap"])
    assert alone.excludes_zero
    assert "Whether this gap changes is not shown" in verdict_remarks.gap(found, pair, "en")[0]


def test_a_loser_is_told_of_its_gap_too(comparison: Make) -> None:
    found = comparison({"before": 0.89, "after": 0.87})
    before, after = found["arms"]["before"], found["arms"]["after"]
    after["train_accuracy"] = [one + 0.01 for one in before["train_accuracy"]]
    assert "learns more by heart, and recognises fewer" in verdict_remarks.gap(found, found["pairs"][0], "en")[-1]
    found["arms"]["after"]["gap"] = [one - 0.02 for one in found["arms"]["before"]["gap"]]
    found["arms"]["after"]["loss_gap"] = [one - 0.02 for one in found["arms"]["before"]["loss_gap"]]
    after["train_accuracy"] = [one - 0.04 for one in before["train_accuracy"]]
    told = verdict_remarks.gap(found, found["pairs"][0], "en")
    assert "A narrow gap alone is no success" in told[-1]
    assert "the gap falls" in told[1]


def test_the_gap_of_one_seed_has_no_interval(comparison: Make) -> None:
    found = comparison("one seed")
    told = " ".join(verdict_remarks.gap(found, found["pairs"][0], "en"))
    assert "in one training of each" in told
    assert "interval" not in told


def test_a_negative_gap_is_written_with_a_minus(comparison: Make) -> None:
    found = comparison("equivalent")
    for arm in found["arms"].values():
        arm["gap"] = [-0.004, -0.006, -0.005, -0.0045, -0.0055]
    assert "is −0.50 points with “plain”" in verdict_remarks.gap(found, found["pairs"][0], "en")[0]


def test_what_the_arms_shared_is_told_as_it_was(comparison: Make) -> None:
    found = comparison("better")
    assert "did not begin with the same weights" in verdict_remarks.start(found, "en")
    assert "began with the same initial weights" in verdict_remarks.start({**found, "same_start": True}, "en")
    for arm in found["arms"].values():
        arm["settings"] = {}
    assert "equal on purpose" in verdict_remarks.start(found, "en")


def test_other_test_images_are_luck_too(comparison: Make) -> None:
    found = comparison("better", images=1_000)
    told = verdict_remarks.scope(found, found["pairs"][0], "en")
    one = found["pairs"][0]["mcnemar"][0]
    apart = one["only_first"] + one["only_second"]
    error = 196 * (apart - (one["only_first"] - one["only_second"]) ** 2 / 1_000) ** 0.5 / 1_000
    reach = verdict_words.luck(found, found["pairs"][0])
    assert reach is not None
    assert 100 * reach == pytest.approx(error, rel=0.1)
    assert f"Another 1,000 test images of the same kind would move it too, by up to about {100 * reach:.2f}" in told
    assert "another set of test images" in verdict_remarks.scope({**found, "data": None}, found["pairs"][0], "en")


def test_figures_next_to_zero_are_told_from_zero() -> None:
    assert points("en", 0.0123, 0.00003) == ["1.230", "0.003"]
    assert points("en", -0.00001) == ["−0.001"]
    assert points("es", 0.0, -0.0) == ["0,00", "0,00"]
    assert points("en", -1e-12) == ["0.00"]
    assert percentage(0.95, "en") == "95%"
    assert percentage(0.975, "es") == "97,5\xa0%"


def test_names_keep_their_direction_and_hide_nothing() -> None:
    assert named("plain") == "plain"
    assert named("حقيبة") == "\u2068حقيبة\u2069"
    assert named("a\u202eb") == "a\\u202eb"
    assert listed(["a"], "es") == "«a»"
    assert listed(["a", "b", "c"], "es") == "«a», «b» y «c»"
