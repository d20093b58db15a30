"""POST /v1/embeddings: what is asked for, and vectors that are always the same for a text."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import math
import re
import struct
from typing import Any

from failures import read, refused

DIMENSIONS = 1536
MAX_DIMENSIONS = 4096
MAX_INPUTS = 2048


@dataclasses.dataclass(frozen=True)
class Request:
    model: str
    texts: list[str]
    encoding_format: str
    dimensions: int | None

    @classmethod
    def parse(cls, body: bytes) -> Request:
        value, model = read(body)
        given = value.get("input")
        texts = [given] if isinstance(given, str) else given
        if not isinstance(texts, list) or not 1 <= len(texts) <= MAX_INPUTS:
            raise refused(f"'input' is a string or an array of 1 to {MAX_INPUTS} strings")
        if not all(isinstance(text, str) and text for text in texts):
            raise refused("'input' holds an empty string, or what is not one")
        encoding = value.get("encoding_format", "float")
        if encoding not in ("float", "base64"):
            raise refused("'encoding_format' is float or base64")
        dimensions = value.get("dimensions")
        if dimensions is not None and not (
            isinstance(dimensions, int) and 1 <= dimensions <= MAX_DIMENSIONS
        ):
            raise refused(f"'dimensions' is a number from 1 to {MAX_DIMENSIONS}")
        return cls(model, texts, encoding, dimensions)

    def reply(self, damage: str | None) -> Any:
        """The reply, damaged as the control endpoint's `body` says."""
        length = self.dimensions or DIMENSIONS
        if damage == "wrong_dimensions":
            length += 1
        vectors = [vector(text, length) for text in self.texts]
        if damage == "zero":
            vectors = [[0.0] * length for _ in vectors]
        as_float = self.encoding_format == "float" or damage == "float"
        data = [
            {"object": "embedding", "index": index, "embedding": encode(values, as_float)}
            for index, values in enumerate(vectors)
        ]
        if damage == "wrong_count":
            data.pop()
        if damage == "wrong_index":
            data[-1]["index"] = len(data)
        if damage == "reversed":
            data.reverse()
        count = sum(len(text.split()) for text in self.texts)
        usage = {"prompt_tokens": count, "total_tokens": count}
        return {"object": "list", "data": data, "model": self.model, "usage": usage}


def vector(text: str, dimensions: int) -> list[float]:
    """Of unit length; each word adds to some places."""
    values = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()) or [""]:
        digest = hashlib.sha256(word.encode()).digest()
        for start in range(0, 32, 4):
            number = int.from_bytes(digest[start : start + 4], "little")
            values[number % dimensions] += 1.0 if number & 0x80000000 else -1.0
    norm = math.sqrt(sum(value * value for value in values))
    return [value / norm for value in values] if norm else [1.0] + values[1:]


def encode(values: list[float], as_float: bool) -> Any:
    """Numbers, or base64 of little-endian 32-bit ones."""
    if as_float:
        return values
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()
