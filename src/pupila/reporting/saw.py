"""Prepare the part on what the network saw: photos as they lie on disk, beside the pixels that it read of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pupila.language import say
from pupila.reporting.names import isolated
from pupila.reporting.pictures import Album, Stamp
from pupila.reporting.record_view import RunView

_SIDE = 160  # pixels on the page
_ALIKE = 0.02  # by so much proportions may differ and still be called the same


@dataclass(frozen=True)
class Sight:
    """Hold one photo and what the network read of it, each with what it says to those who cannot see it."""

    id: str
    photo: Stamp
    photo_alt: str
    seen: Stamp
    seen_alt: str
    words: str


@dataclass(frozen=True)
class Sights:
    """Hold the photos, and what was done to all of them, in words."""

    title: str
    words: str
    photo_head: str
    seen_head: str
    sights: tuple[Sight, ...]


def sights(run: RunView, language: str, *, album: Album) -> Sights | None:
    """Return the photos that were kept with the judged split; None where there are none, as for data in arrays."""
    answers = run.answers.get(run.judged or "")
    kept = answers.photos if answers is not None else None
    preprocess = run.model.get("preprocess") or {}
    if answers is None or kept is None or not preprocess.get("image_size"):
        return None
    after = int(preprocess["image_size"][0]), int(preprocess["image_size"][1])
    channels, found = int(preprocess.get("channels") or 3), []
    for place, row in enumerate(kept.rows.tolist()):
        photo = album.add_jpeg(f"photo-{row}", kept.files[place], side=_SIDE)
        seen = album.add_whole(f"seen-{row}", kept.seen[place], side=_SIDE)
        if photo is None or seen is None:
            continue
        before = int(kept.sizes[place][0]), int(kept.sizes[place][1])
        name, whole = isolated(answers.ids[row]), (*after, channels)
        found.append(
            Sight(
                id=answers.ids[row],
                photo=photo,
                photo_alt=say("look.saw_photo", language, id=name, size=_by(before)),
                seen=seen,
                seen_alt=say("look.saw_seen", language, id=name, size=_by(whole)),
                words=change(before, after, language),
            )
        )
    return _sights(found, preprocess, channels, language) if found else None


def change(before: tuple[int, int], after: tuple[int, int], language: str) -> str:
    """Say what resizing did to a photo, both sizes (height, width); squeezed proportions are named and measured.

    Example:
        >>> change((240, 320), (180, 180), "en")
        'From 240 × 320 to 180 × 180: next to its height, the width shrank to 75%.'
    """
    share = (after[1] / after[0]) / (before[1] / before[0])
    sizes = {"before": _by(before), "after": _by(after)}
    if before == after:
        return say("look.saw_same", language, **sizes)
    if abs(share - 1) <= _ALIKE:
        return say("look.saw_scaled", language, **sizes)
    return say("look.saw_narrowed" if share < 1 else "look.saw_widened", language, share=share, **sizes)


def _sights(found: list[Sight], preprocess: dict[str, Any], channels: int, language: str) -> Sights:
    codes = [
        "look.saw_help",
        "look.saw_grey" if channels == 1 else "look.saw_colour",
        "look.saw_standardise" if preprocess.get("scale") == "standardise" else "look.saw_unit",
    ]
    return Sights(
        title=say("look.saw_title", language),
        words=" ".join(say(code, language) for code in codes),
        photo_head=say("look.saw_photo_head", language),
        seen_head=say("look.saw_seen_head", language),
        sights=tuple(found),
    )


def _by(size: tuple[int, ...]) -> str:
    return " × ".join(map(str, size))
