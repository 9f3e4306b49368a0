"""Let click's commands speak Spanish too: headings, usage lines and the help of --help come from our sentences."""

from __future__ import annotations

from typing import Any

import click

from pupila.cli.language import language
from pupila.language import say

_WORDS = {"[OPTIONS]": "cli.word_options", "COMMAND [ARGS]...": "cli.word_command"}


class _Spoken(click.Command):
    """Take the words of a help page from the catalogue of sentences."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{say('cli.usage', language())}: ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words after the command's name."""
        pieces = super().collect_usage_pieces(ctx)
        return [say(_WORDS[piece], language()) if piece in _WORDS else piece for piece in pieces]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line for each option."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        with formatter.section(say("cli.options", language())):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help, its own help in the language of this call."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("manual.option_help", language())
        return option


class Command(_Spoken):
    """A command whose help page is in the language of this call."""


class Group(_Spoken, click.Group):
    """A group of commands; an unknown one is answered with the nearest."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command."""
        from pupila.registry import unknown_name

        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            raise unknown_name("command", args[0], names)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line for each command."""
        with formatter.section(say("cli.commands", language())):
            formatter.write_dl([(name, self.summary(ctx, name)) for name in self.list_commands(ctx)])

    def summary(self, ctx: click.Context, name: str) -> str:
        """Return a command's help in one line."""
        found: Any = self.get_command(ctx, name)
        return str(found.get_short_help_str(limit=90))
