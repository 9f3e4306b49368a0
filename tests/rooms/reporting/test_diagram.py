from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from pupila.inspection.explanation import Explanation, explain_layers
from pupila.models.parsing import parse_layers
from pupila.models.presets import PRESETS, preset
from pupila.reporting.diagram import WIDTH, diagram

SVG = "{http://www.w3.org/2000/svg}"


def drawn(explanation: Explanation, language: str = "en") -> ElementTree.Element:
    text = diagram(explanation, language=language)  # type: ignore[arg-type]
    return ElementTree.fromstring(text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def explained(name: str, shape: tuple[int, int, int] = (3, 40, 32)) -> Explanation:
    return explain_layers(parse_layers(preset(name)), input_shape=shape, num_classes=7, name=name)


@pytest.mark.parametrize("name", PRESETS)
def test_every_layer_has_a_box_with_its_name_and_shape(name: str) -> None:
    found = explained(name)
    root = drawn(found)
    groups = root.findall(f"{SVG}g")
    assert len(groups) == 1 + len(found.layers)
    titles = [group.findtext(f"{SVG}title") or "" for group in groups]
    assert [title.partition(":")[0] for title in titles[1:]] == [layer.name for layer in found.layers]
    assert titles[0] == "input: 40x32x3"


@pytest.mark.parametrize("name", PRESETS)
def test_nothing_lies_outside_the_drawing(name: str) -> None:
    root = drawn(explained(name))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width == WIDTH
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.attrib["x"]) <= width - float(box.attrib["width"])
        assert 0 <= float(box.attrib["y"]) <= height - float(box.attrib["height"])
        assert float(box.attrib["height"]) > 0
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.attrib["x"]) < width
        assert 0 < float(text.attrib["y"]) < height


def test_larger_maps_are_higher_and_more_channels_wider() -> None:
    found = explain_layers(
        parse_layers(["conv 4 3x3 same", "conv 64 3x3 same", "maxpool 2", "flatten", "dense classes"]),
        input_shape=(1, 32, 32), num_classes=3,
    )  # fmt: skip
    boxes = list(drawn(found).iter(f"{SVG}rect"))
    heights = [float(box.attrib["height"]) for box in boxes]
    widths = [float(box.attrib["width"]) for box in boxes]
    assert heights[0] == heights[1] == heights[2] > heights[3]
    assert widths[0] < widths[1] < widths[2] == widths[3]


def test_colours_are_left_to_the_page_and_words_are_words() -> None:
    text = diagram(explained("lenet5", (1, 28, 28)), language="es")
    assert "#" not in text
    assert 'fill="currentColor"' in text
    assert "entrada" in text
    assert "120 valores" in text
    assert "Dibujo de la red lenet5" in text


def test_long_and_hostile_names_do_no_harm() -> None:
    layers = parse_layers(["añejo_" + "x" * 34 + ": conv 4 3x3", "flatten", "dense classes"])
    found = explain_layers(layers, input_shape=(1, 8, 8), num_classes=3, name="<script>alert(1)</script>\u202e")
    text = diagram(found, language="en")
    assert "<script" not in text
    assert "\u202e" not in text
    assert "…" in text
    drawn(found)
