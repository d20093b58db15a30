"""Addresses of servers."""

from __future__ import annotations

from typing import NamedTuple


class Address(NamedTuple):
    """A TCP port, or a Unix socket by its path."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> Address:
        """Reads ``HOST:PORT``, ``[IPV6]:PORT`` or ``unix:PATH``."""
        if text.startswith("unix:") and len(text) > len("unix:"):
            return cls(path=text[len("unix:") :])
        host, colon, port = text.rpartition(":")
        bracketed = host.startswith("[") and host.endswith("]")
        host = host[1:-1] if bracketed else host
        if not colon or not host or (":" in host and not bracketed) or not port.isdecimal():
            raise ValueError(
                f"`{text}` is not an address; expected HOST:PORT, [IPV6]:PORT or unix:PATH"
            )
        return cls(host=host, port=int(port))

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
