"""A form as it is after inheritance, written out: as TOML with where each key comes from, or as a whole folder."""

from .folder import list_files, notice_files
from .form_text import shown_form

__all__ = ["list_files", "notice_files", "shown_form"]
