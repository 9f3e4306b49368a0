"""The part on method: short where all is well, loud where not, and harmless whoever wrote the audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupila.reporting.method import method
from pupila.reporting.pages import write_report

RunMaker = Callable[..., Path]
SEVERITIES = ("passed", "passed", "not applicable")


def finding(code: str, severity: str, **texts: str) -> dict[str, Any]:
    words = {"title": f"title of {code}", "message": f"message of {code}", "remedy": f"remedy of {code}", **texts}
    return {
        "code": code,
        "severity": severity,
        **{name: {"en": one, "es": f"{one} (es)"} for name, one in words.items()},
    }


def audit(*severities: str) -> dict[str, Any]:
    return {"schema": 1, "findings": [finding(f"A{place}", one) for place, one in enumerate(severities, start=1)]}


def page(folder: Path, content: Any) -> str:
    (folder / "audit.json").write_text(json.dumps(content))
    return write_report(folder).read_text(encoding="utf-8")


def test_a_sound_run_says_so_in_one_sentence(new_run: RunMaker) -> None:
    html = page(new_run(), audit(*SEVERITIES))
    assert "2 of 2 checks of the method hold; 1 do not apply" in html
    assert "message of A1 (es)" in html
    assert 'class="check' not in html
    assert "believe the figures" not in html


def test_faults_come_first_and_are_told_at_the_top(new_run: RunMaker) -> None:
    html = page(new_run(), audit("passed", "warning", "fault"))
    assert html.index('class="check fault"') < html.index('class="check warning"')
    assert "remedy of A3" in html
    assert 'class="banner"><a href="#en-method"' in html


def test_a_run_of_an_earlier_version_has_no_such_part(new_run: RunMaker) -> None:
    html = write_report(new_run()).read_text(encoding="utf-8")
    assert "-method" not in html


@pytest.mark.parametrize("content", [{}, {"findings": 3}, {"findings": [3, "x"]}, {"findings": []}])
def test_an_audit_that_makes_no_sense_is_left_out(content: dict[str, Any]) -> None:
    assert method(content, "en") is None


def test_words_from_outside_do_nothing(new_run: RunMaker) -> None:
    hostile = finding("<b>", "fault", title="<script>alert(1)</script>", message="\u202egpj", remedy="x\ny")
    html = page(new_run(), {"findings": [hostile, {"severity": "fault", "title": 3}]})
    assert "<script>alert" not in html
    assert "\u202e" not in html
