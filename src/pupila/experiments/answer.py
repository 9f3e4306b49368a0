"""Hold what a classifier says of one image, and show it in a notebook."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.data.image_io import Decoded, decode, encode_png, read_file, resize
from pupila.errors import DataError
from pupila.evaluation.novelty import Gate
from pupila.language import Language, default_language, number, say, visible

PICTURE_SIDE = 288  # pixels of the longer side of a picture kept beside its answer
_SHOWN_CLASSES = 10
_BAR_WIDTH = 160  # pixels in a notebook


@dataclass(frozen=True)
class Answer:
    """Hold what a classifier says of one image.

    Args:
        file: Path or address, as it was given.
        class_name: The most probable class, also where the classifier is unsure; None where the image could not be
            read.
        confidence: Its probability.
        probabilities: Probability of every class, the most probable first.
        note: Code of what a reader should know, such as an animation of which the first frame was used.
        error: Why there is no answer.
        unsure: Whether the image looks so little like the training images that the class should not be believed.
        distance: How far it lies from them, as `gate` compares it; None where every image is answered.
        gate: What the distance is compared with; None where every image is answered.
        picture: The upright image, reduced, uint8, shape (height, width, 3); None unless it was asked for.
    """

    file: str
    class_name: str | None = None
    confidence: float | None = None
    probabilities: dict[str, float] = field(default_factory=dict)
    note: str | None = None
    error: DataError | None = None
    unsure: bool = False
    distance: float | None = None
    gate: Gate | None = field(default=None, repr=False)
    picture: NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)

    def remarks(self, language: str, *, brief: bool = False) -> tuple[str, ...]:
        """Say why the classifier is unsure, and what is to be known of the file; often nothing.

        Args:
            language: "en" or "es".
            brief: Tell the figures alone, where `explain_unsure` stands above many answers.
        """
        told = []
        if self.unsure and self.gate is not None:
            gate, name = self.gate, visible(self.class_name)
            values = {"threshold": gate.threshold, "within": gate.within, "n": gate.n}
            code = "predictions.distance" if brief else "predictions.why_unsure"
            told.append(say(code, language, distance=self.distance, name=name, **values))
        if self.note is not None:
            kind = self.note.rpartition("note_")[2]
            told.append(say(f"predictions.note_{kind}", language, path=visible(self.file)))
        return tuple(told)

    def _repr_html_(self) -> str:
        """Show the picture beside the bars of its probabilities in a notebook."""
        language = default_language()
        if self.error is not None:
            return f"<p>{_safe(self.error.message(language))}</p>"
        head = f"<strong>{_safe(self.class_name)}</strong> {number(self.confidence or 0.0, '.1%', language)}"
        head += f" <em>{_safe(say('predictions.mark', language))}</em>" if self.unsure else ""
        shown = list(self.probabilities.items())[:_SHOWN_CLASSES]
        rows = "".join(_bar(name, share, language) for name, share in shown)
        told = "".join(f"<p>{_safe(remark)}</p>" for remark in self.remarks(language))
        return (
            '<div style="display:flex;gap:1.5em;align-items:flex-start">'
            f"{_image(self)}<div><p>{head}</p><table>{rows}</table>{told}</div></div>"
        )


def explain_unsure(answers: Sequence[Answer], language: str) -> str | None:
    """Say once for many answers why some of them are unsure; None where none is."""
    unsure = [answer for answer in answers if answer.unsure]
    gate = unsure[0].gate if unsure else None
    if gate is None:
        return None
    values = {"threshold": gate.threshold, "within": gate.within, "n": gate.n}
    return say("predictions.why_some", language, count=len(unsure), total=len(answers), **values)


def keep_picture(content: bytes, decoded: Decoded, background: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return the picture of an image file as people see it: upright, in colour, its proportions kept.

    Args:
        content: The whole file.
        decoded: The same, as the network gets it: it knows the original size.
        background: Colour under transparent pixels.
    """
    return decode(content, image_size=_fit(decoded.original_size), background=background).pixels


def _fit(size: tuple[int, int]) -> tuple[int, int]:
    share = min(1.0, PICTURE_SIDE / max(size))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _image(answer: Answer) -> str:
    """Return the picture as an element; where it was not kept it is read from its file, if that is still there."""
    pixels = answer.picture
    if pixels is None:
        try:
            pixels = decode(read_file(Path(answer.file))).pixels
        except (DataError, ValueError):  # an address, or a file that is gone
            return ""
        pixels = resize(pixels, _fit((pixels.shape[0], pixels.shape[1])))
    source = base64.b64encode(encode_png(pixels)).decode("ascii")
    height, width = pixels.shape[:2]
    factor = max(1, PICTURE_SIDE // 2 // max(height, width))
    return (
        f'<img alt="{_safe(answer.file)}" width="{width * factor}" height="{height * factor}" '
        f'style="image-rendering:{"pixelated" if factor > 1 else "auto"}" src="data:image/png;base64,{source}">'
    )


def _bar(name: str, share: float, language: Language) -> str:
    width = round(_BAR_WIDTH * share)
    return (
        f'<tr><td style="text-align:left;max-width:14em;overflow:hidden;text-overflow:ellipsis">{_safe(name)}</td>'
        f"<td>{number(share, '.1%', language)}</td>"
        f'<td style="text-align:left"><div style="width:{width}px;height:.7em;background:#0b62a4"></div></td></tr>'
    )


def _safe(text: object) -> str:
    return html.escape(visible(text))
