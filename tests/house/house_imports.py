"""Find imports, wherever they stand, and judge them: floors, doors, circles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from house_source import Source, constant, dotted

FLOORS = {
    "errors": 0, "registry": 0, "runtime": 0, "files": 0, "compiled": 0, "language": 0, "texts": 0,
    "data": 1, "models": 1,
    "evaluation": 2,
    "training": 3, "inspection": 3,
    "experiments": 4, "lessons": 4, "autopsies": 4,
    "reporting": 5,
    "cli": 6, "studio": 6, "export": 6, "api": 6,
    "__main__": 7,
}  # fmt: skip

# Library: the files and rooms (ending in "/") that may import it. One door each: it can be replaced in one place.
DOORS: dict[str, tuple[str, ...]] = {
    "PIL": ("data/image_io.py",),
    "simplejpeg": ("data/jpeg.py",),
    "jinja2": ("reporting/pages.py",),
    "safetensors": ("training/checkpoint.py", "experiments/classifier.py"),
    "pydantic": ("experiments/config.py",),
    "tomllib": ("experiments/config.py",),
    "tomli_w": ("experiments/config.py",),
    "click": ("cli/",),
    "rich": ("reporting/live.py",),
    "requests": ("data/",),
    "platformdirs": ("files.py",),
    "urllib.request": ("data/", "cli/"),
    "cleanlab": ("inspection/",),
    "ray": ("experiments/",),
    "onnx": ("export/",),
    "onnxscript": ("export/",),
    "onnxruntime": ("export/",),
    "starlette": ("studio/",),
    "uvicorn": ("studio/",),
    "keras": (),
    "tensorflow": (),
    "torchvision": (),
}

# Files that never import torch, not even inside a function, the few behind a torch door apart ...
TORCH_FREE = (
    "__init__.py", "compiled.py", "errors.py", "registry.py", "language.py", "files.py", "texts/", "data/", "models/",
    "evaluation/", "reporting/", "autopsies/", "experiments/answer.py", "experiments/audit/", "experiments/config.py",
    "experiments/engines.py", "experiments/photos.py", "experiments/record.py", "experiments/shelf.py",
    "experiments/subject.py",
    "experiments/comparing/arms.py", "experiments/comparing/audit.py", "experiments/comparing/capacity.py",
    "experiments/comparing/compare.py", "experiments/comparing/comparison.py", "experiments/comparing/conclude.py",
    "experiments/comparing/gather.py", "experiments/comparing/question.py", "experiments/comparing/queue.py",
    "experiments/source.py",
    "inspection/__init__.py", "inspection/explanation.py", "inspection/insight.py", "inspection/pictures.py",
    "inspection/receptive.py", "inspection/sums.py", "inspection/words.py",
)  # fmt: skip
TORCH_DOORS = (
    "data/augment.py", "data/loader.py", "evaluation/inference.py",
    "models/build.py", "models/convolution.py", "models/modules.py", "models/narrow.py", "models/plain.py",
    "models/pooling.py",
    "models/tiled.py", "models/whitening.py",
)  # fmt: skip
# ... and those that do so only inside functions, when a command needs it.
TORCH_LAZY = ("cli/", "experiments/classifier.py", "lessons/", "runtime.py", "data/preprocess.py", "data/versions.py")


@dataclass(frozen=True)
class Import:
    """One import: the full dotted name, the node it stands at, and when it happens."""

    name: str
    node: ast.AST
    in_function: bool = False
    for_types_only: bool = False


def imports(source: Source) -> Iterator[Import]:
    """Yield every import of a file, also in functions, under TYPE_CHECKING, and by name through importlib.

    In a file that uses importlib, every string such as "pupila.api" counts: tables of lazy names are made of them.
    """
    by_name = "import_module" in source.text or "__import__" in source.text
    for node, in_function, for_types in _walk(source.tree, in_function=False, for_types=False):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node, in_function, for_types)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(f"{_base(source, node)}.{alias.name}", node, in_function, for_types)
        elif by_name and re.fullmatch(r"pupila(\.[a-z_]\w*)+(:\w+)?", str(constant(node))):
            yield Import(str(constant(node)).partition(":")[0], node, in_function=True)


def _walk(node: ast.AST, *, in_function: bool, for_types: bool) -> Iterator[tuple[ast.AST, bool, bool]]:
    yield node, in_function, for_types
    in_function = in_function or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    types_block = isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING")
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                inside = for_types or (types_block and field == "body")
                yield from _walk(child, in_function=in_function, for_types=inside)


def _base(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    here = ["pupila", *source.path.removesuffix(".py").split("/")][: -node.level]
    return ".".join([*here, *([node.module] if node.module else [])])


def within(path: str, places: Iterable[str]) -> bool:
    """Tell whether a file is one of `places`, or lies in one that ends in "/"."""
    return any(path == place or (place.endswith("/") and path.startswith(place)) for place in places)


def upward_arrows(source: Source) -> list[str]:
    """Find imports of a higher floor, a sibling room or the package's front door, and texts without `language`."""
    if not source.room:
        return []  # the front door names everything, lazily; what it loads is measured elsewhere
    if source.room not in FLOORS:
        return [source.finding(source.tree, f"the room '{source.room}' stands on no floor; add it to FLOORS")]
    found = []
    for item in imports(source):
        if item.name == "pupila.__version__" or item.name.split(".")[0] != "pupila":
            continue
        room = item.name.split(".")[1] if "." in item.name else ""
        problem = _judge(source, room)
        if problem:
            found.append(source.finding(item.node, f"{problem} ({item.name})"))
    return found


