"""pupila models: the named networks, and what each layer of one gives and costs."""

from __future__ import annotations

import click

from pupila.cli import options
from pupila.cli.screen import show_json, table
from pupila.language import Language, number, say

_EXAMPLE_SHAPES = {"lenet5": (28, 28, 1), "mlp": (28, 28, 1), "flowers_cnn": (180, 180, 3)}


@options.group("models")
@options.common
@click.pass_context
def command(context: click.Context, lang: Language, as_json: bool, debug: bool) -> int:
    """List the named models; the help stands in the catalogue of sentences."""
    if context.invoked_subcommand is not None:
        return 0
    from pupila.models.presets import PRESETS, preset_options

    rows = {name: preset_options(name) for name in PRESETS}
    if as_json:
        show_json([{"name": name, "options": options} for name, options in rows.items()])
    else:
        head = (say("cli.model", lang), say("cli.model_options", lang))
        table(
            head, [(name, ", ".join(f"{key}={value}" for key, value in found.items())) for name, found in rows.items()]
        )
    return 0


@command.command("show", help=options.text("help_models_show"))
@click.argument("name")
@click.option(
    "--input", "shape", nargs=3, type=click.IntRange(min=1), metavar="H W C", help=options.text("option_input")
)
@click.option(
    "--classes", type=click.IntRange(min=2), default=10, show_default=True, help=options.text("option_classes")
)
@options.common
def show(
    name: str, shape: tuple[int, int, int] | None, classes: int, lang: Language, as_json: bool, debug: bool
) -> int:
    """Show the layers of a named model with their shapes and parameters."""
    from pupila.models.parsing import parse_layers
    from pupila.models.presets import parse_preset
    from pupila.models.shapes import layer_costs

    height, width, channels = shape or _EXAMPLE_SHAPES.get(name.partition("(")[0], (32, 32, 3))
    layers = parse_layers(parse_preset(name))
    costs = layer_costs(layers, input_shape=(channels, height, width), num_classes=classes)
    total = sum(cost.parameters for cost in costs)
    if as_json:
        found = [
            {
                "line": cost.line,
                "output_shape": cost.output_shape,
                "parameters": cost.parameters,
                "multiply_adds": cost.multiply_adds,
            }
            for cost in costs
        ]
        show_json({"name": name, "input_shape": [channels, height, width], "layers": found, "parameters": total})
        return 0
    rows = [
        (
            cost.line,
            "x".join(map(str, (*cost.output_shape[1:], cost.output_shape[0]))),
            number(cost.parameters, ",", lang),
            number(cost.multiply_adds, ",", lang),
        )
        for cost in costs
    ]
    head = (
        say("cli.layer", lang),
        say("cli.output", lang),
        say("cli.parameters", lang),
        say("cli.multiply_adds", lang),
    )
    table(head, rows, right=(1, 2, 3))
    click.echo(say("cli.total_parameters", lang, count=total, shape=f"{height}x{width}x{channels}"))
    return 0
