from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch  # noqa: F401  # brings the OpenMP library that compiled loops run on

from pupila import compiled
from pupila.compiled import compile_and_load

FLAGS = (*compiled._FLAGS, *compiled._OMP)
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None, reason="no compiler on this machine"
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "compiled"


def source_that_gives(number: int, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "answer.c"
    path.write_text(
        "int answer(int threads) { int sum = 0;\n#pragma omp parallel for num_threads(threads) reduction(+: sum)\n"
        f"for (int i = 0; i < {number}; i++) sum += 1;\nreturn sum; }}\n"
    )
    return path


def answer(source: Path) -> int | None:
    library = compile_and_load(source)
    return None if library is None else int(library.answer(2))


def count_compilations(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    calls: list[Path] = []
    found = compiled._compile

    def counted(source: Path, compiler: str, bench: Path, flags: Sequence[str]) -> Path:
        calls.append(source)
        return found(source, compiler, bench, flags)

    monkeypatch.setattr(compiled, "_compile", counted)
    return calls


def test_it_is_compiled_once_and_again_when_the_source_changes(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = count_compilations(monkeypatch)
    assert [answer(source_that_gives(42, tmp_path)) for _ in range(3)] == [42, 42, 42]
    assert len(calls) == 1
    assert answer(source_that_gives(43, tmp_path)) == 43
    assert len(calls) == 2


def test_its_loops_run_on_torchs_threads(cache: Path, tmp_path: Path) -> None:
    answer(source_that_gives(1, tmp_path))
    (library,) = cache.glob("*.so")
    needed = subprocess.run(["ldd", str(library)], capture_output=True, text=True, check=True).stdout
    assert "gomp" not in needed


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_library_is_compiled_anew(
    damage: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_that_gives(42, tmp_path)
    key = compiled._key(source, str(shutil.which("gcc")), FLAGS)
    cache.mkdir(parents=True, mode=0o700)
    name = f"answer-{key}"
    compiled._keep(compiled._compile(source, "gcc", tmp_path, FLAGS), cache, name)
    assert compiled._kept(cache, name) is not None
    (kept,) = cache.glob("*.so")
    content = kept.read_bytes()
    kept.write_bytes(content[: len(content) // 2] if damage == "cut" else content[:-9] + b"x" + content[-8:])
    assert compiled._kept(cache, name) is None
    assert answer(source) == 42


def test_nothing_is_loaded_from_where_others_may_write(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_that_gives(42, tmp_path / "mine")
    bench = tmp_path / "bench"
    bench.mkdir()
    planted = compiled._compile(source_that_gives(13, tmp_path / "theirs"), "gcc", bench, FLAGS).read_bytes()
    cache.mkdir(parents=True)
    key = compiled._key(source, str(shutil.which("gcc")), FLAGS)
    (cache / f"answer-{key}-{hashlib.sha256(planted).hexdigest()}.so").write_bytes(planted)
    cache.chmod(0o777)
    assert answer(source) == 42


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUPILA_CACHE", "/dev/null/cache")
    assert answer(source_that_gives(42, tmp_path)) == 42


@pytest.mark.parametrize("trouble", ["switched off", "no compiler", "not C", "another system"])
def test_where_it_cannot_be_compiled_there_is_nothing_and_no_error(
    trouble: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_that_gives(42, tmp_path)
    if trouble == "switched off":
        monkeypatch.setenv("PUPILA_COMPILE", "0")
    elif trouble == "no compiler":
        monkeypatch.setenv("PATH", str(tmp_path))
    elif trouble == "not C":
        source.write_text("this is not C")
    else:
        monkeypatch.setattr(sys, "platform", "darwin")
    assert compile_and_load(source) is None


def test_what_has_no_parallel_loops_is_compiled_without_torch(cache: Path, tmp_path: Path) -> None:
    source = tmp_path / "plain.c"
    source.write_text("int answer(void) { return 42; }\n")
    code = (
        "import sys; from pathlib import Path; from pupila.compiled import compile_and_load\n"
        f"print(compile_and_load(Path({str(source)!r}), omp=False).answer())\n"
        f"print(compile_and_load(Path({str(source)!r})), 'torch' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert said.split() == ["42", "None", "False"]
