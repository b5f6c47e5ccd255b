"""Form folders to forms: TOML read, parents laid under, every mistake said at once."""

from .loader import NOTICE_FILE, find_folder, known_folders, load_form
from .schema import FormError, Mistake

__all__ = [
    "NOTICE_FILE",
    "FormError",
    "Mistake",
    "find_folder",
    "known_folders",
    "load_form",
]