def _judge(source: Source, room: str) -> str | None:
    if room == source.room:
        return None
    if room not in FLOORS:
        return "imports the package's front door or a room that does not exist"
    if room == "texts":
        return None if source.path == "language.py" else "takes texts without pupila.language"
    here, there = FLOORS[source.room], FLOORS[room]
    if there > here:
        return f"an arrow up: {source.room} (L{here}) imports {room} (L{there})"
    if there == here and here > 0:
        return f"siblings on one floor: {source.room} imports {room}"
    return None


def wrong_doors(source: Source) -> list[str]:
    """Find imports of a library through another file than its door."""
    found = []
    for item in imports(source):
        library = next((name for name in DOORS if item.name == name or item.name.startswith(f"{name}.")), None)
        if library and not within(source.path, DOORS[library]):
            doors = ", ".join(DOORS[library]) or "nothing"
            found.append(source.finding(item.node, f"{library} is imported by {doors} only"))
    return found


def torch_where_it_is_not_needed(source: Source) -> list[str]:
    """Find torch in files that must answer without it; a type annotation costs nothing and is let through."""
    lazy = within(source.path, TORCH_LAZY)
    free = within(source.path, TORCH_FREE) and source.path not in TORCH_DOORS and not lazy
    return [
        source.finding(item.node, "imports torch" if free else "imports torch while it is loaded itself")
        for item in imports(source)
        if item.name.split(".")[0] == "torch" and not item.for_types_only and (free or (lazy and not item.in_function))
    ]


def circles(sources: Sequence[Source]) -> list[str]:
    """Find modules that import each other in a circle when they are loaded."""
    modules = {f"pupila.{source.module}".rstrip("."): source for source in sources}
    edges = {name: _loaded(source, modules) - {name} for name, source in modules.items()}
    while leaves := [name for name, targets in edges.items() if not targets & edges.keys()]:
        for name in leaves:
            del edges[name]
    while idle := [name for name in edges if not any(name in targets for targets in edges.values())]:
        for name in idle:
            del edges[name]
    return [f"{name} imports in a circle: {', '.join(sorted(edges[name] & edges.keys()))}" for name in sorted(edges)]


def _loaded(source: Source, modules: dict[str, Source]) -> set[str]:
    names = {item.name for item in imports(source) if not item.in_function and not item.for_types_only}
    known = {name if name in modules else name.rpartition(".")[0] for name in names}
    return known & modules.keys()
