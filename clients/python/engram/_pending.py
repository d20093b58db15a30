"""Blocking calls that wait for their answers."""

from __future__ import annotations

import threading
import time
from collections import deque

from engram._retry import Failure
from engram._table import Arrival
from engram.errors import RPCError, deadline_exceeded


def remaining(deadline: float | None) -> float | None:
    """Seconds until ``deadline``, at least 0; None for no deadline."""
    return None if deadline is None else max(0.0, deadline - time.monotonic())


class PendingReply:
    """A unary call: filled by the reader thread, waited for by the caller's."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._payload = b""
        self._failure: Failure | None = None

    def deliver(self, arrival: Arrival) -> None:
        """Takes the answer."""
        if arrival.error is not None:
            self._failure = Failure(arrival.error, was_sent=True)
        self._payload = arrival.message or b""
        self._done.set()

    def fail(self, error: RPCError) -> None:
        """Ends the call unanswered."""
        self._failure = Failure(error, was_sent=True)
        self._done.set()

    def wait(self, deadline: float) -> bytes:
        """The packed reply; raises Failure when the call failed."""
        if not self._done.wait(remaining(deadline)):
            raise Failure(deadline_exceeded(), was_sent=True)
        if self._failure is not None:
            raise self._failure
        return self._payload


class PendingReplies:
    """A stream: messages wait here for their reader, no more than ``limit``."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._messages: deque[bytes] = deque()
        self._ended = False
        self._error: RPCError | None = None
        self._changed = threading.Condition()

    def deliver(self, arrival: Arrival) -> None:
        """Takes what a frame brought, whether there is room or not."""
        with self._changed:
            if self._ended:
                return
            if arrival.message is not None:
                self._messages.append(arrival.message)
            self._ended = arrival.ended
            self._error = arrival.error
            self._changed.notify_all()

    def fail(self, error: RPCError) -> None:
        """Ends the stream; what arrived before is still read."""
        self.deliver(Arrival(ended=True, error=error))

    def wait_for_room(self, seconds: float) -> bool:
        """Waits until there is room or the stream has ended; false when time is over before."""
        with self._changed:
            return self._changed.wait_for(
                lambda: len(self._messages) < self._limit or self._ended, seconds
            )

    def next(self, deadline: float | None) -> bytes | None:
        """The next packed message, None at the end; raises the error that ended the stream."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._messages or self._ended, remaining(deadline)
            ):
                raise deadline_exceeded()
            if self._messages:
                self._changed.notify_all()
                return self._messages.popleft()
            if self._error is not None:
                raise self._error
            return None
