"""Show answers, each picture beside the bars of its probabilities: as a PNG file, or as a page in both languages."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Literal

from pupila.data.cards import Card, CardBar, Tone, draw_cards
from pupila.errors import UsageError
from pupila.experiments.answer import PICTURE_SIDE, Answer, explain_unsure
from pupila.files import write_bytes, write_text
from pupila.language import LANGUAGES, Language, number, say, visible
from pupila.reporting.names import isolated
from pupila.reporting.pages import render_page
from pupila.reporting.pictures import Album, Stamp

FEW_BARS, MANY_BARS = 5, 20  # classes shown for each of several images, and for a single one
MOST_DRAWN = {".png": 60, ".html": 200}  # answers in one file
_BUDGET = 12_000_000  # bytes of pictures in one page
_SIDE, _SINGLE_SIDE = 144, PICTURE_SIDE  # pixels of the longer side of a picture on the page

_SIGNATURE = b"Pupila predictions"  # in the page's head, and in the PNG file's second chunk
_HEADER = 33  # bytes of a PNG file before its second chunk

Kind = Literal["right", "wrong", "best", "other"]
_TONES: dict[str, Tone] = {"right": "right", "wrong": "wrong", "best": "ink", "other": "soft"}


@dataclass(frozen=True)
class PredictionBar:
    """Hold one probability: class, share of the bar, its number, and what it is."""

    name: str
    share: float
    text: str
    kind: Kind


@dataclass(frozen=True)
class Entry:
    """Hold one answer in one language.

    Args:
        answer: What was said.
        label: The true class, where it is known.
        hit: Whether the answer is right; None where nobody knows.
        confidence: In percent.
        bars: The most probable first; empty for a file that could not be read.
        remarks: Why the classifier is unsure, what is to be known of the file, or why it could not be read.
        stamp: How the page shows the picture.
    """

    answer: Answer
    label: str | None
    hit: bool | None
    confidence: str
    bars: tuple[PredictionBar, ...]
    remarks: tuple[str, ...]
    stamp: Stamp | None = None

    @property
    def name(self) -> str:
        """Return the file's name without its folders."""
        return PurePath(self.answer.file).name or self.answer.file


def most_drawn(path: Path) -> int:
    """Return how many answers a file of this kind shows.

    Raises:
        UsageError: The file ends neither in .png nor in .html.
    """
    found = MOST_DRAWN.get(path.suffix.lower())
    if found is None:
        raise UsageError("predictions.plot_kind", path=path, valid=", ".join(MOST_DRAWN))
    return found


def is_own(path: Path) -> bool:
    """Tell whether a file was written here, and may be replaced: not, say, the photo that someone wants predicted."""
    with open(path, "rb") as file:
        return _SIGNATURE in file.read(2000)


def write_predictions(
    path: Path,
    answers: Sequence[Answer],
    *,
    title: str,
    labels: Sequence[str | None] | None = None,
    language: Language = "en",
) -> int:
    """Write answers with their pictures.

    Args:
        path: Ends in .png for a picture in one language, or in .html for a page in both.
        answers: With their pictures; beyond a number that still makes a picture or a page, the first ones are shown.
        title: What answered, such as the name of a run.
        labels: True classes, where they are known; right answers are then blue and wrong ones red.
        language: Of the picture; of the page the one shown first.

    Returns:
        How many answers the file shows.

    Raises:
        UsageError: A file of another kind, or another language.
    """
    shown = answers[: most_drawn(path)]
    known = list(labels or [None] * len(answers))[: len(shown)]
    if path.suffix.lower() == ".png":
        write_bytes(path, draw_predictions(shown, labels=known, language=language))
    else:
        write_text(path, render_predictions(answers, labels=known, title=title, language=language))
    return len(shown)


def draw_predictions(answers: Sequence[Answer], *, labels: Sequence[str | None], language: Language) -> bytes:
    """Return the picture as PNG."""
    drawn = draw_cards([_card(entry, language) for entry in _entries(answers, labels, language)])
    content = b"tEXtSoftware\x00" + _SIGNATURE
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return drawn[:_HEADER] + chunk + drawn[_HEADER:]


def render_predictions(
    answers: Sequence[Answer], *, labels: Sequence[str | None], title: str, language: Language = "en"
) -> str:
    """Return the page as HTML: no script, nothing fetched.

    Args:
        answers: All that were given; as many as there are labels are shown.
        labels: True classes, None where nobody knows.
        title: What answered.
        language: The one shown first.
    """
    shown = answers[: len(labels)]
    album = Album(_encode_png, budget=_BUDGET, side=_SINGLE_SIDE if len(shown) == 1 else _SIDE)
    stamps = [_stamp(album, place, answer) for place, answer in enumerate(shown)]
    order = (language, *(other for other in LANGUAGES if other != language))
    pages = [(one, _page(answers, labels, stamps, title=title, language=one)) for one in order]
    context = {"say": partial(_say, language=language), "title": title, "pages": pages, "album": album.pages}
    return render_page("predictions.html.j2", context, language=language)


