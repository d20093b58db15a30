from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clients import Asyncio, Blocking

import engram


@pytest.fixture(params=[Blocking, Asyncio], ids=["blocking", "asyncio"])
def connect(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Makes clients, of both kinds in turn, that are closed at the end."""
    made = []

    def make(address: str, **options: Any) -> Any:
        options.setdefault("retry", engram.RetryPolicy(initial_backoff=0.001))
        made.append(request.param(address, **options))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def server_address() -> str:
    """A running server."""
    address = os.environ.get("ENGRAM_ADDRESS")
    if not address:
        pytest.skip("needs a running server in ENGRAM_ADDRESS")
    return address
