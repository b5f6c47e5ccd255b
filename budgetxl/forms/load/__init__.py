"""Form folders to forms: TOML read, parents laid under, every mistake said at once."""

from .files import FileFault, read_form_file
from .library import FormLibrary
from .loader import NOTICE_FILE, find_folder, known_folders, load_form
from .schema import FormError, Mistake

__all__ = [
    "NOTICE_FILE",
    "FileFault",
    "FormError",
    "FormLibrary",
    "Mistake",
    "find_folder",
    "known_folders",
    "load_form",
    "read_form_file",
]
