"""Prepare the page that explains a network, and the pictures of what it made of an image."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pupila.files import write_bytes, write_text
from pupila.inspection import pictures
from pupila.inspection.explanation import Explanation, LayerExplanation
from pupila.inspection.insight import Insight, Kernels, Maps, Saliency
from pupila.inspection.sums import pair_text
from pupila.inspection.words import place_text, shape_words
from pupila.language import Language, number, say, visible
from pupila.reporting.diagram import diagram
from pupila.reporting.pages import render_page

PAGE_NAME = "explain.html"
_TOP = 5  # classes whose probability is shown
_SHARP = 96  # images up to this side are shown with their pixels as squares


@dataclass(frozen=True)
class Picture:
    """Hold one picture of the page.

    Args:
        file: Name of the file that it is also written to, without folder.
        png: Its content.
        caption: What it shows, in words.
        note: How to read it.
        sharp: Whether its pixels are to be seen as squares.
    """

    file: str
    png: bytes
    caption: str
    note: str = ""
    sharp: bool = True

    @property
    def address(self) -> str:
        """The picture as a data URI."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"


def write_explanation(
    explanation: Explanation, folder: Path, *, insight: Insight | None = None, language: Language = "en"
) -> tuple[Path, list[Path]]:
    """Write `explain.html` into a folder, and beside it every picture as a PNG file.

    Args:
        explanation: The network.
        folder: Made where it is not there; files of the same names are replaced.
        insight: What was seen inside while it looked at an image.
        language: "en" or "es".

    Returns:
        The page, and the pictures.
    """
    shown = _pictures(insight, language) if insight else []
    files = []
    for picture in shown:
        files.append(folder / "pictures" / picture.file)
        write_bytes(files[-1], picture.png)
    page = folder / PAGE_NAME
    write_text(page, render_explanation(explanation, insight=insight, language=language))
    return page, files


def render_explanation(explanation: Explanation, *, insight: Insight | None = None, language: Language = "en") -> str:
    """Return the page as HTML: no script, nothing fetched."""
    head, rows = explanation.table(language)
    context: dict[str, Any] = {
        "say": partial(_say, language=language),
        "explanation": explanation,
        "diagram": diagram(explanation, language=language),
        "intro": explanation.intro(language),
        "image_shape": place_text(explanation.input_shape),
        "head": head,
        "rows": rows,
        "layers": [_layer(layer, insight, language) for layer in explanation.layers],
        "notes": [note.message(language) for note in explanation.notes],
        "image": _image(insight, language) if insight else None,
        "kernels": _kernels(insight.kernels, language) if insight and insight.kernels else None,
    }
    return render_page("explain.html.j2", context, language=language)


def _say(code: str, *, language: Language, **values: Any) -> str:
    return say(f"inspection.{code}", language, **values)


def _layer(layer: LayerExplanation, insight: Insight | None, language: Language) -> dict[str, Any]:
    words = layer.words[language]
    rows = (
        ("row_what", words.what),
        ("row_shape", words.shape),
        ("row_parameters", words.parameters),
        ("row_products", words.products),
        ("row_memory", words.memory),
        ("row_field", words.field),
    )
    maps = next((one for one in insight.maps if one.name == layer.name), None) if insight else None
    return {
        "name": layer.name,
        "line": layer.line.partition(":")[2].strip() if ":" in layer.line else layer.line or layer.kind,
        "shape": shape_words(layer.output_shape, language),
        # The sums are typed with the letter x, which every terminal has; on a page stands the sign.
        "rows": [(_say(code, language=language), text.replace(" x ", " × ")) for code, text in rows],
        "maps": _maps(maps, 0, language) if maps else None,
    }


def _pictures(insight: Insight, language: Language) -> list[Picture]:
    image = _image(insight, language)
    found: list[Picture] = [image["photo"], image["seen"], *image["looked"]]
    found += [_kernels(insight.kernels, language)] if insight.kernels else []
    return [*found, *(_maps(maps, position, language) for position, maps in enumerate(insight.maps, start=1))]


