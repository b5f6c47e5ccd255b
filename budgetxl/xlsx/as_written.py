"""Files of the program that say so themselves: a digest of all their parts, among their properties, holds until somebody saves them anew."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

CORE: Final = "docProps/core.xml"
MARK: Final = "budgetxl:"
_MOST = 64 << 20  # bytes of a file, unpacked


def identifier(parts: Mapping[str, bytes]) -> str:
    """What a file whose other parts are these says in its property ``identifier``."""
    import hashlib

    whole = hashlib.sha256()
    for name in sorted(parts):
        whole.update(f"{name} {len(parts[name])}\n".encode())
        whole.update(parts[name])
    return f"{MARK}{whole.hexdigest()}"


def is_as_written(data: bytes) -> bool:
    """Whether a file is one of ours that nobody has changed since: it carries the digest of what stands in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if CORE not in package.NameToInfo or sum(info.file_size for info in package.infolist()) > _MOST:
                return False
            if MARK.encode() not in package.read(CORE):
                return False
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return False
    core = parts.pop(CORE)
    return f">{identifier(parts)}<".encode() in core


__all__ = ["CORE", "MARK", "identifier", "is_as_written"]
