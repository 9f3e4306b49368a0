"""Turn what click and the system refuse into one sentence of ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from pupila.files import TEMPORARY_SUFFIX, DiskFull
from pupila.language import Language, say
from pupila.registry import nearest


def place_refused(error: OSError, language: Language) -> str:
    """Say which place cannot be used, and why."""
    path = Path(str(error.filename or "."))
    if path.suffix == TEMPORARY_SUFFIX:
        path = path.parent
    if isinstance(error, DiskFull):
        return say("cli.disk_full", language, path=path, needed=error.needed)
    return say("cli.place_refused", language, path=path, reason=error)


def usage_refused(error: click.ClickException, language: Language) -> str:
    """Say which word of the command line does not fit, what would, and where to read on."""
    context = getattr(error, "ctx", None)
    values = {"help": f"{context.command_path if context else 'pupila'} --help"}
    if isinstance(error, click.NoSuchOption):
        known = [name for option in context.command.get_params(context) for name in option.opts] if context else []
        guess = nearest(error.option_name, known)
        code = "cli.no_option_guess" if guess else "cli.no_option"
        return say(code, language, name=error.option_name, guess=guess, **values)
    if isinstance(error, click.MissingParameter):
        return say("cli.missing", language, name=_name(error.param), **values)
    if isinstance(error, click.BadParameter):
        return _bad_value(error, language, values)
    if isinstance(error, click.BadOptionUsage):
        return say("cli.needs_value", language, name=error.option_name)
    if error.message.startswith("Missing command"):
        return say("cli.no_command", language, **values)
    extra = re.search(r"unexpected extra arguments? \((.*)\)", error.message)
    if extra:
        return say("cli.too_many", language, words=extra[1], **values)
    return say("cli.usage_refused", language, reason=error.message.rstrip("."), **values)


def _bad_value(error: click.BadParameter, language: Language, values: dict[str, str]) -> str:
    kind = error.param.type if error.param is not None else None
    # click tells the value in its sentence only: "'x' is not a valid integer.", "0 is not in the range ..."
    received = re.match(r"'?(.*?)'? is not ", error.message)
    expected = _expected(kind, language)
    if received is None or expected is None:
        return say("cli.usage_refused", language, reason=f"{_name(error.param)}: {error.message.rstrip('.')}", **values)
    return say("cli.bad_value", language, name=_name(error.param), received=received[1], expected=expected)


def _expected(kind: click.ParamType[Any] | None, language: Language) -> str | None:
    if isinstance(kind, click.Choice):
        return say("cli.expected_choice", language, choices=", ".join(map(str, kind.choices)))
    if not isinstance(kind, click.IntRange):
        return None
    if kind.max is None:
        return say("cli.expected_least", language, low=kind.min)
    return say("cli.expected_range", language, low=kind.min, high=kind.max)


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "?"
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.metavar or parameter.name or "?").upper()