def _image(insight: Insight, language: Language) -> dict[str, Any]:
    height, width, channels = insight.seen.shape
    colour = say("inspection.channels_grey" if channels == 1 else "inspection.channels_colour", language)
    note = say(f"inspection.seen_{insight.scale}", language, size=f"{height}x{width}", channels=colour)
    size = pair_text(insight.photo.shape[:2])
    photo = say("inspection.photo", language, size=size)
    seen = say("inspection.seen", language, size=f"{height}x{width}x{channels}")
    return {
        "file": insight.file,
        "photo": _picture("photo.png", pictures.enlarged(insight.photo), photo, sharp=_sharp(insight.photo)),
        "seen": _picture("seen.png", pictures.enlarged(insight.seen), seen, note=note, sharp=_sharp(insight.seen)),
        "looked": [_saliency(one, insight, language) for one in insight.saliencies],
        "answer": _answer(insight, language),
        "bars": _bars(insight, language),
    }


def _answer(insight: Insight, language: Language) -> str:
    if not len(insight.probabilities):
        return ""
    best = int(insight.probabilities.argmax())
    values = {"name": visible(insight.class_names[best]), "confidence": float(insight.probabilities[best])}
    return say("inspection.answer", language, **values)


def _bars(insight: Insight, language: Language) -> list[tuple[str, float, str]]:
    order = np.argsort(-insight.probabilities, kind="stable")[:_TOP]
    shares = [float(insight.probabilities[row]) for row in order]
    names = [insight.class_names[row] for row in order]
    return [(name, share, number(share, ".1%", language)) for name, share in zip(names, shares, strict=True)]


def _saliency(found: Saliency, insight: Insight, language: Language) -> Picture:
    name, size = visible(insight.class_names[found.target]), pair_text(found.grid)
    if found.method == "occlusion":
        most = max(0.0, float(found.values.max()))
        note = say("inspection.occlusion", language, patch=size, name=name, most=most)
    else:
        code = "inspection.gradcam" if found.values.max() > 0 else "inspection.gradcam_empty"
        note = say(code, language, layer=found.layer, name=name, size=size)
    caption = say(f"inspection.title_{found.method}", language)
    drawn = pictures.heat_picture(insight.seen, found.values)
    return _picture(f"{found.method}.png", drawn, caption, note=note, sharp=_sharp(insight.seen))


def _kernels(kernels: Kernels, language: Language) -> Picture:
    total = len(kernels.weights)
    shown = number(total, ",", language)
    if total > pictures.MOST_TILES:
        shown = say("inspection.maps_some", language, shown=pictures.MOST_TILES, total=total)
    code = "inspection.kernels_dense" if kernels.kind == "dense" else "inspection.kernels_conv"
    size = pair_text((kernels.weights.shape[2], kernels.weights.shape[3]))
    caption = say(code, language, shown=shown, layer=kernels.name, size=size)
    colours = "inspection.colours_kernels" if kernels.weights.shape[1] == 1 else "inspection.colours_photo"
    fixed = [say("inspection.kernels_fixed", language)] if kernels.kind == "fixed" else []
    note = " ".join([*fixed, say(colours, language)])
    return _picture("kernels.png", pictures.kernels_picture(kernels), caption, note=note)


def _maps(maps: Maps, position: int, language: Language) -> Picture:
    shown, total = pictures.shown_maps(maps.values), len(maps.values)
    parts = [say("inspection.maps_some", language, shown=shown, total=total)] if shown < total else []
    low, high = float(maps.values.min()), float(maps.values.max())
    parts.append(say("inspection.maps_range", language, low=low, high=high))
    caption = say("inspection.maps", language, layer=maps.name)
    safe = re.sub(r"[^\w-]", "-", maps.name)
    drawn = pictures.maps_picture(maps.values)
    return _picture(f"{position:02d}-{safe}.png", drawn, caption, note=", ".join(parts))


def _picture(file: str, pixels: pictures.Pixels, caption: str, *, note: str = "", sharp: bool = True) -> Picture:
    from pupila.data.image_io import encode_png

    return Picture(file, encode_png(pixels), caption, note, sharp)


def _sharp(pixels: pictures.Pixels) -> bool:
    height, width, _ = pixels.shape
    return bool(max(height, width) <= _SHARP)
