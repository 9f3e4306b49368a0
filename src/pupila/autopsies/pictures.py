"""Find figures that show something else than they say: rows for columns, another image's probabilities, lost order."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pupila.autopsies.detectors import DETECTORS, Sign, called, sign
from pupila.autopsies.follow import Facts
from pupila.autopsies.values import Event, Value, tokens

_TRUE = re.compile(r"\b(true|actual|real(es)?|verdader[ao]s?|correct[ao]?s?|ground truth)\b", re.IGNORECASE)
_GUESSED = re.compile(
    r"\b(predict\w*|predic\w*|estimad[ao]s?|confund\w*|confus\w*|taken for|confused with|guess\w*)", re.IGNORECASE
)
_IMAGE = re.compile(
    r"\b(?:image|imagen|picture|foto|example|ejemplo)\w*\s*(?:n[ºo°.]*\s*|#\s*|number\s+|número\s+)?(\d+)\b",
    re.IGNORECASE,
)


def _is_guess(value: Value, node: ast.expr | None) -> bool:
    if value.kind in ("predictions", "prediction", "classes"):
        return True
    words = set(tokens(_base(node)))
    return not value.kind and bool(
        words & {"pred", "preds", "predicted", "prediction", "predictions", "predicho", "prediccion", "yhat"}
    )


def _is_truth(value: Value, node: ast.expr | None) -> bool:
    if value.kind == "labels":
        return True
    words = set(tokens(_base(node)))
    return value.kind in ("", "images") and bool(words & {"true", "labels", "real", "y"}) and not _is_guess(value, node)


def _base(node: ast.expr | None) -> str:
    """Return the name at the root of an expression: that of `y_pred[i]`, or of `labels[i].item()`."""
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


@DETECTORS.register("matrix_transposed")
def matrix_transposed(facts: Facts) -> Iterator[Sign]:
    """Find confusion matrices whose rows are the predictions while their figure, or scikit-learn, means the truth."""
    for event in facts.of("judge"):
        call = event.data["call"]
        first, second = event.data["values"]
        if call.last == "accuracy_score" or event.data["by_name"] or len(call.node.args) < 2:
            continue
        if _is_guess(first, call.node.args[0]) and _is_truth(second, call.node.args[1]):
            if call.last == "confusion_matrix" and _axes(facts, event) is False:
                continue  # the figure says that rows are predictions
            yield sign(
                event, "matrix_transposed" if call.last == "confusion_matrix" else "report_swapped", None, "fault"
            )
    yield from _by_hand(facts)


def _by_hand(facts: Facts) -> Iterator[Sign]:
    """Find `matrix[predicted][true] += 1` under a figure that reads true by predicted."""
    for event in facts.of("augmented_assignment"):
        target = event.data["target"]
        rows, columns = _places(target)
        if rows is None or columns is None or event.data["value"].constant != 1:
            continue
        values = [_looked_up(event, facts, one) for one in (rows, columns)]
        if _guessed(values[0], rows) and _truth(values[1], columns) and _axes(facts, event) is True:
            yield sign(event, "matrix_by_hand", None, "fault")


def _places(target: ast.expr) -> tuple[ast.expr | None, ast.expr | None]:
    """Return row and column of `matrix[row, column]` or `matrix[row][column]`."""
    if not isinstance(target, ast.Subscript):
        return None, None
    if isinstance(target.slice, ast.Tuple) and len(target.slice.elts) == 2:
        return target.slice.elts[0], target.slice.elts[1]
    return (target.value.slice, target.slice) if isinstance(target.value, ast.Subscript) else (None, None)


def _looked_up(event: Event, facts: Facts, node: ast.expr) -> Value:
    """Return what the name at the root of an index was last given before an event."""
    name = _base(node)
    found = [one.data["value"] for one in facts.of("bind") if one.at < event.at and one.data["name"] == name]
    return found[-1] if found else Value()


def _guessed(value: Value, node: ast.expr) -> bool:
    return _is_guess(value, node) or bool(
        set(tokens(_base(node))) & {"pred", "predicted", "predicha", "predicho", "p", "guess"}
    )


def _truth(value: Value, node: ast.expr) -> bool:
    names = {"true", "real", "label", "labels", "t", "truth", "actual", "y", "etiqueta", "verdadera"}
    return _is_truth(value, node) or bool(set(tokens(_base(node))) & names)


def _axes(facts: Facts, event: Event) -> bool | None:
    """Tell what the figure after a matrix calls its rows: True: the truth, False: predictions, None: it says not."""
    titles = []
    for shown in facts.of("show"):
        if shown.at < event.at or shown.cell > event.cell + 2:
            continue
        text = next((value.constant for value in shown.data["values"] if isinstance(value.constant, str)), "")
        what = shown.data["what"]
        if what == "ylabel" and (_TRUE.search(text) or _GUESSED.search(text)):
            return bool(_TRUE.search(text))
        if what == "xlabel" and (_TRUE.search(text) or _GUESSED.search(text)):
            return not _TRUE.search(text)
        if what in ("title", "print"):
            titles.append(text)
    for text in titles:
        truth, guess = _TRUE.search(text), _GUESSED.search(text)
        if truth and guess:
            return truth.start() < guess.start()
    return None


@DETECTORS.register("order_lost")
def order_lost(facts: Facts) -> Iterator[Sign]:
    """Find predictions of data that come in another order at every reading, compared with labels read apart."""
    seen = set()
    for event in facts.of("compare"):
        values: list[Value] = event.data["values"]
        guesses = [
            value for value in values if value.kind in ("predictions", "classes", "prediction") and value.shuffles
        ]
        for guess in guesses:
            labels = [value for value in values if value.kind == "labels" and value.root == guess.root]
            apart = [value for value in labels if _read_apart(value)]
            place = (event.cell, getattr(event.node, "lineno", 0))
            if apart and place not in seen and _is_whole(guess):
                seen.add(place)
                yield sign(
                    event,
                    "order_lost",
                    "A6",
                    "fault",
                    data=called(guess.thing) if isinstance(guess.thing, Value) else "…",
                )


def _read_apart(labels: Value) -> bool:
    """Tell whether labels come from the files' own order, or from a reading of their own."""
    return (isinstance(labels.thing, tuple) and labels.thing[0] == "in order") or labels.shuffles


