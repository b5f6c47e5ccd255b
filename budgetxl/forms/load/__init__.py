"""Form folders to forms: TOML read, parents laid under, every mistake said at once."""

from .checks.kinds import kind_mistakes
from .library import FormLibrary
from .loader import NOTICE_FILE, find_folder, known_folders, load_form
from .removed import Removed, removed_of, remover
from .schema import FormError, Mistake
from .sources import FileFault, list_text, read_form_file

__all__ = [
    "NOTICE_FILE",
    "FileFault",
    "FormError",
    "FormLibrary",
    "Mistake",
    "Removed",
    "find_folder",
    "kind_mistakes",
    "known_folders",
    "list_text",
    "load_form",
    "read_form_file",
    "removed_of",
    "remover",
]
