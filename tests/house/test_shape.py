"""Everything public is documented, nothing is far too long, and no page speaks of one machine."""

from __future__ import annotations

import pytest
from house_shape import FILE_LINES, FUNCTION_LINES, docstring_problems, foreign_words, oversized, public_definitions
from house_source import ROOT, Source, clean, package_sources, planted

SOURCES = [pytest.param(source, id=source.path) for source in package_sources()]
READ = ("*.md", "Makefile", "pyproject.toml", ".ci/run", "docs/**/*.*", "benchmarks/**/*.*", "src/**/*.*")
TEXT = {"", ".md", ".py", ".toml", ".html", ".css", ".js", ".json", ".jinja", ".j2", ".txt"}


@pytest.mark.parametrize("source", SOURCES)
def test_everything_public_has_a_docstring(source: Source) -> None:
    clean(docstring_problems(source))


@pytest.mark.parametrize("source", SOURCES)
def test_files_and_functions_can_be_read(source: Source) -> None:
    clean(oversized(source))


@pytest.mark.parametrize("pattern", READ)
def test_nothing_speaks_of_one_machine(pattern: str) -> None:
    files = [file for file in ROOT.glob(pattern) if file.is_file() and file.suffix in TEXT]
    read = ((file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")) for file in sorted(files))
    clean([finding for name, text in read for finding in foreign_words(name, text)])


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        '"""No period"""',
        '"""Good."""\ndef f(): ...',
        '"""Good."""\ndef f():\n    """bad\n\n    More."""',
        '"""Good."""\nclass A:\n    """Good."""\n    def method(self): ...',
        '"""Good."""\nif True:\n    class A: ...',
    ],
)
def test_a_missing_docstring_is_found(text: str) -> None:
    assert len(docstring_problems(planted("data/split.py", text))) == 1


def test_private_overloaded_and_inner_things_need_no_docstring() -> None:
    text = (
        '"""Good."""\n'
        "def _f(): ...\n"
        "class _A:\n    def method(self): ...\n"
        "class B:\n    '''Good.'''\n"
        "    def __init__(self): ...\n"
        "    @property\n    def x(self):\n        '''Good.'''\n"
        "    @x.setter\n    def x(self, value): ...\n"
        "def g():\n    '''Good.'''\n    def inner(): ...\n"
    )
    source = planted("data/split.py", text)
    assert docstring_problems(source) == []
    assert [name for name, _ in public_definitions(source)] == ["B", "B.x", "g"]


def test_what_is_far_too_long_is_found() -> None:
    body = "    x = 1\n" * FUNCTION_LINES
    assert len(oversized(planted("data/split.py", f"def f():\n{body}"))) == 1
    assert len(oversized(planted("data/split.py", "x = 1\n" * (FILE_LINES + 1)))) == 1
    documented = "def f():\n    '''" + "words\n" * FUNCTION_LINES + "    '''\n    x = 1\n"
    assert oversized(planted("data/split.py", documented)) == []


@pytest.mark.parametrize(
    "line", ["see /" + "work/main", "in /" + "tmp/data", "# TO" + "DO: later", "raise NotImplemented" + "Error"]
)
def test_a_foreign_word_is_found(line: str) -> None:
    assert len(foreign_words("x.py", f"fine\n{line}\n")) == 1


def test_words_of_the_field_are_let_through() -> None:
    assert (
        foreign_words("x.md", "a label issue; issues found by `pupila check`; /tmp is not named; https://host/work\n")
        == []
    )