def _is_whole(guess: Value) -> bool:
    """Tell whether predictions come from `predict` on a whole data set, and not from a batch in a loop."""
    return isinstance(guess.thing, Value) and guess.thing.kind in ("dataset", "flow", "loader")


@DETECTORS.register("another_image")
def another_image(facts: Facts) -> Iterator[Sign]:
    """Find one image shown with the probabilities of another."""
    known = _Known(facts)
    for cell, tree in facts.trees():
        for body in _bodies(tree):
            yield from _mismatch(known, cell, body)


class _Known:
    """Look up what a name held at a place of the file, and not what it was given later."""

    def __init__(self, facts: Facts) -> None:
        self._given: dict[str, list[tuple[tuple[int, int], Value]]] = {}
        for event in facts.of("bind"):
            if not event.function:
                place = (event.cell, getattr(event.node, "lineno", 0))
                self._given.setdefault(event.data["name"], []).append((place, event.data["value"]))

    def value(self, name: str, cell: int, node: ast.AST) -> Value:
        """Return the value of a name at a node of a cell."""
        here = (cell, getattr(node, "lineno", 0))
        found = [value for place, value in self._given.get(name, []) if place <= here]
        return found[-1] if found else Value()


@dataclass(frozen=True)
class _Index:
    """Hold the number of an image or of a prediction, and of which examples; None: whatever the figure is about."""

    number: int
    examples: tuple[str | None, tuple[str, ...]] | None
    node: ast.AST

    def differs(self, other: _Index) -> bool:
        """Tell whether both are about the same examples, and about another one of them."""
        same = self.examples is None or other.examples is None or self.examples == other.examples
        return same and self.number != other.number


