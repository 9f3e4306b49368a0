"""Tests stand on the same ground everywhere: no network, an English locale, real data only where asked for."""

from __future__ import annotations

import os
import socket
import tomllib

import pytest
from house_source import ROOT


def test_no_test_reaches_the_network() -> None:
    with socket.socket() as outward, pytest.raises(OSError, match="tests use no network"):
        outward.connect(("192.0.2.1", 80))


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_what_differs_between_developers_is_settled() -> None:
    assert os.environ["PUPILA_LANG"] == "en"
    assert "PUPILA_DATA" not in os.environ
    assert not {"LANG", "LC_ALL"} & os.environ.keys()


@pytest.mark.real("no_such_data_set")
def test_that_needs_data_nobody_has() -> None:
    pytest.fail("a test of missing real data was run")


def test_peers_of_the_benchmarks_are_those_of_the_extra() -> None:
    """The Makefile pins what pyproject.toml allows; both name the same packages."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (pinned,) = [line.split()[2:] for line in makefile.splitlines() if line.startswith("PEERS ?=")]
    assert [peer.partition("==")[0] for peer in pinned] == [extra.partition(">=")[0] for extra in extras["bench"]]
