"""Describe a network as a list of layers, count what it costs, and build it.

`layers` holds the dataclasses, `parsing` the language they are written in, `shapes` the arithmetic, `presets` the
named models: none of them needs torch. `build` makes the torch network out of `modules`, and `whitening` fits
whitening convolutions to images.
"""
