"""Find the command, and turn every error into one sentence and an exit code."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import Any, NoReturn

import click

from pupila import __version__
from pupila.cli import options
from pupila.cli.commands import Group
from pupila.cli.language import language
from pupila.cli.stopping import exit_code, heed_termination
from pupila.errors import PupilaError, UsageError
from pupila.language import Language, say, visible

# Name of each command to the code of its one-line help; the module of the same name is imported only when it is used.
COMMANDS = (
    "train", "look", "check", "explain", "learn", "predict", "evaluate", "compare",
    "autopsy", "audit", "verify", "report", "runs", "recipes", "models", "data",
)  # fmt: skip


class LazyGroup(Group):
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

    def summary(self, ctx: click.Context, name: str) -> str:
        """Return a command's help in one line, from the catalogue of sentences: no command is imported for it."""
        return options.text(f"short_{name}")


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=options.text("help"),
    epilog=options.text("epilog"),
)
@options.lang
@click.version_option(__version__, "--version", prog_name="pupila", help=options.text("option_version"))
def cli(lang: Language) -> None:
    """Hold the commands; its help stands in the catalogue of sentences."""


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the terminal's encoding cannot show is escaped, instead of ending the program.
            stream.reconfigure(errors="backslashreplace")
    heed_termination()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line; return its exit code.

    0 done, 1 our fault, 2 usage, 3 bad data, 4 unusable run, 5 diverged, 130 or 143 interrupted and resumable.
    """
    debug = "--debug" in arguments or bool(os.environ.get("PUPILA_DEBUG"))
    out = sys.stdout
    try:
        result: Any = cli.main(args=arguments, prog_name="pupila", standalone_mode=False)
    except SystemExit:
        # So click leaves, with another output in the place of ours, where who reads it, such as `head`, has had enough.
        if sys.stdout is out:
            raise
        return 0
    except Exception as error:
        if debug and not isinstance(error, (click.ClickException, click.Abort, click.exceptions.Exit)):
            raise
        return _complain(error, language(arguments))
    except KeyboardInterrupt as error:
        return _complain(error, language(arguments))
    return result if isinstance(result, int) else 0


def _complain(error: BaseException, spoken: Language) -> int:
    """Tell on standard error what went wrong; return the exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return UsageError.exit_code
    sentence, exit_code = _explain(error, spoken)
    shown = "\n".join(visible(line) for line in sentence.splitlines())
    click.echo(f"pupila: {shown}", err=True)
    return exit_code


def _explain(error: BaseException, spoken: Language) -> tuple[str, int]:
    from pupila.cli.complaints import place_refused, usage_refused

    if isinstance(error, PupilaError):
        return error.message(spoken), error.exit_code
    if isinstance(error, click.ClickException):
        return usage_refused(error, spoken), UsageError.exit_code
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return say("cli.aborted", spoken), exit_code(error)
    if isinstance(error, OSError):
        return place_refused(error, spoken), UsageError.exit_code
    return say("cli.our_fault", spoken, kind=type(error).__name__, reason=error), PupilaError.exit_code


if __name__ == "__main__":
    main()
