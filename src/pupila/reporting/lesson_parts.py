"""Turn parts of a lesson into what pages and notebooks both need: pictures as PNG, plots as SVG, cells as text."""

from __future__ import annotations

import numpy as np

from pupila.language import Language
from pupila.lessons.lesson import Number, Picture, Plot, Words
from pupila.reporting.figures import Chart, Line, line_chart
from pupila.reporting.inline import signs


def png(picture: Picture) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    from pupila.data.image_io import encode_png

    return encode_png(np.ascontiguousarray(picture.pixels))


def plot_svg(plot: Plot, language: Language, *, prefix: str = "") -> str:
    """Draw a plot as one `<svg>` element; its colours come from the page's style."""
    lines = tuple(Line(one.label.say(language), one.values, one.style, band=one.band) for one in plot.curves)
    chart = Chart(
        key=f"{prefix}{plot.key}",
        title=plot.title.say(language),
        description=plot.alt.say(language),
        positions=plot.positions,
        lines=lines,
        x_label=plot.x_label.say(language),
        percent=plot.percent,
        mark=plot.mark,
        mark_label=plot.mark_label.say(language) if plot.mark_label else "",
    )
    return line_chart(chart, language=language)


def cell_text(cell: Words | Number | str, language: Language) -> str:
    """Write one cell of a table."""
    return signs(cell if isinstance(cell, str) else cell.say(language))
