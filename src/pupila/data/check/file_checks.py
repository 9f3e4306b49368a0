"""Check files: those that cannot be read, and those that lost something on the way to 8-bit pixels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from pupila.data.check.evidence import CHECKS, Evidence
from pupila.data.check.finding import Finding, Severity
from pupila.data.check.headers import Header
from pupila.data.image_io import IMAGE_SUFFIXES
from pupila.data.remarks import Skipped

TINY, HUGE, LONG = 16, 12_000_000, 4.0  # pixels of the shorter side, pixels in all, longer side by shorter
_TOO_LARGE = ("data.image_too_large", "data.image_too_many_bytes")


@CHECKS.register("empty_file")
def empty_file(evidence: Evidence) -> Finding | None:
    """Find files of 0 bytes."""
    return _skipped(evidence, "empty_file", "error", lambda item: item.code == "data.image_empty")


@CHECKS.register("truncated_file")
def truncated_file(evidence: Evidence) -> Finding | None:
    """Find images that end before their last pixel."""
    return _skipped(evidence, "truncated_file", "error", _truncated)


@CHECKS.register("unreadable_file")
def unreadable_file(evidence: Evidence) -> Finding | None:
    """Find damaged images, and what only calls itself one."""

    def wanted(item: Skipped) -> bool:
        elsewhere = item.code == "data.image_empty" or item.code in _TOO_LARGE or _truncated(item)
        return not elsewhere and not _foreign(item)

    return _skipped(evidence, "unreadable_file", "error", wanted)


@CHECKS.register("too_large_file")
def too_large_file(evidence: Evidence) -> Finding | None:
    """Find images above the limits of what is unpacked."""
    return _skipped(evidence, "too_large_file", "error", lambda item: item.code in _TOO_LARGE)


@CHECKS.register("not_an_image")
def not_an_image(evidence: Evidence) -> Finding | None:
    """Find files among the images that do not claim to be one."""
    return _skipped(evidence, "not_an_image", "warning", _foreign)


@CHECKS.register("wrong_extension")
def wrong_extension(evidence: Evidence) -> Finding | None:
    """Find files whose name says another format than their content."""
    kinds = {"jpg": "JPEG", "jpeg": "JPEG", "jpe": "JPEG", "apng": "PNG", "tif": "TIFF"}

    def wrong(name: str, header: Header) -> bool:
        suffix = PurePosixPath(name).suffix.lower()
        said = kinds.get(suffix[1:], suffix[1:].upper())
        return bool(header.kind) and suffix in IMAGE_SUFFIXES and said != header.kind

    found = [name for name, header in _headed(evidence) if wrong(name, header)]
    return Finding("wrong_extension", "remark", tuple(found)) if found else None


@CHECKS.register("animated")
def animated(evidence: Evidence) -> Finding | None:
    """Find images with more than one frame or page."""
    return _with(evidence, "animated", "warning", lambda header: header.frames > 1)


@CHECKS.register("deep_colour")
def deep_colour(evidence: Evidence) -> Finding | None:
    """Find images with more than 8 bits a channel."""
    return _with(evidence, "deep_colour", "remark", lambda header: header.depth > 8)


@CHECKS.register("transparent")
def transparent(evidence: Evidence) -> Finding | None:
    """Find images with transparency."""
    return _with(evidence, "transparent", "remark", lambda header: header.alpha)


@CHECKS.register("rotated")
def rotated(evidence: Evidence) -> Finding | None:
    """Find images that are turned upright by a note in the file."""
    return _with(evidence, "rotated", "remark", lambda header: header.orientation > 1)


@CHECKS.register("odd_mode")
def odd_mode(evidence: Evidence) -> Finding | None:
    """Find images in the colours of print, and single grey images among coloured ones."""
    headed = _headed(evidence)
    grey = [name for name, header in headed if header.mode == "grey"]
    print_ = [name for name, header in headed if header.mode == "cmyk"]
    few = grey if 0 < len(grey) < 0.1 * len(headed) else []
    found = tuple(sorted({*few, *print_}))
    values = {"grey": len(few), "cmyk": len(print_)}
    return Finding("odd_mode", "remark", found, values) if found else None


@CHECKS.register("tiny_image")
def tiny_image(evidence: Evidence) -> Finding | None:
    """Find files whose image was much smaller than what it was resized to."""
    sizes = evidence.dataset.original_sizes
    small = (sizes.min(axis=1) < TINY) & (sizes.min(axis=1) * 2 <= min(evidence.dataset.image_size))
    return _rows(evidence, "tiny_image", "warning", small, side=TINY)


@CHECKS.register("huge_image")
def huge_image(evidence: Evidence) -> Finding | None:
    """Find images of so many pixels that reading them takes longer than all else."""
    large = evidence.dataset.original_sizes.astype(np.int64).prod(axis=1) > HUGE
    return _rows(evidence, "huge_image", "remark", large, limit=HUGE // 1_000_000)


@CHECKS.register("long_image")
def long_image(evidence: Evidence) -> Finding | None:
    """Find images that resizing to a common shape distorts most."""
    sizes = evidence.dataset.original_sizes.astype(np.float64)
    height, width = evidence.dataset.image_size
    stretch = sizes[:, 1] / sizes[:, 0] * (height / width)
    return _rows(evidence, "long_image", "remark", np.maximum(stretch, 1 / stretch) > LONG, times=LONG)


def _skipped(evidence: Evidence, code: str, severity: Severity, wanted: Callable[[Skipped], bool]) -> Finding | None:
    found = [item for item in evidence.dataset.skipped if wanted(item)]
    if not found:
        return None
    paths = tuple(item.path for item in found)
    reasons = tuple({"file": item.path, "reason": {one: item.message(one) for one in ("en", "es")}} for item in found)
    return Finding(code, severity, paths, details=reasons, movable=paths)


def _truncated(item: Skipped) -> bool:
    return item.code == "data.image_broken" and "truncated" in str(item.values.get("reason", "")).lower()


def _foreign(item: Skipped) -> bool:
    named = PurePosixPath(item.path).suffix.lower() in IMAGE_SUFFIXES
    return item.code in ("data.image_format", "data.image_special") and not named


def _headed(evidence: Evidence) -> list[tuple[str, Header]]:
    return list(zip(evidence.dataset.ids, evidence.headers, strict=True)) if evidence.headers else []


def _with(evidence: Evidence, code: str, severity: Severity, wanted: Callable[[Header], bool]) -> Finding | None:
    found = tuple(name for name, header in _headed(evidence) if wanted(header))
    return Finding(code, severity, found) if found else None


def _rows(
    evidence: Evidence, code: str, severity: Severity, chosen: NDArray[np.bool_], **values: float
) -> Finding | None:
    found = evidence.names(np.flatnonzero(chosen))
    return Finding(code, severity, found, values) if found else None
