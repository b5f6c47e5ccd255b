"""What an editor has to know of a form's files, as JSON Schema."""

from .generate import schema_of

__all__ = ["schema_of"]
