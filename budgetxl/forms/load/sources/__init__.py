"""A form's files as they are: text in UTF-8, TOML, code lists in CSV, each with what is wrong and its line.

What reads TOML and lists is imported by the loader alone: a command on a form that is kept reads no more than its wording.
"""

from .files import FileFault, list_text, read_form_file, stands

__all__ = ["FileFault", "list_text", "read_form_file", "stands"]