def _page(
    answers: Sequence[Answer],
    labels: Sequence[str | None],
    stamps: Sequence[Stamp | None],
    *,
    title: str,
    language: Language,
) -> str:
    entries = _entries(answers[: len(labels)], labels, language, stamps)
    context: dict[str, Any] = {
        "say": partial(_say, language=language),
        "title": title,
        "intro": _intro(answers, labels, language),
        "entries": [(entry, _alt(entry, language)) for entry in entries],
    }
    return render_page("predictions_page.html.j2", context, language=language)


def _intro(answers: Sequence[Answer], labels: Sequence[str | None], language: Language) -> list[str]:
    """Tell how many images there are, how many of them are unsure or unreadable, and what the colours mean."""
    counts = {
        "images": len(answers),
        "unread": sum(answer.error is not None for answer in answers),
    }
    if len(answers) == 1:
        return []
    told = [" ".join(_say(f"count_{name}", language=language, count=count) for name, count in counts.items() if count)]
    why = explain_unsure(answers, language)
    told += [why] if why else []
    told += [_say("drawn", language=language, shown=len(labels), count=len(answers))] * (len(labels) < len(answers))
    told += [_say("colours", language=language)] * any(label is not None for label in labels)
    return told


def _entries(
    answers: Sequence[Answer],
    labels: Sequence[str | None],
    language: Language,
    stamps: Sequence[Stamp | None] | None = None,
) -> list[Entry]:
    most = MANY_BARS if len(answers) == 1 else FEW_BARS
    pictures = stamps or [None] * len(answers)
    return [
        _entry(answer, label, stamp, most=most, language=language)
        for answer, label, stamp in zip(answers, labels, pictures, strict=True)
    ]


def _entry(answer: Answer, label: str | None, stamp: Stamp | None, *, most: int, language: Language) -> Entry:
    hit = None if label is None or answer.error is not None else answer.class_name == label
    confidence = "" if answer.confidence is None else number(answer.confidence, ".1%", language)
    bars = tuple(_bars(answer, label, most, language))
    brief = most == FEW_BARS
    remarks = answer.remarks(language, brief=brief) if answer.error is None else (answer.error.message(language),)
    return Entry(answer, label, hit, confidence, bars, remarks, stamp)


def _bars(answer: Answer, label: str | None, most: int, language: Language) -> list[PredictionBar]:
    """Return the largest probabilities; the true class is among them even where it is small."""
    names = list(answer.probabilities)[:most]
    if label in answer.probabilities and label not in names:
        names[-1] = label
    return [
        PredictionBar(
            name,
            answer.probabilities[name],
            number(answer.probabilities[name], ".1%", language),
            _kind(name, answer, label),
        )
        for name in names
    ]


def _kind(name: str, answer: Answer, label: str | None) -> Kind:
    if label is not None and name == label:
        return "right"
    if name != answer.class_name:
        return "other"
    return "best" if label is None else "wrong"


def _card(entry: Entry, language: Language) -> Card:
    """Return an answer as it is drawn; sentences are too long for a picture, marks are not."""
    answer = entry.answer
    if answer.error is not None:
        return Card(None, visible(entry.name), _say("unread", language=language), tone="soft")
    remarks: list[tuple[str, Tone]] = []
    if answer.unsure:
        remarks.append((_say("mark_long", language=language), "unsure"))
    if entry.hit is False:
        remarks.append((_say("truth", language=language, label=visible(entry.label)), "right"))
    tone: Tone = "ink" if entry.hit is None else "right" if entry.hit else "wrong"
    headline = f"{entry.confidence}  {visible(answer.class_name)}"
    bars = tuple(CardBar(visible(bar.name), bar.share, bar.text, _TONES[bar.kind]) for bar in entry.bars)
    return Card(answer.picture, visible(entry.name), headline, tone, tuple(remarks), bars)


def _alt(entry: Entry, language: Language) -> str:
    answer = entry.answer
    return _say("alt", language=language, file=isolated(entry.name), name=isolated(answer.class_name or "?"))


def _stamp(album: Album, place: int, answer: Answer) -> Stamp | None:
    return None if answer.picture is None else album.add(str(place), answer.picture)


def _say(code: str, *, language: str, **values: Any) -> str:
    return say(f"predictions.{code}", language, **values)


def _encode_png(pixels: Any) -> bytes:
    from pupila.data.image_io import encode_png

    return encode_png(pixels)
