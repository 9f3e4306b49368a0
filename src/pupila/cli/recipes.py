"""pupila recipes: the recipes that come with Pupila."""

from __future__ import annotations

import click

from pupila.cli import options
from pupila.cli.screen import show_json, show_plain, table
from pupila.language import Language, say


@options.group("recipes")
@options.common
@click.pass_context
def command(context: click.Context, lang: Language, as_json: bool, debug: bool) -> int:
    """List the recipes; the help stands in the catalogue of sentences."""
    if context.invoked_subcommand is not None:
        return 0
    from pupila.experiments.shelf import first_comment, recipe_names, recipe_text

    rows = [(name, first_comment(recipe_text(name))) for name in recipe_names()]
    if as_json:
        show_json([{"name": name, "about": about} for name, about in rows])
    else:
        table(
            (say("cli.recipe", lang), say("cli.about", lang)),
            [(name, about.partition(". ")[0].rstrip(".")) for name, about in rows],
        )
    return 0


@command.command("show", help=options.text("help_recipes_show"))
@click.argument("name")
@options.common
def show(name: str, lang: Language, as_json: bool, debug: bool) -> int:
    """Print a recipe as it is written, or resolved with every default as JSON."""
    from pupila.experiments.config import read_recipe
    from pupila.experiments.shelf import recipe_names, recipe_text

    recipe = read_recipe(name)
    if as_json:
        show_json(recipe.model_dump(mode="json"))
    else:
        show_plain(recipe_text(name) if name in recipe_names() else recipe.to_toml())
    return 0
