"""Judge what the code does: printing, asserting, rolling dice, writing files, running what it reads."""

from __future__ import annotations

import ast
import re

from house_source import Source, calls, constant, dotted, keyword

# NumPy's generators are made here, everything else in numpy.random shares one hidden state.
_NUMPY_OWN = {"default_rng", "Generator", "SeedSequence", "BitGenerator", "PCG64", "PCG64DXSM", "Philox", "SFC64"}
# What torch rolls dice for, unless it is given `generator=`.
_TORCH_DICE = {
    "rand", "randn", "randint", "randperm", "rand_like", "randn_like", "randint_like", "bernoulli", "multinomial",
    "normal", "poisson",
}  # fmt: skip
_TENSOR_DICE = {
    "uniform_", "normal_", "bernoulli_", "random_", "exponential_", "log_normal_", "cauchy_", "geometric_",
    "xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_", "orthogonal_", "trunc_normal_",
}  # fmt: skip
_TORCH_STATE = re.compile(r"torch(\.cuda|\.mps|\.random)?\.(manual_seed|manual_seed_all|seed|seed_all|set_rng_state)")
_TORCH_DROPOUT = re.compile(
    r"torch\.(nn\.)?(functional\.)?(alpha_|feature_|feature_alpha_)?dropout[123]?d?_?", re.IGNORECASE
)
_SKLEARN_DICE = {
    "train_test_split", "shuffle", "resample", "TSNE", "KMeans", "MiniBatchKMeans", "StratifiedShuffleSplit",
    "RandomForestClassifier", "GaussianMixture",
}  # fmt: skip

_WRITERS = {
    "numpy.save", "numpy.savez", "numpy.savez_compressed", "numpy.savetxt", "numpy.lib.format.open_memmap",
    "safetensors.torch.save_file", "safetensors.numpy.save_file",
    "os.replace", "os.rename", "os.link", "os.symlink", "os.truncate",
    "shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move", "shutil.make_archive",
}  # fmt: skip
_WRITING_METHODS = {
    "write_text",
    "write_bytes",
    "tofile",
    "symlink_to",
    "hardlink_to",
    "savefig",
    "extractall",
    "touch",
}
# These take a file object as well as a path: harmless on a buffer in memory or inside `with files.replacing(...)`.
_TAKE_A_FILE = {"numpy.save", "numpy.savez", "numpy.savez_compressed", "numpy.savetxt"}

_RUNS_WHAT_IT_READS = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
_RUNNERS = {
    "eval", "exec", "compile", "builtins.eval", "builtins.exec", "torch.load", "torch.save", "torch.jit.load",
    "torch.hub.load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "pandas.read_pickle", "os.system", "os.popen",
}  # fmt: skip


def prints(source: Source) -> list[str]:
    """Find words said past the command line: results are returned, progress is an event."""
    if source.room == "cli":
        return []
    loud = {"print", "sys.stdout.write", "sys.stderr.write", "pprint.pprint", "breakpoint"}
    return [source.finding(call, f"{name}() outside cli/") for call, name in calls(source) if name in loud]


def asserts(source: Source) -> list[str]:
    """Find assert statements: `python -O` drops them, and a user's mistake deserves a sentence."""
    nodes = [node for node in ast.walk(source.tree) if isinstance(node, ast.Assert)]
    return [source.finding(node, "assert; raise one of pupila.errors") for node in nodes]


