"""Say how the learning rate goes over a training: a factor of its peak as a function of the part that is done.

A schedule has no memory, so that a training can be taken up at any step.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from pupila.errors import RecipeError
from pupila.registry import Registry

Schedule = Callable[[float], float]
SCHEDULES: Registry[Schedule] = Registry("schedule", RecipeError)

# The part of a one-cycle training in which the learning rate rises, and where it starts (Smith 2018, arXiv:1803.09820).
RISE, START = 0.25, 0.04


@SCHEDULES.register("constant")
def constant(done: float) -> float:
    """Keep the learning rate as it is."""
    return 1.0


@SCHEDULES.register("cosine")
def cosine(done: float) -> float:
    """Fall from the peak to zero along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983).

    Example:
        >>> [round(cosine(done), 2) for done in (0.0, 0.5, 1.0)]
        [1.0, 0.5, 0.0]
    """
    return 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))


@SCHEDULES.register("one-cycle")
def one_cycle(done: float) -> float:
    """Rise in a straight line to the peak over the first quarter, then fall to zero in a straight line.

    Example:
        >>> [round(one_cycle(done), 2) for done in (0.0, 0.25, 1.0)]
        [0.04, 1.0, 0.0]
    """
    done = min(done, 1.0)
    return START + (1 - START) * done / RISE if done < RISE else (1 - done) / (1 - RISE)
