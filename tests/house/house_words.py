"""Judge the sentences: every code has its text, in both languages, with the same placeholders."""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections.abc import Iterable, Mapping

from house_source import PACKAGE, Source, calls, constant, dotted, keyword

Texts = Mapping[str, tuple[str, str]]
_CODE = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
_SPEAKERS = re.compile(r"(say|words|Interrupted|\w+Error)")
# Words that are written alike in both languages, or belong to neither.
_ALIKE = 30


def text_modules() -> list[str]:
    """Name the modules of pupila.texts."""
    return sorted(file.stem for file in (PACKAGE / "texts").glob("*.py") if file.stem != "__init__")


def all_texts() -> dict[str, tuple[str, str]]:
    """Read every sentence of every module."""
    texts: dict[str, tuple[str, str]] = {}
    for module in text_modules():
        texts |= importlib.import_module(f"pupila.texts.{module}").TEXTS
    return texts


def placeholders(sentence: str) -> set[str]:
    """Name the values that a sentence asks for."""
    return {
        field.partition(".")[0].partition("[")[0]
        for _, field, _, _ in string.Formatter().parse(sentence)
        if field is not None
    }


def spoken(source: Source) -> Iterable[tuple[ast.Call, str]]:
    """Yield every code that a file speaks: say("..."), SomeError("..."), code="..."."""
    for call, name in calls(source):
        speaks = _SPEAKERS.fullmatch(name.rpartition(".")[2])
        for candidate in [call.args[0] if call.args and speaks else None, keyword(call, "code")]:
            code = constant(candidate)
            if isinstance(code, str) and _CODE.fullmatch(code):
                yield call, code


def completed(source: Source) -> set[str]:
    """Name the values that a file adds to errors on their way: `DataError(error.code, **error.values, line=3)`."""
    added: set[str] = set()
    for call, _ in calls(source):
        if call.args and dotted(call.args[0]).endswith(".code"):
            spread = [key for argument in call.keywords if argument.arg is None for key in ast.walk(argument.value)]
            added |= {str(constant(key)) for key in spread if constant(key) is not None}
            added |= {argument.arg for argument in call.keywords if argument.arg}
    return added


def missing_texts(source: Source, texts: Texts, room: Iterable[Source] = ()) -> list[str]:
    """Find codes without a sentence, and sentences that are not given all the values they ask for.

    Values may be added later, on the error's way up, by this file or by another of the same `room`.
    """
    found = []
    later = set().union(*map(completed, [source, *room]))
    for call, code in spoken(source):
        if code not in texts:
            found.append(source.finding(call, f"no sentence for '{code}'"))
            continue
        given = {argument.arg for argument in call.keywords}
        wanted = (placeholders(texts[code][0]) | placeholders(texts[code][1])) - later
        if None not in given and constant(keyword(call, "code")) != code and wanted - given:
            found.append(
                source.finding(call, f"'{code}' asks for {', '.join(sorted(wanted - given))}, which is not given")
            )
    return found


def faulty_texts(module: str, texts: Texts) -> list[str]:
    """Find sentences in the wrong module, empty or untranslated ones, and pairs that do not fit together."""
    found = []
    for code, pair in texts.items():
        if len(pair) != 2 or not all(isinstance(sentence, str) and sentence.strip() for sentence in pair):
            found.append(f"{code}: needs an English and a Spanish sentence")
            continue
        found += [f"{code}: {problem}" for problem in _pair_problems(module, code, *pair)]
    return found


def _pair_problems(module: str, code: str, english: str, spanish: str) -> list[str]:
    problems = [] if code.startswith(f"{module}.") and _CODE.fullmatch(code) else [f"does not belong into {module}.py"]
    try:
        here, there = placeholders(english), placeholders(spanish)
    except ValueError as error:
        return [*problems, f"cannot be formatted ({error})"]
    if here != there:
        problems.append(f"placeholders differ: {sorted(here)} and {sorted(there)}")
    if "" in here or any(field.isdigit() for field in here):
        problems.append("a placeholder without a name")
    if here & {"code", "language"}:
        problems.append("placeholders named 'code' or 'language' collide with the arguments of say()")
    words = re.sub(r"\{[^}]*\}|<[^>]*>", "", english)
    if english == spanish and len(words) > _ALIKE:
        problems.append("Spanish is the English sentence")
    if re.search(r"\b(tú|tu|tus|puedes|quieres|debes|tienes|vosotros)\b", spanish, re.IGNORECASE):
        problems.append("Spanish speaks to the reader as 'tú'; Pupila says 'usted'")
    return problems


def unused_texts(sources: Iterable[Source], texts: Texts) -> list[str]:
    """Find sentences whose code nobody spells, whole, as the beginning of an f-string, or with an ending added."""
    constants = {
        node.value
        for source in sources
        if source.room != "texts"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    templates = "".join(
        file.read_text(encoding="utf-8")
        for file in (PACKAGE / "reporting").rglob("*")
        if file.suffix in (".html", ".jinja", ".j2")
    )
    beginnings = tuple(text for text in constants if re.fullmatch(r"[a-z_]+\.([a-z0-9_]+[._])*", text))
    endings = tuple(text for text in constants if re.fullmatch(r"_[a-z_]+", text))
    return [
        code
        for code in texts
        if code not in templates
        and not code.startswith(beginnings)
        and not {code, *(code.removesuffix(ending) for ending in endings)} & constants
    ]
