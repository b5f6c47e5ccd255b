"""The wording as Jinja compiled it, kept by its content: compiling takes four fifths of making a notice, for the same code each time.

Within a process everything is kept, up to ``MOST``. From run to run the templates of the forms that come with the program are kept,
beside Python's own bytecode and by its rules, as the forms themselves are (``forms.load.library``); a bureau's own are compiled anew.
"""

from __future__ import annotations

import marshal
import sys
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path as FilePath
from types import CodeType
from typing import TYPE_CHECKING

import jinja2
from jinja2.bccache import Bucket, BytecodeCache, bc_magic

from budgetxl.frozen import is_frozen
from budgetxl.values.kept import keep_beside_bytecode, may_be_kept

from ...forms import known_folders, program_state

if TYPE_CHECKING:
    from jinja2 import Environment

MOST = 64
"""Templates that are kept in a process, and files that are kept from run to run."""

_SUFFIX = ".wording"
_kept: dict[tuple[object, ...], CodeType] = {}  # the last used stands last


class KeptWording(BytecodeCache):
    """The compiled templates of environments that are made with the same ``options``, which compiling may have worked into them."""

    def __init__(self, options: Sequence[object]) -> None:
        self.options = repr(tuple(options))
        self.filename = ""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        self.filename = filename or ""
        return super().get_bucket(environment, name, filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        key = (bucket.key, bucket.checksum, self.options)
        code = _kept.pop(key, None) or self._read(bucket)
        if code is not None:
            bucket.code = _kept[key] = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        _kept[(bucket.key, bucket.checksum, self.options)] = bucket.code
        if len(_kept) > MOST:
            del _kept[next(iter(_kept))]
        self._write(bucket)

    def _file(self) -> FilePath | None:
        """Where a template of the program's own forms is kept; None for any other."""
        path = FilePath(self.filename)
        if str(path.parent) not in _own_folders():
            return None
        marks = f"{zlib.crc32(self.options.encode()):08x}.{sys.implementation.cache_tag}"
        return FilePath(__file__).with_name("__pycache__") / f"{path.parent.name}.{path.name}.{marks}{_SUFFIX}"

    def _read(self, bucket: Bucket) -> CodeType | None:
        file = self._file()
        if file is None:
            return None
        try:
            state, code = marshal.loads(file.read_bytes())
        except Exception:  # there is none, or it is cut off: it is compiled and written over
            return None
        return code if state == _state(bucket, self.options) and isinstance(code, CodeType) else None

    def _write(self, bucket: Bucket) -> None:
        file = self._file()
        if file is None or not may_be_kept() or (not file.exists() and len(list(file.parent.glob(f"*{_SUFFIX}"))) >= MOST):
            return
        keep_beside_bytecode(file, marshal.dumps((_state(bucket, self.options), bucket.code)))


@lru_cache(maxsize=1)
def _own_folders() -> frozenset[str]:
    return frozenset(map(str, known_folders().values()))


def _state(bucket: Bucket, options: str) -> str:
    """What kept code depends on: the template, the program that compiles it, Jinja, and the options of both."""
    if is_frozen():  # Jinja is no file there, and belongs to the state of the program; the key knows in which folder that is
        return repr((bc_magic, program_state(), options, bucket.checksum))
    about = FilePath(jinja2.__file__).stat()
    return repr((bc_magic, about.st_size, about.st_mtime_ns, program_state(), options, bucket.key, bucket.checksum))


__all__ = ["MOST", "KeptWording"]
