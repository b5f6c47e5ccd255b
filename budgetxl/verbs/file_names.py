"""Names of files that are made of what people typed, for whoever writes what a verb has made."""

from ..workbook.file_names import LONGEST, safe_name

__all__ = ["LONGEST", "safe_name"]
