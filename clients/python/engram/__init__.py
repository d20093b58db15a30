"""Client of Engram, a conversation and memory service.

>>> import engram
>>> with engram.connect("127.0.0.1:7420") as client:
...     conversation = client.conversations.create_conversation(
...         organization_id="acme", user_id="ada"
...     )

:mod:`engram.aio` has the same for asyncio; :mod:`engram.v1` has the messages.
"""

from engram._client import Client, connect
from engram._options import Options
from engram._retry import RetryPolicy
from engram.errors import (
    BadRequest,
    ErrorInfo,
    FieldViolation,
    RetryInfo,
    RPCError,
    StatusCode,
)

__all__ = [
    "BadRequest",
    "Client",
    "ErrorInfo",
    "FieldViolation",
    "Options",
    "RPCError",
    "RetryInfo",
    "RetryPolicy",
    "StatusCode",
    "connect",
]
