"""The data of one submission in little room: a bureau holds those of thousands of units at once."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

MOST_OPEN = 8
"""Submissions whose data are held unpacked: whoever goes from unit to unit needs one or two."""


class Packed(Mapping[str, Any]):
    """A mapping that is kept as compressed JSON, and unpacked while it is looked at."""

    __slots__ = ("_key", "data")

    def __init__(self, data: bytes, key: str) -> None:
        self.data, self._key = data, key

    @property
    def _open(self) -> Mapping[str, Any]:
        found = _unpacked(self.data)[self._key]
        assert isinstance(found, dict)
        return found

    def __getitem__(self, name: str) -> Any:
        return self._open[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._open)

    def __len__(self) -> int:
        return len(self._open)

    def __reduce__(self) -> tuple[type[Packed], tuple[bytes, str]]:
        return Packed, (self.data, self._key)


def pack(parts: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Mappings of JSON under their names, as :class:`Packed` keeps them."""
    return zlib.compress(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 3)


@lru_cache(maxsize=MOST_OPEN)
def _unpacked(data: bytes) -> dict[str, Any]:
    found = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    assert isinstance(found, dict)
    return found


__all__ = ["Packed", "pack"]
