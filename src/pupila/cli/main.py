"""Find the command, and turn every error into one sentence and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, NoReturn

import click

from pupila import __version__
from pupila.errors import PupilaError
from pupila.language import default_language, say

# Name of each command to the code of its one-line help; the module of the same name is imported only when it is used.
COMMANDS = ("train", "look", "predict", "evaluate", "report", "runs", "recipes", "models", "data")


class LazyGroup(click.Group):
    """List commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"pupila.cli.{cmd_name}").command
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest."""
        from pupila.registry import unknown_name

        if args and args[0] not in COMMANDS:
            raise unknown_name(say("cli.kind_command", _language()), args[0], COMMANDS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line for each command, from the catalogue of sentences: no command is imported for it."""
        with formatter.section(say("cli.commands", _language())):
            formatter.write_dl([(name, say(f"cli.short_{name}", _language())) for name in COMMANDS])


def _language() -> str:
    """Return the language asked for by --lang anywhere on the line, else that of the locale: errors need it before parsing ends."""
    arguments = sys.argv[1:]
    for position, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
        if value in ("en", "es"):
            return value
    return default_language()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=say("cli.help", _language()),
    epilog=say("cli.epilog", _language()),
)
@click.version_option(__version__, "--version", prog_name="pupila")
def cli() -> None:
    """Hold the commands; its help stands in the catalogue of sentences."""


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line; return its exit code.

    0 done, 1 our fault, 2 usage, 3 bad data, 4 unusable run, 5 diverged, 130 or 143 interrupted and resumable.
    """
    debug = "--debug" in arguments or bool(os.environ.get("PUPILA_DEBUG"))
    try:
        result: Any = cli.main(args=arguments, prog_name="pupila", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except PupilaError as error:
        if debug:
            raise
        return _complain(error.message(_language()), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _complain(say("cli.aborted", _language()), 130)
    except BrokenPipeError:
        # The reader, such as `head`, has had enough; nothing is wrong.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # python flushes it at exit
        return 0
    except Exception as error:
        if debug:
            raise
        code = "cli.no_space" if isinstance(error, OSError) else "cli.our_fault"
        return _complain(say(code, _language(), kind=type(error).__name__, reason=error), 1)


def _complain(sentence: str, exit_code: int) -> int:
    click.echo(f"pupila: {sentence}", err=True)
    return exit_code


if __name__ == "__main__":
    main()
