"""Change good image files at random and decode them, so many times over: each is an image or is refused in a sentence.

    python tests/promises/corpus/mutants.py COUNT SEED

A process of its own, which prints one object of JSON: a decoder that crashed would take its process with it, and one
that never returns is ended, with the number of the mutant and where it hung on standard error.
"""

from __future__ import annotations

import faulthandler
import json
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus.bombs import memory
from corpus.images import more_seeds

PATIENCE = 20  # seconds for a hundred of them
SPECIAL = (0, 1, 0x7F, 0x80, 0xFF)


def mutant(seeds: tuple[bytes, ...], dice: np.random.Generator) -> bytes:
    """Return one of the files with some bytes changed, taken out, put in, or taken from another file."""
    content = bytearray(seeds[dice.integers(len(seeds))])
    for _ in range(dice.integers(1, 7)):
        at = int(dice.integers(max(1, len(content))))
        # What decides how a file is read stands mostly at its beginning.
        at = at if dice.random() < 0.5 else at % 64
        kind = dice.integers(8)
        if kind < 3:
            content[at : at + 1] = dice.bytes(1)
        elif kind == 3:
            content[at : at + 4] = bytes([SPECIAL[dice.integers(5)]]) * int(dice.integers(1, 5))
        elif kind == 4:
            content[at : at + 1] = bytes([(content[at] if at < len(content) else 0) ^ (1 << int(dice.integers(8)))])
        elif kind == 5:
            del content[at : at + int(dice.integers(1, 20))]
        elif kind == 6:
            content[at:at] = dice.bytes(int(dice.integers(1, 20)))
        else:
            other = seeds[dice.integers(len(seeds))]
            start = int(dice.integers(len(other)))
            content[at : at + 16] = other[start : start + 16]
    if dice.random() < 0.1:
        del content[int(dice.integers(len(content) + 1)) :]
    return bytes(content)


def campaign(count: int, seed: int) -> dict[str, object]:
    """Decode `count` mutants and tell what came of them."""
    from pupila.data.image_io import decode
    from pupila.errors import DataError

    seeds, said, slowest, which = more_seeds(), Counter[str](), 0.0, -1
    for one in seeds:
        decode(one, image_size=(6, 7))
    before = memory("VmRSS")
    for number in range(count):
        if number % 100 == 0:
            faulthandler.dump_traceback_later(PATIENCE, exit=True)
            print(number, file=sys.stderr, end="\r")
        content = mutant(seeds, np.random.default_rng((seed, number)))
        begin = time.process_time()
        try:
            found = decode(content, image_size=(6, 7), channels="colour" if number % 2 else "grey", name="mutant")
            good = found.pixels.shape == (6, 7, 3 if number % 2 else 1) and found.pixels.dtype == np.uint8
            said["decoded" if good else "WRONG"] += 1
        except DataError as error:
            sentence = error.message("es")
            told = "mutant" in sentence and "\n" not in sentence and " 0x" not in sentence
            said[error.code if told else "UNCLEAR"] += 1
        seconds = time.process_time() - begin
        if seconds > slowest:
            slowest, which = seconds, number
    faulthandler.cancel_dump_traceback_later()
    grown = round(max(0.0, memory("VmHWM") - before))
    return {"said": said, "slowest": round(slowest, 3), "which": which, "megabytes": grown}


if __name__ == "__main__":
    print(json.dumps(campaign(int(sys.argv[1]), int(sys.argv[2]))))
