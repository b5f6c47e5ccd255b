"""Form folders to forms: TOML read, parents laid under, every mistake said at once."""

from .library import FormLibrary
from .loader import NOTICE_FILE, find_folder, known_folders, load_form
from .removed import Removed, removed_of, remover
from .schema import FormError, Mistake

__all__ = [
    "NOTICE_FILE",
    "FormError",
    "FormLibrary",
    "Mistake",
    "Removed",
    "find_folder",
    "known_folders",
    "load_form",
    "removed_of",
    "remover",
]
