"""Whether and when a failed call is sent again."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from engram.errors import RPCError, StatusCode


@dataclass(frozen=True)
class RetryPolicy:
    """When and how often a call that failed is tried again.

    Waits are drawn at random between nothing and a bound that doubles from one to the next.
    """

    #: How often a call is sent at most, the first time included.
    max_attempts: int = 4
    #: The bound of the first wait, in seconds.
    initial_backoff: float = 0.1
    #: What the bound never passes, in seconds.
    max_backoff: float = 5.0

    def backoff(self, failures: int) -> float:
        """A random wait after the so-manieth failure in a row, in seconds."""
        doublings = min(failures - 1, 30)
        return random.uniform(0, min(self.max_backoff, self.initial_backoff * 2**doublings))


class Failure(Exception):
    """One attempt of a call failed."""

    def __init__(self, error: RPCError, was_sent: bool) -> None:
        super().__init__(error)
        self.error = error
        #: Whether the request may have reached the server.
        self.was_sent = was_sent


class Attempts:
    """The attempts of one call."""

    def __init__(self, policy: RetryPolicy, deadline: float, idempotent: bool) -> None:
        self._policy = policy
        self._deadline = deadline
        self._idempotent = idempotent
        self._failures = 0

    def next_delay(self, failure: Failure) -> float:
        """Seconds to wait before the call is sent again; raises the error when it isn't to be.

        A request that was not sent may always be repeated. One that was, only if the method is
        idempotent and the server is UNAVAILABLE or tells when to come back.
        """
        self._failures += 1
        error = failure.error
        unavailable = error.code == StatusCode.UNAVAILABLE
        if failure.was_sent:
            safe = self._idempotent and (unavailable or error.retry_delay is not None)
        else:
            safe = unavailable
        if not safe or self._failures >= self._policy.max_attempts:
            raise error
        delay = max(self._policy.backoff(self._failures), error.retry_delay or 0)
        if time.monotonic() + delay >= self._deadline:
            raise error
        return delay
