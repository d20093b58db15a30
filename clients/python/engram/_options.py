"""How a client connects, waits and retries, and how much it holds in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from engram._retry import RetryPolicy


@dataclass(frozen=True)
class Options:
    """The settings of a client."""

    #: Seconds for a unary call, all its attempts included, when the call names none.
    timeout: float = 30.0
    #: How failed calls are retried.
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    #: Seconds that one attempt to connect may take.
    connect_timeout: float = 10.0
    #: Calls that may wait for an answer at one time.
    max_calls_in_flight: int = 4_096
    #: Replies of a stream that may wait for their reader before the connection is no longer read.
    stream_buffer: int = 64
    #: Seconds that a stream with a slow reader may keep the other calls of the connection waiting
    #: before it ends with RESOURCE_EXHAUSTED.
    stream_stall_limit: float = 5.0
