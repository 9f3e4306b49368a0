from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.data.image_io import decode
from pupila.errors import UsageError
from pupila.inspection.explanation import Explanation, Note, explain_layers
from pupila.inspection.insight import Insight, Kernels, Maps, Saliency
from pupila.models.parsing import parse_layers
from pupila.models.presets import preset
from pupila.reporting.explain_page import PAGE_NAME, render_explanation, write_explanation

DICE = np.random.default_rng(4)
NAMES = ("<script>alert(1)</script>", "=1+1", "\u202egpj", "قطة", "🐱" * 50)


class Parts(HTMLParser):
    """Collect what a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.sources: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [str(given["id"])] if "id" in given else []
        self.sources += [str(given["src"])] if "src" in given else []
        self.addresses += [str(given["href"])] if "href" in given else []


def parts(page: str) -> Parts:
    found = Parts()
    found.feed(page)
    return found


@pytest.fixture
def lenet() -> Explanation:
    return explain_layers(
        parse_layers(preset("lenet5")), input_shape=(1, 28, 28), num_classes=5, name="lenet5", class_names=NAMES
    )


@pytest.fixture
def insight(lenet: Explanation) -> Insight:
    def values(*shape: int) -> Any:
        return DICE.normal(size=shape).astype(np.float32)

    return Insight(
        file="<b>photo</b>.png",
        photo=DICE.integers(0, 256, (30, 50, 3)).astype(np.uint8),
        seen=DICE.integers(0, 256, (28, 28, 1)).astype(np.uint8),
        scale="unit",
        probabilities=np.array([0.7, 0.1, 0.1, 0.05, 0.05], np.float32),
        class_names=NAMES,
        kernels=Kernels("C1", "conv", values(6, 1, 5, 5)),
        maps=tuple(Maps(layer.name, values(*layer.output_shape)) for layer in lenet.layers),
        saliencies=(
            Saliency("gradcam", np.abs(values(28, 28)), 0, "C3", (10, 10)),
            Saliency("occlusion", values(28, 28), 0, "", (5, 5)),
        ),
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_holds_everything_and_fetches_nothing(language: Any, lenet: Explanation, insight: Insight) -> None:
    page = render_explanation(lenet, insight=insight, language=language)
    found = parts(page)
    assert not {"script", "link", "iframe"} & (set(found.tags) - {"link"})
    assert all(source.startswith("data:image/png;base64,") for source in found.sources)
    assert len(found.sources) == 2 + 2 + 1 + 8
    assert all(address.startswith(("#", "data:")) for address in found.addresses)
    assert {address[1:] for address in found.addresses if address.startswith("#")} <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert found.tags.count("article") == 8
    assert not re.search(r"inspection\.\w|report\.\w|\{\w+\}", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
    assert f'lang="{language}"' in page


@pytest.mark.parametrize(
    "language, phrases",
    [
        ("en", ["(5 × 5 × 6 + 1) × 16 = 2,416 parameters", "with 70.0% confidence", "Grad-CAM of C3", "61,706"]),
        ("es", ["(5 × 5 × 6 + 1) × 16 = 2.416 parámetros", "confianza del 70,0", "Grad-CAM de C3", "61.706"]),
    ],
)
def test_its_words_are_in_the_language(language: Any, phrases: list[str], lenet: Explanation, insight: Insight) -> None:
    lenet5 = explain_layers(parse_layers(preset("lenet5")), input_shape=(1, 28, 28), num_classes=10, name="lenet5")
    page = render_explanation(lenet5, insight=insight, language=language)
    for phrase in phrases:
        assert phrase in page


def test_hostile_names_do_no_harm(lenet: Explanation, insight: Insight) -> None:
    page = render_explanation(lenet, insight=insight)
    assert "<script" not in page
    assert "<b>photo" not in page
    assert "\u202e" not in page
    assert "قطة" in page


def test_without_an_image_the_page_has_the_network_only(lenet: Explanation) -> None:
    page = render_explanation(lenet)
    assert parts(page).sources == []
    assert 'id="image"' not in page
    assert 'id="layers"' in page


def test_more_kernels_than_are_shown_are_counted(lenet: Explanation, insight: Insight) -> None:
    many = Kernels("FC", "dense", DICE.normal(size=(100, 1, 28, 28)).astype(np.float32))
    page = render_explanation(lenet, insight=dataclasses.replace(insight, kernels=many))
    assert "Weights of the outputs of FC (the first 64 of 100)" in page
    assert "Kernels of C1, 5x5 pixels each (6)" in render_explanation(lenet, insight=insight)


def test_notes_are_told(lenet: Explanation) -> None:
    noted = Explanation(
        lenet.name, lenet.input_shape, lenet.layers, lenet.parameters, (Note("inspection.note_untrained"),)
    )
    assert "Esta red no está entrenada" in render_explanation(noted, language="es")


def test_pictures_are_written_beside_the_page(lenet: Explanation, insight: Insight, tmp_path: Path) -> None:
    page, files = write_explanation(lenet, tmp_path / "new", insight=insight)
    assert page == tmp_path / "new" / PAGE_NAME
    names = [file.name for file in files]
    assert names[:5] == ["photo.png", "seen.png", "gradcam.png", "occlusion.png", "kernels.png"]
    assert names[5:7] == ["01-C1.png", "02-S2.png"]
    for file in files:
        assert decode(file.read_bytes()).format == "PNG"
    assert page.read_text(encoding="utf-8") == render_explanation(lenet, insight=insight)


def test_another_language_is_refused(lenet: Explanation) -> None:
    with pytest.raises((UsageError, ValueError)):
        render_explanation(lenet, language="fr")  # type: ignore[arg-type]
