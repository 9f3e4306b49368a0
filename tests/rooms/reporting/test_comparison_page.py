"""The page of a comparison: what it shows for every verdict, what it leaves out, and what cannot harm it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from pupila.errors import RunError, UsageError
from pupila.language import LANGUAGES, Language
from pupila.reporting.comparison_page import comparison_card, write_comparison

Make = Callable[..., dict[str, Any]]
Place = Callable[..., Path]
KINDS = ("better", "small", "equivalent", "not shown", "one seed", "four arms", "best of three", "three alike")
HERO = {
    "better": "“units-500” is better",
    "equivalent": "Equivalent in practice",
    "not shown": "Not shown",
    "one seed": "No verdict yet",
    "four arms": "Which is best is not shown",
    "best of three": "“wider” is the best",
    "three alike": "Equivalent in practice",
}


def words(html: str, language: str) -> str:
    """Return what one language's half of a page says."""
    half = html.split(f'<div class="page" lang="{language}">')[1].split('<div class="page"')[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi[^>]*>", "", half))))


def styles(html: str, name: str) -> list[float]:
    """Return the places of the marks of one kind, in percent."""
    return [float(one) for one in re.findall(rf'<i class="{name}" style="left:(-?[\d.]+)%', html)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_verdict_makes_a_page_in_both_languages(
    comparison: Make, experiment_folder: Place, kind: str
) -> None:
    found = comparison(kind)
    html = write_comparison(experiment_folder(found), language="es").read_text(encoding="utf-8")
    assert html.index('lang="es">\n<a') < html.index('lang="en">\n<a')
    for language in LANGUAGES:
        told = words(html, language)
        assert re.sub(r"\s+", " ", found["sentence"][language]) in told
        assert found["question"][language] in told
        assert not re.search(
            r"\b(comparison|verdict|report)\.[a-z_]+\b(?!json)|\{[a-z_]+\}|\bNone\b|\bnan\b|\binf\b", told
        )
    if kind in HERO:
        assert HERO[kind] in words(html, "en")
    assert "<script" not in html
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", html)


def test_the_picture_shows_each_seed_the_mean_the_interval_zero_and_the_margin(
    comparison: Make, experiment_folder: Place
) -> None:
    found = comparison("better")
    html = write_comparison(experiment_folder(found)).read_text(encoding="utf-8")
    half = html.split('id="en-differences"')[1].split("</section>")[0]
    (difference,) = [pair["difference"] for pair in found["pairs"]]
    (zero,) = styles(half, "zero")
    (middle,) = styles(half, "middle")
    scale = (middle - zero) / difference["value"]
    dots = styles(half, "dot")
    assert sorted(dots) == pytest.approx(sorted(zero + scale * value for value in difference["values"]), abs=0.02)
    assert styles(half, "span") == pytest.approx([zero + scale * difference["interval"][0]], abs=0.02)
    assert styles(half, "margin") == pytest.approx([zero - scale * 0.005], abs=0.02)
    assert 'title="seed 0: +' in half
    assert len(dots) == 5
    width = float(re.findall(r'class="span" style="left:[\d.]+%;width:([\d.]+)%', half)[0])
    assert width == pytest.approx(scale * (difference["interval"][1] - difference["interval"][0]), abs=0.02)


def test_dots_that_would_cover_each_other_are_lifted(comparison: Make, experiment_folder: Place) -> None:
    html = write_comparison(experiment_folder(comparison("equivalent", seeds=50))).read_text(encoding="utf-8")
    half = html.split('id="en-differences"')[1].split("</section>")[0]
    dots = [(float(x), int(lift)) for x, lift in re.findall(r'class="dot" style="left:([\d.]+)%;--lift:(\d+)', half)]
    assert len(dots) == 50
    for place, (x, lift) in enumerate(dots):
        assert all(abs(x - other) > 2 for other, same in dots[:place] if same == lift)


def test_the_table_of_arms_tells_mean_spread_time_and_size(comparison: Make, experiment_folder: Place) -> None:
    told = words(write_comparison(experiment_folder(comparison("better"))).read_text(encoding="utf-8"), "en")
    for sound in ("88.11% ± 0.27%", "87.77% – 88.48%", "101,770", "203,264 multiply-adds", "48.1 µs an image"):
        assert sound in told
    assert "model.options.units = 256" in told
    assert "as the recipe says" in told


def test_curves_of_two_arms_share_a_chart_and_more_arms_get_one_for_each_split(
    comparison: Make, experiment_folder: Place
) -> None:
    two = write_comparison(experiment_folder(comparison("better"))).read_text(encoding="utf-8")
    assert two.count("<figure>") == 2 * 2
    assert len(re.findall(r'class="line arm[01]( fit)?"', two)) == 2 * 2 * 4
    assert "dashed ones training" in words(two, "en")
    four = write_comparison(experiment_folder(comparison("four arms"))).read_text(encoding="utf-8")
    assert four.count("<figure>") == 2 * 4
    assert len(re.findall(r'class="line arm[0-3]"', four)) == 2 * 4 * 4
    ids = re.findall(r'\bid="([^"]+)"', four)
    assert len(ids) == len(set(ids))


def test_arms_of_different_length_end_where_they_end(comparison: Make, experiment_folder: Place) -> None:
    found = comparison("better", epochs={"units-128": 10, "units-500": 20})
    html = write_comparison(experiment_folder(found)).read_text(encoding="utf-8")
    paths = re.findall(r'class="line arm([01])" d="([^"]+)"', html)
    lengths = {arm: len(re.findall(r"[ML]", path)) for arm, path in paths}
    assert lengths == {"0": 10, "1": 20}


def test_a_comparison_without_validation_says_so(comparison: Make, experiment_folder: Place) -> None:
    html = write_comparison(experiment_folder(comparison("better", val=False))).read_text(encoding="utf-8")
    assert "no images were held out for validation" in words(html, "en")
    assert 'class="line arm0"' in html


def test_what_is_missing_is_left_out_with_a_word(comparison: Make, experiment_folder: Place) -> None:
    found = comparison("better")
    for pair in found["pairs"]:
        pair |= {"mcnemar": [], "per_class": []}
    for arm in found["arms"].values():
        arm |= {"history": [[]] * 5, "multiply_adds": None, "seconds_per_image": []}
    del found["sentence"], found["data"]
    told = words(write_comparison(experiment_folder(found, toml="")).read_text(encoding="utf-8"), "en")
    for sound in ("no figures by class", "no figures image by image", "no learning curves", "has not been audited"):
        assert sound in told
    assert "“units-500” got 88.93% of the test images right" in told


def test_classes_are_shown_with_caution(comparison: Make, experiment_folder: Place) -> None:
    found = comparison("better")
    told = words(write_comparison(experiment_folder(found)).read_text(encoding="utf-8"), "en")
    apart = sum(one["interval"][0] > 0 or one["interval"][1] < 0 for one in found["pairs"][0]["per_class"])
    assert f"Of 10 intervals, {apart} leave out zero" in told
    assert "about 0.5 of so many would by chance" in told
    many = comparison("better", classes=[f"class {place}" for place in range(40)])
    told = words(write_comparison(experiment_folder(many)).read_text(encoding="utf-8"), "en")
    assert "Of 40 classes the 30 that change most are shown" in told


def test_mcnemar_stands_for_every_seed_and_pair(comparison: Make, experiment_folder: Place) -> None:
    found = comparison("four arms")
    html = write_comparison(experiment_folder(found)).read_text(encoding="utf-8")
    half = html.split('id="en-images"')[1].split("</section>")[0]
    assert half.count('<tr><th scope="row">') == 6 * 5
    for pair in found["pairs"]:
        assert f'<td class="number">{pair["mcnemar"][0]["only_first"]}</td>' in half


def test_runs_are_linked_where_their_reports_lie(comparison: Make, experiment_folder: Place) -> None:
    found = comparison("better")
    found["arms"]["units-500"]["runs"][1] = "../../elsewhere"
    folder = experiment_folder(found)
    for run in ("runs/units-128-0", "../../elsewhere"):
        (folder / run).mkdir(parents=True)
        (folder / run / "report.html").write_text("x", encoding="utf-8")
    html = write_comparison(folder).read_text(encoding="utf-8")
    links = {one for one in re.findall(r'href="([^"#]+)"', html) if not one.startswith("data:")}
    assert links == {"runs/units-128-0/report.html"}


@pytest.mark.parametrize("wrap", [lambda findings: findings, lambda findings: {"schema": 1, "findings": findings}])
def test_findings_on_method_stand_with_their_remedy(comparison: Make, experiment_folder: Place, wrap: Any) -> None:
    findings = [
        {"code": "A1", "severity": "passed", "title": {"en": "The test set chose nothing", "es": "x"}, "message": "m"},
        {
            "code": "A10",
            "severity": "fault",
            "title": {"en": "Below the noise", "es": "Por debajo del ruido"},
            "message": {"en": "One seed only.", "es": "Solo una semilla."},
            "remedy": {"en": "Train more seeds.", "es": "Entrene más semillas."},
            "evidence": {"seeds": 1},
        },
        {"code": "A99", "severity": "new kind"},
        "not a finding",
    ]
    folder = experiment_folder(comparison("better"), audit=wrap(findings))
    html = write_comparison(folder).read_text(encoding="utf-8")
    told = words(html, "en")
    assert told.index("Below the noise") < told.index("The test set chose nothing")
    assert "One seed only. Train more seeds." in told
    assert "Entrene más semillas." in words(html, "es")
    assert "What else was looked at" in told


@pytest.mark.parametrize("audit", [3, {"findings": 3}, []])
def test_an_audit_without_findings_does_not_harm_the_page(
    comparison: Make, experiment_folder: Place, audit: Any
) -> None:
    told = words(write_comparison(experiment_folder(comparison("better"), audit=audit)).read_text("utf-8"), "en")
    assert ("found nothing wrong" if audit == [] else "has not been audited") in told


def test_a_damaged_audit_does_not_harm_the_page(comparison: Make, experiment_folder: Place) -> None:
    folder = experiment_folder(comparison("better"))
    (folder / "audit.json").write_text("{", encoding="utf-8")
    assert "has not been audited" in words(write_comparison(folder).read_text(encoding="utf-8"), "en")


def test_names_from_outside_cannot_act_on_the_page(comparison: Make, experiment_folder: Place) -> None:
    evil = "<script>alert(1)</script>\"' {{ 7 * 7 }}"
    found = comparison({"a": 0.88, "b": 0.89}, classes=[evil, "\u202egpj", "حقيبة"])
    found |= {"question": {"en": evil, "es": evil}, "experiment": evil, "data": {"name": evil, "test_images": 10_000}}
    found["sentence"] = {"en": evil, "es": evil}
    found["arms"]["b"]["settings"] = {"key": evil}
    audit = [{"code": evil, "severity": evil, "title": evil, "message": evil, "remedy": evil}]
    folder = experiment_folder(found, audit=audit, toml=evil)
    for html in (write_comparison(folder).read_text(encoding="utf-8"), comparison_card(folder)):
        assert "<script" not in html
        assert "\u202e" not in html
        assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|\b49\b", html)
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize("arms", [2, 6])
@pytest.mark.parametrize("seeds", [1, 2, 50])
def test_two_to_six_arms_and_one_to_fifty_seeds_fit(
    comparison: Make, experiment_folder: Place, arms: int, seeds: int
) -> None:
    found = comparison({f"arm-{place}": 0.8 + 0.01 * place for place in range(arms)}, seeds=seeds, images=2_000)
    path = write_comparison(experiment_folder(found))
    assert path.stat().st_size < 1_500_000
    assert len(re.findall(r'class="swatch arm\d"', path.read_text(encoding="utf-8"))) == 2 * 2 * arms


def test_the_same_comparison_gives_the_same_bytes(comparison: Make, experiment_folder: Place) -> None:
    folder = experiment_folder(comparison("four arms"))
    first = write_comparison(folder).read_bytes()
    assert write_comparison(folder).read_bytes() == first


@pytest.mark.parametrize(("language", "sound"), [("en", "is better"), ("es", "es mejor")])
def test_the_card_of_a_notebook_is_small_and_whole(
    comparison: Make, experiment_folder: Place, language: Language, sound: str
) -> None:
    folder = experiment_folder(comparison("better"))
    card = comparison_card(folder, language=language)
    assert sound in card
    assert len(card.encode()) < 100_000
    assert card.count("<svg") == 2
    assert "report.html" not in card
    write_comparison(folder)
    assert "report.html" in comparison_card(folder, language=language)
    assert comparison_card(folder) == comparison_card(folder, language="en")


def test_what_is_no_comparison_is_refused(comparison: Make, experiment_folder: Place, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no finished comparison"):
        write_comparison(tmp_path)
    folder = experiment_folder(comparison("better"))
    with pytest.raises(UsageError, match="report in 'fr'"):
        write_comparison(folder, language="fr")  # type: ignore[arg-type]
    for content, words_of in (([], "list"), ({"schema": 2}, "schema 2"), ({"schema": 1, "pairs": []}, "experiment")):
        (folder / "comparison.json").write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(RunError, match=words_of):
            write_comparison(folder)
