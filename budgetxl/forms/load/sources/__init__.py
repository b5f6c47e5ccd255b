"""A form's files as they are: text in UTF-8, TOML, code lists in CSV, each with what is wrong and its line."""

from .code_lists import as_tables, code_lists
from .files import FileFault, list_text, read_form_file, stands
from .toml_reading import TomlFault, parse_toml

__all__ = ["FileFault", "TomlFault", "as_tables", "code_lists", "list_text", "parse_toml", "read_form_file", "stands"]
