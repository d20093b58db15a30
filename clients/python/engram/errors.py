"""How a call fails."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from engram.wire import error_details_pb2, status_pb2


class StatusCode(enum.IntEnum):
    """The codes of google.rpc."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16

    @classmethod
    def _missing_(cls, value: object) -> StatusCode:
        return cls.UNKNOWN


@dataclass(frozen=True)
class FieldViolation:
    """One refused field of a request."""

    #: Path of the field, such as ``messages[2].content``.
    field: str
    #: What was expected of it.
    description: str


@dataclass(frozen=True)
class BadRequest:
    """Which fields of the request were refused."""

    field_violations: tuple[FieldViolation, ...]


@dataclass(frozen=True)
class RetryInfo:
    """When the call may be tried again."""

    #: Seconds to wait at least.
    retry_delay: float


@dataclass(frozen=True)
class ErrorInfo:
    """A reason that a program can act upon."""

    #: In UPPER_SNAKE_CASE.
    reason: str


class RPCError(Exception):
    """A call failed."""

    #: One of the google.rpc codes.
    code: StatusCode
    #: What went wrong, in English, for a developer.
    message: str
    #: What a program can act upon.
    details: tuple[BadRequest | RetryInfo | ErrorInfo, ...]

    def __init__(
        self,
        code: StatusCode,
        message: str,
        details: Iterable[BadRequest | RetryInfo | ErrorInfo] = (),
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.details = tuple(details)

    def __str__(self) -> str:
        fields = "; ".join(f"{each.field}: {each.description}" for each in self.field_violations)
        return f"{self.code.name}: {self.message}" + (f" ({fields})" if fields else "")

    @property
    def field_violations(self) -> tuple[FieldViolation, ...]:
        """The refused fields of the request."""
        return tuple(
            violation
            for detail in self.details
            if isinstance(detail, BadRequest)
            for violation in detail.field_violations
        )

    @property
    def retry_delay(self) -> float | None:
        """Seconds that the server asks to wait before the next try."""
        for detail in self.details:
            if isinstance(detail, RetryInfo):
                return detail.retry_delay
        return None

    @classmethod
    def from_status(cls, status: status_pb2.Status) -> RPCError:
        """The error that a server's status stands for."""
        details = (_detail(each.type_url, each.value) for each in status.details)
        return cls(
            StatusCode(status.code),
            status.message,
            (detail for detail in details if detail is not None),
        )


def deadline_exceeded() -> RPCError:
    """The error of a call whose time is over."""
    return RPCError(StatusCode.DEADLINE_EXCEEDED, "the call's time is over")


def connection_lost(address: object) -> RPCError:
    """The error of a call whose connection ended before it did."""
    return RPCError(StatusCode.UNAVAILABLE, f"the connection to {address} was lost")


def client_closed() -> RPCError:
    """The error of a call on a closed client."""
    return RPCError(StatusCode.CANCELLED, "the client is closed")


def cancelled() -> RPCError:
    """The error of a stream that was cancelled here."""
    return RPCError(StatusCode.CANCELLED, "the caller cancelled the call")


def read_too_slowly() -> RPCError:
    """The error of a stream that kept other calls waiting."""
    message = "the stream was read too slowly while other calls waited behind it"
    return RPCError(StatusCode.RESOURCE_EXHAUSTED, message)


def _detail(type_url: str, value: bytes) -> BadRequest | RetryInfo | ErrorInfo | None:
    name = type_url.rpartition("/")[2]
    if name == "google.rpc.BadRequest":
        bad_request = error_details_pb2.BadRequest.FromString(value)
        return BadRequest(
            tuple(FieldViolation(v.field, v.description) for v in bad_request.field_violations)
        )
    if name == "google.rpc.RetryInfo":
        delay = error_details_pb2.RetryInfo.FromString(value).retry_delay
        return RetryInfo(delay.seconds + delay.nanos / 1e9)
    if name == "google.rpc.ErrorInfo":
        return ErrorInfo(error_details_pb2.ErrorInfo.FromString(value).reason)
    return None
