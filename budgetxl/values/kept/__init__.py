"""What is worked out once and kept beside Python's own bytecode, by its rules: compiled patterns and constructors, and by others forms."""

from .files import Store, keep_beside_bytecode, keep_compiled, may_be_kept
from .patterns import compiled

__all__ = ["Store", "compiled", "keep_beside_bytecode", "keep_compiled", "may_be_kept"]
