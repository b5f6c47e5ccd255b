"""Templates that were compiled, kept for the next notice: of a batch each is compiled once a process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

MOST = 64
"""Templates that are kept: a form has a handful, a batch few forms."""
_KEPT: OrderedDict[Hashable, CodeType] = OrderedDict()


class KeptTemplates(BytecodeCache):
    """Compiled code by the template's name, file and text, and by ``options``: what of its environment has gone into the code."""

    def __init__(self, *options: Hashable) -> None:
        self.options = options

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _KEPT.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if isinstance(bucket.code, CodeType):
            _KEPT[self._key(bucket)] = bucket.code
            while len(_KEPT) > MOST:
                _KEPT.popitem(last=False)

    def _key(self, bucket: Bucket) -> Hashable:
        return bucket.key, bucket.checksum, self.options


__all__ = ["KeptTemplates"]
