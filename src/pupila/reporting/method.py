"""The part on method: what the audit of the run found, short where all is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pupila.language import say, visible
from pupila.reporting.record_view import RunView

_LOUD = ("fault", "warning")
_KNOWN = {"fault": "fault", "warning": "warning", "passed": "passed", "not applicable": "idle"}


@dataclass(frozen=True)
class Check:
    """Hold one finding as the page shows it.

    Args:
        code: "A1" to "A16".
        kind: "fault", "warning", "passed" or "idle" (not applicable).
        result: The same in words.
        title: What was looked at.
        message: What was found.
        remedy: What to do about it.
    """

    code: str
    kind: str
    result: str
    title: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Method:
    """Hold the part: a sentence, what is to be looked at, and all checks."""

    words: str
    loud: tuple[Check, ...]
    checks: tuple[Check, ...]

    @property
    def faults(self) -> bool:
        """Tell whether there is a fault."""
        return any(one.kind == "fault" for one in self.loud)


def method(audit: Mapping[str, Any], language: str) -> Method | None:
    """Return the part on method of a run or an experiment, in the words of its `audit.json`; None where it has none."""
    found = audit.get("findings")
    checks = tuple(_check(one, language) for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
    if not checks:
        return None
    loud = tuple(one for kind in _LOUD for one in checks if one.kind == kind)
    counts = {kind: sum(one.kind == kind for one in checks) for kind in _KNOWN.values()}
    looked = len(checks) - counts["idle"]
    words = say("report.method.words", language, passed=counts["passed"], looked=looked, idle=counts["idle"])
    return Method(words, loud, checks)


def of_run(run: RunView, language: str) -> Method | None:
    """Return the part on method of a run."""
    return method(run.audit, language)


def _check(one: Mapping[str, Any], language: str) -> Check:
    kind = _KNOWN.get(str(one.get("severity")), "idle")
    words = {name: _spoken(one.get(name), language) for name in ("title", "message", "remedy")}
    return Check(code=str(one.get("code")), kind=kind, result=say(f"report.method.{kind}", language), **words)


def _spoken(pair: Any, language: str) -> str:
    return visible(str(pair.get(language, ""))) if isinstance(pair, dict) else ""
