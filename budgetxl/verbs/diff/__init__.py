"""``diff``: what changed between two workbooks, or between one and the version of it that was accepted."""

from .workbooks import accepted_of, compared, document, page, submission_of

__all__ = ["accepted_of", "compared", "document", "page", "submission_of"]
