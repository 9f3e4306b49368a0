"""The map names every file, the pages name commands that exist, and what is made from the program is current."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import click
import pytest
from house_documents import (
    broken_links,
    command_problem,
    console_commands,
    existing_files,
    make_problem,
    map_problems,
    mapped,
    pages,
    proposed_line,
)
from house_source import ROOT, clean

import pupila

PAGES = [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in pages()]


def load_cli() -> click.Group:
    cli = importlib.import_module("pupila.cli.main").cli
    assert isinstance(cli, click.Group)
    return cli


def test_the_map_has_one_line_for_every_file() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    problems = map_problems(mapped(architecture), existing_files())
    missing = [problem.removeprefix("no line for ") for problem in problems if problem.startswith("no line for ")]
    clean(problems + [f"perhaps: {proposed_line(name)}" for name in missing])


@pytest.mark.parametrize("page", PAGES)
def test_commands_in_the_pages_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = console_commands(page.read_text(encoding="utf-8"))
    cli = load_cli() if any("pupila" in line for line in commands) else click.Group("pupila")
    clean([problem for line in commands if (problem := command_problem(line, cli) or make_problem(line, makefile))])


@pytest.mark.parametrize("page", PAGES)
def test_links_in_the_pages_lead_somewhere(page: Path) -> None:
    clean(list(broken_links(page)))


def test_both_front_pages_show_the_same_commands() -> None:
    english, spanish = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.es.md"))
    assert console_commands(english)
    strip = [re.sub(r"\s+#.*| --lang \w+", "", line) for line in console_commands(english)]
    assert strip == [re.sub(r"\s+#.*| --lang \w+", "", line) for line in console_commands(spanish)]


def load_build() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    return build


def test_the_page_of_commands_is_current() -> None:
    """In a process of its own: help texts take the language of the process when their module is first imported."""
    code = "import runpy, sys; sys.stdout.write(runpy.run_path('docs/build.py')['commands_page']())"
    spanish = {**os.environ, "PUPILA_LANG": "es", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=spanish, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == done.stdout, "stale: run 'make docs'"


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (newest, *_) = re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)
    assert newest == pupila.__version__


def test_every_entry_of_the_lab_log_is_complete() -> None:
    log = (ROOT / "LOG.md").read_text(encoding="utf-8")
    entries = re.split(r"^## ", log, flags=re.MULTILINE)[1:]
    parts = ("Question", "Setting", "n", "Machine", "Result")
    clean(
        [f"{entry.splitlines()[0]}: no '{part}:'" for entry in entries for part in parts if f"**{part}:**" not in entry]
    )


def test_the_makefile_says_what_each_target_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    for target in phony.split():
        assert re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE), f"{target} has no '## ...'"


def test_faults_of_a_map_are_found() -> None:
    lines = ("errors.py`: errors", "gone.py`: gone", "errors.py`: again", "recipes/`: one file each")
    text = "\n".join(f"- `{line}" for line in lines) + "\nprose `no.py`: x\n"
    found = map_problems(mapped(text), ["errors.py", "files.py", "recipes/a.toml", "recipes/b.py"])
    assert found == [
        "no line for files.py",
        "no line for recipes/b.py",
        "a line for gone.py, which is not there",
        "two lines for errors.py",
    ]


def test_files_to_map_leave_out_empty_inits(tmp_path: Path) -> None:
    for name, text in {
        "__init__.py": '"""Door."""',
        "data/__init__.py": '"""Room."""\n\nfrom __future__ import annotations',
        "models/__init__.py": '"""Room."""\n\nfrom pupila.models.build import build',
        "data/split.py": "",
        "py.typed": "",
    }.items():
        file = tmp_path / "src" / "pupila" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert proposed_line("models/__init__.py", tmp_path) == "- `models/__init__.py`: Room"
    assert existing_files(tmp_path) == ["__init__.py", "data/split.py", "models/__init__.py"]


@click.group()
def planted_cli() -> None: ...


@planted_cli.group()
def data() -> None: ...


@data.command()
@click.option("--count", type=int, help="How many | at most.")
@click.argument("name")
def export(count: int, name: str) -> None:
    """Write images as files."""


@pytest.mark.parametrize(
    "line, problem",
    [
        ("pupila data export digits --count 6", None),
        (".venv/bin/pupila data export digits --count=6  # a comment", None),
        ("pupila --help", None),
        ("git status", None),
        ("pupila trian digits", "there is no command 'trian'"),
        ("pupila data exprot digits", "there is no command 'exprot'"),
        ("pupila data export digits --cuont 6", "no option --cuont"),
    ],
)
def test_a_command_that_is_not_there_is_found(line: str, problem: str | None) -> None:
    found = command_problem(line, planted_cli)
    assert found is None if problem is None else found is not None and found.startswith(problem)


def test_the_page_of_commands_shows_every_command_and_option() -> None:
    sections = "\n".join(load_build()._sections(planted_cli, click.Context(planted_cli, info_name="pupila")))
    assert re.findall(r"^## (.*)$", sections, re.MULTILINE) == ["pupila", "pupila data", "pupila data export"]
    assert "pupila data export [OPTIONS] NAME" in sections
    assert "Write images as files." in sections
    assert "| `--count INTEGER` | How many \\| at most. |" in sections


def test_a_make_target_that_is_not_there_is_found() -> None:
    makefile = "demo: x\n\ttrue\ntest-real:\n"
    assert make_problem("make demo TORCH='torch==2.13.0 --x'", makefile) is None
    assert make_problem("make test-real -j2", makefile) is None
    assert make_problem("make dmeo", makefile) == "no target dmeo in: make dmeo"


def test_commands_are_read_from_console_blocks_only() -> None:
    page = "```console\n$ make demo\noutput\n$ pupila train \\\n    digits\n```\n\n```\n$ not this\n```\n$ nor this\n"
    assert [" ".join(line.split()) for line in console_commands(page)] == ["make demo", "pupila train digits"]