def global_dice(source: Source) -> list[str]:
    """Find randomness that comes from no generator in the caller's hand."""
    found = [source.finding(call, problem) for call, name in calls(source) if (problem := _dice(call, name))]
    for node in ast.walk(source.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        module = node.module if isinstance(node, ast.ImportFrom) and not node.level else None
        if module == "random" or "random" in names:
            found.append(source.finding(node, "the module random; take an np.random.Generator"))
    return found


def _dice(call: ast.Call, name: str) -> str | None:
    last = name.rpartition(".")[2]
    if name.startswith("numpy.random.") and last not in _NUMPY_OWN:
        return f"{name} shares a hidden state; take an np.random.Generator"
    if name == "numpy.random.default_rng" and not call.args and not call.keywords:
        return "default_rng() without a seed cannot be repeated"
    if _TORCH_STATE.fullmatch(name):
        return f"{name} changes the state of everyone; make a torch.Generator"
    if _TORCH_DROPOUT.fullmatch(name):
        return f"{name} takes no generator; use the dropout of pupila.models"
    from_torch = name.startswith("torch.") and last in _TORCH_DICE
    if (from_torch or (last in _TENSOR_DICE and "." in name)) and not _given(call, "generator"):
        return f"{last} without generator="
    if name == "torch.utils.data.DataLoader" and keyword(call, "shuffle") and not _given(call, "generator"):
        return "DataLoader(shuffle=...) without generator="
    if name.startswith("sklearn.") and last in _SKLEARN_DICE and not _given(call, "random_state"):
        return f"{last} without random_state="
    return None


def _given(call: ast.Call, name: str) -> bool:
    return any(argument.arg in (name, None) for argument in call.keywords)


def writes(source: Source) -> list[str]:
    """Find files written past pupila.files, where a crash would leave half of one."""
    if source.path == "files.py":
        return []
    safe = _safe_files(source.tree)
    pictures = "PIL" in source.text  # elsewhere .save() is a method of our own
    return [
        source.finding(call, f"{problem}; write through pupila.files")
        for call, name in calls(source)
        if (problem := _write(call, name, safe, pictures))
    ]


def _safe_files(tree: ast.Module) -> set[str]:
    """Name the buffers in memory and the files inside `with files.replacing(...)`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made = dotted(node.value.func).rpartition(".")[2]
            names |= {dotted(target) for target in node.targets if made in ("BytesIO", "StringIO")}
        elif isinstance(node, ast.withitem) and isinstance(node.context_expr, ast.Call) and node.optional_vars:
            opened = dotted(node.context_expr.func).rpartition(".")[2]
            names |= {dotted(node.optional_vars)} if opened in ("BytesIO", "StringIO", "replacing") else set()
    return names


def _write(call: ast.Call, name: str, safe: set[str], pictures: bool) -> str | None:
    last = name.rpartition(".")[2]
    first = dotted(call.args[0]) if call.args else ""
    if name == "os.open":
        return name if re.search("O_(WRONLY|RDWR|CREAT|APPEND|TRUNC)", ast.unparse(call)) else None
    if name in _TAKE_A_FILE and first in safe:
        return None
    if name in _WRITERS or name.startswith("tempfile."):
        return name
    if last in _WRITING_METHODS and "." in name and not name.startswith(("files.", "pupila.files.")):
        return f".{last}()"
    if last == "save" and pictures and "." in name and first not in safe:
        return ".save() to what is neither a buffer nor a file of `replacing`"
    if name in ("open", "io.open", "gzip.open", "lzma.open", "zipfile.ZipFile", "tarfile.open") or last == "open":
        return _opened(call, name)
    if last == "memmap" and re.search(r"\+|w", str(constant(keyword(call, "mode")) or "r")):
        return "memmap for writing"
    return None


def _opened(call: ast.Call, name: str) -> str | None:
    """Judge the mode of an open: "r" unless said; a mode that is no literal is refused, as nobody can check it."""
    position = 1 if name in ("open", "io.open", "gzip.open", "lzma.open", "zipfile.ZipFile", "tarfile.open") else 0
    mode = keyword(call, "mode") or (call.args[position] if len(call.args) > position else None)
    if mode is None or (position == 0 and not isinstance(constant(mode), str)):
        return None  # Image.open(buffer), webbrowser.open(url): no mode at all
    value = constant(mode)
    if not isinstance(value, str):
        return "open() with a mode that is not a literal"
    writes_ = re.fullmatch(r"[rwaxbtU+|:gzx2*]{1,5}", value) and re.search(r"[wax+]", value)
    return f"open(..., {value!r})" if writes_ else None


def runs_what_it_reads(source: Source) -> list[str]:
    """Find ways for a file to become code: pickle and its kin, torch.load, eval, np.load that may unpickle."""
    found = []
    for node in ast.walk(source.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.split(".")[0] in _RUNS_WHAT_IT_READS:
                found.append(source.finding(node, f"{name} runs what it reads"))
    for call, name in calls(source):
        if name in _RUNNERS:
            found.append(source.finding(call, f"{name}() runs or pickles"))
        elif name == "numpy.load" and constant(keyword(call, "allow_pickle")) is not False:
            found.append(source.finding(call, "np.load without allow_pickle=False"))
        elif keyword(call, "allow_pickle") is not None and constant(keyword(call, "allow_pickle")) is not False:
            found.append(source.finding(call, "allow_pickle that is not False"))
        elif constant(keyword(call, "shell")) is True:
            found.append(source.finding(call, "a shell; pass a list of arguments"))
    return found
