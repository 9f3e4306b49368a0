"""What every test stands on: an English locale, a cache of its own, no network, and one thread a worker."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import pupila  # noqa: F401  # before torch is imported by anyone: it says how long torch's threads wait for each other

# Two workers on two cores: more threads would only get in each other's way. Set before torch or NumPy is imported.
if "PYTEST_XDIST_WORKER" in os.environ:
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")

# Every commit draws the same examples, so that a red test is this commit's fault; the long suite looks further.
_SLOW_START = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("commit", derandomize=True, deadline=None, max_examples=50, suppress_health_check=_SLOW_START)
settings.register_profile("long", deadline=None, max_examples=1000, suppress_health_check=_SLOW_START)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "commit"))

# A shell that starts tests in the background has Ctrl-C ignored, and every process that they start would inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def real_data_set(name: str) -> Path | None:
    """Return where a real data set lies in $PUPILA_DATA, or None."""
    folder = os.environ.get("PUPILA_DATA")
    places = [Path(folder) / part for part in (f"{name}.npz", name)] if folder else []
    if folder and name == "flowers":
        places.append(Path(folder) / "flower_photos")
    return next((place for place in places if place.exists()), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, by name and with the reason, what this machine cannot run."""
    for item in items:
        for marker in item.iter_markers("real"):
            missing = [name for name in marker.args if real_data_set(name) is None]
            if missing:
                reason = f"needs the real data set {', '.join(missing)} in the folder $PUPILA_DATA"
                item.add_marker(pytest.mark.skip(reason=reason))
            elif not marker.args and not os.environ.get("PUPILA_DATA"):
                item.add_marker(pytest.mark.skip(reason="needs real data sets in the folder $PUPILA_DATA"))
        if item.get_closest_marker("browser") and not any(map(shutil.which, _BROWSERS)):
            item.add_marker(pytest.mark.skip(reason="needs Chromium, which is not installed"))


@pytest.fixture
def chromium() -> str:
    """Return the browser's command."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        pytest.skip("needs Chromium, which is not installed")
    return found


@pytest.fixture(autouse=True)
def settled_environment(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Take away what differs from one developer to the next: language, cache, data."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PUPILA_LANG", "en")
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    if request.node.get_closest_marker("real") is None:
        monkeypatch.delenv("PUPILA_DATA", raising=False)


@pytest.fixture(autouse=True)
def subnormal_numbers() -> Iterator[None]:
    """Bring back the very small numbers that a training takes for zero: hypothesis, for one, insists on them."""
    yield
    if torch := sys.modules.get("torch"):
        torch.set_flush_denormal(False)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse connections that leave this machine: a test must not depend on one."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a test tried to reach {host}; tests use no network")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