def _bodies(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Yield the statements of a cell without its loops and functions, and the bodies of these."""
    waiting: list[list[ast.stmt]] = [tree.body]
    while waiting:
        body = waiting.pop()
        yield body
        for node in body:
            for name in ("body", "orelse"):
                inner = getattr(node, name, None)
                if isinstance(inner, list) and inner and isinstance(inner[0], ast.stmt):
                    waiting.append(inner)


def _mismatch(known: _Known, cell: int, body: list[ast.stmt]) -> Iterator[Sign]:
    """Compare the indices in the calls of one block: of images shown, and of predictions shown beside them."""
    constants: dict[str, int] = {}
    images: list[_Index] = []
    guesses: list[_Index] = []
    wrong = False
    for node in body:
        _remember(node, constants)
        if hasattr(node, "body"):
            continue  # a block of its own
        for call in (part for part in ast.walk(node) if isinstance(part, ast.Call)):
            mine, theirs = _Reader(known, cell, constants).indices(call)
            pairs = [(one, other) for one in mine for other in theirs]
            if pairs and all(one.differs(other) for one, other in pairs):
                wrong = True
                yield _shown(cell, call, *pairs[0])
            images += mine
            guesses += theirs
    numbers = {one.number for one in images}, {one.number for one in guesses}
    if not wrong and all(len(one) == 1 for one in numbers) and images[0].differs(guesses[0]):
        yield _shown(cell, guesses[0].node, images[0], guesses[0])


def _remember(node: ast.stmt, constants: dict[str, int]) -> None:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        value = node.value
        constants.pop(node.targets[0].id, None)
        if isinstance(value, ast.Constant) and type(value.value) is int:
            constants[node.targets[0].id] = value.value


def _shown(cell: int, node: ast.AST, image: _Index, other: _Index) -> Sign:
    values = {"image": image.number, "other": other.number}
    return Sign("another_image", "A6", "fault", "seen", cell, node, values)


class _Reader:
    """Read the numbers of images and predictions in a call."""

    def __init__(self, known: _Known, cell: int, constants: dict[str, int]) -> None:
        self.known, self.cell, self.constants = known, cell, constants

    def indices(self, call: ast.Call) -> tuple[list[_Index], list[_Index]]:
        """Return the images and the predictions that a call shows."""
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in _SILENT:
            return [], []
        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
        images = self._told(arguments)
        guesses: list[_Index] = []
        for part in (inner for argument in arguments for inner in _walk(argument)):
            if isinstance(part, ast.Subscript):
                self._subscript(part, name, images, guesses)
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                found = _IMAGE.search(part.value)
                images += [_Index(int(found[1]), None, part)] if found and len(found[1]) < 9 else []
        plots = bool({"plot", "show", "mostrar", "dibujar", "grafica"} & set(tokens(name))) and "_" in name
        first = self.number(call.args[0]) if call.args else None
        if plots and guesses and not images and first is not None:  # plot_image(i, predictions[i], ...)
            images.append(_Index(first, None, call))
        return images, guesses

    def _subscript(self, part: ast.Subscript, name: str, images: list[_Index], guesses: list[_Index]) -> None:
        index = self.number(part.slice)
        if index is None or isinstance(part.value, ast.Subscript):
            return
        base = self.known.value(_base(part), self.cell, part)
        if base.kind == "predictions" and isinstance(base.thing, Value) and _is_set(base.thing):
            guesses.append(_Index(index, _examples(base.thing), part))
        elif base.kind == "images" and name == "imshow" and _is_set(base):
            images.append(_Index(index, _examples(base), part))

    def _told(self, arguments: list[ast.expr]) -> list[_Index]:
        """Return the number that a text names an image by: f"image {i}", or print("image", i)."""
        pairs = list(itertools.pairwise(arguments))
        for argument in arguments:
            parts = argument.values if isinstance(argument, ast.JoinedStr) else []
            pairs += list(itertools.pairwise(parts))
        found = []
        for text, value in pairs:
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and _BEFORE.search(text.value):
                inner = value.value if isinstance(value, ast.FormattedValue) else value
                number = self.number(inner)
                found += [_Index(number, None, value)] if number is not None else []
        return found

    def number(self, node: ast.AST) -> int | None:
        """Return a literal number, or that of a name that was given one in this block."""
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return node.value
        return self.constants.get(node.id) if isinstance(node, ast.Name) else None


_SILENT = ("subplot", "figure", "range", "zip", "append", "enumerate", "savefig", "expand_dims")
_BEFORE = re.compile(
    r"\b(?:image|imagen|picture|foto|example|ejemplo)\s*(?:n[ºo°.]*|#|number|número)?\s*[:#]?\s*$", re.IGNORECASE
)
_INSIDE = ("argmax", "max", "round", "reshape", "squeeze", "format", "list", "float")


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is inside an expression, calls within it apart: these are judged by themselves."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        for child in ast.iter_child_nodes(part):
            called = getattr(child.func, "attr", getattr(child.func, "id", "")) if isinstance(child, ast.Call) else ""
            if not isinstance(child, ast.Call) or called in _INSIDE:
                waiting.append(child)


def _is_set(value: Value) -> bool:
    """Tell whether these are all of a set or of a split, so that places in it are numbers of images."""
    known = value.holds_examples or bool(value.role)
    return known and all(part.startswith(("split", "subset", "take", "skip")) for part in value.part)


def _examples(value: Value) -> tuple[str | None, tuple[str, ...]] | None:
    return (value.root, value.part) if value.root is not None else None
