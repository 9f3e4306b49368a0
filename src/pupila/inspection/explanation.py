"""Explain a network from its list of layers: shapes, sums, receptive fields, in words. No torch."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pupila.inspection.receptive import Field, image_field, receptive_fields
from pupila.inspection.sums import pair_text
from pupila.inspection.words import LayerWords, Sight, layer_words, place_text, shape_words
from pupila.language import LANGUAGES, Language, default_language, number, say
from pupila.models.layers import Layer
from pupila.models.shapes import LayerCost, Shape, layer_costs


@dataclass(frozen=True)
class LayerExplanation:
    """Hold everything there is to say of one layer.

    Args:
        name: The layer's name.
        kind: "conv", "dense", ...; for a module of one's own the name of its class.
        line: The layer as a line of the layer language; empty for a module.
        input_shape: What arrives, without the batch: (channels, height, width) or (values,).
        output_shape: What leaves.
        parameters: How many numbers training finds.
        multiply_adds: Products summed by convolutions and dense layers, for one image.
        activation_bytes: Memory of the output of one image.
        field: Receptive field of its values; None for a module.
        words: The same in words, by language.
    """

    name: str
    kind: str
    line: str
    input_shape: Shape
    output_shape: Shape
    parameters: int
    multiply_adds: int
    activation_bytes: int
    field: Field | None
    words: Mapping[Language, LayerWords]


@dataclass(frozen=True)
class Note:
    """Hold a remark on a whole network, as a code of `pupila.texts` and its values."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """Tell the remark."""
        return say(self.code, language, **self.values)


@dataclass(frozen=True)
class Explanation:
    """Hold a network, explained; it draws itself in a notebook, and `print` writes it out.

    Args:
        name: What it is called: a model, a recipe, a run, a class.
        input_shape: (channels, height, width) of an image.
        layers: In the order in which an image passes.
        parameters: All of them.
        notes: What a reader should know.
        class_names: Of a trained network; else empty.
    """

    name: str
    input_shape: Shape
    layers: tuple[LayerExplanation, ...]
    parameters: int
    notes: tuple[Note, ...] = ()
    class_names: tuple[str, ...] = ()

    @property
    def multiply_adds(self) -> int:
        """Products summed by convolutions and dense layers, for one image."""
        return sum(layer.multiply_adds for layer in self.layers)

    @property
    def activation_bytes(self) -> int:
        """Memory of the outputs of all layers for one image."""
        return sum(layer.activation_bytes for layer in self.layers)

    def to_json(self) -> dict[str, Any]:
        """Return what `pupila explain --json` prints; shapes are (channels, height, width)."""
        layers = [
            {
                "name": layer.name,
                "kind": layer.kind,
                "output_shape": list(layer.output_shape),
                "parameters": layer.parameters,
                "multiply_adds": layer.multiply_adds,
                "receptive_field": list(layer.field.size) if layer.field else None,
                "text": {language: layer.words[language].text for language in LANGUAGES},
            }
            for layer in self.layers
        ]
        return {"layers": layers, "parameters": self.parameters, "multiply_adds": self.multiply_adds}

    def intro(self, language: Language) -> str:
        """Say in one sentence what the network is."""
        last = self.layers[-1].output_shape
        outputs = say("inspection.outputs_classes", language, count=last[0]) if len(last) == 1 else place_text(last)
        return say(
            "inspection.intro",
            language,
            layers=len(self.layers),
            shape=place_text(self.input_shape),
            outputs=outputs,
            parameters=self.parameters,
            products=self.multiply_adds,
        )

    def table(self, language: Language) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return the head and the rows of the table of layers, its last row the totals."""
        codes = ("layer", "line", "output", "head_parameters", "head_products", "head_memory", "head_field")
        head = tuple(say(f"inspection.{code}", language) for code in codes)
        rows = [_row(layer, language) for layer in self.layers]
        totals = (self.parameters, self.multiply_adds, self.activation_bytes)
        figures = (number(total, ",", language) for total in totals)
        return head, [*rows, (say("inspection.total", language), "", "", *figures, "")]

    def __str__(self) -> str:
        language = default_language()
        layers = [f"{layer.name}: {layer.words[language].text}" for layer in self.layers]
        return "\n\n".join([self.intro(language), *layers, *(note.message(language) for note in self.notes)])

    def _repr_html_(self) -> str:
        """Show the table and the words inside a notebook."""
        language = default_language()
        head, rows = self.table(language)
        cells = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
        lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        words = "".join(
            f"<dt><b>{html.escape(layer.name)}</b></dt><dd>{html.escape(layer.words[language].text)}</dd>"
            for layer in self.layers
        )
        notes = "".join(f"<p>{html.escape(note.message(language))}</p>" for note in self.notes)
        intro = html.escape(self.intro(language))
        return f"<p>{intro}</p><table><tr>{cells}</tr>{lines}</table><dl>{words}</dl>{notes}"


def explain_layers(
    layers: Sequence[Layer],
    *,
    input_shape: Shape,
    num_classes: int,
    name: str = "",
    class_names: tuple[str, ...] = (),
) -> Explanation:
    """Explain a network that is written in the layer language.

    Args:
        layers: As `parse_layers` returns them.
        input_shape: (channels, height, width) of an image.
        num_classes: What "classes" stands for.
        name: What the network is called.
        class_names: Of a trained network.

    Raises:
        LayerError: Layers that do not fit each other or the images.

    Example:
        >>> from pupila.models.parsing import parse_layers
        >>> layers = parse_layers(["conv 16 5x5 same", "globalpool", "dense classes"])
        >>> explanation = explain_layers(layers, input_shape=(6, 14, 14), num_classes=10)
        >>> explanation.layers[0].words["es"].parameters.partition(":")[0]
        '(5 x 5 x 6 + 1) x 16 = 2.416 parámetros'
    """
    costs = layer_costs(layers, input_shape=input_shape, num_classes=num_classes)
    fields = receptive_fields(layers, costs)
    before = (image_field(costs[0].input_shape), *fields)
    image = (input_shape[1], input_shape[2])
    explained = tuple(
        _explain(layer, cost, Sight(image, arriving, leaving))
        for layer, cost, arriving, leaving in zip(layers, costs, before, fields, strict=False)
    )
    total = sum(cost.parameters for cost in costs)
    return Explanation(name, tuple(input_shape), explained, total, class_names=class_names)


def _explain(layer: Layer, cost: LayerCost, sight: Sight) -> LayerExplanation:
    return LayerExplanation(
        name=cost.name,
        kind=cost.kind,
        line=cost.line,
        input_shape=cost.input_shape,
        output_shape=cost.output_shape,
        parameters=cost.parameters,
        multiply_adds=cost.multiply_adds,
        activation_bytes=cost.activation_bytes,
        field=sight.after,
        words={language: layer_words(layer, cost, sight=sight, language=language) for language in LANGUAGES},
    )


def _row(layer: LayerExplanation, language: Language) -> tuple[str, ...]:
    figures = (layer.parameters, layer.multiply_adds, layer.activation_bytes)
    written = layer.line.removeprefix(f"{layer.name}:").strip() if layer.line else layer.kind
    return (
        layer.name,
        written,
        shape_words(layer.output_shape, language),
        *(number(figure, ",", language) for figure in figures),
        pair_text(layer.field.size) if layer.field else "",
    )
