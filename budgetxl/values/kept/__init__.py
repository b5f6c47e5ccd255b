"""What is worked out once and kept beside Python's own bytecode, by its rules: compiled patterns, and by others forms."""

from .files import keep_beside_bytecode, may_be_kept
from .patterns import compiled, keep_patterns

__all__ = ["compiled", "keep_beside_bytecode", "keep_patterns", "may_be_kept"]
